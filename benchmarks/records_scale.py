"""The records with a million cases: search as one types, receiving a case, filling the form, opening the desk.

    python -m benchmarks.records_scale [--cases N] [--dir FOLDER]

The desk is built once in the folder and kept there. Beside our search stand a plain LIKE scan of the same file and our
search on the same data without encryption.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.pool import StaticPool

from benchmarks.records_seed import KEY, LAST_DAY, ZONE, build, new_case, person_name
from desktop.records.database import Database, open_database
from desktop.records.database_copies import DatabaseCopies
from desktop.records.folding import fold
from desktop.records.people import PersonDetails
from desktop.records.schema import cases, citizens
from desktop.records.unit_of_work import UnitOfWork

PEOPLE_TYPED = 60
SCANS_EACH = 5
RECEIVED = 200
LOOKED_UP = 500
OPENED = 7
LIKE_SCAN = "SELECT id, code, full_name FROM cases WHERE {column} LIKE :like ORDER BY id DESC LIMIT 20"


@dataclass
class Kind:
    """A kind of search and what is typed for it.

    Attributes:
        name: As shown.
        column: The column of `cases` that a plain scan would look in.
        typed: Text by letters typed; the key is the table's row.
    """

    name: str
    column: str
    typed: dict[str, list[str]] = field(default_factory=dict)

    def add(self, whole: str) -> None:
        """Let a text be typed letter by letter."""
        for length in range(1, len(whole) + 1):
            row = "whole" if length == len(whole) else str(length) if length <= 3 else "4–6" if length <= 6 else "7 +"
            self.typed.setdefault(row, []).append(whole[:length])


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def middle_and_95th(values: Iterable[float]) -> str:
    """The median and the 95th percentile as two cells of a table."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} | {ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.1f}"


def search_once(database: Database, typed: str) -> float:
    """One search in a unit of work of its own, as the program does it."""

    def search() -> None:
        with UnitOfWork(database) as uow:
            uow.search.cases(typed)

    return milliseconds(search)


def scan_once(database: Database, column: str, typed: str) -> float:
    """The same question put as a plain LIKE over every case."""
    statement = text(LIKE_SCAN.format(column=column))

    def scan() -> None:
        with database.connect() as connection:
            connection.execute(statement, {"like": f"%{fold(typed) if column == 'name_fold' else typed}%"}).all()

    return milliseconds(scan)


def kinds_of_search(database: Database, chance: random.Random) -> list[Kind]:
    """What is typed: names of the desk's own frequencies, numbers and codes that the desk really holds."""
    plain, marked = Kind("name, no marks", "name_fold"), Kind("name with marks", "name_fold")
    number, old = Kind("number", "number"), Kind("old number", "json_extract(applicant, '$.old_number')")
    phone = Kind("phone", "json_extract(applicant, '$.phone')")
    tail, running = Kind("end of the code", "code_tail"), Kind("running number", "code_tail")
    for _ in range(PEOPLE_TYPED):
        name = person_name(chance, chance.random() < 0.5)
        plain.add(fold(name))
        marked.add(name)
    for person in known_people(database, chance, PEOPLE_TYPED):
        number.add(person.number)
        if person.old_number:
            old.add(person.old_number)
        if person.phone:
            phone.add(person.phone)
    with database.connect() as connection:
        last = connection.execute(select(func.max(cases.c.id))).scalar_one()
        picked = [chance.randint(1, last) for _ in range(PEOPLE_TYPED)]
        for (code_tail,) in connection.execute(select(cases.c.code_tail).where(cases.c.id.in_(picked))):
            tail.add(code_tail)
            running.typed.setdefault("whole", []).append(code_tail[-4:])
    return [plain, marked, number, old, phone, tail, running]


def known_people(database: Database, chance: random.Random, count: int) -> list[Any]:
    """Some of the desk's citizens, as rows."""
    with database.connect() as connection:
        last = connection.execute(select(func.max(citizens.c.id))).scalar_one()
        picked = [chance.randint(1, last) for _ in range(count)]
        return list(connection.execute(select(citizens).where(citizens.c.id.in_(picked))))


