"""Day records: every revision kept, the highest standing, each desk's month added up in the same transaction."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Insert, Row, Update, bindparam, func, insert, select, update

from sync.indicators import STOCK_GROUP
from sync.protocol import DayRecord, Envelope, Held, Outcome, outcome_of
from sync.province.store.database import bound, carry_out, upserting
from sync.province.store.schema import desks, months, records, standing

_COUNTS = msgspec.json.Decoder(dict[str, int])  # built once: it is asked for thousands of rows
_RECORD = (
    "province_code",
    "desk",
    "day",
    "revision",
    "hash",
    "previous",
    "key",
    "body",
    "signature",
    "received_at",
    "via",
)
_STANDING = ("province_code", "desk", "day", "revision", "hash", "counts", "first_at", "received_at")
_DESK = ("head", "heard_at", "audit_sequence", "audit_hash")
_MONTH = ("province_code", "month", "desk", "days", "timely", "last_day", "counts")
# What every record needs, built once: what stands of a day, and the month that it is in.
_BEFORE = (
    select(
        standing.c.revision,
        standing.c.hash,
        standing.c.counts,
        months.c.days,
        months.c.timely,
        months.c.last_day,
        months.c.counts.label("sums"),
    )
    .select_from(
        desks.outerjoin(
            standing,
            (standing.c.province_code == desks.c.province_code)
            & (standing.c.desk == desks.c.desk)
            & (standing.c.day == bindparam("day", type_=standing.c.day.type)),
        ).outerjoin(
            months,
            (months.c.province_code == desks.c.province_code)
            & (months.c.desk == desks.c.desk)
            & (months.c.month == bindparam("month", type_=months.c.month.type)),
        )
    )
    .where(desks.c.province_code == bindparam("province"), desks.c.desk == bindparam("desk"))
)


@cache
def _taking(dialect: str) -> tuple[Insert | Update, ...]:
    """A record kept: the revision, what stands, the month, the desk's newest record."""
    this = bound(desks, "province_code", "desk", *_DESK)
    here = (desks.c.province_code == this["province_code"]) & (desks.c.desk == this["desk"])
    return (
        insert(records).values(bound(records, *_RECORD)),
        upserting(standing, dialect, _STANDING, keep=("first_at",)),
        upserting(months, dialect, _MONTH),
        update(desks).where(here).values(**{name: this[name] for name in _DESK}),
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
        record = arrival.record
        before = self._before(arrival)
        held = None if before is None or before.revision is None else Held(before.revision, before.hash)
        outcome = outcome_of(held, record.revision, arrival.digest)
        if held is not None and outcome is not Outcome.STORED:
            return outcome, held
        counts = msgspec.json.encode(record.counts).decode()
        place = {"province_code": self._province, "desk": record.desk}
        values = {
            records: place
            | {
                "day": arrival.day,
                "revision": record.revision,
                "hash": arrival.digest,
                "previous": record.previous,
                "key": arrival.envelope.key,
                "body": arrival.body,
                "signature": arrival.envelope.signature,
                "received_at": arrival.at,
                "via": arrival.via,
            },
            standing: place
            | {
                "day": arrival.day,
                "revision": record.revision,
                "hash": arrival.digest,
                "counts": counts,
                "first_at": arrival.at,
                "received_at": arrival.at,
            },
            months: place | _month_with(arrival, before),
            desks: place
            | {
                "head": arrival.digest,
                "heard_at": arrival.at,
                "audit_sequence": 0 if record.audit is None else record.audit.sequence,
                "audit_hash": "" if record.audit is None else record.audit.hash,
            },
        }
        carry_out(self._connection, _taking(self._connection.dialect.name), values)
        return Outcome.STORED, Held(record.revision, arrival.digest)

    def follows_another(self, arrival: Arrival) -> bool:
        """Whether a different record of this desk, by the same key, already follows the one that this one follows.

        Another key is the desk on another PC, restored from a backup: there the line may go back, and that is no fork.
        """
        same = (records.c.previous == arrival.record.previous) & (records.c.key == arrival.envelope.key)
        other = select(records.c.hash).where(*self._of(records, arrival.record.desk), same)
        return any(row.hash != arrival.digest for row in self._connection.execute(other))

    def audit_went_back(self, arrival: Arrival, head: str, audit_sequence: int) -> bool:
        """Whether the desk's audit log is no longer than it was in the record before, or than in the one after.

        Each closing is an entry of its own, so the log of a later record is always longer: a shorter one was cut, or is
        a restored copy's.

        Args:
            arrival: The record.
            head: Hash of the desk's newest record before it came.
            audit_sequence: The audit log's head in that one.
        """
        before, here = audit_sequence, _audit(arrival.record)
        if arrival.record.previous != head:  # it came late, or follows another one
            former = select(records.c.body).where(
                *self._of(records, arrival.record.desk), records.c.hash == arrival.record.previous
            )
            before = max((_audit(_day_record(row.body)) for row in self._connection.execute(former)), default=0)
        following = select(records.c.body).where(
            *self._of(records, arrival.record.desk), records.c.previous == arrival.digest
        )
        after = [_audit(_day_record(row.body)) for row in self._connection.execute(following)]
        return (before > 0 and here <= before) or (here > 0 and any(each <= here for each in after))

    # ---- reading

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
            DeskMonth(row.desk, row.month, row.days, row.timely, _COUNTS.decode(row.counts))
            for row in self._connection.execute(wanted.order_by(months.c.month, months.c.desk))
        ]

    # ---- the parts

    def _before(self, arrival: Arrival) -> Any:
        place = {"province": self._province, "desk": arrival.record.desk}
        day = arrival.day
        return self._connection.execute(_BEFORE, {**place, "day": day, "month": day.replace(day=1)}).one_or_none()

    def _of(self, table: Any, desk: str) -> tuple[Any, Any]:
        return table.c.province_code == self._province, table.c.desk == desk


