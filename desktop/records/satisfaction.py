"""How citizens found it, by day: three sums a day, never a person, a case, an officer or a moment."""

from datetime import date

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.records.citizen_schema import satisfaction_counts as counts
from desktop.records.desk_facts import FactKind

FACES = (FactKind.SATISFACTION_SATISFIED, FactKind.SATISFACTION_NEUTRAL, FactKind.SATISFACTION_UNSATISFIED)


class SatisfactionRepository:
    """Counts votes, and tells a day's sums."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def vote(self, kind: FactKind, day: date) -> None:
        """Count one more for a face.

        Raises:
            ValueError: The kind is none of `FACES`.
        """
        if kind not in FACES:
            raise ValueError(kind)
        rows = [{"day": day.isoformat(), "kind": face, "votes": 0} for face in FACES]
        self._connection.execute(insert(counts).on_conflict_do_nothing(), rows)
        this = (counts.c.day == day.isoformat()) & (counts.c.kind == kind)
        self._connection.execute(update(counts).where(this).values(votes=counts.c.votes + 1))

    def of_day(self, day: date) -> dict[FactKind, int]:
        """A day's votes by face; 0 where there is none."""
        rows = self._connection.execute(select(counts.c.kind, counts.c.votes).where(counts.c.day == day.isoformat()))
        return dict.fromkeys(FACES, 0) | {FactKind(row.kind): row.votes for row in rows}
