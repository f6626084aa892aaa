"""A period's report out of the facts: the same numbers as its closed days added up, in a few statements.

What happened is counted day by day and added up, so that an indicator which begins in the middle of a period counts
from its first day on, as in the records of days. Stocks are those of the last day with anything to count, as the
province takes those of a month's last record.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from desktop.records.cases import CaseSummary
from desktop.records.day_records import StoredDay
from desktop.records.indicator_expressions import INDICATORS, SOLVED
from desktop.records.indicators import IndicatorQueries
from desktop.records.period_facts import FieldCounts, MonthCounts, PeriodFacts, WaiverCounts
from desktop.records.periods import Period, add_months
from desktop.records.unit_of_work import UnitOfWork
from sync.desk.day_states import counts_in
from sync.indicators import IndicatorBook
from sync.protocol import unpack

SHOWN = 500  # cases behind a figure
TREND_MONTHS = 12
Days = dict[date, dict[str, int]]
Fields = Mapping[str, Mapping[str, int]]


class PeriodReports:
    """Makes reports; each method is one function of a unit of work."""

    def __init__(
        self, book: IndicatorBook, without_result: Iterable[str], sheets_of: Callable[[str, date, str], int]
    ) -> None:
        """Count after a book.

        Args:
            book: What is counted.
            without_result: Codes of the procedures whose end is no paper.
            sheets_of: How many originals and copies a procedure (its code, a day, the paper's id) takes of a paper; 0
                where nobody knows.
        """
        self._book = book
        self._without_result = tuple(without_result)
        self._sheets_of = sheets_of

    def make(self, uow: UnitOfWork, period: Period, now: datetime) -> PeriodFacts:
        """A period as it stands; days that have not come are empty."""
        pieces = self.pieces(period, now)
        next(pieces)
        while True:
            try:
                pieces.send(uow)
            except StopIteration as end:
                facts: PeriodFacts = end.value
                return facts

    def pieces(self, period: Period, now: datetime) -> Generator[None, UnitOfWork, PeriodFacts]:
        """The same in pieces of a few statements: each takes a unit of work, the last one returns the report."""
        before = period.moved(-1)
        uow = yield
        queries = uow.indicators(self._without_result)
        closed = {each.day: each for each in uow.days.latest_of_all(before.first)}
        names = (*INDICATORS, *SOLVED)
        days: Days = {}
        fields: dict[str, dict[str, int]] = {}
        for together in queries.together(names):
            some_days, some_fields = queries.days_and_fields(period.first, period.last, together)
            for day, counts in some_days.items():
                days.setdefault(day, dict.fromkeys(names, 0)).update(counts)
            for field, counts in some_fields.items():
                fields.setdefault(field, dict.fromkeys(names, 0)).update(counts)
            queries = (yield).indicators(self._without_result)
        earlier: Days = {}
        for together in queries.together(tuple(INDICATORS)):
            for day, counts in queries.days(before.first, before.last, together).items():
                earlier.setdefault(day, dict.fromkeys(INDICATORS, 0)).update(counts)
            queries = (yield).indicators(self._without_result)
        last_day = _last_counted(days, closed, period, now.date())
        earlier_day = _last_counted(earlier, closed, before, now.date())
        stocks = queries.open_by_field(last_day)
        queries = (yield).indicators(self._without_result)
        earlier_stocks = queries.open_by_field(earlier_day)
        queries = (yield).indicators(self._without_result)
        counted = {day: self._in_force(counts, day) for day, counts in days.items()}
        before_counted = {day: self._in_force(each, day) for day, each in earlier.items()}
        open_now = _sum(stocks.values())
        unclosed, changed = _states(counted, closed, (last_day, open_now))
        return PeriodFacts(
            period,
            now,
            last_day,
            self._added(counted, open_now),
            self._added(before_counted, _sum(earlier_stocks.values())),
            _fields(fields, stocks, earlier_stocks),
            self._waivers(queries, period),
            unclosed,
            changed,
        )

    def trend(self, uow: UnitOfWork, period: Period, names: Iterable[str]) -> tuple[MonthCounts, ...]:
        """These indicators in each of the twelve months up to a period's last one."""
        wanted = tuple(names)
        return tuple(self.month(uow, month, wanted) for month in trend_months(period))

    def month(self, uow: UnitOfWork, month: date, names: tuple[str, ...]) -> MonthCounts:
        """These indicators in a month, which its first day stands for."""
        counts: dict[str, int] = {}
        last = add_months(month, 1) - timedelta(days=1)
        for day, found in uow.indicators(self._without_result).days(month, last, names).items():
            for name, count in self._in_force(found, day).items():
                counts[name] = counts.get(name, 0) + count
        return MonthCounts(month, counts)

    def cases(self, uow: UnitOfWork, facts: PeriodFacts, indicator: str, field: str | None) -> list[CaseSummary]:
        """The cases behind a figure of a period; of a field, or of all where it is None."""
        stock = indicator.startswith("open.")
        last = facts.stock_day if stock else facts.period.last
        queries = uow.indicators(self._without_result)
        found = queries.case_ids(indicator, last, SHOWN, first=last if stock else facts.period.first, field=field)
        return uow.cases.summaries(found)

    def _in_force(self, counts: Mapping[str, int], day: date) -> dict[str, int]:
        """The indicators that a day's record would hold, without its stocks."""
        return {each.id: counts[each.id] for each in self._book.on(day) if not each.is_stock and each.id in counts}

    def _added(self, days: Days, stocks: Mapping[str, int]) -> dict[str, int]:
        total = _sum(days.values())
        known = {each.id for day in (min(days), max(days)) for each in self._book.on(day)} | total.keys()
        return {
            each.id: stocks.get(each.id, 0) if each.is_stock else total.get(each.id, 0)
            for each in self._book.indicators
            if each.id in known
        }

    def _waivers(self, queries: IndicatorQueries, period: Period) -> tuple[WaiverCounts, ...]:
        found: dict[str, tuple[int, int]] = {}
        for each in queries.waived_papers(period.first, period.last):
            papers, sheets = found.get(each.waiver, (0, 0))
            asked = self._sheets_of(each.procedure, each.valid_from, each.paper) if each.paper else 0
            found[each.waiver] = (papers + each.count, sheets + each.count * asked)
        return tuple(WaiverCounts(waiver, *counts) for waiver, counts in sorted(found.items()))


class PeriodRun:
    """One report on its way, in pieces: what else is asked for meanwhile waits for one of them at most.

    The numbers are of one moment all the same: where anything was written between two pieces, all is counted again at
    the end, in one.
    """

    def __init__(self, reports: PeriodReports, period: Period, now: datetime) -> None:
        """Begin; nothing is looked up yet."""
        self._at_once = partial(reports.make, period=period, now=now)
        self._pieces = reports.pieces(period, now)
        self._changes: int | None = None
        next(self._pieces)

    def step(self, uow: UnitOfWork) -> PeriodFacts | None:
        """Do the next piece; the report if it was the last one."""
        changes = uow.indicators().changes()
        if self._changes is None:
            self._changes = changes
        try:
            self._pieces.send(uow)
        except StopIteration as end:
            facts: PeriodFacts = end.value
            return facts if changes == self._changes else self._at_once(uow)
        return None


def trend_months(period: Period) -> tuple[date, ...]:
    """The first days of the twelve months up to a period's last one."""
    first = add_months(add_months(period.last, 1), -TREND_MONTHS)
    return tuple(add_months(first, nth) for nth in range(TREND_MONTHS))


def _last_counted(days: Days, closed: Mapping[date, StoredDay], period: Period, today: date) -> date:
    """The last day on which something was counted or that was closed; else the last one that has come."""
    end = min(period.last, today)
    busy = (day for day, counts in days.items() if day <= end and any(counts.values()))
    return max((*busy, *(day for day in closed if period.first <= day <= end)), default=max(period.first, end))


def _states(
    days: Days, closed: Mapping[date, StoredDay], stock: tuple[date, Mapping[str, int]]
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Which days with counts were never closed, and which were closed with others.

    Stocks are looked at on the day that the period's are taken from: what is corrected on an earlier day changes them
    too, and the province takes them from that day's record.
    """
    unclosed = tuple(day for day, counts in days.items() if day not in closed and any(counts.values()))
    changed = []
    for day, counts in days.items():
        if day in closed:
            then = counts_in(unpack(closed[day].envelope))
            stocks = stock[1] if day == stock[0] else {name: then[name] for name in then if name.startswith("open.")}
            now = {**counts, **stocks}
            if any(then.get(name, 0) != now.get(name, 0) for name in then.keys() | now.keys()):
                changed.append(day)
    return unclosed, tuple(changed)


def _fields(
    counts: Mapping[str, Mapping[str, int]],
    now: Mapping[str, Mapping[str, int]],
    before: Mapping[str, Mapping[str, int]],
) -> tuple[FieldCounts, ...]:
    return tuple(
        FieldCounts(field, {**counts.get(field, {}), **now.get(field, {})}, sum(before.get(field, {}).values()))
        for field in sorted({*counts, *now, *before})
    )


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in parts:
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total
