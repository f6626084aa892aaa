"""A page set straight, and a page taken out of a webcam's photo of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.quadrilateral import find_quadrilateral
from devices.documents.quality.sides import sharpen_corners

Bgr = NDArray[np.uint8]
WHITE = (255, 255, 255)
INSIDE = 1.5  # pixels by which the sheet is cut smaller: its edge is half desk
A4 = 2**0.5
NEAR_A4 = 0.12  # a sheet whose sides are as near to A4's is A4: perspective hides the rest
PAPER_LEVEL = 245.0  # what the paper is brought to
LIGHT_STEP = 8  # light is measured on a copy that much smaller
LIGHT_REACH = 0.05  # of the page's width: wider than letters and lines, narrower than the lamp's fall


def straighten(image: Bgr, angle: float) -> Bgr:
    """Turn a page back, white where nothing of it was.

    Args:
        image: Height × width × 3, BGR, or height × width.
        angle: Degrees counter-clockwise by which it is turned, as `PageReport.skew` says.

    Returns:
        A picture of the same size.
    """
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=WHITE)
    return np.asarray(turned, np.uint8)


def find_page(photo: Bgr) -> Bgr | None:
    """The sheet in a photo, seen from straight above and evenly lit; None where there is none.

    It is no larger than its longest sides in the photo: nothing is made up. Evening the light takes a lamp's reflection
    and the dark away with it, so that `examine_page` can tell neither of the result.

    Args:
        photo: Height × width × 3, BGR.
    """
    rough = find_quadrilateral(photo)
    if rough is None:
        return None
    corners = sharpen_corners(photo, rough)
    corners += INSIDE * np.sign(corners.mean(axis=0) - corners).astype(np.float32)
    width, height = _size(corners)
    to = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, to)
    flat = cv2.warpPerspective(photo, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return even_light(np.asarray(flat, np.uint8))


def even_light(page: Bgr) -> Bgr:
    """The page as if its paper were white everywhere: each channel over its own light (height × width × 3)."""
    height, width = page.shape[:2]
    size = (max(1, width // LIGHT_STEP), max(1, height // LIGHT_STEP))
    small = cv2.resize(page, size, interpolation=cv2.INTER_AREA)
    reach = max(3, round(LIGHT_REACH * size[0])) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    light = cv2.resize(cv2.GaussianBlur(closed, (0, 0), reach / 3), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(page, np.maximum(light, 1), scale=PAPER_LEVEL), np.uint8)


def _size(corners: NDArray[np.float32]) -> tuple[int, int]:
    """Width and height of the sheet in pixels; A4's proportion where it is near that."""
    sides = [float(np.linalg.norm(corners[place] - corners[place - 1])) for place in range(4)]
    height, width = max(sides[0], sides[2]), max(sides[1], sides[3])
    long, short = max(height, width), min(height, width)
    if abs(long / short / A4 - 1) < NEAR_A4:
        long, short = max(long, short * A4), max(short, long / A4)
    return (round(short), round(long)) if height >= width else (round(long), round(short))
