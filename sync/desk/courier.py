"""The thread that carries days to the province by itself: when one is closed, when asked to, and again after a failure.

It sleeps in short steps and looks at the wall clock, so that a PC which slept itself goes on as soon as it wakes.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from traceback import format_tb

from sync.desk.client import BusyError
from sync.desk.exchange import Exchange, Province, Visit
from sync.desk.pace import Pace
from sync.errors import ProtocolError

STEP = 5.0  # seconds of sleep between looks at the clock
ASLEEP = timedelta(seconds=30)  # a step that took longer: the PC slept
_log = logging.getLogger(__name__)


class CourierState(StrEnum):
    """What the courier is doing."""

    IDLE = "idle"
    ON_ITS_WAY = "on_its_way"
    WAITING = "waiting"  # after a failure, until it tries again


@dataclass(frozen=True, slots=True)
class Report:
    """How it stands.

    Attributes:
        state: What it does.
        done: Days answered in the visit that goes on.
        all: Of so many.
        visit: What came of the last visit that went well; None before the first.
        error: Code of what went wrong in the last one; "" if nothing did.
        next_at: When it tries again by itself.
    """

    state: CourierState = CourierState.IDLE
    done: int = 0
    all: int = 0
    visit: Visit | None = None
    error: str = ""
    next_at: datetime | None = None


class Courier:
    """Carries days; started once, closed once. `told` is called on the courier's own thread."""

    def __init__(
        self,
        exchange: Exchange,
        connect: Callable[[], AbstractContextManager[Province]],
        told: Callable[[Report], None],
        *,
        clock: Callable[[], datetime],
        pace: Pace | None = None,
        step: float = STEP,
    ) -> None:
        """Build it; nothing is sent before `start`.

        Args:
            exchange: Makes the visits.
            connect: A connection to the province for one visit; a context manager.
            told: Hears every change.
            clock: The PC's wall clock; it may jump.
            pace: How long to pause.
            step: Seconds of sleep between looks at the clock.
        """
        self._exchange = exchange
        self._connect = connect
        self._told = told
        self._clock = clock
        self._pace = pace or Pace()
        self._step = step
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._report = Report()

    def start(self) -> None:
        """Begin; the first visit is at once."""
        self._thread.start()

    def now(self) -> None:
        """Try now, whatever was planned."""
        self._wake.set()

    def close(self, patience: float = 10.0) -> None:
        """Stop; a visit that goes on may end in its own time, and what it was answered is kept."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            pause = self._visit()
            self._sleep(pause)

    def _visit(self) -> float:
        """One visit; the pause until the next."""
        self._tell(Report(CourierState.ON_ITS_WAY, visit=self._report.visit))
        try:
            with self._connect() as province:
                visit = self._exchange.visit(province, self._on_progress)
        except ProtocolError as error:
            pause = self._pace.failed(error.pause if isinstance(error, BusyError) else 0.0)
            return self._failed(error.code, pause)
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread: the counts would never leave
            # The stack without the message: an error's own text may quote what it was working on.
            _log.error("a visit failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
            return self._failed("SYNC-068", self._pace.failed())
        pause = self._pace.failed() if visit.left else self._pace.succeeded()
        next_at = self._clock() + timedelta(seconds=pause)
        self._tell(Report(CourierState.WAITING if visit.left else CourierState.IDLE, visit=visit, next_at=next_at))
        return pause

    def _failed(self, code: str, pause: float) -> float:
        next_at = self._clock() + timedelta(seconds=pause)
        self._tell(Report(CourierState.WAITING, visit=self._report.visit, error=code, next_at=next_at))
        return pause

    def _on_progress(self, done: int, of_all: int) -> None:
        self._tell(Report(CourierState.ON_ITS_WAY, done, of_all, self._report.visit))

    def _sleep(self, pause: float) -> None:
        left = pause
        while left > 0 and not self._closed:
            before = self._clock()
            step = min(self._step, left)
            if self._wake.wait(step):
                return
            if abs(self._clock() - before) > ASLEEP + timedelta(seconds=step):
                return
            left -= step

    def _tell(self, report: Report) -> None:
        self._report = report
        if not self._closed:
            self._told(report)
