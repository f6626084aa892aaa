"""Reading a page in a process of its own: ``python -m devices.documents.reading.reading_process``.

It binds itself to limits of memory, gives way to everything else the PC does, and starts Tesseract, which inherits
both. Whoever started it waits within a limit of time and ends the two together.
"""

import io
import os
import subprocess
import sys
from contextlib import suppress
from typing import IO

from PIL import Image

from devices.documents.reading.tesseract import LANGUAGE, environment
from devices.documents.sources.messages import ReadPage, WordsRead, read_command, write_message
from devices.documents.sources.opening_process import limit_memory
from devices.own_memory import forbid_dumps

BELOW_NORMAL = 0x4000  # Windows' BELOW_NORMAL_PRIORITY_CLASS
NICE = 10
LONGEST_TEXT = 1 << 18  # bytes; a densely printed A3 has some 20,000
_TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def serve(commands: IO[bytes], answers: IO[bytes]) -> None:
    """Read one page for the program at the other end of two pipes; returns when that is done."""
    command = read_command(commands)
    if not isinstance(command, ReadPage):
        return
    try:
        text = _read(command)
    except (OSError, MemoryError, Image.DecompressionBombError, subprocess.SubprocessError):
        write_message(answers, WordsRead("", failed=True))
    else:
        write_message(answers, WordsRead(text))


def _read(command: ReadPage) -> str:
    said = subprocess.run(  # noqa: S603 - the program that the desk found
        (command.program, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "--dpi", str(command.dpi)),
        input=_upright(command.data, command.turn),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        env=environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) | (BELOW_NORMAL if sys.platform == "win32" else 0),
    ).stdout
    return said[:LONGEST_TEXT].decode("utf-8", "replace")


def _upright(data: bytes, turn: int) -> bytes:
    if turn not in _TURNS:
        return data
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        turned = opened.convert("L").transpose(_TURNS[turn])
    file = io.BytesIO()
    turned.save(file, "PPM")
    return file.getvalue()


def main() -> int:
    """Serve the program at the other end of standard input and output; the exit status."""
    forbid_dumps()  # a dump would hold a citizen's paper
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come between the messages
    limit_memory()
    if sys.platform != "win32":
        os.nice(NICE)
    with suppress(OSError):  # the program is gone
        serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
