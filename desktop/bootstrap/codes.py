"""Codes put together: camera and scanners, the page that checks a scanner, and whom a card that was read is for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from desktop.bootstrap.hardware import Hardware
from desktop.screens.background import Background
from desktop.screens.cases.life_panel import LifePanel
from desktop.screens.intake.screen import IntakeScreen
from desktop.screens.messages import Messages
from desktop.screens.scanner_check.screen import ScannerCheckScreen
from desktop.screens.scanning.camera_chooser import CameraChooser
from desktop.screens.scanning.camera_panel import CameraPanel
from desktop.screens.scanning.scanners import ScannerRead, Scanners
from desktop.workflows.card_reading import CardReading
from devices.errors import CodedError
from devices.identity import CitizenIdentity, InputDevice
from devices.qrcode.decoding.burst_decoder import BurstDecoder

CAMERA_HEIGHT = 144  # pixels: leaves room for a whole person under it on a screen 768 pixels high


class CodeParts:
    """Everything that reads codes at a desk.

    Attributes:
        camera: The camera's panel on the first page.
        scanners: Keyboard and serial line.
        check: The page that tries a scanner out.
        reading: From what came to a citizen.
    """

    def __init__(
        self,
        hardware: Hardware,
        deliver: Background,
        helpers: ThreadPoolExecutor,
        messages: Messages,
        *,
        setting: str,
        clock: Callable[[], datetime],
        panel: LifePanel,
        intake: Callable[[], IntakeScreen],
    ) -> None:
        """Build everything; nothing is read before it is connected.

        Args:
            hardware: The devices.
            deliver: Brings answers to this thread.
            helpers: Looks for cameras.
            messages: The words for errors.
            setting: The camera that was chosen.
            clock: The desk's time.
            panel: Takes a card first where a result is given to somebody.
            intake: The first page, which takes every other one.
        """
        self._panel = panel
        self._intake = intake
        self.scanners = Scanners()
        self.check = ScannerCheckScreen(messages)
        chooser = CameraChooser(lambda: helpers.submit(hardware.camera_names), deliver, setting)
        self.camera = CameraPanel(hardware.open_camera, BurstDecoder(), chooser, messages)
        self.camera.view.setMaximumHeight(CAMERA_HEIGHT)
        self.reading = CardReading(self.take, self.show_unread, clock)

    def connect_to(self, *, locked: Callable[[], bool], checking: Callable[[], bool], citizens: bool) -> None:
        """Let what is read in.

        Args:
            locked: Whether the desk is locked: nothing reaches anybody then.
            checking: Whether the page that checks a scanner is in front, which then takes what scanners read.
            citizens: Whether the officer may see any.
        """
        self._locked, self._checking, self._citizens = locked, checking, citizens
        self.camera.payload_read.connect(self._on_camera)
        self.scanners.read.connect(self._on_scanner)
        self.scanners.problem.connect(self._intake().show_reading_error)

    def close(self) -> None:
        """Let go of the devices."""
        self.scanners.shut_down()
        self.camera.shut_down()

    def take(self, identity: CitizenIdentity) -> None:
        """A card that was read: of whoever a result is given to, else of an intake."""
        if not self._panel.take(identity):
            self._intake().take(identity)

    def show_unread(self, error: CodedError) -> None:
        """Something that is no card, told where a card was waited for."""
        if not self._panel.show_reading_error(error):
            self._intake().show_reading_error(error)

    def _on_scanner(self, read: ScannerRead) -> None:
        if self._locked():
            return
        if self._checking():
            self.check.take(read)
        elif self._citizens:
            self.reading.deliver(read.payload, read.device, read.damages)

    def _on_camera(self, payload: str) -> None:
        if not self._locked():
            self.reading.deliver(payload, InputDevice.CAMERA)
