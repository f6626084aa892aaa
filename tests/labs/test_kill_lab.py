"""kill -9 at any moment of an intake: the case is wholly there with its number or not at all, and the draft is back."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.records.case_codes import CaseCode
from desktop.records.cases import Case
from desktop.records.database import Database, open_database
from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from tests.helpers.desk import KEY, PAPERS, PREFIX
from tests.helpers.kill_lab import ANSWERED, DATABASE, DRAFT_SAVES, Moment, Order, new_case

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("LAB_ROUNDS", "200"))
# Taken in any order: a clock may be set back. The long form needs more days, for each has 9,999 numbers.
DAYS = [date(2026, 11, 24) + timedelta(days=nth) for nth in range(3 + KILLS // 1000)]
LONGEST_LIFE = 0.06  # seconds after the desk is open; some ten intakes
LONGEST_START = 60  # seconds; only a child that died early takes as long
PASSAGES = 60  # statements and transactions of some three intakes
_log = logging.getLogger(__name__)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX")


class Nursery:
    """Starts children and kills them; see `tests.helpers.kill_lab`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.kill_lab"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _line(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def run(self, order: Order, wait: float) -> None:
        """Run one child to its end: it kills itself where the order says so, else it is killed after `wait` seconds.

        The wait begins when the child has said its first word.
        """
        assert self._process.stdin is not None
        said = Path(order.folder, ANSWERED)
        before = said.stat().st_size
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        child = self._line()
        if order.moment is None:
            deadline = time.monotonic() + LONGEST_START
            while said.stat().st_size == before:
                assert time.monotonic() < deadline, "the child did not open its desk"
                time.sleep(0.001)
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        assert os.WTERMSIG(self._line()) == signal.SIGKILL

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@dataclass
class Told:
    """What the children of a lab were answered, and what they were at when they died."""

    received: dict[str, str] = field(default_factory=dict)  # draft id to code
    open_drafts: dict[str, tuple[int, bool]] = field(default_factory=dict)  # last save known and whether answered
    receiving: set[str] = field(default_factory=set)

    def read(self, folder: Path, start: int) -> int:
        """Read what was said after the first `start` bytes; gives how many bytes that was."""
        with (folder / ANSWERED).open("rb") as file:
            file.seek(start)
            said = file.read()
        for line in said.decode().splitlines():
            match line.split():
                case ["saving", draft, number]:
                    self.open_drafts[draft] = (int(number), False)
                case ["saved", draft, number]:
                    self.open_drafts[draft] = (int(number), True)
                case ["receiving", draft, _]:
                    self.receiving.add(draft)
                case ["received", draft, code]:
                    self.received[draft] = code
                    self.receiving.remove(draft)
                    del self.open_drafts[draft]
                case _:
                    pytest.fail(f"not understood: {line}")
        return len(said)


@contextmanager
def reopened(folder: Path) -> Iterator[tuple[Database, UnitOfWork]]:
    database = open_database(folder / DATABASE, KEY)
    try:
        with UnitOfWork(database) as uow:
            yield database, uow
    finally:
        database.close()


def set_up(folder: Path) -> None:
    database = open_database(folder / DATABASE, KEY, create=True)
    with UnitOfWork(database) as uow:
        uow.officers.add("lan", "Trần Thị Lan")
        uow.blocks.add(NumberBlock(PREFIX, 1, 9999, date(2026, 1, 1)))
        uow.commit()
    database.close()
    (folder / ANSWERED).touch()


def assert_wholly_there(case: Case, draft_id: str) -> None:
    expected = new_case(draft_id, CaseCode.parse(case.code).day)
    assert case.content == expected
    assert [entry.event for entry in case.history] == ["received"]


def settle(uow: UnitOfWork, told: Told, known: dict[str, str]) -> None:
    """Hold what is found against what was answered, and take note of what turned out to be saved.

    Args:
        uow: The reopened records.
        told: What the children said; its open drafts are settled by this.
        known: Codes of the cases that are there by draft id; grows.
    """
    for draft_id, code in told.received.items():
        assert_wholly_there(uow.cases.by_code(code), draft_id)
    known |= told.received
    drafts = {draft.id: int(draft.payload) for draft in uow.drafts.all()}
    for draft_id, (number, answered) in told.open_drafts.items():
        case = next((case for case in uow.cases.recent(3) if _draft_of(uow, case.id) == draft_id), None)
        if case is not None:
            assert draft_id in told.receiving
            assert draft_id not in drafts
            assert_wholly_there(uow.cases.get(case.id), draft_id)
            known[draft_id] = case.code
            continue
        at_least = number if answered else number - 1
        assert at_least < 0 or drafts.pop(draft_id) in {number, at_least}
        drafts.pop(draft_id, None)
        uow.drafts.delete(draft_id)
    assert drafts == {}
    uow.commit()


