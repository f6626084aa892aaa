"""The process that speaks to SANE's drivers: ``python -m devices.documents.sources.sane_process``.

A driver is the maker's native code and may hang, crash or write to the terminal. Here it can: whoever started this
process waits within limits and ends it. The only module that imports sane.
"""

import io
import os
import sys
import threading
from queue import SimpleQueue
from typing import IO, Any

from PIL import Image

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
from devices.documents.sources.sane_options import set_up
from devices.documents.sources.source import Colour, NoDuplexError, ScanProfile
from devices.own_memory import forbid_dumps

ABSENT = "absent"  # SANE's library or its Python binding is not there
NO_DUPLEX = "no duplex"
NO_DOCUMENTS = "Document feeder out of documents"  # sane_strstatus(SANE_STATUS_NO_DOCS)
INVALID = "Invalid argument"  # of opening: SANE's word for a device that is not there
GONE = "gone"

MODES = {Colour.COLOUR: "RGB", Colour.GREY: "L", Colour.BLACK_WHITE: "1"}
THRESHOLD = 128  # of 255: what is darker becomes black


class Worker:
    """One scan or one listing, told through a pair of pipes.

    Args:
        commands: What the program says.
        answers: What it is told.
        sane: The python-sane module, or what behaves like it.
    """

    def __init__(self, commands: IO[bytes], answers: IO[bytes], sane: Any) -> None:
        self._commands = commands
        self._answers = answers
        self._sane = sane
        self._heard: SimpleQueue[ToProcess | None] = SimpleQueue()
        self._device: Any = None
        self._stopped = threading.Event()

    def run(self) -> None:
        """Do what the first command says; returns when it is done."""
        threading.Thread(target=self._listen, daemon=True).start()
        command = self._heard.get()
        try:
            self._sane.init()
            if isinstance(command, ListDevices):
                self._say(Devices([tuple(map(str, each)) for each in self._sane.get_devices()]))  # type: ignore[misc]
            elif isinstance(command, StartScan):
                self._scan(command)
                self._say(ScanEnded())
        except NoDuplexError:
            self._say(ScanEnded(NO_DUPLEX))
        except Exception as error:  # noqa: BLE001 - python-sane raises its own, RuntimeError, AttributeError, TypeError
            self._say(ScanEnded(str(error) or type(error).__name__))

    def _scan(self, command: StartScan) -> None:
        profile = ScanProfile(command.dpi, Colour(command.colour), command.duplex, command.feeder, command.page_mm)
        device = self._open(command.device)
        try:
            feeds = set_up(device, profile, command.options)
            self._device = device
            self._feed(device, profile, feeds=feeds)
        finally:
            self._device = None
            device.cancel()  # lets the last sheet out
            device.close()

    def _feed(self, device: Any, profile: ScanProfile, *, feeds: bool) -> None:
        pages = 0
        while not self._stopped.is_set():
            try:
                device.start()
                image = device.snap(no_cancel=True)
            except Exception as error:
                if pages and str(error) == NO_DOCUMENTS:
                    return
                raise
            dpi = round(device.resolution) if "resolution" in device.opt else profile.dpi
            self._say(PageScanned(as_png(image, profile.colour, dpi), dpi))
            pages += 1
            # The next sheet feeds only when this page is safe.
            if not isinstance(self._heard.get(), PageKept) or not feeds:
                return

    def _open(self, name: str) -> Any:
        try:
            return self._sane.open(name)
        except Exception as error:
            raise RuntimeError(GONE if str(error) == INVALID else str(error)) from error

    def _listen(self) -> None:
        """Hear commands while a driver works; without the program there is nobody to scan for."""
        while (command := read_command(self._commands)) is not None:
            if isinstance(command, Stop):
                self._stopped.set()
                if (device := self._device) is not None:
                    device.cancel()  # SANE's one call that may come in the middle of another
            self._heard.put(command)
        os._exit(0)

    def _say(self, message: FromProcess) -> None:
        write_message(self._answers, message)


def as_png(image: Image.Image, colour: Colour, dpi: int) -> bytes:
    """A page as a PNG file in the colour wanted, with its resolution."""
    mode = MODES[colour]
    if mode == "1" and image.mode != "1":
        image = image.convert("L").point([0] * THRESHOLD + [255] * (256 - THRESHOLD), "1")
    elif image.mode != mode:
        image = image.convert(mode)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(dpi, dpi), compress_level=1)  # three times as fast as the default, little larger
    return file.getvalue()


def main() -> int:
    """Serve the program at the other end of standard input and output; the exit status."""
    forbid_dumps()  # a dump would hold a citizen's paper
    # Drivers print; what they print must not come between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        import sane  # noqa: PLC0415 - it loads the system's library, which may be missing
    except ImportError:
        write_message(answers, ScanEnded(ABSENT))
        return 0
    Worker(sys.stdin.buffer, answers, sane).run()
    answers.flush()
    # Closing a driver may hang as well; the system takes everything back.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
