"""A desk that is killed while it closes days and sends them; and the nursery that forks it quickly.

Run as a program (``python -m tests.helpers.sync_kill_lab``) it is the nursery: it imports everything once and forks one
child for each order on its standard input.
"""

import os
import random
import signal
import sys
import traceback
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.outbox import RecordsOutbox
from sync.desk.client import ProvinceClient
from sync.desk.connection import Connection, read_connection
from sync.desk.exchange import Exchange
from sync.indicators import load_indicators
from sync.province.service import RESOURCES
from tests.helpers.desk import KEY, NOW, case_of
from tests.helpers.kill_lab import DATABASE, Moment, kill_at
from tests.helpers.province import TestBundles

COUNTS = DayCounts(load_indicators(RESOURCES / "indicators"), (), "2026-11")
DAYS = [NOW.date() - timedelta(days=back) for back in range(3)]


class SyncOrder(msgspec.Struct, frozen=True):
    """What one child does.

    Attributes:
        folder: The desk's folder.
        connection: The province's connection file.
        seed: Of what it does.
        moment: Where inside the database's work it kills itself; None: it is killed after `life` seconds.
        nth: At the how-many-th passage there.
        life: Seconds.
    """

    folder: str
    connection: bytes
    seed: int
    moment: Moment | None
    nth: int
    life: float


def clock() -> datetime:
    return NOW + timedelta(hours=8)


def close(worker: DatabaseWorker, day: date) -> None:
    """Close a day as it is now."""

    def work(uow: UnitOfWork) -> None:
        COUNTS.close(uow, day, desk_identity(uow), now=clock(), officer_id=1)

    worker.submit(work).result()


def visit(worker: DatabaseWorker, connection: Connection) -> None:
    """Send what waits."""
    identity = worker.submit(desk_identity).result()
    outbox = RecordsOutbox(worker, clock)
    with ProvinceClient(connection) as client:
        Exchange(connection, identity, outbox, TestBundles(), clock=clock).visit(client)


def live(order: SyncOrder) -> None:
    """Receive cases, close days, send them, without end."""
    draw = random.Random(order.seed)
    if order.moment is None:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, order.life)
    worker = DatabaseWorker(Path(order.folder) / DATABASE, KEY)
    connection = read_connection(order.connection)
    if order.moment is not None:
        kill_at(order.moment, order.nth)
    while True:
        day = draw.choice(DAYS)
        at = datetime.combine(day, NOW.timetz())

        def receive(uow: UnitOfWork, at: datetime = at) -> None:
            uow.cases.receive(case_of(at=at))
            uow.commit()

        worker.submit(receive).result()
        close(worker, day)
        visit(worker, connection)


def nursery() -> None:
    """Fork a child for each order that is read, and say its end status."""
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=SyncOrder)
        child = os.fork()
        if child == 0:
            try:
                live(order)
            except BaseException:  # noqa: BLE001 - a child that fails must say so, and end
                traceback.print_exc()
            os._exit(1)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


if __name__ == "__main__":
    nursery()
