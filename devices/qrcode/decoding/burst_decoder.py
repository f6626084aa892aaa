"""A camera's frames in their order: each on its own first, then all together where one is not enough."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.qrcode.decoding import zxing
from devices.qrcode.decoding.enhance import Deblurring, disk, enlarge_and_threshold
from devices.qrcode.decoding.evidence import Evidence
from devices.qrcode.decoding.frame_decoder import FrameDecoder, FrameResult, Hint
from devices.qrcode.decoding.locate import Place

Gray = NDArray[np.uint8]
FRAME_MS = 29.0
SINGLE_FRAME_MS = 14.0  # of that, for the frame on its own while there is nothing to put it together with
SINGLE_FRAME_WITH_OTHERS_MS = 5.0
MUCH_SHARPER = 1.5  # a frame so much sharper than the first becomes the one that the others are brought onto
FEWEST_FRAMES = 3
MOST_MISSES = 4  # frames in a row that do not fit before the evidence is dropped
COST_MS = 2.0  # of one attempt at a combined picture of a usual code
LARGEST_KERNEL = 13  # pixels: of a defocus of radius 6


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A deconvolution of a defocus (none for radius 0), then perhaps a local threshold."""

    name: str
    radius: float
    noise: float
    threshold: bool = False

    def apply(self, picture: Gray, deblurring: Deblurring) -> Gray:
        if self.radius:
            picture = deblurring.undo(disk(self.radius), self.noise)
        return enlarge_and_threshold(picture, 1, 51) if self.threshold else picture


class BurstDecoder:
    """Decodes a stream of frames of one camera; for one thread.

    The result is exact or nothing: the combined picture is decoded by zxing-cpp like any other, so that the code's own
    error correction proves it.
    """

    def __init__(
        self, frame_decoder: FrameDecoder | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._single = frame_decoder or FrameDecoder()
        self._clock = clock
        self._attempts = _attempts()
        self.reset()

    def reset(self) -> None:
        """Forget what was gathered: the next frame has nothing to do with the last."""
        self._evidence: Evidence | None = None
        self._misses = 0
        self._next_attempt = 0

    def decode(self, image: Gray) -> FrameResult:
        """Read the code in the newest frame, with the help of those before it."""
        start = self._clock()
        together = self._evidence is not None and self._evidence.frames >= FEWEST_FRAMES
        result = self._single.decode(image, SINGLE_FRAME_WITH_OTHERS_MS if together else SINGLE_FRAME_MS)
        if result.payload is not None:
            self.reset()
            return result
        if result.quad is None:
            self._miss()
            return result
        image = np.ascontiguousarray(image, dtype=np.uint8)
        if not self._gather(image, _place(result)):
            return result
        found = self._try_combined(lambda: FRAME_MS - (self._clock() - start) * 1000)
        if found is None:
            return result
        self.reset()
        payload, decoder = found
        return FrameResult(payload, decoder, result.quad, Hint.NONE, (self._clock() - start) * 1000)

    def _gather(self, image: Gray, place: Place) -> bool:
        """Take a frame into the evidence; True where there is enough of it to be tried."""
        evidence = self._evidence
        if evidence is None:
            self._evidence = Evidence(image, place)
            return False
        if not evidence.add(image):
            self._miss()
            return False
        if evidence.newest_sharpness > MUCH_SHARPER * evidence.reference_sharpness:
            self._evidence = Evidence(image, place)
            return False
        self._misses = 0
        return evidence.frames >= FEWEST_FRAMES

    def _miss(self) -> None:
        self._misses += 1
        if self._misses >= MOST_MISSES:
            self.reset()

    def _try_combined(self, left: Callable[[], float]) -> tuple[bytes, str] | None:
        """Go on round the attempts where the last frame stopped; the evidence has grown since."""
        evidence = self._evidence
        if evidence is None or left() < COST_MS:
            return None
        picture = evidence.combined()
        deblurring = Deblurring(picture, LARGEST_KERNEL)
        cost = COST_MS * max(0.3, picture.size / 300_000)
        for _ in self._attempts:
            if left() < cost:
                return None
            attempt = self._attempts[self._next_attempt]
            self._next_attempt = (self._next_attempt + 1) % len(self._attempts)
            for symbol in zxing.read(attempt.apply(picture, deblurring)):
                if symbol.payload is not None:
                    return symbol.payload, f"zxing {evidence.frames} frames {attempt.name}"
        return None


def _place(result: FrameResult) -> Place:
    if result.quad is None:
        raise ValueError("a result without a place")
    (left, top), (right, bottom) = result.quad.min(axis=0), result.quad.max(axis=0)
    return Place(int(left), int(top), int(right), int(bottom), 0.0)


def _attempts() -> tuple[_Attempt, ...]:
    """What is tried on a combined picture, which is enlarged already: its blur radii are in enlarged pixels."""
    return (
        _Attempt("as is", 0.0, 0.0),
        _Attempt("refocus 3", 3.0, 0.02),
        _Attempt("refocus 3 threshold", 3.0, 0.02, threshold=True),
        _Attempt("refocus 4", 4.0, 0.02),
        _Attempt("refocus 5", 5.0, 0.01),
        _Attempt("threshold", 0.0, 0.0, threshold=True),
        _Attempt("refocus 2", 2.0, 0.02),
        _Attempt("refocus 5 threshold", 5.0, 0.02, threshold=True),
        _Attempt("refocus 6", 6.0, 0.005),
        _Attempt("refocus 4 fine", 4.0, 0.003),
    )