def without_encryption(path: Path, plain: Path) -> Database:
    """The same data in a file that is not encrypted, made once."""
    if not plain.exists():
        building = plain.with_suffix(".building")
        building.unlink(missing_ok=True)
        source = sqlcipher3.connect(str(path), isolation_level=None)
        source.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        source.execute("ATTACH DATABASE ? AS plain KEY ''", (str(building),))
        source.execute("SELECT sqlcipher_export('plain')")
        source.close()
        building.rename(plain)

    def connect() -> Any:
        connection = sqlcipher3.connect(str(plain), isolation_level=None)
        for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", module=sqlcipher3.dbapi2, creator=connect, poolclass=StaticPool)
    return Database(plain, engine, DatabaseCopies(None, b""))


def report_searches(database: Database, plain: Database, chance: random.Random) -> None:
    """The table of searches."""
    print("\n| typed | letters | searches | p50 ms | p95 ms | LIKE p50 | LIKE p95 | no encryption p50 | p95 |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    everything: list[float] = []
    for kind in kinds_of_search(database, chance):
        for row, texts in kind.typed.items():
            ours = [search_once(database, typed) for typed in texts]
            everything += ours
            open_file = [search_once(plain, typed) for typed in texts]
            scans = [scan_once(database, kind.column, typed) for typed in texts[:SCANS_EACH]]
            cells = " | ".join(middle_and_95th(values) for values in (ours, scans, open_file))
            print(f"| {kind.name} | {row} | {len(texts)} | {cells} |", flush=True)
    print(f"| **all** | | {len(everything)} | {middle_and_95th(everything)} | | | | |")


def report_receiving(database: Database, chance: random.Random) -> None:
    """Receiving cases and looking citizens up, each in a transaction of its own."""
    people = known_people(database, chance, LOOKED_UP)
    day = LAST_DAY + timedelta(days=1)
    with UnitOfWork(database) as uow:
        while uow.blocks.remaining(day) < RECEIVED:
            day += timedelta(days=1)
    at = datetime.combine(day, clock_time(8), ZONE)

    def receive(person: PersonDetails) -> None:
        with UnitOfWork(database) as uow:
            uow.cases.receive(new_case(person, at, chance))
            uow.commit()

    def look_up(number: str) -> None:
        with UnitOfWork(database) as uow:
            uow.citizens.by_number(number)
            uow.cases.for_citizen(number, limit=20)

    looked_up = [milliseconds(partial(look_up, row.number)) for row in people]
    details = [PersonDetails(row.full_name, row.number, phone=row.phone) for row in people[:RECEIVED]]
    received = [milliseconds(partial(receive, person)) for person in details]
    print(f"| fill the form: citizen by number, and their cases | {middle_and_95th(looked_up)} |")
    print(f"| receive a case, durable on the disk | {middle_and_95th(received)} |")


def report_opening(path: Path) -> None:
    """Opening the desk, and the first search after it."""
    opened, first = [], []
    for _ in range(OPENED):
        start = time.perf_counter()
        database = open_database(path, KEY)
        opened.append((time.perf_counter() - start) * 1000)
        first.append(search_once(database, "nguyen van"))
        database.close()
    print(f"| open the desk | {middle_and_95th(opened)} |")
    print(f"| first search after opening | {middle_and_95th(first)} |")


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()) / "ban-mot-cua-benchmarks")
    arguments = parser.parse_args()
    arguments.dir.mkdir(parents=True, exist_ok=True)
    path = arguments.dir / f"desk-{arguments.cases}.db"
    if not path.exists():
        seconds = milliseconds(lambda: build(path.with_suffix(".building"), arguments.cases)) / 1000
        path.with_suffix(".building").rename(path)
        print(f"built {arguments.cases} cases in {seconds:.0f} s")
    plain = without_encryption(path, path.with_suffix(".plain.db"))
    chance = random.Random(1)
    print(f"\n### The records with {arguments.cases:,} cases ({path.stat().st_size / 1e6:.0f} MB)\n")
    print("| | p50 ms | p95 ms |\n|---|---:|---:|")
    report_opening(path)
    database = open_database(path, KEY)
    report_receiving(database, chance)
    report_searches(database, plain, chance)
    database.close()
    plain.close()


if __name__ == "__main__":
    main()
