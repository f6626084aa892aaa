"""What a restore put aside: seen, and gone by rule, with a deletion, or because the head of desk says so."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.records.audit_log import Actor, AuditFilter
from desktop.records.backup_restoring import take_place
from desktop.records.file_store import FileStore
from desktop.records.people import Officer
from desktop.records.personal_data import load_personal_data
from desktop.records.put_aside import copies_aside, remove_copies
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_desk import AuditDesk
from desktop.workflows.check_probes import check_aside
from desktop.workflows.put_aside import KEEP_DAYS, remove_because_asked, tidy_copies
from desktop.workflows.self_check import Mark
from devices.errors import CodedError
from tests.helpers.at_once import at_once
from tests.helpers.backups import receive_by
from tests.helpers.desk import case_of
from tests.helpers.real_desk import NOW, SETUP, folder_at, open_desk

TODAY, LONG_AGO = NOW.date(), NOW - timedelta(days=4000)


class Restored:
    """A desk that took the place of another, which lies beside; each copy has a vault, a database and a file."""

    def __init__(self, root: Path) -> None:
        self.path = root / "desk"
        folder_at(self.path).set_up(SETUP, LONG_AGO.date())
        made = root / "made"
        shutil.copytree(self.path, made)
        aside = take_place(made, self.path, NOW)
        assert aside is not None
        self.aside = aside
        self.worker = folder_at(self.path).unlock(SETUP.login, SETUP.pin)

    def audit(self) -> list[str]:
        entries = self.worker.submit(lambda uow: uow.audit.entries(AuditFilter(action="copies.removed"), 9)).result()
        return [entry.details for entry in entries]

    def work_as(self, login: str) -> None:
        known = self.worker.submit(lambda uow: uow.officers.by_login(login)).result()
        assert known is not None
        self.worker.work_for(Actor(known.id, lambda: NOW))


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Restored]:
    made = Restored(tmp_path)
    yield made
    made.worker.close()


def test_it_is_seen_with_its_age(restored: Restored) -> None:
    (copy,) = copies_aside(restored.path)
    assert (copy.path, copy.made) == (restored.aside, TODAY)
    line = check_aside(restored.path, TODAY + timedelta(days=3))
    assert line.mark is Mark.WARN
    assert line.error is not None
    assert (line.error.code, line.error.details) == ("CHECK-016", {"count": 1, "days": 3})
    remove_copies([copy])
    assert check_aside(restored.path, TODAY).mark is Mark.OK


def test_it_goes_by_itself_after_days_of_work_and_not_by_a_clock_that_jumped(restored: Restored) -> None:
    assert tidy_copies(restored.worker, restored.path, TODAY + timedelta(days=3000)) == 0
    for day in range(0, KEEP_DAYS, 2):
        assert tidy_copies(restored.worker, restored.path, TODAY + timedelta(days=day)) == 0
    assert restored.aside.is_dir()
    assert tidy_copies(restored.worker, restored.path, TODAY + timedelta(days=KEEP_DAYS)) == 1
    assert not restored.aside.exists()
    assert restored.audit() == ['{"copies":1,"why":"term"}']
    assert restored.path.is_dir()


def test_a_restore_that_was_cut_off_is_one_too(restored: Restored) -> None:
    restored.aside.rename(restored.path.with_name("desk.restoring"))
    assert [copy.path.name for copy in copies_aside(restored.path)] == ["desk.restoring"]


def test_what_is_no_copy_stays(restored: Restored) -> None:
    root = restored.path.parent
    for name in ("desk.before-yesterday", "desk.new", "desk2.before-2026-01-01_00-00-00"):
        (root / name).mkdir()
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "kept").write_text("kept")
    (root / "desk.before-2020-01-01_00-00-00").symlink_to(root / "elsewhere")
    (root / "desk.before-2020-01-02_00-00-00").write_text("a file")
    assert [copy.path for copy in copies_aside(restored.path)] == [restored.aside]
    remove_copies(copies_aside(restored.path))
    assert (root / "elsewhere" / "kept").read_text() == "kept"


def test_one_whose_removal_was_cut_off_opens_no_more_and_goes_the_next_time(restored: Restored) -> None:
    for key in restored.aside.glob("keys*.json"):
        key.unlink()
    assert not folder_at(restored.aside).is_set_up
    assert remove_copies(copies_aside(restored.path)) == 1


def audit_desk(worker: DatabaseWorker, path: Path, pool: ThreadPoolExecutor) -> AuditDesk:
    return AuditDesk(
        worker,
        FileStore(path / "files"),
        load_personal_data(resources_folder()),
        path,
        deliver=at_once,
        helpers=pool,
        clock=lambda: NOW,
    )


def test_a_deletion_takes_every_copy_along(restored: Restored) -> None:
    case = receive_by(restored.worker, case_of(at=LONG_AGO))
    restored.work_as(SETUP.login)
    with ThreadPoolExecutor(1) as pool:
        desk = audit_desk(restored.worker, restored.path, pool)
        desk.keep_for(audit_months=24, case_months=120)
        desk.look_at_case(case.code)
        desk.erase_case("case").result()
    assert not restored.aside.exists()
    assert restored.audit() == ['{"copies":1,"why":"erased"}']


def test_only_whoever_is_in_charge_removes_them(restored: Restored) -> None:
    def add(uow: UnitOfWork) -> None:
        uow.officers.add("mai", "Phạm Thị Mai", Officer(0, "", "").role)
        uow.commit()

    restored.worker.submit(add).result()
    restored.work_as("mai")
    with pytest.raises(CodedError, match="AUD-003"):
        remove_because_asked(restored.worker, restored.path)
    assert restored.aside.is_dir()
    restored.work_as(SETUP.login)
    assert remove_because_asked(restored.worker, restored.path) == 1
    assert restored.audit() == ['{"copies":1,"why":"asked"}']


def test_the_page_of_backups_shows_and_removes_them(qtbot: QtBot, tmp_path: Path) -> None:
    restored = Restored(tmp_path)
    restored.worker.close()
    with open_desk(restored.path) as desk:
        desk.window.show()
        desk.window.show_page("backup")
        card = desk.backup.aside
        qtbot.waitUntil(card.isVisible)
        card.remove.click()
        assert restored.aside.is_dir(), "it is asked first"
        yes = card.notice.first_button()
        assert yes is not None
        yes.click()
        qtbot.waitUntil(lambda: not card.isVisible())
        assert not restored.aside.exists()
