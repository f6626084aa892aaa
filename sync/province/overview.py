"""What the pages and the report show of a month: units against targets, who has reported, trends, silent desks.

Values only; the numbers come from the sums that each desk's month has, so a view reads some hundred rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sync.indicators import IndicatorBook, Ratio, Share, Target
from sync.province.store.database import Connection
from sync.province.store.desks import Desk, DeskRepository, Unit
from sync.province.store.periods import Lock, PeriodRepository
from sync.province.store.records import DeskMonth, RecordRepository
from sync.working_days import WorkingDays

SILENT_AFTER = 3  # worked days without a record
SMALL = 5  # counts below it, and above 0, are grouped where they could point to somebody
EMPTY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class RatioLine:
    """A ratio and what is asked of it."""

    ratio: Ratio
    share: Share
    target: Target | None

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None where there is none, or nothing was counted."""
        return None if self.target is None else self.share.reaches(self.target)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many days' records were expected, came, and came in time."""

    expected: int
    received: int
    timely: int

    @property
    def missing(self) -> int:
        """How many did not come; a record of a day off is one more than expected, not one less missing."""
        return max(0, self.expected - self.received)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's month."""

    unit: Unit
    desks: int
    complete: Completeness
    counts: Mapping[str, int]
    ratios: tuple[RatioLine, ...]


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A desk's month; `silent_days` is how many worked days it has not been heard of, 0 while that is no alarm."""

    desk: Desk
    complete: Completeness
    counts: Mapping[str, int]
    silent_days: int


@dataclass(frozen=True, slots=True)
class MonthView:
    """A province's month.

    Attributes:
        month: Its first day.
        units: Every unit, by name.
        counts: Sums over the units.
        ratios: Of those sums.
        complete: Of all desks together.
        lock: The lock that froze these numbers; None while they follow the records.
        changed: How many desks' sums have changed since then.
    """

    month: date
    units: tuple[UnitLine, ...]
    counts: Mapping[str, int]
    ratios: tuple[RatioLine, ...]
    complete: Completeness
    lock: Lock | None
    changed: int


class Overview:
    """Makes the views of one province, within one connection."""

    def __init__(
        self, connection: Connection, province: str, book: IndicatorBook, working: WorkingDays, today: date
    ) -> None:
        self._desks = DeskRepository(connection, province)
        self._records = RecordRepository(connection, province)
        self._periods = PeriodRepository(connection, province)
        self._book = book
        self._working = working
        self._today = today
        self._spans: dict[tuple[date, date], int] = {}

    def month(self, month: date, *, frozen: bool = True) -> MonthView:
        """A month; a locked one as it was when it was locked, unless `frozen` is False."""
        live = {each.desk: each for each in self._records.months(month, month)}
        lock = self._periods.current(month)
        changed = 0 if lock is None else sum(live.get(desk) != lock.frozen.get(desk) for desk in live)
        sums: Mapping[str, DeskMonth] = lock.frozen if lock is not None and frozen else live
        desks = self._desks.all()
        units = tuple(self._unit_line(unit, desks, sums, month) for unit in self._desks.units())
        counts = added(line.counts for line in units)
        complete = _together(line.complete for line in units)
        return MonthView(month, units, counts, self.ratios(counts, month), complete, lock, changed)

    def desks(self, unit: str, month: date) -> tuple[DeskLine, ...]:
        """The desks of a unit, or of all where it is ""."""
        sums = {each.desk: each for each in self._records.months(month, month)}
        last_days = self._records.last_days(_months_before(self._today.replace(day=1), 2))
        return tuple(
            DeskLine(
                desk,
                self._complete(desk, month, sums.get(desk.code)),
                sums[desk.code].counts if desk.code in sums else EMPTY,
                self.silent_days(desk, last_days.get(desk.code)),
            )
            for desk in self._desks.all()
            if not unit or desk.unit == unit
        )

    def trend(self, ratio: Ratio, last: date, months: int, unit: str = "") -> list[tuple[date, Share]]:
        """A ratio in each of the months up to `last`."""
        first = _months_before(last, months - 1)
        mine = {desk.code for desk in self._desks.all() if not unit or desk.unit == unit}
        sums: dict[date, Share] = {}
        for each in self._records.months(first, last):
            if each.desk in mine:
                sums[each.month] = sums.get(each.month, Share(0, 0)).plus(ratio.of(each.counts))
        wanted = [_months_before(last, back) for back in range(months - 1, -1, -1)]
        return [(month, sums.get(month, Share(0, 0))) for month in wanted]

    def grid(self, unit: str, month: date) -> list[tuple[Desk, list[tuple[date, str]]]]:
        """Of each desk and worked day of a month: ``timely``, ``late``, ``missing``, or ``future``."""
        days = list(self._working.between(month, month_end(month)))
        came = self._records.reported(month, month_end(month))
        lines = []
        for desk in self._desks.all():
            if unit and desk.unit != unit:
                continue
            lines.append((desk, [(day, self._state(desk, day, came.get((desk.code, day)))) for day in days]))
        return lines

    def ratios(self, counts: Mapping[str, int], month: date) -> tuple[RatioLine, ...]:
        """Every ratio of some counts, with the target at the end of the month."""
        day = month_end(month)
        return tuple(RatioLine(ratio, ratio.of(counts), ratio.target_on(day)) for ratio in self._book.ratios)

    def silent_days(self, desk: Desk, last_day: date | None) -> int:
        """How many worked days before today have no record since the last one; 0 while they are too few to alarm."""
        if desk.until is not None and desk.until < self._today:
            return 0
        first = desk.since if last_day is None else last_day + timedelta(days=1)
        count = self._worked(max(first, desk.since), self._today - timedelta(days=1))
        return count if count >= SILENT_AFTER else 0

    # ---- the parts

    def _unit_line(self, unit: Unit, desks: Sequence[Desk], sums: Mapping[str, DeskMonth], month: date) -> UnitLine:
        mine = [desk for desk in desks if desk.unit == unit.id]
        counts = added(sums[desk.code].counts for desk in mine if desk.code in sums)
        complete = _together(self._complete(desk, month, sums.get(desk.code)) for desk in mine)
        return UnitLine(unit, len(mine), complete, counts, self.ratios(counts, month))

    def _complete(self, desk: Desk, month: date, sums: DeskMonth | None) -> Completeness:
        first = max(month, desk.since)
        last = min(month_end(month), self._today - timedelta(days=1), desk.until or date.max)
        expected = self._worked(first, last)
        return Completeness(expected, 0 if sums is None else sums.days, 0 if sums is None else sums.timely)

    def _worked(self, first: date, last: date) -> int:
        """How many days are worked from one to another; most desks ask for the same ones."""
        span = first, last
        if span not in self._spans:
            self._spans[span] = sum(1 for _ in self._working.between(first, last))
        return self._spans[span]

    def _state(self, desk: Desk, day: date, first_at: str | None) -> str:
        if first_at is not None:
            return "timely" if datetime.fromisoformat(first_at).date() <= day + timedelta(days=1) else "late"
        expected = desk.since <= day < self._today and (desk.until is None or day <= desk.until)
        return "missing" if expected else "future"


def added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Desks' or units' counts of one span, added up; stocks too, for each desk has its own."""
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def month_end(month: date) -> date:
    """The last day of a month."""
    return _months_before(month, -1) - timedelta(days=1)


def _months_before(month: date, count: int) -> date:
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def _together(parts: Iterable[Completeness]) -> Completeness:
    found = list(parts)
    return Completeness(
        sum(each.expected for each in found), sum(each.received for each in found), sum(each.timely for each in found)
    )
