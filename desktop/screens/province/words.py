"""Words of the province's page."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.day_records import SENT, Sending
from desktop.screens.words import day_text
from desktop.workflows.province_link import LinkView
from sync.desk.carrying import CarriedBack
from sync.desk.courier import CourierState
from sync.desk.ports import Via
from sync.protocol import KeyState


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProvinceWords", text)


def key_state_text(state: KeyState | None) -> tuple[str, str]:
    """What the province makes of this desk's key, and the style of its tag."""
    return {
        None: (_tr("Chưa hỏi tỉnh"), "tag"),
        KeyState.UNKNOWN: (_tr("Tỉnh chưa biết bàn này"), "tag"),
        KeyState.PENDING: (_tr("Chờ tỉnh duyệt khóa"), "tagWarn"),
        KeyState.APPROVED: (_tr("Tỉnh đã duyệt"), "tagGood"),
        KeyState.REVOKED: (_tr("Tỉnh đã thu hồi khóa"), "tagBad"),
    }[state]


def courier_text(view: LinkView) -> str:
    """What is going on."""
    report = view.report
    if view.connection is not None and not view.connection.url:
        return _tr("Bàn này không nối mạng với tỉnh: mang số liệu bằng USB.")
    if report.state is CourierState.ON_ITS_WAY:
        return (
            _tr("Đang gửi… {0}/{1}").format(report.done, report.all) if report.all else _tr("Đang liên lạc với tỉnh…")
        )
    left = report.visit.left if report.visit is not None else 0
    again = _tr(" Tự thử lại lúc {0:%H:%M}.").format(report.next_at) if report.next_at is not None else ""
    if report.state is CourierState.WAITING:
        return (_tr("Còn {0} ngày chờ gửi.").format(left) if left else _tr("Chưa gửi được.")) + again
    return _tr("Không còn gì chờ gửi.")


def carried_text(carried: CarriedBack) -> str:
    """What a carry file brought back."""
    parts = [_tr("Tệp của tỉnh trả lời {0} ngày.").format(carried.answered)]
    if carried.bundle:
        parts.append(_tr("Đã nhận gói số {0}.").format(carried.bundle))
    if carried.refused:
        parts.append(
            _tr("{0} dòng không nhận được: {1}.").format(len(carried.refused), ", ".join(set(carried.refused)))
        )
    if not carried.whole:
        parts.append(_tr("Tệp bị cắt ngang; phần đọc được đã nhận, hãy chép lại tệp."))
    return " ".join(parts)


def sending_cells(sending: Sending) -> tuple[str, str, str, str]:
    """A try as a row: when, which day, how, what came of it."""
    how = _tr("USB") if sending.via == Via.USB else _tr("Mạng")
    result = _tr("đã gửi {0} byte").format(sending.size) if sending.result == SENT else sending.result
    day = _tr("{0}, lần {1}").format(day_text(sending.day), sending.revision)
    return (_moment(sending.at), day, how, result)


def _moment(at: datetime) -> str:
    return f"{at:%H:%M %d/%m}"
