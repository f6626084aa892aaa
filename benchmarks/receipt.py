"""What a receipt costs: from a saved case to PDF bytes, in a fresh process and in one that has made receipts before.

Cold is what the first receipt of a day costs: the imports, reading the fonts, the receipt. Each cold figure is the
median of several new processes; the bare start of Python stands beside it and is not taken off.

    python -m benchmarks.receipt [--rounds 40]
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from desktop.documents.receipt import ReceiptLayout, ReceiptOptions, receipt_pdf
from desktop.records.cases import Case
from tests.helpers.receipt_world import CASE, DESK, FORMS, long_case

ROOT = Path(__file__).parents[1]
PROCESSES = 5
# The case's own modules are loaded before a receipt is wanted, so their import is not the receipt's.
COLD = """
import time
from tests.helpers.receipt_world import CASE, DESK, FORMS
start = time.perf_counter()
from desktop.documents.receipt import receipt_pdf
imported = time.perf_counter()
receipt_pdf(CASE, DESK, FORMS)
print((imported - start) * 1000, (time.perf_counter() - imported) * 1000)
"""


def cold() -> tuple[float, float]:
    """Median milliseconds of the import and of the first receipt, in processes of their own."""
    imports, firsts = [], []
    for _ in range(PROCESSES):
        command = [sys.executable, "-c", COLD]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        imported, first = (float(each) for each in done.stdout.split())
        imports.append(imported)
        firsts.append(first)
    return statistics.median(imports), statistics.median(firsts)


def warm(case: Case, layout: ReceiptLayout, rounds: int) -> tuple[float, float, int]:
    """Median and 95th percentile of milliseconds, and the size in bytes."""
    options = ReceiptOptions(layout)
    receipt_pdf(case, DESK, FORMS, options)
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        pdf = receipt_pdf(case, DESK, FORMS, options)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], len(pdf)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    imported, first = cold()
    print(f"cold, A5, 4 papers: import {imported:.0f} ms + first receipt {first:.0f} ms (medians of {PROCESSES})")
    print(f"{'warm':24}{'median ms':>12}{'p95 ms':>10}{'KB':>8}")
    for name, case in (("4 papers", CASE), ("40 papers", long_case())):
        for layout in ReceiptLayout:
            median, p95, size = warm(case, layout, rounds)
            print(f"{name + ', ' + layout.value:24}{median:12.0f}{p95:10.0f}{size / 1000:8.0f}")


if __name__ == "__main__":
    main()
