"""A period's report of a random month: equal to its closed days, and to a count written apart from the program's."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.records.cases import CasePaper, CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.period_facts import PeriodFacts
from desktop.records.periods import PeriodKind, period_of
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.period_report import PeriodReports, PeriodRun
from devices.simulated.citizens import citizen
from sync.desk.day_states import counts_in
from sync.indicators import load_indicators
from sync.protocol import unpack
from sync.province.monthly import monthly_report
from sync.province.store.database import open_database
from sync.province.store.desks import DeskRepository
from tests.helpers.desk import NOW, case_of, desk, person
from tests.helpers.province import PROVINCE, TestProvince
from tests.helpers.shipped import shipped_rules

BOOK = load_indicators(Path(__file__).parents[3] / "resources" / "indicators")
COUNTS = DayCounts(BOOK, (), "2026.09.01-1")
REPORTS = PeriodReports(BOOK, (), lambda _code, _day, _paper: 2)
MONTH = period_of(PeriodKind.MONTH, date(2026, 9, 10))
AFTER = datetime(2026, 10, 5, 9, 0, tzinfo=NOW.tzinfo)
ENDS = (CaseState.DONE, CaseState.WITHDRAWN, CaseState.STOPPED, CaseState.REFUSED)
FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực")
PAPERS = (
    CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form"),
    CasePaper("Bản sao", PaperAnswer.COPY, PaperState.HANDED_IN, spec_id="copy"),
)


def fill(uow: UnitOfWork, seed: int) -> None:
    """Cases from August to the end of September; most of them end, some are supplemented, some come back."""
    draw = random.Random(seed)
    day = datetime(2026, 8, 20, 8, 0, tzinfo=NOW.tzinfo)
    while day.date() <= MONTH.last:
        for _ in range(draw.randrange(6)):
            someone = citizen(draw.randrange(400))
            received = day + timedelta(minutes=draw.randrange(500))
            new = case_of(person(someone.full_name, someone.number), received, papers=PAPERS)
            new = replace(
                new,
                field=draw.choice(FIELDS),
                channel=draw.choice(tuple(ReceptionChannel)),
                group=draw.choice(tuple(ServiceGroup)),
                appointment=replace(new.appointment, due_at=received + timedelta(days=draw.randrange(1, 9))),
            )
            case = uow.cases.receive(new)
            at = received + timedelta(days=draw.randrange(12), hours=1)
            if at.date() <= MONTH.last and draw.random() < 0.8:
                uow.cases.record(case.id, draw.choice(ENDS), at=at, officer_id=1, happened="ended")
        if draw.random() < 0.5:
            uow.facts.add(FactKind.VNEID_GUIDED, day, 1, amount=draw.randrange(1, 9))
        day += timedelta(days=1)
    uow.commit()


@pytest.fixture(params=[1, 2], ids=["one", "other"])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    with desk(tmp_path) as opened:
        with UnitOfWork(opened) as uow:
            fill(uow, request.param)
        yield opened


def close_month(database: Database) -> list[Mapping[str, int]]:
    """Close every day of the month; what each record says."""
    found: list[Mapping[str, int]] = []
    day = MONTH.first
    while day <= MONTH.last:
        with UnitOfWork(database) as uow:
            stored = COUNTS.close(uow, day, desk_identity(uow), now=AFTER, officer_id=1)
            found.append(counts_in(unpack(stored.envelope)))
        day += timedelta(days=1)
    return found


def test_it_is_the_sum_of_the_closed_days(database: Database) -> None:
    records = close_month(database)
    with UnitOfWork(database) as uow:
        facts = REPORTS.make(uow, MONTH, AFTER)
    total: Counter[str] = Counter()
    for record in records:
        total.update({name: count for name, count in record.items() if not name.startswith("open.")})
    happened = {name: count for name, count in facts.counts.items() if not name.startswith("open.")}
    assert {name: count for name, count in happened.items() if count} == {n: c for n, c in total.items() if c}
    assert sum(happened.values()) > 100
    last = records[-1]
    assert {name: facts.counts[name] for name in last if name.startswith("open.")} == {
        name: count for name, count in last.items() if name.startswith("open.")
    }
    assert facts.unclosed == ()
    assert facts.changed == ()


def test_it_is_what_plain_sql_counts(database: Database) -> None:
    with database.connect() as connection:

        def number(statement: str) -> int:
            return int(connection.execute(text(statement)).scalar_one())

        inside = "BETWEEN '2026-09-01' AND '2026-09-30'"
        received = number(f"SELECT count(*) FROM cases WHERE received_day {inside}")
        early_or_not = "substr(h.at, 1, 10) {} substr(c.due_at, 1, 10)"
        finished = {
            name: number(
                "SELECT count(*) FROM case_history h JOIN cases c ON c.id = h.case_id WHERE h.state = 'done' "
                f"AND substr(h.at, 1, 10) {inside} AND {early_or_not.format(sign)}"
            )
            for name, sign in (("finished.early", "<"), ("finished.on_time", "="), ("finished.late", ">"))
        }
        withdrawn = number(
            f"SELECT count(*) FROM case_history WHERE state = 'withdrawn' AND substr(at, 1, 10) {inside}"
        )
        still_open = number("SELECT count(*) FROM cases WHERE state = 'received'")
        by_field = {
            field: number(f"SELECT count(*) FROM cases WHERE received_day {inside} AND field = '{field}'")
            for field in FIELDS
        }
        guided = number(f"SELECT sum(amount) FROM desk_facts WHERE kind = 'vneid_guided' AND day {inside}")
    with UnitOfWork(database) as uow:
        facts = REPORTS.make(uow, MONTH, AFTER)
    assert sum(count for name, count in facts.counts.items() if name.startswith("received.")) == received
    assert {name: facts.counts[name] for name in finished} == finished
    assert facts.counts["events.withdrawn"] == withdrawn
    assert facts.counts["open.in_time"] + facts.counts["open.late"] == still_open
    assert facts.counts["vneid.guided"] == guided
    counted = {
        each.field: sum(count for name, count in each.counts.items() if name.startswith("received."))
        for each in facts.fields
        if each.field
    }
    assert counted == by_field


def test_a_day_that_was_closed_and_changed_is_named(database: Database) -> None:
    close_month(database)
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.VNEID_GUIDED, datetime(2026, 9, 9, 10, 0, tzinfo=NOW.tzinfo), 1, amount=3)
        uow.commit()
        facts = REPORTS.make(uow, MONTH, AFTER)
    assert facts.changed == (date(2026, 9, 9),)


def test_an_end_taken_back_names_its_day_and_the_day_of_the_stocks(database: Database) -> None:
    """The province takes the month's stocks from its last day: that one has to be closed anew as well."""
    close_month(database)
    with UnitOfWork(database) as uow:
        case = uow.cases.receive(case_of(at=datetime(2026, 9, 21, 9, 0, tzinfo=NOW.tzinfo)))
        done = uow.cases.record(
            case.id,
            CaseState.DONE,
            at=datetime(2026, 9, 22, 9, 0, tzinfo=NOW.tzinfo),
            officer_id=1,
            happened="finished",
        )
        uow.commit()
    close_month(database)
    with UnitOfWork(database) as uow:
        assert REPORTS.make(uow, MONTH, AFTER).changed == ()
        uow.case_life.correct(case.id, done, "Ghi nhầm", shipped_rules(), at=AFTER, officer_id=1)
        facts = REPORTS.make(uow, MONTH, AFTER)
    assert facts.changed == (date(2026, 9, 22), facts.stock_day)


