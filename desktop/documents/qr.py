"""The QR code of a case, as vector drawing, and the text it holds."""

from typing import Final

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors

from desktop.records.cases import Case

SEPARATOR: Final = "|"
QUIET_MODULES: Final = 4  # ISO/IEC 18004, 6.3.8 (TCVN 7322:2009): free modules on every side; at most 2.6 mm here


def case_qr_text(case: Case, *, with_number: bool) -> str:
    """``case code|procedure code``, and the applicant's personal number as a third part where the desk wants it.

    TT 01/2023/TT-VPCP names the identifier of the person among what the code holds; a number on every receipt is also
    personal data in open text. The desk's setting decides. Letters, digits, dots and bars only: ASCII.
    """
    content = case.content
    parts = [case.code, content.procedure_code]
    if with_number and content.applicant.number:
        parts.append(content.applicant.number)
    return SEPARATOR.join(parts)


def qr_drawing(text: str, side: float) -> Drawing:
    """A square QR drawing without its quiet zone: whoever places it leaves `QUIET_MODULES` free on every side.

    Args:
        text: What it holds.
        side: Width and height of the modules' square in points.
    """
    # Level M: a receipt is folded and stamped. Never a Micro QR, which many scanners cannot read.
    matrix = segno.make_qr(text, error="m").matrix
    module = side / len(matrix)
    drawing = Drawing(side, side)
    for row, line in enumerate(matrix):
        bottom = side - (row + 1) * module
        for start, length in _runs(line):
            # Rows overlap by a hair: renderers that smooth edges would show a white seam between them.
            bar = Rect(start * module, bottom, length * module, module * 1.02)
            bar.fillColor, bar.strokeColor = colors.black, None
            drawing.add(bar)
    return drawing


def _runs(line: bytearray) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    start = -1
    for column, dark in enumerate([*line, 0]):
        if dark and start < 0:
            start = column
        elif not dark and start >= 0:
            runs.append((start, column - start))
            start = -1
    return runs
