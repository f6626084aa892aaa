"""What a camera is to the reader, whether it is a device, a stream, a file or a simulation."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
WANTED_SIZE = (1280, 720)  # under this an 11 mm code cannot be read with the whole card in view


class Capture(Protocol):
    """An opened camera. Used by one thread, the one that opened it."""

    def read(self) -> Bgr | None:
        """Wait for the next frame: height × width × 3, BGR, 8 bits; an array that nobody writes to any more.

        None once the camera is gone (unplugged, stream ended).
        """

    def close(self) -> None:
        """Give the camera back; reading is over."""


OpenCapture = Callable[[], Capture]
"""Opens a camera; may take seconds. Raises `CodedError` where it cannot be opened."""
