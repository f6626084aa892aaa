"""The appointment: when the result is promised, counted over the calendar, with the count in words.

The day of receipt is not counted (Bộ luật Dân sự 2015, Đ147 k2: a term in days begins with the next day); a term that
ends on a day off ends with the next working day (Đ148 k5). A case that comes outside working hours counts as received
at the next opening. A term in days ends with the working day, a term in hours at its hour. A count that enters a year
whose holidays are only expected says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache

from desktop.records.cases import Appointment
from desktop.records.catalogue.calendar import WEEKDAYS, WorkingCalendar
from desktop.records.catalogue.models import TimeLimit, TimeUnit

# The sentences of a count. They are kept with the case as they stand here; whoever shows them in another language reads
# them back (`read_step`).
EXPECTED = "Lịch nghỉ năm {year} là dự kiến, chưa có thông báo chính thức"
DUE = "Hẹn trả: {time} {day}"
AFTER_HOURS = "Nhận ngoài giờ làm việc: tính từ {day}"
NOT_COUNTED = "Ngày nhận {day} không tính"
WORKING_DAYS = "Đếm {amount} ngày làm việc: đến hết {day}"
DAYS = "Đếm {amount} ngày: đến {day}"
MOVED = "Ngày cuối là ngày nghỉ: chuyển sang {day}"
SAME_DAY = "Trả trong ngày làm việc"
AFTER_CUTOFF = "Nhận từ {time}: trả trong ngày làm việc tiếp theo"
HOURS = "Đếm {amount} giờ làm việc"
OFF = "Nghỉ {days}: {name}"
WEEKEND = "cuối tuần"
SENTENCES = (
    EXPECTED, DUE, AFTER_HOURS, NOT_COUNTED, WORKING_DAYS, DAYS, MOVED, SAME_DAY, AFTER_CUTOFF, HOURS, OFF
)  # fmt: skip


def read_step(line: str) -> tuple[str, Mapping[str, str]] | None:
    """Which of `SENTENCES` a line of a count is, and what stands in it; None for one of another program."""
    for sentence in SENTENCES:
        if found := _pattern(sentence).fullmatch(line):
            return sentence, found.groupdict()
    return None


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)))


def appointment(received_at: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> Appointment:
    """Count a time limit from a time of receipt (aware, local).

    Raises:
        CodedError: CAT-003, the count leaves the years whose holidays are known; CAT-004, no opening hours that day.
    """
    steps: list[str] = []
    start = _opening(received_at, calendar, steps)
    if limit.unit is TimeUnit.WORKING_HOURS:
        due = _hours(start, limit.amount, calendar, steps)
    elif limit.unit is TimeUnit.SAME_DAY:
        due = _same_day(start, limit.cutoff, calendar, steps)
    elif limit.unit is TimeUnit.CALENDAR_DAYS:
        due = _calendar_days(start, limit.amount, calendar, steps)
    else:
        due = _working_days(start, limit.amount, calendar, steps)
    expected = sorted(calendar.expected_years & set(range(start.year, due.year + 1)))
    steps += [EXPECTED.format(year=year) for year in expected]
    steps.append(DUE.format(time=f"{due:%H:%M}", day=_day(due.date())))
    return Appointment(due, tuple(steps))


def _opening(received_at: datetime, calendar: WorkingCalendar, steps: list[str]) -> datetime:
    """The time from which the case counts: now, or the next opening of the desk."""
    day = received_at.date()
    spans = calendar.spans(day)
    if calendar.is_working(day) and received_at.time() < spans[-1][1]:
        if received_at.time() >= spans[0][0]:
            return received_at
        return datetime.combine(day, spans[0][0], tzinfo=received_at.tzinfo)
    opening = calendar.next_working(day + timedelta(days=1))
    steps.append(AFTER_HOURS.format(day=_day(opening)))
    return datetime.combine(opening, calendar.spans(opening)[0][0], tzinfo=received_at.tzinfo)


def _working_days(start: datetime, amount: int, calendar: WorkingCalendar, steps: list[str]) -> datetime:
    steps.append(NOT_COUNTED.format(day=_day(start.date())))
    day, off = start.date(), _DaysOff(calendar)
    for _ in range(amount):
        day += timedelta(days=1)
        while not calendar.is_working(day):
            off.add(day)
            day += timedelta(days=1)
    steps += off.lines()
    steps.append(WORKING_DAYS.format(amount=amount, day=_day(day)))
    return calendar.end_of(day, start.tzinfo)


def _calendar_days(start: datetime, amount: int, calendar: WorkingCalendar, steps: list[str]) -> datetime:
    steps.append(NOT_COUNTED.format(day=_day(start.date())))
    last = start.date() + timedelta(days=amount)
    steps.append(DAYS.format(amount=amount, day=_day(last)))
    day, off = last, _DaysOff(calendar)
    while not calendar.is_working(day):
        off.add(day)
        day += timedelta(days=1)
    steps += off.lines()
    if day != last:
        steps.append(MOVED.format(day=_day(day)))
    return calendar.end_of(day, start.tzinfo)


def _same_day(start: datetime, cutoff: str, calendar: WorkingCalendar, steps: list[str]) -> datetime:
    latest = time.fromisoformat(cutoff) if cutoff else time.max
    if start.time() < latest:
        steps.append(SAME_DAY)
        return calendar.end_of(start.date(), start.tzinfo)
    day, off = start.date() + timedelta(days=1), _DaysOff(calendar)
    while not calendar.is_working(day):
        off.add(day)
        day += timedelta(days=1)
    steps.append(AFTER_CUTOFF.format(time=cutoff))
    steps += off.lines()
    return calendar.end_of(day, start.tzinfo)


def _hours(start: datetime, amount: int, calendar: WorkingCalendar, steps: list[str]) -> datetime:
    left = timedelta(hours=amount)
    off = _DaysOff(calendar)
    for begin, end in working_spans(start, calendar, off.add):
        if left <= end - begin:
            steps += off.lines()
            steps.append(HOURS.format(amount=amount))
            return begin + left
        left -= end - begin
    raise AssertionError("unreachable: spans never end before the calendar does")


def working_spans(
    start: datetime, calendar: WorkingCalendar, skipped: Callable[[date], object] = lambda _day: None
) -> Iterator[tuple[datetime, datetime]]:
    """The working spans from a time on, without end; `skipped` is told of the days off between them."""
    day = start.date()
    while True:
        if calendar.is_working(day):
            for begin, end in calendar.spans(day):
                opens, closes = (datetime.combine(day, moment, tzinfo=start.tzinfo) for moment in (begin, end))
                if closes > start:
                    yield max(opens, start), closes
        else:
            skipped(day)
        day += timedelta(days=1)


class _DaysOff:
    """Days skipped, said in as few lines as they can be: weekends together, each holiday's days together."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._days: dict[str, list[date]] = {}

    def add(self, day: date) -> None:
        exception = self._calendar.holiday(day)
        self._days.setdefault(exception.name if exception else WEEKEND, []).append(day)

    def lines(self) -> list[str]:
        return [OFF.format(days=_spans_of(days), name=name) for name, days in self._days.items()]


def _spans_of(days: list[date]) -> str:
    """Days in order as ``14/02–22/02, 28/02``."""
    spans: list[list[date]] = []
    for day in days:
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(f"{span[0]:%d/%m}" + (f"–{span[-1]:%d/%m}" if len(span) > 1 else "") for span in spans)


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
