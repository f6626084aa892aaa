"""Shares are of what they are a share of: any mix of papers and ends, through either page, against a plain recount."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.documents.period_report.decision_766 import load_groups
from desktop.records.cases import CasePaper, CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer, WaiverReason
from desktop.records.database import Database
from desktop.records.file_store import StoredFile
from desktop.records.paper_files import RESULT, DigitizationState, FileKind
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.digitization import Who, reuse
from desktop.workflows.intake_draft import DraftPaper
from desktop.workflows.intake_papers import with_taken
from desktop.workflows.paper_reuse import TakenPaper, take_over
from sync.indicators import IndicatorBook, load_bounded, load_indicators
from tests.helpers.desk import AN, NOW, case_of, desk

RESOURCES = Path(__file__).parents[3] / "resources"
BOOK = load_bounded(RESOURCES / "indicators")
GROUPS = load_groups(RESOURCES / "reports")
NO_RESULT = "2.000815"
STEPS = (DigitizationState.SCANNED, DigitizationState.CHECKED, DigitizationState.SIGNED, DigitizationState.STORED)
LATER = timedelta(days=1)
APART = timedelta(days=4)  # between the days of one example and the next


class Kind(StrEnum):
    """What becomes of a paper."""

    SIGNED = "signed"
    SCANNED = "scanned"  # and not signed
    LATE = "late"  # signed the day after
    UNTOUCHED = "untouched"
    REUSED_PAPER = "reused_paper"
    REUSED_RESULT = "reused_result"
    BEGUN_AGAIN = "begun_again"  # reused, and scanned anew
    FROM_CARD = "from_card"  # not asked for: the card has it
    DATA = "data"  # shared as data
    COPY = "copy"
    MISSING = "missing"


class End(StrEnum):
    """How a case ends."""

    OPEN = "open"
    DONE = "done"
    WITH_FILE = "with_file"
    LATE_FILE = "late_file"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


REUSED = {Kind.REUSED_PAPER, Kind.REUSED_RESULT}
OWED = {Kind.SIGNED, Kind.SCANNED, Kind.LATE, Kind.UNTOUCHED, Kind.BEGUN_AGAIN, *REUSED}
MIX = st.lists(
    st.tuples(st.lists(st.sampled_from(Kind), max_size=4), st.sampled_from(End), st.booleans()), min_size=1, max_size=3
)


def paper_of(kind: Kind, name: str) -> CasePaper:
    """The paper as it is answered without anything that was digitized before."""
    match kind:
        case Kind.FROM_CARD:
            return CasePaper(name, PaperAnswer.DATA_EXISTS, PaperState.WAIVED, waiver_reason=WaiverReason.CHIP)
        case Kind.DATA:
            return CasePaper(name, PaperAnswer.DATA_EXISTS, PaperState.HANDED_IN)
        case Kind.COPY:
            return CasePaper(name, PaperAnswer.COPY, PaperState.HANDED_IN, copies=1)
        case Kind.MISSING:
            return CasePaper(name, PaperAnswer.DIGITIZE, PaperState.MISSING)
    return CasePaper(name, PaperAnswer.DIGITIZE, PaperState.HANDED_IN, originals=1)


@dataclass
class Desk:
    """A desk where a paper and a result of An's are stored."""

    database: Database
    day: datetime
    paper: TakenPaper
    result: TakenPaper

    def play(self, mix: list[tuple[list[Kind], End, bool]], *, at_intake: bool) -> date:
        """Receive the cases on a new day; reuse while receiving, or on the papers' page afterwards."""
        self.day += APART
        with UnitOfWork(self.database) as uow:
            for kinds, end, paper_result in mix:
                case_id = self._receive(uow, kinds, paper_result=paper_result, at_intake=at_intake)
                for position, kind in enumerate(kinds):
                    self._paper(uow, case_id, position, kind)
                self._end(uow, case_id, end)
            uow.commit()
        return self.day.date()

    def _receive(self, uow: UnitOfWork, kinds: list[Kind], *, paper_result: bool, at_intake: bool) -> int:
        answered = [paper_of(kind, f"Giấy {nth}") for nth, kind in enumerate(kinds)]
        drafted = tuple(DraftPaper("", each.name, required=True, answered=each, usual=each) for each in answered)
        taken = {}
        for position, kind in enumerate(kinds):
            if kind in REUSED | {Kind.BEGUN_AGAIN}:
                taken[position] = self.result if kind is Kind.REUSED_RESULT else self.paper
                drafted = with_taken(drafted, position, taken[position]) if at_intake else drafted
        papers = tuple(each.answered for each in drafted if each.answered is not None)
        code = "1.001193" if paper_result else NO_RESULT
        case = uow.cases.receive(case_of(AN, self.day, papers=papers, procedure_code=code))
        if at_intake:
            take_over(uow, case.id, [(place, each.event_id) for place, each in taken.items()], self.day, 1)
        else:
            for place, each in taken.items():
                reuse(uow, case.id, place, each, Who(1, "Lan", self.day))
        return case.id

    def _paper(self, uow: UnitOfWork, case_id: int, position: int, kind: Kind) -> None:
        if kind is Kind.BEGUN_AGAIN:
            uow.papers.add(case_id, position, STEPS[0], at=self.day, officer_id=1, note="mờ")
        elif kind in {Kind.SIGNED, Kind.SCANNED, Kind.LATE}:
            for step in STEPS if kind is not Kind.SCANNED else STEPS[:1]:
                at = self.day + LATER if kind is Kind.LATE and step is STEPS[-1] else self.day
                uow.papers.add(case_id, position, step, at=at, officer_id=1)

    def _end(self, uow: UnitOfWork, case_id: int, end: End) -> None:
        if end is End.OPEN:
            return
        state = {End.WITHDRAWN: CaseState.WITHDRAWN, End.STOPPED: CaseState.STOPPED}.get(end, CaseState.DONE)
        uow.cases.record(case_id, state, at=self.day, officer_id=1, happened=state)
        if end in {End.WITH_FILE, End.LATE_FILE}:
            for step in STEPS:
                at = self.day + (LATER if end is End.LATE_FILE else timedelta(0))
                uow.papers.add(case_id, RESULT, step, at=at, officer_id=1)

    def as_once(self, day: date) -> None:
        """Let the day's reused papers be answered as an intake once answered them."""
        with self.database.connect() as connection:
            connection.exec_driver_sql(
                "UPDATE case_papers SET answer = 'data_exists' WHERE case_id IN (SELECT id FROM cases WHERE "
                "received_day = ?) AND EXISTS (SELECT 1 FROM paper_events AS e WHERE e.case_id = case_papers.case_id "
                "AND e.paper_position = case_papers.position AND e.state LIKE 'reused%')",
                (day.isoformat(),),
            )
            connection.commit()

    def counts(self, first: date, last: date | None = None) -> Counter[str]:
        """What happened on some days."""
        with UnitOfWork(self.database) as uow:
            days = uow.indicators([NO_RESULT]).days(first, last or first)
        return sum((Counter(each) for each in days.values()), Counter())

    def cases(self, name: str, day: date) -> set[int]:
        with UnitOfWork(self.database) as uow:
            return set(uow.indicators([NO_RESULT]).case_ids(name, day, 1000))


