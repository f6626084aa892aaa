"""A disk that is full or read-only, made real: a small file system of its own, and another user's rights."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from desktop.records.database import Database, open_database
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import KEY, case_of, desk, receive

ROOT = Path(__file__).parents[3]


def receive_until_refused(database: Database) -> tuple[int, str]:
    """How many cases were saved, and the code of the error that ended it."""
    saved = 0
    while saved < 5000:
        try:
            receive(database, case_of(note="x" * 2000, draft_id=f"d{saved}"))
        except CodedError as error:
            return saved, error.code
        saved += 1
    pytest.fail("the disk never filled up")


def assert_saved(database: Database, saved: int) -> None:
    with UnitOfWork(database) as uow:
        numbers = [int(case.code[-4:]) for case in uow.cases.recent(10_000)]
    assert numbers == list(range(saved, 0, -1))
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


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB in memory, where this machine lets one be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("mounting needs an administrator")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_keeps_what_was_saved(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(800_000))
    with desk(small_disk) as database:
        saved, code = receive_until_refused(database)
        assert (saved > 5, code) == (True, "DB-001")
        with UnitOfWork(database) as uow:
            assert len(uow.cases.recent(10_000)) == saved
        ballast.unlink()
        assert receive(database, case_of()).code.endswith(f"-{saved + 1:04d}")
        assert_saved(database, saved + 1)
    again = open_database(small_disk / "desk.db", KEY)
    assert_saved(again, saved + 1)
    again.close()


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
