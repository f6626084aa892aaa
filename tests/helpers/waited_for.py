"""Which files and names a piece of the program waited for: that the disk keeps them is for the power-cut lab to try."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

EVERYTHING = -1


@dataclass
class Waited:
    """What happened, in order.

    Attributes:
        order: ("synced", inode number), and ("named" or "made", inode number of the folder).
    """

    order: list[tuple[str, int]] = field(default_factory=list)

    def for_name(self, path: Path) -> bool:
        """Whether the folder was synced after the last name was given in it, by whoever gave it."""
        folder = path.parent.stat().st_ino
        syncs = [at for at, (what, node) in enumerate(self.order) if what == "synced" and node in {folder, EVERYTHING}]
        given = [at for at, (what, node) in enumerate(self.order) if what != "synced" and node == folder]
        return bool(syncs) and (not given or syncs[-1] > given[-1])

    def for_bytes(self, path: Path) -> bool:
        """Whether the file itself was synced."""
        return any(what == "synced" and node in {path.stat().st_ino, EVERYTHING} for what, node in self.order)


@contextmanager
def waiting() -> Iterator[Waited]:
    """Watch what is waited for; the real calls are made."""
    seen = Waited()
    fsync, sync, replace, mkdir = os.fsync, os.sync, os.replace, os.mkdir

    def synced(descriptor: Any) -> None:
        fsync(descriptor)
        seen.order.append(("synced", os.fstat(descriptor).st_ino))

    def all_synced() -> None:
        sync()
        seen.order.append(("synced", EVERYTHING))

    def named(source: Any, target: Any) -> None:
        replace(source, target)
        seen.order.append(("named", Path(target).parent.stat().st_ino))

    def made(path: Any, *rest: Any, **more: Any) -> None:
        mkdir(path, *rest, **more)
        seen.order.append(("made", Path(path).parent.stat().st_ino))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", synced)
        patch.setattr(os, "sync", all_synced)
        patch.setattr(os, "replace", named)
        patch.setattr(os, "mkdir", made)
        yield seen
