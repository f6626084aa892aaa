"""The program's log and its list of errors, in the desk's folder: codes, times and words of the source alone."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path

from desktop.workflows.support_report import OWN, SafeFormatter

FOLDER, LOG, ERRORS = "log", "program.log", "errors.txt"
LARGEST = 300_000  # bytes
MOST_ERRORS = 1000
QUIET = timedelta(minutes=1)  # the same error again so soon is the same one


class ProgramLog:
    """Begun once, closed once.

    Attributes:
        path: The log.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        """Begin; a folder that cannot be written is no reason not to work."""
        self._clock = clock
        self._folder = folder / FOLDER
        self._heard: dict[str, datetime] = {}
        self.path = self._folder / LOG
        self._handler: logging.Handler = logging.NullHandler()
        try:
            self._folder.mkdir(exist_ok=True)
            self._handler = RotatingFileHandler(self.path, maxBytes=LARGEST, backupCount=1, encoding="utf-8")
        except OSError:
            pass
        self._handler.setFormatter(SafeFormatter())
        self._handler.setLevel(logging.WARNING)
        for name in OWN:
            logging.getLogger(name).addHandler(self._handler)

    def hear(self, code: str) -> None:
        """An error was shown."""
        now = self._clock()
        if abs(now - self._heard.get(code, now - QUIET)) < QUIET:
            return
        self._heard[code] = now
        try:
            with (self._folder / ERRORS).open("a", encoding="ascii") as file:
                file.write(f"{now.isoformat(timespec='seconds')} {code}\n")
        except (OSError, UnicodeError):
            return

    def errors(self) -> list[str]:
        """The newest errors, the oldest first."""
        try:
            return (self._folder / ERRORS).read_text(encoding="ascii").splitlines()[-MOST_ERRORS:]
        except (OSError, UnicodeError):
            return []

    def close(self) -> None:
        """Write no more."""
        for name in OWN:
            logging.getLogger(name).removeHandler(self._handler)
        self._handler.close()
