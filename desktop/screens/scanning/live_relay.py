"""Brings a live reader's events to the main thread; frames that nobody has looked at yet give way to newer ones."""

import threading
from collections import deque

from PySide6.QtCore import QObject, Qt, Signal, Slot

from devices.qrcode.live_events import CameraProblem, CameraRecovered, FramePreview, LiveEvent, PayloadRead


class LiveRelay(QObject):
    """A reader's callback on one side, signals on the thread it lives on.

    Signals:
        frame_arrived: The newest `FramePreview`.
        payload_read: A `PayloadRead`.
        problem_arose: A `CameraProblem`.
        recovered: The problem is over.
    """

    frame_arrived = Signal(object)
    payload_read = Signal(object)
    problem_arose = Signal(object)
    recovered = Signal()
    _waiting_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: deque[LiveEvent] = deque()
        self._closed = False
        self._waiting_changed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def __call__(self, event: LiveEvent) -> None:
        """Take an event on any thread; returns at once."""
        with self._lock:
            if self._closed:
                return
            was_empty = not self._waiting
            if isinstance(event, FramePreview) and self._waiting and isinstance(self._waiting[-1], FramePreview):
                self._waiting.pop()
            self._waiting.append(event)
            # One call in the event loop delivers all that waits: a slow main thread is never flooded.
            if was_empty:
                self._waiting_changed.emit()

    def open(self) -> None:
        """Deliver again after `close`."""
        with self._lock:
            self._closed = False

    def close(self) -> None:
        """Deliver nothing any more, not even what waits; safe to call before this object goes away."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            events = tuple(self._waiting)
            self._waiting.clear()
        for event in events:
            if self._closed:  # by whoever heard of an earlier event
                return
            if isinstance(event, FramePreview):
                self.frame_arrived.emit(event)
            elif isinstance(event, PayloadRead):
                self.payload_read.emit(event)
            elif isinstance(event, CameraProblem):
                self.problem_arose.emit(event)
            elif isinstance(event, CameraRecovered):
                self.recovered.emit()
