"""The files of a watched folder: which may be taken, reading one whole, and clearing it away.

Only regular files directly in the folder count. A share is written to by anybody in the office: nothing in a name
leads out of the folder, and no link is followed.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from devices.documents.sources.limits import MOST_BYTES
from devices.errors import CodedError

SUFFIXES = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"}
LONGEST_NAME = 255  # bytes, on nearly every file system
_PATH_MARKS = frozenset("/\\:")
_BEGUN = (".", "~", "_tmp")  # how programs name what they are still writing, and their locks


class Fingerprint(NamedTuple):
    """What changes while a file is written; no inode, which some shares give anew at every look."""

    size: int
    changed: int  # nanoseconds


def takeable(name: str) -> bool:
    """Whether a file of this name may be taken."""
    return (
        not name.startswith(_BEGUN)
        and not _PATH_MARKS.intersection(name)
        and os.path.splitext(name)[1].lower() in SUFFIXES  # noqa: PTH122 - a name is no path
    )


def listed(folder: Path) -> list[tuple[str, Fingerprint]]:
    """The files that may be taken, oldest first.

    Raises:
        OSError: The folder cannot be read.
    """
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not takeable(entry.name):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # it left between two moments
            if stat.S_ISREG(status.st_mode):
                found.append((entry.name, _fingerprint(status)))
    return sorted(found, key=lambda each: (each[1].changed, each[0]))


def read(folder: Path, name: str, expected: Fingerprint) -> bytes | None:
    """A file's bytes; None if it is not, or not any more, what was expected.

    Raises:
        CodedError: PAGE-026 it has too many bytes.
        OSError: It cannot be read.
    """
    if expected.size > MOST_BYTES:
        raise CodedError("PAGE-026", megabytes=expected.size >> 20, most=MOST_BYTES >> 20)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(folder / name, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode) or _fingerprint(before) != expected:
            return None
        data = file.read(expected.size + 1)
        unchanged = _fingerprint(os.fstat(file.fileno())) == expected
    return data if unchanged and len(data) == expected.size else None


def clear_away(folder: Path, name: str, expected: Fingerprint, done: str, mark: str) -> bool:
    """Remove a file, or move it to a sub-folder; False if it is another file by now, which stays.

    Args:
        folder: The watched folder.
        name: The file's name in it.
        expected: The file as it was read.
        done: The sub-folder's name; "" to remove the file.
        mark: Put before the name in the sub-folder, where names come again.

    Raises:
        OSError: It cannot be done.
    """
    path = folder / name
    try:
        status = path.lstat()
    except FileNotFoundError:
        return True  # somebody else has done it
    if not stat.S_ISREG(status.st_mode) or _fingerprint(status) != expected:
        return False
    if not done:
        path.unlink()
        return True
    into = folder / done
    if into.is_symlink():
        raise NotADirectoryError(into)
    into.mkdir(exist_ok=True)
    kept_name = f"{mark}-{name}"
    if len(os.fsencode(kept_name)) > LONGEST_NAME:
        kept_name = mark + path.suffix
    path.replace(into / kept_name)
    return True


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return Fingerprint(status.st_size, status.st_mtime_ns)
