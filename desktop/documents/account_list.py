"""The list of accounts for the review that is due every six months: who may open the desk, and when they last did."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer
from reportlab.platypus import Table as PdfTable

from desktop.documents.desk import DeskDetails
from desktop.documents.desk_paper import GRID, desk_paper, text_style
from desktop.documents.fonts import BOLD, register_fonts

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
    head, text = text_style(9, BOLD), text_style(9)
    lines = [[Paragraph(escape(each), head) for each in ("STT", *heads, "Giữ / ngừng / xóa")]]
    lines += [[Paragraph(escape(each), text) for each in (str(nth), *row, "")] for nth, row in enumerate(rows, start=1)]
    table = PdfTable(lines, colWidths=WIDTHS, repeatRows=1)
    table.setStyle(GRID)
    body = [Paragraph(escape(said), text_style(9.5, alignment=TA_CENTER)), Spacer(1, 4 * mm), table]
    signed = "Người rà soát (ký, ghi rõ họ tên)"
    return desk_paper(TITLE, body, signed, desk=desk, made_at=made_at, fonts=fonts, margin=MARGIN, size=landscape(A4))
