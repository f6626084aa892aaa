"""What the case is about, on the intake screen's real widgets: procedure, papers, fees, the appointment."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.records.cases import PaperState, ReturnMethod
from desktop.records.catalogue.models import ReceptionChannel
from desktop.screens.intake.counts_dialog import CountsDialog
from desktop.screens.intake.promise_dialog import PromiseDialog
from tests.helpers.intake_screen import ScreenWorld, answer, button, choose, in_dialog, press, texts, type_into
from tests.helpers.intake_world import AN, BIRTH, ONLINE_ONLY
from tests.helpers.themed import themed


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def world(qtbot: QtBot) -> ScreenWorld:
    return ScreenWorld(qtbot)


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
