"""A paper's way to a stored file, and back into the next case."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from desktop.documents.paper_pdf import paper_pdf
from desktop.records.cases import Case, CasePaper, CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.database import Database
from desktop.records.file_store import FileStore
from desktop.records.paper_files import RESULT, DigitizationState, LeftKind, PaperEvent, PaperProgress, WorkFilter
from desktop.records.paper_repository import AFTER, COUNTED_AS
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.digitization import (
    Who,
    begin_again,
    check,
    keep_signed,
    make_file,
    offers,
    put_pages,
    ready,
    reuse,
)
from desktop.workflows.paper_reuse import months_after
from devices.documents.page_image import as_jpeg, open_picture
from devices.errors import CodedError
from tests.helpers.desk import NOW, case_of, desk, person, receive
from tests.helpers.pages import DPI, page_png

FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
BIRTH = CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="birth", originals=1)
COPY = CasePaper("Bản sao hộ chiếu", PaperAnswer.COPY, PaperState.HANDED_IN, spec_id="copy", copies=1)
LAN = Who(1, "Trần Thị Lan", NOW)
TOMORROW = replace(LAN, at=NOW + timedelta(days=1))
DAY = NOW.date()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def case(database: Database) -> Case:
    return receive(database, case_of(papers=(FORM, BIRTH, COPY)))


def scanned(uow: UnitOfWork, store: FileStore, case: Case, position: int, count: int = 2, who: Who = LAN) -> list[int]:
    """Pages on a paper."""
    batch = uow.pages.begin(who.at, 1, "máy quét")
    jpeg = as_jpeg(open_picture(page_png()), DPI)
    ids = [
        uow.pages.add(batch, nth + 1, store.put(jpeg + bytes(nth)), dpi=DPI, origin="", at=who.at)
        for nth in range(count)
    ]
    put_pages(uow, ids, case.id, position, who)
    return ids


def progress(uow: UnitOfWork, case: Case, position: int) -> PaperProgress:
    return next(each for each in uow.papers.of_case(case.id, "Giấy khai sinh") if each.position == position)


def checked(uow: UnitOfWork, store: FileStore, case: Case, position: int, who: Who = LAN) -> PaperEvent:
    work = ready(uow, case, progress(uow, case, position), who)
    check(uow, store, work, make_file(store, work, paper_pdf), who)
    event = uow.papers.latest(case.id, position)
    assert event is not None
    return event


def stored(uow: UnitOfWork, store: FileStore, case: Case, position: int, who: Who = LAN) -> PaperEvent:
    scanned(uow, store, case, position, who=who)
    keep_signed(uow, store, checked(uow, store, case, position, who), b"signed", who)
    event = uow.papers.latest(case.id, position)
    assert event is not None
    return event


def digitized(uow: UnitOfWork) -> dict[str, int]:
    counts = uow.indicators().counts(DAY)
    return {name: count for name, count in counts.items() if name.startswith(("digitized.", "reused.", "results.file"))}


def test_from_pages_to_a_stored_file(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        scanned(uow, store, case, 0)
        lying = progress(uow, case, 0)
        assert (lying.state, lying.waiting) == (DigitizationState.SCANNED, 2)
        event = checked(uow, store, case, 0)
        assert (event.state, event.pages, event.note) == (DigitizationState.CHECKED, 2, "")
        assert [each.id for each in uow.papers.unsigned(9)] == [event.id]
        assert digitized(uow)["digitized.cases_strict"] == 0  # scanned and not signed does not count
        assert event.file is not None
        with pikepdf.open(BytesIO(store.get(event.file))) as pdf, pdf.open_metadata() as packet:
            assert len(pdf.pages) == 2
            assert packet["dc:title"] == "Tờ khai"
            assert packet["dc:creator"] == ["Trần Thị Lan"]
            assert packet["dc:identifier"] == case.code
            assert {f"ma-dinh-danh: {case.content.applicant.number}", "so-trang: 2", "loai-giay-to: form"} <= set(
                packet["dc:subject"]
            )
        keep_signed(uow, store, event, b"signed bytes", LAN)
        done = progress(uow, case, 0)
        assert (done.state, done.waiting, uow.papers.unsigned(9)) == (DigitizationState.STORED, 0, [])
        assert done.latest is not None
        assert done.latest.file is not None
        assert store.get(done.latest.file) == b"signed bytes"
        assert [each.state for each in reversed(uow.papers.history(case.id, 0))] == [
            DigitizationState.SCANNED,
            DigitizationState.CHECKED,
            DigitizationState.SIGNED,
            DigitizationState.STORED,
        ]
        stored(uow, store, case, 1)
        assert digitized(uow) == {
            "digitized.scanned": 2,
            "digitized.checked": 2,
            "digitized.signed": 2,
            "digitized.stored": 2,
            "digitized.cases_loose": 1,
            "digitized.cases_strict": 1,
            "reused.paper": 0,
            "reused.result": 0,
            "results.file": 0,
        }
        assert set(store.names()) == uow.pages.file_names()


def test_a_result_has_a_file_of_its_own(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        event = stored(uow, store, case, RESULT)
        assert event.position == RESULT
        counts = digitized(uow)
        assert (counts["results.file"], counts["digitized.stored"]) == (1, 0)
        assert [each.position for each in uow.papers.of_case(case.id)] == [0, 1, 2]


def test_beginning_again_counts_once_and_keeps_what_was(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        first = stored(uow, store, case, 0)
        with pytest.raises(CodedError, match="PAPER-002"):
            begin_again(uow, case.id, 0, "  ", TOMORROW)
        begin_again(uow, case.id, 0, "thiếu mặt sau", TOMORROW)
        assert digitized(uow)["digitized.stored"] == 0  # the day it was counted on has a new revision
        assert uow.indicators().counts(TOMORROW.at.date())["digitized.scanned"] == 1
        again = stored(uow, store, case, 0, TOMORROW)
        assert uow.indicators().counts(TOMORROW.at.date())["digitized.stored"] == 1
        history = uow.papers.history(case.id, 0)
        assert first.id in {each.id for each in history}
        assert [each.note for each in history if each.note] == ["thiếu mặt sau"]
        assert first.file is not None
        assert again.file != first.file
        assert store.get(first.file) == b"signed"


def test_pages_that_changed_while_the_file_was_made(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        ids = scanned(uow, store, case, 0)
        work = ready(uow, case, progress(uow, case, 0), LAN)
        pdf = make_file(store, work, paper_pdf)
        uow.pages.arrange([ids[1], ids[0]])
        with pytest.raises(CodedError, match="PAPER-001"):
            check(uow, store, work, pdf, LAN)
        uow.pages.drop([ids[0]])
        uow.pages.turn(ids[1], 450)
        event = checked(uow, store, case, 0)
        assert event.pages == 1
        assert event.file is not None
        with pikepdf.open(BytesIO(store.get(event.file))) as made:
            assert made.pages[0].get("/Rotate") == 90
        uow.pages.turn(ids[1], 0)  # of a page that is part of a file nothing changes any more
        page = uow.pages.get(ids[1])
        assert page is not None
        assert page.rotation == 90
        with pytest.raises(CodedError, match="PAPER-001"):
            keep_signed(uow, store, replace(event, id=event.id - 1), b"x", LAN)
        with pytest.raises(CodedError, match="PAPER-001"):
            ready(uow, case, progress(uow, case, 0), LAN)
        assert set(store.names()) == uow.pages.file_names()


def test_what_may_not_be_put_on_a_paper(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        ids = scanned(uow, store, case, 0)
        with pytest.raises(CodedError, match="PAPER-007"):
            put_pages(uow, ids, case.id, 2, LAN)
        with pytest.raises(CodedError, match="PAPER-002"):
            uow.papers.change_answer(case.id, 2, PaperAnswer.DIGITIZE, "")
        with pytest.raises(CodedError, match="PAPER-003"):
            uow.papers.change_answer(case.id, 77, PaperAnswer.DIGITIZE, "có")
        uow.papers.change_answer(case.id, 2, PaperAnswer.DIGITIZE, "bản điện tử có chứng thực")
        put_pages(uow, ids, case.id, 2, LAN)
        assert progress(uow, case, 2).waiting == 2
        put_pages(uow, ids, None, None, LAN)
        assert [page.id for page in uow.pages.tray()] == ids
        with pytest.raises(CodedError, match="PAPER-004"):
            ready(uow, case, progress(uow, case, 0), LAN)


def test_a_page_scanned_again(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        (page_id,) = scanned(uow, store, case, 0, 1)
        before = uow.pages.get(page_id)
        uow.pages.replace(page_id, store.put(b"sharper"), NOW, defects=("dark",), dpi=300)
        after = uow.pages.get(page_id)
        assert before is not None
        assert after is not None
        assert (after.dpi, after.defects, store.get(after.file)) == (300, ("dark",), b"sharper")
        assert store.collect(uow.pages.file_names()) == [before.file.name]


def test_the_next_case_takes_what_is_there(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        stored(uow, store, case, 1)
        result = stored(uow, store, case, RESULT)
        wanted = replace(BIRTH, name="Bản chính Đăng ký khai sinh")
        later = uow.cases.receive(case_of(at=TOMORROW.at, papers=(FORM, BIRTH, wanted, COPY)))
        stranger = uow.cases.receive(case_of(person("Lê Văn Hai", "082090991002"), papers=(BIRTH,)))
        assert offers(uow, stranger, {}) == {}
        offered = offers(uow, later, {})
        assert {position: (each.name, each.is_result) for position, each in offered.items()} == {
            1: ("Giấy chứng sinh", False),
            2: ("Đăng ký khai sinh", True),
        }
        assert offered[1].case_code == case.code
        reuse(uow, later.id, 1, offered[1], TOMORROW)
        reuse(uow, later.id, 2, offered[2], TOMORROW)
        counts = uow.indicators().counts(TOMORROW.at.date())
        assert (counts["reused.paper"], counts["reused.result"]) == (1, 1)
        taken = progress(uow, later, 2).latest
        assert taken is not None
        assert taken.taken_from == result.id
        assert taken.file == result.file
        assert offers(uow, later, {}) == {}
        with pytest.raises(CodedError, match="PAPER-001"):
            reuse(uow, later.id, 1, offered[1], TOMORROW)


def test_what_has_run_out_is_shown_and_not_taken(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        kept = stored(uow, store, case, 1)
        later = uow.cases.receive(case_of(at=TOMORROW.at, papers=(FORM, BIRTH)))
        offered = offers(uow, later, {"birth": 6, "form": None})[1]
        last_day = months_after(kept.at.date(), 6)
        assert (offered.event_id, offered.stored_on, offered.valid_until) == (kept.id, kept.at.date(), last_day)
        on_the_day = replace(TOMORROW, at=datetime.combine(last_day, TOMORROW.at.timetz()))
        too_late = replace(TOMORROW, at=on_the_day.at + timedelta(days=1))
        with pytest.raises(CodedError, match="PAPER-009"):
            reuse(uow, later.id, 1, offered, too_late)
        reuse(uow, later.id, 1, offered, on_the_day)
        assert progress(uow, later, 1).state is DigitizationState.REUSED_PAPER


def test_what_is_left_to_do(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        assert [(each.to_scan, each.to_check, each.to_sign) for each in uow.papers.board(9)] == [(2, 0, 0)]
        scanned(uow, store, case, 0)
        assert [(each.to_scan, each.to_check, each.to_sign) for each in uow.papers.board(9)] == [(1, 1, 0)]
        checked(uow, store, case, 0)
        assert [(each.to_scan, each.to_check, each.to_sign) for each in uow.papers.board(9)] == [(1, 0, 1)]
        stored(uow, store, case, 1)
        board = uow.papers.board(9)
        assert [(each.code, each.full_name, each.to_sign) for each in board] == [(case.code, "Nguyễn Thị Ẩn", 1)]


def test_steps_cannot_be_changed(database: Database, store: FileStore, case: Case) -> None:
    with UnitOfWork(database) as uow:
        scanned(uow, store, case, 0)
        uow.commit()
    for statement in ("UPDATE paper_events SET state = 'stored'", "DELETE FROM paper_events"):
        with database.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(statement)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([state for state in DigitizationState if state is not DigitizationState.NOT_YET])))
def test_any_order_of_steps(database: Database, states: Sequence[DigitizationState]) -> None:
    """Only what may follow follows, and a paper is never counted as more than once anything."""
    with UnitOfWork(database) as uow:
        case = uow.cases.receive(case_of(papers=(FORM,)))
        now = DigitizationState.NOT_YET
        for nth, state in enumerate(states):
            at = NOW + timedelta(days=nth)
            if state not in AFTER[now]:
                with pytest.raises(CodedError, match="PAPER-001"):
                    uow.papers.add(case.id, 0, state, at=at, officer_id=1, note="lý do")
                continue
            uow.papers.add(case.id, 0, state, at=at, officer_id=1, note="lý do")
            now = state
            totals: dict[str, int] = {}
            for (kind, _day), amount in uow.facts.of_paper(case.id, 0).items():
                assert amount in {0, 1}
                totals[kind] = totals.get(kind, 0) + amount
            assert all(total in {0, 1} for total in totals.values())
            assert totals[COUNTED_AS[now]] == 1


class TestBoard:
    """What is left, by kind, officer, procedure and day."""

    @pytest.fixture
    def uow(self, tmp_path: Path) -> Iterator[UnitOfWork]:
        with desk(tmp_path) as database, UnitOfWork(database) as opened:
            form = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form")
            opened.officers.add("binh", "Lê Văn Bình")
            for nth, officer in enumerate((1, 1, 2)):
                new = case_of(person(f"Người {nth}", f"08219099100{nth}"), NOW + timedelta(days=nth), papers=(form,))
                code, name = f"TT.{nth % 2}", f"Thủ tục {nth % 2}"
                new = replace(new, officer_id=officer, procedure_code=code, procedure_name=name)
                opened.cases.receive(new)
            opened.papers.add(2, 0, DigitizationState.SCANNED, at=NOW, officer_id=1)
            opened.papers.add(2, 0, DigitizationState.CHECKED, at=NOW, officer_id=1)
            yield opened

    @staticmethod
    def ids(uow: UnitOfWork, wanted: WorkFilter, now: datetime | None = None) -> list[int]:
        return [each.case_id for each in uow.papers.board(9, wanted, now)]

    def test_by_each_and_by_all(self, uow: UnitOfWork) -> None:
        assert self.ids(uow, WorkFilter()) == [1, 2, 3]
        assert self.ids(uow, WorkFilter(LeftKind.TO_SIGN)) == [2]
        assert self.ids(uow, WorkFilter(LeftKind.TO_SCAN)) == [1, 3]
        assert self.ids(uow, WorkFilter(LeftKind.TO_CHECK)) == []
        assert self.ids(uow, WorkFilter(officer_id=2)) == [3]
        assert self.ids(uow, WorkFilter(procedure_code="TT.0")) == [1, 3]
        assert self.ids(uow, WorkFilter(day=f"{NOW + timedelta(days=1):%Y-%m-%d}")) == [2]
        assert self.ids(uow, WorkFilter(LeftKind.TO_SCAN, 1, "TT.0")) == [1]

    def test_late_is_what_is_due_and_open(self, uow: UnitOfWork) -> None:
        due = uow.cases.get(1).content.appointment.due_at
        after = due + timedelta(minutes=1)
        late = self.ids(uow, WorkFilter(LeftKind.LATE), after)
        assert 1 in late
        assert self.ids(uow, WorkFilter(LeftKind.LATE), due - timedelta(days=400)) == []
        uow.cases.record(1, CaseState.RETURNED, at=after, officer_id=1, happened="returned")
        assert self.ids(uow, WorkFilter(LeftKind.LATE), after) == [each for each in late if each != 1]
        assert not uow.papers.board(9, now=after)[0].late

    def test_the_facets_add_up(self, uow: UnitOfWork) -> None:
        facets = uow.papers.board_facets()
        assert sorted(facets.officers) == [(1, uow.officers.all()[-1].full_name, 2), (2, "Lê Văn Bình", 1)]
        assert facets.procedures == (("TT.0", "Thủ tục 0", 2), ("TT.1", "Thủ tục 1", 1))
        assert [count for _, count in facets.days] == [1, 1, 1]
