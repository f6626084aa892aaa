"""The pages of a desk's window: what each is called, its picture and its key, in the order of the rail."""

from typing import TYPE_CHECKING

from desktop.bootstrap.work import WORK
from desktop.screens.main_window import MainWindow, Page
from desktop.workflows.rights import sees_page

if TYPE_CHECKING:
    from desktop.bootstrap.desk import Desk

INTAKE, CASES, SCANNER_CHECK, CHIP_READER, CLEANING = "intake", "cases", "scanner_check", "chip_reader", "cleaning"


def pages_of(desk: "Desk", window: MainWindow) -> tuple[Page, ...]:
    """Every page that does not put itself into the window; whoever may not see one is not shown it."""
    tr = window.tr
    works = sees_page(desk.officer, WORK)  # whoever does not has room for the settings on the rail
    return (
        Page(INTAKE, tr("Tiếp nhận"), "clipboard-pen", "Ctrl+1", desk.screen),
        Page(CASES, tr("Hồ sơ"), "files", "Ctrl+2", desk.cases),
        desk.work.page(window),
        Page("papers", tr("Số hóa"), "archive", "Ctrl+3", desk.papers.screen),
        Page("books", tr("Sổ hộ tịch"), "book-open", "Ctrl+4", desk.books.screen),
        Page("day", tr("Chốt ngày"), "calendar-clock", "Ctrl+5", desk.day_page),
        Page("reports", tr("Báo cáo"), "chart-column", "Ctrl+6", desk.reports.screen),
        Page("province", tr("Gửi tỉnh"), "building-2", "Ctrl+7", desk.province_page),
        Page("settings", tr("Cài đặt"), "settings", "Ctrl+8", desk.settings_screen, seldom=works),
        Page(SCANNER_CHECK, tr("Kiểm tra máy quét"), "scan-qr-code", "Ctrl+Shift+Q", desk.scanner_check, seldom=True),
        Page(CHIP_READER, tr("Đầu đọc chip"), "id-card", "Ctrl+Shift+C", desk.chip_parts.page, seldom=True),
        Page(CLEANING, tr("Làm sạch dữ liệu"), "list-checks", "Ctrl+Shift+D", desk.cleaning.screen, seldom=True),
        Page("forms", tr("Biểu mẫu"), "file-text", "Ctrl+Shift+F", desk.forms.screen, seldom=True),
        Page("backup", tr("Sao lưu"), "save", "Ctrl+Shift+B", desk.backup.screen, seldom=True),
        Page("check", tr("Tự kiểm tra"), "circle-check", "Ctrl+Shift+T", desk.check.screen, seldom=True),
        Page("audit", tr("Nhật ký"), "history", "Ctrl+Shift+L", desk.audit.page.screen, seldom=True),
    )
