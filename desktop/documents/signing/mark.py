"""The visible mark of a signature: its words, and its drawing as a PDF page of its own size."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import MISSING_LETTER, REGULAR, letters_of, register_fonts
from desktop.documents.styles import LINE_HEIGHT, SMALLEST
from desktop.documents.wording import clean
from desktop.records.local_time import ZONE
from desktop.records.resources import resources_folder

WIDEST: Final = 70 * mm
HIGHEST: Final = 20 * mm
_PADDING: Final = 1.5 * mm
_LEADING: Final = SMALLEST * LINE_HEIGHT
_NAME_LINES: Final = 3
_INK: Final = (0.08, 0.22, 0.55)  # a stamp's blue: told apart from the black of the paper, dark when printed grey
_LINE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Mark:
    """A laid out mark; lengths in points."""

    lines: tuple[str, ...]
    width: float
    height: float


def lay_out(name: str, at: datetime) -> Mark:
    """The words of a mark, broken into lines.

    Raises:
        CodedError: DOC-002, a font file is missing or damaged.
    """
    register_fonts(resources_folder() / "fonts")
    room = WIDEST - 2 * _PADDING
    whole = f"Ký số bởi: {clean(name, letters_of(REGULAR), MISSING_LETTER)}"
    lines = [part for line in simpleSplit(whole, REGULAR, SMALLEST, room) for part in _cut(line, room)]
    if len(lines) > _NAME_LINES:
        lines = [*lines[: _NAME_LINES - 1], _shortened(lines[_NAME_LINES - 1], room)]
    lines.append(f"Thời gian ký: {at.astimezone(ZONE):%d/%m/%Y %H:%M} +07:00")
    width = max(stringWidth(line, REGULAR, SMALLEST) for line in lines) + 2 * _PADDING
    return Mark(tuple(lines), width, len(lines) * _LEADING + 2 * _PADDING)


def draw(mark: Mark, rotation: int, scale: float) -> bytes:
    """The mark as a PDF of one page of the mark's size.

    Nothing is painted behind the words: what the paper says there stays readable.

    Args:
        mark: What to draw.
        rotation: By how much the page it goes to is turned clockwise when shown: 0, 90, 180 or 270 degrees; the
            mark is turned back.
        scale: The length of a point of the mark in units of the page.
    """
    width, height = mark.width * scale, mark.height * scale
    turned = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(height, width) if rotation % 180 else (width, height), invariant=1)
    canvas.translate(*turned[rotation])
    canvas.rotate(rotation)
    canvas.scale(scale, scale)
    canvas.setStrokeColorRGB(*_INK)
    canvas.setFillColorRGB(*_INK)
    canvas.setLineWidth(_LINE)
    canvas.rect(_LINE, _LINE, mark.width - 2 * _LINE, mark.height - 2 * _LINE)
    canvas.setFont(REGULAR, SMALLEST)
    for index, line in enumerate(mark.lines, start=1):
        # The base line stands a quarter above the foot of its line: room for the dot below.
        canvas.drawString(_PADDING, mark.height - _PADDING - index * _LEADING + 0.25 * _LEADING, line)
    canvas.save()
    return buffer.getvalue()


def _cut(line: str, room: float) -> list[str]:
    """A word that is wider than the mark, in pieces that are not."""
    pieces = [""]
    for letter in line:
        if pieces[-1] and stringWidth(pieces[-1] + letter, REGULAR, SMALLEST) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(line: str, room: float) -> str:
    while line and stringWidth(f"{line}…", REGULAR, SMALLEST) > room:
        line = line[:-1]
    return f"{line}…"