def test_days_that_nobody_closed_are_named(database: Database) -> None:
    with UnitOfWork(database) as uow:
        facts = REPORTS.make(uow, MONTH, AFTER)
    assert facts.unclosed
    assert all(MONTH.first <= day <= MONTH.last for day in facts.unclosed)
    assert facts.changed == ()


def test_the_cases_behind_a_figure_are_as_many(database: Database) -> None:
    with UnitOfWork(database) as uow:
        facts = REPORTS.make(uow, MONTH, AFTER)
        for name in ("finished.late", "events.refused", "open.late"):
            assert len(REPORTS.cases(uow, facts, name, None)) == facts.counts[name]
        (field,) = [each for each in facts.fields if each.field == "Hộ tịch"]
        behind = REPORTS.cases(uow, facts, "finished.late", "Hộ tịch")
    assert len(behind) == field.counts.get("finished.late", 0)


def test_it_is_what_the_province_says_of_the_same_month(database: Database, tmp_path: Path) -> None:
    """Every closed day goes through the province's real reception; its monthly report has the same numbers."""
    close_month(database)
    with UnitOfWork(database) as uow:
        identity, facts = desk_identity(uow), REPORTS.make(uow, MONTH, AFTER)
        days = [stored for stored in uow.days.latest_of_all(MONTH.first) if stored.day <= MONTH.last]
    with closing(open_database(f"sqlite:///{tmp_path / 'province.db'}")) as store:
        province = TestProvince(store)
        province.approve(identity, since=MONTH.first)
        answers = province.service.reception.take(
            PROVINCE, [unpack(stored.envelope) for stored in sorted(days, key=lambda each: each.day)], "network"
        )
        assert [answer.error for answer in answers] == [""] * len(days)
        with store.read() as connection:
            known = DeskRepository(connection, PROVINCE).province()
            assert known is not None
            report = monthly_report(province.service, connection, known, MONTH.first)
    (unit,) = report.units
    assert unit.received == len(days)
    named = {each.id for each in BOOK.on(MONTH.last)}
    assert {name: unit.counts.get(name, 0) for name in named} == {name: facts.counts.get(name, 0) for name in named}


def in_pieces(database: Database, between: Callable[[UnitOfWork, int], None]) -> tuple[PeriodFacts, int]:
    """A report whose pieces something happens between; how many there were."""
    run, steps = PeriodRun(REPORTS, MONTH, AFTER), 0
    while True:
        with UnitOfWork(database) as uow:
            facts, steps = run.step(uow), steps + 1
        if facts is not None:
            return facts, steps
        with UnitOfWork(database) as uow:
            between(uow, steps)


def test_in_pieces_it_is_the_same(database: Database) -> None:
    facts, steps = in_pieces(database, lambda _uow, _steps: None)
    with UnitOfWork(database) as uow:
        assert facts == REPORTS.make(uow, MONTH, AFTER)
    assert steps > 5, "one that waits does not wait for all"


def test_what_is_written_between_two_pieces_is_counted_everywhere_or_nowhere(database: Database) -> None:
    def receive(uow: UnitOfWork, steps: int) -> None:
        at = datetime(2026, 9, 14, 9, steps, tzinfo=NOW.tzinfo)
        case = uow.cases.receive(case_of(person("NGƯỜI THỬ", citizen(500 + steps).number), at, papers=PAPERS))
        uow.cases.record(case.id, CaseState.DONE, at=at, officer_id=1, happened="ended")
        uow.commit()

    facts, _ = in_pieces(database, receive)
    with UnitOfWork(database) as uow:
        assert facts == REPORTS.make(uow, MONTH, AFTER)
