"""What was digitized before is offered to its own citizen, taken with one key, and counted with the case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.cases import Case, CasePaper, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.file_store import StoredFile
from desktop.records.paper_files import RESULT, DigitizationState, FileKind, PaperEvent, Reusable
from desktop.records.people import Citizen
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.intake import IntakeState
from desktop.workflows.intake_store import RecordsIntakeStore
from desktop.workflows.page_intake import allow
from desktop.workflows.paper_reuse import TakenPaper, months_after, offer, serves
from desktop.workflows.ports import KnownCitizen
from devices.errors import CodedError
from tests.helpers.desk import KEY, case_of, desk, person
from tests.helpers.intake_world import AN, BINH, BIRTH, NOW, MemoryStore, new_intake

FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
PROOF = CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="proof", originals=1)
AN_NUMBER, BINH_NUMBER = "082190991001", "082085992002"
A_YEAR_AGO = datetime(2025, 11, 25, 9, 0, tzinfo=NOW.tzinfo)


def stored(name: str, at: datetime = A_YEAR_AGO, event_id: int = 5, *, is_result: bool = False) -> Reusable:
    position = RESULT if is_result else 0
    event = PaperEvent(event_id, 1, position, DigitizationState.STORED, None, 2, None, "", at, 7)
    return Reusable(event, name, "MÃ-CŨ", is_result)


def knows(number: str, *papers: Reusable) -> MemoryStore:
    store = MemoryStore()
    details = replace(person("Nguyễn Thị An", number), phone="")
    store.citizens[number] = KnownCitizen(Citizen(1, details, 1), (), papers)
    return store


@pytest.mark.parametrize(
    ("have", "want", "is_result", "fits"),
    [
        ("Giấy chứng sinh", "giấy  CHỨNG sinh", False, True),
        ("Giấy chứng sinh", "Giấy chứng tử", False, False),
        ("Giấy chứng", "Giấy chứng sinh", False, False),
        ("Cấp Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân", True, True),
        ("Cấp Giấy xác nhận tình trạng hôn nhân", "Giấy xác nhận tình trạng hôn nhân", False, False),
        ("Đăng ký khai sinh", "Sinh", True, False),
    ],
)
def test_what_serves_for_what(have: str, want: str, is_result: bool, fits: bool) -> None:
    assert serves(stored(have, is_result=is_result), want) is fits


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int, until: date) -> None:
    assert months_after(day, months) == until


def test_of_several_the_newest_serves() -> None:
    found = offer([stored("Tờ khai", event_id=9), stored("Tờ khai", event_id=3)], "Tờ khai", None)
    assert found == TakenPaper(9, "Tờ khai", "MÃ-CŨ", date(2025, 11, 25), False)
    assert found.is_valid(date(2099, 1, 1))
    assert offer([], "Tờ khai", None) is None


def test_it_is_accepted_until_its_last_day() -> None:
    found = offer([stored("Tờ khai")], "Tờ khai", 6)
    assert found is not None
    assert found.valid_until == date(2026, 5, 25)
    assert found.is_valid(date(2026, 5, 25))
    assert not found.is_valid(date(2026, 5, 26))


def test_it_is_offered_and_taken_with_one_key_and_can_be_undone() -> None:
    intake, store = new_intake(knows(AN_NUMBER, stored("Tờ khai"), stored("Giấy chứng sinh", event_id=6)))
    intake.scan(AN)
    assert intake.offers == {}
    intake.choose_procedure(BIRTH)
    assert {index: each.event_id for index, each in intake.offers.items()} == {0: 5, 1: 6}
    intake.take_papers()
    assert intake.offers == {}
    answered = intake.draft.papers[0].answered
    assert answered is not None
    assert (answered.state, answered.answer, answered.originals) == (PaperState.HANDED_IN, PaperAnswer.DIGITIZE, 0)
    assert "25/11/2025" in answered.reason
    intake.answer_paper(1, PaperState.HANDED_IN)
    assert intake.draft.papers[1].taken is None
    again = intake.draft.papers[1].answered
    assert again is not None
    assert (again.answer, again.originals) == (PaperAnswer.DIGITIZE, 1)
    intake.answer_papers()
    intake.save()
    assert intake.state is IntakeState.SAVED
    assert store.cases[0].reused == ((0, 5),)


def test_what_the_officer_answered_is_not_taken_over_by_the_key() -> None:
    intake, _ = new_intake(knows(AN_NUMBER, stored("Tờ khai")))
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    intake.answer_paper(0, PaperState.HANDED_IN)
    intake.take_papers()
    assert intake.draft.papers[0].taken is None
    intake.take_paper(0)
    assert intake.draft.papers[0].taken is not None


def test_what_was_taken_is_in_the_draft_that_is_kept() -> None:
    intake, store = new_intake(knows(AN_NUMBER, stored("Tờ khai")))
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    intake.take_papers()
    text = store.drafts[intake.draft.id]
    other, _ = new_intake(store)
    assert other.resume(text)
    assert other.draft.papers[0].taken == intake.draft.papers[0].taken


def test_nobody_gets_anothers_papers() -> None:
    store = knows(AN_NUMBER, stored("Tờ khai"))
    intake, _ = new_intake(store)
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    intake.take_papers()
    applicant = intake.draft.applicant
    assert applicant.number == AN_NUMBER
    from desktop.workflows.intake_rules import Role
    from devices.identity import Field

    intake.type_field(Role.APPLICANT, Field.NUMBER, BINH_NUMBER)
    assert intake.draft.papers[0].taken is None
    assert intake.draft.papers[0].answered is None
    assert intake.offers == {}


def test_an_answer_that_comes_late_offers_nothing_to_the_next_citizen() -> None:
    store = knows(AN_NUMBER, stored("Tờ khai"))
    store.held = []
    intake, _ = new_intake(store)
    intake.scan(AN)
    intake.set_aside()
    intake.scan(BINH)
    intake.choose_procedure(BIRTH)
    store.release()
    assert intake.offers == {}


class Desk:
    """A desk where An's form and a result are stored from an earlier case."""

    def __init__(self, folder: Path) -> None:
        with desk(folder) as database:
            self._fill(database)
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self.store = RecordsIntakeStore(self.worker, lambda: NOW)

    def _fill(self, database: Database) -> None:
        with UnitOfWork(database) as uow:
            former = uow.cases.receive(
                case_of(person("Nguyễn Thị An", AN_NUMBER), NOW - timedelta(days=90), papers=(FORM,))
            )
            self.event = self._store_paper(uow, former.id, 0)
            uow.commit()

    @staticmethod
    def _store_paper(uow: UnitOfWork, case_id: int, position: int) -> int:
        file_id = uow.pages.add_file(StoredFile("a" * 64, b"k", "d", 1), FileKind.SIGNED, NOW)
        event = 0
        for state in list(DigitizationState)[1:5]:
            event = uow.papers.add(case_id, position, state, at=NOW, officer_id=1, file_id=file_id, pages_in=3)
        return event

    def receive(self, number: str, reused: tuple[tuple[int, int], ...]) -> Case:
        taken = replace(FORM, originals=0)
        new: NewCase = replace(case_of(person("Ai đó", number), NOW, papers=(taken, PROOF)), reused=reused)
        return self.store.receive(new).result()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.worker.close()


