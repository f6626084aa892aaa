"""The page of the log on a whole desk: what is seen is logged, the chain is verified, a person's data come and go."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pikepdf
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.audit_entries import AuditAction
from desktop.records.audit_log import AuditFilter, details_of
from desktop.records.cases import Case, NewCase
from desktop.records.erasure_list import FILE, read_list
from desktop.records.number_blocks import NumberBlock
from desktop.records.people import Role
from desktop.records.personal_data import load_personal_data
from desktop.records.protection import Protection, load_protection, save_protection
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.audit.erase_dialog import EraseCaseDialog
from desktop.screens.printing.preview import PrintPreview
from desktop.workflows.erasing import REQUEST, CaseHeld, erase_case, erase_citizen, months_before
from desktop.workflows.past_cases import over_since
from devices.errors import CodedError
from tests.helpers.desk import AN, case_of, person
from tests.helpers.real_desk import NOW, open_desk

BINH = person("Lê Văn Bình", "082190991002")
CHI = person("Võ Thị Chi", "082190991003")
LONG_AGO = NOW - timedelta(days=900)
LISTED = AuditFilter(action=AuditAction.CASES_LISTED)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "desk") as opened:
        opened.start()
        yield opened


def worker(desk: Desk) -> DatabaseWorker:
    return desk._worker


def actions(desk: Desk, prefix: str = "") -> list[str]:
    return (
        worker(desk)
        .submit(lambda uow: [each.action for each in uow.audit.entries(AuditFilter(action=prefix), 100)])
        .result()
    )


def receive(desk: Desk, *cases: NewCase) -> list[Case]:
    return [desk.store.receive(case).result() for case in cases]


def show(desk: Desk, qtbot: QtBot, typed: str = "") -> None:
    desk.window.show_page("audit")
    screen = desk.audit.page.screen
    screen.filter.citizen.setText(typed)
    screen.filter.look.click()
    qtbot.waitUntil(
        lambda: screen.model.rowCount() > 0 and (desk.audit.page.desk.view.citizen is not None) == bool(typed)
    )


def test_what_an_officer_sees_is_logged(desk: Desk, qtbot: QtBot) -> None:
    an, binh = receive(desk, case_of(), case_of(BINH))
    desk.case_life.queries.find("nguyen").result()
    desk.case_life.queries.case(an.id).result()
    desk.store.known(AN.number).result()
    (entry,) = (
        worker(desk)
        .submit(
            lambda uow: [
                each for each in uow.audit.entries(AuditFilter(action="cases."), 9) if "search" in each.details
            ]
        )
        .result()
    )
    assert details_of(entry)["cases"] == [an.id]
    assert entry.count == 1
    assert entry.officer_id == desk.officer.id
    assert {AuditAction.CASE_SEEN, AuditAction.CITIZEN_SEEN, AuditAction.CASE_RECEIVED} <= set(actions(desk))
    everything = worker(desk).submit(lambda uow: str(list(uow.audit.each(AuditFilter())))).result()
    for secret in (AN.full_name, AN.number, AN.phone, BINH.number, binh.code):
        assert secret not in everything


def test_looking_filtering_and_verifying(desk: Desk, qtbot: QtBot) -> None:
    receive(desk, case_of(), case_of(BINH))
    show(desk, qtbot, AN.number)
    page = desk.audit.page
    assert {each.action for each in page.desk.view.entries} >= {AuditAction.CASE_RECEIVED}
    people = [details_of(each).get("people", ()) for each in page.desk.view.entries]
    assert all(people)
    page.screen.verify.click()
    qtbot.waitUntil(lambda: page.desk.verdict is not None)
    assert page.desk.verdict is not None
    assert page.desk.verdict.holds
    assert "Nguyên vẹn" in page.screen._verdict.text()


def test_the_head_goes_with_the_day_record(desk: Desk, qtbot: QtBot) -> None:
    receive(desk, case_of())
    desk.day.close(lambda _: None)
    qtbot.waitUntil(lambda: AuditAction.DAY_CLOSED in actions(desk))
    desk.audit.page.desk.verify()
    qtbot.waitUntil(lambda: desk.audit.page.desk.verdict is not None)
    verdict = desk.audit.page.desk.verdict
    assert verdict is not None
    assert verdict.heads == 1
    assert verdict.holds


def test_a_log_that_was_pruned_before_its_time_does_not_hold(desk: Desk, qtbot: QtBot) -> None:
    receive(desk, case_of())
    desk.day.close(lambda _: None)
    qtbot.waitUntil(lambda: AuditAction.DAY_CLOSED in actions(desk))

    def prune(uow: UnitOfWork) -> None:
        uow.audit.prune(NOW + timedelta(days=1))
        uow.commit()

    worker(desk).submit(prune).result()
    page = desk.audit.page
    page.screen.verify.click()
    qtbot.waitUntil(lambda: page.desk.verdict is not None)
    assert page.desk.verdict is not None
    assert [fault.kind for fault in page.desk.verdict.faults] == ["early"]
    assert "12 tháng" in page.screen._verdict.text()


def test_exports(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    receive(desk, case_of())
    show(desk, qtbot)
    page = desk.audit.page
    for kind in ("csv", "xlsx"):
        page.export_to(tmp_path / f"log.{kind}")
        qtbot.waitUntil((tmp_path / f"log.{kind}").exists)
    rows = list(csv.reader(io.StringIO((tmp_path / "log.csv").read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [str(nth) for nth in range(1, len(rows))]
    sheet = load_workbook(tmp_path / "log.xlsx").active
    assert sheet is not None
    assert sheet.max_row >= len(rows)


def test_the_notice(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    receive(desk, case_of(), case_of(BINH))
    show(desk, qtbot)
    page = desk.audit.page
    page.screen.ask.click()
    qtbot.waitUntil(lambda: page.desk.notice is not None)
    assert page.desk.notice is not None
    assert page.desk.notice.count == 2
    page.export_notice_to(tmp_path / "notice.xlsx")
    qtbot.waitUntil((tmp_path / "notice.xlsx").exists)
    book = load_workbook(tmp_path / "notice.xlsx")
    names = {row[0] for row in book["Danh sách"].iter_rows(min_row=2, values_only=True)}
    assert names == {AN.full_name, BINH.full_name}


def test_what_is_held_on_one_person(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    _, other = receive(desk, case_of(), case_of(BINH, submitter=AN))
    show(desk, qtbot, AN.number)
    desk.audit.page.export_person_to(tmp_path / "an.zip")
    qtbot.waitUntil((tmp_path / "an.zip").exists)
    with ZipFile(tmp_path / "an.zip") as archive:
        facts = msgspec.json.decode(archive.read("du-lieu.json"))
        sheet = archive.read("ban-doc.html").decode()
    assert facts["citizen"]["details"]["number"] == AN.number
    assert len(facts["cases"]) == 1
    assert [each["code"] for each in facts["handed_in"]] == [other.code]
    assert other.code in sheet
    assert AN.full_name in sheet
    assert BINH.number not in sheet + str(facts)
    assert AuditAction.PERSON_EXPORTED in actions(desk)


def test_it_is_refused_without_right_and_that_is_logged(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    receive(desk, case_of())

    def give_to_another(uow: UnitOfWork) -> None:
        save_protection(uow.settings, Protection(logins=("hoa",)))
        uow.commit()

    worker(desk).submit(give_to_another).result()
    show(desk, qtbot, AN.number)
    desk.audit.page.export_person_to(tmp_path / "an.zip")
    qtbot.waitUntil(lambda: AuditAction.REFUSED in actions(desk))
    qtbot.waitUntil(desk.audit.page.screen.notice.isVisible)
    assert not (tmp_path / "an.zip").exists()


def test_deleting_a_person_whose_time_is_over(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    worker(desk).submit(_open_numbers).result()
    receive(desk, case_of(at=LONG_AGO), case_of(BINH))
    show(desk, qtbot, AN.number)
    page = desk.audit.page
    page.erase_to(tmp_path / "no.pdf")  # the unit has set no time yet
    qtbot.waitUntil(page.screen.notice.isVisible)
    assert not (tmp_path / "no.pdf").exists()
    page.screen.case_months.setValue(24)
    page.screen.keep.click()
    qtbot.waitUntil(lambda: page.desk.view.protection.case_months == 24)
    page.erase_to(tmp_path / "certificate.pdf")
    qtbot.waitUntil((tmp_path / "certificate.pdf").exists)
    with pikepdf.open(tmp_path / "certificate.pdf") as pdf:
        assert len(pdf.pages) == 1
    assert len(read_list(tmp_path / "desk")) == 2
    assert AN.number not in (tmp_path / "desk" / FILE).read_text(encoding="utf-8")
    assert desk.store.known(AN.number).result() is None
    assert desk.store.known(BINH.number).result() is not None
    assert worker(desk).submit(lambda uow: uow.audit.verify().holds).result()


def look_at_case(desk: Desk, qtbot: QtBot, code: str) -> CaseHeld:
    card = desk.audit.page.screen.case
    card.code.setText(code)
    card.look.click()
    held = desk.audit.page.desk
    qtbot.waitUntil(lambda: held.case is not None and held.case.code == code and not held.busy)
    assert held.case is not None
    return held.case


def test_deleting_one_case_needs_its_time_a_reason_and_a_word(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    worker(desk).submit(_open_numbers).result()
    old, new = receive(desk, case_of(at=LONG_AGO), case_of(BINH))
    show(desk, qtbot)
    page, card = desk.audit.page, desk.audit.page.screen.case
    assert not look_at_case(desk, qtbot, old.code).due  # the unit has set no time yet
    assert not card.erase.isEnabled()
    page.screen.case_months.setValue(24)
    page.screen.keep.click()
    qtbot.waitUntil(lambda: page.desk.view.protection.case_months == 24)
    assert not look_at_case(desk, qtbot, new.code).due
    assert look_at_case(desk, qtbot, old.code).due
    shown = " ".join(each.text() for each in card.findChildren(QLabel))
    assert old.code in shown
    assert AN.full_name not in shown
    card.erase.click()
    dialog = page.dialog
    assert isinstance(dialog, EraseCaseDialog)
    dialog.line.setText("XÓA 9999")
    assert not dialog.go.isEnabled()
    dialog.line.setText(f" xóa  {old.code[-4:]} ")
    dialog.reasons.setCurrentIndex(dialog.reasons.findData(REQUEST))
    dialog.go.click()
    qtbot.waitUntil(lambda: isinstance(page.dialog, PrintPreview))
    preview = page.dialog
    assert isinstance(preview, PrintPreview)
    paper = " ".join(each.accessibleDescription() for each in preview.view.page_labels)
    assert "CHỨNG NHẬN XÓA DỮ LIỆU CÁ NHÂN" in paper
    assert old.code in paper.replace(" ", "")
    preview.reject()
    qtbot.waitUntil(lambda: page.desk.case is None and card.certificate.isVisible())
    card.certificate.click()
    assert isinstance(page.dialog, PrintPreview)
    page.dialog.reject()
    erased, person_erased = read_list(tmp_path / "desk")
    assert (erased.kind, erased.subject_id, erased.reason) == ("case", old.id, REQUEST)
    assert (person_erased.kind, person_erased.subject_id) == ("citizen", old.citizen_id), "it was their last case"
    gone = desk.case_life.queries.case(old.id).result()
    assert AN.full_name not in str(gone)
    assert desk.case_life.queries.case(new.id).result().content.applicant.full_name == BINH.full_name
    assert look_at_case(desk, qtbot, old.code).erased
    assert not card.erase.isEnabled()
    assert worker(desk).submit(lambda uow: uow.audit.verify().holds).result()


def test_what_is_past_its_time_is_listed_and_leads_to_its_deletion(desk: Desk, qtbot: QtBot) -> None:
    old, older, new = receive_old(desk)
    page = desk.audit.page
    show(desk, qtbot)
    card = page.screen.past
    card.look.click()
    qtbot.waitUntil(lambda: page.desk.past is not None)
    assert page.desk.past is not None
    assert (page.desk.past.months, page.desk.past.cases) == (0, ()), "the unit has set no time yet"
    page.desk.keep_for(audit_months=24, case_months=24)
    qtbot.waitUntil(lambda: page.desk.past is None)
    card.look.click()
    qtbot.waitUntil(lambda: card.list.count() == 2)
    told = [card.list.item(place).text() for place in range(2)]
    assert [each.partition("\n")[0] for each in told] == [older.code, old.code]
    assert new.code not in "".join(told)
    assert AN.full_name not in "".join(told)
    over = over_since(old.content.received_at.date(), 24)
    assert f"hết hạn từ {over:%d/%m/%Y}" in told[1]
    (entry, *_) = worker(desk).submit(lambda uow: uow.audit.entries(LISTED, 1)).result()
    assert details_of(entry)["cases"] == [older.id, old.id]
    card.list.itemActivated.emit(card.list.item(0))
    qtbot.waitUntil(lambda: page.desk.case is not None and page.desk.case.code == older.code)
    assert page.screen.case.erase.isEnabled()
    page.erase_case("case")
    qtbot.waitUntil(lambda: card.list.count() == 1)
    assert card.list.item(0).text().startswith(old.code)


def receive_old(desk: Desk) -> tuple[Case, Case, Case]:
    """Two cases of long ago, the second of them before the first, and one of today."""
    worker(desk).submit(_open_numbers).result()
    older = LONG_AGO - timedelta(days=40)
    old, before, new = receive(desk, case_of(at=LONG_AGO), case_of(BINH, at=older), case_of(CHI))
    return old, before, new


@pytest.mark.parametrize("received", [date(2022, 1, 1), date(2022, 1, 31), date(2022, 11, 30), date(2024, 2, 29)])
@pytest.mark.parametrize("months", [1, 11, 24, 120])
def test_since_when_is_the_first_day_on_which_a_case_may_go(received: date, months: int) -> None:
    since = over_since(received, months)
    assert months_before(since, months) > received
    assert months_before(since - timedelta(days=1), months) <= received


def test_who_has_no_right_gets_no_list(desk: Desk, qtbot: QtBot) -> None:
    def give_to_another(uow: UnitOfWork) -> None:
        save_protection(uow.settings, Protection(case_months=1, logins=("hoa",)))
        uow.commit()

    worker(desk).submit(give_to_another).result()
    show(desk, qtbot)
    desk.audit.page.desk.look_at_past()
    qtbot.waitUntil(lambda: desk.audit.page.desk.error is not None)
    assert desk.audit.page.desk.error is not None
    assert desk.audit.page.desk.error.code == "AUD-003"
    assert desk.audit.page.desk.past is None


def test_whom_no_case_names_any_more_goes_with_the_last_one(desk: Desk) -> None:
    """Somebody who only ever handed in for another is a citizen of the records, too."""
    data, today = load_personal_data(resources_folder()), NOW.date()

    def prepare(uow: UnitOfWork) -> None:
        _open_numbers(uow)
        save_protection(uow.settings, Protection(case_months=24))
        uow.commit()

    worker(desk).submit(prepare).result()
    chi = person("Võ Thị Chi", "082190991003")
    first, second, kept = receive(
        desk,
        case_of(at=LONG_AGO, submitter=BINH),
        case_of(chi, at=LONG_AGO, submitter=BINH),
        case_of(person("Hồ Văn Dũng", "082190991004"), submitter=chi),
    )
    erased = worker(desk).submit(lambda uow: erase_case(uow, first.id, data, today)).result()
    assert [(each.erasure.kind, each.erasure.subject_id) for each in erased][1:] == [("citizen", first.citizen_id)]
    assert desk.store.known(BINH.number).result() is not None, "another case names them"
    erased = worker(desk).submit(lambda uow: erase_case(uow, second.id, data, today)).result()
    assert [each.erasure.kind for each in erased] == ["case", "citizen"]
    assert desk.store.known(BINH.number).result() is None
    assert desk.store.known(chi.number).result() is not None, "a case that is kept names who handed it in"
    with pytest.raises(CodedError, match="DATA-012"):
        worker(desk).submit(lambda uow: erase_citizen(uow, second.citizen_id, data, today)).result()
    assert desk.case_life.queries.case(kept.id).result().content.submitter == chi


def test_who_has_no_right_does_not_even_find_the_case(desk: Desk, qtbot: QtBot) -> None:
    (case,) = receive(desk, case_of(at=NOW))

    def give_to_another(uow: UnitOfWork) -> None:
        save_protection(uow.settings, Protection(case_months=1, logins=("hoa",)))
        uow.commit()

    worker(desk).submit(give_to_another).result()
    show(desk, qtbot)
    desk.audit.page.desk.look_at_case(case.code)
    qtbot.waitUntil(lambda: desk.audit.page.desk.error is not None)
    assert desk.audit.page.desk.error is not None
    assert desk.audit.page.desk.error.code == "AUD-003"
    assert desk.audit.page.desk.case is None
    assert AuditAction.REFUSED in actions(desk)


def test_an_entry_about_a_case_opens_it(desk: Desk, qtbot: QtBot) -> None:
    (case,) = receive(desk, case_of())
    desk.case_life.queries.case(case.id).result()
    show(desk, qtbot)
    screen = desk.audit.page.screen
    rows = range(screen.model.rowCount())
    about = next(each for each in rows if screen.model.case_id(each) == case.id)
    other = next(each for each in rows if screen.model.case_id(each) is None)
    screen.table.activated.emit(screen.model.index(other, 0))
    assert desk.window.current_page == "audit"
    screen.table.activated.emit(screen.model.index(about, 0))
    assert desk.window.current_page == "cases"
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None and desk.cases.detail.case.id == case.id)


def test_a_case_is_opened_from_its_papers_by_id_and_by_code(desk: Desk, qtbot: QtBot) -> None:
    first, second = receive(desk, case_of(), case_of(BINH))
    desk.window.show_page("papers")
    desk.papers.screen.case_wanted.emit(first.id)
    assert desk.window.current_page == "cases"
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None and desk.cases.detail.case.id == first.id)
    desk.window.show_page("papers")
    desk.papers.screen.code_wanted.emit(second.code)
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None and desk.cases.detail.case.id == second.id)
    assert desk.window.current_page == "cases"


def _open_numbers(uow: UnitOfWork) -> None:
    uow.blocks.add(NumberBlock("000.00.00.H00", 201, 299, date(2020, 1, 1), date(2026, 11, 24)))
    uow.commit()


def test_drafts_go_the_same_day(desk: Desk, qtbot: QtBot) -> None:
    desk.store.save_draft("left", '{"a": 1}').result()
    desk.audit.on_day_closed(None)
    qtbot.waitUntil(lambda: AuditAction.RETENTION_RUN in actions(desk))
    assert desk.store.drafts().result() == []


def test_a_day_that_is_none_is_marked_and_asks_nothing(desk: Desk, qtbot: QtBot) -> None:
    receive(desk, case_of())
    show(desk, qtbot)
    bar = desk.audit.page.screen.filter
    asked: list[AuditFilter] = []
    bar.wanted.connect(asked.append)
    bar.first.setText("31/02/2026")
    bar.look.click()
    assert asked == []
    assert bar.first.property("state") == "damaged"
    bar.first.setText("01/11/2026")
    bar.look.click()
    assert [each.first.isoformat() for each in asked if each.first is not None] == ["2026-11-01T00:00:00+07:00"]


def test_who_is_in_charge_is_chosen_among_the_heads(desk: Desk, qtbot: QtBot) -> None:
    worker = desk._worker

    def add(uow: UnitOfWork) -> None:
        uow.officers.add("head2", "Phạm Thị Trưởng", Role.HEAD)
        uow.officers.add("mai", "Phạm Thị Mai", Role.OFFICER)
        uow.commit()

    worker.submit(add).result()
    show(desk, qtbot)
    part = desk.audit.page.screen.in_charge
    qtbot.waitUntil(lambda: part.people.count() == 2)
    names = [part.people.item(place).text() for place in range(2)]
    assert not any("mai" in name for name in names), "an officer does not reach the page"
    part.people.item(next(place for place in range(2) if "head2" in names[place])).setCheckState(Qt.CheckState.Checked)
    part.keep.click()
    qtbot.waitUntil(lambda: AuditAction.PROTECTION_SET in actions(desk))
    assert worker.submit(lambda uow: load_protection(uow.settings)).result().logins == ("head2",)
    desk.audit.page.desk.put_in_charge(())
    qtbot.waitUntil(lambda: desk.audit.page.desk.error is not None)
    assert desk.audit.page.desk.error is not None
    assert desk.audit.page.desk.error.code == "AUD-003", "who is not in charge any more cannot put themselves back"


def test_nobody_is_put_in_charge_who_cannot_reach_the_page(desk: Desk, qtbot: QtBot) -> None:
    show(desk, qtbot)
    page = desk.audit.page.desk
    page.put_in_charge(("khong-co",))
    qtbot.waitUntil(lambda: page.error is not None)
    assert page.error is not None
    assert page.error.code == "AUD-006"
    assert desk._worker.submit(lambda uow: load_protection(uow.settings)).result().logins == ()
