"""The list of accounts for the review that is due every six months: who may open the desk, and when they last did."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as PdfTable

from desktop.documents.desk import DeskDetails
from desktop.documents.fonts import BOLD, REGULAR, register_fonts

MARGIN = 15 * mm
TITLE = "DANH SÁCH TÀI KHOẢN CẦN RÀ SOÁT"
WIDTHS = [10 * mm, 62 * mm, 40 * mm, 42 * mm, 40 * mm, 30 * mm, 43 * mm]


def account_list(
    rows: Sequence[Sequence[str]], heads: Sequence[str], desk: DeskDetails, said: str, *, made_at: datetime, fonts: Path
) -> bytes:
    """The list, PDF, A4 landscape, with an empty column for the decision and a line to sign.

    Args:
        rows: A row for each account: as many texts as `heads`.
        heads: Names of the columns between the number and the decision.
        desk: Whose list it is.
        said: The rules that it is held against.
        made_at: When it was made, local.
        fonts: Folder of the shipped fonts.

    Raises:
        CodedError: DOC-002: a font is missing.
    """
    register_fonts(fonts)
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=TITLE,
    )
    head, text = _style(9, BOLD), _style(9)
    lines = [[Paragraph(escape(each), head) for each in ("STT", *heads, "Giữ / ngừng / xóa")]]
    lines += [[Paragraph(escape(each), text) for each in (str(nth), *row, "")] for nth, row in enumerate(rows, start=1)]
    table = PdfTable(lines, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#bbc5cf"), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    place = f"{desk.place}, " if desk.place else ""
    parts: list[Any] = [
        Paragraph(escape(desk.unit_name), _style(10.5, BOLD)),
        Paragraph(escape(desk.office_name), _style(9.5)),
        Spacer(1, 5 * mm),
        Paragraph(TITLE, _style(14, BOLD, alignment=TA_CENTER)),
        Spacer(1, 2 * mm),
        Paragraph(escape(said), _style(9.5, alignment=TA_CENTER)),
        Spacer(1, 4 * mm),
        table,
        Spacer(1, 6 * mm),
        Paragraph(f"{escape(place)}{made_at:%H:%M ngày %d/%m/%Y}", _style(10)),
        Paragraph("Người rà soát (ký, ghi rõ họ tên)", _style(10, BOLD)),
    ]
    document.build(parts)
    return out.getvalue()


def _style(size: float, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.4, **more)
