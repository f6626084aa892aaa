"""The accounts of the desk, and what was done to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from desktop.records.folding import alphabetical
from desktop.records.people import Officer, Role
from desktop.records.people_schema import officer_events
from desktop.records.schema import officers
from devices.errors import CodedError


class OfficerAct(StrEnum):
    """What can be done to an account."""

    ADDED = "added"
    ROLE = "role"
    PIN = "pin"
    FACTOR = "factor"
    FACTOR_RULE = "factor_rule"  # a head needs a second factor: "on", or "off", is the detail
    RECOVERED = "recovered"
    DISABLED = "disabled"
    IDLE = "idle"
    CLOCK_JUMPED = "clock_jumped"  # or the desk stood closed for long; the detail is the day before and the day after
    ENABLED = "enabled"
    REMOVED = "removed"
    TRIES_CLEARED = "tries_cleared"
    TRIES_PUT_BACK = "tries_put_back"
    REVIEWED = "reviewed"
    RECOVERY_KEY = "recovery_key"
    ROTATED = "rotated"


@dataclass(frozen=True, slots=True)
class OfficerEvent:
    """Something that was done to an account; `by_id` is None for the program and the recovery key."""

    at: datetime
    officer_id: int
    by_id: int | None
    act: OfficerAct
    detail: str


class OfficerRepository:
    """Officers by login."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, login: str, full_name: str, role: Role = Role.OFFICER) -> Officer:
        """A new officer.

        Raises:
            CodedError: KEY-007, the login is taken.
        """
        if self.by_login(login) is not None:
            raise CodedError("KEY-007")
        values = {"login": login, "full_name": full_name, "active": True, "role": role.value}
        inserted = self._connection.execute(insert(officers).values(**values))
        key = inserted.inserted_primary_key
        return Officer(int(key[0]) if key is not None else 0, login, full_name, role=role)

    def by_login(self, login: str) -> Officer | None:
        """The officer with a login."""
        row = self._connection.execute(select(officers).where(officers.c.login == login)).one_or_none()
        return None if row is None else _officer(row)

    def set_active(self, officer_id: int, active: bool) -> None:
        """Let an officer work at the desk, or no longer; their cases keep their name."""
        self._change(officer_id, active=active)

    def set_role(self, officer_id: int, role: Role) -> None:
        """Give an officer another role."""
        self._change(officer_id, role=role.value)

    def set_removed(self, officer_id: int, removed: bool) -> None:
        """Note that an officer has left, or is back."""
        self._change(officer_id, removed=removed, active=not removed)

    def seen(self, officer_id: int, at: datetime) -> None:
        """Note when an officer unlocked the desk."""
        self._change(officer_id, last_seen=at.isoformat())

    def pin_given(self, officer_id: int, at: datetime, *, second_factor: bool) -> None:
        """Note when an officer was given a PIN."""
        self._change(officer_id, pin_changed=at.isoformat(), second_factor=second_factor)

    def set_second_factor(self, officer_id: int, on: bool) -> None:
        """Note whether an officer has a second factor."""
        self._change(officer_id, second_factor=on)

    def _change(self, officer_id: int, **values: object) -> None:
        self._connection.execute(update(officers).where(officers.c.id == officer_id).values(**values))

    def all(self) -> list[Officer]:
        """Every officer, by name."""
        rows = self._connection.execute(select(officers).order_by(officers.c.id))
        return sorted((_officer(row) for row in rows), key=lambda officer: alphabetical(officer.full_name))

    def note(self, officer_id: int, act: OfficerAct, at: datetime, by_id: int | None, detail: str = "") -> None:
        """Note what was done to an account, and by whom."""
        values = {"officer_id": officer_id, "event": act.value, "at": at.isoformat(), "by_id": by_id, "detail": detail}
        self._connection.execute(insert(officer_events).values(**values))

    def events(self) -> list[OfficerEvent]:
        """What was done to accounts, the newest first."""
        rows = self._connection.execute(select(officer_events).order_by(officer_events.c.id.desc()))
        return [
            OfficerEvent(datetime.fromisoformat(row.at), row.officer_id, row.by_id, OfficerAct(row.event), row.detail)
            for row in rows
        ]


def counted_officers(rows: Iterable[Sequence[Any]]) -> tuple[tuple[int, str, int], ...]:
    """Rows of id, name and how many of something each officer has, by name."""
    return tuple(
        sorted(((int(row[0]), str(row[1]), int(row[2])) for row in rows), key=lambda row: alphabetical(row[1]))
    )


def _officer(row: Row[Any]) -> Officer:
    return Officer(
        row.id,
        row.login,
        row.full_name,
        row.active,
        Role(row.role),
        _time(row.last_seen),
        _time(row.pin_changed),
        row.second_factor,
        row.removed,
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
