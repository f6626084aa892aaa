"""What is counted, what is made of the counts, and what is asked of it: read from ``resources/indicators``.

A count is an indicator on one day at one desk. Days, desks and units are added up, except stocks (`is_stock`),
of which the last day's stands. A ratio is a percentage of sums of counts, so it is never averaged; what stands above
its line is counted among what stands below (`IndicatorBook.is_bounded`), on each day, so that no sum of days, desks or
units passes 100 %.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from sync.errors import ProtocolError

LARGEST_FILE = 1_000_000  # bytes
STOCK_GROUP = "open."
_Entry = TypeVar("_Entry", "Indicator", "Ratio")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text that an entry stands on; `sure` is False, with a `note`, where it was not seen in an official text."""

    text: str
    sure: bool = True
    note: str = ""


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is counted.

    Attributes:
        id: Stable; travels in day records.
        name: Vietnamese.
        unit: What one is (``hồ sơ``, ``giấy tờ``…).
        group: Heading under which it stands.
        definition: Printed under the figure.
        source: Law or plan.
        valid_from: First day it is counted.
        valid_to: Last day; None: still counted.
        part_of: Each one that is counted is counted in one of these too, on the same day; empty for none.
    """

    id: str
    name: str
    unit: str
    group: str
    definition: str
    source: Source
    valid_from: date
    valid_to: date | None = None
    part_of: tuple[str, ...] = ()

    @property
    def is_stock(self) -> bool:
        """Whether it is what there is at the end of a day, of which days are not added up."""
        return self.id.startswith(STOCK_GROUP)


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many percent in each month while it is in force."""

    at_least: int
    valid_from: date
    source: Source
    valid_to: date | None = None


class Ratio(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A percentage.

    Attributes:
        id: Stable.
        name: Vietnamese.
        definition: Printed under the figure.
        numerator: Indicators added up above the line.
        denominator: Indicators added up below it.
        beside: Id of the other way to count the same thing; "" if there is one way only.
        targets: What is asked of it, one at a time.
    """

    id: str
    name: str
    definition: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    beside: str = ""
    targets: tuple[Target, ...] = ()

    def of(self, counts: Mapping[str, int]) -> "Share":
        """The ratio of some counts; those that are not there are 0."""
        return Share(
            sum(counts.get(name, 0) for name in self.numerator), sum(counts.get(name, 0) for name in self.denominator)
        )

    def target_on(self, day: date) -> Target | None:
        """What is asked on a day."""
        return next((target for target in self.targets if _covers(target, day)), None)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def plus(self, other: "Share") -> "Share":
        """Both together."""
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> float | None:
        """In percent, to a tenth and never rounded up to a target; None where there is nothing to be a part of."""
        return None if not self.whole else self.part * 1000 // self.whole / 10

    def reaches(self, target: Target) -> bool | None:
        """Whether a target is met; None where nothing was counted."""
        return None if not self.whole else self.part * 100 >= target.at_least * self.whole


@dataclass(frozen=True, slots=True)
class IndicatorBook:
    """All indicators and ratios, in the order in which they are shown."""

    indicators: tuple[Indicator, ...]
    ratios: tuple[Ratio, ...]

    def on(self, day: date) -> tuple[Indicator, ...]:
        """What is counted on a day."""
        return tuple(indicator for indicator in self.indicators if _covers(indicator, day))

    def indicator(self, name: str) -> Indicator | None:
        """One indicator by its id."""
        return next((indicator for indicator in self.indicators if indicator.id == name), None)

    def is_bounded(self, part: Iterable[str], whole: Iterable[str]) -> bool:
        """Whether a sum can never pass another: each of its terms is in the other, or a part of terms of its own there.

        Args:
            part: Indicators added up above a line.
            whole: Indicators added up below it.
        """
        left = Counter(whole)
        named = Counter(part)
        lacking = named - left
        left -= named
        for name in lacking.elements():
            indicator = self.indicator(name)
            wanted = Counter(indicator.part_of if indicator is not None else ())
            if not wanted or wanted - left:
                return False
            left -= wanted
        return True


def load_indicators(folder: Path) -> IndicatorBook:
    """Read ``indicators.yaml`` and ``ratios.yaml``.

    Raises:
        ProtocolError: SYNC-006: a file is missing, malformed, or names what is not there.
    """
    book = IndicatorBook(_entries(folder / "indicators.yaml", Indicator), _entries(folder / "ratios.yaml", Ratio))
    names = {indicator.id for indicator in book.indicators}
    ratios = {ratio.id for ratio in book.ratios}
    used = {name for ratio in book.ratios for name in (*ratio.numerator, *ratio.denominator)}
    used |= {name for indicator in book.indicators for name in indicator.part_of}
    beside = {ratio.beside for ratio in book.ratios if ratio.beside}
    unique = len(names) == len(book.indicators) and len(ratios) == len(book.ratios)
    if not unique or used - names or beside - ratios:
        raise ProtocolError("SYNC-006")
    return book


def load_bounded(folder: Path) -> IndicatorBook:
    """Read them before they are given out or taken over: also what can be read must make shares of at most 100 %.

    Raises:
        ProtocolError: SYNC-006: as `load_indicators`, or a ratio could pass 100 %.
    """
    book = load_indicators(folder)
    if not all(book.is_bounded(ratio.numerator, ratio.denominator) for ratio in book.ratios):
        raise ProtocolError("SYNC-006")
    return book


def add_up(days: Iterable[Mapping[str, int]], book: IndicatorBook) -> dict[str, int]:
    """One desk's counts over days in order: sums, and of stocks the last. Indicators nobody knows are added up too."""
    stocks = {indicator.id for indicator in book.indicators if indicator.is_stock}
    total: dict[str, int] = {}
    for counts in days:
        for name, count in counts.items():
            total[name] = count if name in stocks else total.get(name, 0) + count
    return total


def _entries(path: Path, kind: type[_Entry]) -> tuple[_Entry, ...]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProtocolError("SYNC-006")
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return tuple(msgspec.convert(plain, list[kind]))  # type: ignore[valid-type]
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError, RecursionError) as error:
        raise ProtocolError("SYNC-006") from error


def _covers(entry: Indicator | Target, day: date) -> bool:
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)
