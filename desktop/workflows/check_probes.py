"""The probes of the self-check that need no window and no device."""

import shutil
import socket
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from desktop.records.database_copies import DatabaseCopies
from desktop.records.number_text import size_text
from desktop.records.put_aside import copies_aside
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.self_check import CheckLine, Mark, Topic
from devices.errors import CodedError

LITTLE, VERY_LITTLE = 5 * 2**30, 2**30  # bytes
OFF = timedelta(minutes=5)
NOWHERE = ("192.0.2.1", 9)  # RFC 5737: nobody's; a datagram socket asks only for a route and sends nothing
COPY = "self-check.part"


def check_database(copies: DatabaseCopies, folder: Path) -> CheckLine:
    """Every page, index and row, in a copy: nobody who works waits for it."""
    path = folder / COPY
    path.unlink(missing_ok=True)
    try:
        copies.make(path)
        look = copies.look(path)
    except CodedError as error:
        if error.code in {"DB-004", "BACK-005"}:
            return CheckLine(Topic.DATABASE, Mark.FAIL, CodedError("CHECK-001"))
        raise
    finally:
        path.unlink(missing_ok=True)
    return CheckLine(Topic.DATABASE, Mark.OK, fact=f"{sum(look.counts.values())}")


def check_disk(folder: Path) -> CheckLine:
    """Room for the days to come."""
    free = shutil.disk_usage(folder).free
    fact = size_text(free)
    if free < VERY_LITTLE:
        return CheckLine(Topic.DISK, Mark.FAIL, CodedError("CHECK-003", free=fact), fact)
    if free < LITTLE:
        return CheckLine(Topic.DISK, Mark.WARN, CodedError("CHECK-002", free=fact), fact)
    return CheckLine(Topic.DISK, Mark.OK, fact=fact)


def check_clock(worker: DatabaseWorker, clock: Callable[[], datetime], error: timedelta) -> CheckLine:
    """Whether the PC's time agrees with the province's, and does not lie before what was already done."""

    def newest(uow: UnitOfWork) -> datetime | None:
        cases = uow.cases.recent(1)
        return cases[0].received_at if cases else None

    done = worker.submit(newest).result()
    minutes = round(error.total_seconds() / 60)
    if abs(error) > OFF or (done is not None and done - clock() > OFF):
        return CheckLine(Topic.CLOCK, Mark.FAIL, CodedError("CHECK-004", minutes=abs(minutes)))
    return CheckLine(Topic.CLOCK, Mark.OK)


def check_days(worker: DatabaseWorker, clock: Callable[[], datetime]) -> CheckLine:
    """Closed days that the province does not hold yet."""
    waiting = [day.day for day in worker.submit(lambda uow: uow.days.waiting()).result()]
    old = [day for day in waiting if day < clock().date() - timedelta(days=1)]
    if old:
        return CheckLine(Topic.DAYS, Mark.WARN, CodedError("CHECK-012", count=len(old)), str(len(waiting)))
    return CheckLine(Topic.DAYS, Mark.OK, fact=str(len(waiting)))


def check_aside(desk: Path, today: date) -> CheckLine:
    """Copies of the desk that a restore put aside, out of reach of deletions."""
    copies = copies_aside(desk)
    if copies:
        error = CodedError("CHECK-016", count=len(copies), days=copies[0].days(today))
        return CheckLine(Topic.ASIDE, Mark.WARN, error, str(len(copies)))
    return CheckLine(Topic.ASIDE, Mark.OK, fact="0")


def check_network() -> CheckLine:
    """Whether there is a way out of this PC."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
            trial.connect(NOWHERE)
    except OSError:
        return CheckLine(Topic.NETWORK, Mark.WARN, CodedError("CHECK-008"))
    return CheckLine(Topic.NETWORK, Mark.OK)


def check_number(topic: Topic, found: int, nothing: CodedError) -> CheckLine:
    """How many there are of something; to have none is to be warned of."""
    return CheckLine(topic, Mark.OK, fact=str(found)) if found else CheckLine(topic, Mark.WARN, nothing, "0")
