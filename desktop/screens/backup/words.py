"""Words of backups."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.workflows.backup_keeper import Place


def tr(text: str) -> str:
    """A text of these pages."""
    return QCoreApplication.translate("Backup", text)


def place_name(place: Place) -> str:
    """A place's name."""
    return {
        Place.LOCAL: tr("Trên máy này"),
        Place.SECOND: tr("Ổ thứ hai hoặc thư mục chung"),
        Place.STICK: tr("USB đã đánh dấu"),
    }[place]


def phase_text(phase: str) -> str:
    """What is going on."""
    return {
        "database": tr("Đang chép cơ sở dữ liệu…"),
        "files": tr("Đang chép tệp scan…"),
        "check": tr("Đang mở thử và kiểm tra…"),
        "pages": tr("Đang đọc từng trang của tệp hỏng…"),
        "tables": tr("Đang chép từng bảng sang tệp mới…"),
    }.get(phase, tr("Đang chuẩn bị…"))


def moment_text(moment: str) -> str:
    """When, for an officer."""
    return f"{datetime.fromisoformat(moment):%H:%M %d/%m/%Y}"
