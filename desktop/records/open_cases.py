"""Which cases were open at the end of a day, whatever has happened to them since."""

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, select, union_all

from desktop.records.case_life import ASIDE
from desktop.records.case_life_schema import case_voids
from desktop.records.cases import CaseState
from desktop.records.schema import case_history, cases

Condition = ColumnElement[bool]
Day = str | ColumnElement[str]
RESOLVED = (CaseState.DONE, CaseState.WITHDRAWN, CaseState.STOPPED)
CLOSED = (*RESOLVED, CaseState.REFUSED, CaseState.RETURNED)
_every = cases.alias("every")


def stands(entry: FromClause) -> tuple[Condition, Condition]:
    """The entry was not taken back, and brought the case to its state; what leaves it there is passed over."""
    taken_back = exists().where(case_voids.c.event_id == entry.c.id).correlate(entry)
    return entry.c.event.not_in(ASIDE), ~taken_back


def is_open(day: Day) -> Condition:
    """Received by a day's end and not closed by then; what happened afterwards makes no difference."""
    entry = case_history.alias("entry")
    closed_by_then = exists().where(
        entry.c.case_id == cases.c.id, entry.c.day <= day, entry.c.state.in_(CLOSED), *stands(entry)
    )
    return and_(cases.c.received_day <= day, ~closed_by_then)


def may_be_open(day: Day) -> Condition:
    """What has to be looked into for the open cases of a day: a case that is closed now only if an end came later.

    The two kinds are found by an index each; adding nothing to a column keeps SQLite from another index.
    """
    running = tuple(state for state in CaseState if state not in CLOSED)
    ended = case_history.alias("ended")
    still = select(_every.c.id).where(_every.c.state.in_(running))
    later = select(ended.c.case_id).where(ended.c.day > day, ended.c.state.in_(CLOSED))
    return cases.c.id.in_(union_all(still, later.where(ended.c.case_id + 0 <= _newest(day))))


def _newest(day: Day) -> ColumnElement[int]:
    """The highest id of a case received by a day's end, from day to day through an index: one look-up for each.

    Ids follow the days but where a clock was set back, so that the last day alone would not do.
    """
    received = cases.alias("received")
    begin = select(func.max(received.c.received_day).label("day")).where(received.c.received_day <= day)
    days = begin.cte("days_before", recursive=True)
    before = select(func.max(received.c.received_day)).where(received.c.received_day < days.c.day)
    days = days.union_all(select(before.correlate(days).scalar_subquery()).where(days.c.day.is_not(None)))
    of_day = select(func.max(received.c.id)).where(received.c.received_day == days.c.day)
    return select(func.max(of_day.correlate(days).scalar_subquery())).select_from(days).scalar_subquery()
