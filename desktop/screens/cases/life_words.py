"""A case's life in words: what can be done, what was done, how the clock stands."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.case_life import (
    CaseLife,
    ClockResume,
    ClockStop,
    CodeFacts,
    CodeWay,
    HandOver,
    LifeAct,
    LifeEvent,
    OtherDue,
    Receiver,
    ResultFacts,
    ReturnFacts,
    Stop,
    Timeliness,
    is_late,
)
from desktop.records.catalogue.models import TimeUnit
from desktop.records.print_log import Print, PrintWay
from desktop.screens.words import case_state_name, day_text, moment_text, money_text, return_method_name


def _tr(text: str) -> str:
    return QCoreApplication.translate("CaseLife", text)


def act_name(act: LifeAct) -> str:
    """An act as it is offered."""
    return {
        LifeAct.RECEIVED: _tr("Tiếp nhận"),
        LifeAct.ACCEPTED: _tr("Tiếp nhận hồ sơ đăng ký"),
        LifeAct.HANDED_OVER: _tr("Bàn giao hồ sơ"),
        LifeAct.SUPPLEMENT_ASKED: _tr("Yêu cầu bổ sung"),
        LifeAct.SUPPLEMENTED: _tr("Đã nộp bổ sung"),
        LifeAct.PAYMENT_ASKED: _tr("Yêu cầu nộp phí, lệ phí"),
        LifeAct.PAID: _tr("Đã nộp phí, lệ phí"),
        LifeAct.REFUSED: _tr("Từ chối tiếp nhận, giải quyết"),
        LifeAct.STOPPED: _tr("Dừng giải quyết"),
        LifeAct.WITHDRAWN: _tr("Công dân rút hồ sơ"),
        LifeAct.EXTENDED: _tr("Xin lỗi và gia hạn"),
        LifeAct.APOLOGISED: _tr("Xin lỗi, hẹn lại vì quá hạn"),
        LifeAct.FINISHED: _tr("Đã có kết quả"),
        LifeAct.RESULT_RECEIVED: _tr("Nhận kết quả về quầy"),
        LifeAct.RETURNED: _tr("Trả kết quả"),
        LifeAct.CORRECTED: _tr("Thu hồi bước ghi nhầm"),
        LifeAct.CODE_NOTED: _tr("Ghi mã ở hệ thống khác"),
    }[act]


def act_done(event: LifeEvent) -> str:
    """What happened, without who and when."""
    return {
        None: case_state_name(event.state),
        LifeAct.RECEIVED: _tr("Tiếp nhận tại quầy"),
        LifeAct.ACCEPTED: _tr("Tiếp nhận hồ sơ đăng ký"),
        LifeAct.HANDED_OVER: _tr("Bàn giao"),
        LifeAct.SUPPLEMENT_ASKED: _tr("Yêu cầu bổ sung"),
        LifeAct.SUPPLEMENTED: _tr("Nộp bổ sung"),
        LifeAct.PAYMENT_ASKED: _tr("Yêu cầu nộp phí, lệ phí"),
        LifeAct.PAID: _tr("Nộp phí, lệ phí"),
        LifeAct.REFUSED: _tr("Từ chối"),
        LifeAct.STOPPED: _tr("Dừng giải quyết"),
        LifeAct.WITHDRAWN: _tr("Công dân rút hồ sơ"),
        LifeAct.EXTENDED: _tr("Xin lỗi và gia hạn"),
        LifeAct.APOLOGISED: _tr("Xin lỗi, hẹn lại"),
        LifeAct.FINISHED: _tr("Có kết quả"),
        LifeAct.RESULT_RECEIVED: _tr("Nhận kết quả về quầy"),
        LifeAct.RETURNED: _tr("Trả kết quả"),
        LifeAct.CORRECTED: _tr("Thu hồi bước ghi nhầm"),
        LifeAct.CODE_NOTED: _tr("Ghi mã hệ thống khác"),
    }[event.act]


def when_text(moment: datetime) -> str:
    """``HH:mm dd/MM/yyyy``."""
    return f"{moment:%H:%M %d/%m/%Y}"


def timeliness_name(how: Timeliness) -> str:
    """How an end was in time."""
    return {
        Timeliness.EARLY: _tr("trước hạn"),
        Timeliness.ON_TIME: _tr("đúng hạn"),
        Timeliness.LATE: _tr("quá hạn"),
    }[how]


def receiver_name(receiver: Receiver) -> str:
    """Who gets the result."""
    return {
        Receiver.APPLICANT: _tr("Chủ hồ sơ"),
        Receiver.SUBMITTER: _tr("Người nộp thay"),
        Receiver.AUTHORISED: _tr("Người được ủy quyền"),
    }[receiver]


def code_way_name(way: CodeWay) -> str:
    """Which way a case went."""
    return {
        CodeWay.CARRIED: _tr("Đã nhập hồ sơ này vào hệ thống kia"),
        CodeWay.BROUGHT: _tr("Hồ sơ đến từ hệ thống kia"),
    }[way]


def details_text(event: LifeEvent, systems: Mapping[str, str]) -> str:
    """What a happening holds; "" for nothing. `systems` are the other systems' names by id."""
    match event.details:
        case HandOver() as slip:
            to = f"{slip.to_part} ({slip.to_name})" if slip.to_name else slip.to_part
            return f"{slip.from_part or _tr('Bộ phận Một cửa')} → {to}"
        case ClockStop(papers=papers) if papers:
            return "; ".join(papers)
        case ClockResume() as answer:
            return _answer_text(answer)
        case OtherDue() as other:
            return _tr("hẹn {0}").format(moment_text(other.due_at))
        case ResultFacts() as result:
            day = day_text(result.day)
            return " ".join(part for part in (result.number, _tr("ngày {0}").format(day) if day else "") if part)
        case ReturnFacts() as facts:
            return _return_text(facts)
        case CodeFacts() as facts:
            return f"{systems.get(facts.system, facts.system)}: {facts.code}"
        case _:
            return ""


