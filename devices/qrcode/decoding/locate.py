"""Where in a frame a QR most likely is, even one that cannot be read.

A QR's ground is the only large place of a counter's picture where strong edges lie close together in two directions at
once; guilloche has weak ones. Light is divided out, so that a shadow hides nothing. Print has such edges too, but more
paper than ink, where about half of a code's modules are dark: its mask is chosen so (ISO/IEC 18004, clause 7.8).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
SHRINK = 2
WINDOW = 15  # pixels of the shrunken frame over which edges are gathered: a few modules
SHARE_OF_STRONGEST = 0.45
WEAKEST = 0.1  # unread codes have 0.13 and more, desks and card faces 0.08 and less
MOST_LOOKED_AT = 3
# All of 180 unread codes have more; half of the faces of cards without a code, and some print, have less.
LEAST_DARK = 0.385
LEAST_SKEW = -0.95
GLARE = 245
SMALLEST_SIDE = 24  # pixels of the shrunken frame; under 1.2 px a module nothing can be read


@dataclass(frozen=True, slots=True)
class Place:
    """A likely place: left, top, right, bottom in pixels of the frame; `strength` compares places of one frame."""

    left: int
    top: int
    right: int
    bottom: int
    strength: float

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    @property
    def side(self) -> int:
        """The longer side in pixels."""
        return max(self.width, self.height)


def likely_places(image: Gray, most: int = 2) -> list[Place]:
    """The likeliest places of a code, best first; empty for an even picture."""
    height, width = image.shape
    if min(height, width) < SMALLEST_SIDE * SHRINK:
        return []
    small = cv2.resize(image, (width // SHRINK, height // SHRINK), interpolation=cv2.INTER_AREA)
    strength = _edge_strength(np.asarray(small, np.uint8))
    strongest = float(strength.max())
    if strongest < WEAKEST:
        return []
    mask = (strength > strongest * SHARE_OF_STRONGEST).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = (_place(stats[label], strength, (height, width)) for label in range(1, count))
    places = sorted((place for place in found if place is not None), key=lambda place: -place.strength)
    return [place for place in places[:MOST_LOOKED_AT] if _half_dark(image, place)][:most]


def crop(image: Gray, place: Place, margin: float = 0.12) -> tuple[Gray, tuple[int, int]]:
    """The place with a margin (part of its side), contiguous; and where its top left is in the frame.

    A code is square: where a place is not, a shadow's edge or glare hides the rest, so the cut takes in a square.
    """
    height, width = image.shape
    more = int(place.side * margin) + 6
    beside, above = (place.side - place.width) // 2 + more, (place.side - place.height) // 2 + more
    top, left = max(0, place.top - above), max(0, place.left - beside)
    cut = image[top : min(height, place.bottom + above), left : min(width, place.right + beside)]
    return np.ascontiguousarray(cut), (left, top)


def _edge_strength(small: Gray) -> NDArray[np.float32]:
    """For every pixel the weaker of the two directions' mean edge, as part of the light around."""
    light = cv2.boxFilter(small, cv2.CV_32F, (WINDOW * 2 + 1, WINDOW * 2 + 1)) + 12.0
    across = cv2.boxFilter(np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=1)), -1, (WINDOW, WINDOW))
    down = cv2.boxFilter(np.abs(cv2.Sobel(small, cv2.CV_32F, 0, 1, ksize=1)), -1, (WINDOW, WINDOW))
    return np.asarray(np.minimum(across, down) / light, np.float32)


def _half_dark(image: Gray, place: Place) -> bool:
    """Whether light and dark balance at a place as they do in a code, even in a blurred one."""
    cut, _ = crop(image, place, margin=0.0)
    height, width = cut.shape
    cut = cut[height // 8 : height - height // 8, width // 8 : width - width // 8]
    shrink = 1 / max(1, round(height / 100))
    values = np.asarray(cv2.resize(cut, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.float32)
    off = values - cv2.blur(values, (15, 15))
    seen = off / np.sqrt(cv2.blur(off * off, (31, 31)) + 4)
    clear = values < GLARE
    if float(clear.mean()) > 0.2:
        seen = seen[clear]
    seen = seen.ravel()
    centred = seen - seen.mean()
    skew = float((centred**3).mean() / (centred.std() ** 3 + 1e-6))
    return float((seen < 0).mean()) >= LEAST_DARK and skew >= LEAST_SKEW


def _place(stats: NDArray[np.int32], strength: NDArray[np.float32], size: tuple[int, int]) -> Place | None:
    left, top, width, height, area = (int(value) for value in stats)
    if (
        min(width, height) < SMALLEST_SIDE
        or max(width, height) > 2.6 * min(width, height)
        or area < 0.35 * width * height
    ):
        return None
    inside = strength[top : top + height, left : left + width]
    # A code fills its box evenly; a big even box beats a small bright one.
    worth = float(inside.mean()) * float(np.sqrt(area))
    return Place(
        left * SHRINK,
        top * SHRINK,
        min((left + width) * SHRINK, size[1]),
        min((top + height) * SHRINK, size[0]),
        worth,
    )
