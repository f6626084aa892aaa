"""Files and names that are on the disk when a call returns, so that a power cut cannot take them back.

A file's bytes and its name are two things: `fsync` of a file keeps the bytes, and the name is kept by `fsync` of the
folder it stands in (POSIX.1-2017, fsync; Linux fsync(2)). Windows has no such call for a folder: NTFS keeps names in
its journal. Network and stick file systems that refuse it keep names in their own way; SQLite leaves it at that, too.
`tests/labs/test_power_lab.py` cuts the power at any moment of all that stands on this.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

BESIDE = ".new"
_NOT_OFFERED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.ENOSYS})


def flush_file(path: Path) -> None:
    """Have a file's bytes on the disk.

    Raises:
        OSError: The disk does not take them.
    """
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Have a folder's names on the disk.

    Raises:
        OSError: The disk does not take them.
    """
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise


def make_folder(folder: Path) -> None:
    """Make a folder where there is none, with those above it; their names are on the disk.

    Raises:
        OSError: It cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    flush_folder(folder.parent)


def replace_whole(path: Path, content: bytes, beside: str = BESIDE) -> None:
    """Give a file new content in one step: after a power cut it is the old file or the new one, and now the new one.

    Args:
        path: The file.
        content: All of it.
        beside: Ends the name of what is not whole yet; a power cut may leave it.

    Raises:
        OSError: It cannot be written; the old file stands.
    """
    unfinished = path.with_name(path.name + beside)
    try:
        unfinished.unlink(missing_ok=True)  # on somebody's stick it may be a link: what it leads to is not written over
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def move(source: Path, target: Path) -> None:
    """Give a file or folder another name in one step; the new name is on the disk, and the old one gone.

    Raises:
        OSError: It cannot be moved.
    """
    source.replace(target)
    flush_folder(target.parent)
    if source.parent != target.parent:
        flush_folder(source.parent)


def flush_all(paths: Iterable[Path]) -> None:
    """Have many files on the disk, and all names: at once where the system can; Linux's sync(2) waits for the disks.

    Raises:
        OSError: The disk does not take one of them.
    """
    if hasattr(os, "sync"):
        os.sync()
    else:
        for path in paths:
            flush_file(path)
