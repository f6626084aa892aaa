"""Facts that no case holds by itself: what was digitized, reused, guided, said, and done to the civil-status books.

Like a case's history they are only ever added: what was entered by mistake is taken back by a negative fact.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from desktop.records.schema import desk_facts
from devices.errors import CodedError

LARGEST = 100_000  # of one fact


class FactKind(StrEnum):
    """What happened."""

    DIGITIZED_SCANNED = "digitized_scanned"
    DIGITIZED_CHECKED = "digitized_checked"
    DIGITIZED_SIGNED = "digitized_signed"
    DIGITIZED_STORED = "digitized_stored"
    REUSED_PAPER = "reused_paper"
    REUSED_RESULT = "reused_result"
    RESULT_FILE = "result_file"
    APOLOGY = "apology"
    PAYMENT_ONLINE = "payment_online"
    VNEID_GUIDED = "vneid_guided"
    SATISFACTION_VERY = "satisfaction_very"
    SATISFACTION_SATISFIED = "satisfaction_satisfied"
    SATISFACTION_NEUTRAL = "satisfaction_neutral"
    SATISFACTION_UNSATISFIED = "satisfaction_unsatisfied"
    BOOKS_COLLECTED = "books_collected"
    BOOKS_SCANNED = "books_scanned"
    BOOKS_ENTERED = "books_entered"
    BOOKS_CHECKED_ONCE = "books_checked_once"
    BOOKS_CHECKED_TWICE = "books_checked_twice"
    BOOKS_UPDATED = "books_updated"
    BOOKS_MATCHED = "books_matched"
    BOOKS_ACCEPTED = "books_accepted"
    DATA_FLAGGED = "data_flagged"
    DATA_RESOLVED = "data_resolved"


class DeskFactRepository:
    """Adding facts, and adding them up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        kind: FactKind,
        at: datetime,
        officer_id: int,
        *,
        case_id: int | None = None,
        paper_position: int | None = None,
        amount: int = 1,
    ) -> None:
        """Add a fact; a negative amount takes back what was added by mistake on that day.

        Raises:
            CodedError: DAY-001: the day would have less than none, or the amount is none that a person types.
        """
        if not 0 < abs(amount) <= LARGEST or self.total(kind, at.date()) + amount < 0:
            raise CodedError("DAY-001")
        self.put(kind, at, officer_id, case_id=case_id, paper_position=paper_position, amount=amount)

    def put(
        self,
        kind: FactKind,
        at: datetime,
        officer_id: int,
        *,
        case_id: int | None,
        paper_position: int | None,
        amount: int,
        day: date | None = None,
    ) -> None:
        """Add a fact as it is, to a former day where one is given: that day then has a new revision."""
        self._connection.execute(
            insert(desk_facts).values(
                at=at.isoformat(),
                day=(day or at.date()).isoformat(),
                kind=kind,
                case_id=case_id,
                paper_position=paper_position,
                amount=amount,
                officer_id=officer_id,
            )
        )

    def correct(self, kind: FactKind, at: datetime, officer_id: int, amount: int) -> None:
        """Correct the day on which something was added, by as much as the day still has of it.

        What somebody has taken back by hand already is not taken back again, and does not stand in the way.
        """
        bounded = max(amount, -self.total(kind, at.date()))
        if bounded:
            self.add(kind, at, officer_id, amount=bounded)

    def total(self, kind: FactKind, day: date) -> int:
        """How much of a kind a day has."""
        this = (desk_facts.c.day == day.isoformat()) & (desk_facts.c.kind == kind)
        total: int = self._connection.execute(select(func.sum(desk_facts.c.amount)).where(this)).scalar_one() or 0
        return total

    def of_paper(self, case_id: int, position: int) -> dict[tuple[FactKind, date], int]:
        """What a paper is counted as, and on which day."""
        this = (desk_facts.c.case_id == case_id) & (desk_facts.c.paper_position == position)
        wanted = select(desk_facts.c.kind, desk_facts.c.day, func.sum(desk_facts.c.amount).label("amount")).where(this)
        rows = self._connection.execute(wanted.group_by(desk_facts.c.kind, desk_facts.c.day))
        return {(FactKind(row.kind), date.fromisoformat(row.day)): row.amount for row in rows}

    def cases_with_apology(self, case_ids: Sequence[int]) -> list[int]:
        """Which of these cases somebody apologised for."""
        this = (desk_facts.c.kind == FactKind.APOLOGY) & desk_facts.c.case_id.in_(case_ids)
        return [int(row[0]) for row in self._connection.execute(select(desk_facts.c.case_id).distinct().where(this))]
