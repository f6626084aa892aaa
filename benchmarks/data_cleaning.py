"""Data cleaning: everybody gone through while an officer searches, a case saved with and without checks, the list.

    python -m benchmarks.data_cleaning --cases 200000

Citizens are 0.55 of the cases. Every citizen's printed commune no longer exists, so every one has a flag: the
most that a first pass can have to write.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as clock
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.records_seed import KEY, LAST_DAY, ZONE, build, new_case, person_name
from desktop.records.addresses import read_residence
from desktop.records.data_checks import DataChecks, SliceDone
from desktop.records.data_rules import FlagKind, load_date_rules
from desktop.records.former_units import load_former_units
from desktop.records.people import PersonDetails
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker

ADDRESS = "Ấp 3, Tân Hương, Châu Thành, Tiền Giang"
MOMENT = datetime.combine(LAST_DAY, clock(9), ZONE)
SAVES = 200
LOOKS = 50


def milliseconds(work: Callable[[], object], times: int = LOOKS) -> str:
    """Median and slowest of so many times."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(took):8.2f} ms   slowest {max(took):8.2f} ms"


def main() -> None:
    """Build the desk and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=200_000)
    cases: int = parser.parse_args().cases
    start = time.perf_counter()
    units = load_former_units(resources_folder() / "units")
    read_residence("Phường 1, Quận 1, Hồ Chí Minh", units)
    print(f"table of units read, indexes made   {(time.perf_counter() - start) * 1000:8.1f} ms")
    print("one address                        ", milliseconds(lambda: read_residence(ADDRESS, units), 2000))
    checks = DataChecks(lambda: units, load_date_rules(resources_folder() / "cleaning"))
    with TemporaryDirectory(prefix="cleaning-") as folder:
        path = Path(folder) / "desk.db"
        build(path, cases)
        worker = DatabaseWorker(path, KEY)
        try:
            go_through(worker, checks, "first pass (a flag for everybody)", again=False)
            go_through(worker, checks, "pass again (nothing new)", again=True)
            lists(worker)
            saving(worker, checks)
        finally:
            worker.close()


def go_through(worker: DatabaseWorker, checks: DataChecks, name: str, *, again: bool) -> None:
    """All slices, and a search handed in beside each tenth of them: what it waits is what an officer would."""
    slices: list[float] = []
    searches: list[float] = []
    looked_at, finished = 0, False
    start = time.perf_counter()
    while not finished:
        began = time.perf_counter()

        def work(uow: UnitOfWork, first: bool = again and not slices) -> SliceDone:
            done = checks.check_slice(uow, MOMENT, 1, again=first)
            uow.commit()
            return done

        future = worker.submit(work)
        if len(slices) % 10 == 5:
            asked = time.perf_counter()
            worker.submit(lambda uow: uow.search.cases("nguyen thi")).result()
            searches.append((time.perf_counter() - asked) * 1000)
        done = future.result()
        slices.append((time.perf_counter() - began) * 1000)
        looked_at, finished = looked_at + done.looked_at, done.finished
    took = time.perf_counter() - start
    print(f"\n{name}: {looked_at:,} citizens in {took:.1f} s, {took / max(1, looked_at) * 1e6:.0f} µs each")
    print(f"  a slice   median {statistics.median(slices):6.1f} ms   slowest {max(slices):6.1f} ms")
    if searches:
        print(f"  a search beside it   median {statistics.median(searches):6.1f} ms   slowest {max(searches):6.1f} ms")
    alone = milliseconds(lambda: worker.submit(lambda uow: uow.search.cases("nguyen thi")).result())
    print(f"  a search alone     {alone}")


def lists(worker: DatabaseWorker) -> None:
    """The counts, and the first page of the longest list."""

    def first_page(uow: UnitOfWork) -> object:
        return uow.flags.flags(FlagKind.UNIT_GONE, 200)

    counts = milliseconds(lambda: worker.submit(lambda uow: uow.flags.tallies()).result())
    print("\ncounts by kind                     ", counts)
    print("first 200 of the longest list      ", milliseconds(lambda: worker.submit(first_page).result()))


def saving(worker: DatabaseWorker, checks: DataChecks) -> None:
    """A case saved as an intake does, with and without checks, in turns."""
    chance = Random(7)
    took: dict[bool, list[float]] = {True: [], False: []}
    for nth in range(2 * SAVES):
        checked = nth % 2 == 0
        case = new_case(_person(chance, nth), MOMENT, chance)

        def work(uow: UnitOfWork, checked: bool = checked) -> None:
            saved = uow.cases.receive(case)  # noqa: B023 - carried out before the next round
            if checked:
                checks.check_case(uow, saved, MOMENT)
            uow.commit()

        start = time.perf_counter()
        worker.submit(work).result()
        took[checked].append((time.perf_counter() - start) * 1000)
    for checked, name in ((False, "a case saved without checks"), (True, "with checks")):
        print(f"{name:35} {statistics.median(took[checked]):8.2f} ms   slowest {max(took[checked]):8.2f} ms")


def _person(chance: Random, nth: int) -> PersonDetails:
    return PersonDetails(person_name(chance, True), number=f"08219099{nth:04d}", sex="Nữ", residence=ADDRESS)


if __name__ == "__main__":
    main()
