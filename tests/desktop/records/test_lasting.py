"""What a power cut must not take back is waited for: bytes before names, names before the answer."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.documents.saving import save_atomically
from desktop.records import lasting
from desktop.records.backup_making import BackupRun
from desktop.records.backup_place import PART, BackupPlace, Keep
from desktop.records.backup_restoring import take_place
from desktop.records.database import open_database
from desktop.records.database_copies import open_copy
from desktop.records.encrypted_pages import PAGE
from desktop.records.erasure_list import FILE as ERASURES
from desktop.records.erasure_list import write_list
from desktop.records.file_store import FileStore
from desktop.records.look import FILE as LOOK
from desktop.records.look import Look, save_look
from desktop.records.own_forms import OwnForms, OwnVersion
from desktop.records.tries import TryBook, TryRules
from desktop.records.worker import DatabaseWorker
from devices.smartcard.authenticity import trust_store
from sync.desk.bundles import BundleFolder
from tests.helpers.backups import CODE, filled_desk, sources_of
from tests.helpers.desk import KEY, NOW, case_of, desk, receive
from tests.helpers.power_scenes import bundle
from tests.helpers.real_desk import SETUP, folder_at
from tests.helpers.waited_for import waiting

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no sync of a folder")


def look(folder: Path) -> Path:
    save_look(folder, Look("en"))
    return folder / LOOK


def erasures(folder: Path) -> Path:
    write_list(folder, [])
    return folder / ERASURES


def own_form(folder: Path) -> Path:
    OwnForms(folder).keep("tt03-2025/receipt", OwnVersion("lời văn", 1, NOW, "Trần Thị Lan"))
    return folder / "forms" / "tt03-2025" / "receipt" / "0001.json"


def tries(folder: Path) -> Path:
    TryBook(folder, TryRules()).begin()
    return folder / "tries.json"


def paper(folder: Path) -> Path:
    stored = FileStore(folder / "files").put(b"a paper")
    return folder / "files" / stored.name[:2] / stored.name


def province_bundle(folder: Path) -> Path:
    BundleFolder(folder / "bundles", lambda _folder: None).take(bundle(1, NOW))
    return folder / "bundles" / "1" / "trust" / "root.cer"


def saved(folder: Path) -> Path:
    save_atomically(b"a receipt", folder / "receipt.pdf")
    return folder / "receipt.pdf"


def anchor(folder: Path) -> Path:
    trust_store._write_whole(folder / "root.cer", b"a certificate")
    return folder / "root.cer"


@pytest.mark.parametrize("write", [look, erasures, own_form, tries, paper, province_bundle, saved, anchor])
def test_a_file_its_name_and_every_folder_above_are_waited_for(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    with waiting() as waited:
        written = write(folder)
    assert waited.for_bytes(written)
    for path in (written, *written.parents):
        if path == folder:
            break
        assert waited.for_name(path), path


def test_a_new_desk_is_there_before_its_recovery_key_is_shown(tmp_path: Path) -> None:
    with waiting() as waited:
        folder_at(tmp_path / "a" / "desk").set_up(SETUP, NOW.date())
    assert waited.for_name(tmp_path / "a" / "desk")
    assert waited.for_name(tmp_path / "a")
    assert waited.for_name(tmp_path / "a" / "desk" / "tries.json")


def test_a_backup_is_sure_before_it_looks_finished_and_an_unfinished_one_before_its_files(tmp_path: Path) -> None:
    filled_desk(tmp_path / "desk", cases=2, files=3)
    (tmp_path / "stick").mkdir()
    worker = DatabaseWorker(tmp_path / "desk" / "desk.db", KEY)
    place = BackupPlace(tmp_path / "stick", CODE)
    try:
        with waiting() as waited:
            made = BackupRun(sources_of(tmp_path / "desk", worker), place).make(NOW, Keep())
    finally:
        worker.close()
    assert waited.for_name(made.folder)
    finished = [what for what, node in waited.order if node == made.folder.stat().st_ino]
    assert finished[-1] == "synced"
    there = place.folder.stat().st_ino
    of_place = [(at, what) for at, (what, node) in enumerate(waited.order) if node == there]
    made_at = next(at for at, what in of_place[1:] if what == "made")  # the first is the folder of the files
    assert (made_at + 1, "synced") in of_place


def test_files_that_a_cut_off_backup_left_are_looked_at_before_its_trace_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled_desk(tmp_path / "desk", cases=1, files=1)
    (tmp_path / "stick").mkdir()
    worker = DatabaseWorker(tmp_path / "desk" / "desk.db", KEY)
    place = BackupPlace(tmp_path / "stick", CODE)
    sources = sources_of(tmp_path / "desk", worker)
    torn = next((tmp_path / "desk" / "files").glob("*/*"))
    left = place.files / torn.parent.name / torn.name
    left.parent.mkdir(parents=True)
    left.write_bytes(bytes(torn.stat().st_size))
    (place.folder / f"2026-11-24_09-00-00{PART}").mkdir()

    def power_fails(_path: Path) -> None:
        raise OSError(errno.EIO, "power")

    try:
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "rmtree", power_fails)
            with pytest.raises(Exception, match="BACK-003"):
                BackupRun(sources, place).make(NOW, Keep())
        assert not left.exists()
        BackupRun(sources, place).make(NOW + timedelta(hours=1), Keep())
        assert left.read_bytes() == torn.read_bytes()
    finally:
        worker.close()


def test_a_restored_desk_is_on_the_disk_before_it_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "desk.db").write_bytes(b"restored")
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.db").write_bytes(b"old")
    with waiting() as waited:
        aside = take_place(tmp_path / "made", tmp_path / "desk", NOW)
    assert aside is not None
    assert [what for what, _ in waited.order] == ["synced", "named", "synced", "named", "synced"]
    assert waited.for_bytes(tmp_path / "desk" / "desk.db")


def test_a_page_torn_in_the_file_and_whole_in_the_log_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with desk(tmp_path / "a") as database:
        database.fold()
        for _ in range(3):
            receive(database, case_of())
        for name in ("desk.db", "desk.db-wal"):
            shutil.copy(tmp_path / "a" / name, tmp_path / name)
    content = bytearray((tmp_path / "desk.db").read_bytes())
    reader = open_copy(tmp_path / "a" / "desk.db", KEY)
    page = reader.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cases'").fetchone()[0]
    reader.close()
    content[(page - 1) * PAGE + 512 : (page - 1) * PAGE + 1024] = bytes(512)
    (tmp_path / "desk.db").write_bytes(content)
    torn = open_database(tmp_path / "desk.db", KEY)
    assert torn.check() == []
    torn.close()


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    lasting.replace_whole(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        lasting.replace_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(("number", "told"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)])
def test_a_file_system_without_a_sync_of_folders_is_let_be_and_a_failing_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: bool
) -> None:
    def refused(_descriptor: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "fsync", refused)
    if told:
        with pytest.raises(OSError, match="refused"):
            lasting.flush_folder(tmp_path)
    else:
        lasting.flush_folder(tmp_path)


def test_both_folders_of_a_move_are_waited_for(tmp_path: Path) -> None:
    lasting.make_folder(tmp_path / "from" / "it")
    lasting.make_folder(tmp_path / "to")
    with waiting() as waited:
        lasting.move(tmp_path / "from" / "it", tmp_path / "to" / "it")
    assert waited.for_name(tmp_path / "to" / "it")
    assert waited.for_name(tmp_path / "from" / "it")
    assert (tmp_path / "to" / "it").is_dir()
