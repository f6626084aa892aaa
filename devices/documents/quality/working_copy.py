"""The small copy of a page on which it is examined: its paper's light taken out, its ink told apart."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
Gray = NDArray[np.uint8]
WORKING_DPI = 100.0
LONGEST_SIDE = 2400  # pixels of the copy: a wrong dpi shall not make it huge
ROUND_UP = 0.4  # a page of 150 dpi is kept as it is, one of 160 is halved
INK_LEVEL = 0.76  # of the paper's own light; what shines through from the other side stays above
PAPER_STEP = 8  # pixels of the copy: between two lines of a letter there is paper within so much
PAPER_REACH_MM = 15.0  # larger dark areas count as paper: photographs, coloured boxes


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A page at some 100 dpi.

    Attributes:
        colour: Height × width × 3, BGR.
        gray: Height × width.
        flat: Grey as if the paper were evenly lit and white.
        ink: 255 where something is written, else 0.
        paper: Grey level of the paper, 0 to 255: the median of the page's light.
        dpi: Pixels an inch of this copy.
    """

    colour: Bgr
    gray: Gray
    flat: Gray
    ink: Gray
    paper: float
    dpi: float

    def px(self, mm: float) -> int:
        """Pixels of a length, one at least."""
        return max(1, round(mm * self.dpi / 25.4))


def working_copy(image: Bgr, dpi: int) -> WorkingCopy:
    """Reduce a page of height × width × 3 (BGR), `dpi` pixels an inch; never enlarges."""
    by = max(1, int(dpi / WORKING_DPI + ROUND_UP), -(-max(image.shape[:2]) // LONGEST_SIDE))
    colour = reduced(image, by)
    gray = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    light = _light(gray, round(PAPER_REACH_MM * dpi / by / 25.4 / PAPER_STEP))
    flat = np.asarray(cv2.divide(gray, np.maximum(light, 1), scale=255), np.uint8)
    _, ink = cv2.threshold(flat, INK_LEVEL * 255, 255, cv2.THRESH_BINARY_INV)
    return WorkingCopy(colour, gray, flat, np.asarray(ink, np.uint8), float(np.median(light)), dpi / by)


def reduced(image: NDArray[np.uint8], by: int) -> NDArray[np.uint8]:
    """An image `by` times smaller, less than that many rows and columns cut off: one pixel at least.

    Whole numbers that divide the size are what OpenCV does several times faster than others.
    """
    height, width = max(1, image.shape[0] // by), max(1, image.shape[1] // by)
    if by == 1:
        return image
    whole = image[: height * by, : width * by]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _light(gray: Gray, reach: int) -> Gray:
    """The paper's own light at every pixel: the brightest nearby, dark islands filled, smoothed."""
    height, width = gray.shape
    size = (max(1, width // PAPER_STEP), max(1, height // PAPER_STEP))
    bright = cv2.dilate(reduced(gray, 2), np.ones((PAPER_STEP // 2, PAPER_STEP // 2), np.uint8))
    small = cv2.resize(bright, size, interpolation=cv2.INTER_NEAREST)
    kernel = np.ones((reach | 1, reach | 1), np.uint8)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.GaussianBlur(closed, (0, 0), 1.5)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
