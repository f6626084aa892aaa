"""The board of civil-status books beside a count over its entries.

python -m benchmarks.books [--entries 1000000]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from desktop.records.books import BookKind, Deed, NewBook, Stage
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork
from tests.helpers.desk import NOW, desk

A_BOOK = 5_000  # entries
ROUNDS = 9
COUNTED = (
    "SELECT b.kind, b.first_year, s.stage, count(*) FROM book_standings s JOIN books b ON b.id = s.book_id "
    "GROUP BY b.kind, b.first_year, s.stage"
)

NUMBERED = (
    "INSERT INTO book_entries (book_id, page, number) "
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {entries}) "
    "SELECT b.id, i, i FROM books b, n"
)
COLLECTED = (
    "INSERT INTO book_standings (entry_id, book_id, stage, round, drawn) "
    "SELECT id, book_id, 'collected', 0, 0 FROM book_entries"
)
STAGED = "UPDATE book_standings SET stage = '{}' WHERE entry_id % {} = {}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    with TemporaryDirectory(prefix="books-") as folder, desk(Path(folder)) as database:
        fill(database, max(1, entries // A_BOOK))
        with UnitOfWork(database) as uow:
            board = milliseconds(uow.books.board)
        with database.connect() as connection:
            counted = milliseconds(lambda: connection.execute(text(COUNTED)).all())
    print(f"{entries:,} entries: the board {board:.1f} ms, counted over the entries {counted:.1f} ms, ")
    print(f"{counted / board:.0f} times as long")


def fill(database: Database, books: int) -> None:
    """Books of every kind and of many years, their entries at every stage."""
    kinds = list(BookKind)
    with UnitOfWork(database) as uow:
        for nth in range(books):
            year = 1960 + nth % 60
            new = NewBook(kinds[nth % len(kinds)], f"Xã {nth}", year, year, "01", pages=A_BOOK, entries=A_BOOK)
            uow.books.collect(new, Deed(1, NOW))
        uow.commit()
    with database.connect() as connection:
        statements = [NUMBERED.format(entries=A_BOOK), COLLECTED]
        statements += [STAGED.format(stage, len(Stage), place) for place, stage in enumerate(Stage)]
        for statement in statements:
            connection.exec_driver_sql(statement)
            connection.commit()


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
