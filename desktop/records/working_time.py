"""What is left of a term when its clock stops, and when it ends once the clock runs again.

What is left is whole days for terms in days, minutes within working hours for terms in hours. The day on which the
clock starts again is not counted, as the day of receipt is not (Bộ luật Dân sự 2015, Đ147 k2).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from desktop.records.appointments import appointment, working_spans
from desktop.records.catalogue.calendar import WorkingCalendar
from desktop.records.catalogue.models import TimeLimit, TimeUnit

LATE = -1  # left of a term that had run out


def time_left(at: datetime, due_at: datetime, unit: TimeUnit, calendar: WorkingCalendar) -> int:
    """What is left of a term at a time: days, or minutes of terms in hours; `LATE` where it has run out.

    Raises:
        CodedError: CAT-003, CAT-004: the calendar does not reach that far.
    """
    if unit is TimeUnit.WORKING_HOURS:
        return LATE if at > due_at else _minutes(at, due_at, calendar)
    if at.date() > due_at.date():
        return LATE
    if unit is TimeUnit.CALENDAR_DAYS:
        return (due_at.date() - at.date()).days
    return sum(1 for day in _days_after(at.date(), due_at.date()) if calendar.is_working(day))


def due_after(at: datetime, left: int, limit: TimeLimit, calendar: WorkingCalendar) -> datetime:
    """When a term ends that has so much left at a time.

    Raises:
        CodedError: CAT-003, CAT-004: the calendar does not reach that far.
    """
    if limit.unit is TimeUnit.WORKING_HOURS:
        return _after_minutes(at, left, calendar)
    if limit.unit is TimeUnit.SAME_DAY and left == 0:
        return appointment(at, limit, calendar).due_at
    unit = TimeUnit.CALENDAR_DAYS if limit.unit is TimeUnit.CALENDAR_DAYS else TimeUnit.WORKING_DAYS
    return appointment(at, TimeLimit(unit, left), calendar).due_at


def _days_after(first: date, last: date) -> Iterator[date]:
    day = first
    while day < last:
        day += timedelta(days=1)
        yield day


def _minutes(at: datetime, until: datetime, calendar: WorkingCalendar) -> int:
    whole = timedelta()
    for begin, end in working_spans(at, calendar):
        if begin >= until:
            break
        whole += min(end, until) - begin
    return -(-int(whole.total_seconds()) // 60)  # a minute begun is a whole one


def _after_minutes(at: datetime, minutes: int, calendar: WorkingCalendar) -> datetime:
    left = timedelta(minutes=minutes)
    for begin, end in working_spans(at, calendar):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise AssertionError("unreachable: spans never end before the calendar does")
