"""Words of updates."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.local_time import ZONE
from desktop.workflows.update_desk import UpdatePhase


def tr(text: str) -> str:
    """A text of this page."""
    return QCoreApplication.translate("Updates", text)


def phase_text(phase: UpdatePhase) -> str:
    """What is going on."""
    return {
        UpdatePhase.IDLE: "",
        UpdatePhase.LOOKING: tr("Đang tìm phiên bản mới…"),
        UpdatePhase.FETCHING: tr("Đang chép và kiểm tra từng tệp…"),
        UpdatePhase.BUILDING: tr("Đang đặt phiên bản mới bên cạnh bản đang dùng…"),
        UpdatePhase.TRYING: tr("Đang chạy thử phiên bản mới trên dữ liệu mẫu…"),
    }[phase]


def why_text(why: str) -> str:
    """Why a version was taken back."""
    return {
        "crashed": tr("chương trình dừng với lỗi"),
        "slow": tr("không mở xong trong thời gian cho phép"),
        "cut_off": tr("ba lần mở đều bị ngắt giữa chừng"),
        "missing": tr("thiếu tệp của phiên bản này"),
    }.get(why, why)


def day_text(day: str) -> str:
    """A day, for an officer."""
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def moment_text(moment: str) -> str:
    """When, in the desk's zone, for an officer."""
    return f"{datetime.fromisoformat(moment).astimezone(ZONE):%H:%M %d/%m/%Y}"
