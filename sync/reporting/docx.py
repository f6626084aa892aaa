"""A letter as a Word document (Office Open XML), laid out after Nghị định 30/2020/NĐ-CP."""

from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from sync.reporting.drawings import draw, picture
from sync.reporting.letter import Annex, Letter, Table, figure_columns, placed, value_text
from sync.reporting.text import NATION, issuer_name, kept_together

FONT = "Times New Roman"
_CENTRE, _RIGHT, _BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_LEFT = WD_ALIGN_PARAGRAPH.LEFT
SIZE = 13  # points; 13 or 14 by Nghị định 30/2020/NĐ-CP
SHORT = 12  # lines of a table that stays on one page


def make_docx(letter: Letter, fonts: Path) -> bytes:
    """The letter's file; `fonts` is the folder of the shipped fonts, for what is drawn."""
    document = Document()
    _page(document)
    _head(document, letter)
    for heading, sentences in letter.sections:
        _line(document, heading, bold=True, before=8)
        for sentence in sentences:
            _line(document, kept_together(sentence), align=_BOTH, indent=True)
    for place, remark in enumerate(letter.remarks):
        first = place == 0
        said = _line(
            document,
            kept_together(remark),
            bold=first,
            italic=not first,
            before=6 * first,
            size=SIZE if first else 11,
        )
        said.paragraph_format.keep_with_next = True  # no signature stands alone on a page
    _signatures(document, letter)
    _annexes(document, letter, fonts)
    document.core_properties.title = letter.subject
    document.core_properties.author = letter.author
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
    style.font.name, style.font.size = FONT, Pt(SIZE)
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


def _head(document: Any, letter: Letter) -> None:
    head = document.add_table(rows=2, cols=2)
    head.autofit = False
    for place, width in enumerate((Mm(62), Mm(98))):
        head.columns[place].width = width
        for row in head.rows:
            row.cells[place].width = width
    left, right = head.rows[0].cells
    for place, name in enumerate(letter.issuer):
        _cell_line(left, issuer_name(name), bold=place == len(letter.issuer) - 1, size=13, first=place == 0)
    _cell_line(left, "_" * 15, size=8)
    _cell_line(right, NATION[0], bold=True, size=12, first=True)
    _cell_line(right, NATION[1], bold=True, size=13)
    _cell_line(right, "_" * 36, size=8)
    number, day = head.rows[1].cells
    _cell_line(number, letter.number, size=13, first=True)
    _cell_line(day, letter.place_and_date, italic=True, size=13, first=True)
    _line(document, "BÁO CÁO", bold=True, align=_CENTRE, before=14, size=14)
    _line(document, kept_together(letter.subject), bold=True, align=_CENTRE)
    _line(document, "_" * 24, align=_CENTRE, size=8)


def _signatures(document: Any, letter: Letter) -> None:
    table = document.add_table(rows=1, cols=2)
    _keep_whole(table.rows[0], head=False)
    left, right = table.rows[0].cells
    _cell_line(left, "Nơi nhận:", bold=True, italic=True, size=12, align=_LEFT, first=True)
    for receiver in letter.receivers:
        _cell_line(left, receiver, size=11, align=_LEFT)
    *titles, how = letter.signature
    for place, title in enumerate(titles):
        _cell_line(right, title, bold=True, first=place == 0)
    _cell_line(right, how, italic=True, size=12)
    for _ in range(3):  # where the name will stand
        _cell_line(right, "")


def _annexes(document: Any, letter: Letter, fonts: Path) -> None:
    section = document.add_section()
    ending = document.paragraphs[-1]  # it ends the letter's last page, and has to fit there
    ending.paragraph_format.space_after = Pt(0)
    ending.paragraph_format.line_spacing = Pt(1)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.different_first_page_header_footer = False
    for annex in letter.annexes:
        _line(document, annex.title, bold=True, before=12, align=_CENTRE).paragraph_format.keep_with_next = True
        attached = _line(document, letter.attached, italic=True, size=12, align=_CENTRE)
        attached.paragraph_format.keep_with_next = True
        for note in annex.notes:
            _line(document, note, italic=True, size=11).paragraph_format.keep_with_next = True
        _table(document, annex.table)
        _charts(document, annex, fonts)


def _charts(document: Any, annex: Annex, fonts: Path) -> None:
    for chart in annex.charts:
        paragraph = _line(document, "", before=8, align=_CENTRE)
        paragraph.add_run().add_picture(BytesIO(picture(draw(chart, annex.table, fonts))), width=Mm(200))
        paragraph.runs[-1]._r.xpath(".//wp:docPr")[0].set("descr", chart.title)  # for who hears the document


def _table(document: Any, content: Table) -> None:
    columns, heads = len(content.weights), len(content.head)
    small = 11 if columns <= 7 else 9
    table = document.add_table(rows=heads, cols=columns)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(257 * each / sum(content.weights)) for each in content.weights]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        _keep_whole(row, head=True)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for row, column, head in placed(content):
        cell = table.cell(row, column)
        if head.across > 1 or head.down > 1:
            cell = cell.merge(table.cell(row + head.down - 1, column + head.across - 1))
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _cell_line(cell, head.text, size=small, bold=True, first=True, stays=True)
    figures, lines = figure_columns(content), len(content.lines)
    for place, line in enumerate(content.lines):
        row = table.add_row()
        _keep_whole(row, head=False)
        # A heading stays with what it is over, a sum with what it is of, a short table on one page.
        sum_follows = content.lines[-1].strong and lines - 4 <= place
        stays = place < lines - 1 and (line.heading or sum_follows or lines <= SHORT)
        if line.heading:
            _cell_line(
                row.cells[0].merge(row.cells[-1]),
                value_text(line.values[0]),
                size=small,
                bold=True,
                align=_LEFT,
                first=True,
                stays=stays,
            )
            continue
        for column, (cell, value, width) in enumerate(zip(row.cells, line.values, widths, strict=True)):
            cell.width = width
            side = _RIGHT if column in figures else _LEFT
            _cell_line(cell, value_text(value), size=small, bold=line.strong, align=side, first=True, stays=stays)
            _loose(cell)


def _loose(cell: Any) -> None:
    """Some air above and below, so that no letter touches the line."""
    spacing = cell.paragraphs[0].paragraph_format
    spacing.space_before, spacing.space_after = Pt(1), Pt(2)


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
    size: int = SIZE,
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
    size: int = SIZE,
    first: bool = False,
    stays: bool = False,
) -> None:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = stays or None
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, bold=bold, italic=italic, size=size)


def _run(paragraph: Any, text: str, *, bold: bool, italic: bool, size: int) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
