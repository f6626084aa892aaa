"""What is said of a chip, in Vietnamese: states, verdicts, reasons, details."""

from PySide6.QtCore import QCoreApplication

from desktop.records.catalogue.models import ChipDetail
from desktop.workflows.chip_desk import ChipDesk, ChipState
from devices.smartcard.authenticity.verdicts import Answer, Reason, Verdict


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChipWords", text)


def state_text(desk: ChipDesk) -> str:
    """One line on where the card stands."""
    if desk.state is ChipState.READING and desk.waiting:
        return _tr("Chưa mở được, đợi {0} giây rồi thử cách khác…").format(f"{desk.waiting:.0f}")
    if desk.state is ChipState.TEXT:
        return _tr("Đã điền từ chip · đang đọc ảnh {0} %").format(f"{desk.share * 100:.0f}")
    if desk.state is ChipState.IDLE and desk.verdicts is not None:
        return _tr("Đã đọc")
    if desk.state is ChipState.IDLE and desk.card_lies_there:
        return _tr("Thẻ của hồ sơ trước còn trên đầu đọc")
    return {
        ChipState.NO_SERVICE: _tr("Đầu đọc chip chưa sẵn sàng"),
        ChipState.NO_READER: _tr("Chưa cắm đầu đọc chip"),
        ChipState.IDLE: _tr("Đặt thẻ lên đầu đọc chip"),
        ChipState.SEVERAL: _tr("Có hai thẻ trên đầu đọc: chỉ để lại một"),
        ChipState.MUTE: _tr("Thẻ không trả lời: lật mặt thẻ, đặt giữa đầu đọc, chỉ một thẻ"),
        ChipState.IN_USE: _tr("Chương trình khác đang giữ thẻ: đóng nó rồi đặt lại"),
        ChipState.NEEDS_NUMBER: _tr("Có thẻ trên đầu đọc: quét QR hoặc gõ 12 số"),
        ChipState.WRONG_NUMBER: _tr("Thẻ trên đầu đọc không phải của số đang nhập. Quét mã QR của chính thẻ đó."),
        ChipState.READING: _tr("Đang đọc chip, giữ yên thẻ…"),
        ChipState.DONE: _tr("Đã đọc"),
        ChipState.TOO_EARLY: _tr("Thẻ rời quá sớm: đặt lại để đọc tiếp"),
        ChipState.FAILED: _tr("Chưa đọc được chip"),
        ChipState.FORGED: _tr("Chip bị nghi giả"),
    }[desk.state]


def verdict_names() -> tuple[str, str, str]:
    """The three questions, short."""
    return _tr("Dữ liệu"), _tr("Chip"), _tr("Thu hồi")


def verdict_mark(verdict: Verdict) -> str:
    """The answer as a sign."""
    return {Answer.YES: "✓", Answer.NO: "✗", Answer.UNKNOWN: "?"}[verdict.answer]


def verdict_texts(data: Verdict, chip: Verdict, revoked: Verdict) -> tuple[str, str, str]:
    """The three answers in whole sentences."""
    return (
        _sentence(data, _tr("Dữ liệu là thật"), _tr("Dữ liệu KHÔNG thật"), _tr("Dữ liệu chưa kiểm chứng")),
        _sentence(chip, _tr("Chip là bản gốc"), _tr("Chip là bản SAO"), _tr("Chip chưa kiểm chứng")),
        _sentence(
            revoked,
            _tr("Chứng thư ký không bị thu hồi"),
            _tr("Chứng thư ký ĐÃ BỊ THU HỒI"),
            _tr("Chưa kiểm tra được việc thu hồi"),
        ),
    )


def detail_name(detail: ChipDetail) -> str:
    """What a detail is called."""
    return {
        ChipDetail.RELIGION: _tr("Tôn giáo"),
        ChipDetail.FEATURES: _tr("Đặc điểm nhận dạng"),
        ChipDetail.PARENTS: _tr("Cha, mẹ"),
        ChipDetail.SPOUSES: _tr("Vợ, chồng"),
    }[detail]


def _sentence(verdict: Verdict, yes: str, no: str, unknown: str) -> str:
    text = {Answer.YES: yes, Answer.NO: no, Answer.UNKNOWN: unknown}[verdict.answer]
    return f"{text}: {reason_text(verdict.reasons[0])}" if verdict.reasons else text


def reason_text(reason: Reason) -> str:
    """Why an answer is not yes."""
    return {
        Reason.NOT_CHECKED: _tr("chưa đọc tới"),
        Reason.NO_ANCHOR: _tr("máy chưa có chứng thư gốc"),
        Reason.NO_CRL: _tr("máy chưa có danh sách thu hồi"),
        Reason.CRL_STALE: _tr("danh sách thu hồi đã quá hạn"),
        Reason.NOT_OFFERED: _tr("chip không có cách chứng minh"),
        Reason.NOT_SUPPORTED: _tr("thuật toán chưa được hỗ trợ"),
        Reason.KEY_NOT_SIGNED: _tr("khóa của chip chưa được xác nhận"),
        Reason.PROOF_REFUSED: _tr("chip từ chối chứng minh"),
        Reason.READER_TOO_SHORT: _tr("đầu đọc không chuyển được bằng chứng"),
        Reason.SIGNING_TIME_UNKNOWN: _tr("không rõ ngày ký"),
        Reason.SIGNATURE_WRONG: _tr("chữ ký sai"),
        Reason.HASH_MISMATCH: _tr("dữ liệu bị thay sau khi ký"),
        Reason.CHAIN_BROKEN: _tr("người ký không do cơ quan cấp chứng nhận"),
        Reason.NOT_VALID_AT_SIGNING: _tr("chứng thư không còn hiệu lực khi ký"),
        Reason.KEY_USAGE_WRONG: _tr("chứng thư không được dùng để ký thẻ"),
        Reason.COUNTRY_MISMATCH: _tr("người ký thuộc nước khác"),
        Reason.PROTOCOLS_CHANGED: _tr("danh sách cách mở chip bị đổi"),
        Reason.PROOF_WRONG: _tr("chip không có khóa riêng của thẻ"),
        Reason.REVOKED: _tr("cơ quan cấp đã thu hồi"),
        Reason.MALFORMED: _tr("phần chữ ký không đọc được"),
    }[reason]
