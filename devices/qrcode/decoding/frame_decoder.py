"""One frame to the bytes of its code, within the time that a frame has.

zxing-cpp on the whole frame first. What it cannot read is looked for (`locate`), cut out, enhanced step by step
(`enhance.ladder`) and tried again until the frame's time is used up; then the code is drawn anew from its modules
(`regrid`); zbar comes last. Whatever is returned was proved by the code's own Reed–Solomon correction, for zbar also by
its text.

A bank's code stands on many a desk: a code that is no card's is returned only where no card's can be read beside it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.qrcode.decoding import zbar, zxing
from devices.qrcode.decoding.enhance import Picture, Step, for_modules, ladder
from devices.qrcode.decoding.locate import Place, crop, likely_places
from devices.qrcode.decoding.regrid import find_grid, redraw

Gray = NDArray[np.uint8]
Quad = NDArray[np.float32]
BUDGET_MS = 26.0
TYPICAL_CROP = 250 * 250
LARGEST_PICTURE = 1_500_000  # pixels of an enhanced picture; a code that large needs no enlargement
LARGEST_FRAME = 40_000_000
ZBAR_COST_MS = 4.0
GRID_COST_MS = 12.0  # of a usual code, and hardly less of a small one
REACH = 100  # pixels around a place in which glare is looked for
MODULES = 49  # of a version 8 code, the usual one on the cards
SMALLEST_MODULE = 1.9  # pixels; zxing reads from 1.5 to 1.75


class Hint(StrEnum):
    """What would help the officer's hand most."""

    NONE = "none"
    NOTHING_SEEN = "nothing_seen"
    CLOSER = "closer"
    TILT_AWAY_FROM_GLARE = "tilt_away_from_glare"
    MORE_LIGHT = "more_light"
    HOLD_STILL = "hold_still"


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What a frame gave.

    Attributes:
        payload: The code's bytes; None if none was read.
        decoder: What read it: ``zxing``, ``zxing x2 threshold``…, ``zbar``; "" if nothing did.
        quad: The corners of the code read, else of the likely place, 4 × 2 pixels of the frame; None if there is none.
        hint: What would help, if nothing was read.
        milliseconds: Time taken.
    """

    payload: bytes | None = field(repr=False)  # a citizen's data: a repr ends up in logs
    decoder: str
    quad: Quad | None
    hint: Hint
    milliseconds: float


class FrameDecoder:
    """Decodes single frames; holds no state between them and may be used from any one thread at a time."""

    def __init__(self, budget_ms: float = BUDGET_MS, clock: Callable[[], float] = time.perf_counter) -> None:
        self._budget = budget_ms
        self._clock = clock
        self._ladder = ladder()
        self._for_modules = for_modules()

    def decode(self, image: Gray, budget_ms: float | None = None) -> FrameResult:
        """Read the code in a grey frame.

        Args:
            image: Height × width, 8 bits; any size, contiguous or not.
            budget_ms: Time after which no further attempt is begun.
        """
        start = self._clock()
        budget = self._budget if budget_ms is None else budget_ms

        def spent() -> float:
            return (self._clock() - start) * 1000

        if image.ndim != 2 or not 0 < image.size <= LARGEST_FRAME or min(image.shape) < 20:
            return FrameResult(None, "", None, Hint.NOTHING_SEEN, spent())
        image = np.ascontiguousarray(image, dtype=np.uint8)
        read = [symbol for symbol in zxing.read(image) if symbol.payload is not None]
        read.sort(key=lambda symbol: not is_card(symbol.payload))
        if read and (is_card(read[0].payload) or not (places := _places_beside(image, read))):
            return FrameResult(read[0].payload, "zxing", read[0].quad, Hint.NONE, spent())
        if not read and not (places := likely_places(image, most=1)):
            return FrameResult(None, "", None, _dark(image) or Hint.NOTHING_SEEN, spent())
        found = self._try_harder(image, places[0], lambda: budget - spent())
        if found is not None:
            payload, decoder, quad = found
            return FrameResult(payload, decoder, quad, Hint.NONE, spent())
        if read:
            return FrameResult(read[0].payload, "zxing", read[0].quad, Hint.NONE, spent())
        return FrameResult(None, "", _corners(places[0]), hint_for(image, places[0]), spent())

    def _try_harder(self, image: Gray, place: Place, left: Callable[[], float]) -> tuple[bytes, str, Quad] | None:
        cut, origin = crop(image, place)
        picture, size = Picture(cut), cut.size / TYPICAL_CROP
        for step in self._ladder:
            if step.cost * size > left() or cut.size * step.scale**2 > LARGEST_PICTURE:
                continue
            found = _attempt(picture, step, origin)
            if found is not None:
                return found
        if GRID_COST_MS * max(size, 1.0) <= left():
            found = self._try_modules(picture, place, origin, left)
            if found is not None:
                return found
        if ZBAR_COST_MS * size <= left():
            for payload in zbar.read(cut):
                return payload, "zbar", _corners(place)
        return None

    def _try_modules(
        self, picture: Picture, place: Place, origin: tuple[int, int], left: Callable[[], float]
    ) -> tuple[bytes, str, Quad] | None:
        grid = find_grid(picture.gray, (place.width, place.height))
        if grid is None:
            return None
        for step in self._for_modules:
            if step.cost * picture.gray.size / TYPICAL_CROP > left():
                return None
            for symbol in zxing.read(redraw(step.apply(picture), grid)):
                if symbol.payload is not None:
                    quad = grid.quad + np.array(origin, np.float32)
                    return symbol.payload, f"zxing modules {step.name}", quad.astype(np.float32)
        return None


def is_card(payload: bytes | None) -> bool:
    """Whether a payload begins and is parted like a citizen card's."""
    return payload is not None and payload[:12].isdigit() and payload.count(b"|") >= 6


def _places_beside(image: Gray, read: list[zxing.Symbol]) -> list[Place]:
    """The likely places that are none of the codes that were read."""
    rest = image.copy()
    for symbol in read:
        middle = symbol.quad.mean(axis=0)
        around = (middle + (symbol.quad - middle) * 1.2).astype(np.int32)
        cv2.fillConvexPoly(rest, around, float(np.median(image)))
    return likely_places(rest, most=1)


def hint_for(image: Gray, place: Place) -> Hint:
    """What keeps a code at this place from being read, most likely."""
    # Glare hides edges, so what is left of the place may be a small part of the code.
    around, _ = crop(image, place, margin=max(0.5, REACH / max(place.side, 1)))
    if float(np.mean(around > 250)) > 0.05:
        return Hint.TILT_AWAY_FROM_GLARE
    cut, _ = crop(image, place, margin=0.0)
    if place.side / MODULES < SMALLEST_MODULE:
        return Hint.CLOSER
    return _dark(cut) or Hint.HOLD_STILL


def _dark(image: Gray) -> Hint | None:
    return Hint.MORE_LIGHT if float(cv2.mean(image)[0]) < 40 else None


def _attempt(picture: Picture, step: Step, origin: tuple[int, int]) -> tuple[bytes, str, Quad] | None:
    for symbol in zxing.read(step.apply(picture)):
        if symbol.payload is not None:
            quad = symbol.quad / step.scale + np.array(origin, np.float32)
            return symbol.payload, f"zxing {step.name}", quad.astype(np.float32)
    return None


def _corners(place: Place) -> Quad:
    return np.array(
        [
            [place.left, place.top],
            [place.right, place.top],
            [place.right, place.bottom],
            [place.left, place.bottom],
        ],
        np.float32,
    )
