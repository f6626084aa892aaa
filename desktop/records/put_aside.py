"""Copies of a desk that a restore left beside it: what was there before, and what a restore that was cut off had made.

No deletion reaches into them, so they go themselves. They are encrypted as the desk is; files are removed, not written
over: on a solid-state disk that would reach other cells than those of the file.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.records.backup_place import STAMP
from desktop.records.backup_restoring import BEFORE, RESTORING
from desktop.records.database_errors import translated
from desktop.records.lasting import flush_folder
from desktop.records.local_time import ZONE

VAULTS = "keys*.json"  # the vault and its second copy


@dataclass(frozen=True, slots=True)
class CopyAside:
    """A copy.

    Attributes:
        path: Its folder.
        made: The day on which it was put there, by the PC's clock.
    """

    path: Path
    made: date

    def days(self, today: date) -> int:
        """How old it is."""
        return max((today - self.made).days, 0)


def copies_aside(desk: Path) -> list[CopyAside]:
    """Those beside a desk's folder, the oldest first; a link is none, and is not followed."""
    found = []
    with suppress(OSError):
        for path in desk.parent.iterdir():
            made = _made(desk.name, path)
            if made is not None and path.is_dir() and not path.is_symlink():
                found.append(CopyAside(path, made))
    return sorted(found, key=lambda each: (each.made, each.path.name))


def remove_copies(copies: Iterable[CopyAside]) -> int:
    """Remove copies, what opens them first, so that one that is cut off opens no more; how many.

    Raises:
        CodedError: DB-…: one cannot be removed; those before are gone.
    """
    removed = 0
    with translated():
        for each in copies:
            for key in each.path.glob(VAULTS):
                key.unlink(missing_ok=True)
            shutil.rmtree(each.path)
            flush_folder(each.path.parent)
            removed += 1
    return removed


def _made(name: str, path: Path) -> date | None:
    if path.name == name + RESTORING:
        return datetime.fromtimestamp(path.stat().st_mtime, ZONE).date()
    if not path.name.startswith(name + BEFORE):
        return None
    try:
        return datetime.strptime(path.name.removeprefix(name + BEFORE), STAMP).replace(tzinfo=ZONE).date()
    except ValueError:
        return None
