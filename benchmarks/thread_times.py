"""How long each thread of this process worked, and how long it was ready to and had no processor (Linux alone)."""

import os
import threading
from pathlib import Path

TASKS = Path("/proc/self/task")
NS_IN_MS = 1e6
Times = dict[int, tuple[float, float]]


class ThreadTimes:
    """Reads the scheduler's own figures; files stay open, so that a look takes some microseconds a thread."""

    def __init__(self, *, all_of_them: bool) -> None:
        """Look at every thread, or at the one that asks alone."""
        self._all = all_of_them
        self._told = TASKS.is_dir()
        self._own = threading.get_native_id()
        self._files: dict[int, int] = {}

    def read(self) -> Times:
        """Of each thread ms of work and of waiting for a processor since it began; nothing where nobody knows."""
        found: Times = {}
        for thread in self._threads():
            try:
                if thread not in self._files:
                    self._files[thread] = os.open(TASKS / str(thread) / "schedstat", os.O_RDONLY)
                worked, waited, _ = os.pread(self._files[thread], 100, 0).split()
            except OSError:  # it ended between two looks
                self._drop(thread)
                continue
            found[thread] = (int(worked) / NS_IN_MS, int(waited) / NS_IN_MS)
        for thread in self._files.keys() - found.keys():
            self._drop(thread)
        return found

    def _threads(self) -> list[int]:
        if not self._told:
            return []
        return [int(task.name) for task in TASKS.iterdir()] if self._all else [self._own]

    def _drop(self, thread: int) -> None:
        file = self._files.pop(thread, None)
        if file is not None:
            os.close(file)


def thread_times(before: Times, after: Times) -> Times:
    """What came to each thread between two looks."""
    return {
        thread: (worked - before.get(thread, (0.0, 0.0))[0], waited - before.get(thread, (0.0, 0.0))[1])
        for thread, (worked, waited) in after.items()
    }
