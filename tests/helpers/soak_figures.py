"""What a long-running desk holds at the end of each day, and whether that grows.

The rule: memory is what the process has resident after Python's collector ran, SQLite gave its page cache back
(``PRAGMA shrink_memory``) and the C library its free pages (`malloc_trim`). The first day warms up. From its end to the
end of the last day that memory may grow by 5 %; threads, open files and temporary files may not grow at all.
"""

import ctypes
import gc
import os
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QObject

MOST_GROWTH = 0.05
PAGE = os.sysconf("SC_PAGE_SIZE")
SHOWN = 12  # kinds of objects in the table
FEW = 20  # instances more are no growth: what one day leaves open that another does not


@dataclass(frozen=True, slots=True)
class Sample:
    """One day's end; memory in bytes.

    Attributes:
        cases: Received so far.
        resident: As it is, with SQLite's page cache (32 MiB at most) and what the allocator keeps.
        memory: What is judged.
        database: Size of the database file and its log.
        threads: Of the process, Python's and Qt's and others'.
        names: Of Python's threads.
        files: Open file descriptors.
        temporary: Files in the temporary folder.
        objects: How many of each type Python's collector knows.
        stalls: How often the event loop stood still for more than a quarter of a second.
        longest: The longest of them, seconds.
    """

    cases: int
    resident: int
    memory: int
    database: int
    threads: int
    names: Counter[str]
    files: int
    temporary: int
    objects: Counter[str]
    stalls: int
    longest: float


def resident() -> int:
    """Resident memory of this process, bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE


def _entries(folder: str) -> int:
    return sum(1 for _ in (Path("/proc/self") / folder).iterdir())


def trim() -> None:
    """Give back what nobody needs."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def take_sample(
    cases: int, database: Path, temporary: Path, shrink: Callable[[], object], stalls: tuple[int, float]
) -> Sample:
    """Look at the process now; `shrink` has the database give its cache back."""
    as_it_is = resident()
    shrink()
    trim()
    objects: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        if isinstance(each, QObject) or str(kind.__module__) != "builtins":
            objects[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return Sample(
        cases,
        as_it_is,
        resident(),
        sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*")),
        _entries("task"),
        Counter(each.name.split("_")[0] for each in threading.enumerate()),
        _entries("fd"),
        sum(1 for path in temporary.rglob("*") if path.is_file()),
        objects,
        *stalls,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What grew from the first day's end to the last's.

    Attributes:
        growth: Of memory, as a share of the first day's.
        slope: Theil–Sen: the median of the slopes between all pairs of days, bytes a day.
        grown: Threads, files and temporary files that are more than at the first day's end.
    """

    growth: float
    slope: float
    grown: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether it may be called steady."""
        return self.growth <= MOST_GROWTH and not self.grown


def judge(samples: Sequence[Sample]) -> Verdict:
    """Judge the days after the first; two at least are needed."""
    first, last = samples[0], samples[-1]
    slopes = [
        (b.memory - a.memory) / (later - sooner) for (sooner, a), (later, b) in combinations(enumerate(samples), 2)
    ]
    counted = {
        "threads": last.threads - first.threads,
        "files": last.files - first.files,
        "temporary files": last.temporary - first.temporary,
    }
    return Verdict(
        last.memory / first.memory - 1,
        statistics.median(slopes),
        {name: more for name, more in counted.items() if more > 0},
    )


def more_objects(first: Sample, last: Sample) -> list[tuple[str, int, int]]:
    """Types with more instances at the end: name, then, now; the most first."""
    grown = ((name, first.objects[name], count) for name, count in last.objects.items())
    return sorted((each for each in grown if each[2] - each[1] > FEW), key=lambda each: each[1] - each[2])


def table(samples: Sequence[Sample]) -> str:
    """The figures, a line a day, and the verdict."""
    lines = ["day   cases  memory  resident  database  threads  files  temp  stalls  longest"]
    for day, each in enumerate(samples, 1):
        lines.append(
            f"{day:3} {each.cases:7} {each.memory / 1e6:7.1f} {each.resident / 1e6:9.1f} {each.database / 1e6:9.1f} "
            f"{each.threads:8} {each.files:6} {each.temporary:5} {each.stalls:7} {each.longest:8.2f}"
        )
    if len(samples) < 2:
        return "\n".join(lines)
    verdict = judge(samples)
    lines.append(
        f"memory: {verdict.growth:+.1%} since the first day's end, {verdict.slope / 1e6:+.2f} MB a day (Theil-Sen)"
    )
    lines.append(f"grown: {verdict.grown or 'nothing'}; {'steady' if verdict.holds else 'NOT STEADY'}")
    lines += [f"  {now - then:+7} {name} ({now})" for name, then, now in more_objects(samples[0], samples[-1])[:SHOWN]]
    return "\n".join(lines)