def _audit(record: DayRecord) -> int:
    return 0 if record.audit is None else record.audit.sequence


def _day_record(body: bytes) -> DayRecord:
    return msgspec.json.decode(body, type=DayRecord)


def is_timely(day: date, at: str) -> bool:
    """Whether a record that came at a moment (of the province's zone) came by the end of the day after its own."""
    return datetime.fromisoformat(at).date() <= day + timedelta(days=1)


def _month_with(arrival: Arrival, before: Any) -> dict[str, Any]:
    """The desk's month with the day's former counts taken out and the new ones put in."""
    day = arrival.day
    first = before is None or before.revision is None
    new_month = before is None or before.days is None
    sums = {} if before is None or new_month else _COUNTS.decode(before.sums)
    old = {} if before is None or first else _COUNTS.decode(before.counts)
    last_day = day if before is None or new_month else max(day, before.last_day)
    _replace(sums, old, arrival.record.counts, stocks=last_day == day)
    return {
        "month": day.replace(day=1),
        "days": (0 if before is None or new_month else before.days) + first,
        "timely": (0 if before is None or new_month else before.timely) + (first and is_timely(day, arrival.at)),
        "last_day": last_day,
        "counts": msgspec.json.encode(sums).decode(),
    }


def _replace(sums: dict[str, int], old: Mapping[str, int], new: Mapping[str, int], *, stocks: bool) -> None:
    for name in old.keys() | new.keys():
        if not name.startswith(STOCK_GROUP):
            sums[name] = sums.get(name, 0) - old.get(name, 0) + new.get(name, 0)
    if stocks:
        for name in [name for name in sums if name.startswith(STOCK_GROUP)]:
            del sums[name]
        sums.update({name: count for name, count in new.items() if name.startswith(STOCK_GROUP)})


def _standing(row: Row[Any]) -> StandingDay:
    counts = _COUNTS.decode(row.counts)
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
