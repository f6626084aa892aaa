"""Day records: every revision kept, the highest standing, each desk's month added up in the same transaction."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select

from sync.indicators import STOCK_GROUP
from sync.protocol import DayRecord, Envelope, Held, Outcome, outcome_of
from sync.province.store.database import upsert
from sync.province.store.schema import months, records, standing

_Counts = dict[str, int]
# What every record needs, built once.
_INSERT = insert(records)
_STANDING = select(standing).where(
    standing.c.province_code == bindparam("province"),
    standing.c.desk == bindparam("desk"),
    standing.c.day == bindparam("day"),
)
_MONTH = select(months).where(
    months.c.province_code == bindparam("province"),
    months.c.desk == bindparam("desk"),
    months.c.month == bindparam("month"),
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified record as it came.

    Attributes:
        record: What it says.
        body: The signed bytes.
        digest: Their hash.
        envelope: As it travelled.
        at: When it came, ISO 8601.
        via: ``network`` or ``usb``.
    """

    record: DayRecord
    body: bytes
    digest: str
    envelope: Envelope
    at: str
    via: str

    @property
    def day(self) -> date:
        """The day it is about."""
        return date.fromisoformat(self.record.day)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One revision of a desk's day."""

    desk: str
    day: date
    revision: int
    hash: str
    previous: str
    key: str
    body: bytes
    signature: str
    received_at: str
    via: str

    @property
    def envelope(self) -> Envelope:
        """As it travelled."""
        return Envelope(b64encode(self.body).decode(), self.key, self.signature)


@dataclass(frozen=True, slots=True)
class StandingDay:
    """What counts of a desk's day."""

    desk: str
    day: date
    revision: int
    hash: str
    counts: Mapping[str, int]
    first_at: str
    received_at: str


@dataclass(frozen=True, slots=True)
class DeskMonth:
    """A desk's month: sums, and the last day's stocks.

    Attributes:
        days: How many days have a record.
        timely: How many of them came by the end of the day after.
    """

    desk: str
    month: date
    days: int
    timely: int
    counts: Mapping[str, int]


