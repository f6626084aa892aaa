"""The pages of backups and of the self-check in a real window, and the dialog that restores."""

import runpy
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.backup_place import Backup, find_backups
from desktop.records.desk_folder import DeskFolder
from desktop.records.resources import resources_folder
from desktop.screens.backup.restore_dialog import RestoreDialog
from desktop.screens.messages import load_messages
from desktop.screens.unlock.setup_dialog import SetupDialog
from desktop.workflows.backup_keeper import Place
from desktop.workflows.restoring import Restored, Tell, restore
from desktop.workflows.self_check import Topic
from tests.helpers.backups import receive_by
from tests.helpers.desk import case_of
from tests.helpers.real_desk import NOW, SETUP, folder_at, open_desk
from tests.helpers.themed import themed

ROOT = resources_folder().parent


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> object:
    with themed(qapp):
        yield


def test_backing_up_from_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        desk.window.show()
        desk.window.show_page("backup")
        keeper, screen = desk.backup.keeper, desk.backup.screen
        assert screen.notice.isVisible(), "there never was a backup"
        screen.now.click()
        qtbot.waitUntil(lambda: Place.LOCAL in keeper.view.states and keeper.view.running is None, timeout=30_000)
        assert not screen.notice.isVisible()
        assert len(find_backups(tmp_path / "desk-backup")) == 1


def test_a_window_that_is_closed_in_the_middle_waits_for_nothing(tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        desk.backup.keeper.back_up()
    assert DeskFolder(tmp_path / "desk").database.is_file()


def test_the_self_check_shows_what_is_wrong_first(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        desk.window.show()
        desk.window.show_page("check")
        screen = desk.check.screen
        qtbot.waitUntil(lambda: bool(screen.lines), timeout=60_000)
        assert [line.topic for line in screen.lines] == list(Topic)
        desk.window.activateWindow()
        screen.again.setFocus()
        QTest.keyClick(screen.again, Qt.Key.Key_F5)
        qtbot.waitUntil(screen.again.isEnabled, timeout=60_000)


def test_every_code_is_found_by_code_and_by_words_without_marks(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        codes = desk.check.screen.codes
        assert codes.codes.count() == len(desk.messages.all()) >= 91
        codes.search.setText("back-004")
        assert codes.codes.count() == 1
        codes.search.setText("noi sao luu day")
        assert "BACK-002" in codes.codes.item(0).text()
        codes.search.setText("không có gì như thế này")
        assert codes.codes.count() == 0


def test_docs_errors_are_current() -> None:
    made = runpy.run_path(str(ROOT / ".ci" / "build_errors.py"))["text"]()
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == made, "run make errors"


def backed_up(qtbot: QtBot, folder: Path) -> str:
    made = folder_at(folder / "desk")
    recovery_key = made.set_up(SETUP, NOW.date())
    with open_desk(folder / "desk") as desk:
        receive_by(desk._worker, case_of())
        desk.backup.keeper.back_up([Place.LOCAL])
        qtbot.waitUntil(lambda: Place.LOCAL in desk.backup.keeper.view.states, timeout=30_000)
    return recovery_key


def test_a_desk_is_restored_by_hand(qtbot: QtBot, tmp_path: Path) -> None:
    recovery_key = backed_up(qtbot, tmp_path)

    def bring(backup: Backup, key: str, tell: Tell) -> Restored:
        return restore(backup, key, tmp_path / "new", NOW, tell=tell)

    with ThreadPoolExecutor(1) as helpers:
        dialog = RestoreDialog(bring, helpers, load_messages(resources_folder()))
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.use(tmp_path / "new")
        assert not dialog.go.isEnabled()
        assert "BACK-006" in dialog.notice._title.text()
        dialog.use(tmp_path / "desk-backup")
        dialog.key.setText("AAAA-AAAA")
        dialog.go.click()
        qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
        assert "KEY-003" in dialog.notice._title.text()
        dialog.key.setText(recovery_key.lower().replace("-", " "))
        dialog.go.click()
        qtbot.waitUntil(lambda: dialog.restored is not None, timeout=60_000)
        assert dialog.key.text() == ""
        dialog.go.click()
        assert dialog.result() == RestoreDialog.DialogCode.Accepted
    with open_desk(tmp_path / "new") as desk:
        assert desk._worker.submit(lambda uow: len(uow.cases.recent(9))).result() == 1


def test_the_set_up_offers_it(qtbot: QtBot) -> None:
    dialog = SetupDialog(lambda _answers: "", load_messages(resources_folder()))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.restore_wanted):
        dialog.restore.click()
