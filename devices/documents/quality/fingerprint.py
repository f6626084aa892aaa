"""A number by which the same page is known again, though scanned anew: a little turned, shifted, lighter."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy, reduced

Gray = NDArray[np.uint8]
LETTER_MM = 8.0  # a scan has a photograph's edge or a table's rule whole, the next one in pieces; letters stay
SIDE = 48  # the writing is brought to so many rows and columns
SPREADS = 1.8  # of them on each side of the writing's middle: standard deviations of its ink
LEFT_OUT = 3  # lowest frequencies, which all pages of one layout share
KEPT = 16  # the next ones, in both directions, which give a bit each
SAME = 52  # bits of 256 in which two scans of one page may differ; two answers to one form do in 58 and more


def fingerprint_of(page: WorkingCopy, ink: Gray, skew: float) -> int:
    """256-bit perceptual hash of a page's letters; 0 where nothing is written.

    Signs of low cosine frequencies (Zauner 2010), of the letters alone: set straight, and laid about its own middle in
    the measure of its own spread, so that neither the paper's tint nor its place on the glass counts. Middle and
    spread hold where an outline would jump with every stray mark.

    Args:
        page: The working copy.
        ink: Its writing, height × width, not 0 where something is written.
        skew: Degrees by which the writing is turned.
    """
    laid = _laid(_turned_back(reduced(_letters(ink, page.px(LETTER_MM)), 2), skew))
    if laid is None:
        return 0
    waves = cv2.dct(laid)[LEFT_OUT : LEFT_OUT + KEPT, LEFT_OUT : LEFT_OUT + KEPT]
    return int.from_bytes(np.packbits(waves.ravel() > 0).tobytes(), "big") or 1


def is_same(one: int, other: int) -> bool:
    """Whether two fingerprints are of one page; blank pages (0) are the same as none."""
    return bool(one and other) and (one ^ other).bit_count() <= SAME


def _letters(ink: Gray, largest: int) -> Gray:
    """The parts of the ink that are no larger than letters; all of it where there are none."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    small = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) <= largest
    small[0] = False
    return np.asarray(np.where(small, 255, 0).astype(np.uint8)[labels], np.uint8) if small.any() else ink


def _turned_back(ink: Gray, skew: float) -> Gray:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR), np.uint8)


def _laid(ink: Gray) -> NDArray[np.float32] | None:
    """The writing about its middle, `SIDE` × `SIDE`."""
    moments = cv2.moments(ink)
    mass = moments["m00"]
    if not mass:
        return None
    to = []
    for first, second in (("m10", "mu20"), ("m01", "mu02")):
        spread = max(float(np.sqrt(max(moments[second], 0.0) / mass)), 4.0)
        to.append((SIDE / (2 * SPREADS * spread), moments[first] / mass))
    (across, x), (down, y) = to
    middle = SIDE / 2 - 0.5
    matrix = np.array([[across, 0, middle - across * x], [0, down, middle - down * y]])
    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), sigmaX=max(0.3, 0.5 / across), sigmaY=max(0.3, 0.5 / down))
    return np.asarray(cv2.warpAffine(soft, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR), np.float32)
