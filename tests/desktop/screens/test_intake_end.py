"""How a draft ends on the intake screen's real widgets: saved, put aside, wiped; and the keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.catalogue.models import ReceptionChannel
from desktop.workflows.intake import IntakeState
from devices.errors import CodedError
from devices.identity import Field
from tests.helpers.intake_screen import ScreenWorld, button, choose, line, ready, texts
from tests.helpers.intake_world import AN, BINH, BIRTH
from tests.helpers.themed import themed


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def world(qtbot: QtBot) -> ScreenWorld:
    return ScreenWorld(qtbot)


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
