"""From the start to the first window, the frozen program and the one that is not, by turns: needs `make bundle`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.bundle import NAME, ROOT
from tests.helpers.display import Display, end, own_display, wait_until

TITLE = "Thiết lập bàn mới"  # what a new desk shows first
MOST = 1.5  # times the program that is not frozen


def start(display: Display, command: Sequence[str], folder: Path) -> float:
    """Seconds until the first window of a new desk is on the display."""
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
        wait_until(lambda: bool(display.windows(TITLE)), "the first window")
        return time.monotonic() - begun
    finally:
        end(process)


def main() -> int:
    """Measure both, each round one after the other; 1 if the frozen program is too slow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME)
    given = parser.parse_args()
    commands = {"frozen": [str(given.bundle / NAME)], "not frozen": [sys.executable, "-m", "desktop"]}
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as place, own_display(Path(place)) as display:
        for each in range(given.rounds):
            for name, command in commands.items():
                folder = Path(place) / f"{name} {each}"
                folder.mkdir()
                seconds[name].append(start(display, command, folder))
    for name, values in seconds.items():
        print(f"{name:10} {statistics.median(values):5.2f} s median, {min(values):5.2f} to {max(values):5.2f}")
    ratio = statistics.median(seconds["frozen"]) / statistics.median(seconds["not frozen"])
    print(f"frozen / not frozen: {ratio:.2f} (at most {MOST})")
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
