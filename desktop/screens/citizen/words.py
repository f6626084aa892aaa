"""What the citizen's screen says."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.desk_facts import FactKind
from desktop.records.number_text import number_text
from desktop.records.queue_tickets import Call
from devices.identity import Field


def _tr(text: str) -> str:
    return QCoreApplication.translate("CitizenWords", text)


def field_words(field: Field) -> str:
    """A field's name as a citizen calls it."""
    return {
        Field.FULL_NAME: _tr("Họ và tên"),
        Field.BIRTH_DATE: _tr("Ngày sinh"),
        Field.NUMBER: _tr("Số căn cước"),
        Field.SEX: _tr("Giới tính"),
        Field.RESIDENCE: _tr("Nơi cư trú"),
    }[field]


def field_value(field: Field, text: str) -> str:
    """A field's text as a citizen reads it."""
    return f"{datetime.fromisoformat(text):%d/%m/%Y}" if field is Field.BIRTH_DATE else text


def face_words(face: FactKind) -> str:
    """A face."""
    return {
        FactKind.SATISFACTION_SATISFIED: _tr("Hài lòng"),
        FactKind.SATISFACTION_NEUTRAL: _tr("Bình thường"),
        FactKind.SATISFACTION_UNSATISFIED: _tr("Không hài lòng"),
    }[face]


def day_words(moment: datetime) -> str:
    """A day as it is said."""
    names = (
        _tr("Thứ Hai"),
        _tr("Thứ Ba"),
        _tr("Thứ Tư"),
        _tr("Thứ Năm"),
        _tr("Thứ Sáu"),
        _tr("Thứ Bảy"),
        _tr("Chủ nhật"),
    )
    return _tr("{0}, ngày {1:%d/%m/%Y}").format(names[moment.weekday()], moment)


def hour_words(moment: datetime) -> str:
    """An hour as it is said."""
    return _tr("{0} giờ {1:02d}").format(moment.hour, moment.minute)


def fee_words(amount: int, *, paid: bool) -> str:
    """A fee in đồng, and whether it was paid."""
    if not amount:
        return _tr("Không thu phí, lệ phí")
    text = number_text(amount)
    return _tr("{0} đồng (đã nộp)").format(text) if paid else _tr("{0} đồng (chưa nộp)").format(text)


def ticket_words(number: int) -> str:
    """A queue number, as large as it is called."""
    return f"{number:03d}"


def call_words(call: Call) -> str:
    """What is announced."""
    return _tr("Mời số {0} đến {1}").format(ticket_words(call.number), call.counter)
