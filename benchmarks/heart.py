"""Hears how long the event loop did nothing: nothing was painted then, and no key was taken.

On a busy machine a pause may be another program's. Beside each stands how much processor time this process used in it,
in all its threads: where that is less than a stall, nothing of ours can have been in the way.
"""

import time

from PySide6.QtCore import Qt, QTimer

HEARTBEAT_MS = 2
STALL_MS = 50


class Heart:
    """Beats while the event loop runs; a long pause between two beats is a stall.

    Attributes:
        pauses: Between beats since `begin`: milliseconds, and those of them that this process was at work.
    """

    def __init__(self) -> None:
        self.pauses: list[tuple[float, float]] = []
        self._last = (time.perf_counter(), time.process_time())
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(HEARTBEAT_MS)

    def _beat(self) -> None:
        now = (time.perf_counter(), time.process_time())
        self.pauses.append(((now[0] - self._last[0]) * 1000, (now[1] - self._last[1]) * 1000))
        self._last = now

    def begin(self) -> None:
        """Forget what was."""
        self.pauses.clear()
        self._last = (time.perf_counter(), time.process_time())

    def said(self) -> str:
        """Cells of a table: how many stalls, how many of them may be ours, and the longest pause that may be."""
        self._beat()
        stalls = [worked for paused, worked in self.pauses if paused > STALL_MS]
        ours = max(min(pause) for pause in self.pauses)
        return f"{len(stalls)} | {sum(1 for worked in stalls if worked > STALL_MS)} | {ours:.0f}"
