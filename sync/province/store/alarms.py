"""What somebody at the province should look at: records that contradict one another, and refused ones."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from sync.province.store.records import Arrival
from sync.province.store.schema import alarms

SHOWN = 200


class AlarmKind(StrEnum):
    """What is wrong."""

    MISMATCH = "mismatch"  # one revision with two contents
    FORK = "fork"  # two records follow the same one
    AUDIT = "audit"  # its audit log is shorter than it was
    REFUSED = "refused"  # a known key sent what may not be taken


@dataclass(frozen=True, slots=True)
class StoredAlarm:
    """An alarm; `seen_at` is "" until somebody has dealt with it."""

    id: str
    kind: AlarmKind
    desk: str
    day: date | None
    revision: int
    detail: str
    body: bytes | None
    at: str
    seen_at: str
    seen_by: str


class AlarmRepository:
    """The alarms of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def sound(self, kind: AlarmKind, arrival: Arrival, detail: str) -> bool:
        """Add an alarm about a record; False where the same one waits already: to try again is not a new alarm."""
        record = arrival.record
        return self._add(
            kind, record.desk, detail, arrival.at, day=arrival.day, revision=record.revision, body=arrival.body
        )

    def refused(self, desk: str, code: str, at: str) -> bool:
        """Add an alarm about what a desk's key sent and may not."""
        return self._add(AlarmKind.REFUSED, desk, code, at)

    def _add(self, kind: AlarmKind, desk: str, detail: str, at: str, **about: Any) -> bool:
        same = (alarms.c.kind == kind) & (alarms.c.desk == desk) & (alarms.c.detail == detail)
        here = (alarms.c.province_code == self._province) & (alarms.c.seen_at == "")
        if "day" in about:
            same &= alarms.c.day == about["day"]
        if self._connection.execute(select(alarms.c.alarm).where(here, same).limit(1)).first() is not None:
            return False
        values = {"province_code": self._province, "alarm": uuid4().hex, "kind": kind, "desk": desk, "detail": detail}
        self._connection.execute(insert(alarms).values(**values, at=at, **about))
        return True

    def all(self, *, only_new: bool = False, desk: str = "") -> list[StoredAlarm]:
        """The newest alarms first."""
        wanted = select(alarms).where(alarms.c.province_code == self._province)
        if only_new:
            wanted = wanted.where(alarms.c.seen_at == "")
        if desk:
            wanted = wanted.where(alarms.c.desk == desk)
        return [_alarm(row) for row in self._connection.execute(wanted.order_by(alarms.c.at.desc()).limit(SHOWN))]

    def see(self, alarm: str, *, at: str, by: str) -> None:
        """Somebody has dealt with it."""
        this = (alarms.c.province_code == self._province) & (alarms.c.alarm == alarm)
        self._connection.execute(update(alarms).where(this, alarms.c.seen_at == "").values(seen_at=at, seen_by=by))


def _alarm(row: Row[Any]) -> StoredAlarm:
    return StoredAlarm(
        row.alarm,
        AlarmKind(row.kind),
        row.desk,
        row.day,
        row.revision,
        row.detail,
        bytes(row.body) if row.body is not None else None,
        row.at,
        row.seen_at,
        row.seen_by,
    )
