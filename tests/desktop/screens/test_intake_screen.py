"""The intake screen's real widgets, driven as an officer drives them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QDateTime, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.records.cases import CaseState, CaseSummary, PaperState, ReturnMethod
from desktop.records.catalogue.models import ReceptionChannel
from desktop.records.people import Citizen
from desktop.screens.dialog import TextDialog
from desktop.screens.intake.counts_dialog import CountsDialog
from desktop.screens.intake.promise_dialog import PromiseDialog
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.intake import IntakeState
from desktop.workflows.ports import KnownCitizen
from devices.errors import CodedError
from devices.identity import Field
from tests.helpers.intake_screen import ScreenWorld, button, press, texts, type_into
from tests.helpers.intake_world import AN, BINH, BIRTH, NOW, ONLINE_ONLY, card, damaged_card, new_intake
from tests.helpers.themed import themed

NEW_CASE, SUBMITTER, IGNORE = "Hồ sơ mới cho thẻ này", "Người này nộp thay", "Bỏ qua thẻ"


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def world(qtbot: QtBot) -> ScreenWorld:
    return ScreenWorld(qtbot)


def line(world: ScreenWorld, field: Field) -> QLineEdit:
    return world.screen.applicant.rows[field].line


def choose(world: ScreenWorld, text: str = "khai sinh") -> None:
    """Find a procedure by typing and take it with Enter."""
    world.key(Qt.Key.Key_F3)
    world.screen.procedure.search_line.setText(text)
    QTest.keyClick(world.screen.procedure.search_line, Qt.Key.Key_Return)


def in_dialog(act: Callable[[QDialog], None]) -> None:
    """Do something in the dialog that the next click opens."""

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            try:
                act(dialog)
            finally:
                if dialog.isVisible():  # a failed check must not leave it open
                    dialog.reject()
        else:
            QTimer.singleShot(10, find)

    find()


def answer(text: str) -> Callable[[QDialog], None]:
    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, TextDialog)
        assert not button(dialog, "Đồng ý").isEnabled()
        dialog.line.setText(text)
        press(dialog, "Đồng ý")

    return act


def known_an(count: int = 2) -> KnownCitizen:
    intake, _ = new_intake()
    intake.scan(replace(AN))
    details = replace(intake.draft.applicant.details(), residence="Ấp 9, Tân Hương, Đồng Tháp", phone="0190123456")
    day = NOW - timedelta(days=30)
    cases = tuple(
        CaseSummary(
            n,
            f"MÃ-CŨ-{n}",
            details.full_name,
            details.number,
            "Trích lục hộ tịch",
            day,
            day,
            CaseState.RETURNED,
            ReceptionChannel.COUNTER,
        )
        for n in range(1, count + 1)
    )
    return KnownCitizen(Citizen(1, details, count), cases)


# ---- who


def test_a_card_fills_the_fields_and_says_where_each_came_from(world: ScreenWorld) -> None:
    world.screen.take(AN)
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert line(world, Field.BIRTH_DATE).text() == "01/05/1990"
    assert "QR" in texts(world.screen.applicant.rows[Field.NUMBER])
    assert "QR" not in texts(world.screen.applicant.rows[Field.OLD_NUMBER])
    assert world.focus() is world.screen.procedure.search_line


def test_a_typed_field_reaches_the_draft_without_a_mark(world: ScreenWorld) -> None:
    type_into(line(world, Field.FULL_NAME), "  Lê  Thị Bưởi ")
    assert world.intake.draft.applicant.text(Field.FULL_NAME) == "Lê Thị Bưởi"
    assert "Gõ tay" not in texts(world.screen.applicant)


@pytest.mark.parametrize("typed", ["1/5/1990", "01051990", "01-05-1990", "1.5.1990"])
def test_a_date_may_be_typed_in_several_ways(world: ScreenWorld, typed: str) -> None:
    type_into(line(world, Field.BIRTH_DATE), typed)
    assert world.intake.draft.applicant.text(Field.BIRTH_DATE) == "1990-05-01"
    assert line(world, Field.BIRTH_DATE).text() == "01/05/1990"


def test_what_is_no_date_is_said_and_not_taken(world: ScreenWorld) -> None:
    type_into(line(world, Field.BIRTH_DATE), "31/02/1990")
    row = world.screen.applicant.rows[Field.BIRTH_DATE]
    assert "Không phải một ngày" in texts(row)
    assert world.intake.draft.applicant.text(Field.BIRTH_DATE) == ""
    type_into(row.line, "28/02/1990")
    assert "Không phải" not in texts(row)


def test_a_differing_text_shows_the_card_s_and_takes_it_back(world: ScreenWorld) -> None:
    world.screen.take(AN)
    type_into(line(world, Field.FULL_NAME), "Nguyễn Thị Ân")
    row = world.screen.applicant.rows[Field.FULL_NAME]
    assert row.line.property("state") == "differs"
    assert "QR: Nguyễn Thị An" in texts(row)
    press(row, "Dùng QR: Nguyễn Thị An")
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.intake.draft.applicant.text(Field.FULL_NAME) == "Nguyễn Thị An"
    assert "Gõ tay: Nguyễn Thị Ân" in texts(row)


def test_what_the_records_hold_otherwise_is_shown_and_cannot_be_taken(world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an()
    world.screen.take(AN)
    row = world.screen.applicant.rows[Field.RESIDENCE]
    assert "Hồ sơ trước: Ấp 9" in texts(row)
    assert "Dùng" not in texts(row)


def test_a_text_that_two_sources_say_is_shown_once(world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an()
    world.screen.take(AN)
    type_into(line(world, Field.FULL_NAME), "Khác Hẳn")
    assert "QR, Hồ sơ trước: Nguyễn Thị An" in texts(world.screen.applicant.rows[Field.FULL_NAME])


def test_a_damaged_text_is_red_and_gets_the_focus(world: ScreenWorld) -> None:
    world.screen.take(damaged_card("082190991001", "Nguy?n Th? An"))
    row = world.screen.applicant.rows[Field.FULL_NAME]
    assert row.is_damaged
    assert "gõ lại theo thẻ" in texts(row)
    assert world.focus() is row.line
    assert row.line.selectedText() == "Nguy?n Th? An"
    assert not world.screen.action_bar.save_button.isEnabled()
    type_into(row.line, "Nguyễn Thị An")
    assert not row.is_damaged


def test_a_returning_citizen_s_cases_are_in_a_menu(qtbot: QtBot, world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an(2)
    world.screen.take(AN)
    returning = world.screen.applicant.returning
    assert returning.text() == "Đã có 2 hồ sơ"
    assert world.screen.applicant.phone.text() == "0190123456"
    first, second = returning.menu().actions()
    assert first.text() == "26/10/2026 · Trích lục hộ tịch · Đã trả kết quả"
    with qtbot.waitSignal(world.screen.case_wanted) as wanted:
        second.trigger()
    assert wanted.args == [2]
    world.intake.set_aside()
    assert not returning.isVisible()


def test_phone_and_mail_reach_the_draft(world: ScreenWorld) -> None:
    world.screen.take(AN)
    type_into(world.screen.applicant.phone, " 0190000001 ")
    type_into(world.screen.applicant.email, "an@vidu.vn")
    person = world.intake.draft.applicant
    assert (person.phone, person.email) == ("0190000001", "an@vidu.vn")


def test_somebody_else_hands_the_case_in(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.key(Qt.Key.Key_F4)
    assert "Đưa thẻ của người nộp thay vào" in texts(world.screen)
    world.screen.take(BINH)
    assert world.screen.submitter.rows[Field.FULL_NAME].line.text() == "Trần Văn Bình"
    assert "Đưa thẻ của người nộp thay" not in texts(world.screen)
    type_into(world.screen.submitter.phone, "0190000002")
    submitter = world.intake.draft.submitter
    assert submitter is not None
    assert submitter.phone == "0190000002"
    press(world.screen.submitter, "Bỏ")
    assert world.intake.draft.submitter is None
    assert not world.screen.submitter.isVisible()


# ---- another person's card


def test_another_person_s_card_waits_for_a_decision(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    assert "Thẻ vừa quét là của Trần Văn Bình, hồ sơ đang mở là của Nguyễn Thị An" in world.notice()
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.focus() is button(world.screen, NEW_CASE)


def test_its_new_case_puts_the_open_one_aside(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.press(NEW_CASE)
    assert line(world, Field.FULL_NAME).text() == "Trần Văn Bình"
    assert world.notice() == ""
    assert world.focus() is world.screen.procedure.search_line
    assert world.screen.drafts.text() == "Nháp đã cất (1)"


def test_it_may_be_the_one_who_hands_in(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.screen.submitter.rows[Field.FULL_NAME].line.text() == "Trần Văn Bình"


def test_it_may_be_ignored(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.press(IGNORE)
    assert world.notice() == ""
    assert world.intake.draft.submitter is None
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"


def test_it_may_be_who_was_typed_so_far(world: ScreenWorld) -> None:
    type_into(line(world, Field.FULL_NAME), "Trần Văn Bính")
    world.screen.take(BINH)
    world.press("Đúng là người đang gõ")
    assert world.intake.draft.applicant.number == "082085992002"
    assert "Gõ tay: Trần Văn Bính" in texts(world.screen.applicant)


def test_it_does_not_take_the_keys_from_whoever_types(world: ScreenWorld) -> None:
    world.screen.take(AN)
    line(world, Field.OLD_NUMBER).setFocus()
    world.screen.take(BINH)
    assert NEW_CASE in world.notice()
    assert world.focus() is line(world, Field.OLD_NUMBER)


# ---- what


def test_a_procedure_is_found_by_typing_and_taken_with_enter(world: ScreenWorld) -> None:
    choose(world, "thường")
    assert world.intake.procedure is ONLINE_ONLY
    assert world.screen.procedure.results.count() == 2, "the search is empty again for the next case"


def test_the_arrows_move_in_the_results(world: ScreenWorld) -> None:
    search = world.screen.procedure.search_line
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert world.intake.procedure is ONLINE_ONLY


def test_nothing_found_is_said(world: ScreenWorld) -> None:
    world.screen.procedure.search_line.setText("xyz")
    assert "Không có thủ tục nào như vậy" in texts(world.screen.procedure)
    QTest.keyClick(world.screen.procedure.search_line, Qt.Key.Key_Return)
    assert world.intake.procedure is None


def test_looking_for_another_procedure_gives_nothing_up(world: ScreenWorld) -> None:
    world.screen.take(AN)
    choose(world)
    world.key(Qt.Key.Key_F6)
    world.key(Qt.Key.Key_F3)
    assert world.focus() is world.screen.procedure.search_line
    world.key(Qt.Key.Key_Escape)
    assert world.intake.can_save, "the answers are kept"
    assert world.screen.procedure.papers.isVisible()
    choose(world, "sinh")
    assert world.intake.can_save, "the same procedure taken again keeps the answers too"
    assert world.screen.procedure.papers.isVisible()
    choose(world, "thường")
    assert world.intake.procedure is ONLINE_ONLY


def test_one_key_answers_all_papers_and_goes_on_to_saving(world: ScreenWorld) -> None:
    world.screen.take(AN)
    choose(world)
    assert world.focus() is world.screen.procedure.papers.all_button
    assert "còn 3 chưa trả lời" in texts(world.screen.procedure.papers)
    assert "Đã có trên thẻ" in texts(world.screen.procedure.papers)
    world.key(Qt.Key.Key_F6)
    assert "đã đủ" in texts(world.screen.procedure.papers)
    assert world.focus() is world.screen.action_bar.save_button


def test_a_paper_handed_in_moves_the_focus_to_the_next_one(world: ScreenWorld) -> None:
    choose(world)
    first = button(world.screen, "Đã nộp: Tờ khai")
    first.setFocus()
    world.key(Qt.Key.Key_Return)
    answered = world.intake.draft.papers[0].answered
    assert answered is not None
    assert answered.state is PaperState.HANDED_IN
    assert world.focus() is button(world.screen, "Đã nộp: Giấy chứng sinh")


def test_a_missing_paper_wants_a_reason(world: ScreenWorld) -> None:
    choose(world)
    in_dialog(answer("hẹn nộp chiều nay"))
    world.press("Chưa có…: Giấy chứng sinh")
    paper = world.intake.draft.papers[1].answered
    assert paper is not None
    assert (paper.state, paper.reason) == (PaperState.MISSING, "hẹn nộp chiều nay")
    assert "Lý do: hẹn nộp chiều nay" in texts(world.screen.procedure.papers)


def test_a_missing_paper_without_a_reason_stays_unanswered(world: ScreenWorld) -> None:
    choose(world)
    in_dialog(lambda dialog: dialog.reject())
    world.press("Chưa có…: Giấy chứng sinh")
    assert world.intake.draft.papers[1].answered is None


def test_a_paper_of_a_case_may_not_be_there(world: ScreenWorld) -> None:
    choose(world)
    world.press("Không có: Giấy kết hôn")
    paper = world.intake.draft.papers[2].answered
    assert paper is not None
    assert paper.state is PaperState.NOT_APPLICABLE


def test_more_of_a_paper_is_handed_in_than_usual(world: ScreenWorld) -> None:
    choose(world)
    world.press("Đã nộp: Giấy chứng sinh")

    def count(dialog: QDialog) -> None:
        assert isinstance(dialog, CountsDialog)
        dialog.originals.setValue(0)
        dialog.copies.setValue(0)
        dialog.findChildren(QPushButton)[-1].click()
        assert dialog.isVisible(), "handed in, and none of it, is not accepted"
        dialog.originals.setValue(2)
        dialog.copies.setValue(3)
        dialog.accept()

    in_dialog(count)
    world.press("Số bản: Giấy chứng sinh")
    paper = world.intake.draft.papers[1].answered
    assert paper is not None
    assert (paper.originals, paper.copies, paper.state) == (2, 3, PaperState.HANDED_IN)
    assert "2 bản chính · 3 bản sao" in texts(world.screen.procedure.papers)


def test_a_paper_is_added_and_taken_away(world: ScreenWorld) -> None:
    choose(world)
    in_dialog(answer("Đơn xin xác nhận"))
    world.press("Thêm giấy tờ khác…")
    assert world.intake.draft.papers[-1].name == "Đơn xin xác nhận"
    press(world.screen.procedure.papers, "Bỏ")
    assert len(world.intake.draft.papers) == len(BIRTH.papers)


# ---- when and how


def test_a_service_without_paper_takes_no_paper_channel(world: ScreenWorld) -> None:
    choose(world, "thường")
    buttons = world.screen.reception.channel_buttons
    enabled = {channel for channel, radio in buttons.items() if radio.isEnabled()}
    assert enabled == {ReceptionChannel.ONLINE_ASSISTED, ReceptionChannel.ONLINE, ReceptionChannel.VNEID}
    assert buttons[ReceptionChannel.ONLINE_ASSISTED].isChecked()
    assert "không nhận hồ sơ giấy" in texts(world.screen.reception)


def test_channel_vneid_way_of_return_and_note_reach_the_draft(world: ScreenWorld) -> None:
    choose(world)
    reception = world.screen.reception
    reception.channel_buttons[ReceptionChannel.POSTAL].click()
    reception.vneid.click()
    reception.method.setCurrentIndex(1)
    reception.method.activated.emit(1)
    type_into(reception.note, "gọi trước khi trả")
    draft = world.intake.draft
    assert (draft.channel, draft.vneid_shown, draft.note) == (ReceptionChannel.POSTAL, True, "gọi trước khi trả")
    assert draft.return_method is ReturnMethod.POSTAL


def test_a_fee_is_typed_and_paid(world: ScreenWorld) -> None:
    choose(world)
    reception = world.screen.reception
    reception.fee.setFocus()
    reception.fee.setValue(8000)
    world.key(Qt.Key.Key_Tab)
    reception.paid.click()
    assert (world.intake.draft.fee_amount, world.intake.draft.fee_paid) == (8000, True)
    reception.fee.setFocus()
    reception.fee.setValue(0)
    world.key(Qt.Key.Key_Tab)
    assert world.intake.draft.fee_amount is None, "the catalogue's own fee"


def test_the_appointment_tells_why(world: ScreenWorld) -> None:
    choose(world)
    assert "09:30, thứ Bảy, 28/11/2026" in texts(world.screen.reception)
    assert "đếm" not in texts(world.screen.reception)
    world.press("Vì sao là ngày này?")
    assert "• đếm" in texts(world.screen.reception)


def test_another_appointment_wants_a_reason_and_a_time_to_come(world: ScreenWorld) -> None:
    choose(world)

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, PromiseDialog)
        dialog.reason.setText("công dân đi xa")
        dialog.moment.setDateTime(QDateTime(2026, 11, 24, 9, 0, 0))
        assert not button(dialog, "Đồng ý").isEnabled(), "that day is past"
        dialog.moment.setDateTime(QDateTime(2026, 12, 1, 15, 0, 0))
        press(dialog, "Đồng ý")

    in_dialog(act)
    world.press("Hẹn ngày khác…")
    other = world.intake.draft.other_appointment
    assert other is not None
    assert (other.due_at.isoformat(), other.reason) == ("2026-12-01T15:00:00+07:00", "công dân đi xa")
    assert "Lý do hẹn khác: công dân đi xa" in texts(world.screen.reception)
    world.press("Lấy lại ngày tính")
    assert world.intake.draft.other_appointment is None


def test_where_no_day_can_be_computed_one_can_be_promised(world: ScreenWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = msgspec.structs.replace(BIRTH, time_limit=msgspec.structs.replace(BIRTH.time_limit, amount=6000))
    world.screen.take(AN)
    with monkeypatch.context() as patched:
        patched.setattr(world.screen.notice, "refresh", lambda **_: None)  # the small world's error has no text
        world.intake.choose_procedure(endless)
    assert "Chưa tính được" in texts(world.screen.reception)

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, PromiseDialog)
        dialog.reason.setText("lịch chưa có")
        dialog.moment.setDateTime(QDateTime(2026, 12, 1, 15, 0, 0))
        press(dialog, "Đồng ý")

    in_dialog(act)
    world.press("Hẹn ngày khác…")
    assert world.intake.appointment is not None


# ---- the draft's end


def ready(world: ScreenWorld) -> None:
    world.screen.take(AN)
    choose(world)
    world.key(Qt.Key.Key_F6)


def test_saving_announces_the_case_and_wants_its_receipt(qtbot: QtBot, world: ScreenWorld) -> None:
    ready(world)
    with qtbot.waitSignal(world.screen.receipt_wanted) as wanted:
        world.key(Qt.Key.Key_F9)
    assert wanted.args == [world.intake.saved]
    assert "Đã tiếp nhận hồ sơ MÃ-1" in world.notice()
    assert not world.screen.applicant.isEnabled()
    assert world.focus() is button(world.screen, "Hồ sơ mới")
    with qtbot.waitSignal(world.screen.receipt_wanted):
        world.press("In giấy hẹn")
    world.key(Qt.Key.Key_F8)
    assert world.intake.state is IntakeState.EMPTY
    assert world.notice() == ""
    assert world.focus() is world.screen.procedure.search_line


def test_the_next_card_after_saving_begins_the_next_case(world: ScreenWorld) -> None:
    ready(world)
    world.key(Qt.Key.Key_F9)
    world.screen.take(BINH)
    assert line(world, Field.FULL_NAME).text() == "Trần Văn Bình"
    assert world.screen.procedure.search_line.isVisible()
    assert world.focus() is world.screen.procedure.search_line


def test_what_is_lacking_is_said_until_saving_is_possible(world: ScreenWorld) -> None:
    bar = world.screen.action_bar
    assert "Đưa thẻ căn cước" in texts(bar)
    choose(world)
    assert "Chưa có họ tên" in texts(bar)
    assert "Còn 3 giấy tờ" in texts(bar)
    assert not bar.save_button.isEnabled()
    world.screen.take(AN)
    world.key(Qt.Key.Key_F6)
    assert bar.save_button.isEnabled()


def test_a_failed_saving_says_code_cause_and_cure(world: ScreenWorld) -> None:
    ready(world)
    world.store.fail_with = CodedError("DB-001")
    world.key(Qt.Key.Key_F9)
    for part in ("[DB-001]", "Ổ đĩa đã đầy", "Không còn chỗ để lưu", "Xóa bớt tệp"):
        assert part in world.notice()
    assert world.screen.applicant.isEnabled()
    world.press("Đóng")
    assert world.notice() == ""


def test_a_reading_error_goes_away_with_the_next_change(world: ScreenWorld) -> None:
    world.screen.show_reading_error(CodedError("QR-001", looks_like="đường dẫn trang web"))
    assert "đường dẫn trang web" in world.notice()
    assert "[QR-001]" in world.notice()
    world.screen.take(AN)
    assert world.notice() == ""


def test_a_draft_is_wiped_only_after_a_question(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.press("Xóa nháp")
    assert "Xóa nháp đang mở?" in world.notice()
    assert world.focus() is button(world.screen, "Giữ lại")
    world.key(Qt.Key.Key_Return)
    assert world.notice() == ""
    assert not world.intake.draft.is_empty
    world.press("Xóa nháp")
    world.screen.refresh()
    world.press("Xóa hẳn")
    assert world.intake.state is IntakeState.EMPTY
    assert world.store.drafts == {}
    assert line(world, Field.FULL_NAME).text() == ""


def test_drafts_put_aside_are_counted_named_and_opened(world: ScreenWorld) -> None:
    assert not world.screen.drafts.isVisible()
    world.screen.take(AN)
    choose(world)
    world.key(Qt.Key.Key_F8)
    assert world.screen.drafts.text() == "Nháp đã cất (1)"
    (action,) = world.screen.drafts.menu().actions()
    assert action.text() == "09:30 · Nguyễn Thị An"
    action.trigger()
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.intake.procedure is BIRTH
    assert world.focus() is world.screen.procedure.papers.all_button
    assert not world.screen.drafts.isVisible()


def test_a_draft_that_cannot_be_read_is_said(world: ScreenWorld) -> None:
    world.screen.drafts.chosen.emit("{hỏng")
    assert "Nháp này không mở được nữa" in world.notice()


def test_the_search_begins_empty_for_each_case(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.procedure.search_line.setText("khai")
    world.key(Qt.Key.Key_F8)
    assert world.screen.procedure.search_line.text() == ""


def test_the_keys_go_where_they_say(world: ScreenWorld) -> None:
    world.key(Qt.Key.Key_F2)
    assert world.focus() is line(world, Field.FULL_NAME)
    world.key(Qt.Key.Key_F7)
    assert world.focus() is world.screen.reception.channel_buttons[ReceptionChannel.COUNTER]


@pytest.mark.parametrize(("width", "height"), [(1270, 680), (1824, 950), (864, 420), (627, 280)])
def test_no_column_is_wider_than_its_place(qtbot: QtBot, world: ScreenWorld, width: int, height: int) -> None:
    world.store.citizens["082190991001"] = known_an(12)
    world.screen.take(card("082190991001", "Nguyễn Thị An", old_number="001234567", issue_date="2021-05-01"))
    choose(world)
    world.screen.resize(width, height)

    def fits() -> bool:
        save = world.screen.action_bar.save_button
        areas = world.screen.findChildren(ColumnArea)
        unfolded = (area for area in areas if area.isVisible() and area.minimumHeight() >= area.content_height())
        return (
            save.visibleRegion().boundingRect().size() == save.size()
            and all(area.inside.minimumSizeHint().width() <= area.viewport().width() for area in areas)
            and all(area.verticalScrollBar().maximum() == 0 for area in unfolded)  # it scrolls only with the page
        )

    qtbot.waitUntil(fits, timeout=10_000)
