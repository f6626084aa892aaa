"""The boards: what is due, what is late, what waits for whom, what hangs, which results lie here.

They read ``case_standings``, which has a row for each case that is not at its end: a desk with a million cases behind
it has some thousands there, and each board is a range of one of its indexes. A long board is read as its ids, in order
and all at once, and its rows by some ids at a time. Ids and counts touch a case's own row only where they must: with
100,000 cases going to each of them takes a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, column, exists, func, or_, select, table

from desktop.records.case_life_schema import case_lacks, case_standings
from desktop.records.case_rows import SUMMARY, summary
from desktop.records.cases import CaseState, CaseSummary
from desktop.records.folding import words
from desktop.records.officers import counted_officers
from desktop.records.schema import cases, officers

WAITING_FOR_CITIZEN = (CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT)
_names = table("case_names", column("rowid"), column("case_names"))
MOST_WORDS = 8
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
class BoardFilter:
    """Which cases of a board are looked at.

    Attributes:
        officer_id: Who has it; None for anybody.
        part: Where it is, "" for the desk that received it; None for anywhere.
        procedure: Code of its procedure; "" for any.
        text: Words of the name without marks, or a piece of the code, or the beginning of the number; "" for any.
        system: Of `LACKING`: id of the other system that does not have it, "" for any.
    """

    officer_id: int | None = None
    part: str | None = None
    procedure: str = ""
    text: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class BoardFacets:
    """What the running cases can be told apart by, and how many there are of each: (id or code, name, how many)."""

    officers: tuple[tuple[int, str, int], ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    procedures: tuple[tuple[str, str, int], ...] = ()


EVERYTHING = BoardFilter()


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """One board.

    Attributes:
        now: Aware local time.
        officer_id: Of `MINE`.
        part: Of `AT_PART`; "" is the desk that received it.
        hung_days: Of `HUNG`: days without a movement.
        only: Which of them.
    """

    kind: BoardKind
    now: datetime
    officer_id: int | None = None
    part: str = ""
    hung_days: int = 3
    only: BoardFilter = EVERYTHING


@dataclass(frozen=True, slots=True)
class BoardCase:
    """A case on a board.

    Attributes:
        part: Where it is; "" for the desk that received it.
        holder_id: The officer who has it.
        moved_at: When something happened to it last.
        lacks: Ids of the other systems that do not have it yet.
    """

    summary: CaseSummary
    part: str
    holder_id: int | None
    moved_at: datetime
    lacks: tuple[str, ...] = ()


class CaseLifeBoards:
    """Looks at the boards; within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def board(self, query: BoardQuery, limit: int) -> list[BoardCase]:
        """The cases of a board, the most urgent first."""
        found = self.of_ids(ids := self.ids(query, limit))
        return [found[case_id] for case_id in ids]

    def ids(self, query: BoardQuery, limit: int | None = None) -> tuple[int, ...]:
        """Ids of the cases of a board, the most urgent first; all of them without a limit."""
        return tuple(self._connection.execute(self._ids(query).order_by(*_order(query.kind)).limit(limit)).scalars())

    def of_ids(self, case_ids: Sequence[int]) -> dict[int, BoardCase]:
        """Some cases by id, wherever they are now; an id without a case is left out."""
        source = cases.outerjoin(case_standings, case_standings.c.case_id == cases.c.id)
        wanted = _rows().select_from(source).where(cases.c.id.in_(case_ids))
        return {row.id: _board_case(row) for row in self._connection.execute(wanted)}

    def count(self, query: BoardQuery, most: int | None = None) -> int:
        """How many cases a board has; whoever needs to know no more than `most` need not wait for the rest."""
        found = self._ids(query).limit(most).subquery()
        return int(self._connection.execute(select(func.count()).select_from(found)).scalar_one())

    def counts(self, now: datetime, officer_id: int, hung_days: int = 3) -> dict[BoardKind, int]:
        """How many cases each board has; of `AT_PART`, which needs a choice, none."""
        asked = [kind for kind in BoardKind if kind is not BoardKind.AT_PART]
        return {kind: self.count(BoardQuery(kind, now, officer_id=officer_id, hung_days=hung_days)) for kind in asked}

    def parts(self) -> list[tuple[str, int]]:
        """The parts that have cases, and how many; "" is the desk that received them."""
        running = case_standings.c.state.in_(RUNNING)
        rows = select(case_standings.c.part, func.count()).where(running).group_by(case_standings.c.part)
        return [(str(row[0]), int(row[1])) for row in self._connection.execute(rows.order_by(case_standings.c.part))]

    def facets(self) -> BoardFacets:
        """What boards can be narrowed to."""
        count, here = func.count(), case_standings.c
        held = select(officers.c.id, officers.c.full_name, count).select_from(
            case_standings.join(officers, officers.c.id == here.holder_id)
        )
        asked = select(cases.c.procedure_code, func.max(cases.c.procedure_name), count).select_from(
            case_standings.join(cases)
        )
        by_officer = held.group_by(officers.c.id)
        by_procedure = asked.group_by(cases.c.procedure_code).order_by(count.desc(), cases.c.procedure_code)
        execute = self._connection.execute
        return BoardFacets(
            counted_officers(execute(by_officer)),
            tuple(self.parts()),
            tuple((str(row[0]), str(row[1]), int(row[2])) for row in execute(by_procedure)),
        )

    def _ids(self, query: BoardQuery) -> Select[Any]:
        lacking = query.kind is BoardKind.LACKING
        key = select(case_lacks.c.case_id).distinct() if lacking else select(case_standings.c.case_id)
        return self._from(key, query)

    @staticmethod
    def _from(wanted: Select[Any], query: BoardQuery) -> Select[Any]:
        if query.kind is BoardKind.LACKING:
            only, source = query.only, case_lacks
            if only.officer_id is not None or only.part is not None:  # else nothing of the standings is looked at
                wanted = wanted.select_from(source.join(case_standings, case_standings.c.case_id == source.c.case_id))
            if only.system:
                wanted = wanted.where(source.c.system == only.system)
            return wanted.where(*_narrowed(only, source.c.case_id))
        narrowed = _narrowed(query.only, case_standings.c.case_id)
        return wanted.select_from(case_standings).where(_condition(query), *narrowed)


