"""Both kinds of hand scanners behind one object: what they read, and what is wrong with them, on the main thread."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from desktop.screens.scanning.wedge_filter import WedgeFilter
from devices.identity import InputDevice
from devices.qrcode.serial_scanner import Scan, SerialScanner
from devices.qrcode.text_damage import Damage
from devices.qrcode.wedge_keys import Suffix, WedgeScan


@dataclass(frozen=True, slots=True)
class ScannerRead:
    """One scan of a hand scanner.

    Attributes:
        payload: A serial scanner's bytes, a wedge scanner's text.
        damages: What the way of coming shows beside the payload.
        suffix: The key that ended a wedge scanner's scan.
    """

    payload: bytes | str
    device: InputDevice
    damages: frozenset[Damage] = frozenset()
    suffix: Suffix = Suffix.NONE


class Scanners(QObject):
    """Listens to a keyboard-wedge scanner anywhere in the program, and to one serial port.

    Signals:
        read: A `ScannerRead`.
        problem: The serial scanner does not serve; it keeps trying.
        ready: The serial scanner serves (again).
    """

    read = Signal(object)
    problem = Signal(object)
    ready = Signal()
    _serial_read = Signal(object)
    _serial_problem = Signal(object)
    _serial_ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wedge: WedgeFilter | None = None
        self._serial: SerialScanner | None = None
        queued = Qt.ConnectionType.QueuedConnection  # the serial scanner calls from its own thread
        self._serial_read.connect(self._on_serial, queued)
        self._serial_problem.connect(self.problem, queued)
        self._serial_ready.connect(self.ready, queued)

    def listen_to_keyboard(self) -> None:
        """Take a wedge scanner's keys out of everybody's; needs the application."""
        application = QCoreApplication.instance()
        if application is not None and self._wedge is None:
            self._wedge = WedgeFilter(self)
            self._wedge.scanned.connect(self._on_wedge)
            application.installEventFilter(self._wedge)

    def use_port(self, port: str) -> None:
        """Read from another serial port; "" for none."""
        if self._serial is not None:
            self._serial.stop()
            self._serial = None
        if port:
            self._serial = SerialScanner(
                port, self._serial_read.emit, self._serial_problem.emit, self._serial_ready.emit
            )
            self._serial.start()

    def shut_down(self) -> None:
        """Let go of keyboard and port."""
        self.use_port("")
        application = QCoreApplication.instance()
        if application is not None and self._wedge is not None:
            application.removeEventFilter(self._wedge)
            self._wedge = None

    def _on_wedge(self, scan: WedgeScan) -> None:
        self.read.emit(ScannerRead(scan.text, InputDevice.WEDGE_SCANNER, scan.damages, scan.suffix))

    def _on_serial(self, scan: Scan) -> None:
        self.read.emit(ScannerRead(scan.data, InputDevice.SERIAL_SCANNER))
