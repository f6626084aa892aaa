"""What the live reader tells: frozen values, made on its decode thread, that may be handed to any other."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.decoding.frame_decoder import FrameResult, Hint

Gray = NDArray[np.uint8]
Bgra = NDArray[np.uint8]
Quad = NDArray[np.float32]


class Sight(StrEnum):
    """How far the reader is with what the camera shows now."""

    SEARCHING = "searching"
    SEEN = "seen"
    READ = "read"


class Decoder(Protocol):
    """Reads frames of one camera in their order; it may gather evidence from several."""

    def decode(self, image: Gray) -> FrameResult:
        """Look at one frame: height × width, 8 bits, contiguous. Takes no longer than a frame lasts."""

    def reset(self) -> None:
        """Forget what was gathered: the next frame has nothing to do with the last."""


@dataclass(frozen=True, slots=True)
class FramePreview:
    """A frame to be shown.

    Attributes:
        image: Height × width × 4: blue, green, red and 255, 8 bits each, contiguous and read-only; the frame made
            small, in the layout that windows are drawn in.
        quad: The code's corners in pixels of `image`, 4 × 2; None if there is nothing to outline.
        sight: How far the reader is.
        hint: What would help, steadied over some frames.
        fps: Frames a second that the camera delivers, measured.
        captured_at: When the frame came, by `time.monotonic`.
    """

    image: Bgra
    quad: Quad | None
    sight: Sight
    hint: Hint
    fps: float
    captured_at: float


@dataclass(frozen=True, slots=True)
class PayloadRead:
    """A code came into view and was read; told once for as long as it stays.

    Attributes:
        payload: The code's bytes. Personal data: never logged.
        decoder: The name of what read it.
        milliseconds: From the frame's capture to this event.
    """

    payload: bytes
    decoder: str
    milliseconds: float

    def __repr__(self) -> str:
        """Never shows the payload: a repr ends up in logs."""
        return f"PayloadRead({len(self.payload)} bytes, {self.decoder}, {self.milliseconds:.0f} ms)"


@dataclass(frozen=True, slots=True)
class CameraProblem:
    """The camera does not serve as it should; the reader keeps trying.

    Attributes:
        error: ``CAM-…``.
        stopped: Whether there is no picture at all. A covered lens or a small picture still gives previews.
    """

    error: CodedError
    stopped: bool


@dataclass(frozen=True, slots=True)
class CameraRecovered:
    """The last problem is over."""


LiveEvent = FramePreview | PayloadRead | CameraProblem | CameraRecovered
