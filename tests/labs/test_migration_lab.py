"""A migration is killed at any statement, at any moment: the desk opens on the old or the new schema, whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.records.database import open_database
from desktop.records.database_copies import look_into
from desktop.records.migration_backup import MigrationBackup, backup_of, steps_of
from desktop.records.migrations import HEAD
from tests.helpers.desk import KEY
from tests.helpers.old_desks import build, everything

ROUNDS = int(os.environ.get("LAB_ROUNDS", "12"))
OLD = ("0001", "0004", "0007", "0010")
LONGEST = 0.5  # seconds after which a child is killed from outside
STATEMENTS = 260  # more than any of these migrations has


@pytest.mark.lab
@pytest.mark.xdist_group("migration")
def test_a_migration_that_is_cut_off_leaves_the_old_or_the_new_schema(tmp_path: Path) -> None:
    chance = random.Random(16)
    for head in OLD:
        (tmp_path / head).mkdir()
        build(tmp_path / head / "desk.db", head, int(head), rows=6)
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.migration_lab"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    killed = unfinished = 0
    try:
        for nth in range(ROUNDS):
            head = OLD[nth % len(OLD)]
            folder = tmp_path / "desk"
            shutil.copytree(tmp_path / head, folder)
            before = everything(folder / "desk.db")
            statement = 0 if nth % 3 == 2 else chance.randrange(1, STATEMENTS)
            killed += kill_one(nursery, folder / "desk.db", statement, chance.random() * LONGEST)
            unfinished += look(folder, head, before)
            shutil.rmtree(folder)
            shutil.rmtree(folder.with_name("desk-backup"), ignore_errors=True)
    finally:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.close()
        nursery.wait(30)
        nursery.stdout.close()
    assert killed > ROUNDS // 4
    assert unfinished > 0


def kill_one(nursery: "subprocess.Popen[str]", path: Path, statement: int, after: float) -> bool:
    """Have one child open a desk, killed at a statement or after so many seconds; whether it was killed."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{path} {statement}\n")
    nursery.stdin.flush()
    child = int(nursery.stdout.readline())
    if not statement:
        time.sleep(after)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(child, signal.SIGKILL)
    return int(nursery.stdout.readline()) != 0


def look(folder: Path, head: str, before: dict[str, list[dict[str, object]]]) -> bool:
    """Every row is there, on one of the two schemas; whether the migration had not come to its end."""
    path = folder / "desk.db"
    schema = look_into(path, KEY).schema  # reads the log as well
    assert schema in {head, HEAD}
    if schema == head:
        assert everything(path) == before
    for step in steps_of(folder):
        backup = backup_of(step)
        assert backup is not None, "what is noted is there"
        assert look_into(backup / "desk.db", KEY).schema == head
        assert everything(backup / "desk.db") == before
    assert steps_of(folder) or schema == head, "no migration without its backup"
    database = open_database(path, KEY, guard=MigrationBackup(folder))
    try:
        assert database.check() == []
    finally:
        database.close()
    now = everything(path)
    assert now["alembic_version"] == [{"version_num": HEAD}]
    for table, rows in before.items():
        assert table == "alembic_version" or len(now[table]) >= len(rows)
    assert steps_of(folder)[-1].done
    return schema == head
