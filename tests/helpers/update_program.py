"""A program that the launcher starts in tests: opens a real desk as `desktop.__main__` does, fails where it is told.

``python -m tests.helpers.update_program HOW FOLDER``. HOW is ``works``; ``dies`` or ``refuses`` once the data are
brought to the newest schema and before the proof; ``damages`` them there; ``old`` for the program of before, which
knows the schema of before alone. What happened is a line of ``FOLDER/told``.
"""

import os
import signal
import sys
from pathlib import Path

from desktop.records.database import open_database
from desktop.records.desk_folder import DeskFolder
from desktop.records.keys import Cost
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.update_start import managed_by
from devices.errors import CodedError
from tests.helpers.desk import case_of
from tests.helpers.old_desks import bare_by

OLD = "0010"
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)
LOGIN, PIN = "lan", "mot-hai-ba-bon"


def main(how: str, path: Path) -> int:
    """Open the desk; the exit status."""
    managed, folder = managed_by("1.0.0"), DeskFolder(path, CHEAP)
    if managed is None:
        raise AssertionError("the launcher did not start this")
    if how == "old":
        return old(folder)
    folder.guard.program, folder.guard.noted = managed.name, managed.note
    if managed.begin():
        return 75
    managed.came_up()
    worker = folder.unlock(LOGIN, PIN)
    if how == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "refuses":
        return 1
    if how == "damages":
        key = folder.vault.open(LOGIN, PIN).key
        worker.close()
        with bare_by(folder.database, key) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("INSERT INTO case_papers SELECT NULL, 99999, position, '', '', '', '', 0, 0, '', '', '' "
                               "FROM case_papers LIMIT 1")  # fmt: skip
        worker = folder.unlock(LOGIN, PIN)
    try:
        managed.prove(worker)
        code = worker.submit(receive).result()
    except CodedError as error:
        return tell(path, error.code) or 1
    finally:
        worker.close()
    return tell(path, f"received {code}")


def receive(uow: UnitOfWork) -> str:
    """One more case."""
    uow.blocks.all()
    saved = uow.cases.receive(case_of())
    uow.commit()
    return saved.code


def old(folder: DeskFolder) -> int:
    """The program of before."""
    key = folder.vault.open(LOGIN, PIN).key
    with bare_by(folder.database, key) as connection:
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        cases = connection.execute("SELECT count(*) FROM cases").fetchone()[0]
    if schema == OLD:
        database = open_database(folder.database, key, schema=OLD)
        found = database.check()
        database.close()
        return tell(folder.path, f"old opens {cases} cases, wrong: {len(found)}")
    return tell(folder.path, f"DB-007 {schema}") or 1


def tell(path: Path, line: str) -> int:
    """Write down what happened."""
    with (path / "told").open("a") as file:
        file.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
