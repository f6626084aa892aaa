"""A `Deliver` for tests of workflows: outcomes are taken in the test's own thread."""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from devices.errors import CodedError

WAIT = 20


class Pump:
    """A `Deliver` whose outcomes are taken in the test's thread, as they come."""

    def __init__(self) -> None:
        self._done: queue.Queue[Callable[[], None]] = queue.Queue()
        self._open = 0

    def __call__(
        self, future: "Future[Any]", success: Callable[[Any], None], failure: Callable[[CodedError], None]
    ) -> None:
        self._open += 1

        def take(done: "Future[Any]") -> None:
            self._open -= 1
            if done.cancelled():
                return
            error = done.exception()
            if error is None:
                success(done.result())
            elif isinstance(error, CodedError):
                failure(error)
            else:
                raise error

        future.add_done_callback(lambda done: self._done.put(partial(take, done)))

    def run(self) -> None:
        """Take everything, and what follows from it."""
        while self._open:
            self._done.get(timeout=WAIT)()