def test_the_records_offer_it_and_count_it_when_the_case_is_received(real: Desk) -> None:
    known = real.store.known(AN_NUMBER).result()
    assert known is not None
    assert [each.event.id for each in known.papers] == [real.event]
    case = real.receive(AN_NUMBER, ((0, real.event),))

    def look(uow: UnitOfWork) -> tuple[DigitizationState, int | None, int]:
        latest = uow.papers.latest(case.id, 0)
        assert latest is not None
        return latest.state, latest.taken_from, uow.facts.total(FactKind.REUSED_PAPER, NOW.date())

    assert real.worker.submit(look).result() == (DigitizationState.REUSED_PAPER, real.event, 1)
    assert case.content.reused == ((0, real.event),)  # what the receipt is made of
    assert real.worker.submit(lambda uow: uow.cases.get(case.id)).result() == case
    left = real.worker.submit(lambda uow: [(each.case_id, each.to_scan) for each in uow.papers.board(9)]).result()
    assert left == [(case.id, 1)]


def test_another_answer_takes_the_paper_as_it_usually_is() -> None:
    intake, _ = new_intake(knows(AN_NUMBER, stored("Tờ khai")))
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    intake.take_papers()
    intake.change_answer(0, PaperAnswer.COPY, "nộp bản sao")
    paper = intake.draft.papers[0]
    assert paper.taken is None
    assert paper.answered is not None
    assert (paper.answered.answer, paper.answered.originals) == (PaperAnswer.COPY, 1)


def test_what_an_intake_once_answered_reads_as_to_be_digitized(real: Desk) -> None:
    case = real.receive(AN_NUMBER, ((0, real.event),))

    def as_once(uow: UnitOfWork) -> None:
        uow.papers.change_answer(case.id, 0, PaperAnswer.DATA_EXISTS, "bản số hóa")
        uow.commit()

    real.worker.submit(as_once).result()
    papers = real.worker.submit(lambda uow: uow.cases.papers(case.id)).result()
    assert [each.answer for each in papers] == [PaperAnswer.DIGITIZE] * 2

    def begin_again(uow: UnitOfWork) -> bool:
        uow.papers.add(case.id, 0, DigitizationState.SCANNED, at=NOW, officer_id=1, note="mờ")
        allow(uow, case.id, 0)  # pages may be put on it
        uow.commit()
        return uow.cases.get(case.id).content.reused == ()

    assert real.worker.submit(begin_again).result()


@pytest.mark.parametrize(("number", "event"), [(BINH_NUMBER, None), (AN_NUMBER, 999)])
def test_anothers_or_a_lost_file_stops_the_whole_case(real: Desk, number: str, event: int | None) -> None:
    with pytest.raises(CodedError, match="PAPER-009"):
        real.receive(number, ((0, event or real.event),))
    assert real.worker.submit(lambda uow: len(uow.cases.recent(9))).result() == 1


def test_a_paper_that_was_begun_again_serves_no_more(real: Desk) -> None:
    def again(uow: UnitOfWork) -> None:
        uow.papers.add(1, 0, DigitizationState.SCANNED, at=NOW, officer_id=1, note="mờ")
        uow.commit()

    real.worker.submit(again).result()
    with pytest.raises(CodedError, match="PAPER-009"):
        real.receive(AN_NUMBER, ((0, real.event),))
