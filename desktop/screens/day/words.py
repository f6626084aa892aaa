"""Words of the day's page."""

from PySide6.QtCore import QCoreApplication

from desktop.records.desk_facts import FactKind
from desktop.workflows.day_closing import DayView, DayWarning
from sync.desk.day_states import DayState


def _tr(text: str) -> str:
    return QCoreApplication.translate("DayWords", text)


def state_name(state: DayState) -> str:
    """A day's state, as an officer says it."""
    return {
        DayState.OPEN: _tr("Chưa chốt"),
        DayState.CHANGED: _tr("Đã thay đổi, cần chốt lại"),
        DayState.CLOSED: _tr("Đã chốt, chờ gửi"),
        DayState.SENT: _tr("Đã gửi, chờ xác nhận"),
        DayState.HELD: _tr("Tỉnh đã nhận (khớp)"),
        DayState.MISMATCH: _tr("Tỉnh giữ số khác"),
    }[state]


def state_role(state: DayState) -> str:
    """The style of its tag."""
    return {
        DayState.OPEN: "tag",
        DayState.CHANGED: "tagWarn",
        DayState.CLOSED: "tagBlue",
        DayState.SENT: "tagBlue",
        DayState.HELD: "tagGood",
        DayState.MISMATCH: "tagBad",
    }[state]


def group_name(group: str) -> str:
    """A heading of the figures."""
    return {
        "received": _tr("Tiếp nhận theo kênh và nhóm dịch vụ"),
        "papers": _tr("Thành phần hồ sơ"),
        "digitized": _tr("Số hóa và tái sử dụng"),
        "waived": _tr("Giấy tờ không phải nộp"),
        "finished": _tr("Tiến độ giải quyết"),
        "events": _tr("Diễn biến hồ sơ"),
        "results": _tr("Kết quả điện tử"),
        "identity": _tr("Định danh công dân"),
        "satisfaction": _tr("Mức độ hài lòng"),
        "payment": _tr("Thanh toán"),
        "books": _tr("Sổ hộ tịch"),
        "data": _tr("Làm sạch dữ liệu"),
    }.get(group, group)


def warning_text(kind: DayWarning, count: int) -> str:
    """A warning before closing."""
    return {
        DayWarning.PAPER_MISSING: _tr("{0} hồ sơ còn giấy tờ chưa có"),
        DayWarning.LATE_WITHOUT_APOLOGY: _tr("{0} hồ sơ quá hạn chưa xin lỗi"),
        DayWarning.NOT_DIGITIZED: _tr("{0} hồ sơ còn giấy tờ chưa số hóa"),
    }[kind].format(count)


def fact_name(kind: FactKind) -> str:
    """What is recorded by hand."""
    return {
        FactKind.VNEID_GUIDED: _tr("Hướng dẫn VNeID"),
        FactKind.SATISFACTION_VERY: _tr("Rất hài lòng"),
        FactKind.SATISFACTION_SATISFIED: _tr("Hài lòng"),
        FactKind.SATISFACTION_NEUTRAL: _tr("Bình thường"),
        FactKind.SATISFACTION_UNSATISFIED: _tr("Không hài lòng"),
        FactKind.BOOKS_COLLECTED: _tr("Sổ hộ tịch: thu thập, phân loại"),
        FactKind.BOOKS_SCANNED: _tr("Sổ hộ tịch: quét"),
        FactKind.BOOKS_ENTERED: _tr("Sổ hộ tịch: nhập dữ liệu"),
        FactKind.BOOKS_CHECKED_ONCE: _tr("Sổ hộ tịch: đạt kiểm tra vòng 1"),
        FactKind.BOOKS_CHECKED_TWICE: _tr("Sổ hộ tịch: đạt kiểm tra vòng 2"),
        FactKind.BOOKS_UPDATED: _tr("Sổ hộ tịch: cập nhật hệ thống"),
        FactKind.BOOKS_MATCHED: _tr("Sổ hộ tịch: đối chiếu khớp"),
        FactKind.BOOKS_ACCEPTED: _tr("Sổ hộ tịch: nghiệm thu"),
    }[kind]


def ticket_lines(view: DayView) -> list[str]:
    """The closing ticket: revision, moment, number of cases, what it is known by."""
    if view.latest is None:
        return [_tr("Số liệu đang được cộng từ hồ sơ; chốt khi hết việc trong ngày.")]
    closed = view.latest
    received = sum(count for name, count in view.counts.items() if name.startswith("received."))
    return [
        _tr("Phiếu chốt lần {0} · {1:%H:%M %d/%m/%Y}").format(closed.revision, closed.closed_at),
        _tr("{0} hồ sơ nhận · mã {1}").format(received, closed.hash[:12].upper()),
    ]


def changes_text(changes: dict[str, tuple[int, int]], names: dict[str, str], most: int = 6) -> str:
    """Which figures differ, a line each."""
    lines = [
        _tr("{0}: {1} → {2}").format(names.get(name, name), old, new)
        for name, (old, new) in list(changes.items())[:most]
    ]
    if len(changes) > most:
        lines.append(_tr("… và {0} con số nữa").format(len(changes) - most))
    return "\n".join(lines)
