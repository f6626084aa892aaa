"""Thousands of random days over a network that does everything wrong: nothing lost, nothing doubled, no false green.

Desks close, correct, send over a bad network, carry sticks in any order, have clocks a day off; the province's disk
fills, its clock jumps; two PCs work with one key. After every step each green day is looked up at the province; in the
end its sums are those of the desks' facts.
"""

import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, event

from sync.desk.carrying import Carrier
from sync.desk.client import ProvinceClient
from sync.errors import ProtocolError
from sync.protocol import encode, record_hash
from sync.province.carrying import take_carry
from sync.province.store.alarms import AlarmKind, AlarmRepository
from sync.province.store.database import Database, open_database
from sync.province.store.records import RecordRepository
from tests.helpers.fault_proxy import FaultTransport
from tests.helpers.province import NOW, PROVINCE, TODAY, Clock, TestDesk, TestProvince, served

RUNS = 20 * int(os.environ["LAB_ROUNDS"]) if "LAB_ROUNDS" in os.environ else 2000
DESKS, DAYS = 6, 5
INDICATORS = ("received.counter.other", "digitized.stored", "waived.residence", "indicator.of.next.year")
UNLIMITED = 1_073_741_823


class Disk:
    """The province's disk; a full one takes no new page."""

    def __init__(self, database: Database) -> None:
        self.full = False
        event.listen(database._engine, "begin", self._on_begin)

    def _on_begin(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if self.full else UNLIMITED}")


class Lab:
    """Desks, a province, a bad network, and a judge."""

    def __init__(self, folder: Path, url_of: str, province: TestProvince, seed: int) -> None:
        self.draw = random.Random(seed)
        self.province = province
        self.disk = Disk(province.database)
        self.network = FaultTransport(self.draw)
        self.connection = province.connection(url_of)
        self.clocks: dict[str, Clock] = {}
        self.sticks: list[tuple[TestDesk, bytes]] = []
        self.answers: list[tuple[TestDesk, bytes]] = []
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []
        self.folder = folder
        self.desks = [TestDesk(f"000.00.00.H58-{nth}") for nth in range(DESKS)]
        for desk in self.desks:
            province.approve(desk.identity)
            self.clocks[desk.identity.code] = Clock(NOW)
        first = self.desks[0]
        self.clone = TestDesk(first.identity.code, first.identity.key.private_bytes_raw())
        self.cloned = {first.identity.code}

    # ---- what happens

    def step(self) -> None:
        """One thing, to one desk."""
        desk = self.draw.choice([*self.desks, self.clone])
        act = self.draw.choices(
            (
                self._close,
                self._visit,
                self._write_stick,
                self._take_stick,
                self._read_answers,
                self._clock,
                self._disk,
                self._held,
            ),
            (30, 40, 6, 6, 6, 4, 4, 4),
        )[0]
        self.seen[act.__name__] += 1
        act(desk)
        self._judge(desk)

    def _close(self, desk: TestDesk) -> None:
        ahead = self.clocks[desk.identity.code].now.date() - TODAY
        day = TODAY + ahead - timedelta(days=self.draw.randrange(DAYS))
        counts = {name: self.draw.randrange(9) for name in INDICATORS}
        desk.close(day, counts)

    def _visit(self, desk: TestDesk) -> None:
        try:
            with ProvinceClient(self.connection, self.network) as client:
                desk.exchange(self.connection, self.clocks[desk.identity.code]).visit(client)
        except ProtocolError as error:
            self.seen[error.code] += 1

    def _carrier(self, desk: TestDesk) -> Carrier:
        clock = self.clocks[desk.identity.code]
        return Carrier(self.connection, desk.identity, desk, desk.exchange(self.connection, clock), clock=clock)

    def _write_stick(self, desk: TestDesk) -> None:
        self._carrier(desk).write(lambda data: self.sticks.append((desk, data)))

    def _take_stick(self, _desk: TestDesk) -> None:
        if not self.sticks:
            return
        desk, data = self.draw.choice(self.sticks)  # some are taken twice, some late, some never
        if self.draw.random() < 0.3:
            data = data[: self.draw.randrange(len(data))]
        try:
            self.answers.append((desk, take_carry(self.province.service, PROVINCE, data).answers))
        except ProtocolError as error:
            self.seen[error.code] += 1

    def _read_answers(self, _desk: TestDesk) -> None:
        if not self.answers:
            return
        desk, data = self.draw.choice(self.answers)
        if self.draw.random() < 0.3:
            data = data[: self.draw.randrange(len(data))]
        try:
            self._carrier(desk).read(data)
        except ProtocolError as error:
            self.seen[error.code] += 1

    def _clock(self, desk: TestDesk) -> None:
        """A day off, here or there; the province's goes back to right soon."""
        off = timedelta(days=self.draw.choice((-1, 0, 0, 1)))
        self.clocks[desk.identity.code].now = NOW + off
        self.province.clock.now = NOW + timedelta(days=self.draw.choice((-1, 0, 0, 0, 1)))

    def _disk(self, _desk: TestDesk) -> None:
        self.disk.full = self.draw.random() < 0.5

    def _held(self, _desk: TestDesk) -> None:
        self.network.deliver_held()

    # ---- the judge

    def _judge(self, desk: TestDesk) -> None:
        """Every green day of the desk is held by the province, byte for byte."""
        with self.province.database.read() as connection:
            records = RecordRepository(connection, PROVINCE)
            for day in desk.greens():
                newest = desk.newest(day)
                digest = record_hash(encode(newest))
                on = date.fromisoformat(day)
                held = records.days(on, on, desk.identity.code)
                if desk.identity.code in self.cloned:  # it stood when it was said; the other PC may have come since
                    kept = records.revision(desk.identity.code, on, newest.revision)
                    if kept is None or kept.hash != digest:
                        self.faults.append(f"false green: {desk.identity.code} {day}")
                elif [each.hash for each in held] != [digest]:
                    self.faults.append(f"false green: {desk.identity.code} {day}")

    def finish(self) -> None:
        """The network is good again, the clocks are right, the disk has room: everything arrives."""
        self.network.share, self.disk.full = 0.0, False
        self.province.clock.now = NOW + timedelta(days=2)
        for desk in [*self.desks, self.clone]:
            self.clocks[desk.identity.code].now = NOW
            self._visit(desk)
            assert desk.waiting() == [], desk.identity.code
            self._judge(desk)

    def totals(self) -> tuple[Counter[str], Counter[str]]:
        """What the desks counted and what the province has, of the desks that are one PC each."""
        facts, sums = Counter[str](), Counter[str]()
        for desk in self.desks:
            if desk.identity.code not in self.cloned:
                for records in desk.closed.values():
                    facts.update(records[-1].counts)
        with self.province.database.read() as connection:
            for month in RecordRepository(connection, PROVINCE).months(date(2026, 1, 1), date(2027, 1, 1)):
                if month.desk not in self.cloned:
                    sums.update(month.counts)
        return facts, sums


