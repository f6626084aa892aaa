"""The page of the door on a whole desk: what happened while it was closed, locks, and the list of accounts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication, QTableWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.bootstrap.desk import Desk
from desktop.records.people import Officer, Role
from desktop.screens.people.sign_ins import LOCKS, REFUSALS, SignInsScreen
from desktop.screens.printing.preview import PrintPreview
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.sign_in import SignIn
from devices.errors import CodedError
from tests.helpers.real_desk import HARDWARE, NOW, SETUP, folder_at

PIN = "nam-sau-bay-tam"
THO = Officer(0, "tho", "Lê Văn Thợ", role=Role.TECHNICIAN)


class Door:
    """A desk that is opened again and again, on a clock of its own."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.folder = folder_at(path)
        self.folder.set_up(SETUP, NOW.date())
        self.sign_in = SignIn(self.folder, PeoplePolicy(), lambda: self.now)

    def open(self, login: str = SETUP.login, pin: str = SETUP.pin) -> Desk:
        entered = self.sign_in.enter(login, pin)
        desk = Desk(entered.worker, login, HARDWARE, trust_folder=self.folder.path / "trust", clock=lambda: self.now)
        desk.camera.set_wanted(False)
        return desk

    def refused(self, login: str, pin: str) -> None:
        self.now += timedelta(minutes=2)
        with pytest.raises(CodedError):
            self.sign_in.verify(login, pin)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path / "desk")


@pytest.fixture
def desk(door: Door, qtbot: QtBot) -> Iterator[Desk]:
    """Opened by the head, after a technician was added and somebody was refused three times."""
    made = door.open()
    made.people.desk.add(SETUP.pin, THO, PIN).result()
    made.close()
    made.window.close()
    for login, pin in ((SETUP.login, "sai-ma-pin"), ("mot-hai-ba-bon", "x"), ("tho", "sai")):
        door.refused(login, pin)
    door.now += timedelta(minutes=2)
    made = door.open()
    made.start()
    qtbot.waitExposed(made.window)
    made.window.show_page("sign_ins")
    qtbot.waitUntil(lambda: made.people.sign_ins.log.rowCount() > 0, timeout=30_000)
    yield made
    if isValid(made.window) and made.window.isVisible():
        end(made)


def end(desk: Desk) -> None:
    desk.window.close()
    desk.close()


def rows(table: QTableWidget) -> list[list[str]]:
    found = []
    for place in range(table.rowCount()):
        items = [table.item(place, column) for column in range(table.columnCount())]
        found.append([item.text() if item is not None else "" for item in items])
    return found


def whats(page: SignInsScreen) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in rows(page.log)]


def test_what_was_refused_while_the_desk_was_closed_is_there(desk: Desk, door: Door) -> None:
    page = desk.people.sign_ins
    page.which.setCurrentIndex(page.which.findData(REFUSALS))
    assert [(who, what.split(" [")[-1]) for who, what in whats(page)] == [
        (THO.full_name, "KEY-001]"),
        ("(không có tài khoản này)", "KEY-001]"),
        (SETUP.officer_name, "KEY-001]"),
    ]
    assert all(row[4] == door.sign_in.pc for row in rows(page.log))
    for path in door.folder.path.glob("*tries.json"):
        assert b"mot-hai-ba-bon" not in path.read_bytes(), "a PIN typed in place of a login is not kept"
        assert b"KEY-001" not in path.read_bytes(), "what is in the database is forgotten beside it"


def test_locks_and_unlocks_and_who_let_somebody_in_again(desk: Desk, qtbot: QtBot) -> None:
    page = desk.people.sign_ins
    desk.people.lock.lock()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog))
    dialog.pin.setText(SETUP.pin)
    dialog._on_enter()
    qtbot.waitUntil(lambda: not desk.people.lock.locked)
    desk.people.desk.clear_tries("tho").result()
    page.refresh()
    page.which.setCurrentIndex(page.which.findData(LOCKS))
    qtbot.waitUntil(lambda: page.log.rowCount() == 3)
    told = rows(page.log)
    assert {row[2] for row in told} == {"Mở khóa do nhập sai", "Mở khóa màn hình", "Khóa màn hình"}
    assert [(row[1], row[3]) for row in told if row[3]] == [(THO.full_name, SETUP.officer_name)]


def test_whoever_was_not_there_for_45_days_is_disabled_when_somebody_else_comes(desk: Desk, door: Door) -> None:
    end(desk)
    for _ in range(4):
        door.now += timedelta(days=11)
        door.sign_in.enter(SETUP.login, SETUP.pin).worker.close()
    door.now += timedelta(days=2)
    again = door.open()
    try:
        view = again.people.sign_ins._desk.look().result()
        assert {each.officer.login: each.officer.active for each in view.people.accounts} == {
            "tho": False,
            SETUP.login: True,
        }
    finally:
        end(again)


def test_whoever_was_locked_for_45_days_does_not_go_on(desk: Desk, door: Door, qtbot: QtBot) -> None:
    desk.people.lock.lock()
    for _ in range(46):
        door.now += timedelta(days=1)
        desk.people._note_day()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog))
    dialog.pin.setText(SETUP.pin)
    dialog._on_enter()
    assert dialog.notice.isVisibleTo(dialog)
    assert desk.people.lock.locked
    end(desk)
    with pytest.raises(CodedError, match="USER-004"):
        door.sign_in.enter(SETUP.login, SETUP.pin)


def test_the_rules_are_said_as_the_policy_has_them(desk: Desk) -> None:
    page, view = desk.people.sign_ins, desk.people.sign_ins._view
    assert view is not None
    assert page.said.text().startswith("Không dùng 45 ngày thì tự ngừng; rà soát 6 tháng một lần")
    page._show(replace(view, people=replace(view.people, idle_days=30, review_months=3)))
    assert page.said.text().startswith("Không dùng 30 ngày thì tự ngừng; rà soát 3 tháng một lần")


def test_the_list_is_shown_to_be_printed(desk: Desk, qtbot: QtBot) -> None:
    desk.people.sign_ins.print_button.click()
    (preview,) = desk.window.findChildren(PrintPreview)
    qtbot.waitUntil(lambda: preview._pages is not None)
    document = pypdfium2.PdfDocument(preview._pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    for wanted in ("RÀ SOÁT", THO.full_name, "Kỹ thuật", SETUP.unit_name, "chưa lần nào"):
        assert wanted in text
    preview.reject()


def test_a_technician_sees_it_and_an_officer_s_work_is_not_in_it(desk: Desk, door: Door) -> None:
    end(desk)
    door.now += timedelta(minutes=2)
    made = door.open("tho", PIN)
    try:
        assert "sign_ins" in {page.id for page in made.window.pages}
        assert made.people.sign_ins._desk.look().result().lines
    finally:
        end(made)
