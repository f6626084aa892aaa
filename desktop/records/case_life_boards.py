"""The boards: what is due, what is late, what waits for whom, what hangs, which results lie here.

They read ``case_standings``, which has a row for each case that is not at its end: a desk with a million cases behind
it has some thousands there, and each board is a range of one of its indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from desktop.records.case_life_schema import case_lacks, case_standings
from desktop.records.case_rows import SUMMARY, summary
from desktop.records.cases import CaseState, CaseSummary
from desktop.records.schema import cases

WAITING_FOR_CITIZEN = (CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT)
RUNNING = (CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.IN_PROGRESS, *WAITING_FOR_CITIZEN)


class BoardKind(StrEnum):
    """What is looked for."""

    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    MINE = "mine"  # an officer has it
    AT_PART = "at_part"
    CITIZEN = "citizen"  # waits for the citizen's papers or payment
    HUNG = "hung"  # nothing has happened to it for some time
    TO_RETURN = "to_return"  # there is a result that nobody has got
    LACKING = "lacking"  # another system does not have it


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """One board.

    Attributes:
        now: Aware local time.
        officer_id: Of `MINE`.
        part: Of `AT_PART`; "" is the desk that received it.
        hung_days: Of `HUNG`: days without a movement.
        system: Of `LACKING`.
    """

    kind: BoardKind
    now: datetime
    officer_id: int | None = None
    part: str = ""
    hung_days: int = 3
    system: str = ""


@dataclass(frozen=True, slots=True)
class BoardCase:
    """A case on a board.

    Attributes:
        part: Where it is; "" for the desk that received it.
        holder_id: The officer who has it.
        moved_at: When something happened to it last.
    """

    summary: CaseSummary
    part: str
    holder_id: int | None
    moved_at: datetime


class CaseLifeBoards:
    """Looks at the boards; within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def board(self, query: BoardQuery, limit: int) -> list[BoardCase]:
        """The cases of a board, the most urgent first."""
        moved = func.coalesce(case_standings.c.moved_at, cases.c.received_at).label("moved_at")
        part = func.coalesce(case_standings.c.part, "").label("part")
        columns = (part, case_standings.c.holder_id, moved)
        wanted = self._from(select(*SUMMARY, *columns), query).order_by(*_order(query.kind)).limit(limit)
        return [
            BoardCase(summary(row), row.part, row.holder_id, datetime.fromisoformat(row.moved_at))
            for row in self._connection.execute(wanted)
        ]

    def count(self, query: BoardQuery) -> int:
        """How many cases a board has."""
        return int(self._connection.execute(self._from(select(func.count()), query)).scalar_one())

    def counts(self, now: datetime, officer_id: int, hung_days: int = 3) -> dict[BoardKind, int]:
        """How many cases each board has; of `AT_PART` and `LACKING`, which need a choice, none."""
        asked = [kind for kind in BoardKind if kind not in {BoardKind.AT_PART, BoardKind.LACKING}]
        return {kind: self.count(BoardQuery(kind, now, officer_id=officer_id, hung_days=hung_days)) for kind in asked}

    def parts(self) -> list[tuple[str, int]]:
        """The parts that have cases, and how many; "" is the desk that received them."""
        running = case_standings.c.state.in_(RUNNING)
        rows = select(case_standings.c.part, func.count()).where(running).group_by(case_standings.c.part)
        return [(str(row[0]), int(row[1])) for row in self._connection.execute(rows.order_by(case_standings.c.part))]

    def lacking(self) -> dict[str, int]:
        """How many cases each other system lacks."""
        rows = select(case_lacks.c.system, func.count()).group_by(case_lacks.c.system)
        return {str(row[0]): int(row[1]) for row in self._connection.execute(rows)}

    @staticmethod
    def _from(wanted: Select[Any], query: BoardQuery) -> Select[Any]:
        if query.kind is BoardKind.LACKING:
            source = case_lacks.join(cases).outerjoin(case_standings, case_standings.c.case_id == cases.c.id)
            return wanted.select_from(source).where(case_lacks.c.system == query.system)
        return wanted.select_from(case_standings.join(cases)).where(_condition(query))


def _condition(query: BoardQuery) -> ColumnElement[bool]:
    midnight = query.now.replace(hour=0, minute=0, second=0, microsecond=0)
    today, tomorrow, now = midnight.isoformat(), (midnight + timedelta(days=1)).isoformat(), query.now.isoformat()
    due, state = case_standings.c.due_at, case_standings.c.state
    running = state.in_(RUNNING)
    if query.kind is BoardKind.DUE_TODAY:
        return and_(due >= today, due < tomorrow, or_(~cases.c.by_hour, due >= now))
    if query.kind is BoardKind.OVERDUE:
        return and_(due < now, or_(due < today, cases.c.by_hour))
    if query.kind is BoardKind.MINE:
        return and_(case_standings.c.holder_id == query.officer_id, running)
    if query.kind is BoardKind.AT_PART:
        return and_(case_standings.c.part == query.part, running)
    if query.kind is BoardKind.CITIZEN:
        return state.in_(WAITING_FOR_CITIZEN)
    if query.kind is BoardKind.HUNG:
        return and_(case_standings.c.moved_at < (query.now - timedelta(days=query.hung_days)).isoformat(), running)
    return state == CaseState.DONE


def _order(kind: BoardKind) -> Sequence[ColumnElement[Any]]:
    if kind in {BoardKind.HUNG, BoardKind.TO_RETURN, BoardKind.CITIZEN}:
        return (case_standings.c.moved_at, cases.c.id)
    if kind is BoardKind.LACKING:
        return (case_lacks.c.case_id,)
    return (case_standings.c.due_at.is_(None), case_standings.c.due_at, cases.c.id)
