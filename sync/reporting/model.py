"""What a monthly report says, before it has a form: the same lines for every format."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sync.indicators import IndicatorBook, Share, Target

NOTHING = "–"


class Figures(Protocol):
    """Counts of a span beside those of the span before, and what they mean."""

    @property
    def book(self) -> IndicatorBook:
        """What is counted."""

    @property
    def day(self) -> date:
        """The day whose indicators and targets are meant."""

    @property
    def counts(self) -> Mapping[str, int]:
        """By indicator."""

    @property
    def previous(self) -> Mapping[str, int]:
        """Those of the span before."""


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """A unit's month.

    Attributes:
        name: Its name.
        desks: How many desks it has.
        expected: Days that its desks should have reported.
        received: Days that they did.
        counts: By indicator.
    """

    name: str
    desks: int
    expected: int
    received: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """A province's month.

    Attributes:
        province: Its name.
        place: The place name before the date.
        month: First day of the month.
        made_at: When it was made.
        book: What is counted.
        units: Every unit, in the order of the table.
        previous: The whole province's counts of the month before.
        locked_at: When the month was locked, ISO 8601; "" where it is not.
        changed: Desks whose numbers have changed since.
    """

    province: str
    place: str
    month: date
    made_at: datetime
    book: IndicatorBook
    units: tuple[UnitMonth, ...]
    previous: Mapping[str, int]
    locked_at: str = ""
    changed: int = 0

    @property
    def day(self) -> date:
        """The day whose indicators and targets are meant."""
        return self.month

    @property
    def counts(self) -> dict[str, int]:
        """The whole province's counts."""
        total: dict[str, int] = {}
        for unit in self.units:
            for name, count in unit.counts.items():
                total[name] = total.get(name, 0) + count
        return total

    @property
    def expected(self) -> int:
        """Days that should have been reported."""
        return sum(unit.expected for unit in self.units)

    @property
    def received(self) -> int:
        """Days that were."""
        return sum(unit.received for unit in self.units)


@dataclass(frozen=True, slots=True)
class CountLine:
    """One indicator of a span beside the span before."""

    id: str
    group: str
    name: str
    unit: str
    count: int
    before: int


@dataclass(frozen=True, slots=True)
class RatioLine:
    """One ratio against its target."""

    id: str
    name: str
    share: Share
    before: Share
    target: Target | None

    @property
    def verdict(self) -> str:
        """In words."""
        if self.target is None:
            return NOTHING
        reached = self.share.reaches(self.target)
        return "Chưa có số liệu" if reached is None else ("Đạt" if reached else "Chưa đạt")


def count_lines(figures: Figures) -> list[CountLine]:
    """Every indicator in force on the day, and those that nobody has a name for at the end."""
    counts, previous = figures.counts, figures.previous
    lines = [
        CountLine(each.id, each.group, each.name, each.unit, counts.get(each.id, 0), previous.get(each.id, 0))
        for each in figures.book.on(figures.day)
    ]
    named = {each.id for each in figures.book.indicators}
    strangers = sorted(name for name in counts if name not in named)
    return lines + [CountLine(name, "other", name, "", counts[name], previous.get(name, 0)) for name in strangers]


def ratio_lines(figures: Figures) -> list[RatioLine]:
    """Every ratio; the two ways of counting one thing stand beside one another."""
    counts, previous, day = figures.counts, figures.previous, figures.day
    return [
        RatioLine(each.id, each.name, each.of(counts), each.of(previous), each.target_on(day))
        for each in figures.book.ratios
    ]


def unit_ratios(report: MonthlyReport) -> tuple[str, ...]:
    """Ids of the ratios in the table of units: those with a target, and of two ways the strict one."""
    wanted = (each for each in report.book.ratios if each.target_on(report.month) is not None)
    return tuple(each.id for each in wanted if not each.id.endswith(".loose"))
