"""The spans of days that reports are about: months, quarters, years, and any other."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from devices.errors import CodedError

LONGEST = 1100  # days: three years


class PeriodKind(StrEnum):
    """How a period is chosen and named."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both of them in it."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def name(self) -> str:
        """As a report's subject names it."""
        first = self.first
        match self.kind:
            case PeriodKind.MONTH:
                return f"tháng {first:%m} năm {first.year}"
            case PeriodKind.QUARTER:
                return f"quý {('I', 'II', 'III', 'IV')[(first.month - 1) // 3]} năm {first.year}"
            case PeriodKind.YEAR:
                return f"năm {first.year}"
            case PeriodKind.SPAN:
                return f"từ ngày {first:%d/%m/%Y} đến ngày {self.last:%d/%m/%Y}"

    def moved(self, steps: int) -> "Period":
        """The period of the same kind so many further on; back where it is negative."""
        if self.kind is PeriodKind.SPAN:
            days = timedelta(days=((self.last - self.first).days + 1) * steps)
            return Period(self.kind, self.first + days, self.last + days)
        return period_of(self.kind, add_months(self.first, _MONTHS[self.kind] * steps))


def period_of(kind: PeriodKind, day: date) -> Period:
    """The month, quarter or year that a day is in; of a span the day alone."""
    if kind is PeriodKind.SPAN:
        return Period(kind, day, day)
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, add_months(first, months) - timedelta(days=1))


def span_of(first: date, last: date) -> Period:
    """The days from one to another.

    Raises:
        CodedError: REP-001: they end before they begin; REP-002: there are more than `LONGEST`.
    """
    if last < first:
        raise CodedError("REP-001")
    if (last - first).days >= LONGEST:
        raise CodedError("REP-002", days=LONGEST)
    return Period(PeriodKind.SPAN, first, last)


def add_months(first: date, months: int) -> date:
    """The first day of the month so many after that of a day."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
