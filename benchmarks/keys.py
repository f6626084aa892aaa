"""What unlocking costs whom: Argon2id here, the whole of unlocking, changing the data key, and the lock.

python -m benchmarks.keys
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from desktop.demo.desk import DemoDesk
from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.records.key_wrappers import calibrated, wrap
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.sign_in import SignIn

ROUNDS = 5
LOGIN, PIN = "lan", "mot-hai-ba-bon"
SETUP = DeskSetup("UBND XÃ THỬ", "Xã Thử", "000.00.00.H00", 101, 199, LOGIN, "Trần Thị Lan", PIN)
BULK = 50_000_000  # characters


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    cost = calibrated()
    print("| what | measured | wanted |")
    print("|---|---|---|")
    print(f"| Argon2id, memory | {cost.memory_kib // 1024} MiB, {cost.passes} passes | ≥ 64 MiB |")
    derived = seconds(lambda: wrap(bytes(32), PIN.encode(), LOGIN, cost))
    print(f"| Argon2id, one derivation | {derived:.2f} s | ≈ 0.5 s |")
    with TemporaryDirectory(prefix="keys-") as place:
        folder = DeskFolder(Path(place) / "desk")
        took = seconds(lambda: folder.set_up(SETUP, date(2026, 1, 1), cost), rounds=1)
        print(f"| a new desk, after its questions | {took:.2f} s | |")
        door = SignIn(folder, PeoplePolicy(), lambda: datetime.now(UTC))

        def unlock() -> None:
            door.enter(LOGIN, PIN).worker.close()

        print(f"| unlocking, whole | {seconds(unlock):.2f} s | ≤ 1 s |")
        worker = folder.unlock(LOGIN, PIN)
        worker.submit(fill).result()
        opened = folder.vault.open(LOGIN, PIN)
        took = seconds(lambda: folder.rotate(worker, opened), rounds=1)
        size = folder.database.stat().st_size / 2**20
        print(f"| changing the data key, {size:.0f} MB | {took:.2f} s | |")
        worker.close()
        print(f"| locking, every window covered | {locking(Path(place) / 'demo') * 1000:.0f} ms | ≤ 100 ms |")


def fill(uow: UnitOfWork) -> None:
    """Make the database as large as that of some years."""
    uow.settings.set("bulk", "x" * BULK)
    uow.commit()


def locking(folder: Path) -> float:
    """Seconds from the moment to lock until every window is covered."""
    application = QApplication.instance() or QApplication([])
    desk = DemoDesk(folder).open()
    desk.window.show()
    application.processEvents()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        desk.people.lock.lock()
        times.append(time.perf_counter() - begun)
        desk.people.lock.unlock()
        application.processEvents()
    desk.window.close()
    desk.close()
    return max(times)


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


if __name__ == "__main__":
    main()
