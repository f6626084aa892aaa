"""kill -9 on the desk while it closes and sends: the province ends with the sum of its facts, no day falsely green."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from desktop.records.database import open_database
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.desk_identity import desk_identity
from sync.desk.day_states import DayState
from sync.province.store.database import open_database as open_province
from sync.province.store.records import RecordRepository
from tests.helpers.desk import KEY, desk
from tests.helpers.kill_lab import DATABASE, Moment
from tests.helpers.province import PROVINCE, Clock, TestProvince, served
from tests.helpers.sync_kill_lab import COUNTS, DAYS, SyncOrder, clock, close, visit

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("LAB_ROUNDS", "40"))
MOMENTS = (*Moment, None)
PASSAGES = 90  # statements and transactions of some three rounds
LONGEST_LIFE = 0.7  # seconds
pytestmark = [
    pytest.mark.lab,
    pytest.mark.timeout(0),
    pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX"),
]


def no_false_green(folder: Path, province: TestProvince, code: str) -> None:
    """What the desk shows as held by the province is what the province holds."""
    database = open_database(folder / DATABASE, KEY)
    try:
        with UnitOfWork(database) as uow, province.database.read() as reading:
            for line in COUNTS.lines(uow, DAYS[-1], DAYS[0]):
                if line.state is not DayState.HELD:
                    continue
                latest = uow.days.latest(line.day)
                held = RecordRepository(reading, PROVINCE).days(line.day, line.day, code)
                assert latest is not None
                assert [each.hash for each in held] == [latest.hash]
    finally:
        database.close()


def test_a_desk_killed_at_any_moment_of_its_evening(tmp_path: Path) -> None:
    draw = random.Random(41)
    folder = tmp_path / "desk"
    folder.mkdir()
    with desk(folder) as made, UnitOfWork(made) as uow:
        identity = desk_identity(uow)
    database = open_province(f"sqlite:///{tmp_path / 'province.db'}")
    province = TestProvince(database, Clock(clock()))
    province.approve(identity)
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.sync_kill_lab"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    with served(province.service) as url:
        connection = province.connection(url)
        try:
            for nth in range(KILLS):
                order = SyncOrder(
                    str(folder),
                    msgspec.json.encode(connection),
                    nth,
                    draw.choice(MOMENTS),
                    draw.randint(1, PASSAGES),
                    draw.uniform(0.05, LONGEST_LIFE),
                )
                nursery.stdin.write(msgspec.json.encode(order).decode() + "\n")
                nursery.stdin.flush()
                assert int(nursery.stdout.readline()) == signal.SIGKILL
                no_false_green(folder, province, identity.code)
        finally:
            nursery.stdin.close()
            nursery.wait(30)
            nursery.stdout.close()
        worker = DatabaseWorker(folder / DATABASE, KEY)
        for day in DAYS:
            close(worker, day)
        visit(worker, connection)
        lines = worker.submit(lambda uow: COUNTS.lines(uow, DAYS[-1], DAYS[0])).result()
        facts = worker.submit(lambda uow: {day: dict(COUNTS.counts(uow, day)) for day in DAYS}).result()
        worker.close()
    assert {line.state for line in lines if line.received} == {DayState.HELD}
    with database.read() as reading:
        records = RecordRepository(reading, PROVINCE)
        total = 0
        for day, counts in facts.items():
            held = records.days(day, day, identity.code)
            if counts["received.counter.essential_25"]:
                assert [dict(each.counts) for each in held] == [counts]
            total += counts["received.counter.essential_25"]
    database.close()
    assert total > KILLS // 4
