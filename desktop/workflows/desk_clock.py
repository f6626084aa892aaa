"""The desk's time: the PC's clock, put right by the province's as long as the program runs.

A signed answer says how wrong the PC is. The correction lives in memory only: after a restart the PC may have been put
right, and an old correction would make it wrong. A jump of the PC's clock (somebody set it) ends the correction.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

IGNORED = timedelta(minutes=2)  # answers take a while to travel
JUMP = timedelta(seconds=60)


class DeskClock:
    """Tells the time; safe to call from any thread."""

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float] = time.monotonic) -> None:
        """Correct a clock.

        Args:
            wall: The PC's clock, aware.
            steady: Seconds that only ever grow.
        """
        self._wall = wall
        self._steady = steady
        self._learnt: tuple[datetime, float, timedelta] | None = None

    def __call__(self) -> datetime:
        """Now, as right as is known."""
        now = self._wall()
        return now - self.error(now)

    def error(self, now: datetime | None = None) -> timedelta:
        """How far the PC's clock is ahead; 0 where that is little or not known."""
        learnt = self._learnt
        if learnt is None:
            return timedelta()
        now = self._wall() if now is None else now
        at, tick, ahead = learnt
        expected = at + timedelta(seconds=self._steady() - tick)
        if abs(now - expected) > JUMP:
            self._learnt = None
            return timedelta()
        return ahead

    def learn(self, ahead: timedelta) -> None:
        """Take what the province said of the clock that `__call__` tells: so far ahead is it."""
        now = self._wall()
        total = self.error(now) + ahead
        self._learnt = (now, self._steady(), total) if abs(total) > IGNORED else None
