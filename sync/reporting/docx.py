"""The report as a Word document (Office Open XML), laid out after Nghị định 30/2020/NĐ-CP."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sync.reporting.model import NOTHING, MonthlyReport, count_lines, ratio_lines
from sync.reporting.tables import annex_table, count_table, ratio_table, unit_table
from sync.reporting.text import NATION, OWN_LAYOUT, RECEIVERS, long_date, paragraphs, state, subject

FONT = "Times New Roman"
_CENTRE, _RIGHT, _BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_LEFT = WD_ALIGN_PARAGRAPH.LEFT


def make_docx(report: MonthlyReport) -> bytes:
    """The report's file."""
    document = Document()
    _page(document)
    _head(document, report)
    for heading, sentences in paragraphs(report):
        _line(document, heading, bold=True, before=8)
        for sentence in sentences:
            _line(document, sentence, align=_BOTH, indent=True)
    _line(document, state(report), italic=True, before=6)
    _line(document, OWN_LAYOUT, italic=True, size=12)
    _signatures(document)
    _tables(document, report)
    document.core_properties.title = subject(report)
    document.core_properties.author = report.province
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True  # the number stands from page 2 on
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    _field(number, "PAGE")
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)


def _field(paragraph: Any, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _head(document: Any, report: MonthlyReport) -> None:
    head = document.add_table(rows=1, cols=2)
    head.autofit = False
    left, right = head.rows[0].cells
    for place, (cell, width) in enumerate(((left, Mm(62)), (right, Mm(98)))):
        head.columns[place].width = cell.width = width
    _cell_line(left, f"UBND {report.province.upper()}", bold=True, size=13, first=True)
    _cell_line(left, "_______", size=8)
    _cell_line(left, "Số: ……/BC-UBND", size=13)
    _cell_line(right, NATION[0], bold=True, size=13, first=True)
    _cell_line(right, NATION[1], bold=True, size=13)
    _cell_line(right, "_______________________", size=8)
    _cell_line(right, long_date(report.made_at, report.place), italic=True, size=13)
    _line(document, "BÁO CÁO", bold=True, align=_CENTRE, before=14)
    _line(document, subject(report), bold=True, align=_CENTRE)
    _line(document, "_______________", align=_CENTRE, size=8)


def _signatures(document: Any) -> None:
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _cell_line(left, "Nơi nhận:", bold=True, italic=True, size=12, align=_LEFT, first=True)
    for receiver in RECEIVERS:
        _cell_line(left, receiver, size=11, align=_LEFT)
    _cell_line(right, "TM. ỦY BAN NHÂN DÂN", bold=True, first=True)
    _cell_line(right, "(Ký, ghi rõ họ tên, đóng dấu)", italic=True, size=12)


def _tables(document: Any, report: MonthlyReport) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.different_first_page_header_footer = False
    _titled(document, "Phụ lục 1. Tỷ lệ và chỉ tiêu", ratio_table(ratio_lines(report)))
    _titled(document, "Phụ lục 2. Số liệu tổng hợp", count_table(count_lines(report)))
    _titled(document, "Phụ lục 3. Các đơn vị", unit_table(report))
    _titled(document, "Phụ lục 4. Định nghĩa và căn cứ", annex_table(report))


def _titled(document: Any, title: str, rows: Sequence[Sequence[str]]) -> None:
    heading = _line(document, title, bold=True, before=12)
    heading.paragraph_format.keep_with_next = True
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    longest = [max(max(min(40, len(row[place])), 7) for row in rows) for place in range(len(rows[0]))]
    widths = [Mm(257 * each / sum(longest)) for each in longest]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for position, row in enumerate(rows):
        line = table.add_row()
        _keep_whole(line, head=position == 0)
        if position > 0 and not any(row[1:]):
            _cell_line(line.cells[0].merge(line.cells[-1]), row[0], size=11, bold=True, align=_LEFT, first=True)
            continue
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            _cell_line(cell, text, size=11, bold=position == 0, align=_side(text, head=position == 0), first=True)


def _side(text: str, *, head: bool) -> WD_ALIGN_PARAGRAPH:
    if head:
        return _CENTRE
    is_number = text == NOTHING or text.strip("+-%0123456789., /≥") == ""
    return _RIGHT if text and is_number else _LEFT


def _keep_whole(row: Any, *, head: bool) -> None:
    """Do not break a row across pages; say the head again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _line(
    document: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    size: int = 14,
    before: int = 0,
    indent: bool = False,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    return paragraph


def _cell_line(
    cell: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = _CENTRE,
    size: int = 14,
    first: bool = False,
) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, bold=bold, italic=italic, size=size)


def _run(paragraph: Any, text: str, *, bold: bool, italic: bool, size: int) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
