"""A desk that is killed while it works: the child that takes cases in, and the nursery that forks it quickly.

Run as a program (``python -m tests.helpers.kill_lab``) it is the nursery: it imports everything once and forks one
child for each order on its standard input. A child opens the desk and takes cases in without end, and writes what the
records have answered for to a file: what stands there must survive whatever happens next.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path

import alembic.command  # what a child would import when it makes or upgrades a desk, imported once for all of them
import alembic.config  # noqa: F401 - as above
import msgspec
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from desktop.records.cases import NewCase
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from tests.helpers.desk import KEY, ZONE, case_of, person

DRAFT_SAVES = 2
DATABASE = "desk.db"
ANSWERED = "answered.log"
NAMES = ("Nguyễn Thị Ánh", "Trần Văn Đức", "Lê Hữu Phước", "Phạm Thị Mỹ Duyên", "Đỗ Quỳnh")


class Moment(StrEnum):
    """Where inside the database's work a child kills itself; the values are SQLAlchemy's names of these events."""

    TRANSACTION_BEGINS = "begin"
    BEFORE_STATEMENT = "before_cursor_execute"
    AFTER_STATEMENT = "after_cursor_execute"
    BEFORE_COMMIT = "commit"
    COMMITTED = "checkin"  # the connection goes back to the pool; nobody was answered yet


class Order(msgspec.Struct, frozen=True):
    """What one child does.

    Attributes:
        folder: The desk's folder.
        run: Number of this run; drafts are named after it.
        day: The desk's day; the clock may be set back between two runs.
        moment: Where the child kills itself, or None if it is killed from outside.
        nth: At the how-many-th passage there.
        create: Begin with a desk that does not exist yet.
    """

    folder: str
    run: int
    day: date
    moment: Moment | None = None
    nth: int = 0
    create: bool = False


def new_case(draft_id: str, day: date) -> NewCase:
    """The case that a draft becomes. Its contents follow from the draft's name, so that a mix-up would show."""
    run, nth = (int(part) for part in draft_id.split("-"))
    received = datetime.combine(day, time(8, 0), ZONE)
    applicant = person(
        NAMES[(run + nth) % len(NAMES)],
        f"0820{(run * 7 + nth) % 90 + 10:02d}99{(run * 31 + nth) % 10000:04d}",
        residence=draft_id,
    )
    return case_of(applicant, received, draft_id=draft_id)


def saving(draft_id: str, number: int, day: date) -> Callable[[UnitOfWork], None]:
    """Keep a draft's text for the `number`-th time."""

    def save(uow: UnitOfWork) -> None:
        uow.drafts.save(draft_id, str(number), datetime.combine(day, time(7, 59), ZONE))
        uow.commit()

    return save


def receiving(case: NewCase) -> Callable[[UnitOfWork], str]:
    """Receive a case; gives its code."""

    def receive(uow: UnitOfWork) -> str:
        saved = uow.cases.receive(case)
        uow.commit()
        return saved.code

    return receive


def work(order: Order) -> None:
    """Take cases in until killed."""
    folder = Path(order.folder)
    answered = os.open(folder / ANSWERED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def answer(*words: object) -> None:
        os.write(answered, (" ".join(str(word) for word in words) + "\n").encode())

    if order.moment is not None:
        kill_at(order.moment, order.nth)
    worker = DatabaseWorker(folder / DATABASE, KEY, create=order.create)
    nth = 0
    while True:
        nth += 1
        draft_id = f"{order.run}-{nth}"
        for number in range(DRAFT_SAVES):
            answer("saving", draft_id, number)
            worker.submit(saving(draft_id, number, order.day)).result()
            answer("saved", draft_id, number)
        answer("receiving", draft_id, order.day)
        code = worker.submit(receiving(new_case(draft_id, order.day))).result()
        answer("received", draft_id, code)


def kill_at(moment: Moment, nth: int) -> None:
    """Have this process killed at its `nth` passage of a moment inside the work of the database."""
    passed = 0

    def passage(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Pool if moment is Moment.COMMITTED else Engine, moment.value, passage)


def nursery() -> None:
    """Fork a child for each order that is read, say its process id, and say its end status."""
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        child = os.fork()
        if child == 0:
            work(order)
        os.write(1, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


if __name__ == "__main__":
    nursery()