def _rows() -> Select[Any]:
    moved = func.coalesce(case_standings.c.moved_at, cases.c.received_at).label("moved_at")
    part = func.coalesce(case_standings.c.part, "").label("part")
    lacking = select(func.group_concat(case_lacks.c.system)).where(case_lacks.c.case_id == cases.c.id)
    return select(*SUMMARY, part, case_standings.c.holder_id, moved, lacking.scalar_subquery().label("lacks"))


def _board_case(row: Row[Any]) -> BoardCase:
    lacks = tuple(sorted(row.lacks.split(","))) if row.lacks else ()
    return BoardCase(summary(row), row.part, row.holder_id, datetime.fromisoformat(row.moved_at), lacks)


def _narrowed(only: BoardFilter, case_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if only.officer_id is not None:
        found.append(case_standings.c.holder_id == only.officer_id)
    if only.part is not None:
        found.append(case_standings.c.part == only.part)
    if only.procedure:
        found.append(_of_case(case_id, cases.c.procedure_code == only.procedure))
    return [*found, *_said(only.text.strip(), case_id)]


def _of_case(case_id: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether something is so of the case's own row, which is looked at only then."""
    return exists().where(cases.c.id == case_id, condition)


def _said(text: str, case_id: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """What is typed: with a digit it is of a code or a number, else of a name."""
    if any(letter.isdigit() for letter in text):
        piece = "".join(text.split())
        code = cases.c.code.contains(piece.upper(), autoescape=True)
        return [_of_case(case_id, or_(code, cases.c.number.startswith(piece, autoescape=True)))]
    parts = words(text)[:MOST_WORDS]
    if not parts:
        return []
    query = " ".join(f'"{part}"' for part in parts) + "*"  # quoted: what is typed is never syntax
    return [case_id.in_(select(_names.c.rowid).where(_names.c.case_names.match(query)))]


def _condition(query: BoardQuery) -> ColumnElement[bool]:
    midnight = query.now.replace(hour=0, minute=0, second=0, microsecond=0)
    today, tomorrow, now = midnight.isoformat(), (midnight + timedelta(days=1)).isoformat(), query.now.isoformat()
    due, state = case_standings.c.due_at, case_standings.c.state
    running = state.in_(RUNNING)
    by_hour = _of_case(case_standings.c.case_id, cases.c.by_hour)
    if query.kind is BoardKind.DUE_TODAY:
        return and_(due >= today, due < tomorrow, or_(due >= now, ~by_hour))
    if query.kind is BoardKind.OVERDUE:
        return and_(due < now, or_(due < today, by_hour))
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
        return (case_standings.c.moved_at, case_standings.c.case_id)
    if kind is BoardKind.LACKING:
        return (case_lacks.c.case_id.desc(),)  # the newest first: what was received today is carried over today
    if kind in {BoardKind.DUE_TODAY, BoardKind.OVERDUE}:  # each has a due time: the index is in this order
        return (case_standings.c.due_at, case_standings.c.case_id)
    return (case_standings.c.due_at.is_(None), case_standings.c.due_at, case_standings.c.case_id)