def expected(mix: list[tuple[list[Kind], End, bool]]) -> dict[str, int]:
    """The counts after their definitions."""
    kinds = [kind for each, _, _ in mix for kind in each]
    owed = [[kind for kind in each if kind in OWED] for each, _, _ in mix]
    done = [(end, paper) for _, end, paper in mix if end in {End.DONE, End.WITH_FILE, End.LATE_FILE}]
    with_file = {Kind.SIGNED, *REUSED}
    return {
        "papers.digitize": sum(map(len, owed)),
        "papers.with_file": sum(kind in with_file for kind in kinds),
        "papers.reused": sum(kind in REUSED for kind in kinds),
        "papers.data_exists": kinds.count(Kind.DATA),
        "papers.copy": kinds.count(Kind.COPY),
        "papers.missing": kinds.count(Kind.MISSING),
        "digitized.cases_strict": sum(bool(each) and set(each) <= with_file for each in owed),
        "digitized.cases_loose": sum(any(kind in {*OWED, Kind.DATA} for kind in each) for each, _, _ in mix),
        "results.owed": sum(paper for _, paper in done),
        "results.none": sum(not paper for _, paper in done),
        "results.with_file": sum(paper and end is End.WITH_FILE for end, paper in done),
    }


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as database:
        with UnitOfWork(database) as uow:
            paper = CasePaper("Giấy chứng sinh cũ", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, originals=1)
            former = uow.cases.receive(case_of(AN, NOW, papers=(paper,), procedure_name="Cấp bản sao"))
            file_id = uow.pages.add_file(StoredFile("a" * 64, b"k", "d", 1), FileKind.SIGNED, NOW)
            events = [
                [uow.papers.add(former.id, place, step, at=NOW, officer_id=1, file_id=file_id) for step in STEPS][-1]
                for place in (0, RESULT)
            ]
            uow.commit()
        taken = [
            TakenPaper(event, "Giấy chứng sinh cũ", former.code, NOW.date(), is_result)
            for event, is_result in zip(events, (False, True), strict=True)
        ]
        yield Desk(database, NOW, *taken)


