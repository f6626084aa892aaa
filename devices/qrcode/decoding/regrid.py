"""A code drawn anew from what its modules look like, where the decoder cannot find its way in the picture itself.

Blur and noise hide finder patterns from a decoder that looks for their runs of 1:1:3:1:1, long before they hide what
the modules say. Here the finder patterns are sought as wholes, by correlation; the grid is then fitted to all that a
symbol is known to have (finder, timing and alignment patterns); every module is judged against its neighbourhood, and a
clean picture of them is drawn. That picture is decoded like any other: the symbol's own error correction proves it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.qrcode.decoding.function_patterns import DARK, FINDER, LARGEST, SMALLEST, UNKNOWN, known_modules

Gray = NDArray[np.uint8]
Points = NDArray[np.float32]
Matrix = NDArray[np.float64]
_Peak = tuple[float, int, int]  # strength, x, y
WORKING_SIDE = 190.0  # pixels of a code's side in the picture in which finder patterns are sought
MODULE_SIZES = (3.1, 3.6, 4.2, 4.9)  # pixels in that picture: of sides from 39 to 61 modules
MOST_NARROW = 0.6  # of a code that is tilted, against its longer side
PEAKS = 7
WEAKEST_PEAK = 0.35
TRIPLES = 2
# Steps in modules, and the corners that take them. The fourth corner is guessed, not seen: it moves first and furthest.
ROUGH = ((2.0, (2,)), (1.0, (2,)))
FINE = ((0.5, (2, 0, 1, 3)), (1.0, (2, 0, 1, 3)), (0.5, (2, 0, 1, 3)), (0.25, (2, 0, 1, 3)), (0.12, (2, 0, 1, 3)))
WEAKEST_ROUGH_FIT, WEAKEST_FIT = 0.2, 0.35
DRAWN = 4  # pixels a module in the new picture
QUIET = 4  # modules


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a symbol lies.

    Attributes:
        modules: Along its side.
        quad: Its corners in pixels of the picture, clockwise from the symbol's own top left; 4 × 2.
        fit: How well the known patterns are seen there, 1 for perfectly.
    """

    modules: int
    quad: Points
    fit: float


def find_grid(picture: Gray, size: tuple[float, float]) -> Grid | None:
    """The grid of the code in a crop; None where no finder patterns are seen.

    Args:
        picture: The crop.
        size: About how wide and how high the code is in it, in pixels: a tilted one is narrower or lower.
    """
    upright, to_upright = _upright(picture, size)
    even = _even(picture)
    fits: list[_Fit] = []
    for triple in sorted(_finder_triples(upright), key=lambda triple: -triple.worth)[:TRIPLES]:
        back = cv2.perspectiveTransform(triple.centres[None], np.linalg.inv(to_upright))[0]
        fits += [_Fit(even, np.asarray(back, np.float32), side) for side in triple.sides()]
    for fit in fits:
        fit.settle(ROUGH)
    if not fits or (best := max(fits, key=lambda fit: fit.value)).value < WEAKEST_ROUGH_FIT:
        return None
    best.settle(FINE)
    return Grid(best.modules, best.outline(), best.value) if best.value >= WEAKEST_FIT else None


def redraw(picture: Gray, grid: Grid) -> Gray:
    """The code's modules as they look in a picture, each judged against those around it, drawn clean."""
    values = _module_values(picture, grid)
    dark = values < cv2.blur(values, (7, 7), borderType=cv2.BORDER_REFLECT)
    known = known_modules(grid.modules)
    dark = np.where(known == UNKNOWN, dark, known == DARK)
    framed = np.pad(np.where(dark, 0, 255).astype(np.uint8), QUIET, constant_values=255)
    return np.asarray(np.kron(framed, np.ones((DRAWN, DRAWN), np.uint8)), np.uint8)


