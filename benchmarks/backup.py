"""A backup of a desk that is worked with: how long it takes, how long the window and the database wait, restore too.

    python -m benchmarks.backup [--cases 100000] [--files-mb 300] [--dir FOLDER]

`--cases 600000 --files-mb 1300` is a desk of some 2 GB. The window is the real one, offscreen: a timer that should
fire every 5 ms says how long its thread was held up; what a bare Qt loop on this machine is held up by is beside it.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.records_seed import KEY, build
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware, desk_clock
from desktop.records.backup_place import find_backups
from desktop.records.backup_restoring import bring_back
from desktop.records.file_store import FileStore
from desktop.records.paper_files import FileKind
from desktop.records.resources import resources_folder
from desktop.records.salvage import salvage
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_theme
from desktop.workflows.backup_keeper import Place
from devices.errors import CodedError
from devices.qrcode.capture import Capture
from devices.simulated.card_reader import SimulatedReaders, examine_nothing

FILE = 300_000  # bytes of a scanned page
TICK = 5  # milliseconds
BARE_SECONDS = 10


def no_camera() -> Capture:
    raise CodedError("CAM-001")


def prepare(folder: Path, cases: int, files_mb: int) -> int:
    """A desk with cases and files; bytes on the disk."""
    folder.mkdir()
    build(folder / "desk.db", cases)
    (folder / "keys.json").write_text("{}")
    store, wanted = FileStore(folder / "files"), files_mb * 2**20 // FILE
    worker = DatabaseWorker(folder / "desk.db", KEY)
    now = desk_clock()

    def add(uow: UnitOfWork) -> None:
        for _ in range(min(500, wanted)):
            uow.pages.add_file(store.put(os.urandom(FILE)), FileKind.PAGE, now)
        uow.commit()

    for _ in range(-(-wanted // 500)):
        worker.submit(add).result()
    worker.close()
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Stalls:
    """Measures how late a timer of the main thread is."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(TICK)

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - TICK))
        self._last = now

    def text(self) -> str:
        """What was measured; measuring ends."""
        self._timer.stop()
        ordered = sorted(self.late)
        most, p99 = ordered[-1], ordered[len(ordered) * 99 // 100]
        over = sum(each > 50 for each in ordered)
        return f"p99 {p99:6.1f} ms   longest {most:6.1f} ms   over 50 ms: {over} of {len(ordered):,}"


class Searcher:
    """Searches again and again, as an officer who types does."""

    def __init__(self, worker: DatabaseWorker) -> None:
        self.took: list[float] = []
        self._worker = worker
        self._asked = 0.0
        self._waiting: Future[object] | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(20)

    def _on_tick(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            return
        if self._waiting is not None:
            self.took.append((time.perf_counter() - self._asked) * 1000)
        self._asked = time.perf_counter()
        self._waiting = self._worker.submit(lambda uow: uow.search.cases("nguyen thi"))

    def text(self) -> str:
        """What was measured; measuring ends."""
        self._timer.stop()
        return (
            f"median {statistics.median(self.took):6.1f} ms   slowest {max(self.took):6.1f} ms   ({len(self.took):,})"
        )


def turn(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def back_up(desk: Desk, worker: DatabaseWorker, name: str) -> None:
    stalls, searches = Stalls(), Searcher(worker)
    began = time.perf_counter()
    desk.backup.keeper.back_up([Place.LOCAL])
    while desk.backup.keeper.view.running is not None:
        turn(50)
    took = time.perf_counter() - began
    if desk.backup.keeper.error is not None:
        raise SystemExit(desk.backup.keeper.error.code)
    print(f"{name:34} {took:6.1f} s")
    print(f"    the window's thread held up    {stalls.text()}")
    print(f"    a search beside it             {searches.text()}")


def main() -> None:
    """Build the desk and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--files-mb", type=int, default=300)
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    apply_theme(application, resources_folder())
    bare = Stalls()
    turn(BARE_SECONDS * 1000)
    print(f"a bare loop on this machine            {bare.text()}")
    root = Path(tempfile.mkdtemp(prefix="backup-", dir=given.dir))
    try:
        size = prepare(root / "desk", given.cases, given.files_mb)
        print(f"a desk of {given.cases:,} cases, {size / 2**30:.2f} GB, database {_gb(root / 'desk' / 'desk.db')}")
        measure(root)
    finally:
        shutil.rmtree(root)


def measure(root: Path) -> None:
    """Two backups beside a window, then restore and salvage."""
    worker = DatabaseWorker(root / "desk" / "desk.db", KEY)
    desk = Desk(
        worker,
        worker.submit(lambda uow: uow.officers.all()[0].login).result(),
        Hardware(lambda _: no_camera, lambda: (), lambda: SimulatedReaders(()), examine_nothing),
        trust_folder=root / "desk" / "trust",
    )
    desk.camera.set_wanted(False)
    desk.window.show()
    turn(1000)
    back_up(desk, worker, "the first backup, everything")
    back_up(desk, worker, "the next one, files are there")
    desk.window.close()
    desk.close()
    began = time.perf_counter()
    bring_back(find_backups(root / "desk-backup")[0], KEY, root / "new", lambda _phase, _done, _all: None)
    print(f"{'restored and proved':34} {time.perf_counter() - began:6.1f} s")
    began = time.perf_counter()
    report = salvage(root / "new" / "desk.db", KEY, root / "salvaged.db")
    rows = sum(table.read for table in report.tables)
    print(f"{'salvaged page by page':34} {time.perf_counter() - began:6.1f} s   {rows:,} rows, {report.lost} lost")


def _gb(path: Path) -> str:
    return f"{path.stat().st_size / 2**30:.2f} GB"


if __name__ == "__main__":
    main()
