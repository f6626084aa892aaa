"""A desk on a disk that gets full.

    python -m tests.helpers.full_disk FOLDER    works in the folder until its file system is full, and sees what is left

In a process of its own, for a small file system is mounted for it alone: in a mount namespace, which ends with it, and
where nobody but an administrator may mount, in a user namespace as well (Linux, user_namespaces(7)).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop.records.database import Database, open_database
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import KEY, case_of, desk, receive

ROOT = Path(__file__).parents[2]
BALLAST = 800_000  # bytes
MOUNT = 'mount -t tmpfs -o size=6m tmpfs "$1" && shift && exec "$@"'


def small_disk(folder: Path, program: list[str]) -> "subprocess.CompletedProcess[str] | None":
    """Run a program with 6 MB of memory mounted on a folder as a file system; None where this system lets nobody."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    own = ["--mount"] if os.getuid() == 0 else ["--mount", "--user", "--map-root-user"]
    inside = [unshare, *own, "sh", "-c", MOUNT, "sh", str(folder)]
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        return None
    return subprocess.run([*inside, *program], cwd=ROOT, capture_output=True, text=True, check=False)


def receive_until_refused(database: Database) -> tuple[int, str]:
    """How many cases were saved, and the code of the error that ended it; "" if nothing did."""
    for saved in range(5000):
        try:
            receive(database, case_of(note="x" * 2000, draft_id=f"d{saved}"))
        except CodedError as error:
            return saved, error.code
    return 5000, ""


def saved_numbers(database: Database) -> list[int]:
    """The running numbers of the cases that are there, the newest first."""
    with UnitOfWork(database) as uow:
        return [int(case.code[-4:]) for case in uow.cases.recent(10_000)]


def main(folder: Path) -> None:
    """Fill the disk, make room, go on, and open it all again.

    Raises:
        AssertionError: Something that was saved is lost, or what was refused is there.
    """
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(BALLAST))
    with desk(folder) as database:
        saved, code = receive_until_refused(database)
        assert (saved > 5, code) == (True, "DB-001"), (saved, code)
        assert len(saved_numbers(database)) == saved
        ballast.unlink()
        assert receive(database, case_of()).code.endswith(f"-{saved + 1:04d}")
        assert database.check() == []
    again = open_database(folder / "desk.db", KEY)
    assert saved_numbers(again) == list(range(saved + 1, 0, -1))
    assert again.check() == []
    again.close()
    sys.stdout.write(f"{saved} saved before the disk was full\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
