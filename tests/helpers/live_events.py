"""Collects a live reader's events and waits for the one that a test is about."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from devices.qrcode.decoding.frame_decoder import FrameResult, Hint
from devices.qrcode.live_events import CameraProblem, FramePreview, Gray, LiveEvent, PayloadRead

PATIENCE = 15.0  # seconds; a busy machine is slow


class EventLog:
    """A reader's callback that keeps everything."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.events: list[LiveEvent] = []

    def __call__(self, event: LiveEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[LiveEvent], bool], *, since: int = 0) -> LiveEvent:
        """The first such event after `since` others."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while True:
                for event in self.events[since:]:
                    if wanted(event):
                        return event
                left = deadline - time.monotonic()
                assert left > 0, f"waited in vain; there were {self.kinds()}"
                self._changed.wait(left)

    def wait_for_frames(self, count: int) -> None:
        since = len(self.events)
        seen = iter(range(count - 1))
        self.wait_for(lambda event: isinstance(event, FramePreview) and next(seen, None) is None, since=since)

    def wait_for_problem(self, code: str, *, since: int = 0) -> CameraProblem:
        found = self.wait_for(lambda event: isinstance(event, CameraProblem) and event.error.code == code, since=since)
        assert isinstance(found, CameraProblem)
        return found

    def kinds(self) -> list[str]:
        """What happened, frames left out."""
        return [
            event.error.code if isinstance(event, CameraProblem) else type(event).__name__
            for event in self.events
            if not isinstance(event, FramePreview)
        ]

    def payloads(self) -> list[bytes]:
        return [event.payload for event in self.events if isinstance(event, PayloadRead)]


class BrightnessDecoder:
    """Reads a frame's brightness as its code: a bright frame holds one, the same one for the same brightness."""

    def __init__(self) -> None:
        self.resets = 0

    def decode(self, image: Gray) -> FrameResult:
        level = int(np.median(image))
        if level < 200:
            return FrameResult(None, "", None, Hint.NOTHING_SEEN, 0.0)
        quad = np.array([[100, 100], [300, 100], [300, 300], [100, 300]], np.float32)
        return FrameResult(f"code {level}".encode(), "brightness", quad, Hint.NONE, 0.0)

    def reset(self) -> None:
        self.resets += 1


@contextmanager
def no_camera_threads_left() -> Iterator[None]:
    """Nothing of a reader runs any more at the end of the block."""
    yield
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("camera-")]
    assert left == []
