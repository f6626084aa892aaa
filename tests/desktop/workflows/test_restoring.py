"""A desk restored on another PC: its data, its numbers, and the province that sees one desk and not two."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.records.backup_making import BackupRun, Sources
from desktop.records.backup_place import Backup, BackupPlace, Keep
from desktop.records.desk_folder import DeskFolder
from desktop.records.erasure_list import read_list, write_list
from desktop.records.erasures import ERASED_NAME, Erasure, Why
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.restoring import restore
from devices.errors import CodedError
from sync.desk.client import ProvinceClient
from sync.desk.exchange import Visit
from sync.protocol import KeyState
from sync.province.store.alarms import AlarmRepository
from tests.helpers.backups import receive_by
from tests.helpers.desk import case_of
from tests.helpers.province import NOW, PROVINCE, TODAY, TestDesk, TestProvince, served
from tests.helpers.real_desk import SETUP, folder_at
from tests.helpers.trial import trial_province

CODE = "000.00.00.H00-101"


class OldPc:
    """A desk that was set up, worked, and was backed up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder_at(folder / "old" / "desk")
        self.folder.path.parent.mkdir()
        self.recovery_key = self.folder.set_up(SETUP, NOW.date())
        self.worker = self.folder.unlock(SETUP.login, SETUP.pin)
        self.receive(3)
        (folder / "stick").mkdir()
        self.place = BackupPlace(folder / "stick", CODE)
        self.sources = Sources(
            self.worker.copies,
            self.folder.path,
            CODE,
            "1.0",
            lambda: self.worker.submit(lambda uow: uow.backup.marks()).result(),
        )
        self.identity = self.worker.submit(desk_identity).result()
        BackupRun(self.sources, self.place).make(NOW, Keep())

    def receive(self, cases: int) -> list[int]:
        def save(worker: DatabaseWorker, minute: int) -> int:
            case = case_of(at=NOW + timedelta(minutes=minute))
            saved = receive_by(worker, case)
            return int(saved.code[-4:])

        return [save(self.worker, minute) for minute in range(cases)]

    @property
    def backup(self) -> Backup:
        return self.place.backups()[0]


@pytest.fixture
def old(tmp_path: Path) -> OldPc:
    return OldPc(tmp_path)


def opened(target: Path) -> DatabaseWorker:
    return DeskFolder(target).unlock(SETUP.login, SETUP.pin)


def test_everything_is_there_and_the_pin_is_the_same(old: OldPc, tmp_path: Path) -> None:
    old.worker.close()
    done = restore(old.backup, old.recovery_key.lower(), tmp_path / "new" / "desk", NOW)
    assert (done.desk, done.cases, done.lost, done.installation, done.aside) == (CODE, 3, 0, 2, None)
    worker = opened(tmp_path / "new" / "desk")
    assert worker.submit(lambda uow: len(uow.cases.recent(9))).result() == 3
    assert worker.check().result() == []
    worker.close()


def test_a_number_that_the_old_pc_gave_after_the_backup_is_not_given_again(old: OldPc, tmp_path: Path) -> None:
    given = old.receive(20)
    old.worker.close()
    done = restore(old.backup, old.recovery_key, tmp_path / "new", NOW)
    worker = opened(tmp_path / "new")
    saved = receive_by(worker, case_of(at=NOW))
    worker.close()
    assert int(saved.code[-4:]) == done.next_number > max(given)


def erase(uow: UnitOfWork) -> list[Erasure]:
    uow.erasures.erase_case(2, Why("request", "Luật 91/2025/QH15"))
    uow.commit()
    return uow.erasures.all()


def names(worker: DatabaseWorker) -> list[str]:
    return worker.submit(
        lambda uow: [uow.cases.get(case_id).content.applicant.full_name for case_id in (1, 2, 3)]
    ).result()


def test_what_was_deleted_since_does_not_come_back_with_an_older_backup(old: OldPc, tmp_path: Path) -> None:
    write_list(old.folder.path, old.worker.submit(erase).result())
    BackupRun(old.sources, old.place).make(NOW + timedelta(hours=1), Keep())
    old.worker.close()
    oldest = old.place.backups()[-1]
    restore(oldest, old.recovery_key, tmp_path / "new" / "desk", NOW + timedelta(hours=2))
    worker = opened(tmp_path / "new" / "desk")
    assert [name == ERASED_NAME for name in names(worker)] == [False, True, False]
    assert len(read_list(tmp_path / "new" / "desk")) == 1
    worker.close()


def test_a_list_that_nothing_proves_deletes_nothing(old: OldPc, tmp_path: Path) -> None:
    forged = old.place.folder / "2027-01-01_00-00-00"
    shutil.copytree(old.backup.folder, forged)
    write_list(forged / "others", old.worker.submit(erase).result())
    old.worker.close()
    original = old.place.backups()[-1]
    restore(original, old.recovery_key, tmp_path / "new" / "desk", NOW + timedelta(hours=2))
    worker = opened(tmp_path / "new" / "desk")
    assert ERASED_NAME not in names(worker)
    worker.close()