@contextmanager
def laboratory(folder: Path, seed: int) -> Iterator[Lab]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    database = open_database(f"sqlite:///{folder / 'province.db'}")
    province = TestProvince(database)
    with served(province.service) as url:
        lab = Lab(folder, url, province, seed)
        yield lab
        lab.network.shut()
    database.close()
    structlog.reset_defaults()


@pytest.mark.lab
@pytest.mark.timeout(0)
def test_nothing_lost_nothing_doubled_no_false_green(tmp_path: Path) -> None:
    with laboratory(tmp_path, seed=20_261_126) as lab:
        for _ in range(RUNS):
            lab.step()
            assert lab.faults == []
        lab.finish()
        assert lab.faults == []
        facts, sums = lab.totals()
        assert {name: count for name, count in sums.items() if count} == {
            n: count for n, count in facts.items() if count
        }
        # The lab did what it is for.
        assert set(lab.network.seen) >= {
            "drop",
            "cut after",
            "double",
            "hold",
            "half an answer",
            "portal",
            "429",
            "500",
        }
        assert {"SYNC-061", "SYNC-063", "SYNC-064", "SYNC-065", "SYNC-066"} <= set(lab.seen), lab.seen
        assert lab.seen["_visit"] > RUNS / 4
        # Two PCs with one key: noticed, and said to both.
        with lab.province.database.read() as connection:
            kinds = {alarm.kind for alarm in AlarmRepository(connection, PROVINCE).all(desk=lab.clone.identity.code)}
        assert AlarmKind.FORK in kinds
        assert any(heard.alarm == "fork" for heard, _ in lab.clone.answers + lab.desks[0].answers)
