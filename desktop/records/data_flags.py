"""Flags raised and resolved: both are facts, only ever added. The same values are never flagged twice.

A flag stays resolved until the data change: other values are another flag. An open flag whose doubt a later check does
not find any more is closed by that check (`Resolution.GONE`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from desktop.records.data_flags_schema import (
    data_flag_events,
    data_flag_standings,
    data_flag_tallies,
    data_flags,
)
from desktop.records.data_rules import Finding, FlagKind
from desktop.records.desk_facts import DeskFactRepository, FactKind
from desktop.records.schema import citizens, officers
from devices.errors import CodedError
from devices.identity import Field

OPEN = "open"
LONGEST_REASON = 500  # letters


class Resolution(StrEnum):
    """How a flag was dealt with."""

    CORRECTED = "corrected"  # the data were wrong and have been put right at the desk
    RIGHT = "right"  # it is right as it is
    OTHER_PERSON = "other_person"  # the two are not one person
    CITIZEN_ASKED = "citizen_asked"  # the citizen was asked to have the population database corrected
    UNIT_CHOSEN = "unit_chosen"  # the officer said which commune of today it is
    GONE = "gone"  # a later check did not find it any more
    REOPENED = "reopened"  # taken up again


CLOSING = (
    Resolution.CORRECTED,
    Resolution.RIGHT,
    Resolution.OTHER_PERSON,
    Resolution.CITIZEN_ASKED,
    Resolution.UNIT_CHOSEN,
)


@dataclass(frozen=True, slots=True)
class DataFlag:
    """A flag as one row of the work list.

    Attributes:
        how: `OPEN`, or the `Resolution` it was closed by.
        name: The citizen's name, for the list.
        number: The citizen's number, or "".
    """

    id: int
    citizen_id: int
    other_id: int | None
    case_id: int | None
    kind: FlagKind
    fields: tuple[Field, ...]
    at: datetime
    how: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class FlagEvent:
    """One thing done about a flag; `officer` is "" where a check did it."""

    at: datetime
    how: Resolution
    reason: str
    answer: str
    officer: str


class DataFlagRepository:
    """Raising, resolving and listing flags."""

    def __init__(self, connection: Connection, facts: DeskFactRepository) -> None:
        self._connection = connection
        self._facts = facts

    def settle(self, citizen_ids: Sequence[int], findings: Iterable[Finding], at: datetime, officer_id: int) -> int:
        """Bring the flags of these citizens in line with what a check found; gives how many are new or open again.

        Args:
            citizen_ids: Whom the check looked at.
            findings: All that it found about them, pairs included.
            at: When.
            officer_id: At whose desk: what is raised counts for them.
        """
        wanted = {(each.citizen_id, each.kind, each.evidence): each for each in findings}
        existing = self._existing(citizen_ids)
        again = {
            flag_id: key[1] for key, (flag_id, how) in existing.items() if key in wanted and how == Resolution.GONE
        }
        gone = [flag_id for key, (flag_id, how) in existing.items() if key not in wanted and how == OPEN]
        new = [each for key, each in wanted.items() if key not in existing]
        if new:
            self._raise(new, at)
        self._check_events(again, Resolution.REOPENED, at)
        self._check_events(gone, Resolution.GONE, at)
        counted = sum(not kind.is_note for kind in (*(each.kind for each in new), *again.values()))
        self._count(FactKind.DATA_FLAGGED, at, officer_id, counted)
        return len(new) + len(again)

    def _existing(self, citizen_ids: Sequence[int]) -> dict[tuple[int, FlagKind, str], tuple[int, str]]:
        wanted = (
            select(
                data_flags.c.id,
                data_flags.c.citizen_id,
                data_flags.c.kind,
                data_flags.c.evidence,
                data_flag_standings.c.how,
            )
            .join(data_flag_standings, data_flag_standings.c.flag_id == data_flags.c.id)
            .where(or_(data_flags.c.citizen_id.in_(citizen_ids), data_flags.c.other_id.in_(citizen_ids)))
        )
        found: dict[tuple[int, FlagKind, str], tuple[int, str]] = {}
        for row in self._connection.execute(wanted):
            found[row.citizen_id, FlagKind(row.kind), row.evidence] = row.id, row.how
        return found

    def _raise(self, new: list[Finding], at: datetime) -> None:
        rows = [
            {
                "citizen_id": each.citizen_id,
                "other_id": each.other_id,
                "case_id": each.case_id,
                "kind": each.kind,
                "fields": " ".join(each.fields),
                "evidence": each.evidence,
                "at": at.isoformat(),
            }
            for each in new
        ]
        ids = self._connection.execute(
            insert(data_flags).returning(data_flags.c.id, data_flags.c.citizen_id, data_flags.c.kind), rows
        )
        standings = [
            {"flag_id": row.id, "citizen_id": row.citizen_id, "kind": row.kind, "how": OPEN} for row in ids.all()
        ]
        self._connection.execute(insert(data_flag_standings), standings)

    def _check_events(self, flag_ids: Iterable[int], how: Resolution, at: datetime) -> None:
        for flag_id in flag_ids:
            self._event(flag_id, how, at, None)

    def _event(
        self,
        flag_id: int,
        how: Resolution,
        at: datetime,
        officer_id: int | None,
        *,
        reason: str = "",
        answer: str = "",
    ) -> None:
        self._connection.execute(
            insert(data_flag_events).values(
                flag_id=flag_id, at=at.isoformat(), officer_id=officer_id, how=how, reason=reason, answer=answer
            )
        )
        standing = OPEN if how is Resolution.REOPENED else how
        this = data_flag_standings.c.flag_id == flag_id
        self._connection.execute(update(data_flag_standings).where(this).values(how=standing))

    def resolve(
        self, flag_id: int, how: Resolution, reason: str, at: datetime, officer_id: int, *, answer: str = ""
    ) -> None:
        """Close an open flag.

        Args:
            flag_id: Which.
            how: One of `CLOSING`.
            reason: Why; must say something.
            at: When.
            officer_id: Who.
            answer: The commune of today, for UNIT_CHOSEN.

        Raises:
            CodedError: DATA-003: it is not open any more; DATA-004: no reason, or no commune was chosen.
        """
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if not reason or how not in CLOSING or (how is Resolution.UNIT_CHOSEN) != bool(answer):
            raise CodedError("DATA-004")
        kind = self._kind_if(flag_id, OPEN)
        self._event(flag_id, how, at, officer_id, reason=reason, answer=answer)
        self._count(FactKind.DATA_RESOLVED, at, officer_id, 0 if kind.is_note else 1)

    def reopen(self, flag_id: int, reason: str, at: datetime, officer_id: int) -> None:
        """Take up a flag again that an officer closed; the day that counted it is corrected.

        Raises:
            CodedError: DATA-003: it was not closed by an officer; DATA-004: no reason.
        """
        reason = " ".join(reason.split())[:LONGEST_REASON]
        if not reason:
            raise CodedError("DATA-004")
        closed = [each for each in self.events(flag_id) if each.how in CLOSING]
        if not closed:
            raise CodedError("DATA-003")
        kind = self._kind_if(flag_id, *CLOSING)
        self._event(flag_id, Resolution.REOPENED, at, officer_id, reason=reason)
        if not kind.is_note:
            self._facts.correct(FactKind.DATA_RESOLVED, closed[-1].at, officer_id, -1)

    def _kind_if(self, flag_id: int, *hows: str) -> FlagKind:
        this = (data_flag_standings.c.flag_id == flag_id) & data_flag_standings.c.how.in_(hows)
        kind = self._connection.execute(select(data_flag_standings.c.kind).where(this)).scalar_one_or_none()
        if kind is None:
            raise CodedError("DATA-003")
        return FlagKind(kind)

    def _count(self, kind: FactKind, at: datetime, officer_id: int, amount: int) -> None:
        if amount:
            self._facts.put(kind, at, officer_id, case_id=None, paper_position=None, amount=amount)

    # ---- reading

    def tallies(self) -> dict[tuple[FlagKind, str], int]:
        """How many flags stand how, by kind; a few rows however many flags there are."""
        rows = self._connection.execute(select(data_flag_tallies).where(data_flag_tallies.c.flags > 0))
        return {(FlagKind(row.kind), row.how): row.flags for row in rows}

    def flags(self, kind: FlagKind, limit: int, *, how: str = OPEN, before: int | None = None) -> list[DataFlag]:
        """Flags of a kind that stand so, the newest first; those older than `before` for the next page."""
        standing = data_flag_standings
        wanted = _listed().where(standing.c.how == how, standing.c.kind == kind)
        if before is not None:
            wanted = wanted.where(standing.c.flag_id < before)
        return [_flag(row) for row in self._connection.execute(wanted.order_by(standing.c.flag_id.desc()).limit(limit))]

    def of_citizen(self, citizen_id: int) -> list[DataFlag]:
        """All flags of a citizen, the oldest first."""
        wanted = _listed().where(data_flag_standings.c.citizen_id == citizen_id).order_by(data_flags.c.id)
        return [_flag(row) for row in self._connection.execute(wanted)]

    def get(self, flag_id: int) -> DataFlag:
        """One flag.

        Raises:
            CodedError: DATA-003: there is none.
        """
        row = self._connection.execute(_listed().where(data_flags.c.id == flag_id)).one_or_none()
        if row is None:
            raise CodedError("DATA-003")
        return _flag(row)

    def told_of(self, citizen_id: int) -> list[tuple[str, str]]:
        """Kind and fields of every flag about a citizen, resolved or not."""
        wanted = select(data_flags.c.kind, data_flags.c.fields).where(data_flags.c.citizen_id == citizen_id)
        return [(row.kind, row.fields) for row in self._connection.execute(wanted.order_by(data_flags.c.id))]

    def events(self, flag_id: int) -> list[FlagEvent]:
        """What was done about a flag, the oldest first."""
        wanted = (
            select(data_flag_events, officers.c.full_name.label("officer"))
            .join(officers, officers.c.id == data_flag_events.c.officer_id, isouter=True)
            .where(data_flag_events.c.flag_id == flag_id)
            .order_by(data_flag_events.c.id)
        )
        return [
            FlagEvent(datetime.fromisoformat(row.at), Resolution(row.how), row.reason, row.answer, row.officer or "")
            for row in self._connection.execute(wanted)
        ]


def _listed() -> Select[Any]:
    return (
        select(data_flags, data_flag_standings.c.how, citizens.c.full_name, citizens.c.number)
        .select_from(data_flag_standings)
        .join(data_flags, data_flags.c.id == data_flag_standings.c.flag_id)
        .join(citizens, citizens.c.id == data_flags.c.citizen_id)
    )


def _flag(row: Row[Any]) -> DataFlag:
    return DataFlag(
        row.id,
        row.citizen_id,
        row.other_id,
        row.case_id,
        FlagKind(row.kind),
        tuple(Field(name) for name in row.fields.split()),
        datetime.fromisoformat(row.at),
        row.how,
        row.full_name,
        row.number or "",
    )
