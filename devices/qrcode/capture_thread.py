"""One thread that captures, and the box where the newest frame lies until somebody looks at it."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from devices.errors import CodedError
from devices.qrcode.capture import Bgr, Capture, OpenCapture

RETRY_SECONDS = (0.5, 1.0, 2.0, 3.0)  # the last one again and again: a camera plugged in is seen within it
FPS_WINDOW = 30  # frames
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CapturedFrame:
    """A frame and when it came, by `time.monotonic`."""

    image: Bgr
    at: float
    fps: float


class Mailbox:
    """Hands the newest frame, and what went wrong, from a capturing thread to a looking one. Older frames are lost."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: CapturedFrame | None = None
        self._errors: deque[CodedError] = deque(maxlen=8)
        self._writer: object = None

    def admit(self, writer: object) -> None:
        """From now on take things from this writer only; what lies in the box is thrown away."""
        with self._changed:
            self._writer = writer
            self._frame = None
            self._errors.clear()

    def put(self, writer: object, item: CapturedFrame | CodedError) -> None:
        """Leave a frame (in place of the one not yet taken) or an error."""
        with self._changed:
            if writer is not self._writer:
                return
            if isinstance(item, CodedError):
                self._errors.append(item)
                self._frame = None
            else:
                self._frame = item
            self._changed.notify()

    def take(self, timeout: float) -> CapturedFrame | CodedError | None:
        """The oldest error, else the newest frame; None if neither came in `timeout` seconds."""
        with self._changed:
            if not self._errors and self._frame is None:
                self._changed.wait(timeout)
            if self._errors:
                return self._errors.popleft()
            frame, self._frame = self._frame, None
            return frame

    def wake(self) -> None:
        """Let a waiting taker look around."""
        with self._changed:
            self._changed.notify()


class CaptureThread:
    """Opens a camera and keeps the newest frame in the mailbox; opens it anew when it goes away, until cancelled.

    A read that hangs in a driver cannot be interrupted: `join` then says so and the thread is left behind. It ends,
    and closes its camera, whenever the driver returns.
    """

    def __init__(
        self,
        open_capture: OpenCapture,
        mailbox: Mailbox,
        *,
        after: "CaptureThread | None" = None,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare it; `after` is a cancelled one, which gets a second to give the camera back first."""
        self._open = open_capture
        self._mailbox = mailbox
        self._after = after
        self._retry_seconds = retry_seconds
        self._clock = clock
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera-capture", daemon=True)

    def start(self) -> None:
        """Begin; the mailbox takes from this thread alone."""
        self._mailbox.admit(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to end; returns at once."""
        self._cancelled.set()

    def join(self, timeout: float) -> bool:
        """Wait for its end; False if it hangs in its camera and was left behind."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        if self._after is not None:
            self._after.join(1.0)
            self._after = None
        attempt = 0
        while not self._cancelled.is_set():
            if self._serve():
                attempt = 0
            self._cancelled.wait(self._retry_seconds[min(attempt, len(self._retry_seconds) - 1)])
            attempt += 1

    def _serve(self) -> bool:
        """Open the camera and read until it is gone; whether there was any frame."""
        try:
            capture = self._open()
        except CodedError as error:
            self._mailbox.put(self, error)
            return False
        try:
            return self._read_all(capture)
        finally:
            capture.close()

    def _read_all(self, capture: Capture) -> bool:
        times: deque[float] = deque(maxlen=FPS_WINDOW)
        while not self._cancelled.is_set():
            image = capture.read()
            if image is None:
                self._mailbox.put(self, CodedError("CAM-003"))
                _log.info("the camera went away after %d frames or more", len(times))
                break
            times.append(self._clock())
            self._mailbox.put(self, CapturedFrame(image, times[-1], _rate(times)))
        return bool(times)


def _rate(times: deque[float]) -> float:
    span = times[-1] - times[0]
    return (len(times) - 1) / span if span > 0 else 0.0
