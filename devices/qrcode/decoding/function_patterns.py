"""Where in a QR symbol what is known beforehand: finder, timing and alignment patterns (ISO/IEC 18004, clause 6.3)."""

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.int8]
LIGHT, DARK, UNKNOWN = 0, 1, -1
FINDER = 7
SMALLEST, LARGEST = 33, 65  # modules along the side of versions 4 to 12; cards have 6 to 10


def known_modules(side: int) -> Modules:
    """For a symbol of `side` modules: `DARK` and `LIGHT` where every such symbol has them, else `UNKNOWN`.

    Format and version information differ between symbols of one size and are left unknown.
    """
    known = np.full((side, side), UNKNOWN, np.int8)
    known[6, :] = known[:, 6] = (np.arange(side) + 1) % 2
    for row in (places := _alignment_places(side)):
        for column in places:
            if not _in_finder(row, column, side):
                known[row - 2 : row + 3, column - 2 : column + 3] = _rings(5)
    corner = np.full((FINDER + 1, FINDER + 1), LIGHT, np.int8)
    corner[:FINDER, :FINDER] = _rings(FINDER)
    known[:8, :8] = corner
    known[:8, -8:] = corner[:, ::-1]
    known[-8:, :8] = corner[::-1]
    return known


def _rings(size: int) -> Modules:
    """A dark frame, a light one in it, and a dark core: 5 modules an alignment pattern, 7 a finder pattern."""
    rings = np.full((size, size), DARK, np.int8)
    rings[1:-1, 1:-1] = LIGHT
    rings[2:-2, 2:-2] = DARK
    return rings


def _in_finder(row: int, column: int, side: int) -> bool:
    near, far = 8, side - 9
    return (row < near and (column < near or column > far)) or (row > far and column < near)


def _alignment_places(side: int) -> list[int]:
    """Rows, and columns, of the alignment patterns' centres (table E.1, given here by its rule for these versions)."""
    version = (side - 17) // 4
    if version < 2:
        return []
    count = version // 7 + 2
    last = side - 7
    step = -(-(last - 6) // (count - 1))
    step += step % 2
    return [6, *sorted(last - step * number for number in range(count - 1))]
