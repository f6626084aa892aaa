"""Whether a page stands on its head, or lies on its side.

Vietnamese carries marks and ascenders above its small letters on nearly every word, and little below: dots and the
tails of g, p, q, y. Above the body of a line there is therefore more ink than below it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.documents.quality.working_copy import WorkingCopy

Gray = NDArray[np.uint8]
LOWEST_LINE_MM, HIGHEST_LINE_MM = 2.0, 9.0
SHORTEST_LINE_MM = 6.0
RULE_MM = 9.0  # straight ink as long as this is a table's, not a letter's
WORD_GAP_MM = 3.0
BODY = 0.5  # rows with so much of a line's fullest row belong to its letters' bodies
SURE = -0.05
LEAST_LINES_MM = 40.0
PLAINLY = 1.6  # how much more of lines is in the columns than in the rows of a page on its side
LEAST_EVIDENCE = 60  # pixels of ink above and below the bodies, at 100 dpi


def is_upside_down(page: WorkingCopy, ink: Gray, skew: float) -> bool:
    """True where the lines of a page stand on their heads.

    Args:
        page: The working copy.
        ink: Its writing, height × width, not 0 where something is written.
        skew: Degrees, as `skew_of` gives it.
    """
    above, below = marks(page, ink, skew)
    total = above + below
    return total >= LEAST_EVIDENCE and (above - below) / total < SURE


def upright_turn(page: WorkingCopy, ink: Gray, skew: float) -> int:
    """Degrees clockwise by which a page that lies on its side is to be turned: 90 or 270; 0 for one that does not.

    Lines of writing are longer than high: on a page that lies on its side they are found in its columns. Which side is
    up is told by the same marks as above.

    Args:
        page: The working copy.
        ink: Its writing, height × width, not 0 where something is written.
        skew: Degrees, as `skew_of` gives it.
    """
    clockwise = np.ascontiguousarray(np.rot90(ink, -1))
    across, down = _line_length(page, ink, skew), _line_length(page, clockwise, skew)
    if down < page.px(LEAST_LINES_MM) or down < PLAINLY * across:
        return 0
    above, below = marks(page, clockwise, skew)
    return 90 if above >= below else 270


def _line_length(page: WorkingCopy, ink: Gray, skew: float) -> float:
    """Pixels of all that is shaped like a line of writing."""
    joined = cv2.morphologyEx(_letters(page, ink, skew), cv2.MORPH_CLOSE, np.ones((1, page.px(WORD_GAP_MM)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    lines = (height >= page.px(LOWEST_LINE_MM)) & (height <= page.px(HIGHEST_LINE_MM)) & (width >= 2.5 * height)
    return float(width[lines].sum())


def marks(page: WorkingCopy, ink: Gray, skew: float) -> tuple[float, float]:
    """Ink above and below the bodies of all lines, in pixels."""
    ink = _letters(page, ink, skew)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, page.px(WORD_GAP_MM)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    above = below = 0.0
    for place in range(1, count):
        x, y, width, height = (int(value) for value in stats[place, :4])
        if page.px(LOWEST_LINE_MM) <= height <= page.px(HIGHEST_LINE_MM) and width >= page.px(SHORTEST_LINE_MM):
            over, under = _around_body(ink[y : y + height, x : x + width])
            above, below = above + over, below + under
    return above, below


def _letters(page: WorkingCopy, ink: Gray, skew: float) -> Gray:
    """The ink set straight, without rules."""
    height, width = ink.shape
    if abs(skew) > 0.1:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
        ink = np.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST), np.uint8)
    left, top, width, height = cv2.boundingRect(ink)
    ink = ink[top : top + height, left : left + width]
    # A rule that was turned back is ragged: the ink is thickened across before what is long is sought along.
    long = page.px(RULE_MM)
    rules = cv2.morphologyEx(cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    thick = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    uprights = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8))
    return np.asarray(cv2.subtract(ink, cv2.max(rules, uprights)), np.uint8)


def _around_body(line: Gray) -> tuple[float, float]:
    profile = np.count_nonzero(line, axis=1).astype(np.float64)
    body = np.flatnonzero(profile >= BODY * profile.max())
    # The row next to the body on either side is half the body's own, now more, now less: neither counts.
    return float(profile[: max(0, body[0] - 1)].sum()), float(profile[body[-1] + 2 :].sum())
