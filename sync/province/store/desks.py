"""Provinces, units, desks and their keys."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from sync.protocol import KeyState
from sync.province.alphabet import alphabetical
from sync.province.store.database import upsert
from sync.province.store.schema import desk_keys, desks, provinces, units

# What every record needs, built once.
_KEY = select(desk_keys).where(desk_keys.c.province_code == bindparam("province"), desk_keys.c.key == bindparam("key"))
_LOCK = (
    select(
        desks,
        *(column.label(f"key_{column.name}") for column in desk_keys.c if column.name not in {"province_code", "desk"}),
    )
    .select_from(
        desk_keys.join(desks, (desks.c.province_code == desk_keys.c.province_code) & (desks.c.desk == desk_keys.c.desk))
    )
    .where(desk_keys.c.province_code == bindparam("province"), desk_keys.c.key == bindparam("key"))
    .with_for_update(of=desks)
)
_HERE = (desks.c.province_code == bindparam("province")) & (desks.c.desk == bindparam("code"))
_HEARD = update(desks).where(_HERE).values(heard_at=bindparam("heard_at"))


@dataclass(frozen=True, slots=True)
class Province:
    """A province; `place` stands before a date on paper."""

    code: str
    name: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A commune or a provincial office with desks."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk.

    Attributes:
        code: Its code, as in its records.
        unit: Id of its unit.
        name: What the province calls it; "" if it has no name of its own.
        since: First day that a record is expected of.
        until: Last such day; None while it works.
        head: Hash of its newest record; "" before the first.
        heard_at: When it was last heard of, ISO 8601; "" for never.
        audit_sequence: Head of its audit log as its newest record names it; 0 for none.
        audit_hash: That entry's hash.
    """

    code: str
    unit: str
    name: str
    since: date
    until: date | None
    head: str
    heard_at: str
    audit_sequence: int = 0
    audit_hash: str = ""


@dataclass(frozen=True, slots=True)
class DeskKey:
    """A key that a desk signs with."""

    id: str
    desk: str
    public_key: str
    state: KeyState
    asked_at: str
    decided_at: str
    decided_by: str


class DeskRepository:
    """The desks of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    # ---- who there is

    def province(self) -> Province | None:
        """The province itself."""
        row = self._connection.execute(
            select(provinces).where(provinces.c.province_code == self._province)
        ).one_or_none()
        return None if row is None else Province(row.province_code, row.name, row.place)

    def name_province(self, name: str, place: str = "") -> None:
        """Make the province known, or give it another name."""
        upsert(self._connection, provinces, {"province_code": self._province, "name": name, "place": place})

    def keep_unit(self, unit: Unit) -> None:
        """Add a unit, or give it another name."""
        upsert(self._connection, units, {"province_code": self._province, "unit": unit.id, "name": unit.name})

    def units(self) -> list[Unit]:
        """Every unit, by name."""
        rows = self._connection.execute(select(units).where(units.c.province_code == self._province))
        return sorted((Unit(row.unit, row.name) for row in rows), key=lambda unit: (alphabetical(unit.name), unit.id))

    def all(self) -> list[Desk]:
        """Every desk, by code."""
        wanted = select(desks).where(desks.c.province_code == self._province).order_by(desks.c.desk)
        return [_desk(row) for row in self._connection.execute(wanted)]

    def get(self, code: str) -> Desk | None:
        """One desk."""
        row = self._connection.execute(select(desks).where(*self._is(code))).one_or_none()
        return None if row is None else _desk(row)

    def lock(self, key: str) -> tuple[Desk, DeskKey] | None:
        """A key and its desk, held until the transaction ends; None where either is not there.

        What is read of the desk afterwards does not change meanwhile.
        """
        row = self._connection.execute(_LOCK, {"province": self._province, "key": key}).one_or_none()
        if row is None:
            return None
        about = DeskKey(
            row.key_key,
            row.desk,
            row.key_public_key,
            KeyState(row.key_state),
            row.key_asked_at,
            row.key_decided_at,
            row.key_decided_by,
        )
        return _desk(row), about

    def keep(self, code: str, unit: str, name: str, since: date) -> None:
        """Add a desk, or move or rename it; what it sent stays its own."""
        values = {"province_code": self._province, "desk": code, "unit": unit, "name": name, "since": since}
        upsert(self._connection, desks, values, keep=("since",))

    def end(self, code: str, last_day: date | None) -> None:
        """Expect nothing of a desk after a day; None: expect it again."""
        self._connection.execute(update(desks).where(*self._is(code)).values(until=last_day))

    def heard(self, code: str, at: str) -> None:
        """Note that a desk was heard of."""
        self._connection.execute(_HEARD, {"province": self._province, "code": code, "heard_at": at})

    # ---- their keys

    def key(self, key: str) -> DeskKey | None:
        """A key by its id."""
        row = self._connection.execute(_KEY, {"province": self._province, "key": key}).one_or_none()
        return None if row is None else _key(row)

    def keys(self, desk: str = "") -> list[DeskKey]:
        """Every key, or a desk's, in the order they were asked for."""
        wanted = select(desk_keys).where(desk_keys.c.province_code == self._province).order_by(desk_keys.c.asked_at)
        if desk:
            wanted = wanted.where(desk_keys.c.desk == desk)
        return [_key(row) for row in self._connection.execute(wanted)]

    def pending(self) -> int:
        """How many keys wait for a decision."""
        waiting = (desk_keys.c.province_code == self._province) & (desk_keys.c.state == KeyState.PENDING)
        return self._connection.execute(select(func.count()).select_from(desk_keys).where(waiting)).scalar_one()

    def ask(self, key: str, desk: str, public_key: str, at: str) -> None:
        """Keep a key that somebody asks for, to be decided on."""
        self._connection.execute(
            insert(desk_keys).values(
                province_code=self._province,
                key=key,
                desk=desk,
                public_key=public_key,
                state=KeyState.PENDING,
                asked_at=at,
            )
        )

    def decide(self, key: str, state: KeyState, *, at: str, by: str) -> None:
        """Approve or revoke a key."""
        changes = {"state": state, "decided_at": at, "decided_by": by}
        self._connection.execute(update(desk_keys).where(*self._is_key(key)).values(**changes))

    def _is(self, code: str) -> tuple[Any, Any]:
        return desks.c.province_code == self._province, desks.c.desk == code

    def _is_key(self, key: str) -> tuple[Any, Any]:
        return desk_keys.c.province_code == self._province, desk_keys.c.key == key


def provinces_known(connection: Connection) -> list[Province]:
    """Every province in a database, by code."""
    rows = connection.execute(select(provinces).order_by(provinces.c.province_code))
    return [Province(row.province_code, row.name, row.place) for row in rows]


def _desk(row: Row[Any]) -> Desk:
    return Desk(
        row.desk,
        row.unit,
        row.name,
        row.since,
        row.until,
        row.head,
        row.heard_at,
        row.audit_sequence,
        row.audit_hash,
    )


def _key(row: Row[Any]) -> DeskKey:
    state = KeyState(row.state)
    return DeskKey(row.key, row.desk, row.public_key, state, row.asked_at, row.decided_at, row.decided_by)
