"""A week of a desk, faster: what grows over days, and how long the window stands still (``make soak``).

The cases a day and the days are arguments; the rule by which memory is judged is in `tests.helpers.soak_figures`.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from tests.helpers.left_behind import temporary_folder
from tests.helpers.soak_desk import SoakPlan, soak_desk
from tests.helpers.soak_figures import Sample, judge, table


def main() -> int:
    """Run it; 1 if something grew."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--cases", type=int, default=2000, help="a day")
    parser.add_argument("--seldom", type=float, default=1.0, help="makes cards, locks and piles so much less seldom")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    apply_theme(application, resources_folder())
    begun, used = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory() as name, temporary_folder(Path(name) / "temporary") as temporary:
        plan = SoakPlan(given.days, given.cases).less_seldom(given.seldom)
        with soak_desk(Path(name), plan, temporary) as soak:
            soak.told = tell
            soak.run()
            samples = soak.samples
    print(table(samples))
    print(f"{time.monotonic() - begun:.0f} s, {time.process_time() - used:.0f} s of the processor")
    return int(len(samples) > 1 and not judge(samples).holds)


def tell(sample: Sample) -> None:
    """One day has ended."""
    print(f"{sample.cases} cases, {sample.memory / 1e6:.1f} MB", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
