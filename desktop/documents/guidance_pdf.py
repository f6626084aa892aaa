"""Guidance in large type with the QR codes of official pages: a slip to take home, a poster for the wall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A3, A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from desktop.documents.fonts import BOLD, ITALIC, MISSING_LETTER, REGULAR, letters_of, register_fonts
from desktop.documents.geometry import A5
from desktop.documents.pagination import Column, paginate
from desktop.documents.qr import QUIET_MODULES, qr_drawing
from desktop.documents.styles import LINE_HEIGHT, SMALLEST
from desktop.documents.wording import clean
from desktop.records.form_templates import Line, LineKind, fill
from desktop.records.resources import resources_folder
from devices.errors import CodedError

TITLE, BODY, SMALL = 21.0, 15.0, 11.0  # points on A5; on A4 1.4 times, on A3 twice as large
SCALES: Final = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
ONE_QR, TWO_QR = 50 * mm, 42 * mm
MARGIN: Final = 11 * mm
FOOT: Final = 7 * mm
ADDRESS_PENDING: Final = "Địa chỉ trang chưa đối chiếu"


class GuidanceLayout(StrEnum):
    """The paper."""

    A5 = "a5"
    A4 = "a4"
    A3 = "a3"


SIZES: Final = {GuidanceLayout.A5: A5, GuidanceLayout.A4: A4, GuidanceLayout.A3: A3}


def guidance_pdf(
    lines: Sequence[Line],
    values: Mapping[str, str],
    layout: GuidanceLayout,
    *,
    title: str,
    pending: bool = False,
) -> bytes:
    """One page in the largest type that fits.

    Args:
        lines: Of a checked template.
        values: What is filled in.
        layout: The paper.
        title: The PDF's own title.
        pending: Say that the addresses were not held against an official source.

    Raises:
        CodedError: DOC-002; DOC-003; FORM-010, the text is too long for a page in type that is still large.
    """
    register_fonts(resources_folder() / "fonts")
    width = A5[0] - 2 * MARGIN
    column = Column(MARGIN, MARGIN, width, A5[1] - 2 * MARGIN)
    for scale in SCALES:
        pages = paginate(list(_Guidance(values, scale, width).all(lines)), column, column)
        if len(pages) == 1:
            break
    else:
        raise CodedError("FORM-010")
    buffer, size = BytesIO(), SIZES[layout]
    canvas = Canvas(buffer, pagesize=size, invariant=1, lang="vi-VN", initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setCreator("Bàn Một Cửa")
    canvas.scale(size[0] / A5[0], size[1] / A5[1])
    lowest = min(placed.bottom for placed in pages[0])
    drop = (lowest - MARGIN) / 2  # what is left of the page stands half above, half below
    for placed in pages[0]:
        placed.flowable.drawOn(canvas, placed.left, placed.bottom - drop)
    if pending:
        canvas.setFont(ITALIC, SMALLEST)
        canvas.drawCentredString(A5[0] / 2, FOOT, ADDRESS_PENDING)
    canvas.save()
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Guidance:
    values: Mapping[str, str]
    scale: float
    width: float

    def all(self, lines: Sequence[Line]) -> Iterator[Flowable]:
        for kind, group in groupby(lines, key=lambda line: line.kind):
            if kind is LineKind.QR:
                yield from self._codes(list(group))
            else:
                for line in group:
                    yield self._one(line)

    def _style(self, font: str, size: float, *, centred: bool = True, indent: float = 0.0) -> ParagraphStyle:
        points = size * self.scale
        return ParagraphStyle(
            f"{font}{points}",
            fontName=font,
            fontSize=points,
            leading=points * LINE_HEIGHT,
            spaceBefore=points * 0.25,
            spaceAfter=points * 0.25,
            leftIndent=indent,
            firstLineIndent=-indent,
            splitLongWords=1,
            alignment=TA_CENTER if centred else 0,
        )

    def _one(self, line: Line) -> Flowable:
        if not line.text:
            return Spacer(0, 2 * mm)
        if line.kind is LineKind.TITLE:
            return self._text(line.text, self._style(BOLD, TITLE))
        if line.kind is LineKind.BOLD:
            return self._text(line.text, self._style(BOLD, BODY))
        if line.kind is LineKind.NOTE:
            return self._text(line.text, self._style(ITALIC, SMALL))
        centred = line.kind is LineKind.CENTRED
        return self._text(line.text, self._style(REGULAR, BODY, centred=centred, indent=0 if centred else 6 * mm))

    def _text(self, text: str, style: ParagraphStyle) -> Paragraph:
        letters = letters_of(REGULAR) & letters_of(BOLD) & letters_of(ITALIC)
        return Paragraph(escape(clean(fill(text, self.values, "…"), letters, MISSING_LETTER)), style)

    def _codes(self, lines: list[Line]) -> Iterator[Flowable]:
        """One code in the middle, several by two."""
        across = min(2, len(lines))
        side = (ONE_QR if across == 1 else TWO_QR) * self.scale
        cells = [self._code(line, side) for line in lines]
        cells += [[]] * (-len(cells) % across)
        rows = [cells[start : start + across] for start in range(0, len(cells), across)]
        table = Table(rows, [self.width / across] * across)
        table.setStyle([("ALIGN", (0, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        yield table

    def _code(self, line: Line, side: float) -> list[Flowable]:
        caption, address = line.cells
        url = fill(address, self.values, "")
        drawing = qr_drawing(url, side)
        drawing.hAlign = "CENTER"
        free = side * QUIET_MODULES / 33  # a code of this length has 29 to 41 modules
        plain = self._style(REGULAR, SMALL * 0.8)
        return [
            Spacer(0, free),
            drawing,
            Spacer(0, free),
            self._text(caption, self._style(BOLD, SMALL * 1.15)),
            self._text(url.split("?")[0], plain),
        ]
