"""A letter as PDF, with the shipped fonts embedded."""

from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as PdfTable

from sync.reporting.drawings import BOLD, ITALIC, REGULAR, draw, register
from sync.reporting.letter import Annex, Letter, Table, figure_columns, placed, value_text
from sync.reporting.text import NATION, issuer_name, kept_together

_GRID = colors.HexColor("#bbc5cf")


def make_pdf(letter: Letter, fonts: Path) -> bytes:
    """The letter's file; `fonts` is the folder of the shipped fonts."""
    register(fonts)
    out = BytesIO()
    title = letter.subject
    document = BaseDocTemplate(out, pagesize=A4, title=title, author=letter.author, subject=title, lang="vi")
    tall = Frame(30 * mm, 20 * mm, 160 * mm, 257 * mm, id="tall")
    wide = Frame(20 * mm, 15 * mm, 257 * mm, 175 * mm, id="wide")
    document.addPageTemplates(
        [
            PageTemplate("tall", [tall], onPage=_number, pagesize=A4),
            PageTemplate("wide", [wide], onPage=_number, pagesize=landscape(A4)),
        ]
    )
    following = [part for annex in letter.annexes for part in _annex(letter, annex, fonts)]
    document.build([*_letter(letter), NextPageTemplate("wide"), PageBreak(), *following])
    return out.getvalue()


def _number(canvas: Any, document: Any) -> None:
    if document.page > 1:
        canvas.setFont(REGULAR, 10)
        canvas.drawCentredString(canvas._pagesize[0] / 2, canvas._pagesize[1] - 12 * mm, str(document.page))


def _style(size: float = 11.5, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.38, **more)


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)


def _letter(letter: Letter) -> list[Any]:
    centre = {"alignment": TA_CENTER}
    last = len(letter.issuer) - 1
    left = [
        _text(issuer_name(name), _style(10.5, BOLD if place == last else REGULAR, **centre))
        for place, name in enumerate(letter.issuer)
    ]
    right = [_text(NATION[0], _style(10.5, BOLD, **centre)), _text(NATION[1], _style(10.5, BOLD, **centre))]
    motto = pdfmetrics.stringWidth(NATION[1], BOLD, 10.5)
    rows = [
        [[*left, _rule(22 * mm)], [*right, _rule(motto)]],
        [_text(letter.number, _style(10.5, **centre)), _text(letter.place_and_date, _style(10.5, ITALIC, **centre))],
    ]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    middle = [*top, ("ALIGN", (0, 0), (-1, -1), "CENTER")]  # of the lines under the names
    parts: list[Any] = [PdfTable(rows, colWidths=[64 * mm, 96 * mm], style=middle), Spacer(1, 6 * mm)]
    parts.append(_text("BÁO CÁO", _style(13, BOLD, **centre)))
    parts.append(_text(kept_together(letter.subject), _style(12, BOLD, **centre)))
    parts += [_rule(40 * mm), Spacer(1, 3 * mm)]
    body = {"spaceAfter": 4, "alignment": TA_JUSTIFY}
    for heading, sentences in letter.sections:
        parts.append(_text(heading, _style(font=BOLD, spaceBefore=8, spaceAfter=3, keepWithNext=1)))
        parts += [_text(kept_together(each), _style(firstLineIndent=10 * mm, **body)) for each in sentences]
    for place, remark in enumerate(letter.remarks):
        style = _style(9.5, ITALIC, spaceBefore=4) if place else _style(font=BOLD, spaceBefore=8)
        parts.append(_text(kept_together(remark), style))
    parts.append(Spacer(1, 8 * mm))
    receivers = [_text("Nơi nhận:", _style(9.5, BOLD)), *(_text(each, _style(9)) for each in letter.receivers)]
    *titles, how = letter.signature
    signature = [_text(title, _style(11, BOLD, **centre)) for title in titles]
    signature += [_text(how, _style(9.5, ITALIC, **centre)), Spacer(1, 25 * mm)]
    parts.append(PdfTable([[receivers, signature]], colWidths=[80 * mm, 80 * mm], style=top))
    return parts


def _rule(width: float) -> HRFlowable:
    return HRFlowable(width, 0.6, color=colors.black, spaceBefore=2, spaceAfter=3)


def _annex(letter: Letter, annex: Annex, fonts: Path) -> list[Any]:
    above: dict[str, Any] = {"alignment": TA_CENTER, "keepWithNext": 1}
    parts: list[Any] = [
        _text(annex.title, _style(12, BOLD, spaceBefore=12, **above)),
        _text(letter.attached, _style(9.5, ITALIC, spaceAfter=5, **above)),
    ]
    parts += [_text(note, _style(9, ITALIC, spaceAfter=3, keepWithNext=1)) for note in annex.notes]
    parts.append(_table(annex.table))
    for chart in annex.charts:
        parts += [Spacer(1, 4 * mm), draw(chart, annex.table, fonts)]
    return parts


def _table(content: Table) -> PdfTable:
    size = 9.0 if len(content.weights) <= 7 else 8.0
    head, plain, right = _style(size, BOLD, alignment=TA_CENTER), _style(size), _style(size, alignment=TA_RIGHT)
    strong, strong_right = _style(size, BOLD), _style(size, BOLD, alignment=TA_RIGHT)
    columns, heads = len(content.weights), len(content.head)
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.4, _GRID),
        ("VALIGN", (0, 0), (-1, heads - 1), "MIDDLE"),
        ("VALIGN", (0, heads), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, heads - 1), colors.HexColor("#dde7f1")),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ]
    cells: list[list[Any]] = [[""] * columns for _ in range(heads)]
    for row, column, each in placed(content):
        cells[row][column] = _text(each.text, head)
        style.append(("SPAN", (column, row), (column + each.across - 1, row + each.down - 1)))
    figures = figure_columns(content)
    for place, line in enumerate(content.lines, start=heads):
        if line.heading:
            style += [
                ("SPAN", (0, place), (-1, place)),
                ("NOSPLIT", (0, place), (0, place + 1)),
                ("BACKGROUND", (0, place), (-1, place), colors.HexColor("#f3f6f8")),
            ]
            cells.append([_text(value_text(line.values[0]), strong), *[""] * (columns - 1)])
            continue
        sides = (strong, strong_right) if line.strong else (plain, right)
        cells.append([_text(value_text(each), sides[column in figures]) for column, each in enumerate(line.values)])
    if content.lines and content.lines[-1].strong:  # a sum does not stand alone on the next page
        style.append(("NOSPLIT", (0, max(heads, len(cells) - 2)), (-1, -1)))
    widths = [257 * mm * each / sum(content.weights) for each in content.weights]
    table = PdfTable(cells, colWidths=widths, repeatRows=heads, splitByRow=1)
    table.setStyle(TableStyle(style))
    return table
