"""A desk brought back on a PC, and its identity with it: the province goes on seeing one desk."""

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.records.backup_place import Backup
from desktop.records.backup_restoring import (
    RESTORING,
    bring_back,
    erased_since,
    refuse_if_set_up,
    take_place,
    unlock_backup,
)
from desktop.records.desk_folder import DATABASE
from desktop.records.erasure_list import read_list, write_list
from desktop.records.erasures import Erasure
from desktop.records.keys import wipe
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.desk_identity import move_identity
from devices.errors import CodedError

Tell = Callable[[str, int, int], None]
STOPPED = "BACK-011"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back.

    Attributes:
        desk: The desk's code.
        at: When the backup was made: what came later is not in it.
        cases: How many cases.
        files: How many files.
        lost: Files that the backup does not have as they were.
        next_number: The number of today that the next case gets; 0 if none is left.
        installation: Which PC this is of the desk, counted from 1.
        aside: Where what was there before is; None where nothing was.
    """

    desk: str
    at: datetime
    cases: int
    files: int
    lost: int
    next_number: int
    installation: int
    aside: Path | None


def restore(
    backup: Backup,
    recovery_key: str,
    target: Path,
    now: datetime,
    *,
    tell: Tell = lambda _phase, _done, _all: None,
    replace: bool = False,
) -> Restored:
    """Bring a backup back; until the last step nothing that was there is touched.

    Args:
        backup: Which one.
        recovery_key: As it was printed.
        target: The desk's folder.
        now: The moment.
        tell: Told phase, done and all; on the caller's thread. It may raise BACK-011 to stop: nothing is left then.
        replace: Whether a desk that is there is put aside.

    Raises:
        CodedError: BACK-007: there is a desk already; KEY-002, KEY-003: the recovery key does not open it; BACK-004,
            BACK-005: the backup is not whole; DATA-015: the list of what was deleted cannot be read; DB-…: the disk,
            or a backup of a newer program (DB-007).
    """
    refuse_if_set_up(target, replace=replace)
    tell("check", 0, 1)
    key = unlock_backup(backup, recovery_key)
    making = target.with_name(target.name + RESTORING)
    try:
        done = _make(backup, key, making, target, today=now.date(), tell=tell)
    except CodedError as error:
        if error.code == STOPPED:
            shutil.rmtree(making, ignore_errors=True)
        raise
    finally:
        wipe(key)
    return dataclasses.replace(done, aside=take_place(making, target, now))


def _make(backup: Backup, key: bytearray, making: Path, target: Path, *, today: date, tell: Tell) -> Restored:
    """The whole desk in a folder beside `target`, with nothing in it that was deleted since; not in its place yet."""
    manifest, lost = bring_back(backup, key, making, tell)
    write_list(making, (*erased_since(backup, key), *read_list(target)))
    next_number, installation = _move(making / DATABASE, key, today, read_list(making))
    return Restored(
        manifest.desk,
        datetime.fromisoformat(manifest.at),
        manifest.counts.get("cases", 0),
        manifest.files,
        len(lost),
        next_number,
        installation,
        None,
    )


def _move(database: Path, key: bytearray, today: date, erased: Sequence[Erasure]) -> tuple[int, int]:
    """Move the desk's identity here, and delete again what had been deleted since the backup was made."""

    def move(uow: UnitOfWork) -> tuple[int, int]:
        uow.erasures.apply(erased)
        number = uow.blocks.leave_half(today)
        installation = move_identity(uow)
        uow.commit()
        return number, installation

    worker = DatabaseWorker(database, key)
    try:
        moved = worker.submit(move).result()
        worker.fold().result()
        return moved
    finally:
        worker.close()
