"""The demo's hand: after a synthetic card was shown to the camera, it is laid on the simulated reader for a while."""

import time

from PySide6.QtCore import QObject, QTimer

from desktop.bootstrap.desk import Desk
from desktop.workflows.chip_desk import ChipState
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import ChipProfile, Maker, Options
from devices.simulated.chip.quirks import Quirks
from devices.simulated.citizens import SyntheticCitizen

LAY_AFTER_MS = 1200
LIFT_AFTER_MS = 6000
PHOTO_SIZE = 15_000  # bytes of the photo's file, as on many documents
QUIRKS = Quirks(rate=424, exchange_seconds=0.01)  # as fast as a usual reader


class DemoHand(QObject):
    """Lays cards down and lifts them; used on the main thread."""

    def __init__(self, desk: Desk, readers: SimulatedReaders, maker: Maker, citizens: list[SyntheticCitizen]) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._readers = readers
        self._maker = maker
        self._citizens = {citizen.number: citizen for citizen in citizens}
        self._profiles: dict[str, ChipProfile] = {}
        self._in_hand = ""
        self._lay = QTimer(self, singleShot=True, interval=LAY_AFTER_MS)
        self._lay.timeout.connect(self._put_down)
        self._lift = QTimer(self, singleShot=True, interval=LIFT_AFTER_MS)
        self._lift.timeout.connect(self._take_away)
        desk.intake.subscribe(self._on_intake)
        desk.chip.subscribe(self._on_chip)

    def rest(self) -> None:
        """Touch no card any more: whoever takes pictures lays them down."""
        self._citizens = {}
        self._lay.stop()
        self._lift.stop()

    def _on_intake(self) -> None:
        number = self._desk.intake.draft.applicant.number
        if number != self._in_hand and number in self._citizens:
            self._in_hand = number
            self._lay.start()

    def _put_down(self) -> None:
        self._readers.put_down(SimulatedChip(self._profile(self._in_hand), QUIRKS, sleep=time.sleep))

    def _take_away(self) -> None:
        self._readers.lift()

    def _on_chip(self) -> None:
        if self._desk.chip.state in {ChipState.DONE, ChipState.FAILED} and self._citizens and not self._lift.isActive():
            self._lift.start()

    def _profile(self, number: str) -> ChipProfile:
        if number not in self._profiles:
            self._profiles[number] = self._maker.chip(self._citizens[number], Options(picture_size=PHOTO_SIZE))
        return self._profiles[number]
