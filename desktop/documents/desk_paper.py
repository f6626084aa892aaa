"""A paper of the desk's own, PDF: whose it is, its title, what it says, where and when it was made, who signs."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from desktop.documents.desk import DeskDetails
from desktop.documents.fonts import BOLD, REGULAR, register_fonts

GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#bbc5cf"), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def text_style(size: float, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    """A style of running text, `size` in points."""
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.4, **more)


def desk_paper(
    title: str,
    body: Sequence[Flowable],
    signed: str,
    *,
    desk: DeskDetails,
    made_at: datetime,
    fonts: Path,
    margin: float,
    size: tuple[float, float] = A4,
) -> bytes:
    """The paper.

    Args:
        title: What it is.
        body: What it says.
        signed: The last line, as markup: who made it, or who signs.
        desk: Whose it is.
        made_at: When it was made, local.
        fonts: Folder of the shipped fonts.
        margin: On all sides, points.
        size: Of the page, points.

    Raises:
        CodedError: DOC-002: a font is missing.
    """
    register_fonts(fonts)
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=size, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin, title=title
    )
    place = f"{desk.place}, " if desk.place else ""
    document.build(
        [
            Paragraph(escape(desk.unit_name), text_style(10.5, BOLD)),
            Paragraph(escape(desk.office_name), text_style(9.5)),
            Spacer(1, 6 * mm),
            Paragraph(title, text_style(14, BOLD, alignment=TA_CENTER)),
            Spacer(1, 3 * mm),
            *body,
            Spacer(1, 4 * mm),
            Paragraph(f"{escape(place)}{made_at:%H:%M ngày %d/%m/%Y}", text_style(10)),
            Paragraph(signed, text_style(10, BOLD)),
        ]
    )
    return out.getvalue()
