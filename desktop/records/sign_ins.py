"""Who unlocked the desk, who was refused, when it was locked, and at which PC."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from desktop.records.people_schema import sign_ins

A_MONTH = timedelta(days=31)


class SignInKind(StrEnum):
    """What happened at the door."""

    OPENED = "opened"
    REFUSED = "refused"  # the detail is the code of the refusal
    LOCKED = "locked"
    CARD_GONE = "card_gone"  # the officer's card was taken away, which locks
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class SignInEvent:
    """Something that happened at the door.

    Attributes:
        at: When, aware.
        officer_id: Who; None for a login that there is not, and for the recovery key.
        kind: What.
        detail: A code, or "".
        pc: The PC's name in its network.
    """

    at: datetime
    officer_id: int | None
    kind: SignInKind
    detail: str
    pc: str


class SignInRepository:
    """The events within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event: SignInEvent) -> None:
        """Keep an event."""
        values = {
            "at": event.at.isoformat(),
            "officer_id": event.officer_id,
            "kind": event.kind.value,
            "detail": event.detail,
            "pc": event.pc,
        }
        self._connection.execute(insert(sign_ins).values(**values))

    def newest(self, limit: int) -> list[SignInEvent]:
        """The newest events, the newest first."""
        rows = self._connection.execute(select(sign_ins).order_by(sign_ins.c.id.desc()).limit(limit))
        return [
            SignInEvent(datetime.fromisoformat(row.at), row.officer_id, SignInKind(row.kind), row.detail, row.pc)
            for row in rows
        ]

    def days_since(self, moment: datetime) -> set[date]:
        """The days on which somebody came in from a moment on."""
        kinds = (SignInKind.OPENED.value, SignInKind.UNLOCKED.value)
        wanted = select(sign_ins.c.at).where(sign_ins.c.at >= moment.isoformat(), sign_ins.c.kind.in_(kinds))
        return {datetime.fromisoformat(at).date() for at in self._connection.execute(wanted).scalars()}

    def prune(self, before: datetime, now: datetime) -> int:
        """Remove what is older than the log is kept; how many. Moments are compared as text: of one time zone.

        A clock that jumped ahead calls everything old: nothing goes before there are events in the time that is kept,
        older than a month.
        """
        kept = sign_ins.c.at.between(before.isoformat(), (now - A_MONTH).isoformat())
        if self._connection.execute(select(sign_ins.c.id).where(kept).limit(1)).first() is None:
            return 0
        return self._connection.execute(delete(sign_ins).where(sign_ins.c.at < before.isoformat())).rowcount
