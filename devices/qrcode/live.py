"""Reading codes from a live camera: one thread captures, one decodes and tells what happens."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from devices.qrcode.capture import OpenCapture
from devices.qrcode.capture_thread import RETRY_SECONDS, CaptureThread, Mailbox
from devices.qrcode.decode_thread import DecodeThread
from devices.qrcode.live_events import Decoder, LiveEvent

STOP_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How the reader runs.

    Attributes:
        preview_width: Pixels; frames are shown at most this wide. Half of 1280 is the cheapest to make.
        silent_seconds: Without a frame for so long, the camera is said not to answer (``CAM-006``). Opening a camera
            may take some seconds, so not less than these.
        retry_seconds: Pauses between attempts to open a camera; the last one is repeated.
    """

    preview_width: int = 640
    silent_seconds: float = 6.0
    retry_seconds: tuple[float, ...] = RETRY_SECONDS


class LiveReader:
    """Keeps a camera open, decodes its newest frame again and again, and tells what happens through a callback.

    The callback is called on the decode thread, one event at a time and in order; it must not block. The methods are
    for one controlling thread and return at once, but for `stop`.
    """

    def __init__(
        self,
        open_capture: OpenCapture,
        decoder: Decoder,
        on_event: Callable[[LiveEvent], None],
        options: LiveOptions | None = None,
    ) -> None:
        self._open = open_capture
        self._options = options or LiveOptions()
        self._mailbox = Mailbox()
        self._capture: CaptureThread | None = None
        self._running = self._stopped = False
        self._decode = DecodeThread(
            self._mailbox,
            decoder,
            on_event,
            preview_width=self._options.preview_width,
            silent_seconds=self._options.silent_seconds,
        )

    @property
    def running(self) -> bool:
        """Whether the camera is wanted now: started, and neither paused nor stopped since."""
        return self._running

    def start(self) -> None:
        """Open the camera and begin, or go on after a pause; does nothing while it runs, or after `stop`."""
        if not self._running and not self._stopped:
            self._begin()

    def pause(self) -> None:
        """Give the camera back (its light goes out) and forget what was seen; `start` goes on."""
        self._running = False
        self._decode.rest()
        if self._capture is not None:
            self._capture.cancel()

    def retry(self) -> None:
        """Open the camera anew now, leaving one that hangs behind; does nothing while paused."""
        if self._running:
            self._begin()

    def use(self, open_capture: OpenCapture) -> None:
        """Change to another camera."""
        self._open = open_capture
        self.retry()

    def stop(self) -> bool:
        """End both threads for good; takes a second at most.

        Returns:
            False if one of them hangs in the camera's driver and was left behind; it ends when the driver returns.
        """
        deadline = time.monotonic() + STOP_SECONDS
        self.pause()
        self._stopped = True
        self._decode.end()
        ended = self._decode.join(STOP_SECONDS)
        if self._capture is not None:
            ended = self._capture.join(max(0.0, deadline - time.monotonic())) and ended
            self._capture = None
        if not ended:
            _log.warning("a camera thread hangs in the driver and was left behind")
        return ended

    def _begin(self) -> None:
        self._running = True
        before, retry_seconds = self._capture, self._options.retry_seconds
        if before is not None:
            before.cancel()
        self._capture = CaptureThread(self._open, self._mailbox, after=before, retry_seconds=retry_seconds)
        self._capture.start()
        self._decode.renew()
