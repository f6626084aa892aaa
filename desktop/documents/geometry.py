"""The measures of a form on A5, in points from the lower left corner of the page."""

from typing import Final

from reportlab.lib.units import mm

A5: Final = (148 * mm, 210 * mm)
A4_LANDSCAPE: Final = (297 * mm, 210 * mm)

LEFT: Final = 9 * mm
WIDTH: Final = A5[0] - 2 * LEFT
RIGHT: Final = LEFT + WIDTH
TOP: Final = A5[1] - 8 * mm
BOTTOM: Final = 15 * mm  # the text ends here; the foot stands below

# Office printers leave 4 to 5 mm at the edge of a sheet white: the foot's last line stays above that.
FOOT_RULE: Final = 13.4 * mm
FOOT_LINE: Final = 10 * mm
FOOT_SECOND_LINE: Final = 6.2 * mm

MARK_HEIGHT: Final = 7.5 * mm
RUNNING_HEAD_HEIGHT: Final = 8 * mm
