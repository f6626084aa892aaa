"""Appointments against an independent count, and on the days that people get wrong."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.records.appointments import appointment
from desktop.records.catalogue.calendar import WorkingCalendar
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.catalogue.models import TimeLimit, TimeUnit
from desktop.records.resources import resources_folder
from devices.errors import CodedError

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CATALOGUE = load_catalogue(resources_folder() / "catalogue")
CALENDAR: WorkingCalendar = CATALOGUE.calendar
OFF = {h.day for h in CATALOGUE.holidays if not h.working}
ON = {h.day for h in CATALOGUE.holidays if h.working}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def worked(day: date) -> bool:
    """An independent reading of the same data."""
    return day in ON or (day.weekday() < 5 and day not in OFF)


DAYS = TimeUnit.WORKING_DAYS
HOURS = TimeUnit.WORKING_HOURS


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-11-25T09:00", TimeLimit(DAYS, 3), "2026-11-30T17:00"),  # over a weekend
        ("2026-02-12T10:00", TimeLimit(DAYS, 3), "2026-02-24T17:00"),  # over Tết
        ("2024-05-03T10:00", TimeLimit(DAYS, 1), "2024-05-04T17:00"),  # a Saturday worked in exchange
        ("2024-04-26T10:00", TimeLimit(DAYS, 1), "2024-05-02T17:00"),  # over the exchanged bridge day
        ("2026-11-23T10:00", TimeLimit(DAYS, 1), "2026-11-25T17:00"),  # over the day of culture
        ("2026-11-28T10:00", TimeLimit(DAYS, 1), "2026-12-01T17:00"),  # came on a Saturday: counts from Monday
        ("2026-11-25T20:00", TimeLimit(DAYS, 1), "2026-11-27T17:00"),  # came in the evening: counts from the morrow
        ("2026-11-25T14:59", TimeLimit(TimeUnit.SAME_DAY, cutoff="15:00"), "2026-11-25T17:00"),
        ("2026-11-25T15:00", TimeLimit(TimeUnit.SAME_DAY, cutoff="15:00"), "2026-11-26T17:00"),
        ("2026-11-27T15:30", TimeLimit(TimeUnit.SAME_DAY, cutoff="15:00"), "2026-11-30T17:00"),
        ("2026-11-25T10:30", TimeLimit(HOURS, 2), "2026-11-25T14:30"),  # over the noon break
        ("2026-11-27T16:00", TimeLimit(HOURS, 8), "2026-11-30T16:30"),
        ("2026-11-25T06:00", TimeLimit(HOURS, 1), "2026-11-25T08:30"),  # before opening
        ("2026-11-25T12:00", TimeLimit(HOURS, 1), "2026-11-25T14:30"),  # in the noon break
        ("2026-08-03T09:00", TimeLimit(TimeUnit.CALENDAR_DAYS, 30), "2026-09-03T17:00"),  # ends on the national day
    ],
)
def test_counts(received: str, limit: TimeLimit, due: str) -> None:
    assert appointment(at(received), limit, CALENDAR).due_at == at(due)


def test_explains_itself() -> None:
    made = appointment(at("2026-02-12T10:00"), TimeLimit(DAYS, 3), CALENDAR)
    assert made.steps == (
        "Ngày nhận thứ Năm 12/02/2026 không tính",
        "Nghỉ 14/02–22/02: Tết Nguyên đán",
        "Đếm 3 ngày làm việc: đến hết thứ Ba 24/02/2026",
        "Hẹn trả: 17:00 thứ Ba 24/02/2026",
    )


def test_a_year_without_known_holidays_is_said_not_guessed() -> None:
    with pytest.raises(CodedError) as caught:
        appointment(at("2027-12-30T10:00"), TimeLimit(DAYS, 5), CALENDAR)
    assert (caught.value.code, caught.value.details) == ("CAT-003", {"year": 2028})


moments = st.datetimes(datetime(2023, 1, 3), datetime(2027, 8, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))


@given(moments, st.integers(1, 60))
def test_working_days_agree_with_a_naive_count(received: datetime, amount: int) -> None:
    start = received.date()
    if not worked(start) or received.time() >= time(17):
        start += timedelta(days=1)
        while not worked(start):
            start += timedelta(days=1)
    days = [start + timedelta(days=n) for n in range(1, 200)]
    wanted = [day for day in days if worked(day)][amount - 1]
    assert appointment(received, TimeLimit(DAYS, amount), CALENDAR).due_at.date() == wanted


@given(moments, st.integers(1, 80))
def test_working_hours_agree_with_a_minute_by_minute_count(received: datetime, amount: int) -> None:
    received = received.replace(second=0, microsecond=0)
    left, moment = amount * 60, received
    while left:
        minute = moment.time()
        open_now = time(7, 30) <= minute < time(11, 30) or time(13, 30) <= minute < time(17)
        if worked(moment.date()) and open_now:
            left -= 1
            moment += timedelta(minutes=1)
        elif worked(moment.date()) and minute < time(17):
            moment += timedelta(minutes=1)
        else:
            moment = datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=ZONE)
    assert appointment(received, TimeLimit(HOURS, amount), CALENDAR).due_at == moment


@given(moments, st.sampled_from(list(TimeUnit)), st.integers(1, 90))
def test_never_promised_for_a_closed_desk_or_the_past(received: datetime, unit: TimeUnit, amount: int) -> None:
    due = appointment(received, TimeLimit(unit, amount, "15:00"), CALENDAR).due_at
    assert due > received
    assert worked(due.date())
    assert any(begin <= due.time() <= end for begin, end in CALENDAR.spans(due.date()))
