"""Hears how long the event loop did nothing: nothing was painted then, and no key was taken.

On a busy machine a pause may be another program's. Beside each stands how much processor time this process used in it,
in all its threads, the thread of the window alone, and how long that thread was ready to work and had no processor
(Linux says so; elsewhere nothing is taken off). What is left of a pause without that is ours: work of the window, or
of another thread that held Python's lock.
"""

import threading
import time

from PySide6.QtCore import Qt, QTimer

from benchmarks.thread_times import ThreadTimes, thread_times

HEARTBEAT_MS = 2
STALL_MS = 50
COLUMNS = ("stalls", "not the machine's", "all threads' work", "the window's", "its longest, ms")


class Heart:
    """Beats while the event loop runs; a long pause between two beats is a stall.

    Attributes:
        pauses: Between beats since `begin`, in ms: on the clock, of work of this process, of work of this thread, of
            this thread's waiting for a processor.
        who: Of each stall, in words: who worked, and who waited for a processor. Empty unless asked for.
    """

    def __init__(self, *, who: bool = False) -> None:
        """Beat; with `who` each beat looks at every thread, which takes some 4 % of the window's time."""
        self.pauses: list[tuple[float, ...]] = []
        self.who: list[str] = []
        self._times = ThreadTimes(all_of_them=who)
        self._asked = who
        self._last = _clocks()
        self._threads = self._times.read()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(HEARTBEAT_MS)

    def _beat(self) -> None:
        now, threads = _clocks(), self._times.read()
        pause = [(after - before) * 1000 for before, after in zip(self._last, now, strict=True)]
        took = thread_times(self._threads, threads)
        self.pauses.append((*pause, took.get(threading.get_native_id(), (0.0, 0.0))[1]))
        if self._asked and pause[0] > STALL_MS:
            self.who.append(self._told(pause[0], took))
        self._last, self._threads = now, threads

    @staticmethod
    def _told(clock: float, took: dict[int, tuple[float, float]]) -> str:
        names = {each.native_id: each.name for each in threading.enumerate()}
        shown = {thread: times for thread, times in took.items() if max(times) >= 1}
        each = (f"{names.get(thread, thread)} {work:.0f} (+{wait:.0f})" for thread, (work, wait) in shown.items())
        return f"{clock:.0f} ms: " + ", ".join(each)

    def begin(self) -> None:
        """Forget what was."""
        self.pauses.clear()
        self.who.clear()
        self._last, self._threads = _clocks(), self._times.read()

    def said(self) -> str:
        """Cells of a table, as `COLUMNS`: stalls, and in how many of them which part alone was a stall."""
        self._beat()
        stalls = [pause for pause in self.pauses if pause[0] > STALL_MS]
        ours = sum(1 for clock, _, _, waited in stalls if clock - waited > STALL_MS)
        worked = sum(1 for _, work, _, _ in stalls if work > STALL_MS)
        own = sum(1 for _, _, work, _ in stalls if work > STALL_MS)
        return f"{len(stalls)} | {ours} | {worked} | {own} | {max(pause[2] for pause in self.pauses):.0f}"


def _clocks() -> tuple[float, float, float]:
    return time.perf_counter(), time.process_time(), time.thread_time()
