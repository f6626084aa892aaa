"""A letter's annexes as a workbook: numbers as numbers, so that whoever gets it can go on reckoning."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.legend import Legend
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sync.indicators import Share
from sync.reporting.letter import SERIES, Annex, Change, Letter, Line, Table, Value, figure_columns, placed, value_text

Cell = str | int | float | None
_THIN = Side(style="thin", color="BBC5CF")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDE7F1")
WHOLE, PERCENT, CHANGE = "#,##0", "0.0%", "+#,##0;-#,##0;0"
TOP = 4  # rows above a table: what the letter is about, the annex, the state of the figures, nothing
WIDEST = 170.0  # letters of all columns together, so that a page of A4 can still be read
NARROWEST = 9.0  # letters of a column
LINE = 15.0  # points of a row's height for each line in it


GROUP = "Nhóm"  # the column that headings become, so that rows can be filtered


def make_xlsx(letter: Letter) -> bytes:
    """The letter's file: a sheet for each annex."""
    book = Workbook()
    for place, annex in enumerate(letter.annexes):
        sheet = book.create_sheet(annex.sheet) if place else book.active
        if not isinstance(sheet, Worksheet):
            raise TypeError("a new workbook has a worksheet")
        sheet.title = annex.sheet
        _fill(sheet, letter, annex)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, letter: Letter, annex: Annex) -> None:
    table = annex.table
    for place, text in enumerate((letter.subject, annex.title, *letter.remarks[:1]), start=1):
        title = place < TOP - 1
        sheet.cell(place, 1, text).font = Font(bold=title, italic=not title, size=13 if title else 10)
    grouped = int(any(line.heading for line in table.lines))  # how many columns stand before the table's own
    first = TOP + 1 + len(table.head)
    weights = (*(34.0,) * grouped, *table.weights)
    scale = min(1.1, WIDEST / sum(weights))
    widths = [max(NARROWEST, weight * scale) for weight in weights]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _head(sheet, table, grouped, widths)
    figures = frozenset(column + grouped for column in figure_columns(table))
    group, row = "", first
    for line in table.lines:
        if line.heading:
            group = value_text(line.values[0])
            continue
        _row(sheet, row, line, (group,) if grouped else (), figures)
        texts = [group] * grouped + [value_text(value) for value in line.values]
        sheet.row_dimensions[row].height = _height(texts, widths)
        row += 1
    sheet.freeze_panes = f"{get_column_letter(2 + grouped)}{first}"
    sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(len(table.weights) + grouped)}{max(row - 1, first - 1)}"
    sheet.print_title_rows = f"{TOP + 1}:{first - 1}"
    for place, note in enumerate((*annex.notes, *letter.remarks[1:]), start=row + 1):
        cell = sheet.cell(place, 1, note)
        cell.font, cell.alignment = Font(italic=True, size=10), Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=place, start_column=1, end_row=place, end_column=len(widths))
        sheet.row_dimensions[place].height = _height([note], [sum(widths)])
    _charts(sheet, annex, first, row - 1)
    _paper(sheet)


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """What a row needs, in points, so that nothing of its wrapped texts is cut; spreadsheets do not look for it."""
    return LINE * max((ceil(len(text) * 1.06 / width) for text, width in zip(texts, widths, strict=True)), default=1)


def _head(sheet: Worksheet, table: Table, grouped: int, widths: Sequence[float]) -> None:
    columns = range(1, len(table.weights) + grouped + 1)
    for row in range(TOP + 1, TOP + 1 + len(table.head)):
        for column in columns:
            cell = sheet.cell(row, column)
            cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _GRID
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    if grouped:
        sheet.cell(TOP + 1, 1, GROUP)
    for row, column, head in placed(table):
        top, left = TOP + 1 + row, 1 + grouped + column
        sheet.cell(top, left, head.text)
        width = sum(widths[left - 1 : left - 1 + head.across])
        needed = _height([head.text], [width * 0.85]) / head.down  # bold
        sheet.row_dimensions[top].height = max(sheet.row_dimensions[top].height or LINE, needed)
        if head.across > 1 or head.down > 1:
            sheet.merge_cells(
                start_row=top, start_column=left, end_row=top + head.down - 1, end_column=left + head.across - 1
            )


def _row(sheet: Worksheet, row: int, line: Line, before: tuple[str, ...], figures: frozenset[int]) -> None:
    for column, value in enumerate((*before, *line.values), start=1):
        made = _plain(value)
        cell = sheet.cell(row, column, made)
        cell.border, cell.font = _GRID, Font(bold=line.strong)
        if isinstance(made, str):
            cell.data_type = "s"  # what begins with "=" is a text and no formula
        cell.alignment = Alignment(
            wrap_text=isinstance(made, str),
            vertical="top",
            horizontal="right" if column - 1 in figures else "left",
            indent=0 if column - 1 in figures else 1,
        )
        if not isinstance(made, str):
            cell.number_format = PERCENT if isinstance(value, Share) else CHANGE if isinstance(value, Change) else WHOLE


def _charts(sheet: Worksheet, annex: Annex, first: int, last: int) -> None:
    """Charts of the workbook's own, which follow its cells."""
    for place, chart in enumerate(annex.charts):
        made = BarChart() if chart.bars else LineChart()
        made.title, made.height, made.width = chart.title, 8, 20
        for nth, column in enumerate(chart.columns):
            values = Reference(sheet, min_col=column + 1, min_row=first - 1, max_row=last)
            made.add_data(values, titles_from_data=True)
            _colour(made.series[-1], SERIES[nth % len(SERIES)].removeprefix("#"), line=not chart.bars)
        made.legend = Legend()
        made.legend.position = "b"
        made.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
        made.y_axis.delete = made.x_axis.delete = False
        sheet.add_chart(made, f"{get_column_letter(len(annex.table.weights) + 2)}{TOP + 1 + place * 17}")


def _colour(series: Any, colour: str, *, line: bool) -> None:
    """The same colours as in the other files; a line goes straight from point to point."""
    if line:
        series.smooth = False
        series.graphicalProperties.line.solidFill = colour
    else:
        series.graphicalProperties.solidFill = colour


def _paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "&P/&N"


def _plain(value: Value) -> Cell:
    match value:
        case Share():
            return None if value.percent is None else round(value.percent / 100, 3)  # as it is written everywhere
        case Change():
            return value.now - value.before
        case _:
            return value
