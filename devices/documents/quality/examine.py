"""A page looked at once: everything that is wrong with it."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.covers import finger_mask, has_glare
from devices.documents.quality.fingerprint import fingerprint_of, is_same
from devices.documents.quality.orientation import is_upside_down, upright_turn
from devices.documents.quality.report import Defect, PageReport
from devices.documents.quality.sharpness import edge_width
from devices.documents.quality.skew import skew_of
from devices.documents.quality.working_copy import WorkingCopy, working_copy
from devices.documents.quality.writing import writing_of

Bgr = NDArray[np.uint8]
# Decree 30/2020/NĐ-CP, annex I, asks for 200 dpi of digitised papers (not seen in an official source); a
# webcam's estimate may miss that by a little.
LEAST_DPI = 190
SMALLEST_MM = 20.0  # on the shorter side; whatever is smaller is no page
CROOKED = 1.0  # degrees
DIM_PAPER = 160.0  # grey level; recycled and coloured paper stays above 200
LEAST_WRITING_MM2 = 5.0  # a lone signature has three times that
BLURRED_MM = 0.43  # of a width of 0.25 to 0.35 that a sharp page of 300 or 200 dpi has
BLURRED_PIXELS = 3.6  # with fewer dots, the width of a sharp edge is the dots'


def examine_page(image: Bgr, dpi: int, earlier: Sequence[int] = ()) -> PageReport:
    """Examine a scanned page.

    Args:
        image: Height × width × 3 in BGR, or height × width in grey.
        dpi: Pixels an inch, as the scanner says.
        earlier: Fingerprints of the pages before it, among which a duplicate is sought.

    Raises:
        ValueError: The picture is empty, or `dpi` is not above 0.
    """
    if dpi <= 0 or image.size == 0:
        raise ValueError(f"a page of {image.shape} at {dpi} dpi")
    if image.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    page = working_copy(image, dpi)
    found = {Defect.DARK} if page.paper < DIM_PAPER else set[Defect]()
    if dpi < LEAST_DPI:
        found.add(Defect.LOW_RESOLUTION)
    if min(image.shape[:2]) * 25.4 / dpi < SMALLEST_MM:
        return _report(found | {Defect.LOW_RESOLUTION, Defect.BLANK}, page)
    return _examine(image, page, found, earlier)


def _examine(image: Bgr, page: WorkingCopy, found: set[Defect], earlier: Sequence[int]) -> PageReport:
    finger = finger_mask(page)
    if finger.any():
        found.add(Defect.FINGER)
    if has_glare(page):
        found.add(Defect.GLARE)
    writing = writing_of(page, finger)
    if writing.area < LEAST_WRITING_MM2:
        return _report(found | {Defect.BLANK}, page)
    if writing.cut:
        found.add(Defect.CUT_EDGE)
    skew = skew_of(writing.ink)
    if abs(skew) > CROOKED:
        found.add(Defect.SKEWED)
    width = edge_width(image, page)
    dots = 25.4 / page.dpi * page.gray.shape[1] / image.shape[1]
    upright = upright_turn(page, writing.ink, skew)
    if upright:
        found.add(Defect.SIDEWAYS)
    if width > max(BLURRED_MM, BLURRED_PIXELS * dots):
        found.add(Defect.BLURRED)
    elif not upright and is_upside_down(page, writing.ink, skew):  # a blur takes the marks above the letters first
        found.add(Defect.UPSIDE_DOWN)
        upright = 180
    fingerprint = fingerprint_of(page, writing.ink, skew)
    if any(is_same(fingerprint, other) for other in earlier):
        found.add(Defect.DUPLICATE)
    ink = float(np.count_nonzero(writing.ink)) / writing.ink.size
    return _report(found, page, skew=skew, fingerprint=fingerprint, width=width, ink=ink, upright=upright)


def _report(
    found: set[Defect],
    page: WorkingCopy,
    *,
    skew: float = 0.0,
    fingerprint: int = 0,
    width: float = 0.0,
    ink: float = 0.0,
    upright: int = 0,
) -> PageReport:
    defects = tuple(defect for defect in Defect if defect in found)
    return PageReport(defects, skew, fingerprint, page.paper, width, ink, upright)
