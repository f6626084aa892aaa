"""Setting a desk up and unlocking it: each mistake is said, and the desk that comes of it opens."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.records.desk_settings import load_desk_settings
from desktop.records.resources import resources_folder
from desktop.screens.messages import load_messages
from desktop.screens.unlock.setup_dialog import SetupDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from devices.errors import CodedError
from tests.helpers.intake_screen import button, press, texts
from tests.helpers.themed import themed

TODAY = date(2026, 11, 25)
PIN = "mat-khau-that-dai"
MESSAGES = load_messages(resources_folder())
Break = Callable[[SetupDialog], object]


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def made() -> list[DeskSetup]:
    return []


@pytest.fixture
def setup(qtbot: QtBot, made: list[DeskSetup]) -> SetupDialog:
    def set_up(answers: DeskSetup) -> str:
        made.append(answers)
        return "KHOA-KHOI-PHUC"

    return shown(qtbot, set_up)


def shown(qtbot: QtBot, set_up: Callable[[DeskSetup], str]) -> SetupDialog:
    dialog = SetupDialog(set_up, MESSAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def fill(dialog: SetupDialog) -> None:
    dialog.unit.setText("UBND XÃ MẪU")
    dialog.place.setText("Xã Mẫu")
    dialog.prefix.setText("000.99.09.H58")
    dialog.first.setValue(1)
    dialog.last.setValue(500)
    dialog.login_line.setText("lan.nt")
    dialog.name.setText("  Nguyễn Thị   Lan ")
    dialog.pin.setText(PIN)
    dialog.again.setText(PIN)


@pytest.mark.parametrize(
    ("wrong", "said", "line"),
    [
        (lambda d: d.unit.setText("  "), "Chưa có tên đơn vị", "unit"),
        (lambda d: d.prefix.setText("000.99.9.H58"), "Mã đơn vị có dạng", "prefix"),
        (lambda d: d.prefix.setText(""), "Mã đơn vị có dạng", "prefix"),
        (lambda d: d.first.setValue(501), "số đầu lớn hơn số cuối", "first"),
        (lambda d: d.login_line.setText("Lan"), "Tên đăng nhập", "login_line"),
        (lambda d: d.login_line.setText("lân"), "Tên đăng nhập", "login_line"),
        (lambda d: d.login_line.setText("a"), "Tên đăng nhập", "login_line"),
        (lambda d: d.name.setText(""), "Chưa có họ tên", "name"),
        (lambda d: d.pin.setText("1234567"), "Mã PIN quá ngắn", "pin"),
        (lambda d: d.again.setText(PIN + "x"), "không giống nhau", "again"),
    ],
)
def test_a_mistake_is_said_and_the_focus_goes_to_it(
    setup: SetupDialog, made: list[DeskSetup], wrong: Break, said: str, line: str
) -> None:
    fill(setup)
    wrong(setup)
    press(setup, "Tạo bàn")
    assert said in texts(setup.notice)
    assert QApplication.focusWidget() is getattr(setup, line)
    assert made == []


def test_right_answers_are_handed_over_and_the_key_is_shown_once(setup: SetupDialog, made: list[DeskSetup]) -> None:
    fill(setup)
    press(setup, "Tạo bàn")
    asked = DeskSetup("UBND XÃ MẪU", "Xã Mẫu", "000.99.09.H58", 1, 500, "lan.nt", "Nguyễn Thị Lan", PIN, True)
    assert made == [asked], "a second factor is demanded of heads unless whoever sets the desk up says otherwise"
    assert setup.recovery.text() == "KHOA-KHOI-PHUC"
    assert setup.recovery.isReadOnly()
    assert setup.pin.text() == setup.again.text() == ""
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(setup.recovery, key)
        assert setup.isVisible(), "neither a second Enter nor Escape hides the key"
    press(setup, "Tôi đã ghi lại")
    assert setup.result() == QDialog.DialogCode.Accepted


def test_the_set_up_can_be_left(setup: SetupDialog) -> None:
    press(setup, "Thoát")
    assert setup.result() == QDialog.DialogCode.Rejected


def test_a_failed_set_up_says_why_and_can_be_tried_again(qtbot: QtBot) -> None:
    def fail(_: DeskSetup) -> str:
        raise CodedError("KEY-004")

    dialog = shown(qtbot, fail)
    fill(dialog)
    press(dialog, "Tạo bàn")
    assert "[KEY-004]" in texts(dialog.notice)
    assert dialog.pin.text() == PIN
    assert button(dialog, "Tạo bàn").isEnabled()


def test_a_dialog_set_up_desk_unlocks(qtbot: QtBot, tmp_path: Path) -> None:
    folder = DeskFolder(tmp_path / "desk")
    dialog = shown(qtbot, lambda answers: folder.set_up(answers, TODAY))
    fill(dialog)
    press(dialog, "Tạo bàn")
    assert len(dialog.recovery.text()) > 20
    press(dialog, "Tôi đã ghi lại")
    worker = folder.unlock(dialog.login, PIN)
    try:
        settings, officer, left = worker.submit(
            lambda uow: (
                load_desk_settings(uow.settings),
                uow.officers.by_login("lan.nt"),
                uow.blocks.remaining(TODAY),
            )
        ).result()
    finally:
        worker.close()
    assert (settings.unit_name, settings.case_code_prefix) == ("UBND XÃ MẪU", "000.99.09.H58")
    assert officer is not None
    assert officer.full_name == "Nguyễn Thị Lan"
    assert left == 500


# ---- unlocking


@pytest.fixture
def tried() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def unlock(qtbot: QtBot, tried: list[tuple[str, str]]) -> UnlockDialog:
    def open_(login: str, pin: str, _code: str) -> None:
        tried.append((login, pin))
        if pin != PIN:
            raise CodedError("KEY-001")

    dialog = UnlockDialog(["demo", "lan.nt"], open_, MESSAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_a_wrong_pin_stays_open_with_the_reason(unlock: UnlockDialog) -> None:
    unlock.pin.setText("sai")
    QTest.keyClick(unlock.pin, Qt.Key.Key_Return)
    assert unlock.isVisible()
    assert unlock.login == ""
    assert "[KEY-001]" in texts(unlock.notice)
    assert QApplication.focusWidget() is unlock.pin
    assert unlock.pin.selectedText()


def test_the_reason_is_not_cut(qtbot: QtBot, unlock: UnlockDialog) -> None:
    press(unlock, "Mở bàn")
    said = unlock.notice.findChildren(QLabel)
    assert len(said) == 2
    qtbot.waitUntil(lambda: all(each.height() >= each.heightForWidth(each.width()) for each in said))


def test_the_right_pin_opens_and_is_not_kept(unlock: UnlockDialog, tried: list[tuple[str, str]]) -> None:
    unlock.who.setCurrentText("lan.nt")
    unlock.pin.setText(PIN)
    QTest.keyClick(unlock.pin, Qt.Key.Key_Return)
    assert tried == [("lan.nt", PIN)]
    assert unlock.login == "lan.nt"
    assert unlock.result() == QDialog.DialogCode.Accepted
    assert unlock.pin.text() == ""


def test_the_pin_is_not_shown(unlock: UnlockDialog, setup: SetupDialog) -> None:
    for line in (unlock.pin, setup.pin, setup.again):
        line.setText(PIN)
        assert PIN not in line.displayText()
