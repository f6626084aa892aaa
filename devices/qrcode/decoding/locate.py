"""Where in a frame a QR most likely is, even one that cannot be read.

A QR's ground is the only large place of a counter's picture where strong edges lie close together in two directions at
once; text and guilloche have them in one, or weak ones. Light is divided out, so that a shadow hides nothing.
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
    def side(self) -> int:
        """The longer side in pixels."""
        return max(self.right - self.left, self.bottom - self.top)


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
    return sorted((place for place in found if place is not None), key=lambda place: -place.strength)[:most]


def crop(image: Gray, place: Place, margin: float = 0.12) -> tuple[Gray, tuple[int, int]]:
    """The place with a margin (part of its side), contiguous; and where its top left is in the frame."""
    more = int(place.side * margin) + 6
    top, left = max(0, place.top - more), max(0, place.left - more)
    cut = image[top : place.bottom + more, left : place.right + more]
    return np.ascontiguousarray(cut), (left, top)


def _edge_strength(small: Gray) -> NDArray[np.float32]:
    """For every pixel the weaker of the two directions' mean edge, as part of the light around."""
    light = cv2.boxFilter(small, cv2.CV_32F, (WINDOW * 2 + 1, WINDOW * 2 + 1)) + 12.0
    across = cv2.boxFilter(np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0, ksize=1)), -1, (WINDOW, WINDOW))
    down = cv2.boxFilter(np.abs(cv2.Sobel(small, cv2.CV_32F, 0, 1, ksize=1)), -1, (WINDOW, WINDOW))
    return np.asarray(np.minimum(across, down) / light, np.float32)


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
