"""A desk's report of a month beside thirty days counted one by one, over many cases.

python -m benchmarks.desk_reports [--cases 1000000]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.records_seed import KEY
from benchmarks.report_seed import build_worked_desk
from desktop.records.database import open_database
from desktop.records.periods import PeriodKind, period_of
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.period_report import PeriodReports
from sync.indicators import load_indicators

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MONTH = period_of(PeriodKind.MONTH, date(2026, 10, 1))
TREND = ("received.counter.other", "finished.late", "digitized.stored")
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    cases = parser.parse_args().cases
    book = load_indicators(resources_folder() / "indicators")
    reports = PeriodReports(book, (), lambda _code, _day, _paper: 1)
    days = DayCounts(book, (), "2026.11.25-2")
    with TemporaryDirectory(prefix="reports-") as folder:
        path = Path(folder) / "desk.db"
        build_worked_desk(path, cases)
        database = open_database(path, KEY)
        with UnitOfWork(database) as uow:
            whole = seconds(lambda: reports.make(uow, MONTH, NOW))
            trend = seconds(lambda: reports.trend(uow, MONTH, TREND))

            def one_by_one() -> None:
                for nth in range(MONTH.last.day):
                    days.counts(uow, MONTH.first + timedelta(days=nth))

            single = seconds(one_by_one, rounds=1)
        database.close()
    print(f"{cases:,} cases")
    print(f"a month's report, with fields, waivers and the month before   {whole:.2f} s")
    print(f"twelve months of {len(TREND)} indicators                             {trend:.2f} s")
    print(f"the month's days counted one by one, nothing else             {single:.2f} s   {single / whole:.1f} times")


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
