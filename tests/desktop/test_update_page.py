"""A desk that the launcher started: it proves itself before it takes anything, and shows its page of versions."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import desktop.__main__ as program
from desktop.bootstrap import updates
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.updates import UpdateParts
from desktop.bootstrap.version import program_version
from desktop.demo.sample_update import following_version, sample_update
from desktop.records.migration_backup import steps_of
from desktop.records.migrations import HEAD
from desktop.records.people import Role
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.main_window import MainWindow
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.sign_in import Entered
from desktop.workflows.update_start import Managed
from devices.errors import CodedError
from tests.helpers.old_desks import bare_by, build
from tests.helpers.real_desk import HARDWARE, NOW, SETUP, folder_at, open_desk
from tests.helpers.releases import Maker
from tests.helpers.themed import themed
from updates.layout import BASE, Failed, Layout, Trial


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@contextmanager
def opened(path: Path, managed: Managed | None, role: Role = Role.HEAD) -> Iterator[tuple[Desk, UpdateParts]]:
    """A desk with its page of versions, as the program opens it."""
    folder = folder_at(path)
    if not folder.is_set_up:
        folder.set_up(SETUP, NOW.date())
    worker = folder.unlock(SETUP.login, SETUP.pin)

    def officer(uow: UnitOfWork) -> None:
        found = uow.officers.by_login(SETUP.login)
        assert found is not None
        uow.officers.set_role(found.id, role)
        uow.commit()

    worker.submit(officer).result()
    desk = Desk(worker, SETUP.login, HARDWARE, trust_folder=path / "trust", clock=lambda: NOW)
    desk.camera.set_wanted(False)
    try:
        parts = program._with_updates(desk, managed, Entered(worker, desk.officer), path)
        try:
            yield desk, parts
        finally:
            parts.close()
    finally:
        desk.window.close()
        desk.close()


def on_trial(root: Path) -> Managed:
    layout = Layout(root)
    layout.change(current="1.1.0", previous=BASE, trial=Trial(starts=1), schemas={BASE: HEAD, "1.1.0": HEAD})
    return Managed(layout, "1.1.0", "1.0.0")


def test_a_desk_that_is_whole_proves_the_version(tmp_path: Path) -> None:
    managed = on_trial(tmp_path / "root")
    with opened(tmp_path / "desk", managed):
        state = managed.layout.read()
        assert (state.trial, state.current) == (None, "1.1.0")


def test_a_desk_that_is_not_whole_takes_nothing(tmp_path: Path) -> None:
    managed = on_trial(tmp_path / "root")
    with opened(tmp_path / "desk", None):
        pass
    folder = folder_at(tmp_path / "desk")
    with bare_by(folder.database, folder.vault.open(SETUP.login, SETUP.pin).key) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO case_lacks (case_id, system) VALUES (99, 'x')")
    with pytest.raises(CodedError, match="UPD-020"), opened(tmp_path / "desk", managed):
        pass
    assert managed.layout.read().trial is not None


def test_the_page_from_a_stick_to_the_next_start(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maker = Maker(tmp_path / "maker")
    bundle = maker.bundle("1.2.0", sequence=12)
    managed = on_trial(tmp_path / "root")
    managed.layout.change(trial=None, failed=Failed("1.1.5", "slow", "2026-11-25T02:00:00+00:00"))
    monkeypatch.setattr(updates, "taker_of", lambda _managed: maker.taker(tmp_path / "root", "1.1.0"))
    with opened(tmp_path / "desk", managed) as (desk, parts):
        desk.window.show()
        desk.window.show_page("updates")
        screen, workflow = parts.screen, parts.desk
        assert workflow is not None
        assert [each.isVisible() for each in (screen.take, screen.force, screen.keep, screen.back)] == [
            False,
            False,
            False,
            True,
        ]
        workflow.look_in(bundle.parent)
        qtbot.waitUntil(screen.take.isVisible, timeout=30_000)
        screen.take.click()
        qtbot.waitUntil(screen.force.isVisible, timeout=30_000)
        assert not screen.notice.isVisible()
        screen.force.click()
        assert screen.keep.isVisible()
        assert managed.layout.read().following == "1.2.0"
        screen.keep.click()
        screen.back.click()
        assert managed.layout.read().following == BASE
        screen.ask.click()
        qtbot.waitUntil(screen.notice.isVisible, timeout=30_000)  # this desk has no province


def test_the_sample_of_a_desk_for_practice_is_ordered_and_never_run(qtbot: QtBot, tmp_path: Path) -> None:
    managed, sample = sample_update(tmp_path / "practice", NOW)
    with open_desk(tmp_path / "desk") as desk:
        parts = updates.add_updates(desk, managed, tmp_path / "desk", sample)
        workflow = parts.desk
        assert workflow is not None
        workflow.look_in(sample.stick)
        qtbot.waitUntil(lambda: workflow.view.offer is not None, timeout=30_000)
        workflow.take()
        qtbot.waitUntil(lambda: bool(workflow.view.ready), timeout=30_000)
        workflow.put_in_force()
        following = following_version(program_version())
        assert (workflow.error, workflow.view.following) == (None, following)
        [program] = managed.layout.folder(following).iterdir()
        assert not os.access(program, os.X_OK)
        assert tmp_path / "practice" in managed.layout.root.parents


def test_what_a_frozen_program_has_is_looked_for_where_its_manifest_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ban-mot-cua` and `_internal` lie side by side in a version's folder."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ban-mot-cua"))
    assert updates.taker_of(Managed(Layout(tmp_path / "root"), BASE, "1.0.0")).here.folder == tmp_path


@pytest.mark.parametrize(("role", "sees"), [(Role.HEAD, True), (Role.TECHNICIAN, True), (Role.OFFICER, False)])
def test_the_page_is_the_head_s_and_the_technician_s(tmp_path: Path, role: Role, sees: bool) -> None:
    with opened(tmp_path / "desk", None, role) as (desk, parts):
        assert ("updates" in {page.id for page in desk.window.pages}) == sees
        assert parts.desk is None
        assert not parts.screen.ask.isEnabled()


def test_the_program_as_it_is_run_brings_an_old_desk_along(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`run`, from the PIN to the window: backed up, migrated, proved, shown."""
    folder = folder_at(tmp_path / "desk")
    folder.path.mkdir()
    key, _recovery = folder.vault.create(SETUP.login, SETUP.pin)
    build(folder.database, "0010", 3, rows=3, key=key)
    with bare_by(folder.database, key) as connection:
        connection.execute(
            "UPDATE officers SET login = ?, role = 'head', last_seen = NULL WHERE id = 1", (SETUP.login,)
        )
        connection.execute("UPDATE officers SET active = 1, removed = 0, second_factor = 0, pin_changed = NULL")
        connection.execute("DELETE FROM drafts")
    managed = on_trial(tmp_path / "root")
    monkeypatch.setenv("BMC_UPDATES", str(tmp_path / "root"))
    monkeypatch.setenv("BMC_UPDATES_VERSION", "1.1.0")
    monkeypatch.setattr(program, "real_hardware", lambda: HARDWARE)
    phases: list[str] = []

    def go_on() -> None:
        phases.append(managed.layout.phase())
        for each in QApplication.topLevelWidgets():
            if isinstance(each, UnlockDialog) and each.isVisible() and not each.pin.text():
                each.pin.setText(SETUP.pin)
                QTest.keyClick(each.pin, Qt.Key.Key_Return)
            elif isinstance(each, MainWindow) and each.isVisible():
                phases.append("shown")
                QApplication.exit(0)

    timer = QTimer()
    timer.timeout.connect(go_on)
    timer.start(50)
    assert program._run(qapp, folder.path) == 0
    timer.stop()
    state = managed.layout.read()
    assert (state.trial, state.current) == (None, "1.1.0")
    assert "started" in phases
    assert phases[-1] == "shown"
    [step] = steps_of(folder.path)
    assert (step.before, step.after, step.program, step.done) == ("0010", HEAD, "1.1.0", True)
