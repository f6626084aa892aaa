"""Months that are locked: their sums are frozen for the report, until somebody unlocks them with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from sync.errors import ProtocolError
from sync.province.store.records import DeskMonth, RecordRepository
from sync.province.store.schema import periods


class _Frozen(msgspec.Struct, frozen=True):
    days: int
    timely: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lock:
    """One time that a month was locked; `unlocked_at` is "" while it is."""

    month: date
    number: int
    locked_at: str
    locked_by: str
    unlocked_at: str
    unlocked_by: str
    reason: str
    frozen: Mapping[str, DeskMonth]


class PeriodRepository:
    """The locks of one province, within one transaction."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def lock(self, month: date, *, at: str, by: str) -> None:
        """Freeze a month's sums as they are.

        Raises:
            ProtocolError: SYNC-044: it is locked already.
        """
        if self.current(month) is not None:
            raise ProtocolError("SYNC-044")
        sums = RecordRepository(self._connection, self._province).months(month, month)
        frozen = {each.desk: _Frozen(each.days, each.timely, dict(each.counts)) for each in sums}
        here = (periods.c.province_code == self._province) & (periods.c.month == month)
        last = self._connection.execute(select(func.max(periods.c.lock)).where(here)).scalar_one_or_none() or 0
        self._connection.execute(
            insert(periods).values(
                province_code=self._province,
                month=month,
                lock=last + 1,
                locked_at=at,
                locked_by=by,
                frozen=msgspec.json.encode(frozen).decode(),
            )
        )

    def unlock(self, month: date, *, at: str, by: str, reason: str) -> None:
        """Let a month's report follow its records again.

        Raises:
            ProtocolError: SYNC-044: it is not locked, or no reason is given.
        """
        current = self.current(month)
        if current is None or not reason.strip():
            raise ProtocolError("SYNC-044")
        this = (periods.c.province_code == self._province) & (periods.c.month == month)
        values = {"unlocked_at": at, "unlocked_by": by, "reason": reason.strip()[:500]}
        self._connection.execute(update(periods).where(this, periods.c.lock == current.number).values(**values))

    def current(self, month: date) -> Lock | None:
        """The lock that holds; None while the month is open."""
        return next((lock for lock in self.history(month) if not lock.unlocked_at), None)

    def history(self, month: date) -> list[Lock]:
        """Every time a month was locked, the newest first."""
        here = (periods.c.province_code == self._province) & (periods.c.month == month)
        rows = self._connection.execute(select(periods).where(here).order_by(periods.c.lock.desc()))
        return [_lock(row) for row in rows]


def _lock(row: Row[Any]) -> Lock:
    frozen = msgspec.json.decode(row.frozen, type=dict[str, _Frozen])
    sums = {desk: DeskMonth(desk, row.month, each.days, each.timely, each.counts) for desk, each in frozen.items()}
    return Lock(row.month, row.lock, row.locked_at, row.locked_by, row.unlocked_at, row.unlocked_by, row.reason, sums)