def _draft_of(uow: UnitOfWork, case_id: int) -> str:
    return uow.cases.get(case_id).content.draft_id


def assert_numbers_without_gap_or_double(database: Database, known: dict[str, str]) -> None:
    with database.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        codes = [CaseCode.parse(code) for (code,) in connection.execute(text("SELECT code FROM cases ORDER BY id"))]
        counters = {row.day: row.last for row in connection.execute(text("SELECT day, last FROM case_code_counters"))}
        indexed = connection.execute(text("SELECT count(*) FROM case_names")).scalar_one()
        papers = connection.execute(text("SELECT count(*) FROM case_papers")).scalar_one()
    assert sorted(str(code) for code in codes) == sorted(known.values())
    for day in {code.day for code in codes}:
        numbers = [code.number for code in codes if code.day == day]
        assert numbers == list(range(1, len(numbers) + 1))
        assert counters[day.isoformat()] == len(numbers)
    assert indexed == len(codes)
    assert papers == len(PAPERS) * len(codes)


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@pytest.mark.lab
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("kill_lab")
def test_killed_at_any_moment_nothing_answered_is_lost_and_nothing_is_half_there(
    tmp_path: Path, nursery: Nursery
) -> None:
    seed = random.randrange(1 << 32)
    _log.warning("seed %d", seed)  # pytest shows it beside a failure
    chance = random.Random(seed)
    set_up(tmp_path)
    known: dict[str, str] = {}
    unanswered = 0
    said = 0
    for run in range(KILLS):
        moment = chance.choice([None, None, *Moment])
        order = Order(str(tmp_path), run, chance.choice(DAYS), moment, chance.randint(1, PASSAGES))
        nursery.run(order, chance.uniform(0, LONGEST_LIFE))
        told = Told()
        said += told.read(tmp_path, said)
        with reopened(tmp_path) as (_, uow):
            settle(uow, told, known)
        unanswered += len(known.keys() & told.open_drafts.keys())
        if run % 20 == 0:
            check(tmp_path, known)
    check(tmp_path, known)
    _log.warning("%d kills, %d cases, %d of them never answered for", KILLS, len(known), unanswered)
    assert len(known) > KILLS


def check(folder: Path, known: dict[str, str]) -> None:
    database = open_database(folder / DATABASE, KEY)
    try:
        assert database.check() == []
        assert_numbers_without_gap_or_double(database, known)
    finally:
        database.close()


@pytest.mark.lab
@pytest.mark.timeout(300)
@pytest.mark.xdist_group("kill_lab")
@pytest.mark.parametrize("moment", [Moment.BEFORE_STATEMENT, Moment.AFTER_STATEMENT, Moment.BEFORE_COMMIT])
def test_killed_while_a_new_desk_is_made_the_next_start_makes_it(
    tmp_path: Path, nursery: Nursery, moment: Moment
) -> None:
    nth, made = 0, False
    while not made:
        nth += 4 if moment is not Moment.BEFORE_COMMIT else 1
        folder = tmp_path / str(nth)
        folder.mkdir()
        (folder / ANSWERED).touch()
        nursery.run(Order(str(folder), 1, DAYS[0], moment, nth, create=True), 0)
        made = (folder / ANSWERED).stat().st_size > 0
        set_up(folder)
        check(folder, {})
    assert nth > 1


def test_the_lab_notices_a_lost_case(tmp_path: Path, nursery: Nursery) -> None:
    """The lab itself: with one answered case taken away from what is known, its check must fail."""
    set_up(tmp_path)
    nursery.run(Order(str(tmp_path), 1, DAYS[0], Moment.BEFORE_COMMIT, 3 * (DRAFT_SAVES + 1)), 0)
    told = Told()
    told.read(tmp_path, 0)
    assert len(told.received) == 2
    told.received["1-3"] = f"{PREFIX}-261124-0003"
    with reopened(tmp_path) as (_, uow), pytest.raises(Exception, match="CASE-006"):
        settle(uow, told, {})
