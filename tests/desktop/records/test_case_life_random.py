"""Any order of acts and corrections, lawful or not: what stands is what plain counting over the facts gives."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.records.case_life import (
    ENDS,
    CaseLife,
    HandOver,
    LifeAct,
    LifeStep,
    Receiver,
    ReturnFacts,
    timeliness,
)
from desktop.records.case_life_boards import BoardKind, BoardQuery
from desktop.records.case_life_course import LifeCourse
from desktop.records.case_life_repository import why_not
from desktop.records.case_life_rules import LifeRules
from desktop.records.cases import Appointment, CaseState, IdentitySource, ReturnMethod
from desktop.records.database import Database
from desktop.records.open_cases import CLOSED
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.case_life import act, correct
from tests.helpers.desk import AN, NOW, case_of, desk, receive
from tests.helpers.shipped import shipped_rules

ACTS = [each for each in LifeAct if each is not LifeAct.CODE_NOTED]
STEP = st.tuples(
    st.integers(0, 2),  # the case
    st.integers(0, 9),  # something lawful, anything, or a correction
    st.integers(0, 40),  # which
    st.sampled_from([1, 3, 0, 26, 50]),  # hours that go by
    st.integers(1, 9),  # days of another appointment
)
TIMES = {False: datetime(2026, 11, 27, 17, tzinfo=NOW.tzinfo), True: datetime(2026, 11, 27, 10, 30, tzinfo=NOW.tzinfo)}


@cache
def rules() -> LifeRules:
    return shipped_rules()


@contextmanager
def small_desk() -> Iterator[Database]:
    with TemporaryDirectory() as folder, desk(Path(folder)) as database:
        yield database


def step_of(which: LifeAct, at: datetime, days: int) -> LifeStep:
    """An act with all that it may need."""
    details: Any = None
    if which is LifeAct.HANDED_OVER:
        details = HandOver("Một cửa", f"Bộ phận {days}", "Lê Văn Tư")
    if which is LifeAct.RETURNED:
        to_her = (Receiver.APPLICANT, AN.full_name, AN.number, IdentitySource.CHIP)
        details = ReturnFacts(ReturnMethod.DESK, *to_her, signed=True)
    return LifeStep(which, "lý do", details, due_at=at + timedelta(days=days))


def snapshot(database: Database) -> list[Any]:
    """Everything that an act may touch."""
    tables = ("case_history", "case_event_details", "case_voids", "case_due_spans", "case_standings", "desk_facts")
    with database.connect() as connection:
        rows = [connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all() for table in tables]
        return [*rows, connection.execute(text("SELECT id, state, due_at FROM cases")).all()]


def try_one(database: Database, life: CaseLife, what: LifeAct | int, at: datetime, days: int) -> CaseLife | str:
    """Do it, or the code of why not; then nothing has changed."""
    before = snapshot(database)
    try:
        if isinstance(what, LifeAct):
            return act(database, rules(), life.basis.case_id, step_of(what, at, days), at)
        target = life.events[max(0, len(life.events) - 1 - what)].id
        return correct(database, rules(), life.basis.case_id, target, at)
    except CodedError as error:
        assert snapshot(database) == before
        return error.code


TELLS_ONLY = {
    LifeAct.HANDED_OVER,
    LifeAct.EXTENDED,
    LifeAct.APOLOGISED,
    LifeAct.RESULT_RECEIVED,
    LifeAct.CODE_NOTED,
}


def recount(lives: list[CaseLife], day: date) -> Counter[str]:
    """What happened on a day and what was open at its end, by going through what stands."""
    found: Counter[str] = Counter()
    for life in lives:
        seen: set[CaseState] = set()
        closed = False
        for event in life.standing_events:
            today = event.at.date() == day
            first = event.state not in seen and event.act not in {LifeAct.HANDED_OVER, LifeAct.EXTENDED}
            found["events.supplement"] += today and event.act is LifeAct.SUPPLEMENT_ASKED
            for state in (CaseState.REFUSED, CaseState.STOPPED, CaseState.WITHDRAWN, CaseState.RETURNED):
                found[f"events.{state}"] += today and first and event.state is state
            if today and event.act is LifeAct.FINISHED:
                when = timeliness(event.at, life.standing.due_at, by_hour=life.basis.by_hour)
                found[f"finished.{when}"] += 1
            found["events.apology"] += today and event.act in {LifeAct.EXTENDED, LifeAct.APOLOGISED}
            if event.act in TELLS_ONLY:  # of an end that may have been taken back since
                continue
            seen.add(event.state)
            closed = closed or (event.at.date() <= day and event.state in CLOSED)
        if life.basis.received_at.date() <= day and not closed:
            found["open.late" if late_at_end(life, day) else "open.in_time"] += 1
    return found


def late_at_end(life: CaseLife, day: date) -> bool:
    span = [each for each in life.standing.spans if each.day <= day][-1]
    if span.left is not None and span.left >= 0:
        return False
    return span.due_at.date() < day or (life.basis.by_hour and span.due_at.date() == day)


COUNTED = (
    *(f"events.{name}" for name in ("supplement", "refused", "stopped", "withdrawn", "returned", "apology")),
    *(f"finished.{when}" for when in ("early", "on_time", "late")),
    "open.in_time",
    "open.late",
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=14, max_size=26))
def test_any_order(steps: list[tuple[int, int, int, int, int]]) -> None:
    with small_desk() as database:
        hourly = (False, True, False)
        ids = [
            receive(database, case_of(appointment=Appointment(TIMES[each]), by_hour=each, procedure_code="9.9")).id
            for each in hourly
        ]
        at = NOW
        for place, kind, pick, hours, days in steps:
            at += timedelta(hours=hours)
            with UnitOfWork(database) as uow:
                life = uow.cases.life(ids[place])
            allowed = why_not(life, rules(), at)
            lawful = [each for each, error in allowed.items() if error is None and each in ACTS]
            anything = lawful if kind < 6 and lawful else ACTS
            what = anything[pick % len(anything)] if kind < 8 else pick % 5
            found = try_one(database, life, what, at, days)
            if isinstance(found, CaseLife):
                holds(database, found, at)
                assert not isinstance(what, LifeAct) or allowed[what] is None
            elif isinstance(what, LifeAct) and allowed.get(what) is None and what in allowed:
                assert found in {"LIFE-005", "LIFE-011"}, found  # a day off, or where it is already
        with UnitOfWork(database) as uow:
            lives = [uow.cases.life(case_id) for case_id in ids]
            for nth in range((at - NOW).days + 2):
                day = NOW.date() + timedelta(days=nth)
                counts, expected = uow.indicators().counts(day), recount(lives, day)
                assert {name: counts[name] for name in COUNTED} == {name: expected[name] for name in COUNTED}


def holds(database: Database, life: CaseLife, at: datetime) -> None:
    """What is kept beside the facts is what the facts give, and days add up."""
    case_id = life.basis.case_id
    assert LifeCourse(life.basis, rules()).through(life.standing_events) == life.standing
    with UnitOfWork(database) as uow:
        mirrored = uow.cases.summaries([case_id])[0]
        assert (mirrored.state, mirrored.due_at) == (life.standing.state, life.standing.due_at)
        listed = {
            each.summary.id
            for kind in (BoardKind.MINE, BoardKind.AT_PART, BoardKind.TO_RETURN)
            for each in uow.case_life.board(BoardQuery(kind, at, officer_id=1, part=life.standing.part), 9)
        }
        assert (case_id in listed) == (life.standing.state not in ENDS)
    assert life.standing.due_at >= life.basis.first_due_at
