"""The commands without a window, on real folders."""

import io
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.bootstrap.commands import restore_newest, salvage_desk, self_check
from desktop.records.backup_making import BackupRun, Sources
from desktop.records.backup_place import BackupPlace, Keep
from desktop.records.database import open_database
from desktop.records.desk_folder import DeskFolder
from desktop.records.resources import resources_folder
from desktop.screens.messages import load_messages
from tests.helpers.backups import receive_by
from tests.helpers.desk import NOW, case_of
from tests.helpers.real_desk import HARDWARE, SETUP, folder_at

CODE = "000.00.00.H00-101"


@pytest.fixture
def set_up(tmp_path: Path) -> tuple[DeskFolder, str]:
    folder = folder_at(tmp_path / "desk")
    return folder, folder.set_up(SETUP, NOW.date())


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))


def check(folder: DeskFolder, login: str = "") -> tuple[int, str]:
    out = io.StringIO()
    status = self_check(
        folder,
        folder.path / "trust",
        HARDWARE,
        load_messages(resources_folder()),
        printers=1,
        clock=lambda: NOW,
        login=login,
        out=out,
    )
    return status, out.getvalue()


def test_the_self_check_of_a_locked_and_of_an_unlocked_desk(
    qapp: QApplication, set_up: tuple[DeskFolder, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    status, text = check(set_up[0])
    assert (status, "[CHECK-014]" in text, "[OK  ] Máy in" in text) == (0, True, True)
    typed(monkeypatch, SETUP.pin)
    status, text = check(set_up[0], SETUP.login)
    assert status == 0
    assert "[OK  ] Cơ sở dữ liệu" in text
    typed(monkeypatch, "wrong-pin-here")
    status, text = check(set_up[0], SETUP.login)
    assert (status, "[KEY-001]" in text) == (1, True)


def test_a_damaged_database_fails_the_check_and_is_salvaged(
    qapp: QApplication, set_up: tuple[DeskFolder, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    folder, recovery_key = set_up
    worker = folder.unlock(SETUP.login, SETUP.pin)
    receive_by(worker, case_of())
    worker.close()
    data = bytearray(folder.database.read_bytes())
    data[-4096 * 2] ^= 1
    folder.database.write_bytes(data)
    typed(monkeypatch, SETUP.pin)
    status, text = check(folder, SETUP.login)
    assert (status, "[FAIL] Cơ sở dữ liệu" in text) == (1, True), text
    typed(monkeypatch, recovery_key)
    out = io.StringIO()
    assert salvage_desk(folder, None, out) == 0
    assert "Trang hỏng: 1 /" in out.getvalue()
    key = folder.vault.recover(recovery_key)
    open_database(folder.path / "desk.salvaged.db", key).close()


def test_the_newest_backup_is_brought_back(
    set_up: tuple[DeskFolder, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, recovery_key = set_up
    worker = folder.unlock(SETUP.login, SETUP.pin)
    (tmp_path / "stick").mkdir()
    marks = {"cases": 0}
    BackupRun(
        Sources(worker.copies, folder.path, CODE, "1", lambda: marks), BackupPlace(tmp_path / "stick", CODE)
    ).make(NOW, Keep())
    worker.close()
    typed(monkeypatch, recovery_key)
    out = io.StringIO()
    assert restore_newest(tmp_path / "stick", tmp_path / "new", NOW, replace=False, out=out) == 0
    assert CODE in out.getvalue()
    DeskFolder(tmp_path / "new").unlock(SETUP.login, SETUP.pin).close()