@given(MIX)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_mix_counts_the_same_on_both_pages_and_within_bounds(
    bench: Desk, mix: list[tuple[list[Kind], End, bool]]
) -> None:
    intake, page = (bench.play(mix, at_intake=at_intake) for at_intake in (True, False))
    counts = bench.counts(intake)
    assert counts == bench.counts(page)
    wanted = expected(mix)
    assert {name: counts[name] for name in wanted} == wanted
    for name in ("digitized.cases_strict", "papers.with_file", "papers.reused"):
        assert bench.cases(name, intake) <= bench.cases("papers.digitize", intake)
    assert bench.cases("results.with_file", intake) <= bench.cases("results.owed", intake)
    for first, last in ((intake, intake), (intake + LATER, intake + LATER), (intake, page + LATER)):
        within_bounds(bench.counts(first, last))
    bench.as_once(intake)
    assert bench.counts(intake) == counts


def within_bounds(counts: Counter[str]) -> None:
    shares = [(ratio.id, ratio.of(counts)) for ratio in BOOK.ratios]
    shares += [
        (component.name, way.share(counts))
        for group in GROUPS
        for component in group.components
        for way in (component.strict, component.loose)
        if way is not None
    ]
    for name, share in shares:
        assert 0 <= share.part <= share.whole, name


def test_a_case_reused_in_full_is_strict(bench: Desk) -> None:
    for at_intake in (True, False):
        day = bench.play([([Kind.REUSED_PAPER, Kind.REUSED_RESULT], End.OPEN, True)], at_intake=at_intake)
        counts = bench.counts(day)
        assert (counts["papers.digitize"], counts["papers.with_file"], counts["digitized.cases_strict"]) == (2, 2, 1)


def test_every_share_is_bounded_by_what_it_is_made_of() -> None:
    for group in GROUPS:
        for component in group.components:
            for way in (component.strict, component.loose):
                assert way is None or BOOK.is_bounded(way.of, way.within), component.name


@pytest.mark.parametrize(
    ("part", "whole", "bounded"),
    [
        (("papers.copy",), ("papers.copy", "papers.shown"), True),
        (("papers.with_file",), ("papers.digitize",), True),
        (("papers.with_file", "papers.reused"), ("papers.digitize",), False),  # both are parts of the same
        (("papers.with_file", "papers.digitize"), ("papers.digitize",), False),
        (("digitized.stored",), ("papers.digitize",), False),
        (("papers.copy", "papers.copy"), ("papers.copy",), False),
        (("nobody.knows",), ("papers.copy",), False),
        ((), ("papers.copy",), True),
    ],
)
def test_what_bounds_a_share(part: tuple[str, ...], whole: tuple[str, ...], bounded: bool) -> None:
    assert BOOK.is_bounded(part, whole) is bounded


def test_a_ratio_that_could_pass_100_is_neither_given_out_nor_taken(tmp_path: Path) -> None:
    from desktop.workflows.province_bundle import check_bundle
    from sync.errors import ProtocolError

    folder = tmp_path / "indicators"
    folder.mkdir()
    for name in ("indicators.yaml", "ratios.yaml"):
        text = (RESOURCES / "indicators" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("[papers.with_file]", "[digitized.stored]"), encoding="utf-8")
    assert isinstance(load_indicators(folder), IndicatorBook)  # what was taken once can still be read
    with pytest.raises(ProtocolError, match="SYNC-006"):
        load_bounded(folder)
    with pytest.raises(ProtocolError, match="SYNC-053"):
        check_bundle(tmp_path)
