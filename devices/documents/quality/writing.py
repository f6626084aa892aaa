"""What of a page's ink is writing: no dust, no punched holes, no shadow along the sheet's edge."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy

Gray = NDArray[np.uint8]
Counts = NDArray[np.int32]
Marks = NDArray[np.bool_]
SPECK_MM = 0.95  # dust is smaller in both directions
SOLID_MM = 4.0  # no stroke is as thick: holes, dark corners, fingers
SHADOW_MM = 1.6  # how thick the dark line is where the sheet ends
SHADOW_LENGTH_MM = 12.0
ASLANT = 0.22  # of its length: a sheet crooked by 12 degrees
NEAR_EDGE_MM = 3.0  # no office's margin is as narrow, no printer prints there
CORNER_MM = 12.0  # a shadow reaches a corner of the picture; a rule under a heading does not
LONELY = 0.5  # of a side: together, a shadow's pieces are longer
FOOT_MM = 3.0
FEET = 5


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
    *_, wide, tall, area = (stats[:, column] for column in range(5))
    size = np.maximum(wide, tall)
    shadows, rules = _lines(page, stats)
    kept = (size > page.px(SPECK_MM)) & (~shadows | rules)
    kept[0] = rules[0] = False
    table = np.where(kept, 255, 0).astype(np.uint8)
    cut = bool(rules.any()) or _is_cut(page, stats, kept)
    return Writing(np.asarray(table[labels], np.uint8), float(area[kept].sum()) * (25.4 / page.dpi) ** 2, cut)


def _is_cut(page: WorkingCopy, stats: Counts, kept: Marks) -> bool:
    """Whether parts of the writing lie so near the picture's edge that something of it lies beyond."""
    left, top, wide, tall, size, right, bottom = _measures(page, stats)
    across, along = np.minimum(left, right), np.minimum(top, bottom)
    margin = np.minimum(across, along)
    near = kept & (margin < page.px(NEAR_EDGE_MM))
    hairs = near & ((wide <= 2) & (across == margin) | (tall <= 2) & (along == margin))
    feet = hairs & (size < page.px(FOOT_MM))  # what is left of a line of letters
    near &= ~hairs  # a shadow aslant falls into pieces
    large = near & ((margin <= 1) & (size > page.px(1.4)) | (size > page.px(3.0)))
    return int(near.sum()) >= 3 or int(feet.sum()) >= FEET or bool(large.any())


def _lines(page: WorkingCopy, stats: Counts) -> tuple[Marks, Marks]:
    """Which parts are lines along the picture's edge as shadows are, and which of those are rules of the writing."""
    left, top, wide, tall, size, right, bottom = _measures(page, stats)
    area = stats[:, cv2.CC_STAT_AREA]
    shadow, long = page.px(SHADOW_MM), page.px(SHADOW_LENGTH_MM)
    beside = (np.minimum(left, right) <= 2) & _is_line(tall, wide, area, shadow, long)
    over = (np.minimum(top, bottom) <= 2) & _is_line(wide, tall, area, shadow, long)
    height, width = page.ink.shape
    few = over & (size[over].sum() < LONELY * width) | beside & (size[beside].sum() < LONELY * height)
    ends = np.where(over, np.minimum(left, right), np.minimum(top, bottom))
    both = (np.minimum(left, right) <= 2) & (np.minimum(top, bottom) <= 2) & (np.minimum(wide, tall) >= long)
    corner = both & (area <= (wide + tall) * shadow)  # along two sides
    return beside | over | corner, few & (ends > page.px(CORNER_MM))


def _measures(page: WorkingCopy, stats: Counts) -> tuple[Counts, ...]:
    left, top, wide, tall = (stats[:, column] for column in range(4))
    height, width = page.ink.shape
    return left, top, wide, tall, np.maximum(wide, tall), width - left - wide, height - top - tall


def _is_line(length: Counts, breadth: Counts, area: Counts, shadow: int, long: int) -> Marks:
    """Which parts are as long and thin as an edge's shadow, be it a little aslant."""
    return (length >= long) & (breadth <= shadow + length * ASLANT) & (area <= length * shadow)


def _solids(page: WorkingCopy) -> Gray:
    side = page.px(SOLID_MM)
    cores = cv2.morphologyEx(page.ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    return np.asarray(cv2.dilate(cores, np.ones((9, 9), np.uint8)), np.uint8)
