"""What lies over a page: a finger that holds it, a lamp's reflection."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy, reduced

Bgr = NDArray[np.uint8]
Gray = NDArray[np.uint8]
STROKE_MM = 4.0  # anything thinner is closed away: letters, rules, a seal's rings
BY = 3  # fingers are sought on a copy that much smaller still
NOT_PAPER = 0.82  # of the paper's level
TINTED = 9.0  # steps of Cr or Cb from the paper's
FINGER_CONTACT_MM = (5.0, 50.0)  # along the edge over which it comes in
FINGER_AREA_MM2 = 60.0
FINGER_REACH_MM = 85.0
SKIN_CR, SKIN_CB = (136.0, 190.0), (70.0, 124.0)  # about Chai & Ngan 1999, wider: the paper's tint is taken out before
COLOURLESS = 5.0  # a scan in grey has no chroma to go by
FULL = 249  # of all three channels
PAPER_BELOW_FULL = 245.0  # where the paper itself is full white, no reflection is to be seen on it
GLARE_AREA_MM2 = 30.0
GLOW_MM = 1.5  # a reflection ends softly: so far around it the paper is brighter than elsewhere
GLOW = 0.12  # by so much of what lies between paper and full white


def finger_mask(page: WorkingCopy) -> Gray:
    """255 where a finger lies on the page, 0 elsewhere; height × width of the working copy."""
    height, width = page.gray.shape
    small = _without_strokes(reduced(page.colour, BY), page)
    balanced, chroma = _balanced(small)
    tint = np.abs(chroma - 128).max(axis=2)
    mask = ((balanced < NOT_PAPER * 235) | (tint > TINTED)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    found = np.zeros(mask.shape, np.uint8)
    grey = float(np.percentile(tint, 99.5)) < COLOURLESS
    for place in range(1, count):
        if _finger_shaped(labels, place, stats[place], page.dpi / BY):
            here = labels == place
            middle = np.median(chroma[here], axis=0)
            if _is_skin(middle) or (grey and 50 < float(np.median(balanced[here])) < 200):
                found[here] = 255
    if not found.any():
        return np.zeros((height, width), np.uint8)
    wide = cv2.dilate(found, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.resize(wide, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


def has_glare(page: WorkingCopy) -> bool:
    """Whether a lamp is reflected: a patch of full white on a paper that is not, with a soft edge."""
    if page.paper > PAPER_BELOW_FULL:
        return False
    blue, green, red = cv2.split(reduced(page.colour, 2))
    full = np.asarray(cv2.threshold(cv2.min(cv2.min(blue, green), red), FULL, 255, cv2.THRESH_BINARY)[1], np.uint8)
    full = np.asarray(cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
    if not full.any():
        return False
    gray = reduced(page.gray, 2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(full)
    least = GLARE_AREA_MM2 * (page.dpi / 2 / 25.4) ** 2
    around = np.ones((page.px(GLOW_MM) + 1,) * 2, np.uint8)
    for place in range(1, count):
        if stats[place, cv2.CC_STAT_AREA] < least:
            continue
        patch = (labels == place).astype(np.uint8)
        ring = cv2.subtract(cv2.dilate(patch, around), cv2.dilate(patch, np.ones((3, 3), np.uint8)))
        levels = gray[ring > 0]
        if levels.size and float(np.median(levels)) > page.paper + GLOW * (255 - page.paper):
            return True
    return False


def _without_strokes(colour: Bgr, page: WorkingCopy) -> Bgr:
    side = max(3, page.px(STROKE_MM) // BY)
    return np.asarray(cv2.morphologyEx(colour, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


def _balanced(colour: Bgr) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Grey (height × width) and Cr, Cb (height × width × 2) as if the paper were a white of 235."""
    paper = np.maximum(np.median(colour[::4, ::4].reshape(-1, 3), axis=0), 8.0)
    white = np.clip(colour * (235.0 / paper).astype(np.float32), 0, 255).astype(np.uint8)
    parts = cv2.cvtColor(white, cv2.COLOR_BGR2YCrCb).astype(np.float32)
    return parts[:, :, 0], parts[:, :, 1:]


def _finger_shaped(labels: NDArray[np.int32], place: int, stats: NDArray[np.int32], dpi: float) -> bool:
    mm = 25.4 / dpi
    if stats[cv2.CC_STAT_AREA] * mm**2 < FINGER_AREA_MM2:
        return False
    if max(stats[cv2.CC_STAT_WIDTH], stats[cv2.CC_STAT_HEIGHT]) * mm > FINGER_REACH_MM:
        return False
    rims = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    contact = max(int(np.count_nonzero(rim == place)) for rim in rims) * mm
    return FINGER_CONTACT_MM[0] <= contact <= FINGER_CONTACT_MM[1]


def _is_skin(chroma: NDArray[np.float32]) -> bool:
    red, blue = float(chroma[0]), float(chroma[1])
    return SKIN_CR[0] <= red <= SKIN_CR[1] and SKIN_CB[0] <= blue <= SKIN_CB[1]
