"""The words on a page, read by the program Tesseract where it is installed: in a process of its own, within limits.

Tesseract is a system's package (``tesseract-ocr`` and ``tesseract-ocr-vie``) or an installer on Windows, where this was
never run. It takes the picture on its standard input and gives text on its standard output; nothing is written.
"""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from devices.documents.sources.child import Child, ChildCancelledError, ChildGoneError, ChildSilentError, module_command
from devices.documents.sources.messages import ReadPage, WordsRead
from devices.errors import CodedError

MODULE = "devices.documents.reading.reading_process"
PROGRAM = "tesseract"
LANGUAGE = "vie"
PAGE_LIMIT = 120.0  # seconds for one page: an old PC with a page of 600 dpi
ASK_LIMIT = 15.0  # seconds for the list of languages
_LIBRARIES = "LD_LIBRARY_PATH"


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Reads pages.

    Attributes:
        command: What runs `reading_process`; by default this Python.
        page_limit: Seconds within which a page must be read.
    """

    command: Sequence[str] = ()
    page_limit: float = PAGE_LIMIT

    def check(self) -> None:
        """See that the program and its Vietnamese are there; takes some hundredths of a second.

        Raises:
            CodedError: OCR-001 there is no program, or it does not run; OCR-002 it has no Vietnamese.
        """
        try:
            said = subprocess.run(  # noqa: S603 - the program that was found
                (_program(), "--list-langs"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,  # early versions list there
                timeout=ASK_LIMIT,
                check=False,
                env=environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            raise CodedError("OCR-001") from None
        if LANGUAGE not in said.decode("utf-8", "replace").split():
            raise CodedError("OCR-002")

    def read(self, picture: bytes, dpi: int, turn: int, cancel: threading.Event) -> str | None:
        """The text on a page, in its order, as far as it can be read; None where `cancel` was set.

        Args:
            picture: A whole JPEG or PNG file.
            dpi: Its dots an inch.
            turn: Degrees clockwise to turn it by: 0, 90, 180 or 270.
            cancel: Set from any thread to give it up.

        Raises:
            CodedError: OCR-001 there is no program; OCR-003 it took too long or too much memory, or failed.
        """
        try:
            with Child(self.command or module_command(MODULE)) as child:
                child.say(ReadPage(_program(), picture, dpi, turn))
                answer = child.answer(self.page_limit, cancel)
        except ChildCancelledError:
            return None
        except (ChildGoneError, ChildSilentError):
            raise CodedError("OCR-003") from None
        if not isinstance(answer, WordsRead) or answer.failed:
            raise CodedError("OCR-003")
        return answer.text


def environment() -> dict[str, str]:
    """What the program is started with: one thread, and none of the libraries that a frozen program carries."""
    found = dict(os.environ, OMP_THREAD_LIMIT="1")
    own = found.pop(f"{_LIBRARIES}_ORIG", None)
    if getattr(sys, "frozen", False):
        found.pop(_LIBRARIES, None)
        if own:
            found[_LIBRARIES] = own
    return found


def _program() -> str:
    """Where the program is: on the path, or where its Windows installer puts it.

    Raises:
        CodedError: OCR-001: nowhere.
    """
    found = shutil.which(PROGRAM)
    if found is None and sys.platform == "win32":
        installed = Path(os.environ.get("PROGRAMFILES", "")) / "Tesseract-OCR" / f"{PROGRAM}.exe"
        found = str(installed) if installed.is_file() else None
    if found is None:
        raise CodedError("OCR-001")
    return found
