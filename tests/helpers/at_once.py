"""A `Deliver` for tests that have no event loop."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from devices.errors import CodedError

T = TypeVar("T")


def at_once(future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
    """Wait for the outcome and deliver it on the asker's thread."""
    try:
        value = future.result()
    except CodedError as error:
        failure(error)
    else:
        success(value)
