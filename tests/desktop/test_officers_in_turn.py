"""Two officers at one desk, one after the other, through the program's own door."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import __main__ as program
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.people import door_of
from desktop.records.people import Officer
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from devices.errors import CodedError
from tests.helpers.real_desk import HARDWARE, NOW, SETUP, folder_at

MAI = Officer(0, "mai", "Phạm Thị Mai")
PIN = "cong-chuc-mot-cua"


def test_the_one_who_unlocks_gets_a_window_of_their_own(qtbot: QtBot, tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    folder.set_up(SETUP, NOW.date())
    door = door_of(folder, lambda: NOW)
    entered = door.enter(SETUP.login, SETUP.pin)
    first = Desk(entered.worker, SETUP.login, HARDWARE, trust_folder=folder.path / "trust", clock=lambda: NOW)
    first.camera.set_wanted(False)
    first.people.desk.add(SETUP.pin, MAI, PIN).result()
    first.start()
    first.people.lock.lock()
    shown = (each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog))
    dialog = next(each for each in shown if each.isVisible())
    dialog.who.setCurrentText("mai")
    dialog.pin.setText(PIN)
    ended: list[bool] = []
    first.people.succeeded = lambda: ended.append(True)
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    assert ended == [True]
    first.close()
    after = program._next(door, first)
    assert after is not None
    assert after.officer.login == "mai"
    second = Desk(after.worker, "mai", HARDWARE, trust_folder=folder.path / "trust", clock=lambda: NOW)
    second.camera.set_wanted(False)
    try:
        assert second.officer.full_name == MAI.full_name
        assert "people" not in {page.id for page in second.window.pages}
        with pytest.raises(CodedError, match="USER-010"):
            second.people.desk.look().result()
    finally:
        second.window.close()
        second.close()
    assert program._next(door, second) is None
