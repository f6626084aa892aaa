"""What makes a receipt's code unreadable: a wet thumb, a pen, a fold that was rained on."""

import cv2
import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
Quad = NDArray[np.float32]
SPREAD = 1.5  # times the code's own side over which it reaches


def smudged(page: Bgr, code: Quad, seed: int) -> Bgr:
    """A page on which a code was rubbed while wet, or scribbled over, so that nobody reads it.

    Args:
        page: Height × width × 3, BGR.
        code: The code's corners, 4 × 2 pixels.
        seed: Of how.
    """
    rng = np.random.default_rng(seed)
    x, y = (float(value) for value in code.mean(axis=0))
    side = float(np.linalg.norm(code[0] - code[1]))
    worked = _rubbed(page, side, rng) if rng.random() < 0.5 else _scribbled(page, (x, y), side, rng)
    mask = np.zeros(page.shape[:2], np.float32)
    half = SPREAD * side / 2
    cv2.ellipse(mask, (round(x), round(y)), (round(half), round(half)), 0, 0, 360, 1.0, -1)
    weight = cv2.GaussianBlur(mask, (0, 0), side / 20)[:, :, None]
    return np.asarray(page * (1 - weight) + worked * weight, np.uint8)


def _rubbed(page: Bgr, side: float, rng: np.random.Generator) -> Bgr:
    length = max(3, round(side * float(rng.uniform(0.15, 0.35))))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1.0 / length
    if rng.random() < 0.5:
        kernel = np.ascontiguousarray(kernel.T)
    soft = cv2.GaussianBlur(page, (0, 0), side / 40)
    return np.asarray(cv2.filter2D(soft, -1, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)


def _scribbled(page: Bgr, middle: tuple[float, float], side: float, rng: np.random.Generator) -> Bgr:
    drawn = page.copy()
    points = np.array(middle) + rng.uniform(-0.6, 0.6, (26, 2)) * side
    cv2.polylines(drawn, [points.astype(np.int32)], False, (90, 40, 30), max(2, round(side / 16)), cv2.LINE_AA)
    return drawn
