"""What this process holds: windows, threads, open files, temporary files, objects of the program's own classes."""

import gc
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThreadPool
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid
from sqlalchemy import Connection, Engine

OURS = ("desktop.", "devices.", "sync.")
OPEN_FILES = Path("/proc/self/fd")


def settle() -> None:
    """Let Qt free what was to be deleted, and Python what nobody knows any more."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


@contextmanager
def temporary_folder(path: Path) -> Iterator[Path]:
    """A folder of its own for this process's temporary files, and of the processes that it starts."""
    before, outside = tempfile.tempdir, os.environ.get("TMPDIR")
    path.mkdir()
    tempfile.tempdir = os.environ["TMPDIR"] = str(path)
    try:
        yield path
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR")
        if outside is not None:
            os.environ["TMPDIR"] = outside


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at a moment.

    Attributes:
        objects: How many of each class of the program, of Qt's and of SQLAlchemy's engines and connections.
        windows: Top-level widgets.
        threads: Names of Python's threads; with them how many Qt's pool has.
        files: What open descriptors lead to.
    """

    objects: Counter[str]
    windows: Counter[str]
    threads: Counter[str]
    files: Counter[str]

    def beyond(self, before: "Held") -> dict[str, Counter[str]]:
        """What is there now and was not before, by kind; empty if nothing."""
        more = {
            "objects": self.objects - before.objects,
            "windows": self.windows - before.windows,
            "threads": self.threads - before.threads,
            "files": self.files - before.files,
        }
        return {kind: found for kind, found in more.items() if found}


def held() -> Held:
    """Look; `settle` comes first."""
    return Held(_objects(), _windows(), _threads(), _files())


def _objects() -> Counter[str]:
    found: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        if str(kind.__module__).startswith(OURS) or issubclass(kind, QObject | Engine | Connection):
            found[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return found


def _windows() -> Counter[str]:
    return Counter(type(each).__name__ for each in QApplication.topLevelWidgets() if isValid(each))


def _threads() -> Counter[str]:
    found = Counter(each.name.rstrip("0123456789") for each in threading.enumerate())
    found["Qt's pool"] = QThreadPool.globalInstance().activeThreadCount()
    return found


def _files() -> Counter[str]:
    found: Counter[str] = Counter()
    for each in OPEN_FILES.iterdir():
        try:
            found[str(each.readlink()).split(":[")[0]] += 1  # of a pipe or a socket its kind is enough
        except OSError:
            continue  # the one that was open for looking
    return found
