"""Words of data cleaning."""

from PySide6.QtCore import QCoreApplication

from desktop.records.addresses import Residence, Standing
from desktop.records.data_flags import Resolution
from desktop.records.data_rules import FlagKind
from desktop.screens.words import source_name
from desktop.workflows.data_evidence import Against
from devices.identity import Source


def _tr(text: str) -> str:
    return QCoreApplication.translate("CleaningWords", text)


def kind_name(kind: FlagKind) -> str:
    """A kind of doubt, as a heading of the list."""
    return {
        FlagKind.SAME_NUMBER: _tr("Một số, hai người"),
        FlagKind.SAME_PERSON: _tr("Một người, hai số"),
        FlagKind.DATE_IMPOSSIBLE: _tr("Ngày tháng không thể có"),
        FlagKind.SOURCES_DISAGREE: _tr("Các nguồn ghi khác nhau"),
        FlagKind.NUMBER_STRUCTURE: _tr("Số căn cước không khớp"),
        FlagKind.FIELD_MISSING: _tr("Thiếu thông tin"),
        FlagKind.UNIT_SPLIT: _tr("Đơn vị cũ: chọn nơi hiện nay"),
        FlagKind.UNIT_GONE: _tr("Đơn vị cũ đã sáp nhập"),
        FlagKind.UNIT_UNKNOWN: _tr("Địa chỉ chưa tra được"),
        FlagKind.CARD_EXPIRED: _tr("Thẻ hết hạn"),
    }[kind]


def kind_hint(kind: FlagKind) -> str:
    """What it means and what to do."""
    return {
        FlagKind.SAME_NUMBER: _tr("Cùng một số nhưng họ tên và ngày sinh đều khác. Xem lại hồ sơ, có thể gõ nhầm số."),
        FlagKind.SAME_PERSON: _tr("Hai số khác nhau, có thể là một người. So hai bên rồi ghi cách xử lý."),
        FlagKind.DATE_IMPOSSIBLE: _tr("Ngày sinh hoặc ngày cấp không thể đúng. So với thẻ."),
        FlagKind.SOURCES_DISAGREE: _tr("Dữ liệu đang giữ và nguồn khác ghi không giống nhau. Chọn bên đúng theo thẻ."),
        FlagKind.NUMBER_STRUCTURE: _tr(
            "Số căn cước không khớp ngày sinh, giới tính hoặc mã tỉnh. Đây chỉ là nghi vấn."
        ),
        FlagKind.FIELD_MISSING: _tr("Bổ sung khi công dân đến lần sau, hoặc ghi vì sao không có."),
        FlagKind.UNIT_SPLIT: _tr("Xã, phường trên thẻ không còn và có thể thuộc nhiều nơi. Hỏi công dân rồi chọn."),
        FlagKind.UNIT_GONE: _tr(
            "Xã, phường trên thẻ không còn. Địa chỉ in trên thẻ giữ nguyên, ghi thêm nơi hiện nay."
        ),
        FlagKind.UNIT_UNKNOWN: _tr("Không tìm thấy xã, phường này trong bảng. Địa chỉ vẫn giữ như in trên thẻ."),
        FlagKind.CARD_EXPIRED: _tr("Nhắc công dân đổi thẻ. Hồ sơ vẫn nhận theo quy định của từng thủ tục."),
    }[kind]


def resolution_name(how: Resolution) -> str:
    """A way of dealing with a flag."""
    return {
        Resolution.CORRECTED: _tr("Đã sửa dữ liệu tại bàn"),
        Resolution.RIGHT: _tr("Đúng như hiện có"),
        Resolution.OTHER_PERSON: _tr("Không phải người này"),
        Resolution.CITIZEN_ASKED: _tr("Đã hướng dẫn công dân đề nghị điều chỉnh"),
        Resolution.UNIT_CHOSEN: _tr("Nơi hiện nay là…"),
        Resolution.GONE: _tr("Không còn sau khi kiểm tra lại"),
        Resolution.REOPENED: _tr("Mở lại"),
    }[how]


def against_name(against: Against, source: Source | None) -> str:
    """The heading of the right side."""
    return {
        Against.NOTHING: "",
        Against.OTHER_CITIZEN: _tr("Người kia"),
        Against.CASE: _tr("Ghi trong hồ sơ"),
        Against.SOURCE: _tr("Nguồn khác: {0}").format(source_name(source)),
    }[against]


def short_hint(residence: Residence) -> str:
    """The same in few words: the commune alone."""
    if residence.standing in {Standing.CURRENT, Standing.UNKNOWN}:
        return ""
    if residence.standing is Standing.ONE_OF:
        return _tr("nay: một trong {0} nơi").format(len(residence.today))
    unit = residence.today[0].commune
    return _tr("nay: {0}").format(unit) if residence.certain else _tr("nay: {0}?").format(unit)


def residence_hint(residence: Residence) -> str:
    """Beside a printed address: which unit it is today; "" where there is nothing to say."""
    if residence.standing in {Standing.CURRENT, Standing.UNKNOWN}:
        return ""
    if residence.standing is Standing.ONE_OF:
        return _tr("nay là một trong: {0}").format("; ".join(unit.text for unit in residence.today))
    unit = residence.today[0].text
    return _tr("nay là {0}").format(unit) if residence.certain else _tr("có thể nay là {0}").format(unit)
