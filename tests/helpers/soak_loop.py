"""A script of an officer's day run in the program's own event loop, and how long that loop stood still meanwhile."""

import time
from collections.abc import Callable, Generator
from types import GeneratorType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

Steps = Generator[Callable[[], bool], None, None]
BEAT_MS = 5
PATIENCE = 120.0  # seconds for one step, on a machine that has other things to do


class ScriptError(Exception):
    """A step did not come to pass."""


class Script(QObject):
    """Goes on with a script whenever what it waits for has happened.

    Attributes:
        stalls: How often the loop needed more than `STALL` seconds of the main thread's own time between two beats.
        longest: The longest of them, in seconds of the main thread's own time: another program's work is not counted.
    """

    STALL = 0.25

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps
        self._wanted: Callable[[], bool] = lambda: True
        self._since = time.monotonic()
        self._last = time.thread_time()
        self._error: BaseException | None = None
        self.stalls, self.longest = 0, 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def run(self) -> None:
        """Run it to its end.

        Raises:
            ScriptError: A step did not come to pass in time.
        """
        application = QCoreApplication.instance()
        if application is None:
            raise AssertionError("there is no event loop to run in")
        self._timer.start(BEAT_MS)
        application.exec()
        self._timer.stop()
        if self._error is not None:
            raise self._error

    def measure_anew(self) -> None:
        """Forget the stalls so far, and what the caller did just now."""
        self.stalls, self.longest, self._last = 0, 0.0, time.thread_time()

    def _beat(self) -> None:
        now = time.thread_time()
        stood, self._last = now - self._last, now
        self.longest = max(self.longest, stood)
        self.stalls += stood > self.STALL
        try:
            self._go_on()
        except StopIteration:
            QCoreApplication.exit(0)
        except BaseException as error:  # noqa: BLE001 - raised again by `run`, which is where the caller is
            self._error = error
            QCoreApplication.exit(1)

    def _go_on(self) -> None:
        for _ in range(20):
            if not self._wanted():
                if time.monotonic() - self._since > PATIENCE:
                    raise ScriptError(f"{_where(self._steps)} waited in vain")
                return
            self._wanted, self._since = next(self._steps), time.monotonic()


def _where(steps: Steps) -> str:
    """The function and line of a script that waits, and of those that it was called from."""
    places = []
    inner: object = steps
    while isinstance(inner, GeneratorType):
        frame = inner.gi_frame
        places.append(f"{frame.f_code.co_name}:{frame.f_lineno}" if frame is not None else "?")
        inner = inner.gi_yieldfrom
    return " > ".join(places)
