"""The program's own door on a desk that demands a second factor of its head: it is added there, and the desk opens."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import __main__ as program
from desktop.bootstrap.people import door_of
from desktop.records.totp import code_at
from desktop.screens.unlock.enrol_dialog import EnrolDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.sign_in import Entered, SignIn
from tests.helpers.intake_screen import texts
from tests.helpers.real_desk import NOW, SETUP, folder_at

SETUP_WITH_RULE = replace(SETUP, head_factor=True)


class Somebody:
    """At the door: types the PIN, and does what is asked then."""

    def __init__(self, door: SignIn, *, gives_up: bool = False) -> None:
        self.gives_up = gives_up
        self.said: list[str] = []
        self.timer = QTimer()
        self.timer.setInterval(20)
        self.timer.timeout.connect(self.look)
        self.door = door
        self.typed = self.refused = False

    def come(self) -> Entered | None:
        self.timer.start()
        try:
            return program._unlock(self.door, None)
        finally:
            self.timer.stop()

    def look(self) -> None:
        for each in QApplication.topLevelWidgets():
            if isinstance(each, EnrolDialog) and each.isVisible():
                self.add(each)
                return
            if isinstance(each, UnlockDialog) and each.isVisible() and not self.typed:
                self.typed = True
                each.pin.setText(SETUP.pin)
                QTimer.singleShot(0, each._on_enter)  # a timer is not told anew while it is being answered
            elif isinstance(each, UnlockDialog) and each.isVisible() and self.refused:
                each.reject()

    def add(self, dialog: EnrolDialog) -> None:
        if self.gives_up:
            self.refused = True
            dialog.reject()
            return
        if not self.said:
            dialog.factor.first.setText("12")
            dialog.go.click()
            self.said.append(texts(dialog.notice))
            return
        dialog.factor.first.setText(code_at(dialog.factor._secret, int(time.time())))
        dialog.go.click()


def test_the_factor_is_added_and_the_desk_opens(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    folder.set_up(SETUP_WITH_RULE, NOW.date())
    door = door_of(folder, lambda: NOW)
    somebody = Somebody(door)
    entered = somebody.come()
    assert entered is not None
    assert entered.officer.second_factor
    entered.worker.close()
    assert "Mã trên điện thoại chưa đúng" in somebody.said[0]
    assert folder.vault.open(SETUP.login, SETUP.pin).second


def test_whoever_gives_up_does_not_come_in(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    folder.set_up(SETUP_WITH_RULE, NOW.date())
    assert Somebody(door_of(folder, lambda: NOW), gives_up=True).come() is None
    assert not folder.vault.open(SETUP.login, SETUP.pin).second
