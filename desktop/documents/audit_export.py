"""The log, and the answer to whose data were touched, as files: XLSX or CSV."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Row = Sequence[str | int]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one


def make_csv(head: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A table as CSV in UTF-8 with a byte order mark, as spreadsheets here expect it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def make_workbook(sheets: Sequence[tuple[str, Sequence[str], Sequence[Row]]]) -> bytes:
    """Tables as a workbook; each is a title, its head and its rows. Texts are texts, never formulas."""
    book = Workbook()
    for place, (title, head, rows) in enumerate(sheets):
        sheet = book.create_sheet(title) if place else book.active
        if not isinstance(sheet, Worksheet):
            raise TypeError("a new workbook has a worksheet")
        sheet.title = title
        sheet.freeze_panes = "A2"
        widths = [len(name) for name in head]
        for line, row in enumerate((head, *rows), start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(line, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                cell.font = Font(bold=line == 1)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                widths[column - 1] = max(widths[column - 1], len(str(value)))
        for column, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + column)].width = min(width + 2, 60)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
