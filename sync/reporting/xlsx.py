"""The report as a workbook: numbers as numbers, so that whoever gets it can go on reckoning."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from sync.indicators import Share
from sync.reporting.model import MonthlyReport, count_lines, ratio_lines, unit_ratios
from sync.reporting.tables import annex_table
from sync.reporting.text import GROUPS, OWN_LAYOUT, state, subject

Value = str | int | float | None
_THIN = Side(style="thin", color="BBC5CF")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DDE7F1")
_GROUP = PatternFill("solid", fgColor="F3F6F8")
WHOLE, PERCENT = "#,##0", "0.0%"
TOP = 4  # rows above a table: title, state, layout, nothing


def make_xlsx(report: MonthlyReport) -> bytes:
    """The report's file."""
    book = Workbook()
    ratios, counts = book.active, book.create_sheet("Số liệu")
    if not isinstance(ratios, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    ratios.title = "Tỷ lệ"
    _ratio_sheet(ratios, report)
    _count_sheet(counts, report)
    _unit_sheet(book.create_sheet("Đơn vị"), report)
    _fill(book.create_sheet("Định nghĩa"), report, annex_table(report), (44, 80, 60))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _ratio_sheet(sheet: Worksheet, report: MonthlyReport) -> None:
    rows: list[tuple[Value, ...]] = [("Tỷ lệ", "Số đạt", "Tổng số", "Tháng này", "Tháng trước", "Chỉ tiêu", "Kết quả")]
    for line in ratio_lines(report):
        target = line.target.at_least / 100 if line.target else None
        rows.append(
            (line.name, line.share.part, line.share.whole, _of(line.share), _of(line.before), target, line.verdict)
        )
    _fill(sheet, report, rows, (46, 12, 12, 13, 13, 12, 18), percents=(4, 5, 6))


def _count_sheet(sheet: Worksheet, report: MonthlyReport) -> None:
    rows: list[tuple[Value, ...]] = [("Nhóm", "Chỉ tiêu", "Đơn vị tính", "Tháng này", "Tháng trước", "Tăng, giảm")]
    for line in count_lines(report):
        group = GROUPS.get(line.group, line.group)
        rows.append((group, line.name, line.unit, line.count, line.before, line.count - line.before))
    _fill(sheet, report, rows, (34, 62, 14, 13, 13, 13))


def _unit_sheet(sheet: Worksheet, report: MonthlyReport) -> None:
    chosen = [ratio for ratio in report.book.ratios if ratio.id in unit_ratios(report)]
    head = ("Đơn vị", "Số bàn", "Ngày đã báo cáo", "Ngày phải báo cáo", "Hồ sơ nhận", "Quá hạn")
    rows: list[tuple[Value, ...]] = [(*head, *(ratio.name for ratio in chosen))]
    for unit in report.units:
        received = sum(count for name, count in unit.counts.items() if name.startswith("received."))
        late = unit.counts.get("finished.late", 0)
        shares = (_of(ratio.of(unit.counts)) for ratio in chosen)
        rows.append((unit.name, unit.desks, unit.received, unit.expected, received, late, *shares))
    widths = (34, 9, 11, 11, 12, 10, *(16 for _ in chosen))
    _fill(sheet, report, rows, widths, percents=range(len(head) + 1, len(head) + 1 + len(chosen)))


def _fill(
    sheet: Worksheet,
    report: MonthlyReport,
    rows: Sequence[Sequence[Value]],
    widths: Sequence[int],
    percents: Sequence[int] = (),
) -> None:
    for place, text in enumerate((subject(report), state(report), OWN_LAYOUT), start=1):
        sheet.cell(place, 1, text).font = Font(bold=place == 1, italic=place > 1, size=13 if place == 1 else 10)
    for line, row in enumerate(rows, start=TOP + 1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(line, column, value)
            cell.border = _GRID
            is_text = isinstance(value, str)
            cell.alignment = Alignment(wrap_text=is_text, vertical="top", horizontal=None if is_text else "right")
            if not is_text:
                cell.number_format = PERCENT if column in percents else WHOLE
            if line == TOP + 1:
                cell.font, cell.fill = Font(bold=True), _HEAD
                cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"B{TOP + 2}"
    sheet.auto_filter.ref = f"A{TOP + 1}:{get_column_letter(len(rows[0]))}{TOP + len(rows)}"
    sheet.print_title_rows = f"{TOP + 1}:{TOP + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "&P/&N"


def _of(share: Share) -> float | None:
    return share.part / share.whole if share.whole else None
