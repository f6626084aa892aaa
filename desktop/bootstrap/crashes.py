"""What is told of an error that nobody caught: its kind and where it was. Its text may quote a citizen and is not told.

A window's standard error ends in a file of the desktop session, which outlives the program.
"""

import logging
import sys
import threading
from traceback import format_tb
from types import TracebackType

from devices.own_memory import forbid_dumps

_log = logging.getLogger(__name__)


def keep_to_ourselves() -> None:
    """Let neither a crash nor an uncaught error of this process tell of a citizen; called once, when it begins."""
    forbid_dumps()
    sys.excepthook = _on_uncaught
    threading.excepthook = lambda told: _tell(told.exc_type, told.exc_traceback)
    sys.unraisablehook = lambda told: _tell(told.exc_type, told.exc_traceback)


def _on_uncaught(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _tell(kind, trace)


def _tell(kind: type[BaseException] | None, trace: TracebackType | None) -> None:
    name, stack = kind.__name__ if kind is not None else "?", "".join(format_tb(trace))
    _log.error("uncaught %s\n%s", name, stack)
    if sys.stderr is not None:  # there is none in a window's program on Windows
        sys.stderr.write(f"{stack}{name}\n")
