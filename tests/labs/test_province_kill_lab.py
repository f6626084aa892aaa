"""kill -9 on the province while a desk sends: whatever had a receipt is there when it is started again."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from sync.desk.client import ProvinceClient
from sync.errors import ProtocolError
from sync.protocol import encode, record_hash
from sync.province.service import province_clock, province_key
from sync.province.store.database import open_database
from sync.province.store.records import RecordRepository
from tests.helpers.province import PROVINCE, Clock, TestDesk, TestProvince

KILLS = max(6, int(os.environ.get("LAB_ROUNDS", "0")) // 50)


@contextmanager
def service(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command, in a process of its own; its address."""
    command = [sys.executable, "-m", "sync.province", "serve", "--folder", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().removeprefix("serving on ").strip().rstrip("/")
            httpx.get(f"{url}/healthz", timeout=60).raise_for_status()  # it listens before it can answer
            yield process, url
        finally:
            process.kill()


@pytest.mark.lab
@pytest.mark.timeout(0)
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_receipt_outlives_the_province(tmp_path: Path) -> None:
    draw, today = random.Random(9), province_clock().date()
    database = open_database(f"sqlite:///{tmp_path / 'province.db'}")
    province = TestProvince(database, Clock(province_clock()), province_key(tmp_path / "province.key"))
    desk = TestDesk()
    province.approve(desk.identity)
    answered = 0
    for _ in range(KILLS):
        with service(tmp_path) as (process, url):
            killer = threading.Timer(
                0.2 + draw.random() * 0.6, lambda victim=process: victim.send_signal(signal.SIGKILL)
            )
            killer.start()
            connection = province.connection(url)
            alive = True
            while alive:
                desk.close(today - timedelta(days=draw.randrange(6)), {"received.counter.other": draw.randrange(99)})
                try:
                    with ProvinceClient(connection) as client:
                        answered += desk.exchange(connection, Clock(province_clock())).visit(client).answered
                except ProtocolError:
                    time.sleep(0.01)
                    alive = process.poll() is None
            killer.join()
        with database.read() as reading:
            records = RecordRepository(reading, PROVINCE)
            for heard, _ in desk.answers:
                day = date.fromisoformat(heard.day)
                kept = records.revision(desk.identity.code, day, heard.revision)
                assert kept is not None
                assert kept.hash == heard.holds
    assert answered > KILLS
    with service(tmp_path) as (_, url), ProvinceClient(province.connection(url)) as client:
        desk.exchange(province.connection(url), Clock(province_clock())).visit(client)
    assert sorted(desk.greens()) == sorted(desk.closed)
    with database.read() as reading:
        for text, records_of_day in desk.closed.items():
            day = date.fromisoformat(text)
            standing = RecordRepository(reading, PROVINCE).days(day, day, desk.identity.code)
            assert [each.hash for each in standing] == [record_hash(encode(records_of_day[-1]))]
    database.close()
