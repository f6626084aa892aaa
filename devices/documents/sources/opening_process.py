"""Opening a file in a process of its own: ``python -m devices.documents.sources.opening_process``.

A file comes from anywhere, and its decoders are native code. Here they may take too much memory, loop or crash: the
program is told so and goes on. The process first reads the file to its end, then gives its pages one at a time, so a
damaged file gives none.
"""

import os
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from typing import IO

from devices.documents.sources import windows
from devices.documents.sources.child import Child, ChildGoneError, ChildSilentError, module_command
from devices.documents.sources.limits import MOST_MEMORY
from devices.documents.sources.messages import (
    OpenFile,
    OpeningEnded,
    PageKept,
    PageRead,
    PageScanned,
    read_command,
    write_message,
)
from devices.documents.sources.opening import pages_of
from devices.documents.sources.source import RawPage
from devices.errors import CodedError
from devices.own_memory import forbid_dumps

MODULE = "devices.documents.sources.opening_process"
PAGE_LIMIT = 60.0  # seconds for one page
READING_DPI = 50  # to see whether a PDF's pages can be drawn at all

Pages = Generator[RawPage, None, None]
Opener = Callable[[bytes, int, threading.Event | None], Pages]


def opened_apart(
    data: bytes,
    dpi: int,
    cancel: threading.Event | None = None,
    *,
    command: Sequence[str] = (),
    page_limit: float = PAGE_LIMIT,
) -> Pages:
    """The pages of a file as `devices.documents.sources.opening.pages_of` gives them, opened in a process of its own.

    The first page comes once the whole file has been read; closing the generator ends the process.

    Args:
        data: A whole file.
        dpi: Dots an inch to draw a PDF's pages with.
        cancel: Set to give up while a page is waited for.
        command: What runs this module; by default this Python. A frozen program gives its own.
        page_limit: Seconds within which each page must come.

    Raises:
        CodedError: As for `pages_of`; PAGE-027 it took too much memory or time, or crashed the decoder.
        ChildCancelledError: `cancel` was set.
    """
    number = 0
    try:
        with Child(command or module_command(MODULE)) as child:
            child.say(OpenFile(data, dpi))
            while True:
                answer = child.answer(page_limit, cancel)
                if isinstance(answer, PageScanned):
                    number += 1
                    yield RawPage(number, answer.data, answer.dpi, "")
                    child.say(PageKept())
                elif isinstance(answer, OpeningEnded):
                    break
    except (ChildGoneError, ChildSilentError) as error:
        raise CodedError("PAGE-027") from error
    if answer.code:
        raise CodedError(answer.code, **answer.details)


def serve(commands: IO[bytes], answers: IO[bytes]) -> None:
    """Open one file for the program at the other end of two pipes; returns when that is done."""
    command = read_command(commands)
    if not isinstance(command, OpenFile):
        return
    try:
        for _ in pages_of(command.data, min(command.dpi, READING_DPI)):
            write_message(answers, PageRead())
        for page in pages_of(command.data, command.dpi):
            write_message(answers, PageScanned(page.data, page.dpi))
            if not isinstance(read_command(commands), PageKept):
                return
    except CodedError as error:
        write_message(answers, OpeningEnded(error.code, error.details))
    except MemoryError:
        write_message(answers, OpeningEnded("PAGE-027"))
    else:
        write_message(answers, OpeningEnded())


def limit_memory() -> None:
    """Let this process have no more than `MOST_MEMORY`, where the system can hold it to that."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX alone has it

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    else:
        with suppress(OSError):  # an office's own rules may forbid it; the limits of what is decoded hold all the same
            windows.limit_memory(MOST_MEMORY)


def main() -> int:
    """Serve the program at the other end of standard input and output; the exit status."""
    forbid_dumps()  # a dump would hold a citizen's paper
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a decoder prints must not come between the messages
    limit_memory()
    with suppress(OSError):  # the program is gone
        serve(sys.stdin.buffer, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
