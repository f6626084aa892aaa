"""A disk that is full or read-only, made real: a small file system of its own, and another user's rights."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from desktop.records.database import Database, open_database
from tests.helpers.desk import KEY, case_of, desk, receive
from tests.helpers.full_disk import ROOT, receive_until_refused, saved_numbers, small_disk


def assert_saved(database: Database, saved: int) -> None:
    assert saved_numbers(database) == list(range(saved, 0, -1))
    assert database.check() == []


def test_a_full_database_is_told_and_keeps_what_was_saved(tmp_path: Path) -> None:
    """SQLite's own limit of pages gives the same result code as a full disk, in the middle of a transaction."""
    with desk(tmp_path) as database:
        with database.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages + 40}"))
        saved, code = receive_until_refused(database)
        assert (saved > 5, code) == (True, "DB-001")
        assert_saved(database, saved)
        with database.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 1000000"))
        assert receive(database, case_of()).code.endswith(f"-{saved + 1:04d}")


@pytest.mark.skipif(sys.platform != "linux", reason="a file system in memory is mounted as Linux does it")
def test_a_full_disk_is_told_and_keeps_what_was_saved(tmp_path: Path) -> None:
    done = small_disk(tmp_path, [sys.executable, "-m", "tests.helpers.full_disk", str(tmp_path)])
    if done is None:
        pytest.skip("this system lets nobody mount, in a namespace of their own either")
    assert done.returncode == 0, done.stderr
    assert "saved before the disk was full" in done.stdout
    assert list(tmp_path.iterdir()) == [], "the disk was the process's own"


def as_nobody(folder: Path, what: str) -> str:
    """Run a line of Python on the desk's path as a user who owns nothing; gives what it prints."""
    program = f"""
import os, pathlib, sys
from desktop.records.database import open_database
from devices.errors import CodedError
from tests.helpers.desk import KEY
path = pathlib.Path({str(folder / "desk.db")!r})
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    {what}
except CodedError as error:
    print(error.code)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user may enter; those of pytest are closed to others, again at every start of pytest."""
    with TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        folder = Path(above, "desk")
        folder.mkdir()
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="rights are tested where they can be taken away")
@pytest.mark.parametrize(
    ("folder_rights", "file_rights"), [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444), (0o000, 0o600)]
)
def test_a_folder_or_file_that_may_not_be_written(public_folder: Path, folder_rights: int, file_rights: int) -> None:
    with desk(public_folder) as database:
        receive(database, case_of())
    path = public_folder / "desk.db"
    path.chmod(file_rights)
    public_folder.chmod(folder_rights)
    assert as_nobody(public_folder, "open_database(path, KEY)") == "DB-002"
    public_folder.chmod(0o755)
    path.chmod(0o600)
    again = open_database(path, KEY)
    assert_saved(again, 1)
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="rights are tested where they can be taken away")
def test_a_new_desk_in_a_folder_that_may_only_be_read(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    assert as_nobody(public_folder, "open_database(path, KEY, create=True)") == "DB-002"
    assert list(public_folder.iterdir()) == []
