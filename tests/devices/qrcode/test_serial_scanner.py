"""A scanner on a pseudo-terminal: read, unplugged, plugged again, and ended without a thread left."""

import errno
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from devices.errors import CodedError
from devices.qrcode import serial_scanner
from devices.qrcode.serial_scanner import Scan, SerialPort, SerialScanner, find_device
from devices.simulated.citizens import citizen
from devices.simulated.serial_line import SimulatedSerialScanner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
PATIENCE = 20.0  # seconds; a busy machine may be slow, never that slow


class Desk:
    """A running `SerialScanner` and what it told."""

    def __init__(self, port: Path) -> None:
        self.scans: queue.Queue[Scan] = queue.Queue()
        self.problems: queue.Queue[CodedError] = queue.Queue()
        self.ready: queue.Queue[bool] = queue.Queue()
        self.scanner = SerialScanner(
            str(port), self.scans.put, self.problems.put, lambda: self.ready.put(True), retry_every=0.02
        )
        self.scanner.start()

    def scan(self) -> bytes:
        return self.scans.get(timeout=PATIENCE).data


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SimulatedSerialScanner]:
    with SimulatedSerialScanner(tmp_path / "scanner") as simulated:
        yield simulated


@pytest.fixture
def desk(line: SimulatedSerialScanner) -> Iterator[Desk]:
    running = Desk(line.path)
    running.ready.get(timeout=PATIENCE)
    yield running
    running.scanner.stop()
    assert not any(thread.name == "serial-scanner" for thread in threading.enumerate())


def test_scans_arrive_byte_for_byte(line: SimulatedSerialScanner, desk: Desk) -> None:
    for seed in range(20):
        payload = citizen(seed).payload().encode()
        line.scan(payload, pieces=1 + seed % 7)
        assert desk.scan() == payload
    assert desk.problems.empty()


def test_two_scans_glued_together_are_two(line: SimulatedSerialScanner, desk: Desk) -> None:
    first, second = citizen(1).payload(7).encode(), citizen(2).payload(7).encode()
    line.send(first + second)
    assert [desk.scan(), desk.scan()] == [first, second]


def test_a_scanner_that_was_unplugged_is_taken_up_again(line: SimulatedSerialScanner, desk: Desk) -> None:
    line.send(citizen(1).payload().encode()[:40])
    line.unplug()
    assert desk.problems.get(timeout=PATIENCE).code == "SCN-001"
    line.plug()
    desk.ready.get(timeout=PATIENCE)
    line.scan(citizen(2).payload().encode())
    assert desk.scan() == citizen(2).payload().encode()
    assert desk.problems.empty(), "the same problem is told once"


def test_endless_garbage_is_told_and_the_next_scan_read(line: SimulatedSerialScanner, desk: Desk) -> None:
    for _ in range(16):
        line.send(b"\xfe" * 1000)
    assert desk.problems.get(timeout=PATIENCE).code == "SCN-004"
    line.send(b"\r")
    line.scan(citizen(3).payload().encode())
    assert any(desk.scan() == citizen(3).payload().encode() for _ in range(4))


def test_a_port_that_never_was_is_a_problem_and_stops_at_once(tmp_path: Path) -> None:
    running = Desk(tmp_path / "nothing")
    error = running.problems.get(timeout=PATIENCE)
    running.scanner.stop()
    running.scanner.stop()
    assert error.code == "SCN-001"
    assert not any(thread.name == "serial-scanner" for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (serial.SerialException(errno.EACCES, "could not open port"), "SCN-002"),
        (serial.SerialException(errno.EBUSY, "could not open port"), "SCN-003"),
        (
            serial.SerialException("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)"),
            "SCN-003",
        ),
        (serial.SerialException("could not open port 'COM3': FileNotFoundError(2, '', None, 2)"), "SCN-001"),
        (OSError(errno.EIO, "Input/output error"), "SCN-001"),
    ],
)
def test_errors_of_the_port_are_translated(
    error: OSError, code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(serial, "Serial", refuse)
    running = Desk(tmp_path / "port")
    told = running.problems.get(timeout=PATIENCE)
    running.scanner.stop()
    assert told.code == code


def test_a_usb_scanner_is_found_wherever_it_is_plugged_in() -> None:
    ports = (SerialPort("COM1", "COM1", "COM1"), SerialPort("COM7", "Scanner (COM7)", "usb:0c2e:0b6a:S1"))
    assert find_device("usb:0c2e:0b6a:S1", ports) == "COM7"
    assert find_device("usb:0c2e:0b6a:S2", ports) is None
    assert find_device("COM1", ()) == "COM1"


def test_ports_are_listed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from serial.tools.list_ports_common import ListPortInfo

    plain, usb = ListPortInfo("/dev/ttyS0"), ListPortInfo("/dev/ttyACM0")
    usb.vid, usb.pid, usb.serial_number, usb.product = 0x0C2E, 0x0B6A, "S1", "Voyager"
    monkeypatch.setattr(serial_scanner, "comports", lambda: [plain, usb])
    assert serial_scanner.serial_ports() == (
        SerialPort("/dev/ttyACM0", "Voyager (/dev/ttyACM0)", "usb:0c2e:0b6a:S1"),
        SerialPort("/dev/ttyS0", "/dev/ttyS0", "/dev/ttyS0"),
    )
