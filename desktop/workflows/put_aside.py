"""When the copies that a restore put aside go: with any deletion, by rule, or because the head of desk says so."""

from datetime import date
from pathlib import Path

import msgspec

from desktop.records.audit_entries import AuditAction
from desktop.records.put_aside import CopyAside, copies_aside, remove_copies
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.erasing import need_right
from desktop.workflows.idleness import days_passed

KEY = "copies_aside"  # the setting: the days on which the desk was at work beside each copy
KEEP_DAYS = 14  # long enough to see that a restore lacks something; a day counts as `idleness` counts it
TERM, ERASED, ASKED = "term", "erased", "asked"  # why they went


def tidy_copies(worker: DatabaseWorker, desk: Path, today: date) -> int:
    """Remove the copies that were kept long enough; how many. A clock that jumped makes none old.

    Raises:
        CodedError: DB-…: one cannot be removed.
    """
    copies = copies_aside(desk)
    due = worker.submit(lambda uow: _due(uow, copies, today)).result()
    return _remove(worker, due, TERM)


def remove_with_a_deletion(worker: DatabaseWorker, desk: Path) -> int:
    """Remove every copy, since somebody was deleted who may be in it; how many.

    Raises:
        CodedError: DB-…: one cannot be removed.
    """
    return _remove(worker, copies_aside(desk), ERASED)


def remove_because_asked(worker: DatabaseWorker, desk: Path) -> int:
    """Remove every copy, because whoever is in charge of data protection says so; how many.

    Raises:
        CodedError: AUD-003: without right; DB-…: one cannot be removed.
    """
    worker.submit(lambda uow: need_right(uow, "copies")).result()
    return _remove(worker, copies_aside(desk), ASKED)


def _due(uow: UnitOfWork, copies: list[CopyAside], today: date) -> list[CopyAside]:
    before = msgspec.convert(uow.settings.get(KEY, {}), dict[str, set[date]])
    seen = {each.path.name: {each.made, today, *before.get(each.path.name, ())} for each in copies}
    if seen != before:
        uow.settings.set(KEY, {name: sorted(day.isoformat() for day in days) for name, days in seen.items()})
        uow.commit()
    return [each for each in copies if days_passed(seen[each.path.name], KEEP_DAYS) > KEEP_DAYS]


def _remove(worker: DatabaseWorker, copies: list[CopyAside], why: str) -> int:
    if not copies:
        return 0
    removed = remove_copies(copies)

    def note(uow: UnitOfWork) -> None:
        uow.audit.add(AuditAction.COPIES_REMOVED, copies=removed, why=why)
        uow.commit()

    worker.submit(note).result()
    return removed
