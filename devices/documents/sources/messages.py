"""What is said between the program and the processes that scan, open files and read: messages with their length first.

A pipe carries four bytes of length (big-endian) and then a msgpack array whose first element names the message.
"""

import struct
from typing import IO

import msgspec

LARGEST = 1 << 29  # bytes of one message: a page of 120 megapixels in colour, hardly compressed
_LENGTH = struct.Struct(">I")


class ListDevices(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To the scanning process: name the scanners."""


class StartScan(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To the scanning process: scan.

    Attributes:
        device: As the driver names it.
        dpi: Dots an inch.
        colour: A value of `Colour`.
        duplex: Whether both sides are wanted.
        feeder: Whether all sheets of the feeder are.
        page_mm: Width and height in millimetres.
        options: The driver's own options, by its names, set last.
    """

    device: str
    dpi: int
    colour: str
    duplex: bool
    feeder: bool
    page_mm: tuple[float, float]
    options: dict[str, bool | int | float | str]


class OpenFile(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To the opening process: the bytes of a file, and the resolution to draw a PDF's pages with."""

    data: bytes
    dpi: int


class ReadPage(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To the reading process: read a page.

    Attributes:
        program: The program that reads.
        data: A whole JPEG or PNG file.
        dpi: Its dots an inch.
        turn: Degrees clockwise to turn it by first.
    """

    program: str
    data: bytes
    dpi: int
    turn: int


class PageKept(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To either: the page is safe, the next may come."""


class Stop(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """To the scanning process: give the scan up, in the middle of a page too."""


class Devices(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From the scanning process: (device, vendor, model, type) of each scanner."""

    found: list[tuple[str, str, str, str]]


class PageScanned(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From either: one page, as PNG or JPEG, and its dots an inch."""

    data: bytes
    dpi: int


class PageRead(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From the opening process: one page more is known to be whole."""


class WordsRead(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From the reading process: the text of the page, or that it could not be read."""

    text: str
    failed: bool = False


class ScanEnded(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From the scanning process: nothing follows.

    Attributes:
        problem: Why, in the driver's words or in one of `sane_process`'s; "" if all went well.
    """

    problem: str = ""


class OpeningEnded(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """From the opening process: nothing follows.

    Attributes:
        code: The refusal, a code of ``resources/errors.toml``; "" if all went well.
        details: What its texts need.
    """

    code: str = ""
    details: dict[str, int | str] = {}


ToProcess = ListDevices | StartScan | OpenFile | ReadPage | PageKept | Stop
FromProcess = Devices | PageRead | PageScanned | WordsRead | ScanEnded | OpeningEnded
_TO = msgspec.msgpack.Decoder(ToProcess)
_FROM = msgspec.msgpack.Decoder(FromProcess)


def write_message(pipe: IO[bytes], message: ToProcess | FromProcess) -> None:
    """Write one message.

    Raises:
        OSError: The other side is gone.
    """
    data = msgspec.msgpack.encode(message)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_command(pipe: IO[bytes]) -> ToProcess | None:
    """What the program says next; None when it is gone.

    Raises:
        ValueError: That is no message.
    """
    data = _read(pipe)
    return None if data is None else _TO.decode(data)


def read_answer(pipe: IO[bytes]) -> FromProcess | None:
    """What the process says next; None when it is gone.

    Raises:
        ValueError: That is no message.
    """
    data = _read(pipe)
    return None if data is None else _FROM.decode(data)


def _read(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise ValueError("a message too long")
    data = pipe.read(length)
    return data if len(data) == length else None
