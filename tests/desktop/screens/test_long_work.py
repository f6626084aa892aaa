"""Restoring and salvaging in a window: how far it is, stopped half-way without a trace, and done."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.bootstrap.commands import salvage_with
from desktop.records.backup_making import BackupRun, Sources
from desktop.records.backup_place import Backup, BackupPlace, Keep
from desktop.records.database import open_database
from desktop.records.desk_folder import DeskFolder
from desktop.records.resources import resources_folder
from desktop.screens.backup.restore_dialog import RestoreDialog
from desktop.screens.backup.salvage_dialog import SalvageDialog
from desktop.screens.long_work import LongWork
from desktop.screens.messages import load_messages
from desktop.workflows.restoring import Restored, Tell, restore
from devices.errors import CodedError
from tests.helpers.backups import receive_by
from tests.helpers.desk import NOW, case_of
from tests.helpers.intake_screen import texts
from tests.helpers.real_desk import SETUP, folder_at

CODE = "000.00.00.H00-101"
MESSAGES = load_messages(resources_folder())


class Gate:
    """Holds work at a phase until a test lets it go on."""

    def __init__(self, phase: str) -> None:
        self._phase = phase
        self.reached, self.open = threading.Event(), threading.Event()

    def through(self, tell: Tell) -> Tell:
        def held(phase: str, done: int, of_all: int) -> None:
            tell(phase, done, of_all)
            if phase == self._phase and not self.open.is_set():
                self.reached.set()
                assert self.open.wait(30)

        return held


@pytest.fixture
def helpers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> tuple[DeskFolder, str]:
    """A desk with a case, backed up onto a stick."""
    folder = folder_at(tmp_path / "desk")
    recovery_key = folder.set_up(SETUP, NOW.date())
    worker = folder.unlock(SETUP.login, SETUP.pin)
    receive_by(worker, case_of())
    (tmp_path / "stick").mkdir()
    sources = Sources(worker.copies, folder.path, CODE, "1", lambda: {"cases": 1})
    BackupRun(sources, BackupPlace(tmp_path / "stick", CODE)).make(NOW, Keep())
    worker.close()
    return folder, recovery_key


@pytest.mark.parametrize("phase", ["check", "database"])
def test_a_restore_that_is_stopped_leaves_nothing(
    qtbot: QtBot, helpers: ThreadPoolExecutor, tmp_path: Path, desk: tuple[DeskFolder, str], phase: str
) -> None:
    gate = Gate(phase)

    def bring(backup: Backup, key: str, tell: Tell) -> Restored:
        return restore(backup, key, tmp_path / "new", NOW, tell=gate.through(tell))

    dialog = RestoreDialog(bring, helpers, MESSAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.use(tmp_path / "stick")
    dialog.key.setText(desk[1])
    dialog.go.click()
    qtbot.waitUntil(gate.reached.is_set, timeout=30_000)
    assert dialog.work.isVisible()
    assert dialog.work.phase.text()
    assert dialog.leave.text() == "Dừng"
    dialog.leave.click()
    assert not dialog.leave.isEnabled()
    gate.open.set()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    assert "[BACK-011]" in texts(dialog.notice)
    assert not dialog.work.isVisible()
    assert {each.name for each in tmp_path.iterdir()} == {"desk", "stick"}
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.restored is not None, timeout=60_000)
    assert (tmp_path / "new" / "desk.db").exists()
    dialog.reject()


@pytest.mark.parametrize("phase", ["pages", "tables"])
def test_a_salvage_is_stopped_and_then_done(
    qtbot: QtBot, helpers: ThreadPoolExecutor, desk: tuple[DeskFolder, str], phase: str
) -> None:
    folder, recovery_key = desk
    data = bytearray(folder.database.read_bytes())
    data[-4096 * 2] ^= 1
    folder.database.write_bytes(data)
    gate = Gate(phase)
    dialog = SalvageDialog(lambda key, tell: salvage_with(folder, None, key, gate.through(tell)), helpers, MESSAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.key.setText("AAAA-AAAA")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    assert "[KEY-003]" in texts(dialog.notice)
    dialog.key.setText(recovery_key)
    dialog.go.click()
    qtbot.waitUntil(gate.reached.is_set, timeout=30_000)
    dialog.leave.click()
    gate.open.set()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    assert "[BACK-011]" in texts(dialog.notice)
    assert not (folder.path / "desk.salvaged.db").exists()
    assert folder.database.read_bytes() == data, "the damaged file is only read"
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.made is not None, timeout=60_000)
    assert "Trang hỏng: 1 /" in dialog.report.toPlainText()
    assert dialog.key.text() == ""
    open_database(folder.path / "desk.salvaged.db", folder.vault.recover(recovery_key)).close()
    dialog.reject()


def test_percents_and_what_is_done_now(qtbot: QtBot) -> None:
    work = LongWork("x")
    qtbot.addWidget(work)
    work.begin()
    assert work.bar.maximum() == 0, "it moves as long as nothing is known"
    work.tell("files", 30, 120)
    qtbot.waitUntil(lambda: work.bar.value() == 25)
    assert work.bar.text() == "25 %"
    assert "tệp scan" in work.phase.text()
    work.stop()
    with pytest.raises(CodedError, match="BACK-011"):
        work.tell("files", 31, 120)
    assert "dừng" in work.phase.text()
    work.close_for_good()
