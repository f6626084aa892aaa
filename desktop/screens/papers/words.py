"""What states, defects and scans are called, and what to do about them."""

from PySide6.QtCore import QCoreApplication

from desktop.documents.signing.verification import SignatureInfo
from desktop.records.local_time import ZONE
from desktop.records.paper_files import DigitizationState
from desktop.workflows.scan_run import ScanProgress


def _tr(text: str) -> str:
    return QCoreApplication.translate("Papers", text)


def digitization_name(state: DigitizationState) -> str:
    """How far a paper is."""
    return {
        DigitizationState.NOT_YET: _tr("Chưa số hóa"),
        DigitizationState.SCANNED: _tr("Đã quét"),
        DigitizationState.CHECKED: _tr("Đã kiểm, chờ ký"),
        DigitizationState.SIGNED: _tr("Đã ký"),
        DigitizationState.STORED: _tr("Đã lưu"),
        DigitizationState.REUSED_PAPER: _tr("Tái sử dụng"),
        DigitizationState.REUSED_RESULT: _tr("Tái sử dụng từ kết quả"),
    }[state]


def digitization_role(state: DigitizationState) -> str:
    """The tag's role in the style sheet."""
    if state in {DigitizationState.STORED, DigitizationState.REUSED_PAPER, DigitizationState.REUSED_RESULT}:
        return "tagGood"
    return "tag" if state is DigitizationState.NOT_YET else "tagBlue"


def signature_text(signature: SignatureInfo) -> str:
    """Who signed a file, when, and whether it still holds."""
    when = f"{signature.time.astimezone(ZONE):%H:%M %d/%m/%Y}" if signature.time is not None else _tr("không rõ giờ")
    if not signature.intact:
        held = _tr("CHỮ KÝ KHÔNG CÒN ĐÚNG: tệp đã bị sửa")
    elif signature.trusted is None:
        held = _tr("tệp còn nguyên; máy chưa có chứng thư gốc để kiểm người ký")
    else:
        held = _tr("tệp còn nguyên, người ký được tin cậy") if signature.trusted else _tr("người ký chưa được tin cậy")
    stamp = _tr(" · có dấu thời gian") if signature.has_timestamp else ""
    return _tr("{0} ký {1}: {2}{3}").format(signature.name, when, held, stamp)


def defect_text(code: str) -> str:
    """What is wrong with a page, and what to do."""
    return {
        "low_resolution": _tr("Độ phân giải thấp: quét lại ở 300 dpi"),
        "blank": _tr("Trang trắng: đã bỏ, bấm để lấy lại"),
        "blurred": _tr("Mờ: lau kính rồi quét lại"),
        "skewed": _tr("Lệch: chương trình đã nắn, xem lại"),
        "cut_edge": _tr("Mất mép: đặt lại giấy rồi quét lại"),
        "upside_down": _tr("Ngược: chương trình đã xoay, xem lại"),
        "sideways": _tr("Nằm ngang: chương trình đã xoay, xem lại"),
        "dark": _tr("Tối: tăng độ sáng rồi quét lại"),
        "glare": _tr("Lóa: đổi hướng đèn rồi chụp lại"),
        "finger": _tr("Có ngón tay: chụp lại"),
        "unread_receipt": _tr("Giấy hẹn mờ mã: chọn hồ sơ cho các trang sau nó"),
        "duplicate": _tr("Giống một trang trước: có thể quét hai lần"),
    }.get(code, code)


def defect_name(code: str) -> str:
    """What is wrong with a page, in a word."""
    return defect_text(code).split(":", 1)[0]


def progress_text(progress: ScanProgress) -> str:
    """What a scan came to so far."""
    parts = [_tr("{0} trang đã lưu").format(progress.pages)]
    if progress.separators:
        parts.append(_tr("{0} tờ giấy hẹn").format(progress.separators))
    if progress.blank:
        parts.append(_tr("{0} trang trắng đã bỏ").format(progress.blank))
    if progress.tray:
        parts.append(_tr("{0} trang vào khay chờ").format(progress.tray))
    if progress.refused:
        parts.append(_tr("{0} trang không nhận").format(len(progress.refused)))
    return " · ".join(parts)
