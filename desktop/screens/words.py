"""The words for codes and values, in one place; screens ask here and never spell a state themselves."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.cases import CaseState, PaperState, ReturnMethod
from desktop.records.catalogue.models import (
    PaperAnswer,
    Procedure,
    ReceptionChannel,
    ServiceGroup,
    TimeUnit,
    WaiverReason,
)
from desktop.records.number_text import number_text
from devices.identity import Field, FlagCode, Source

ENDED = frozenset({CaseState.RETURNED, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.STOPPED})


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def code_tail(code: str) -> str:
    """Day and number of a case's code; what stands before them is the same for the whole desk."""
    return "-".join(code.split("-")[-2:])


def field_name(field: Field) -> str:
    """A field's label."""
    return {
        Field.NUMBER: _tr("Số căn cước (12 số)"),
        Field.OLD_NUMBER: _tr("Số CMND cũ (9 số)"),
        Field.FULL_NAME: _tr("Họ, chữ đệm và tên"),
        Field.BIRTH_DATE: _tr("Ngày sinh"),
        Field.SEX: _tr("Giới tính"),
        Field.RESIDENCE: _tr("Nơi cư trú (như trên thẻ)"),
        Field.ISSUE_DATE: _tr("Ngày cấp"),
        Field.EXPIRY_DATE: _tr("Có giá trị đến"),
        Field.NATIONALITY: _tr("Quốc tịch"),
        Field.ETHNICITY: _tr("Dân tộc"),
        Field.ORIGIN: _tr("Quê quán"),
    }[field]


def source_name(source: Source | None) -> str:
    """A source's short mark; None is the desk's own records."""
    return {
        Source.TYPED: _tr("Gõ tay"),
        Source.QR: _tr("QR"),
        Source.CHIP_UNVERIFIED: _tr("Chip"),
        Source.CHIP_VERIFIED: _tr("Chip ✓"),
        None: _tr("Hồ sơ trước"),
    }[source]


def flag_text(code: FlagCode) -> str:
    """What a flag says to the officer."""
    return {
        FlagCode.PROVINCE_CODE_UNKNOWN: _tr("Ba số đầu của số căn cước không có trong bảng mã tỉnh cũ"),
        FlagCode.CENTURY_DISAGREES: _tr("Số căn cước và ngày sinh không cùng thế kỷ"),
        FlagCode.SEX_DISAGREES: _tr("Số căn cước và giới tính không khớp"),
        FlagCode.YEAR_DISAGREES: _tr("Số căn cước và năm sinh không khớp"),
        FlagCode.BIRTH_DATE_IMPOSSIBLE: _tr("Ngày sinh trên thẻ không có trong lịch"),
        FlagCode.ISSUE_DATE_IMPOSSIBLE: _tr("Ngày cấp trên thẻ không có trong lịch"),
        FlagCode.BIRTH_DATE_IN_FUTURE: _tr("Ngày sinh sau hôm nay"),
        FlagCode.ISSUE_DATE_IN_FUTURE: _tr("Ngày cấp sau hôm nay"),
        FlagCode.ISSUED_BEFORE_BIRTH: _tr("Ngày cấp trước ngày sinh"),
        FlagCode.SEX_UNKNOWN: _tr("Giới tính không phải Nam hay Nữ"),
        FlagCode.OLD_NUMBER_MALFORMED: _tr("Số CMND cũ không phải 9 chữ số"),
        FlagCode.NAME_SUSPICIOUS: _tr("Họ tên có chữ lạ, hãy so với thẻ"),
        FlagCode.ADDRESS_SUSPICIOUS: _tr("Địa chỉ có chữ lạ, hãy so với thẻ"),
        FlagCode.NO_DIACRITICS: _tr("Không có dấu tiếng Việt nào: máy quét có thể đã làm mất dấu"),
        FlagCode.CARD_EXPIRED: _tr("Thẻ có thể đã hết hạn (tính theo tuổi và ngày cấp)"),
        FlagCode.CANCELLED_NUMBER_PRESENT: _tr("Thẻ ghi có số định danh đã hủy"),
        FlagCode.UNKNOWN_FIELDS_PRESENT: _tr("Mã QR có thêm thông tin mà chương trình giữ nguyên, không đoán"),
        FlagCode.SOURCES_DISAGREE: _tr("Các nguồn cho giá trị khác nhau"),
        FlagCode.TEXT_DAMAGED: _tr("Máy quét làm hỏng chữ: ô đánh dấu đỏ phải đọc lại"),
        FlagCode.TEXT_REPAIRED: _tr("Chữ bị hỏng khi quét đã được khôi phục và kiểm chứng"),
    }[code]


def channel_name(channel: ReceptionChannel) -> str:
    """A reception channel."""
    return {
        ReceptionChannel.COUNTER: _tr("Trực tiếp tại quầy"),
        ReceptionChannel.ONLINE_ASSISTED: _tr("Trực tuyến, hỗ trợ tại quầy"),
        ReceptionChannel.ONLINE: _tr("Trực tuyến, công dân tự nộp"),
        ReceptionChannel.POSTAL: _tr("Bưu chính công ích"),
        ReceptionChannel.VNEID: _tr("VNeID"),
    }[channel]


