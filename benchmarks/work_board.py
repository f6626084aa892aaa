"""The day's work with very many rows: first rows, the whole list, counts, a way through it all, and what stalls.

    python -m benchmarks.work_board [--cases 100000]

A real page over a real encrypted database, offscreen. A heartbeat of the event loop tells how long nothing was painted
and no key was taken; the same rows in a `QTableWidget`, an item a cell, stand beside it.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from benchmarks.case_life import shipped_rules
from benchmarks.desk_reports import NOW
from benchmarks.heart import STALL_MS, Heart
from benchmarks.records_seed import KEY, build
from benchmarks.report_seed import STANDS
from desktop.records.case_life_boards import BoardFilter, BoardKind, BoardQuery
from desktop.records.database import open_database
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.background import Background
from desktop.screens.messages import load_messages
from desktop.screens.work.model import NAME, UNREAD
from desktop.screens.work.screen import WorkScreen
from desktop.workflows.work_board import DeskWays, WorkBoard
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_rows import RowsChange

STEPS = 500  # on the way from the first row to the last
COLUMNS = 7
OFFICER = 1


def seed(path: Path, count: int) -> None:
    """A desk of which every case still runs."""
    build(path, count)
    database = open_database(path, KEY)
    with database.connect() as connection:
        connection.exec_driver_sql(STANDS)
        connection.commit()
    database.close()


class Walk:
    """An officer on the page."""

    def __init__(self, application: QApplication, worker: DatabaseWorker) -> None:
        self._application = application
        ways = DeskWays(parts=lambda: ("Địa chính",), home=lambda: "Một cửa")
        self.background = Background()
        self.board = WorkBoard(worker, shipped_rules(), self.background, self._now, ways, officer_id=OFFICER)
        self.screen = WorkScreen(self.board, load_messages(resources_folder()))
        self.heart = Heart()

    @staticmethod
    def _now() -> datetime:
        return NOW

    def until(self, done: Callable[[], bool]) -> float:
        """Let the event loop run; milliseconds until something is so."""
        began = time.perf_counter()
        while not done():
            self._application.processEvents()
        return (time.perf_counter() - began) * 1000

    def shown(self) -> bool:
        """Whether every row in view was read and painted."""
        table, model = self.screen.table, self.screen.model
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        last = model.rowCount() - 1 if last < 0 else last
        return model.rowCount() > 0 and all(
            model.data(model.index(row, NAME)) != UNREAD for row in range(max(0, first), last + 1)
        )

    def tell(self, name: str, took: float) -> None:
        """One line of the table."""
        print(f"| {name} | {took:.0f} | {self.heart.said()} |")
        self.heart.begin()

    def go(self) -> None:
        """The way that is measured."""
        board, table = self.board, self.screen.table
        self.screen.resize(1270, 680)
        self.heart.begin()
        self.screen.show()
        took = self.until(lambda: len(board.counts) == len(WorkKind) and board.whole and self.shown())
        self.tell(f"page opened: list of {len(board.rows.ids):,}, rows and all eight counts", took)
        resets: list[RowsChange] = []
        board.rows.subscribe(lambda change, _first, _last: resets.append(change))
        board.choose(WorkKind.OVERDUE)
        took = self.until(lambda: bool(resets) and self.shown())
        self.tell("another kind: its first rows painted", took)
        self.tell("its list known to the end, after that", self.until(lambda: board.whole))
        bar = table.verticalScrollBar()
        began = time.perf_counter()
        for step in range(1, STEPS + 1):
            bar.setValue(bar.maximum() * step // STEPS)
            self._application.processEvents()
        self.until(self.shown)
        took = (time.perf_counter() - began) * 1000
        self.tell(
            f"scrolled through {len(board.rows.ids):,} rows in {STEPS} steps, painted; what stays in view read", took
        )
        board.refresh()
        self.until(lambda: board.whole and RowsChange.RESET in resets[1:] and self.shown())
        self.heart.begin()
        table.scrollToBottom()
        self.tell("jump to the last row, read and painted", self.until(self.shown))
        began = time.perf_counter()
        board.tick_all()
        self._application.processEvents()
        self.tell("Ctrl+A, painted", (time.perf_counter() - began) * 1000)
        board.untick_all()
        board.narrow(BoardFilter(text="nguyen van hung"))
        took = self.until(lambda: board.whole and self.shown())
        self.tell(f"a name typed: {len(board.rows.ids):,} rows", took)


def widgets(application: QApplication, path: Path) -> None:
    """The same rows as items of a widget, all at once."""
    database = open_database(path, KEY)
    with UnitOfWork(database) as uow:
        query = BoardQuery(BoardKind.OVERDUE, NOW, officer_id=OFFICER)
        found = uow.case_life.board(query, -1)
    database.close()
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    table = QTableWidget(len(found), COLUMNS)
    for row, each in enumerate(found):
        case = each.summary
        texts = ("", case.code, case.full_name, case.procedure_name, each.part, str(case.due_at), case.state)
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    table.show()
    application.processEvents()
    took, grown = (time.perf_counter() - began) * 1000, (process.memory_info().rss - before) // 2**20
    print(f"\nThe same {len(found):,} rows as items of a QTableWidget: {took:.0f} ms in one stall, {grown} MB more")
    table.deleteLater()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    count = parser.parse_args().cases
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    apply_theme(application, resources_folder())
    with TemporaryDirectory(prefix="work-") as folder:
        path = Path(folder) / "desk.db"
        seed(path, count)
        process = psutil.Process()
        worker = DatabaseWorker(path, KEY)
        before = process.memory_info().rss
        walk = Walk(application, worker)
        print(
            f"{count:,} running cases\n\n| | ms | stalls over {STALL_MS} ms | maybe ours | the window's | "
            "its longest, ms |\n"
            "|---|---:|---:|---:|---:|---:|"
        )
        walk.go()
        print(f"\nMemory: {(process.memory_info().rss - before) // 2**20} MB more than before the page was made")
        walk.background.close()
        walk.screen.close()
        worker.close()
        widgets(application, path)


if __name__ == "__main__":
    main()
