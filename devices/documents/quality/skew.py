"""By how much the lines on a page are turned."""

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
FARTHEST = 20.0  # degrees
COARSE, FINE = 0.5, 0.05
MOST_POINTS = 6_000
FEWEST_POINTS = 150
CLEAR_PEAK = 1.6  # how much sharper the best direction must be than the usual one; noise has 1.3, writing 2.6 and more
SURE_PEAK = 2.0  # so sharp rows need no columns beside them


def skew_of(ink: Gray) -> float:
    """Degrees counter-clockwise by which the writing is turned, within ±20; 0.0 where no direction stands out.

    Projection profiles: seen along the lines, ink gathers in sharp rows (Postl 1986). Rows and columns are both tried,
    since a table's uprights tell as much as its lines.

    Args:
        ink: Height × width, not 0 where something is written.
    """
    edges = cv2.subtract(ink, cv2.erode(ink, np.ones((3, 1), np.uint8)))  # lower and upper edges are enough
    y, x = np.nonzero(edges)
    if len(x) < FEWEST_POINTS:
        return 0.0
    step = max(1, len(x) // MOST_POINTS)
    points = np.stack([x[::step], y[::step]]).astype(np.float32)
    angles = np.arange(-FARTHEST, FARTHEST + COARSE, COARSE)
    best, clearness = 0.0, CLEAR_PEAK
    for axis in (0, 1):
        scores = _gathered(points, angles, axis)
        peak = float(scores.max() / np.median(scores))
        if peak > clearness and 0 < scores.argmax() < len(angles) - 1:  # at the range's end it is no peak
            clearness = peak
            near = float(angles[scores.argmax()]) + np.arange(-COARSE, COARSE + FINE, FINE)
            best = float(near[np.argmax(_gathered(points, near, axis))])
        if clearness > SURE_PEAK:
            break
    return round(best, 2) + 0.0


def _gathered(points: NDArray[np.float32], degrees: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """How unevenly ink falls on rows (axis 0) or columns (axis 1) of a page turned counter-clockwise by each angle."""
    angles = np.radians(degrees).astype(np.float32)[:, None]
    x, y = points
    along = y * np.cos(angles) + x * np.sin(angles) if axis == 0 else x * np.cos(angles) - y * np.sin(angles)
    places = (along - along.min()).astype(np.int32)
    span = int(places.max()) + 1
    places += np.arange(len(degrees), dtype=np.int32)[:, None] * span
    counts = np.bincount(places.ravel(), minlength=span * len(degrees)).reshape(len(degrees), span)
    return np.asarray(np.sum(np.diff(counts, axis=1) ** 2, axis=1), np.float64)
