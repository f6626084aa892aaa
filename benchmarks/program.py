"""The program as an officer feels it: cold start, memory, and from a decoded card to the filled form.

    python -m benchmarks.program [--cases N] [--dir FOLDER]

Runs offscreen, so that it measures our work and not a graphics card. The desk with N cases is built once and kept.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtWidgets import QApplication, QLabel

from benchmarks.records_seed import KEY, build
from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware
from desktop.demo.desk import DemoDesk
from desktop.records.database import open_database
from desktop.records.people import Citizen
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_theme
from devices.identity import Field, InputDevice
from devices.simulated.camera import SimulatedCamera
from devices.simulated.card_reader import SimulatedReaders, examine_nothing

STARTS = 7
FILLS = 200
WATCHED_SECONDS = 10.0


def child_bare() -> None:
    """A window with one label: what PySide6 itself costs."""
    application = QApplication([])
    window = QLabel("…")
    window.show()
    application.processEvents()
    print("ready", flush=True)
    os._exit(0)


def child_desk(folder: Path, stay: float) -> None:
    """The demo desk: unlocked with its PIN, window painted, search ready to be typed into."""
    application = QApplication([])
    apply_theme(application, resources_folder())
    demo = DemoDesk(folder)
    desk = demo.open()
    desk.start()
    application.processEvents()
    print("ready", flush=True)
    demo.start_carousel()
    end = time.monotonic() + stay
    while time.monotonic() < end:
        application.processEvents()
        time.sleep(0.005)
    print(psutil.Process().memory_info().rss // 2**20, flush=True)
    os._exit(0)


def start_times(arguments: list[str]) -> list[float]:
    """Seconds from starting the process to the ready window, `STARTS` times."""
    times = []
    for _ in range(STARTS):
        begin = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.program", *arguments], stdout=subprocess.PIPE, text=True
        )
        if child.stdout is not None:
            child.stdout.readline()
        times.append(time.perf_counter() - begin)
        child.communicate()
    return times


def report_start(folder: Path) -> None:
    """Print cold start and memory."""
    DemoDesk(folder).open().close()
    bare, desk = start_times(["--child", "bare"]), start_times(["--child", "desk", "--dir", str(folder)])
    stayed = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.program",
            "--child",
            "desk",
            "--dir",
            str(folder),
            "--stay",
            str(WATCHED_SECONDS),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    memory = stayed.stdout.split()[-1]
    print("### Start and memory (median of", STARTS, "starts; PIN derivation with Argon2id included)\n")
    print("| | bare PySide6 window | the desk | ratio |\n|---|---:|---:|---:|")
    a, b = statistics.median(bare), statistics.median(desk)
    print(f"| process start → usable window, s | {a:.2f} | {b:.2f} | {b / a:.1f}× |")
    print(f"| memory after {WATCHED_SECONDS:.0f} s with the camera running, MB | | {memory} | |")


def report_fill(application: QApplication, folder: Path, count: int) -> None:
    """Print how long a decoded payload takes to stand in the form, the citizen's earlier cases beside it."""
    path = folder / f"desk-{count}.db"
    if not path.exists():  # the same desk that `benchmarks.records_scale` measures
        build(path.with_suffix(".building"), count)
        path.with_suffix(".building").rename(path)
    people = _some_people(path)
    worker = DatabaseWorker(path, KEY)
    camera = SimulatedCamera()
    desk = Desk(
        worker,
        _login(worker),
        Hardware(lambda _: camera, lambda: (), lambda: SimulatedReaders(()), examine_nothing),
        trust_folder=Path("trust"),
        demo=True,
    )
    desk.camera.set_wanted(False)
    desk.window.show()
    times = []
    for person in people:
        desk.intake.discard()
        _settle(application, lambda: desk.intake.draft.is_empty)
        begin = time.perf_counter()
        desk.reading.deliver(_payload(person), InputDevice.CAMERA)
        line = desk.screen.applicant.rows[Field.FULL_NAME].line
        _settle(application, lambda: desk.intake.known is not None)
        application.processEvents()
        if line.text() != person.details.full_name:
            raise SystemExit("the form does not show the citizen")
        times.append((time.perf_counter() - begin) * 1000)
    desk.window.close()
    desk.close()
    times.sort()
    print(f"\n### From a decoded payload to the painted form, {count:,} cases\n")
    print("| | p50 ms | p95 ms | max ms |\n|---|---:|---:|---:|")
    middle, most = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"| form filled, citizen recognised | {middle:.1f} | {most:.1f} | {times[-1]:.1f} |")
    print(f"\nMemory of that desk after {FILLS} citizens: {psutil.Process().memory_info().rss // 2**20} MB")


def _login(worker: DatabaseWorker) -> str:
    return worker.submit(lambda uow: uow.officers.all()[0].login).result()


def _some_people(path: Path) -> list[Citizen]:
    database = open_database(path, KEY)
    draw = random.Random(1)
    try:
        with UnitOfWork(database) as uow:
            recent = [case.number for case in uow.cases.recent(20_000) if case.number]
            found = [uow.citizens.by_number(number) for number in draw.sample(sorted(set(recent)), FILLS)]
    finally:
        database.close()
    return [citizen for citizen in found if citizen is not None]


def _payload(citizen: Citizen) -> str:
    person = citizen.details
    birth = f"{person.birth_date:%d%m%Y}" if person.birth_date else ""
    issue = f"{person.issue_date:%d%m%Y}" if person.issue_date else "01012024"
    parts = (person.number, person.old_number, person.full_name, birth, person.sex, person.residence, issue)
    return "|".join(parts)


def _settle(application: QApplication, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        application.processEvents()
        if time.monotonic() > end:
            raise SystemExit("the desk did not answer within ten seconds")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--dir", type=Path, default=Path(tempfile.gettempdir()) / "ban-mot-cua-benchmarks")
    parser.add_argument("--child", choices=("bare", "desk"))
    parser.add_argument("--stay", type=float, default=0.0)
    given = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if given.child == "bare":
        child_bare()
    elif given.child == "desk":
        child_desk(given.dir, given.stay)
    given.dir.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    apply_theme(application, resources_folder())
    report_start(given.dir / "demo")
    report_fill(application, given.dir, given.cases)


if __name__ == "__main__":
    main()