class RecordRepository:
    """The records of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def take(self, arrival: Arrival) -> tuple[Outcome, Held]:
        """Keep a record if it stands; what became of it, and what is held then. The desk must be locked."""
        record, day = arrival.record, arrival.day
        before = self.standing(record.desk, day)
        held = None if before is None else Held(before.revision, before.hash)
        outcome = outcome_of(held, record.revision, arrival.digest)
        if held is not None and outcome is not Outcome.STORED:
            return outcome, held
        self._insert(arrival)
        upsert(
            self._connection,
            standing,
            {
                "province_code": self._province,
                "desk": record.desk,
                "day": day,
                "revision": record.revision,
                "hash": arrival.digest,
                "counts": msgspec.json.encode(record.counts).decode(),
                "first_at": arrival.at,
                "received_at": arrival.at,
            },
            keep=("first_at",),
        )
        self._add_to_month(record.desk, day, before, record.counts, arrival.at)
        return Outcome.STORED, Held(record.revision, arrival.digest)

    def follows_another(self, arrival: Arrival) -> bool:
        """Whether a different record of this desk already follows the one that this one follows."""
        same = records.c.previous == arrival.record.previous
        other = select(records.c.hash).where(*self._of(records, arrival.record.desk), same)
        return any(row.hash != arrival.digest for row in self._connection.execute(other))

    # ---- reading

    def standing(self, desk: str, day: date) -> StandingDay | None:
        """What counts of a day."""
        place = {"province": self._province, "desk": desk, "day": day}
        row = self._connection.execute(_STANDING, place).one_or_none()
        return None if row is None else _standing(row)

    def days(self, first: date, last: date, desk: str = "") -> list[StandingDay]:
        """What counts of the days from `first` to `last`, of a desk or of all."""
        wanted = select(standing).where(standing.c.province_code == self._province, standing.c.day.between(first, last))
        if desk:
            wanted = wanted.where(standing.c.desk == desk)
        return [_standing(row) for row in self._connection.execute(wanted.order_by(standing.c.day, standing.c.desk))]

    def reported(self, first: date, last: date) -> dict[tuple[str, date], str]:
        """Which desks reported which days, and when the first record of each came; without the counts."""
        columns = select(standing.c.desk, standing.c.day, standing.c.first_at)
        wanted = columns.where(standing.c.province_code == self._province, standing.c.day.between(first, last))
        return {(row.desk, row.day): row.first_at for row in self._connection.execute(wanted)}

    def last_days(self, since: date) -> dict[str, date]:
        """The last day, from `since` on, that each desk reported."""
        columns = select(standing.c.desk, func.max(standing.c.day).label("last"))
        wanted = columns.where(standing.c.province_code == self._province, standing.c.day >= since)
        return {row.desk: row.last for row in self._connection.execute(wanted.group_by(standing.c.desk))}

    def revisions(self, desk: str, day: date) -> list[StoredRecord]:
        """Every revision of a day, the first one first."""
        wanted = select(records).where(*self._of(records, desk), records.c.day == day).order_by(records.c.revision)
        return [_record(row) for row in self._connection.execute(wanted)]

    def revision(self, desk: str, day: date, revision: int) -> StoredRecord | None:
        """One revision of a day."""
        found = select(records).where(*self._of(records, desk), records.c.day == day, records.c.revision == revision)
        row = self._connection.execute(found).one_or_none()
        return None if row is None else _record(row)

    def months(self, first: date, last: date, desk: str = "") -> list[DeskMonth]:
        """Every desk's sums of the months from `first` to `last` (their first days)."""
        wanted = select(months).where(months.c.province_code == self._province, months.c.month.between(first, last))
        if desk:
            wanted = wanted.where(months.c.desk == desk)
        return [
            DeskMonth(row.desk, row.month, row.days, row.timely, msgspec.json.decode(row.counts, type=_Counts))
            for row in self._connection.execute(wanted.order_by(months.c.month, months.c.desk))
        ]

    # ---- the parts

    def _insert(self, arrival: Arrival) -> None:
        self._connection.execute(
            _INSERT,
            {
                "province_code": self._province,
                "desk": arrival.record.desk,
                "day": arrival.day,
                "revision": arrival.record.revision,
                "hash": arrival.digest,
                "previous": arrival.record.previous,
                "key": arrival.envelope.key,
                "body": arrival.body,
                "signature": arrival.envelope.signature,
                "received_at": arrival.at,
                "via": arrival.via,
            },
        )

    def _add_to_month(
        self, desk: str, day: date, before: StandingDay | None, counts: Mapping[str, int], at: str
    ) -> None:
        """Take the day's former counts out of its month and put the new ones in."""
        month = day.replace(day=1)
        place = {"province": self._province, "desk": desk, "month": month}
        row = self._connection.execute(_MONTH, place).one_or_none()
        sums = {} if row is None else msgspec.json.decode(row.counts, type=_Counts)
        last_day = day if row is None else max(day, row.last_day)
        _replace(sums, {} if before is None else before.counts, counts, stocks=last_day == day)
        added = before is None
        values = {
            "province_code": self._province,
            "month": month,
            "desk": desk,
            "days": (0 if row is None else row.days) + added,
            "timely": (0 if row is None else row.timely) + (added and is_timely(day, at)),
            "last_day": last_day,
            "counts": msgspec.json.encode(sums).decode(),
        }
        upsert(self._connection, months, values)

    def _of(self, table: Any, desk: str) -> tuple[Any, Any]:
        return table.c.province_code == self._province, table.c.desk == desk


def is_timely(day: date, at: str) -> bool:
    """Whether a record that came at a moment (of the province's zone) came by the end of the day after its own."""
    return datetime.fromisoformat(at).date() <= day + timedelta(days=1)


def _replace(sums: dict[str, int], old: Mapping[str, int], new: Mapping[str, int], *, stocks: bool) -> None:
    for name in old.keys() | new.keys():
        if not name.startswith(STOCK_GROUP):
            sums[name] = sums.get(name, 0) - old.get(name, 0) + new.get(name, 0)
    if stocks:
        for name in [name for name in sums if name.startswith(STOCK_GROUP)]:
            del sums[name]
        sums.update({name: count for name, count in new.items() if name.startswith(STOCK_GROUP)})


def _standing(row: Row[Any]) -> StandingDay:
    counts = msgspec.json.decode(row.counts, type=_Counts)
    return StandingDay(row.desk, row.day, row.revision, row.hash, counts, row.first_at, row.received_at)


def _record(row: Row[Any]) -> StoredRecord:
    return StoredRecord(
        row.desk,
        row.day,
        row.revision,
        row.hash,
        row.previous,
        row.key,
        bytes(row.body),
        row.signature,
        row.received_at,
        row.via,
    )
