"""A sheet's corners to a fraction of a pixel, from where its sides are known roughly."""

import cv2
import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
Corners = NDArray[np.float32]
SAMPLES = 120  # along a side
REACH = 0.012  # of the longer side: how far off the rough side may be
CLEAR = 4.0  # grey levels a pixel; a weaker slope is no edge of paper
FEWEST = 25
FARTHEST = 2.5  # of the reach: a corner that goes farther went astray


def sharpen_corners(photo: Bgr, corners: Corners) -> Corners:
    """Corners (4 × 2 pixels, clockwise) moved to where the paper's edges are: lines through the steepest slopes.

    Unchanged where a side is not clear enough.

    Args:
        photo: Height × width × 3, BGR.
        corners: As `find_quadrilateral` gives them on a smaller copy.
    """
    gray = cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY), (0, 0), 1.0).astype(np.float32)
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    reach = max(4.0, REACH * float(sides.max()))
    lines = []
    for place in range(4):
        points = _edge_points(gray, corners[place], corners[(place + 1) % 4], reach)
        if len(points) < FEWEST:
            return corners
        x, y, at_x, at_y = cv2.fitLine(points, cv2.DIST_WELSCH, 0, 0.01, 0.01).ravel().tolist()
        lines.append(np.cross([at_x, at_y, 1.0], [at_x + x, at_y + y, 1.0]))
    meetings = np.array([np.cross(lines[place - 1], lines[place]) for place in range(4)])
    if float(np.abs(meetings[:, 2]).min()) < 1e-9:
        return corners
    moved = (meetings[:, :2] / meetings[:, 2:]).astype(np.float32)
    return moved if float(np.abs(moved - corners).max()) < FARTHEST * reach else corners


def _edge_points(gray: NDArray[np.float32], start: Corners, end: Corners, reach: float) -> Corners:
    """Points (n × 2) along one side where it is brighter on the sheet's side by the steepest slope."""
    way = end - start
    inward = np.array([-way[1], way[0]], np.float32) / max(float(np.linalg.norm(way)), 1.0)  # clockwise: to the right
    along = np.linspace(0.04, 0.96, SAMPLES, dtype=np.float32)[:, None]
    across = np.arange(-reach, reach + 1, dtype=np.float32)[None, :]
    x = start[0] + way[0] * along + inward[0] * across
    y = start[1] + way[1] * along + inward[1] * across
    levels = np.asarray(cv2.remap(gray, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    slopes = (levels[:, 2:] - levels[:, :-2]) / 2
    steepest = slopes.argmax(axis=1)
    rows = np.flatnonzero(slopes[np.arange(SAMPLES), steepest] > CLEAR)
    columns = steepest[rows] + 1
    return np.stack([x[rows, columns], y[rows, columns]], axis=1).astype(np.float32)
