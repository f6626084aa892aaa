"""A scanner on a serial port (USB-COM): found by name, read on a thread of its own, taken up again after it left.

The only module that imports pyserial.
"""

import errno
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import serial
from serial.tools.list_ports import comports

from devices.errors import CodedError
from devices.qrcode.serial_framing import ScanAssembler

READ_TIMEOUT = 0.05  # seconds; also how soon a silence is noticed
RETRY_EVERY = 1.0  # seconds between attempts to open a port that is not there
STOP_TIMEOUT = 3.0
DEFAULT_BAUD = 9600  # what scanners' manuals give; a USB-CDC port ignores it


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial port as found.

    Attributes:
        device: What is opened: ``COM3``, ``/dev/ttyACM0``.
        name: For the officer's eye: the product's name and the device.
        key: What to keep in the settings: ``usb:VID:PID:serial`` for a USB device, which outlives another socket and
            another number; else `device`.
    """

    device: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan: its bytes without suffix, and when its last byte was read (seconds, `time.monotonic`)."""

    data: bytes
    at: float


def serial_ports() -> tuple[SerialPort, ...]:
    """The computer's serial ports, USB devices first."""
    found = []
    for info in comports():
        usb = info.vid is not None and info.pid is not None
        key = f"usb:{info.vid:04x}:{info.pid:04x}:{info.serial_number or ''}" if usb else info.device
        label = info.product or info.description or info.device
        name = info.device if label in {"n/a", info.device} else f"{label} ({info.device})"
        found.append((not usb, info.device, SerialPort(info.device, name, key)))
    return tuple(port for _, _, port in sorted(found, key=lambda item: item[:2]))


def find_device(wanted: str, ports: Iterable[SerialPort]) -> str | None:
    """The device of a port given by its key; None if it is not there. A plain device name is taken as it is."""
    if not wanted.startswith("usb:"):
        return wanted
    return next((port.device for port in ports if port.key == wanted), None)


class SerialScanner:
    """Reads scans from one port until it is stopped. The callbacks run on the reading thread.

    Args:
        port: A `SerialPort.key` or a device name.
        on_scan: Called for each scan.
        on_problem: Called once when the port cannot be opened or goes away (SCN-001 not there, SCN-002 no right to open
            it, SCN-003 used by another program), and for endless garbage (SCN-004).
        on_ready: Called each time the port has been opened.
    """

    def __init__(
        self,
        port: str,
        on_scan: Callable[[Scan], None],
        on_problem: Callable[[CodedError], None],
        on_ready: Callable[[], None],
        *,
        baud: int = DEFAULT_BAUD,
        retry_every: float = RETRY_EVERY,
    ) -> None:
        self._port = port
        self._on_scan = on_scan
        self._on_problem = on_problem
        self._on_ready = on_ready
        self._baud = baud
        self._retry_every = retry_every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="serial-scanner", daemon=True)
        self._reported = ""

    def start(self) -> None:
        """Begin to read; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the thread; returns when it has ended. Safe to call twice."""
        self._stop.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(STOP_TIMEOUT)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._open() as line:
                    self._reported = ""
                    self._on_ready()
                    self._read(line)
            except (serial.SerialException, OSError) as error:
                self._report(_translated(error, self._port))
            self._stop.wait(self._retry_every)

    def _open(self) -> serial.Serial:
        device = find_device(self._port, serial_ports() if self._port.startswith("usb:") else ())
        if device is None:
            raise FileNotFoundError(errno.ENOENT, "no such USB device")
        return serial.Serial(device, self._baud, timeout=READ_TIMEOUT, exclusive=None)

    def _read(self, line: serial.Serial) -> None:
        assembler = ScanAssembler()
        while not self._stop.is_set():
            data = line.read(max(1, line.in_waiting))
            now = time.monotonic()
            for scan in assembler.feed(data, now) if data else assembler.silence(now):
                self._on_scan(Scan(scan, now))
            if assembler.take_overflow():
                self._on_problem(CodedError("SCN-004", port=self._port))

    def _report(self, error: CodedError) -> None:
        """Tell of a problem once, not at every attempt."""
        if not self._stop.is_set() and error.code != self._reported:
            self._reported = error.code
            self._on_problem(error)


def _translated(error: OSError, port: str) -> CodedError:
    """The library's error as one of ours; on Windows its number is only found in its text."""
    text = str(error)
    if error.errno == errno.EBUSY or "PermissionError(13" in text or "Could not exclusively lock" in text:
        return CodedError("SCN-003", port=port)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return CodedError("SCN-002", port=port)
    return CodedError("SCN-001", port=port)
