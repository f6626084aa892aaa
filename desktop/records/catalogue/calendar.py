"""Working days and hours: the week's pattern, the holidays that break it, the weekend days worked in exchange."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from desktop.records.catalogue.models import Holiday, OpeningHours
from devices.errors import CodedError

Span = tuple[time, time]


class WorkingCalendar:
    """Answers for days within the years whose holidays are known.

    Attributes:
        last_year: The last year with holidays in the catalogue.
        expected_years: Years with a holiday that no official notice was seen for: dates in them may still move.
    """

    def __init__(self, holidays: Iterable[Holiday], hours: Iterable[OpeningHours]) -> None:
        holidays = tuple(holidays)
        self._holidays = {holiday.day: holiday for holiday in holidays}
        self._hours = tuple(hours)
        self.last_year = max((day.year for day in self._holidays), default=0)
        self.expected_years = frozenset(h.day.year for h in holidays if h.legal_base and not h.legal_base.sure)

    def holiday(self, day: date) -> Holiday | None:
        """The holiday, or the worked weekend day, on a day."""
        return self._holidays.get(day)

    def is_working(self, day: date) -> bool:
        """Whether the desk works on a day.

        Raises:
            CodedError: CAT-003, the day is after the last year whose holidays are known; CAT-004, no opening hours.
        """
        if day.year > self.last_year:
            raise CodedError("CAT-003", year=day.year)
        exception = self._holidays.get(day)
        if exception is not None:
            return exception.working
        return any(day.isoweekday() in hours.weekdays for hours in self._in_force(day))

    def why_not(self, day: date) -> str:
        """Why a day is not worked, in Vietnamese; "" if it is."""
        if self.is_working(day):
            return ""
        exception = self._holidays.get(day)
        return exception.name if exception is not None else WEEKDAYS[day.weekday()]

    def spans(self, day: date) -> tuple[Span, ...]:
        """A day's working spans; whether the day is worked is another question.

        A weekend day that is worked in exchange, and a day off, have the spans of the first pattern in force.
        """
        patterns = self._in_force(day)
        hours = next((hours for hours in patterns if day.isoweekday() in hours.weekdays), patterns[0])
        return tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in hours.spans)

    def next_working(self, day: date) -> date:
        """The first working day on or after a day."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def end_of(self, day: date, zone: tzinfo | None) -> datetime:
        """When the working day ends."""
        return datetime.combine(day, self.spans(day)[-1][1], tzinfo=zone)

    def _in_force(self, day: date) -> list[OpeningHours]:
        found = [h for h in self._hours if h.valid_from <= day and (h.valid_to is None or day <= h.valid_to)]
        if not found:
            raise CodedError("CAT-004", day=day.isoformat())
        return found


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