def return_method_name(method: ReturnMethod) -> str:
    """Where the result goes."""
    return {
        ReturnMethod.DESK: _tr("Tại Bộ phận Một cửa"),
        ReturnMethod.POSTAL: _tr("Qua bưu chính công ích"),
        ReturnMethod.ONLINE: _tr("Bản điện tử"),
    }[method]


def answer_name(answer: PaperAnswer) -> str:
    """One of the four answers of a paper."""
    return {
        PaperAnswer.DIGITIZE: _tr("Phải số hóa"),
        PaperAnswer.COPY: _tr("Bản sao, không số hóa"),
        PaperAnswer.SHOWN: _tr("Chỉ xuất trình"),
        PaperAnswer.DATA_EXISTS: _tr("Đã có dữ liệu"),
    }[answer]


def paper_state_name(state: PaperState) -> str:
    """What became of a paper."""
    return {
        PaperState.HANDED_IN: _tr("Đã nộp"),
        PaperState.SHOWN: _tr("Đã xuất trình"),
        PaperState.WAIVED: _tr("Không phải nộp"),
        PaperState.MISSING: _tr("Chưa có"),
        PaperState.NOT_APPLICABLE: _tr("Không thuộc trường hợp"),
    }[state]


def case_state_name(state: CaseState) -> str:
    """One of the ten national states."""
    return {
        CaseState.SUBMITTED: _tr("Mới đăng ký"),
        CaseState.RECEIVED: _tr("Được tiếp nhận"),
        CaseState.REFUSED: _tr("Không được tiếp nhận"),
        CaseState.IN_PROGRESS: _tr("Đang xử lý"),
        CaseState.AWAITING_SUPPLEMENT: _tr("Yêu cầu bổ sung giấy tờ"),
        CaseState.AWAITING_PAYMENT: _tr("Yêu cầu thực hiện nghĩa vụ tài chính"),
        CaseState.WITHDRAWN: _tr("Công dân yêu cầu rút hồ sơ"),
        CaseState.STOPPED: _tr("Dừng xử lý"),
        CaseState.DONE: _tr("Đã xử lý xong"),
        CaseState.RETURNED: _tr("Đã trả kết quả"),
    }[state]


def group_name(group: ServiceGroup) -> str:
    """A service group, short."""
    return {
        ServiceGroup.ESSENTIAL_25: _tr("25 dịch vụ thiết yếu"),
        ServiceGroup.ESSENTIAL_OTHER: _tr("Dịch vụ thiết yếu"),
        ServiceGroup.OTHER: _tr("Thủ tục khác"),
    }[group]


def waiver_reason_name(reason: WaiverReason) -> str:
    """What answers a waived paper in its place."""
    return {
        WaiverReason.QR: _tr("mã QR trên thẻ"),
        WaiverReason.CHIP: _tr("chip của thẻ"),
        WaiverReason.VNEID: _tr("VNeID"),
        WaiverReason.POPULATION_DATABASE: _tr("Cơ sở dữ liệu quốc gia về dân cư"),
        WaiverReason.RESULT_STORE: _tr("kho kết quả đã số hóa"),
        WaiverReason.RULE: _tr("quy định"),
    }[reason]


def time_limit_text(procedure: Procedure) -> str:
    """How long a procedure may take; papers say it in words of their own."""
    limit = procedure.time_limit
    if limit.unit is TimeUnit.SAME_DAY:
        if limit.cutoff:
            return _tr("trong ngày làm việc (nhận sau {0} trả ngày làm việc tiếp theo)").format(limit.cutoff)
        return _tr("trong ngày làm việc")
    return {
        TimeUnit.WORKING_DAYS: _tr("{0} ngày làm việc"),
        TimeUnit.WORKING_HOURS: _tr("{0} giờ làm việc"),
        TimeUnit.CALENDAR_DAYS: _tr("{0} ngày"),
    }[limit.unit].format(limit.amount)


def day_text(day: date | None) -> str:
    """``dd/MM/yyyy``, or "" for none."""
    return day.strftime("%d/%m/%Y") if day else ""


def weekday_name(weekday: int) -> str:
    """A day of the week; 0 is Monday."""
    return (
        _tr("thứ Hai"),
        _tr("thứ Ba"),
        _tr("thứ Tư"),
        _tr("thứ Năm"),
        _tr("thứ Sáu"),
        _tr("thứ Bảy"),
        _tr("Chủ nhật"),
    )[weekday]


def moment_text(moment: datetime) -> str:
    """``HH:mm, thứ …, dd/MM/yyyy`` as said to a citizen."""
    return f"{moment:%H:%M}, {weekday_name(moment.weekday())}, {moment:%d/%m/%Y}"


def money_text(amount: int) -> str:
    """An amount in đồng with points between thousands."""
    return _tr("Không thu") if amount == 0 else f"{number_text(amount)} đ"
