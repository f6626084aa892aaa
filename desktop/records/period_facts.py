"""What a report knows of a period: counts, fields, waivers, months, and which days are not closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from desktop.records.periods import Period


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """A field (lĩnh vực) in a period.

    Attributes:
        field: Its name; "" for what belongs to no case.
        counts: By indicator and by `indicators.SOLVED`.
        carried: Cases that were open when the period began.
    """

    field: str
    counts: Mapping[str, int]
    carried: int


@dataclass(frozen=True, slots=True)
class WaiverCounts:
    """A waiver in a period.

    Attributes:
        waiver: Its id; "" for none that is known.
        papers: How many papers were not asked for.
        sheets: Originals and copies that the procedures would have taken of them.
    """

    waiver: str
    papers: int
    sheets: int


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """A month's counts of what happened."""

    month: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A period as it stands.

    Attributes:
        period: The period.
        made_at: When it was looked at.
        stock_day: The day at whose end the open cases are counted: the last one on which anything was counted.
        counts: By indicator: sums of the days, and of stocks those of `stock_day`.
        previous: Those of the period before.
        fields: By the cases' field.
        waivers: By waiver.
        unclosed: Days with something to count that were never closed.
        changed: Days that were closed with other counts.
    """

    period: Period
    made_at: datetime
    stock_day: date
    counts: Mapping[str, int]
    previous: Mapping[str, int]
    fields: tuple[FieldCounts, ...]
    waivers: tuple[WaiverCounts, ...]
    unclosed: tuple[date, ...]
    changed: tuple[date, ...]
