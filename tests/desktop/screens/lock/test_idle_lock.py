"""The lock over a whole desk: every window is covered, nothing gets through, and everything is as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.screens.lock.idle_lock import Curtain, IdleLock
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from devices.identity import Field
from tests.helpers.intake_screen import texts
from tests.helpers.real_desk import SETUP, open_desk, ready_folder

OTHER, OTHER_PIN = "mai", "cong-chuc-mot-cua"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = ready_folder(tmp_path / "desk")
    opened = folder.vault.open(SETUP.login, SETUP.pin)
    folder.vault.set_pin(opened.key, OTHER, OTHER_PIN)
    opened.wipe()
    with open_desk(folder.path) as made:
        made.start()
        yield made


def locked(desk: Desk) -> bool:
    return desk.people.lock.locked


def lock_dialog() -> UnlockDialog:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog) and each.isVisible())


def answer(qtbot: QtBot, pin: str, login: str = SETUP.login) -> None:
    dialog = lock_dialog()
    dialog.who.setCurrentText(login)
    dialog.pin.setText(pin)
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)


def test_every_window_is_covered_and_comes_back_as_it_was(qtbot: QtBot, desk: Desk) -> None:
    line = desk.screen.applicant.rows[Field.FULL_NAME].line
    dialog = QDialog(desk.window)
    inner = QLineEdit("một câu đang gõ dở")
    QVBoxLayout(dialog).addWidget(inner)
    dialog.open()
    qtbot.waitExposed(dialog)
    inner.setFocus()
    told: list[bool] = []
    desk.people.lock.subscribe(told.append)
    line.setText("Trần Văn Dở")
    QTest.keyClick(inner, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert locked(desk)
    assert told == [True]
    for window in (desk.window, dialog):
        curtain = window.findChild(Curtain)
        assert curtain is not None
        assert curtain.isVisible()
        assert curtain.geometry() == window.rect()
        assert "Trần Văn Dở" not in window.windowTitle()
        for place in (window.rect().center(), window.rect().topLeft(), window.rect().bottomRight()):
            top = window.childAt(place)
            assert top is not None
            assert top is curtain or curtain.isAncestorOf(top)
    QTest.keyClicks(inner, "abc")
    QTest.keyClicks(line, "abc")
    assert (inner.text(), line.text()) == ("một câu đang gõ dở", "Trần Văn Dở")
    answer(qtbot, "sai")
    assert locked(desk)
    assert "[KEY-001]" in texts(lock_dialog().notice)
    lock_dialog().reject()
    assert locked(desk), "Escape leaves it locked"
    answer(qtbot, SETUP.pin)
    assert not locked(desk)
    assert told == [True, False]
    assert desk.window.findChild(Curtain) is None
    assert (inner.text(), line.text()) == ("một câu đang gõ dở", "Trần Văn Dở")
    assert dialog.isVisible()
    dialog.close()


def test_a_window_that_opens_while_locked_is_covered_too(qtbot: QtBot, desk: Desk) -> None:
    desk.people.lock.lock()
    late = QDialog(desk.window)
    late.show()
    qtbot.waitUntil(lambda: late.findChild(Curtain) is not None)
    late.resize(500, 400)
    curtain = late.findChild(Curtain)
    assert curtain is not None
    qtbot.waitUntil(lambda: curtain.geometry() == late.rect())
    late.close()
    answer(qtbot, SETUP.pin)


def test_a_card_that_is_scanned_while_locked_reaches_nobody(qtbot: QtBot, desk: Desk) -> None:
    desk.people.lock.lock()
    desk.camera.payload_read.emit("001190000001||Nguyễn Văn An|01011990|Nam|Xã Thử|01012022")
    assert desk.intake.draft.is_empty
    answer(qtbot, SETUP.pin)


def test_a_file_dialog_that_the_system_may_draw_itself_is_closed(qtbot: QtBot, desk: Desk) -> None:
    dialog = QFileDialog(desk.window)
    dialog.open()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.rejected):
        desk.people.lock.lock()
    assert not dialog.isVisible()
    assert not any(isinstance(each, QFileDialog) and each.isVisible() for each in QApplication.topLevelWidgets())
    answer(qtbot, SETUP.pin)
    assert not locked(desk)


def test_a_lock_without_a_readable_key_file_still_covers_and_says_why(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    paths = [path for path in (tmp_path / "desk").iterdir() if path.name.startswith("keys")]
    whole = [path.read_bytes() for path in paths]
    for path in paths:
        path.write_bytes(b"")
    desk.people.lock.lock()
    assert desk.window.findChild(Curtain) is not None
    answer(qtbot, SETUP.pin)
    assert locked(desk)
    assert "[KEY-002]" in texts(lock_dialog().notice)
    for path, content in zip(paths, whole, strict=True):
        path.write_bytes(content)
    answer(qtbot, SETUP.pin)
    assert not locked(desk)


def test_whoever_cannot_unlock_ends_the_program_and_nothing_is_uncovered(qtbot: QtBot, desk: Desk) -> None:
    """After too many wrong tries only the printed recovery key helps, and that is asked for when the program begins."""
    ended: list[bool] = []
    desk.people.succeeded = lambda: ended.append(True)
    desk.people.lock.lock()
    leave = next(each for each in lock_dialog().findChildren(QPushButton) if each.text() == "Thoát chương trình")
    QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert ended == [True]
    assert desk.people.successor is None
    assert locked(desk)
    assert desk.window.findChild(Curtain) is not None


def test_another_officer_who_unlocks_comes_after(qtbot: QtBot, desk: Desk) -> None:
    desk.people.lock.lock()
    answer(qtbot, OTHER_PIN, OTHER)
    assert desk.people.successor is not None
    login, opened = desk.people.successor
    assert login == OTHER
    assert len(opened.key) == 32
    opened.wipe()
    assert desk.window.findChild(Curtain) is not None, "what the one did is not shown to the other"


def test_time_without_a_key_locks_and_a_key_puts_it_off(qtbot: QtBot) -> None:
    asked: list[QDialog] = []

    def ask() -> QDialog:
        asked.append(QDialog())
        return asked[-1]

    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    lock = IdleLock(ask, idle_ms=300)
    lock.start()
    try:
        for _ in range(6):
            qtbot.wait(100)
            QTest.keyClick(line, Qt.Key.Key_A)
        assert not lock.locked
        qtbot.waitUntil(lambda: lock.locked)
        asked[0].accept()
        assert not lock.locked
    finally:
        lock.close()
