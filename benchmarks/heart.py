"""Hears how long the event loop did nothing: nothing was painted then, and no key was taken.

On a busy machine a pause may be another program's. Beside each stands how much processor time this process used in it,
in all its threads, and the thread of the window alone: where the first is less than a stall, nothing of ours can have
been in the way; where the second is more, it was the window itself.
"""

import time

from PySide6.QtCore import Qt, QTimer

HEARTBEAT_MS = 2
STALL_MS = 50


class Heart:
    """Beats while the event loop runs; a long pause between two beats is a stall.

    Attributes:
        pauses: Between beats since `begin`: milliseconds on the clock, of work of this process, of work of this thread.
    """

    def __init__(self) -> None:
        self.pauses: list[tuple[float, ...]] = []
        self._last = _clocks()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(HEARTBEAT_MS)

    def _beat(self) -> None:
        now = _clocks()
        self.pauses.append(tuple((after - before) * 1000 for before, after in zip(self._last, now, strict=True)))
        self._last = now

    def begin(self) -> None:
        """Forget what was."""
        self.pauses.clear()
        self._last = _clocks()

    def said(self) -> str:
        """Cells of a table: stalls, those that may be ours, those that are the window's, its longest work at once."""
        self._beat()
        stalls = [pause for pause in self.pauses if pause[0] > STALL_MS]
        ours = sum(1 for _, worked, _ in stalls if worked > STALL_MS)
        own = sum(1 for _, _, worked in stalls if worked > STALL_MS)
        return f"{len(stalls)} | {ours} | {own} | {max(pause[2] for pause in self.pauses):.0f}"


def _clocks() -> tuple[float, float, float]:
    return time.perf_counter(), time.process_time(), time.thread_time()
