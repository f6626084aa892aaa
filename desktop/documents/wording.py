"""How times, sums and papers are said on paper, in Vietnamese; plain functions of values."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from desktop.records.cases import CasePaper, NewCase, PaperState, ReturnMethod
from desktop.records.catalogue.models import PaperAnswer, Waiver, WaiverReason
from desktop.records.local_time import ZONE
from desktop.records.number_text import number_text

NONE = "—"
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_ANSWERED_BY = {
    WaiverReason.QR: "đã có trên mã QR của thẻ căn cước",
    WaiverReason.CHIP: "đã có trong chip của thẻ căn cước",
    WaiverReason.VNEID: "đã có trên VNeID",
    WaiverReason.POPULATION_DATABASE: "đã có trong Cơ sở dữ liệu quốc gia về dân cư",
    WaiverReason.RESULT_STORE: "đã được số hóa ở lần giải quyết trước",
    WaiverReason.RULE: "quy định hiện hành không yêu cầu nộp",
}


def clean(text: str, letters: frozenset[int], missing: str) -> str:
    """The text in NFC on one line; a letter that the font lacks shows as `missing`, never as nothing."""
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter if ord(letter) in letters else missing for letter in one_line)


def day_text(moment: datetime) -> str:
    """``ngày 05 tháng 02 năm 2026``: days under 10 and the months 1 and 2 take a nought.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I, on the place and date of a paper.
    """
    local = moment.astimezone(ZONE)
    month = f"{local.month:02}" if local.month <= 2 else f"{local.month}"
    return f"ngày {local.day:02} tháng {month} năm {local.year}"


def moment_text(moment: datetime) -> str:
    """``09 giờ 30 phút, ngày 25 tháng 11 năm 2026``, local time."""
    return f"{moment.astimezone(ZONE):%H giờ %M phút}, {day_text(moment)}"


def appointment_text(moment: datetime) -> str:
    """A moment with its weekday: people remember "thứ Hai" better than a date."""
    return f"{moment_text(moment)} ({_WEEKDAYS[moment.astimezone(ZONE).weekday()]})"


def fee_text(amount: int, *, paid: bool) -> str:
    """``8.000 đồng (Đã thanh toán)``; nothing to pay is said as such."""
    if amount == 0:
        return "Không thu"
    return f"{number_text(amount)} đồng" + (" (Đã thanh toán)" if paid else " (Chưa thanh toán)")


def return_text(content: NewCase, office: str) -> str:
    """Where the citizen receives the result; by post at the address of who handed in."""
    if content.return_method is ReturnMethod.DESK:
        return office
    if content.return_method is ReturnMethod.ONLINE:
        return "Bản điện tử, qua Cổng Dịch vụ công quốc gia hoặc VNeID"
    receiver = content.submitter or content.applicant
    address = f": {receiver.residence}" if receiver.residence else ""
    return f"Qua dịch vụ bưu chính công ích{address}"


def data_serves(paper: CasePaper, *, reused: bool) -> bool:
    """Whether data that the state already holds serves in the paper's place, so that no sheet was handed in.

    A waived paper carries the answer "data exists" too; it is said as waived, unless it was the store of digitized
    results that answered it. A paper that was handed in is listed as such, also where a stored file was used for it.

    Args:
        paper: The paper.
        reused: A file that was stored before stands for it.
    """
    if paper.waiver_reason is WaiverReason.RESULT_STORE:
        return True
    no_sheet = reused and not paper.originals and not paper.copies
    return paper.state is PaperState.HANDED_IN and (no_sheet or paper.answer is PaperAnswer.DATA_EXISTS)


def paper_quantities(paper: CasePaper) -> tuple[tuple[str, str], ...]:
    """The kinds of a paper with how many of each: ``(("Bản chính", "1"), ("Bản sao", "2"))``."""
    if paper.state is PaperState.SHOWN:
        return (("Xuất trình", str(paper.originals + paper.copies or NONE)),)
    counted = (("Bản chính", paper.originals), ("Bản sao", paper.copies))
    given = tuple((kind, str(count)) for kind, count in counted if count)
    return given or (("Bản sao" if paper.answer is PaperAnswer.COPY else "Bản chính", NONE),)


def waived_because(paper: CasePaper, waivers: Mapping[str, Waiver]) -> str:
    """Why a paper is not asked for: what answered it, else the waiver's own sentence; "" if nothing says why."""
    if paper.waiver_reason is not None and paper.waiver_reason is not WaiverReason.RULE:
        return _ANSWERED_BY[paper.waiver_reason]
    waiver = waivers.get(paper.waiver_id)
    if waiver is not None:
        because = waiver.because.strip().rstrip(".")
        return because[:1].lower() + because[1:]
    return paper.reason or (_ANSWERED_BY[WaiverReason.RULE] if paper.waiver_reason else "")
