"""Where a sheet of paper lies in a photo."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
Gray = NDArray[np.uint8]
Corners = NDArray[np.float32]
MUCH_BETTER = 1.08  # what a later way to look must add: an earlier one sees the edge more exactly
CROOKED = 25.0  # how much an outline's distance from its quadrilateral counts, both measured in sides of the sheet
LOOKED_AT = 720  # pixels of the longer side of the copy that is searched
LEAST_AREA = 0.12  # of the photo
MOST_AREA = 0.985  # the photo's own frame is no sheet
LEAST_FILL = 0.9  # of the quadrilateral by what was found
SLANTS = (0.015, 0.025, 0.04, 0.06)  # of the outline's length: how far corners may be rounded off
LEAST_ANGLE = 55.0  # degrees at a corner: a webcam on an arm sees a sheet no more aslant


def find_quadrilateral(photo: Bgr) -> Corners | None:
    """A sheet's corners in pixels of the photo, 4 × 2, clockwise from its top left; None where there is none.

    Args:
        photo: Height × width × 3, BGR.
    """
    height, width = photo.shape[:2]
    if min(height, width) < 40:
        return None
    scale = min(1.0, LOOKED_AT / max(height, width))
    small = np.asarray(cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    best, most = None, 0.0
    for mask in _masks(small):
        corners, worth = _largest(mask)
        if corners is not None and worth > most * MUCH_BETTER:
            best, most = corners, worth
    return None if best is None else _clockwise((best + 0.5) / scale - 0.5)


def _masks(small: Bgr) -> Iterator[Gray]:
    """Ways to tell a sheet from a desk: by its light, by its want of colour, by its outline."""
    soft = cv2.GaussianBlur(small, (0, 0), 1.5)
    closed = cv2.morphologyEx(soft, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))  # takes the letters away
    hue_saturation_value = cv2.cvtColor(closed, cv2.COLOR_BGR2HSV)
    saturation, light = hue_saturation_value[:, :, 1], hue_saturation_value[:, :, 2]
    yield _opened(cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1])
    whiteness = cv2.subtract(light, saturation)
    yield _opened(cv2.threshold(whiteness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1])
    around = cv2.blur(light, (small.shape[1] // 3, small.shape[1] // 3))  # under a lamp that falls off to one side
    yield _opened(cv2.threshold(cv2.subtract(light, around), 4, 255, cv2.THRESH_BINARY)[1])
    edges = cv2.dilate(cv2.Canny(closed, 30, 90), np.ones((3, 3), np.uint8))
    ring = cv2.copyMakeBorder(edges, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    cv2.floodFill(ring, None, (0, 0), (128,))
    yield _opened(np.where(ring[1:-1, 1:-1] == 128, 0, 255))


def _opened(mask: NDArray[np.generic]) -> Gray:
    """Without bridges to other bright things on the desk."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)), np.uint8)


def _largest(mask: Gray) -> tuple[Corners | None, float]:
    """The largest sheet in a mask and its worth: its area, less where its sides are not straight."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = mask.shape[0] * mask.shape[1]
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:3]:
        hull = cv2.convexHull(outline)
        length = cv2.arcLength(hull, closed=True)
        for slant in SLANTS:
            corners = cv2.approxPolyDP(hull, slant * length, closed=True).reshape(-1, 2).astype(np.float32)
            area = cv2.contourArea(corners)
            if len(corners) == 4 and LEAST_AREA * whole < area < MOST_AREA * whole and _is_sheet(corners):
                if cv2.contourArea(outline) < LEAST_FILL * area:
                    break
                points = outline.reshape(-1, 2).astype(np.float32)
                refined = _refined(corners, points)
                away = float(_distances(points, refined).min(axis=0).mean()) / float(np.sqrt(area))
                return refined, area * max(0.0, 1 - CROOKED * away)
    return None, 0.0


def _distances(points: Corners, corners: Corners) -> NDArray[np.float32]:
    """Of every point (columns) from the line through every side (4 rows), in pixels."""
    ways = np.roll(corners, -1, axis=0) - corners
    across = np.stack([-ways[:, 1], ways[:, 0]], axis=1) / np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1.0)
    return np.asarray(np.abs(across @ points.T - np.sum(across * corners, axis=1)[:, None]), np.float32)


def _is_sheet(corners: Corners) -> bool:
    for place in range(4):
        one, other = corners[place - 1] - corners[place], corners[(place + 1) % 4] - corners[place]
        cosine = float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-6)
        if abs(cosine) > np.cos(np.radians(LEAST_ANGLE)):
            return False
    return True


def _refined(corners: Corners, outline: Corners) -> Corners:
    """Corners where straight lines through the outline's sides meet: a single point may lie beside them."""
    lines = []
    distances = _distances(outline, corners)
    for place in range(4):
        start, end = corners[place], corners[(place + 1) % 4]
        way = end - start
        length = max(float(np.linalg.norm(way)), 1.0)
        along = (outline - start) @ way / length**2
        aside = distances[place]
        near = outline[(along > 0.06) & (along < 0.94) & (aside < 4)]
        if len(near) < 10:
            return corners
        x, y, at_x, at_y = cv2.fitLine(near, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().tolist()
        lines.append(np.cross([at_x, at_y, 1.0], [at_x + x, at_y + y, 1.0]))
    meetings = [np.cross(lines[place - 1], lines[place]) for place in range(4)]
    if any(abs(meeting[2]) < 1e-9 for meeting in meetings):
        return corners
    refined = np.array([meeting[:2] / meeting[2] for meeting in meetings], np.float32)
    return refined if float(np.abs(refined - corners).max()) < 12 else corners


def _clockwise(corners: Corners) -> Corners:
    """From the top left on: the corner nearest to the photo's own."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[np.argsort(angles)]
    return np.asarray(np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0), np.float32)
