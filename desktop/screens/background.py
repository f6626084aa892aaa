"""The one way background work comes back to the main thread."""

import logging
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from traceback import format_tb
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from devices.errors import CodedError

T = TypeVar("T")
SWITCH_SECONDS = 0.0002
_log = logging.getLogger(__name__)


def take_turns() -> None:
    """Have threads hand Python's lock over after 0.2 ms instead of 5: the window asks for it anew for each cell."""
    sys.setswitchinterval(SWITCH_SECONDS)


class Background(QObject):
    """Delivers the outcomes of futures on the thread it lives on.

    It is a `desktop.workflows.ports.Deliver`. An error that carries no code is a bug: it is logged and shown as
    ``APP-001``. A cancelled future is delivered to nobody.

    Signals:
        _finished: A call to make on this object's thread.
    """

    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._finished.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def __call__(self, future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
        """Have the outcome delivered once the future is done."""

        def hand_over(done: Future[T]) -> None:
            self._finished.emit(lambda: _deliver(done, success, failure))

        future.add_done_callback(hand_over)

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def close(self) -> None:
        """Deliver nothing any more: what would act on an outcome is being let go, and has nobody to ask."""
        self._closed = True


def _deliver(done: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
    if done.cancelled():
        return
    try:
        value = done.result()
    except CodedError as error:
        failure(error)
        return
    except CancelledError:
        return
    except Exception as error:  # noqa: BLE001 - whatever a worker raised must reach the officer, not vanish
        # The stack without the message: an error's own text may quote what it was working on.
        _log.error("background work failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        failure(CodedError("APP-001", kind=type(error).__name__))
        return
    success(value)


class MainThread(QObject):
    """Makes calls on the thread it lives on, whoever asks for them.

    Signals:
        _asked: A call to make.
    """

    _asked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._asked.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Have a call made, later, in the order of asking."""
        self._asked.emit(call)

    def close(self) -> None:
        """Make no call any more, not even one that is on its way."""
        self._open = False

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
