"""The card on the reader: its station, how it stands beside the camera, and the page of readers and trust."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.bootstrap.hardware import Hardware
from desktop.screens.background import Background
from desktop.screens.chip_page.doctor_panel import DoctorPanel
from desktop.screens.chip_page.screen import ChipScreen
from desktop.screens.chip_page.trust_panel import TrustPanel
from desktop.screens.intake.chip_photo import ChipPhoto
from desktop.screens.intake.chip_strip import ChipStrip
from desktop.screens.messages import Messages
from desktop.screens.scanning.camera_panel import CameraPanel
from desktop.screens.scanning.chip_relay import ChipRelay
from desktop.workflows.chip_desk import ChipDesk, ChipState
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.intake import Intake
from desktop.workflows.trust_folder import DeskTrust
from devices.errors import CodedError
from devices.identity import CitizenIdentity
from devices.smartcard.authenticity.trust_store import InstalledTrust
from devices.smartcard.doctor import Examination
from devices.smartcard.piv.watching import PassingOver
from devices.smartcard.station import ChipStation
from devices.smartcard.station_events import ReadersChanged, StationEvent


class ChipParts:
    """Everything of the chip at a desk.

    Attributes:
        readers: Those of citizens' cards; an officer's own is passed over.
        desk: The card on the reader, as the intake sees it.
        station: Reads cards on its own threads.
        strip: Says how a reading goes.
        photo: The citizen's picture beside the camera.
        page: Readers and root certificates.
    """

    def __init__(
        self,
        hardware: Hardware,
        trust_folder: Path,
        intake: Intake,
        take: Callable[[CitizenIdentity], None],
        *,
        deliver: Background,
        helpers: ThreadPoolExecutor,
        messages: Messages,
        clock: DeskClock,
        permit: Callable[[str, str], None],
    ) -> None:
        """Build everything; `trust_folder` holds the root certificates of chips, and need not exist.

        `permit` is asked before they change, as in `DeskTrust`.
        """
        self._hardware = hardware
        self._helpers = helpers
        self._alarm = self._error = ""
        self.readers = PassingOver(hardware.card_readers())
        self.relay = ChipRelay()
        trust = InstalledTrust(trust_folder)
        self.station = ChipStation(self.readers, trust, self.relay, today=lambda: clock().date())
        self.desk = ChipDesk(intake, self.station.offer, take, self.station.retry, clock)
        self.strip = ChipStrip(self.desk)
        self.photo = ChipPhoto(self.desk, helpers.submit, deliver)
        self.page = ChipScreen(
            DoctorPanel(self._look, deliver, messages),
            TrustPanel(DeskTrust(trust_folder, helpers, permit), deliver, messages),
        )

    def corner(self, camera: CameraPanel) -> QWidget:
        """The camera with the citizen's picture beside it and the chip's strip under both."""
        camera.set_beside(self.photo)
        corner = QWidget()
        column = QVBoxLayout(corner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(camera)
        column.addWidget(self.strip)
        return corner

    def connect_to(self, show_page: Callable[[], None], say: Callable[[CodedError], None]) -> None:
        """Listen to the station; `show_page` opens the page of readers, `say` shows an error beside the intake."""
        self._say = say
        self.relay.told.connect(self._on_station)
        self.desk.subscribe(self._on_desk)
        self.strip.read_wanted.connect(self.desk.read_again)
        self.strip.stop_wanted.connect(self.station.cancel)
        self.strip.doctor_wanted.connect(show_page)
        self.page.doctor.retry_wanted.connect(self.desk.read_again)

    def close(self) -> None:
        """Let go of the readers."""
        self.relay.close()
        self.station.close()

    def _look(self) -> Future[Examination]:
        at_work = self.desk.state in {ChipState.READING, ChipState.TEXT}
        return self._helpers.submit(self._hardware.examine_readers, not at_work, self._error)

    def _on_station(self, event: StationEvent) -> None:
        self.desk.hear(event)
        if isinstance(event, ReadersChanged):
            self.page.refresh()

    def _on_desk(self) -> None:
        self.strip.refresh()
        self.photo.refresh()
        self._error = self.desk.error.code if self.desk.error is not None else self._error
        alarm = CodedError("CHIP-050") if self.desk.state is ChipState.FORGED else None
        error = alarm or (self.desk.error if self.desk.state is ChipState.FAILED else None)
        if error is not None and error.code != self._alarm:
            self._say(error)
        self._alarm = error.code if error is not None else ""
