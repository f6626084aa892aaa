"""The process that speaks to WIA's drivers: ``python -m devices.documents.sources.wia_process``.

As with SANE, whoever started it waits within limits and ends it. What it says of Windows' objects is written from
their published interfaces and tested against a stand-in that has the same; it was never run on Windows.
"""

import io
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, Any

from PIL import Image

from devices.documents.sources.limits import MOST_MEMORY
from devices.documents.sources.messages import (
    Devices,
    FromProcess,
    ListDevices,
    PageKept,
    PageScanned,
    ScanEnded,
    StartScan,
    Stop,
    ToProcess,
    read_command,
    write_message,
)
from devices.documents.sources.sane_process import as_png
from devices.documents.sources.source import Colour, NoDuplexError, ScanProfile
from devices.documents.sources.wia_settings import (
    MAKER,
    NAME,
    members,
    properties,
    set_picture,
    set_source,
)
from devices.documents.sources.windows import NoWiaError, device_manager, limit_memory
from devices.own_memory import forbid_dumps

ABSENT, NO_DUPLEX, GONE, NO_SHEET = "absent", "no duplex", "gone", "no sheet"
SCANNER = 1  # WiaDeviceType
BMP = "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"  # the one format that every driver has
WARM_UP = 60  # seconds that a lamp may take
_EMPTY, _WARMING = 0x80210003, 0x80210007
# HRESULTs of WIA's errors (WiaDef.h) and of COM's.
_PROBLEMS = {
    _EMPTY: NO_SHEET,
    0x80210002: "jam",
    0x80210004: "jam",  # a problem with the paper
    0x80210020: "jam",  # more than one sheet at once
    0x80210016: "cover",
    0x80210006: "busy",
    _WARMING: "busy",
    0x8021000D: "busy",  # locked by another program
    0x80070005: "denied",
    0x80210005: GONE,  # offline
    0x80210008: GONE,  # turned off, or its cable is out
    0x80210009: GONE,  # the item is deleted
    0x8021000A: GONE,  # no communication
    0x80210015: GONE,  # no device
}


class Worker:
    """One scan or one listing, told through a pair of pipes.

    Args:
        commands: What the program says.
        answers: What it is told.
        manager: Makes WIA's ``DeviceManager``, or what behaves like it.
    """

    def __init__(self, commands: IO[bytes], answers: IO[bytes], manager: Callable[[], Any]) -> None:
        self._commands = commands
        self._answers = answers
        self._manager = manager
        self._heard: SimpleQueue[ToProcess | None] = SimpleQueue()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Do what the first command says; returns when it is done."""
        threading.Thread(target=self._listen, daemon=True).start()
        command = self._heard.get()
        try:
            infos = list(members(self._manager().DeviceInfos))
            if isinstance(command, ListDevices):
                self._say(Devices([_described(info) for info in infos if int(info.Type) == SCANNER]))
            elif isinstance(command, StartScan):
                self._scan(command, infos)
                self._say(ScanEnded())
        except NoWiaError:
            self._say(ScanEnded(ABSENT))
        except NoDuplexError:
            self._say(ScanEnded(NO_DUPLEX))
        except Exception as error:  # noqa: BLE001 - pywin32's com_error, and whatever a driver makes of its objects
            self._say(ScanEnded(_problem_of(error)))

    def _scan(self, command: StartScan, infos: list[Any]) -> None:
        profile = ScanProfile(command.dpi, Colour(command.colour), command.duplex, command.feeder, command.page_mm)
        found = next((info for info in infos if str(info.DeviceID) == command.device), None)
        if found is None:
            raise _GoneError
        device = found.Connect()
        feeds = set_source(device, profile)
        item = device.Items.Item(1)
        dpi = set_picture(item, profile)
        pages = 0
        while not self._stopped.is_set():
            image = self._transferred(item, pages)
            if image is None:
                return
            self._say(PageScanned(_page(image, profile.colour, dpi), dpi))
            pages += 1
            if not isinstance(self._heard.get(), PageKept) or not feeds:
                return

    def _transferred(self, item: Any, pages: int) -> Any:
        """The next sheet's ``ImageFile``; None after the last one, or when the officer stopped it."""
        for _ in range(WARM_UP):
            try:
                return item.Transfer(BMP)
            except Exception as error:
                status = status_of(error)
                if pages and status == _EMPTY:
                    return None
                if status != _WARMING:
                    raise
            if self._stopped.wait(1.0):
                return None
        raise TimeoutError("warming up")

    def _listen(self) -> None:
        """Hear commands while a driver works; without the program there is nobody to scan for."""
        while (command := read_command(self._commands)) is not None:
            if isinstance(command, Stop):
                self._stopped.set()  # a call of COM's cannot be broken off: the sheet on its way comes to its end
            self._heard.put(command)
        os._exit(0)

    def _say(self, message: FromProcess) -> None:
        write_message(self._answers, message)


class _GoneError(Exception):
    """No device has that id any more."""


def status_of(error: BaseException) -> int | None:
    """The HRESULT of a ``com_error``, unsigned: the driver's own where it gave one; None of another error."""
    status = getattr(error, "hresult", None)
    inner = getattr(error, "excepinfo", None)
    if inner and len(inner) > 5 and inner[5]:
        status = inner[5]
    return int(status) & 0xFFFFFFFF if isinstance(status, int) else None


def _problem_of(error: BaseException) -> str:
    if isinstance(error, _GoneError):
        return GONE
    status = status_of(error)
    if status is None:
        return type(error).__name__
    return _PROBLEMS.get(status, f"0x{status:08X}")


def _described(info: Any) -> tuple[str, str, str, str]:
    known = properties(info)
    maker, name = (str(known[number].Value).strip() if number in known else "" for number in (MAKER, NAME))
    return str(info.DeviceID), "" if name.startswith(maker) else maker, name, "scanner"


def _page(image: Any, colour: Colour, dpi: int) -> bytes:
    with Image.open(io.BytesIO(bytes(image.FileData.BinaryData)), formats=("BMP", "PNG", "JPEG", "TIFF")) as opened:
        return as_png(opened, colour, dpi)


def main() -> int:
    """Serve the program at the other end of standard input and output; the exit status."""
    forbid_dumps()  # a dump would hold a citizen's paper
    # Drivers print; what they print must not come between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(OSError):  # an office's own rules may forbid it; the limits of time hold all the same
        limit_memory(MOST_MEMORY)
    Worker(sys.stdin.buffer, answers, device_manager).run()
    answers.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
