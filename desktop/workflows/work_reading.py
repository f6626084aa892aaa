"""What the work board asks of the records: lists as ids, their rows, and how much there is of each kind of work."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from desktop.records.case_life_boards import BoardKind, BoardQuery
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.audit_trail import saw_list
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_rows import PAGE, Page

DAYS_BACK = 31
MOST_LACKING = 10_000  # that are counted and listed, the newest of them; a desk may never have noted any code


def whole_list(uow: UnitOfWork, query: BoardQuery) -> tuple[int, ...]:
    """Ids of the whole list, or of as much of it as is ever listed."""
    return uow.case_life.ids(query, _most(query))


def first_page(uow: UnitOfWork, query: BoardQuery) -> tuple[tuple[int, ...], Page, bool]:
    """Ids of the list's beginning, the rows of its first page, and whether those ids are the whole list."""
    # Words may be found anywhere in the list: for its beginning all of it has to be gone through.
    limit = _most(query) if query.only.text else PAGE
    ids = uow.case_life.ids(query, limit)
    return ids, read_page(uow, ids[:PAGE]), limit != PAGE or len(ids) < limit


def read_page(uow: UnitOfWork, ids: Sequence[int]) -> Page:
    """Rows that come to the officer's eyes, which is logged."""
    found = uow.case_life.of_ids(ids)
    saw_list(uow, [case.summary for case in found.values()], "work")
    uow.commit()
    return found


def counting(kind: WorkKind, query: BoardQuery | None, today: date) -> Callable[[UnitOfWork], int]:
    """What counts a kind of work; the query is that of a kind of cases."""
    if query is None:
        return (lambda uow: uow.papers.cases_left()) if kind is WorkKind.PAPERS else (lambda uow: open_days(uow, today))
    return lambda uow: uow.case_life.count(query, _most(query))


def open_days(uow: UnitOfWork, today: date) -> int:
    """On how many of the last days, today among them, something was counted that no closed day has."""
    days = uow.days.days_with_facts(today - timedelta(days=DAYS_BACK), today)
    return sum(1 for day in days if uow.days.latest(day) is None)


def _most(query: BoardQuery) -> int | None:
    """How many cases of a board are listed; None for all."""
    return MOST_LACKING if query.kind is BoardKind.LACKING else None
