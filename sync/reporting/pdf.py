"""The report as PDF, with the shipped fonts embedded."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from sync.reporting.model import NOTHING, MonthlyReport, count_lines, ratio_lines
from sync.reporting.tables import annex_table, count_table, ratio_table, unit_table
from sync.reporting.text import NATION, OWN_LAYOUT, RECEIVERS, long_date, paragraphs, state, subject

REGULAR, BOLD, ITALIC = "BaoCao", "BaoCao-Dam", "BaoCao-Nghieng"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf", ITALIC: "NotoSans-Italic.ttf"}
_GRID = colors.HexColor("#bbc5cf")


def make_pdf(report: MonthlyReport, fonts: Path) -> bytes:
    """The report's file; `fonts` is the folder of the shipped fonts."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(fonts / file)))
    out = BytesIO()
    title = subject(report)
    document = BaseDocTemplate(out, pagesize=A4, title=title, author=report.province, subject=title, lang="vi")
    tall = Frame(30 * mm, 20 * mm, 160 * mm, 257 * mm, id="tall")
    wide = Frame(20 * mm, 15 * mm, 257 * mm, 175 * mm, id="wide")
    document.addPageTemplates(
        [
            PageTemplate("tall", [tall], onPage=_number, pagesize=A4),
            PageTemplate("wide", [wide], onPage=_number, pagesize=landscape(A4)),
        ]
    )
    document.build([*_letter(report), NextPageTemplate("wide"), PageBreak(), *_annexes(report)])
    return out.getvalue()


def _number(canvas: Any, document: Any) -> None:
    if document.page > 1:
        canvas.setFont(REGULAR, 10)
        canvas.drawCentredString(canvas._pagesize[0] / 2, canvas._pagesize[1] - 12 * mm, str(document.page))


def _style(size: float = 11.5, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.38, **more)


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _letter(report: MonthlyReport) -> list[Any]:
    centre = {"alignment": TA_CENTER}
    left = [
        _text(f"UBND {report.province.upper()}", _style(10.5, BOLD, **centre)),
        _text("_______", _style(7, **centre)),
    ]
    left.append(_text("Số: ……/BC-UBND", _style(10.5, **centre)))
    right = [_text(NATION[0], _style(10.5, BOLD, **centre)), _text(NATION[1], _style(10.5, BOLD, **centre))]
    right.append(_text("______________________", _style(7, **centre)))
    right.append(_text(long_date(report.made_at, report.place), _style(10.5, ITALIC, **centre)))
    parts: list[Any] = [Table([[left, right]], colWidths=[66 * mm, 94 * mm]), Spacer(1, 7 * mm)]
    parts.append(_text("BÁO CÁO", _style(13, BOLD, **centre)))
    parts.append(_text(subject(report), _style(12, BOLD, spaceAfter=8, **centre)))
    for heading, sentences in paragraphs(report):
        parts.append(_text(heading, _style(font=BOLD, spaceBefore=8, spaceAfter=3)))
        parts += [_text(sentence, _style(firstLineIndent=10 * mm, spaceAfter=4)) for sentence in sentences]
    parts.append(_text(state(report), _style(font=BOLD if not report.locked_at else REGULAR, spaceBefore=8)))
    parts += [_text(OWN_LAYOUT, _style(9.5, ITALIC, spaceBefore=4)), Spacer(1, 8 * mm)]
    receivers = [_text("Nơi nhận:", _style(9.5, BOLD)), *(_text(each, _style(9)) for each in RECEIVERS)]
    signature = [_text("TM. ỦY BAN NHÂN DÂN", _style(11, BOLD, **centre))]
    signature.append(_text("(Ký, ghi rõ họ tên, đóng dấu)", _style(9.5, ITALIC, **centre)))
    parts.append(
        Table([[receivers, signature]], colWidths=[80 * mm, 80 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    return parts


def _annexes(report: MonthlyReport) -> list[Any]:
    parts: list[Any] = []
    for title, rows in (
        ("Phụ lục 1. Tỷ lệ và chỉ tiêu", ratio_table(ratio_lines(report))),
        ("Phụ lục 2. Số liệu tổng hợp", count_table(count_lines(report))),
        ("Phụ lục 3. Các đơn vị", unit_table(report)),
        ("Phụ lục 4. Định nghĩa và căn cứ", annex_table(report)),
    ):
        parts.append(_text(title, _style(12, BOLD, spaceBefore=10, spaceAfter=5, keepWithNext=1)))
        parts.append(_table(rows))
    return parts


def _table(rows: Sequence[Sequence[str]]) -> Table:
    size = 9.0 if len(rows[0]) <= 7 else 8.0
    head, plain, right = _style(size, BOLD, alignment=TA_CENTER), _style(size), _style(size, alignment=TA_RIGHT)
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.4, _GRID),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dde7f1")),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    cells: list[list[Paragraph]] = []
    for line, row in enumerate(rows):
        group = line > 0 and not any(row[1:])
        if group:
            style += [
                ("SPAN", (0, line), (-1, line)),
                ("NOSPLIT", (0, line), (0, line + 1)),
                ("BACKGROUND", (0, line), (-1, line), colors.HexColor("#f3f6f8")),
            ]
        chosen = head if line == 0 else _style(size, BOLD) if group else None
        cells.append([_text(text, chosen or (right if _is_number(text) else plain)) for text in row])
    table = Table(cells, colWidths=_widths(rows), repeatRows=1, splitByRow=1)
    table.setStyle(TableStyle(style))
    return table


def _is_number(text: str) -> bool:
    return text == NOTHING or (bool(text) and text.strip("+-%0123456789., /≥") == "")


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Widths in points by the longest text of each column, long ones sharing what is left."""
    longest = [max(min(46, max(len(row[place]), 7)) for row in rows[1:] or rows) for place in range(len(rows[0]))]
    return [257 * mm * each / sum(longest) for each in longest]
