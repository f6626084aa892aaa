"""A serial scanner without hardware: a pseudo-terminal under a fixed path, plugged and unplugged at will (POSIX)."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self


class SimulatedSerialScanner:
    """A scanner at `path`, as a link to a pseudo-terminal.

    Args:
        path: Where the port appears; what a `SerialScanner` is given.
        suffix: What follows each scan.
    """

    def __init__(self, path: Path, suffix: bytes = b"\r") -> None:
        self.path = path
        self._suffix = suffix
        self._ends: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.unplug()

    def plug(self) -> None:
        """Let the port appear."""
        host, port = os.openpty()
        self._ends = host, port
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(port))

    def unplug(self) -> None:
        """Let the port vanish, also under a program that has it open."""
        if self._ends is not None:
            self.path.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def scan(self, payload: bytes, *, pieces: int = 1, pause: float = 0.0) -> None:
        """Send a payload with its suffix, in pieces with a pause (seconds) between."""
        data = payload + self._suffix
        size = -(-len(data) // pieces)
        for start in range(0, len(data), size):
            self.send(data[start : start + size])
            if pause:
                time.sleep(pause)

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        if self._ends is None:
            raise RuntimeError("the simulated scanner is not plugged in")
        while data:
            data = data[os.write(self._ends[0], data) :]
