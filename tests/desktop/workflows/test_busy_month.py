"""A month of a busy desk through the real workflows: its report, and the province's, against a count written apart.

The short form receives a few cases a day; `LAB_MONTH` says how many instead (``make lab-month``: 250).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest

from desktop.documents.period_report.decision_766 import load_groups
from desktop.documents.period_report.letter import annexes
from desktop.documents.period_report.tables import NO_CASE
from desktop.records.catalogue.models import ReceptionChannel, ServiceGroup
from desktop.records.period_facts import PeriodFacts
from desktop.records.periods import PeriodKind, period_of
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.outbox import RecordsOutbox
from sync.desk.client import ProvinceClient
from sync.desk.exchange import Exchange
from sync.indicators import Share
from sync.province.monthly import monthly_report
from sync.province.store.database import open_database
from sync.province.store.desks import DeskRepository
from tests.helpers.desk import ZONE
from tests.helpers.month_desk import RESOURCES, MonthDesk, month_desk
from tests.helpers.month_script import FIRST, LAST, WARM_UP, Month
from tests.helpers.month_tables import Row, Tables
from tests.helpers.province import PROVINCE, TestBundles, TestProvince, served

CASES = int(os.environ.get("LAB_MONTH", "6"))
BEFORE = date(2026, 9, 30)
pytestmark = [pytest.mark.timeout(0), pytest.mark.xdist_group("busy month")]
BEGIN = datetime.combine(WARM_UP, time(7), tzinfo=ZONE)


class Courier:
    """Visits the real service for the desk."""

    def __init__(self, desk: MonthDesk, province: TestProvince, url: str) -> None:
        self._desk, self._province = desk, province
        self._identity = desk.worker.submit(desk_identity).result()
        province.approve(self._identity, since=WARM_UP)
        self._connection = province.connection(url)

    def visit(self) -> None:
        """Send all that waits."""
        self._province.clock.now = self._desk.clock.now
        outbox = RecordsOutbox(self._desk.worker, self._desk.clock)
        exchange = Exchange(self._connection, self._identity, outbox, TestBundles(), clock=self._desk.clock)
        with ProvinceClient(self._connection) as client:
            visit = exchange.visit(client)
        assert (visit.refused, visit.left) == ((), 0)

    def report(self) -> Mapping[str, int]:
        """The province's own report of the month."""
        with self._province.database.read() as connection:
            known = DeskRepository(connection, PROVINCE).province()
            assert known is not None
            (unit,) = monthly_report(self._province.service, connection, known, FIRST).units
        return unit.counts


@contextmanager
def province_of(desk: MonthDesk, folder: Path) -> Iterator[Courier]:
    with closing(open_database(f"sqlite:///{folder / 'province.db'}")) as store:
        province = TestProvince(store)
        province.clock.now = desk.clock.now
        with served(province.service) as url:
            yield Courier(desk, province, url)


def looked_at(desk: MonthDesk) -> PeriodFacts:
    """The month on the page of reports."""
    desk.report.choose(period_of(PeriodKind.MONTH, FIRST))
    desk.settle()
    facts = desk.report.facts
    assert facts is not None
    assert (facts.period.first, facts.stock_day) == (FIRST, LAST)
    return facts


def rows_of(desk: MonthDesk, facts: PeriodFacts) -> dict[str, list[Row]]:
    """Every table that is printed, without what only explains it."""
    parts = annexes(facts, (), desk.book, load_groups(RESOURCES / "reports"), lambda name: (name, ""))
    return {part.sheet: [line.values for line in part.table.lines if not line.heading] for part in parts}


@dataclass
class Played:
    """The month after it was played, and the report of it before anything was closed anew."""

    month: Month
    courier: Courier
    facts: PeriodFacts
    tables: Tables
    rows: dict[str, list[Row]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("month")
    with month_desk(folder, BEGIN) as desk, province_of(desk, folder) as courier:
        month = Month(desk, CASES, evening=courier.visit)
        month.play()
        facts = looked_at(desk)
        tables = Tables(month.ledger, FIRST, LAST, BEFORE, RESOURCES)
        yield Played(month, courier, facts, tables, rows_of(desk, facts))


def nonzero(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def part_of(value: object) -> int:
    assert isinstance(value, Share)
    return value.part


def test_each_day_was_closed_with_what_had_happened(played: Played) -> None:
    for each in played.month.closings:
        assert nonzero(each.record) == nonzero(each.expected), each.day


def test_each_case_stands_as_the_ledger_says(played: Played) -> None:
    ledger = played.month.ledger
    ids = [case.id for case in ledger.cases]
    found = played.month.desk.worker.submit(lambda uow: uow.cases.summaries(ids)).result()
    kept = {each.id: (each.state.value, each.due_at) for each in found}
    assert kept == {case.id: (case.state, case.clock(ledger.days).due) for case in ledger.cases}


def test_the_month_and_the_one_before_are_the_ledgers(played: Played) -> None:
    assert nonzero(played.facts.counts) == nonzero(played.tables.counts)
    ledger = played.month.ledger
    earlier = ledger.happened(WARM_UP, BEFORE) + ledger.open_at(BEFORE)
    assert nonzero(played.facts.previous) == nonzero(earlier)


def test_every_outcome_and_channel_is_in_it(played: Played) -> None:
    happened = nonzero(played.facts.counts).keys()
    for part, values in ((1, ReceptionChannel), (2, ServiceGroup)):
        assert {name.split(".")[part] for name in happened if name.startswith("received.")} == set(values)
    elsewhere = ("received.", "books.", "data.", "waived.", "reused.result")
    names = {each.id for each in played.month.desk.book.on(LAST) if not each.id.startswith(elsewhere)}
    assert names <= happened
    assert {"waived.old_number_confirmation", "waived.residence", "waived.identity_copy"} <= happened


def test_form_06a(played: Played) -> None:
    assert [row[1:] for row in played.rows["06a"]] == played.tables.form_06a()
    for _, received, _, _, _, solved, _, _, _, running, _, _ in (row[1:] for row in played.rows["06a"]):
        assert received == solved + running


def test_digitization(played: Played) -> None:
    rows = [(*row[:4], *row[5:], (row[4].part, row[4].whole)) for row in played.rows["Số hóa"]]
    assert [row for row in rows if row[0] != NO_CASE] == played.tables.digitization()


def test_decision_766_both_ways(played: Played) -> None:
    rows = [(row[0], row[2], row[3], row[6], row[7]) for row in played.rows["QĐ 766"]]
    assert rows == played.tables.decision_766()


def test_essential_services(played: Played) -> None:
    assert [(*row[1:7], part_of(row[7])) for row in played.rows["Thiết yếu"]] == played.tables.essential()


def test_waivers(played: Played) -> None:
    assert [row[1:3] for row in played.rows["Miễn nộp"]] == played.tables.waived()


def test_the_province_reports_the_same_once_the_named_days_are_closed_anew(played: Played) -> None:
    month, ledger = played.month, played.month.ledger
    records = {each.day: nonzero(each.record) for each in month.closings if each.day >= FIRST}
    named = []
    for day, record in sorted(records.items()):
        then = {name: count for name, count in record.items() if day == LAST or not name.startswith("open.")}
        now = ledger.figures(day) if day == LAST else ledger.happened(day, day)
        if then != nonzero(now):
            named.append(day)
    assert played.facts.unclosed == ()
    assert named
    assert list(played.facts.changed) == named
    for day in played.facts.changed:
        month.close(day)
    played.courier.visit()
    assert nonzero(played.courier.report()) == nonzero(played.tables.counts)
