"""What of a page's ink is writing: no dust, no punched holes, no shadow along the sheet's edge."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy

Gray = NDArray[np.uint8]
Counts = NDArray[np.int32]
SPECK_MM = 0.95  # dust is smaller in both directions
SOLID_MM = 4.0  # no stroke is as thick: holes, dark corners, fingers
SHADOW_MM = 1.6  # how thick the dark line is where the sheet ends
SHADOW_LENGTH_MM = 12.0
ASLANT = 0.22  # of its length: a sheet crooked by 12 degrees
NEAR_EDGE_MM = 3.0  # no office's margin is as narrow, no printer prints there


@dataclass(frozen=True, slots=True)
class Writing:
    """The writing on a page.

    Attributes:
        ink: Height × width of the working copy; 255 where there is writing, else 0.
        area: Square millimetres of it.
        cut: Whether it reaches the picture's edge.
    """

    ink: Gray
    area: float
    cut: bool


def writing_of(page: WorkingCopy, covered: Gray) -> Writing:
    """Tell a page's writing from its other ink.

    Args:
        page: The working copy.
        covered: Height × width; not 0 where a finger lies, whose outline is no writing.
    """
    ink = cv2.subtract(page.ink, cv2.max(_solids(page), covered))
    _, labels, found, _ = cv2.connectedComponentsWithStats(ink)
    stats = np.asarray(found, np.int32)
    left, top, wide, tall, area = (stats[:, column] for column in range(5))
    speck, shadow, long = (page.px(mm) for mm in (SPECK_MM, SHADOW_MM, SHADOW_LENGTH_MM))
    height, width = ink.shape
    right, bottom = width - left - wide, height - top - tall
    beside = np.minimum(left, right) <= 2
    over = np.minimum(top, bottom) <= 2
    kept = np.maximum(wide, tall) > speck
    kept &= ~(beside & _is_line(tall, wide, area, shadow, long)) & ~(over & _is_line(wide, tall, area, shadow, long))
    kept[0] = False
    margin = np.minimum(np.minimum(left, right), np.minimum(top, bottom))
    size = np.maximum(wide, tall)
    hairs = (wide <= 2) & (np.minimum(left, right) == margin) | (tall <= 2) & (np.minimum(top, bottom) == margin)
    near = kept & (margin < page.px(NEAR_EDGE_MM)) & ~hairs  # a shadow aslant falls into pieces
    cut = int(near.sum()) >= 3 or bool((near & ((margin <= 1) & (size > page.px(1.4)) | (size > page.px(3.0)))).any())
    table = np.where(kept, 255, 0).astype(np.uint8)
    return Writing(np.asarray(table[labels], np.uint8), float(area[kept].sum()) * (25.4 / page.dpi) ** 2, cut)


def _is_line(length: Counts, breadth: Counts, area: Counts, shadow: int, long: int) -> NDArray[np.bool_]:
    """Which parts are as long and thin as an edge's shadow, be it a little aslant."""
    return (length >= long) & (breadth <= shadow + length * ASLANT) & (area <= length * shadow)


def _solids(page: WorkingCopy) -> Gray:
    side = page.px(SOLID_MM)
    cores = cv2.morphologyEx(page.ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(cv2.dilate(cores, np.ones((9, 9), np.uint8)), np.uint8)
