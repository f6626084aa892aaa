"""A camera's frames in their order: each on its own first, then all together where one is not enough."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from devices.qrcode.decoding import zxing
from devices.qrcode.decoding.enhance import Picture, Step, enlarge_and_threshold
from devices.qrcode.decoding.evidence import Evidence
from devices.qrcode.decoding.frame_decoder import FrameDecoder, FrameResult, Hint
from devices.qrcode.decoding.locate import Place
from devices.qrcode.decoding.regrid import Grid, find_grid, redraw

Gray = NDArray[np.uint8]
FRAME_MS = 29.0
SINGLE_FRAME_MS = 14.0  # of that, for the frame on its own while there is nothing to put it together with
SINGLE_FRAME_WITH_OTHERS_MS = 5.0
MUCH_SHARPER = 1.5  # a frame so much sharper than the first becomes the one that the others are brought onto
FEWEST_FRAMES = 3
MOST_MISSES = 4  # frames in a row that do not fit before the evidence is dropped
GRID_COST_MS = 12.0
GRID_LASTS = 5  # frames taken in before the grid is sought anew in what has become clearer
TYPICAL_PICTURE = 300_000  # pixels of a combined picture, for which the attempts' costs are given


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
        self._code_size = (0, 0)
        self._grid: Grid | None = None
        self._grid_frames = 0

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
            self._begin(image, place)
            return False
        if not evidence.add(image):
            self._miss()
            return False
        if evidence.newest_sharpness > MUCH_SHARPER * evidence.reference_sharpness:
            self._begin(image, place)
            return False
        self._misses = 0
        return evidence.frames >= FEWEST_FRAMES

    def _begin(self, image: Gray, place: Place) -> None:
        self._evidence = Evidence(image, place)
        self._code_size = place.width * self._evidence.scale, place.height * self._evidence.scale
        self._grid, self._grid_frames = None, 0

    def _miss(self) -> None:
        self._misses += 1
        if self._misses >= MOST_MISSES:
            self.reset()

    def _try_combined(self, left: Callable[[], float]) -> tuple[bytes, str] | None:
        """Go on round the attempts where the last frame stopped; the evidence has grown since."""
        evidence = self._evidence
        if evidence is None or left() < 1.0:
            return None
        picture = Picture(evidence.combined())
        size = max(0.3, picture.gray.size / TYPICAL_PICTURE)
        self._seek_grid(picture.gray, evidence.frames, left)
        for _ in self._attempts:
            attempt = self._attempts[self._next_attempt]
            if left() < attempt.cost * size:
                return None
            self._next_attempt = (self._next_attempt + 1) % len(self._attempts)
            clearer = attempt.apply(picture)
            payload, way = _read(clearer), attempt.name
            if payload is None and self._grid is not None:
                payload, way = _read(redraw(clearer, self._grid)), f"modules {attempt.name}"
            if payload is not None:
                return payload, f"zxing {evidence.frames} frames {way}"
        return None

    def _seek_grid(self, picture: Gray, frames: int, left: Callable[[], float]) -> None:
        """Find the symbol's grid in the combined picture, once in some frames: it stays where it is."""
        if abs(frames - self._grid_frames) < GRID_LASTS or left() < GRID_COST_MS:
            return
        self._grid, self._grid_frames = find_grid(picture, self._code_size), frames


def _read(picture: Gray) -> bytes | None:
    return next((symbol.payload for symbol in zxing.read(picture) if symbol.payload is not None), None)


def _place(result: FrameResult) -> Place:
    if result.quad is None:
        raise ValueError("a result without a place")
    (left, top), (right, bottom) = result.quad.min(axis=0), result.quad.max(axis=0)
    return Place(int(left), int(top), int(right), int(bottom), 0.0)


def _attempts() -> tuple[Step, ...]:
    """What is tried on a combined picture, which is enlarged already: its blur is in enlarged pixels.

    Averaging makes the blur of many frames, each blurred in its own way, a Gaussian.
    """
    return (
        Step("as is", lambda picture: picture.gray, 1, 1.5),
        Step("deblur 2.5", lambda picture: picture.deblurred(2.5, 0.01), 1, 4.0),
        Step("refocus 3", lambda picture: picture.refocused(3.0, 0.02), 1, 3.5),
        Step("deblur 2", lambda picture: picture.deblurred(2.0, 0.003), 1, 3.5),
        Step("refocus 3 threshold", lambda picture: _threshold(picture.refocused(3.0, 0.02)), 1, 4.5),
        Step("refocus 5", lambda picture: picture.refocused(5.0, 0.01), 1, 3.5),
        Step("deblur 2.5 fine", lambda picture: picture.deblurred(2.5, 0.003), 1, 3.5),
        Step("refocus 4", lambda picture: picture.refocused(4.0, 0.02), 1, 3.5),
        Step("threshold", lambda picture: _threshold(picture.gray), 1, 2.5),
        Step("refocus 6", lambda picture: picture.refocused(6.0, 0.005), 1, 3.5),
        Step("deblur 2.8", lambda picture: picture.deblurred(2.8, 0.003), 1, 3.5),
        Step("refocus 4 fine", lambda picture: picture.refocused(4.0, 0.003), 1, 3.5),
    )


def _threshold(picture: Gray) -> Gray:
    return enlarge_and_threshold(picture, 1, 51)
