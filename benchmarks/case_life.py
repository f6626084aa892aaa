"""The boards of what is left to do, and one act, over many cases; beside the same board asked of all cases.

python -m benchmarks.case_life [--cases 1000000]
"""

import argparse
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.desk_reports import NOW, seconds
from benchmarks.records_seed import KEY
from benchmarks.report_seed import build_worked_desk
from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.case_life_boards import BoardKind, BoardQuery
from desktop.records.case_life_rules import LifeRules, load_life_rules
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.database import open_database
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork

SHOWN = 200
SCAN = (
    "SELECT count(*) FROM cases WHERE state NOT IN ('returned', 'refused', 'stopped', 'withdrawn', 'done') "
    "AND due_at < '{now}'"
)
OPEN_EVERY = 400  # such a case has no end on the desk of `report_seed`


def shipped_rules() -> LifeRules:
    """The rules that the program comes with."""
    folder = resources_folder() / "catalogue"
    return load_life_rules(folder, folder, load_catalogue(folder))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    cases = parser.parse_args().cases
    rules = shipped_rules()
    with TemporaryDirectory(prefix="life-") as folder:
        path = Path(folder) / "desk.db"
        build_worked_desk(path, cases)
        database = open_database(path, KEY)
        print(f"{cases:,} cases")
        with UnitOfWork(database) as uow:
            for kind in BoardKind:
                query = BoardQuery(kind, NOW, officer_id=1, part="Địa chính")
                shown = seconds(lambda query=query: uow.case_life.board(query, SHOWN)) * 1000  # type: ignore[misc]
                counted = seconds(lambda query=query: uow.case_life.count(query)) * 1000  # type: ignore[misc]
                number = uow.case_life.count(query)
                print(f"{kind:12} {shown:8.2f} ms to show {SHOWN}, {counted:8.2f} ms to count {number:,}")
            life = seconds(lambda: uow.cases.life(cases // 2)) * 1000
            act = acts(uow, rules, cases // 2 // OPEN_EVERY * OPEN_EVERY, NOW) * 1000
            print(f"a case's life {life:.2f} ms; one act {act:.2f} ms")
            stock = seconds(lambda: uow.indicators().open_on(NOW.date())) * 1000
            print(f"open cases of a day {stock:.2f} ms")
        with database.connect() as connection:
            scan = seconds(lambda: connection.exec_driver_sql(SCAN.format(now=NOW.isoformat())).all()) * 1000
        print(f"overdue, counted over all cases {scan:.2f} ms")
        database.close()


def acts(uow: UnitOfWork, rules: LifeRules, case_id: int, now: datetime) -> float:
    """Hand a case from part to part."""
    parts = iter(range(1_000_000))

    def act() -> None:
        step = LifeStep(LifeAct.HANDED_OVER, details=HandOver("Một cửa", f"Bộ phận {next(parts)}"))
        uow.case_life.act(case_id, step, rules, at=now, officer_id=1)

    return seconds(act)


if __name__ == "__main__":
    main()
