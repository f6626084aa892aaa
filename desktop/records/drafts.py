"""Drafts of intakes: personal data that is not a case yet, kept only in the encrypted database and only for the day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from desktop.records.schema import drafts


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it was last saved."""

    id: str
    saved_at: datetime
    payload: str


class DraftRepository:
    """Keeping, finding and wiping drafts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, draft_id: str, payload: str, at: datetime) -> None:
        """Keep a draft's newest text."""
        values = {"id": draft_id, "day": at.date().isoformat(), "saved_at": at.isoformat(), "payload": payload}
        statement = insert(drafts).values(**values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))

    def delete(self, draft_id: str) -> None:
        """Wipe a draft; one that is not there is no error."""
        self._connection.execute(drafts.delete().where(drafts.c.id == draft_id))

    def all(self) -> list[KeptDraft]:
        """Every draft, the newest first."""
        rows = self._connection.execute(select(drafts).order_by(drafts.c.saved_at.desc()))
        return [KeptDraft(row.id, datetime.fromisoformat(row.saved_at), row.payload) for row in rows]

    def wipe_older_than(self, day: date) -> int:
        """Wipe the drafts last saved before a day (Luật 91/2025, Đ14: not kept longer than needed); how many."""
        return self._connection.execute(drafts.delete().where(drafts.c.day < day.isoformat())).rowcount
