"""The thread that looks at the newest frame, again and again, and tells what happens."""

import logging
import threading
import time
from collections.abc import Callable
from traceback import format_tb

import cv2
import numpy as np

from devices.errors import CodedError
from devices.qrcode.capture import Bgr
from devices.qrcode.capture_thread import CapturedFrame, Mailbox
from devices.qrcode.decoding.frame_decoder import FrameResult, Hint
from devices.qrcode.live_events import (
    Bgra,
    CameraProblem,
    CameraRecovered,
    Decoder,
    FramePreview,
    LiveEvent,
    PayloadRead,
)
from devices.qrcode.picture_health import PictureHealth
from devices.qrcode.steadying import CodesInView, SteadySight

LOOK_AROUND_SECONDS = 0.25  # without a frame
_log = logging.getLogger(__name__)


class DecodeThread:
    """Takes frames from a mailbox and calls back with events: on its own thread, in order, one at a time."""

    def __init__(
        self,
        mailbox: Mailbox,
        decoder: Decoder,
        on_event: Callable[[LiveEvent], None],
        *,
        preview_width: int,
        silent_seconds: float,
    ) -> None:
        self._mailbox = mailbox
        self._decoder = decoder
        self._on_event = on_event
        self._preview_width = preview_width
        self._silent_seconds = silent_seconds
        self._wanted = threading.Event()
        self._renewed = threading.Event()
        self._ended = threading.Event()
        self._codes = CodesInView()
        self._forget()
        self._thread = threading.Thread(target=self._run, name="camera-decode", daemon=True)

    def renew(self) -> None:
        """Look at a camera's frames from the beginning; starts the thread where it has not run yet."""
        self._renewed.set()
        self._wanted.set()
        if not self._thread.is_alive() and not self._ended.is_set():
            self._thread.start()

    def rest(self) -> None:
        """Forget everything and tell nothing until `renew`."""
        self._wanted.clear()
        self._mailbox.wake()

    def end(self) -> None:
        """Ask the thread to end; returns at once."""
        self._ended.set()
        self._wanted.set()
        self._mailbox.wake()

    def join(self, timeout: float) -> bool:
        """Wait for its end; False if it still runs."""
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._ended.is_set():
            if self._renewed.is_set() or not self._wanted.is_set():
                self._renewed.clear()
                self._forget()
                self._wanted.wait()
                continue
            item = self._mailbox.take(LOOK_AROUND_SECONDS)
            if item is None:
                self._look_around()
            elif isinstance(item, CodedError):
                self._report(CameraProblem(item, stopped=True))
            else:
                self._look_at(item)

    def _forget(self) -> None:
        self._problem: CameraProblem | None = None
        self._heard_at = time.monotonic()
        self._health = PictureHealth(self._heard_at)
        self._sight = SteadySight()
        self._codes.clear()
        self._decoder.reset()

    def _look_around(self) -> None:
        """No frame came: say so once it has lasted, unless the reason was told already."""
        self._codes.forget_departed(time.monotonic())
        silent = time.monotonic() - self._heard_at
        explained = self._problem is not None and self._problem.stopped
        if silent >= self._silent_seconds and not explained:
            self._report(CameraProblem(CodedError("CAM-006", seconds=round(silent)), stopped=True))

    def _look_at(self, frame: CapturedFrame) -> None:
        self._heard_at = time.monotonic()
        unhealthy = self._health.check(frame.image, frame.at)
        if unhealthy is not None:
            self._report(CameraProblem(unhealthy, stopped=False))
        elif self._problem is not None:
            self._problem = None
            self._tell(CameraRecovered())
        seen = self._decode(frame.image)
        now = time.monotonic()
        if seen.payload is None:
            self._codes.forget_departed(now)
        elif self._codes.is_new(seen.payload, now):
            self._tell(PayloadRead(seen.payload, seen.decoder, (now - frame.at) * 1000))
        sight, quad, hint = self._sight.update(seen, now)
        image, scale = _preview(frame.image, self._preview_width)
        shown = None if quad is None else np.asarray(quad * scale, np.float32)
        self._tell(FramePreview(image, shown, sight, hint, frame.fps, frame.at))

    def _decode(self, image: Bgr) -> FrameResult:
        gray = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        try:
            return self._decoder.decode(gray)
        except Exception as error:  # noqa: BLE001 - one frame that a decoder trips over must not end all scanning
            # The stack without the message, which may quote what was read.
            _log.error("a frame was skipped: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
            return FrameResult(None, "", None, Hint.NOTHING_SEEN, 0.0)

    def _report(self, problem: CameraProblem) -> None:
        if self._problem is None or problem.error.code != self._problem.error.code:
            self._problem = problem
            self._tell(problem)

    def _tell(self, event: LiveEvent) -> None:
        if self._wanted.is_set() and not self._ended.is_set() and not self._renewed.is_set():
            self._on_event(event)


def _preview(image: Bgr, width: int) -> tuple[Bgra, float]:
    """The frame no wider than `width`, BGRA and read-only; and its scale."""
    scale = min(1.0, width / image.shape[1])
    small: object = image
    if scale < 1.0:
        size = (width, max(1, round(image.shape[0] * scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    shown = np.asarray(cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_BGR2BGRA), np.uint8)
    shown.flags.writeable = False
    return shown, scale
