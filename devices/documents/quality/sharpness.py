"""How sharp the writing is, measured where the most of it is and at the scanner's own resolution."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy

Bgr = NDArray[np.uint8]
TILE_MM = 11.0
MOST_TILES = 10
LEAST_CONTRAST = 18.0  # grey levels between a tile's ink and its paper
NOISE = np.uint8(20)  # grey levels between neighbours that noise and JPEG's rings make
STEEPEST = 99.3  # percentile: the slope that stands for a tile's edges


def edge_width(image: Bgr, page: WorkingCopy) -> float:
    """Millimetres over which ink passes into paper: contrast over slope, in the direction where it is worse.

    A blur by a Gaussian of sigma makes it 2.5 sigma; a sharp page has little more than two pixels. 0.0 where nothing
    is written.

    Args:
        image: The page itself, height × width × 3.
        page: Its working copy.
    """
    scale = image.shape[1] / page.gray.shape[1]
    side = page.px(TILE_MM)
    widths = []
    for row, column in _busiest(page, side):
        top, left, size = round(row * side * scale), round(column * side * scale), round(side * scale)
        tile = cv2.cvtColor(image[top : top + size, left : left + size], cv2.COLOR_BGR2GRAY)
        width = _worse_width(np.asarray(tile, np.uint8))
        if width:
            widths.append(width)
    return float(np.median(widths)) * 25.4 / (page.dpi * scale) if widths else 0.0


def _busiest(page: WorkingCopy, side: int) -> list[tuple[int, int]]:
    """Rows and columns of the tiles with the most edges, from the most on; the page's rim is left out."""
    edges = cv2.morphologyEx(page.flat, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edges = np.maximum(edges, NOISE) - NOISE
    rows, columns = edges.shape[0] // side, edges.shape[1] // side
    if not rows or not columns:
        return []
    whole = edges[: rows * side, : columns * side].astype(np.float32)
    sums = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
    if rows > 4 and columns > 4:
        sums[0] = sums[-1] = 0
        sums[:, 0] = sums[:, -1] = 0
    order = np.argsort(sums, axis=None)[::-1][:MOST_TILES]
    least = max(0.01, float(sums.max()) / 5)
    return [(int(n) // columns, int(n) % columns) for n in order if sums.flat[n] >= least]


def _worse_width(tile: NDArray[np.uint8]) -> float:
    """Contrast over slope in pixels; 0.0 without contrast."""
    if min(tile.shape) < 8:
        return 0.0
    low, high = np.percentile(tile[::2, ::2], (2, 90))
    if high - low < LEAST_CONTRAST:
        return 0.0
    slopes = [np.abs(cv2.Sobel(tile, cv2.CV_16S, *way)).ravel() for way in ((1, 0), (0, 1))]
    slope = min(float(np.percentile(along[::2], STEEPEST)) for along in slopes) / 8  # Sobel's weights add up to 8
    return float(high - low) / max(slope, 0.5)
