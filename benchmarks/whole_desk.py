"""The whole program over a desk of very many cases: every board and list to its first rows, a report, a usual minute.

    python -m benchmarks.whole_desk [--million | --cases 50000] [--dir FOLDER] [--minutes 1]

The real window over a real encrypted database (`benchmarks.full_desk`), offscreen. Rows count as there when the page
has painted them. A heartbeat of the event loop tells how long nothing was painted and no key was taken. The desk is
built once in the folder and copied for each run, since looking at it writes into its log; a million cases take some
4 GB twice.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication

from benchmarks.desk_officer import Officer
from benchmarks.full_desk import NOW, build_full_desk
from benchmarks.heart import COLUMNS
from benchmarks.records_seed import KEY
from benchmarks.usual_minute import NAMES, usual_minute
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware
from desktop.records.audit_log import AuditFilter
from desktop.records.books import Book
from desktop.records.database import open_database
from desktop.records.resources import resources_folder
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.background import take_turns
from desktop.workflows.work_kinds import WorkKind
from devices.simulated.camera import SimulatedCamera
from devices.simulated.card_reader import SimulatedReaders, examine_nothing

MILLION = 1_000_000
LIMIT_MS, REPORT_LIMIT_MS = 200, 3000
ROUNDS = 3


class FirstRows:
    """Every board and list, from the wish to the painted rows."""

    def __init__(self, officer: Officer) -> None:
        self._officer = officer
        self._desk = officer.desk
        self.over: list[str] = []

    def go(self) -> None:
        """Measure all."""
        named = ("ms", "slowest", "own work, ms", "the window's, ms", *COLUMNS)
        print(f"| to the first rows, median of {ROUNDS} | " + " | ".join(named) + " |")
        print("|---" + "|---:" * len(named) + "|")
        self._cases()
        self._work()
        self._papers_and_books()
        self._days_and_reports()
        self._doubts_and_log()
        print(f"\nOver {LIMIT_MS} ms (reports {REPORT_LIMIT_MS} ms): {', '.join(self.over) or 'none'}")

    def _tell(
        self,
        name: str,
        wish: Callable[[], Callable[[], bool]],
        *,
        limit: int = LIMIT_MS,
        page: str = "",
        before: Callable[[], None] = lambda: None,
    ) -> None:
        """Some rounds of a wish; each gives what tells that it was fulfilled. With a page, it is left before each.

        What `before` does, such as to show another list, is no part of the wish, and is not measured.
        """
        officer = self._officer
        rounds: list[tuple[float, ...]] = []
        officer.look(300)
        officer.heart.begin()
        for _ in range(ROUNDS):
            if page:
                self._desk.window.show_page("settings")
                officer.look(300)
            before()
            began = _clocks()
            done = wish()
            if page:
                self._desk.window.show_page(page)
            officer.until(done)
            rounds.append(tuple((now - then) * 1000 for now, then in zip(_clocks(), began, strict=True)))
            officer.look(400)
        took, work, own = zip(*rounds, strict=True)
        middle = statistics.median(took)
        if middle > limit:
            self.over.append(name)
        figures = (middle, max(took), statistics.median(work), statistics.median(own))
        cells = " | ".join(f"{figure:.0f}" for figure in figures)
        print(f"| {name} | {cells} | {officer.heart.said()} |", flush=True)
        self._say_who()

    def _say_who(self) -> None:
        for told in self._officer.heart.who:
            print(f"|  {told} |", flush=True)

    def _cases(self) -> None:
        cases, officer = self._desk.cases, self._officer
        self._tell("Hồ sơ: the newest", lambda: self._reset_of(cases.model), page="cases")
        self._desk.window.show_page("cases")
        for typed in ("ng", *NAMES, "0829", "0190", "000.99.09.H58-2611", "1234"):

            def search(typed: str = typed) -> Callable[[], bool]:
                done = self._reset_of(cases.model)
                cases.search_line.setText(typed)
                return done

            self._tell(f"Hồ sơ: searched for “{typed}”", search, before=self._clear_search)
        cases.search_line.clear()
        officer.look(500)
        self._tell("Hồ sơ: one case, its life beside it", self._one_case)

    def _clear_search(self) -> None:
        line = self._desk.cases.search_line
        if line.text():
            done = self._reset_of(self._desk.cases.model)
            line.clear()
            self._officer.until(done)

    def _one_case(self) -> Callable[[], bool]:
        cases = self._desk.cases
        place = (cases.table.currentIndex().row() + 1) % cases.model.rowCount()
        wanted = cases.model.case(place).id
        cases.table.selectRow(place)

        def done() -> bool:
            case, view = cases.detail.case, self._desk.case_life.desk.view
            return case is not None and case.id == wanted and view is not None and view.case.id == wanted

        return done

    @staticmethod
    def _reset_of(model: object) -> Callable[[], bool]:
        said: list[bool] = []
        model.modelReset.connect(lambda: said.append(True))  # type: ignore[attr-defined]
        return lambda: bool(said)

    def _work(self) -> None:
        board, officer = self._desk.work.board, self._officer

        def opened() -> Callable[[], bool]:
            before = officer.resets
            return lambda: officer.resets > before and officer.work_shown()

        self._tell("Việc hôm nay: opened", opened, page="work")
        board.choose(WorkKind.MINE)
        for kind in (each for each in WorkKind if each.of_cases):

            def another(kind: WorkKind = kind) -> None:
                board.choose(WorkKind.OVERDUE if kind is not WorkKind.OVERDUE else WorkKind.HUNG)
                officer.until(lambda: board.whole and officer.work_shown())

            def chosen(kind: WorkKind = kind) -> Callable[[], bool]:
                before = officer.resets
                board.choose(kind)
                return lambda: officer.resets > before and officer.work_shown()

            self._tell(f"Việc hôm nay: {kind}", chosen, before=another)
            print(f"|  its whole list: {len(board.rows.ids):,} | | | | | | | |")

        def counted() -> Callable[[], bool]:
            board.counts.clear()
            board.refresh()
            return lambda: len(board.counts) == len(WorkKind)

        self._tell("Việc hôm nay: all eight counts", counted)
        board.choose(WorkKind.HUNG)
        filters = self._desk.work.screen.filters

        def everything() -> None:
            filters.text.setText("")
            officer.until(lambda: board.only.text == "" and board.whole and officer.work_shown())

        for typed in ("nguyen van", "0829", "2611"):

            def narrowed(typed: str = typed) -> Callable[[], bool]:
                before = officer.resets
                filters.text.setText(typed)
                return lambda: officer.resets > before and officer.work_shown()

            self._tell(f"Việc hôm nay: “{typed}” typed", narrowed, before=everything)
        filters.text.setText("")
        officer.look(500)

    def _papers_and_books(self) -> None:
        desk, officer = self._desk, self._officer
        papers, books = desk.papers.desk, desk.books.desk
        self._tell("Số hóa: what is left", lambda: officer.another(lambda: papers.view), page="papers")

        def one_case() -> Callable[[], bool]:
            done = officer.another(lambda: papers.view)
            desk.papers.screen.board.list.setCurrentRow(desk.papers.screen.board.list.currentRow() + 1)
            return done

        self._tell("Số hóa: a case's papers", one_case)
        self._tell("Sổ hộ tịch: board and books", lambda: officer.another(lambda: books.view), page="books")

        def one_book() -> Callable[[], bool]:
            done = officer.another(lambda: books.view)
            chosen: Book = books.view.books[
                0 if books.view.book is None else books.view.book.id % len(books.view.books)
            ]
            books.choose(chosen.id)
            return done

        self._tell("Sổ hộ tịch: a book's 5,000 entries", one_book)
        desk.window.show_page("settings")

    def _days_and_reports(self) -> None:
        desk, officer = self._desk, self._officer
        self._tell("Chốt ngày: the day's figures", lambda: officer.another(lambda: desk.day.view), page="day")
        self._tell(
            "Chốt ngày: 31 days and how each stands", lambda: officer.another(lambda: desk.day.lines), page="day"
        )

        def busy_day() -> Callable[[], bool]:
            desk.day.choose(desk.day.lines[2].day)
            return lambda: desk.day.view is not None

        self._tell("Chốt ngày: a day of 800 cases", busy_day)
        reports = desk.reports.desk
        done = officer.another(lambda: reports.facts)
        self._tell(
            "Báo cáo: the month", lambda: officer.another(lambda: reports.facts), page="reports", limit=REPORT_LIMIT_MS
        )
        self._tell(
            "Báo cáo: its twelve months",
            lambda: officer.another(lambda: reports.months),
            page="reports",
            limit=REPORT_LIMIT_MS,
        )
        officer.until(done)
        self._tell("Gửi tỉnh", lambda: lambda: True, page="province")

    def _doubts_and_log(self) -> None:
        desk, officer = self._desk, self._officer
        cleaning, log = desk.cleaning.desk, desk.audit.page.desk
        self._tell("Làm sạch dữ liệu", lambda: officer.another(lambda: cleaning.flags), page="cleaning")

        def asked(wanted: AuditFilter) -> Callable[[], Callable[[], bool]]:
            def ask() -> Callable[[], bool]:
                done = officer.another(lambda: log.view)
                log.look_for(wanted)
                return done

            return ask

        self._tell("Nhật ký: today's", lambda: officer.another(lambda: log.view), page="audit")
        self._tell("Nhật ký: all", asked(AuditFilter()))
        self._tell("Nhật ký: an officer's", asked(AuditFilter(officer_id=3)))
        self._tell("Nhật ký: lists of cases", asked(AuditFilter(action="cases.listed")))
        self._tell("Nhật ký: a month", asked(AuditFilter(first=NOW.replace(month=8), last=NOW.replace(month=9))))
        self._tell(
            "Nhật ký: an officer's looks of a month",
            asked(AuditFilter(officer_id=3, action="case", first=NOW.replace(month=8), last=NOW.replace(month=9))),
        )

        def person() -> Callable[[], bool]:
            done = officer.another(lambda: log.view)
            log.look_at_citizen(NAMES[0])
            return done

        self._tell("Nhật ký: about a citizen, found by name", person)


def _clocks() -> tuple[float, float, float]:
    """Seconds on the clock, of work of this process, of work of this thread."""
    return time.perf_counter(), time.process_time(), time.thread_time()


def desk_of(path: Path) -> tuple[Desk, DatabaseWorker]:
    """A desk over a database, without devices."""
    worker = DatabaseWorker(path, KEY)
    camera = SimulatedCamera()
    hardware = Hardware(lambda _: camera, lambda: (), lambda: SimulatedReaders(()), examine_nothing)
    desk = Desk(worker, "lan", hardware, trust_folder=path.parent / "trust", clock=lambda: NOW, demo=True)
    desk.camera.set_wanted(False)
    return desk, worker


def kept(folder: Path, count: int) -> Path:
    """The desk in the folder, built if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"whole-desk-{count}.db"
    if not path.exists():
        began, building = time.perf_counter(), path.with_suffix(".building")
        building.unlink(missing_ok=True)
        build_full_desk(building, count)
        building.rename(path)
        print(f"built in {time.perf_counter() - began:.0f} s\n")
    open_database(path, KEY).close()  # one that an older program built is brought to the newest schema
    return path


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--million", action="store_true", help="1,000,000 cases")
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()) / "ban-mot-cua-benchmarks")
    parser.add_argument("--minutes", type=int, default=1, help="how many usual minutes")
    parser.add_argument("--minute-only", action="store_true")
    parser.add_argument("--who", action="store_true", help="tell of each stall which threads worked or had to wait")
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    count = MILLION if given.million else given.cases
    source = kept(given.dir, count)
    application = QApplication([])
    apply_theme(application, resources_folder())
    take_turns()
    with tempfile.TemporaryDirectory(prefix="whole-", dir=given.dir) as folder:
        path = Path(folder) / "desk.db"
        shutil.copyfile(source, path)
        print(f"{count:,} cases, {path.stat().st_size / 1e6:,.0f} MB; load of the machine {os.getloadavg()[0]:.1f}\n")
        began = time.perf_counter()
        desk, worker = desk_of(path)
        desk.window.resize(1366, 728)
        desk.start()
        officer = Officer(application, desk, who=given.who)
        officer.look(500)
        print(f"opened in {time.perf_counter() - began - 0.5:.1f} s\n")
        for nth in range(1, given.minutes + 1):
            began = time.perf_counter()
            usual_minute(officer, worker)
            took = time.perf_counter() - began
            print(f"A usual minute ({nth}, {took:.0f} s): {' | '.join(COLUMNS)}: {officer.heart.said()}")
            print("".join(f"  {told}\n" for told in officer.heart.who), end="")
        print()
        if not given.minute_only:
            FirstRows(officer).go()
        print(f"\nMemory: {psutil.Process().memory_info().rss // 2**20} MB; load {os.getloadavg()[0]:.1f}")
        desk.window.close()
        desk.close()


if __name__ == "__main__":
    main()
