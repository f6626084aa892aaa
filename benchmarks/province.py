"""The province: what a record costs beside a bare upsert of the same rows, as history grows, and the slowest page.

A PostgreSQL of its own is started. Desks are spread over 34 provinces; the history is written straight into the tables.
"""

import logging
import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import httpx
import msgspec
import psycopg
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.indicators import load_indicators
from sync.protocol import DayRecord, encode, record_hash, seal
from sync.province.service import RESOURCES, Service, province_clock
from sync.province.simulate.desks import PROVINCES, SimulatedDesk, enrolled_desks
from sync.province.store.accounts import AccountRepository, Role
from sync.province.store.database import open_database
from sync.working_days import load_working_days
from tests.helpers.postgres import Postgres, running_postgres
from tests.helpers.province import served

SIZES = tuple(int(size) for size in os.environ.get("PROVINCE_DESKS", "1000,5000").split(","))
DAYS = int(os.environ.get("PROVINCE_DAYS", "60"))
TAKEN = 400
PASSWORD = "mat-khau-thu-nghiem"
VIEWS = ("", "reporting", "alarms", "desks", "periods", "units/unit-0", "charts/online.other.svg")
BOOK = load_indicators(RESOURCES / "indicators")
COUNTS = {indicator.id: nth % 40 for nth, indicator in enumerate(BOOK.indicators)}


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(f"{'desks':>6} {'days':>5} {'ours ms':>8} {'bare ms':>8} {'ratio':>6}   slowest view")
    with running_postgres() as server:
        for size in SIZES:
            measure(server, size)


def measure(server: Postgres, size: int) -> None:
    url = server.new_database()
    database = open_database(url)
    today = province_clock().date()
    first = today - timedelta(days=DAYS)
    desks = enrolled_desks(database, size, since=first)
    with psycopg.connect(url) as connection:
        history(connection, desks, [first + timedelta(days=nth) for nth in range(DAYS - 1)])
    service = Service(database, Ed25519PrivateKey.generate(), BOOK, load_working_days(RESOURCES / "catalogue"))
    ours, bare = side_by_side(url, service, desks, today - timedelta(days=1))
    with database.write() as written:
        AccountRepository(written, PROVINCES[0]).keep("xem", "xem", Role.READER, PASSWORD)
    with served(service) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.post(f"/t/{PROVINCES[0]}/login", data={"login": "xem", "password": PASSWORD})
        times = {view: best(lambda view=view: client.get(f"/t/{PROVINCES[0]}/{view}")) for view in VIEWS}  # type: ignore[misc]
    slowest = max(times, key=lambda view: times[view])
    name = slowest or "overview"
    print(f"{size:>6} {DAYS:>5} {ours:>8.2f} {bare:>8.2f} {ours / bare:>5.1f}x   {name} {times[slowest]:.0f} ms")
    database.close()


def history(connection: psycopg.Connection, desks: list[SimulatedDesk], days: list[date]) -> None:
    """A record of every desk and day, and the months that they make."""
    counts = msgspec.json.encode(COUNTS).decode()
    at = "2026-01-01T17:00:00+07:00"
    with connection.cursor() as cursor:
        columns = "province_code, desk, day, revision, hash, counts, first_at, received_at"
        with cursor.copy(f"COPY standing ({columns}) FROM STDIN") as copy:
            for desk in desks:
                for day in days:
                    copy.write_row((desk.province, desk.code, day, 1, "0" * 64, counts, at, at))
        months: dict[date, list[date]] = {}
        for day in days:
            months.setdefault(day.replace(day=1), []).append(day)
        with cursor.copy("COPY months (province_code, month, desk, days, timely, last_day, counts) FROM STDIN") as copy:
            for desk in desks:
                for month, found in months.items():
                    copy.write_row((desk.province, month, desk.code, len(found), len(found), found[-1], counts))
    connection.commit()
    connection.execute("ANALYZE")
    connection.commit()


def side_by_side(url: str, service: Service, desks: list[SimulatedDesk], day: date) -> tuple[float, float]:
    """Median milliseconds of a record through the reception, and of the same three rows upserted by hand, in turns."""
    reception, ours, bare = service.reception, [], []
    chosen = desks[:TAKEN]
    with psycopg.connect(url) as connection:
        for nth, desk in enumerate(chosen):
            body = encode(DayRecord(desk.code, day.isoformat(), 1, "c.1", COUNTS))
            envelope = seal(body, desk.key)
            began = time.perf_counter()
            answer = reception.take_one(desk.province, envelope, "network")
            ours.append(time.perf_counter() - began)
            if answer.error:
                raise SystemExit(answer.error)
            began = time.perf_counter()
            bare_upserts(connection, desk, day - timedelta(days=4000 + nth % 3), body, record_hash(body))
            bare.append(time.perf_counter() - began)
    return statistics.median(ours) * 1000, statistics.median(bare) * 1000


def bare_upserts(connection: psycopg.Connection, desk: SimulatedDesk, day: date, body: bytes, digest: str) -> None:
    counts, at = msgspec.json.encode(COUNTS).decode(), "2026-01-01T17:00:00+07:00"
    connection.execute(
        "INSERT INTO records "
        "(province_code, desk, day, revision, hash, previous, key, body, signature, received_at, via) "
        "VALUES (%s,%s,%s,1,%s,'','k',%s,'s',%s,'n') ON CONFLICT DO NOTHING",
        (desk.province, desk.code, day, digest, body, at),
    )
    connection.execute(
        "INSERT INTO standing (province_code, desk, day, revision, hash, counts, first_at, received_at) "
        "VALUES (%s,%s,%s,1,%s,%s,%s,%s) ON CONFLICT (province_code, desk, day) DO UPDATE SET counts = excluded.counts",
        (desk.province, desk.code, day, digest, counts, at, at),
    )
    connection.execute(
        "INSERT INTO months (province_code, month, desk, days, timely, last_day, counts) VALUES (%s,%s,%s,1,1,%s,%s) "
        "ON CONFLICT (province_code, month, desk) DO UPDATE SET counts = excluded.counts",
        (desk.province, day.replace(day=1), desk.code, day, counts),
    )
    connection.commit()


def best(work: Callable[[], httpx.Response]) -> float:
    """The best of three, in milliseconds."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        if work().status_code != 200:
            raise SystemExit("a page failed")
        times.append(time.perf_counter() - began)
    return min(times) * 1000


if __name__ == "__main__":
    main()