def _upright(picture: Gray, size: tuple[float, float]) -> tuple[Gray, Matrix]:
    """The picture stretched and turned so that the code is square and upright; and how a point gets there."""
    longer = max(size)
    across, down = (WORKING_SIDE / max(extent, MOST_NARROW * longer) for extent in size)
    stretched = np.asarray(cv2.resize(picture, None, fx=across, fy=down, interpolation=cv2.INTER_LINEAR), np.uint8)
    angle = _grid_angle(stretched)
    height, width = stretched.shape
    half = np.hypot(height, width) / 2 if abs(angle) > 10 else max(height, width) / 2 * 1.1
    turned = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0.0, 0.0, 1.0]])
    turned[:2, 2] += half - np.array([width / 2, height / 2])
    upright = cv2.warpPerspective(stretched, turned, (int(half * 2), int(half * 2)), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(upright, np.uint8), turned @ np.diag([across, down, 1.0])


def _grid_angle(picture: Gray) -> float:
    """By how many degrees, 45 at most, a code's lines are turned from the axes."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.0)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    # A code's edges have four directions a right angle apart; the fourth power makes them one.
    edges = across + 1j * down
    fourth = edges**4 / (np.abs(edges) ** 2 + 1e-3)
    return float(np.degrees(np.angle(fourth.sum()))) / 4


@dataclass(frozen=True, slots=True)
class _Triple:
    """Three finder patterns: the centres of top left, top right, bottom left, 3 × 2; the pixels of a module there."""

    worth: float
    module: float
    centres: Points

    def sides(self) -> list[int]:
        """The sides, in modules, that such a symbol may have; the pixels of a module are known to some 12 %."""
        top_left, top_right, bottom_left = self.centres
        across = float(np.linalg.norm(top_right - top_left) + np.linalg.norm(bottom_left - top_left)) / 2
        modules = across / self.module + FINDER
        return [side for side in range(SMALLEST, LARGEST + 1, 4) if abs(side - modules) <= 0.12 * modules]


def _finder_triples(upright: Gray) -> Iterator[_Triple]:
    """The likeliest three finder patterns for every module size."""
    for module in MODULE_SIZES:
        template = _finder_template(module)
        seen = cv2.matchTemplate(upright, template, cv2.TM_CCOEFF_NORMED)
        peaks = _peaks(np.asarray(seen, np.float32), round(module * 5))
        best: _Triple | None = None
        for corner, right, below in permutations(peaks, 3):
            worth = _worth(corner, right, below, module)
            if worth > (best.worth if best is not None else 0.0):
                centres = np.array([peak[1:] for peak in (corner, right, below)], np.float32)
                best = _Triple(worth, module, centres + np.float32(template.shape[0] / 2))
        if best is not None:
            yield best


def _worth(corner: _Peak, right: _Peak, below: _Peak, module: float) -> float:
    """How much three peaks look like a symbol's finder patterns: a right angle with even legs; 0 if they do not."""
    across, down = (right[1] - corner[1], right[2] - corner[2]), (below[1] - corner[1], below[2] - corner[2])
    legs = hypot(*across), hypot(*down)
    square = (across[0] * down[1] - across[1] * down[0]) / (legs[0] * legs[1])
    even = min(legs) / max(legs)
    fits = SMALLEST - FINDER - 4 <= max(legs) / module <= LARGEST - FINDER + 4
    return (corner[0] + right[0] + below[0]) * even * square if fits and square > 0.85 and even > 0.7 else 0.0


def _finder_template(module: float) -> Gray:
    """A finder pattern with its light border, as a lens shows it."""
    fine, size = 8, round(module * (FINDER + 2))
    pattern = np.pad(known_modules(SMALLEST)[:FINDER, :FINDER], 1, constant_values=0)
    large = cv2.resize(
        np.where(pattern == DARK, 0, 255).astype(np.uint8), None, fx=fine, fy=fine, interpolation=cv2.INTER_NEAREST
    )
    soft = cv2.GaussianBlur(large, (0, 0), 0.6 * fine)
    return np.asarray(cv2.resize(soft, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _peaks(seen: NDArray[np.float32], apart: int) -> list[_Peak]:
    """The strongest places of a correlation, at least `apart` pixels from each other."""
    left = seen.copy()
    peaks: list[_Peak] = []
    while len(peaks) < PEAKS:
        _, strength, _, (x, y) = cv2.minMaxLoc(left)
        if strength < WEAKEST_PEAK:
            break
        peaks.append((strength, x, y))
        cv2.circle(left, (x, y), apart, -1.0, -1)
    return peaks


def _even(picture: Gray) -> NDArray[np.float32]:
    """Every pixel's light against its surroundings' light and contrast."""
    window = (25, 25)
    values = picture.astype(np.float32)
    mean = cv2.blur(values, window)
    spread = np.sqrt(np.maximum(cv2.blur(values * values, window) - mean * mean, 16.0))
    return np.asarray(cv2.GaussianBlur((values - mean) / spread, (0, 0), 0.7), np.float32)


class _Fit:
    """A grid that is moved about, corner by corner, to where the known patterns are seen best.

    Attributes:
        modules: Along the symbol's side.
        value: The correlation of what is seen with what is known.
    """

    def __init__(self, even: NDArray[np.float32], finders: Points, modules: int) -> None:
        known = known_modules(modules)
        rows, columns = np.nonzero(known != UNKNOWN)
        wanted = np.where(known[rows, columns] == DARK, -1.0, 1.0).astype(np.float32)
        wanted -= wanted.mean()
        near, far = FINDER / 2, modules - FINDER / 2
        top_left, top_right, bottom_left = finders
        self.modules = modules
        self._even = even
        self._places = np.column_stack([columns, rows]).astype(np.float32)[None] + np.float32(0.5)
        self._wanted = wanted / np.sqrt(wanted @ wanted)
        self._at = np.array([[near, near], [far, near], [far, far], [near, far]], np.float32)
        self._quad = np.array([top_left, top_right, top_right + bottom_left - top_left, bottom_left], np.float32)
        self._module = float(np.linalg.norm(top_right - top_left)) / (far - near)
        self.value = self._value(self._quad)

    def settle(self, moves: tuple[tuple[float, tuple[int, ...]], ...]) -> None:
        """Try moves of so many modules on these corners, and keep what is better."""
        for step, corners in moves:
            for corner in corners:
                for direction in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                    moved = self._quad.copy()
                    moved[corner] += np.array(direction, np.float32) * step * self._module
                    value = self._value(moved)
                    if value > self.value:
                        self.value, self._quad = value, moved

    def outline(self) -> Points:
        """The symbol's own corners."""
        end = self.modules
        corners = np.array([[[0, 0], [end, 0], [end, end], [0, end]]], np.float32)
        return np.asarray(cv2.perspectiveTransform(corners, cv2.getPerspectiveTransform(self._at, self._quad))[0])

    def _value(self, quad: Points) -> float:
        there = cv2.perspectiveTransform(self._places, cv2.getPerspectiveTransform(self._at, quad)) - np.float32(0.5)
        seen = np.asarray(cv2.remap(self._even, there[..., 0], there[..., 1], cv2.INTER_LINEAR), np.float32).ravel()
        # What is wanted has no mean, so the mean of what is seen matters below the line only.
        energy = float(seen @ seen) - float(seen.sum()) ** 2 / seen.size
        return float(seen @ self._wanted / (energy**0.5 + 1e-6))


def _module_values(picture: Gray, grid: Grid) -> NDArray[np.float32]:
    """Each module's grey, from its middle; modules × modules."""
    size = grid.modules * DRAWN
    outline = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32) - 0.5
    matrix = cv2.getPerspectiveTransform(grid.quad - 0.5, outline)
    flat = cv2.warpPerspective(picture, matrix, (size, size), flags=cv2.INTER_LINEAR).astype(np.float32)
    return np.asarray((flat[1::4, 1::4] + flat[2::4, 1::4] + flat[1::4, 2::4] + flat[2::4, 2::4]) / 4, np.float32)