def test_what_does_not_open_changes_nothing(old: OldPc, tmp_path: Path) -> None:
    old.worker.close()
    target = tmp_path / "new"
    with pytest.raises(CodedError, match="KEY-003"):
        restore(old.backup, "AAAA-BBBB", target, NOW)
    for name in ("desk.db", "manifest.json", "manifest.seal", "files.txt", "others/keys.second.json"):
        path = old.backup.folder / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + b"different" if whole else b"x")
        with pytest.raises(CodedError, match=r"BACK-004|KEY-003"):
            restore(old.backup, old.recovery_key, target, NOW)
        assert not target.exists()
        path.write_bytes(whole)
    assert restore(old.backup, old.recovery_key, target, NOW).cases == 3


def test_a_desk_that_is_there_is_put_aside_only_when_that_is_said(old: OldPc) -> None:
    old.worker.close()
    with pytest.raises(CodedError, match="BACK-007"):
        restore(old.backup, old.recovery_key, old.folder.path, NOW)
    done = restore(old.backup, old.recovery_key, old.folder.path, NOW, replace=True)
    assert done.aside is not None
    assert DeskFolder(done.aside).database.is_file()
    assert DeskFolder(old.folder.path).is_set_up


def visit(desk: TestDesk, trial: TestProvince, url: str) -> Visit:
    with ProvinceClient(trial.connection(url)) as client:
        return desk.exchange(trial.connection(url), trial.clock).visit(client)


def test_the_province_sees_one_desk_on_the_new_pc(old: OldPc, tmp_path: Path) -> None:
    old.worker.close()
    with trial_province(tmp_path) as trial, served(trial.service) as url:
        before = TestDesk(CODE)
        before.identity = old.identity
        trial.approve(old.identity)
        before.close(TODAY - timedelta(days=1), {"a": 1})
        visit(before, trial, url)
        backed_up = before.head
        before.close(TODAY, {"a": 5})  # after the backup, and already with the province
        visit(before, trial, url)

        restore(old.backup, old.recovery_key, tmp_path / "new", NOW)
        worker = opened(tmp_path / "new")
        after = TestDesk(CODE)
        after.identity = worker.submit(desk_identity).result()
        worker.close()
        after.head = backed_up
        after.close(TODAY, {"a": 3})
        seen = visit(after, trial, url)
        assert (seen.state, seen.answered, seen.refused) == (KeyState.APPROVED, 1, ())

        heard, _ = after.answers[-1]  # another content for a day that is held: an officer looks, then it is revision 2
        assert (heard.outcome, heard.alarm, heard.held) == ("conflict", "", before.sealed(before.newest(heard.day)))
        after.close(TODAY, {"a": 4})
        visit(after, trial, url)
        assert after.greens() == [TODAY.isoformat()]

        before.close(TODAY, {"a": 9}, 7)  # the old PC wakes up
        assert visit(before, trial, url).state is KeyState.REVOKED
        assert trial.service.reception.take(PROVINCE, [before.sealed(before.newest(heard.day))], "usb")[0].error == (
            "SYNC-012"
        )
        with trial.database.read() as connection:
            kinds = {alarm.kind for alarm in AlarmRepository(connection, PROVINCE).all()}
        assert "fork" not in kinds


def test_two_pcs_restored_from_one_backup_are_one_desk_and_one_that_waits(old: OldPc, tmp_path: Path) -> None:
    old.worker.close()
    with trial_province(tmp_path) as trial, served(trial.service) as url:
        trial.approve(old.identity)
        states = []
        for name in ("one", "two"):
            restore(old.backup, old.recovery_key, tmp_path / name, NOW)
            worker = opened(tmp_path / name)
            desk = TestDesk(CODE)
            desk.identity = worker.submit(desk_identity).result()
            worker.close()
            states.append(visit(desk, trial, url).state)
        assert states == [KeyState.APPROVED, KeyState.PENDING]


def test_a_word_of_somebody_else_moves_nothing(tmp_path: Path) -> None:
    with trial_province(tmp_path) as trial, served(trial.service) as url:
        desk, stranger = TestDesk(CODE), TestDesk(CODE)
        trial.approve(desk.identity)
        forged = TestDesk(CODE)
        forged.identity = stranger.identity.on_another_pc(forged.identity.key.private_bytes_raw())
        object.__setattr__(forged.identity, "former", desk.identity.on_another_pc(bytes(32)).former)
        assert visit(forged, trial, url).state is KeyState.PENDING
        assert visit(desk, trial, url).state is KeyState.APPROVED
