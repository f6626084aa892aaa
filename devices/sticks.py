"""Removable disks that are plugged in, and the mark by which a desk knows its own."""

import os
import stat
import string
import sys
from pathlib import Path

from devices.errors import CodedError

MARK = "BanMotCua-USB.txt"
REMOVABLE = 2  # DRIVE_REMOVABLE of GetDriveTypeW
LARGEST_MARK = 200  # bytes


def plugged_in(media: tuple[Path, ...] = (Path("/media"), Path("/run/media"))) -> list[Path]:
    """The roots of removable disks; on Linux what is mounted under ``/media/<user>``."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        roots = [f"{letter}:\\" for letter in string.ascii_uppercase]
        return [Path(root) for root in roots if ctypes.windll.kernel32.GetDriveTypeW(root) == REMOVABLE]
    found = []
    for folder in (*media, *(user for base in media if base.is_dir() for user in _folders(base))):
        found += [path for path in _folders(folder) if os.path.ismount(path)]
    return sorted(set(found))


def mark(root: Path, desk: str) -> None:
    """Make a disk this desk's.

    Raises:
        CodedError: BACK-003: it cannot be written.
    """
    path = root / MARK
    try:
        path.unlink(missing_ok=True)  # it may be a link: what it leads to is not written over
        with path.open("x", encoding="utf-8") as file:
            file.write(desk)
            file.flush()
            os.fsync(file.fileno())  # a stick is soon pulled out
    except OSError:
        raise CodedError("BACK-003", place=str(root)) from None


def marked(roots: list[Path], desk: str) -> Path | None:
    """The first of several disks that is this desk's."""
    for root in roots:
        path = root / MARK
        try:
            if not stat.S_ISREG(path.lstat().st_mode):  # a link, or a pipe that would be waited for
                continue
            with path.open("rb") as file:
                if file.read(LARGEST_MARK).strip() == desk.encode():
                    return root
        except OSError:
            continue
    return None


def _folders(base: Path) -> list[Path]:
    try:
        return [path for path in base.iterdir() if path.is_dir()]
    except OSError:
        return []
