"""Backups of a desk that is worked with: whole, opened, compared; rotation; damage found; what is unfinished."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.records.backup_making import BackupRun, Sources, StoppedError
from desktop.records.backup_place import PART, BackupPlace, Keep, find_backups, kept
from desktop.records.database_copies import look_into
from desktop.records.file_store import FileStore
from desktop.records.schema import files
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from tests.helpers.backups import CODE, filled_desk, receive_by, sources_of
from tests.helpers.desk import KEY, NOW, case_of


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[DatabaseWorker]:
    folder = tmp_path / "desk"
    filled_desk(folder, cases=5, files=4)
    made = DatabaseWorker(folder / "desk.db", KEY)
    yield made
    made.close()


def forget(uow: UnitOfWork, name: str) -> None:
    uow.backup.connection.execute(files.delete().where(files.c.name == name))
    uow.commit()


@pytest.fixture
def place(tmp_path: Path) -> BackupPlace:
    (tmp_path / "place").mkdir()
    return BackupPlace(tmp_path / "place", CODE)


@pytest.fixture
def sources(tmp_path: Path, worker: DatabaseWorker) -> Sources:
    return sources_of(tmp_path / "desk", worker)


def test_a_backup_opens_and_holds_everything(place: BackupPlace, sources: Sources) -> None:
    made = BackupRun(sources, place).make(NOW, Keep())
    look = look_into(made.folder / "desk.db", KEY)
    manifest = place.backups()[0].manifest()
    assert (look.counts["cases"], made.files, made.missing) == (5, 4, 0)
    assert manifest.counts == look.counts
    assert {path.name for path in place.files.glob("*/*")} == set(look.files)
    assert "others/keys.json" in manifest.others
    assert sorted(path.name for path in made.folder.iterdir() if path.is_file()) == [
        "desk.db",
        "files.txt",
        "manifest.json",
        "manifest.seal",
    ]


def test_nothing_of_a_citizen_can_be_read_in_it(place: BackupPlace, sources: Sources) -> None:
    BackupRun(sources, place).make(NOW, Keep())
    for path in place.folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert b"082190991001" not in data, path
        assert "Nguyễn Thị Ẩn".encode() not in data, path


def test_cases_received_meanwhile_do_no_harm(place: BackupPlace, sources: Sources, worker: DatabaseWorker) -> None:
    received: list[int] = []

    def meanwhile(phase: str, _done: int, _all: int) -> None:
        if phase == "database":
            case = case_of(at=NOW + timedelta(minutes=len(received)))
            receive_by(worker, case)
            received.append(1)

    made = BackupRun(sources, place, tell=meanwhile).make(NOW, Keep())
    assert received
    assert 5 <= look_into(made.folder / "desk.db", KEY).counts["cases"] <= 5 + len(received)
    assert worker.submit(lambda uow: len(uow.cases.recent(100))).result() == 5 + len(received)


def test_a_file_is_copied_once(place: BackupPlace, sources: Sources) -> None:
    BackupRun(sources, place).make(NOW, Keep())
    before = {path: path.stat().st_mtime_ns for path in place.files.glob("*/*")}
    BackupRun(sources, place).make(NOW + timedelta(hours=1), Keep())
    assert {path: path.stat().st_mtime_ns for path in place.files.glob("*/*")} == before
    assert len(place.backups()) == 2


def test_backups_of_the_same_second_stand_side_by_side(place: BackupPlace, sources: Sources) -> None:
    made = [BackupRun(sources, place).make(NOW, Keep()) for _ in range(3)]
    assert [each.at for each in place.backups()] == [
        (NOW + timedelta(seconds=later)).replace(tzinfo=None) for later in (2, 1, 0)
    ]
    assert [each.folder for each in place.backups()] == [each.folder for each in reversed(made)]
    assert [each.manifest().at for each in place.backups()][2] == NOW.isoformat(timespec="seconds")


def test_a_file_that_rotted_on_the_place_is_replaced(place: BackupPlace, sources: Sources) -> None:
    BackupRun(sources, place).make(NOW, Keep())
    victim = next(place.files.glob("*/*"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + b"?")
    made = BackupRun(sources, place).make(NOW + timedelta(hours=1), Keep())
    assert (made.mended, victim.read_bytes()) == (1, whole)


def test_a_file_that_the_desk_lost_is_counted_and_stops_nothing(place: BackupPlace, sources: Sources) -> None:
    next(sources.files.glob("*/*")).unlink()
    assert BackupRun(sources, place).make(NOW, Keep()).missing == 1


def test_a_stopped_backup_looks_like_none_and_the_next_one_goes_on(place: BackupPlace, sources: Sources) -> None:
    run = BackupRun(sources, place)

    def stop_at_files(phase: str, done: int, _all: int) -> None:
        if phase == "files" and done == 2:
            run.stop.set()

    run.tell = stop_at_files
    with pytest.raises(StoppedError):
        run.make(NOW, Keep())
    assert place.backups() == []
    torn = next(place.files.glob("*/*"))
    torn.write_bytes(b"torn by a power cut")
    BackupRun(sources, place).make(NOW + timedelta(minutes=1), Keep())
    assert torn.read_bytes() != b"torn by a power cut"
    assert [path.name for path in place.folder.iterdir() if path.name.endswith(PART)] == []


def test_places_that_cannot_take_one(place: BackupPlace, sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="BACK-001"):
        BackupRun(sources, BackupPlace(tmp_path / "unplugged", CODE)).make(NOW, Keep())
    place.folder.write_text("a file where the folder should be")
    with pytest.raises(CodedError, match="BACK-003"):
        BackupRun(sources, place).make(NOW, Keep())


def test_a_full_place(place: BackupPlace, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.records.backup_making.SPARE", 2**60)
    with pytest.raises(CodedError, match="BACK-002"):
        BackupRun(sources, place).make(NOW, Keep())


def test_a_copy_with_a_flipped_byte_does_not_pass(place: BackupPlace, sources: Sources) -> None:
    path = BackupRun(sources, place).make(NOW, Keep()).folder / "desk.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(CodedError, match="BACK-005"):
        sources.copies.look(path)


def test_days_weeks_and_months_are_kept() -> None:
    moments = [datetime(2026, 11, 26, hour) - timedelta(days=back) for back in range(400) for hour in (9, 15)]
    stay = sorted(kept(moments, Keep()), reverse=True)
    assert [moment.hour for moment in stay[3:]] == [15] * (len(stay) - 3)
    assert len({moment.date() for moment in stay[:9]}) >= 7
    assert min(stay) == datetime(2025, 12, 31, 15)
    assert len(stay) <= 3 + 7 + 4 + 12


def test_rotation_removes_the_files_that_only_the_old_one_needed(
    place: BackupPlace, sources: Sources, worker: DatabaseWorker
) -> None:
    for hour in range(4):
        BackupRun(sources, place).make(NOW + timedelta(hours=hour), Keep(1, 1, 1))
        if hour == 0:
            name = next(sources.files.glob("*/*")).name
            FileStore(sources.files).remove(name)
            worker.submit(partial(forget, name=name)).result()
    assert len(place.backups()) == 3
    assert name not in {path.name for path in place.files.glob("*/*")}


def test_backups_are_found_from_wherever_one_points(place: BackupPlace, sources: Sources, tmp_path: Path) -> None:
    made = BackupRun(sources, place).make(NOW, Keep())
    for chosen in (place.root, place.folder, made.folder):
        assert [each.folder for each in find_backups(chosen)] == [made.folder]
    with pytest.raises(CodedError, match="BACK-006"):
        find_backups(tmp_path / "desk")
    with pytest.raises(CodedError, match="BACK-006"):
        find_backups(tmp_path / "nothing")


def test_a_copy_waits_for_an_open_transaction(place: BackupPlace, sources: Sources, worker: DatabaseWorker) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def long_work(uow: object) -> None:
        inside.set()
        go_on.wait(30)

    future = worker.submit(long_work)
    inside.wait(30)
    path = place.root / "copy.db"
    thread = threading.Thread(target=sources.copies.make, args=(path,))
    thread.start()
    go_on.set()
    future.result()
    thread.join(30)
    assert sources.copies.look(path).counts["cases"] == 5
    assert path.stat().st_mode & 0o077 == 0
