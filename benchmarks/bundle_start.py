"""From the start to the first window, the frozen program and the one that is not, by turns: needs `make bundle`.

What is compared is the processor's time, all threads and the system's part of it: seconds on the clock are those of
everything that runs beside.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.helpers.bundle import NAME, ROOT
from tests.helpers.display import Display, end, own_display, wait_until

TITLE = "Thiết lập bàn mới"  # what a new desk shows first
PATIENCE = 180.0  # seconds, on a machine that does much else
MOST = 1.5  # times the program that is not frozen


class Start(NamedTuple):
    """A start, up to the first window.

    Attributes:
        clock: Seconds on the clock.
        processor: Seconds of the processor.
    """

    clock: float
    processor: float


def start(display: Display, command: Sequence[str], folder: Path) -> Start:
    """What it takes until the first window of a new desk is on the display."""
    environment = display.environment | {"HOME": str(folder)}
    begun = time.monotonic()
    process = subprocess.Popen(
        [*command, "run", "--folder", str(folder / "desk")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: bool(display.windows(TITLE)) or process.poll() is not None, "the first window", PATIENCE)
        assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
        return Start(time.monotonic() - begun, processor_seconds(process.pid))
    finally:
        end(process)


def processor_seconds(pid: int) -> float:
    """What a process has used so far, with what it started and waited for: utime to cstime of proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure both, each round one after the other; 1 if the frozen program is too slow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME)
    given = parser.parse_args()
    commands = {"frozen": [str(given.bundle / NAME)], "not frozen": [sys.executable, "-m", "desktop"]}
    starts: dict[str, list[Start]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as place, own_display(Path(place)) as display:
        for each in range(given.rounds):
            for name, command in commands.items():
                folder = Path(place) / f"{name} {each}"
                folder.mkdir()
                starts[name].append(start(display, command, folder))
    for name, values in starts.items():
        for what, took in (("processor", [one.processor for one in values]), ("clock", [one.clock for one in values])):
            print(f"{name:10} {what:9} {statistics.median(took):5.2f} s median, {min(took):5.2f} to {max(took):5.2f}")
    used = {name: statistics.median(one.processor for one in values) for name, values in starts.items()}
    ratio = used["frozen"] / used["not frozen"]
    print(f"frozen / not frozen, processor: {ratio:.2f} (at most {MOST})")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
