"""Working days: the week's pattern with its half days, and the days that break it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from desktop.records.appointments import appointment
from desktop.records.catalogue.calendar import WorkingCalendar
from desktop.records.catalogue.models import Holiday, LegalBase, OpeningHours, TimeLimit, TimeUnit
from devices.errors import CodedError

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEK = OpeningHours((1, 2, 3, 4, 5), (("07:30", "11:30"), ("13:30", "17:00")), date(2026, 1, 1))
SATURDAY_MORNING = OpeningHours((6,), (("07:30", "11:00"),), date(2026, 7, 1))
HOLIDAYS = (
    Holiday(date(2026, 8, 22), "Làm bù", working=True),
    Holiday(date(2026, 8, 31), "Nghỉ hoán đổi"),
    Holiday(date(2027, 1, 1), "Tết Dương lịch", legal_base=LegalBase("Luật", sure=False)),
)
CALENDAR = WorkingCalendar(HOLIDAYS, (WEEK, SATURDAY_MORNING))


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        (date(2026, 6, 27), False, "thứ Bảy"),  # before Saturday mornings began
        (date(2026, 7, 4), True, ""),
        (date(2026, 7, 5), False, "Chủ nhật"),
        (date(2026, 8, 22), True, ""),
        (date(2026, 8, 31), False, "Nghỉ hoán đổi"),
        (date(2026, 9, 1), True, ""),
    ],
)
def test_a_day_is_worked_or_says_why_not(day: date, works: bool, why: str) -> None:
    assert CALENDAR.is_working(day) is works
    assert CALENDAR.why_not(day) == why


def test_each_weekday_has_its_own_spans() -> None:
    assert CALENDAR.spans(date(2026, 7, 3))[-1] == (time(13, 30), time(17))
    assert CALENDAR.spans(date(2026, 7, 4)) == ((time(7, 30), time(11)),)


def test_a_weekend_day_worked_in_exchange_has_the_hours_of_the_week() -> None:
    calendar = WorkingCalendar(HOLIDAYS, (WEEK,))
    assert calendar.is_working(date(2026, 8, 22))
    assert calendar.end_of(date(2026, 8, 22), ZONE) == datetime(2026, 8, 22, 17, tzinfo=ZONE)


def test_an_appointment_on_a_half_day_ends_with_it() -> None:
    received = datetime(2026, 7, 3, 9, tzinfo=ZONE)
    assert appointment(received, TimeLimit(TimeUnit.WORKING_DAYS, 1), CALENDAR).due_at.time() == time(11)
    late = datetime(2026, 7, 4, 12, tzinfo=ZONE)  # the half day is over: counts from Monday
    assert appointment(late, TimeLimit(TimeUnit.WORKING_HOURS, 1), CALENDAR).due_at == datetime(
        2026, 7, 6, 8, 30, tzinfo=ZONE
    )


def test_a_day_outside_what_is_known_is_an_error_with_its_code() -> None:
    with pytest.raises(CodedError) as after:
        CALENDAR.is_working(date(2028, 1, 3))
    with pytest.raises(CodedError) as before:
        CALENDAR.is_working(date(2025, 12, 31))
    assert (after.value.code, before.value.code) == ("CAT-003", "CAT-004")


def test_a_year_of_expected_holidays_is_said_when_a_count_enters_it() -> None:
    assert CALENDAR.expected_years == {2027}
    inside = appointment(datetime(2026, 12, 28, 9, tzinfo=ZONE), TimeLimit(TimeUnit.WORKING_DAYS, 2), CALENDAR)
    across = appointment(datetime(2026, 12, 28, 9, tzinfo=ZONE), TimeLimit(TimeUnit.WORKING_DAYS, 5), CALENDAR)
    warning = "Lịch nghỉ năm 2027 là dự kiến, chưa có thông báo chính thức"
    assert warning not in inside.steps
    assert warning in across.steps