def _answer_text(answer: ClockResume) -> str:
    paid = ""
    if answer.amount:
        paid = money_text(answer.amount) + (_tr(", trực tuyến") if answer.online else "")
    due = _tr("hẹn trả {0}").format(moment_text(answer.due_at)) if answer.due_at != answer.due_before else ""
    return " · ".join(part for part in (paid, due) if part)


def _return_text(facts: ReturnFacts) -> str:
    parts = [return_method_name(facts.way)]
    if facts.name:
        parts.append(f"{receiver_name(facts.receiver)}: {facts.name}")
    if facts.tracking:
        parts.append(_tr("mã bưu gửi {0}").format(facts.tracking))
    if facts.authority:
        parts.append(facts.authority)
    if facts.signed:
        parts.append(_tr("đã ký nhận"))
    return " · ".join(parts)


def left_text(stop: Stop) -> str:
    """What is left of a term that stands still."""
    if stop.left < 0:
        return _tr("đã quá hạn từ trước khi dừng")
    if stop.unit is TimeUnit.WORKING_HOURS:
        return _tr("còn {0} giờ {1} phút làm việc").format(stop.left // 60, stop.left % 60)
    if stop.left == 0:
        return _tr("còn trong ngày")
    if stop.unit is TimeUnit.CALENDAR_DAYS:
        return _tr("còn {0} ngày").format(stop.left)
    return _tr("còn {0} ngày làm việc").format(stop.left)


def clock_text(life: CaseLife, now: datetime) -> tuple[str, str]:
    """How the clock stands, and the role of the tag that says it."""
    standing = life.standing
    if standing.finished is not None:
        role = "tagBad" if standing.finished is Timeliness.LATE else "tagGood"
        return _tr("Xong {0}").format(timeliness_name(standing.finished)), role
    if standing.stop is not None and standing.stop.left >= 0:
        return _tr("Đồng hồ dừng, {0}").format(left_text(standing.stop)), "tagWarn"
    if not standing.can_be_late:
        return "", "tag"
    if is_late(now, standing.due_at, by_hour=life.basis.by_hour):
        return _tr("Quá hạn"), "tagBad"
    if standing.due_at.date() == now.date():
        return _tr("Đến hạn hôm nay"), "tagWarn"
    return _tr("Trong hạn"), "tagGood"


def form_name(form: str) -> str:
    """A form of a case, as officers call it; a key of a newer program as it is."""
    return {
        "receipt": _tr("Giấy tiếp nhận và hẹn trả"),
        "supplement": _tr("Phiếu yêu cầu bổ sung"),
        "refusal": _tr("Phiếu từ chối"),
        "apology": _tr("Văn bản xin lỗi, hẹn lại"),
        "stop": _tr("Thông báo dừng giải quyết"),
        "control_slip": _tr("Phiếu kiểm soát quá trình"),
        "return_slip": _tr("Giấy biên nhận trả kết quả"),
        "hand_over_list": _tr("Giấy bàn giao nhiều hồ sơ"),
    }.get(form, form)


def print_text(each: Print) -> str:
    """What was printed: the form, the original or which copy, on paper or into a file."""
    copy = _tr("bản sao số {0}").format(each.copy) if each.copy else _tr("bản chính")
    made = _tr("Đã lưu tệp") if each.way is PrintWay.FILE else _tr("Đã in")
    return f"{made}: {form_name(each.form)} · {copy}"


def taken_back_text(why: str) -> str:
    """Of a happening that was taken back."""
    return _tr("Đã thu hồi: {0}").format(why)
