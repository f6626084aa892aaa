"""While the data are upgraded the officer is told, and the window draws."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.database import open_database
from desktop.records.migration_backup import MigrationBackup
from desktop.records.migrations import HEAD
from desktop.screens.unlock.patience import PatienceWindow, Tell, patiently, phase_text
from devices.errors import CodedError
from tests.helpers.desk import KEY
from tests.helpers.old_desks import bare, build
from tests.helpers.themed import themed


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> object:
    with themed(qapp):
        yield


def test_an_upgrade_is_said_phase_by_phase(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "desk" / "desk.db"
    path.parent.mkdir()
    build(path, "0009", 3)
    said: list[str] = []
    alive: list[bool] = []
    shown = PatienceWindow.tell

    def tell(window: PatienceWindow, phase: str, done: int, of_all: int) -> None:
        shown(window, phase, done, of_all)
        said.append(window.phase.text())
        assert window.isVisible()

    monkeypatch.setattr(PatienceWindow, "tell", tell)

    def work(tell: Tell) -> str:
        guard = MigrationBackup(path.parent, tell=tell)
        open_database(path, KEY, guard=guard).close()
        return "open"

    QTimer.singleShot(0, lambda: alive.append(True))
    assert patiently(work) == "open"
    assert alive == [True], "the window went on drawing"
    assert (
        list(dict.fromkeys(said)) == [phase_text(phase) for phase in ("database", "check", "upgrade")][: len(set(said))]
    )
    assert said
    with bare(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == HEAD
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def test_what_goes_wrong_is_raised_and_nothing_is_shown_for_nothing(qtbot: QtBot) -> None:
    def refuse(_tell: Tell) -> None:
        raise CodedError("KEY-001")

    with pytest.raises(CodedError, match="KEY-001"):
        patiently(refuse)
    assert patiently(lambda _tell: 7) == 7
    assert not [
        each for each in QApplication.topLevelWidgets() if isinstance(each, PatienceWindow) and each.isVisible()
    ]
