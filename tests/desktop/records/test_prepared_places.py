"""A stick or share that somebody prepared: nothing outside of it is written, deleted or read without an end."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.records.backup_making import BackupRun, Sources
from desktop.records.backup_place import PART, BackupPlace, Keep, digest_of
from desktop.records.backup_restoring import bring_back
from desktop.records.lasting import replace_whole
from desktop.records.small_file import read_small
from desktop.records.worker import DatabaseWorker
from desktop.workflows.support_report import write_report
from devices.errors import CodedError
from devices.sticks import MARK, mark, marked
from tests.helpers.backups import CODE, filled_desk, sources_of
from tests.helpers.desk import KEY, NOW

pytestmark = pytest.mark.skipif(os.name != "posix", reason="any user may make links and pipes on POSIX")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    filled_desk(tmp_path / "desk", cases=2, files=3)
    worker = DatabaseWorker(tmp_path / "desk" / "desk.db", KEY)
    yield sources_of(tmp_path / "desk", worker)
    worker.close()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of the PC's own, with what somebody would be sorry to lose."""
    folder = tmp_path / "documents"
    (folder / "letters").mkdir(parents=True)
    (folder / "letters" / "one.txt").write_text("mine")
    (folder / "manifest.json").write_text("{}")
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_the_place(place: BackupPlace, own: Path) -> None:
    place.folder.rmdir()
    place.folder.symlink_to(own)


def as_the_files(place: BackupPlace, own: Path) -> None:
    place.files.symlink_to(own)


def as_one_of_the_files_folders(place: BackupPlace, own: Path) -> None:
    place.files.mkdir()
    (place.files / "aa").symlink_to(own / "letters")


def as_an_old_backup(place: BackupPlace, own: Path) -> None:
    (place.folder / "2020-01-01_00-00-00").symlink_to(own)


@pytest.mark.parametrize("lay", [as_the_place, as_the_files, as_one_of_the_files_folders, as_an_old_backup])
def test_a_link_in_a_place_for_backups_deletes_nothing_where_it_leads(
    stick: Path, own: Path, sources: Sources, lay: Callable[[BackupPlace, Path], None]
) -> None:
    place, before = BackupPlace(stick, CODE), everything(own)
    place.folder.mkdir()
    lay(place, own)
    (place.folder / f"x{PART}").mkdir()  # what an unfinished backup leaves has the next one tidy up
    for hour in range(2):
        with pytest.raises(CodedError, match="BACK-012"):
            BackupRun(sources, place).make(NOW + timedelta(hours=hour), Keep(1, 1, 1))
    assert everything(own) == before


def test_the_mark_of_a_stick_is_not_written_through_a_link(stick: Path, own: Path) -> None:
    (stick / MARK).symlink_to(own / "letters" / "one.txt")
    assert marked([stick], "mine") is None
    mark(stick, CODE)
    assert (own / "letters" / "one.txt").read_text() == "mine"
    assert marked([stick], CODE) == stick


def test_a_pipe_in_the_marks_place_is_not_waited_for(stick: Path) -> None:
    os.mkfifo(stick / MARK)
    assert marked([stick], CODE) is None


def test_what_is_written_beside_is_not_written_through_a_link(stick: Path, own: Path) -> None:
    victim = own / "letters" / "one.txt"
    (stick / "numbers.bmc.new").symlink_to(victim)
    replace_whole(stick / "numbers.bmc", b"numbers")
    (stick / "report.zip.part").symlink_to(victim)
    write_report(stick / "report.zip", program="1", lines=[], settings={}, errors=[], log=own / "none")
    assert victim.read_text() == "mine"
    assert (stick / "numbers.bmc").read_bytes() == b"numbers"
    assert {path.name for path in stick.iterdir() if path.is_symlink()} == set()


def test_a_file_without_an_end_in_a_backup_is_a_lost_one(stick: Path, sources: Sources, tmp_path: Path) -> None:
    place = BackupPlace(stick, CODE)
    BackupRun(sources, place).make(NOW, Keep())
    endless, waiting, whole = sorted(place.stored())
    endless.unlink()
    endless.symlink_to("/dev/zero")
    waiting.unlink()
    os.mkfifo(waiting)
    _, lost = bring_back(place.backups()[0], bytearray(KEY), tmp_path / "new", lambda *_: None)
    assert lost == sorted((endless.name, waiting.name))
    assert digest_of(tmp_path / "new" / "files" / whole.name[:2] / whole.name) == whole.name


@pytest.mark.parametrize("name", ["manifest.json", "manifest.seal", "desk.db", "files.txt"])
def test_a_backup_whose_parts_are_no_files_is_refused_and_not_waited_for(
    stick: Path, sources: Sources, tmp_path: Path, name: str
) -> None:
    place = BackupPlace(stick, CODE)
    BackupRun(sources, place).make(NOW, Keep())
    backup = place.backups()[0]
    (backup.folder / name).unlink()
    os.mkfifo(backup.folder / name)
    with pytest.raises(CodedError, match="BACK-004"):
        bring_back(backup, bytearray(KEY), tmp_path / "new", lambda *_: None)


@pytest.mark.parametrize("most", [3, 4])
def test_no_more_is_read_than_was_meant(stick: Path, most: int) -> None:
    (stick / "four").write_bytes(b"1234")
    if most == 4:
        assert read_small(stick / "four", most) == b"1234"
    else:
        with pytest.raises(OSError, match="large"):
            read_small(stick / "four", most)
    for name in ("/dev/zero", str(stick), str(stick / "nothing")):
        with pytest.raises(OSError):  # noqa: PT011 - each in its own words
            read_small(Path(name))


def test_a_manifest_with_a_hole_of_a_terabyte_is_not_read_whole(stick: Path, sources: Sources) -> None:
    place = BackupPlace(stick, CODE)
    made = BackupRun(sources, place).make(NOW, Keep())
    with (made.folder / "manifest.json").open("ab") as file:
        file.truncate(2**40)
    with pytest.raises(CodedError, match="BACK-004"):
        place.backups()[0].manifest()
