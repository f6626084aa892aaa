"""The day's work in words."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from desktop.records.case_life_boards import BoardCase
from desktop.records.cases import CaseState
from desktop.screens.words import ENDED, case_state_name, day_text
from desktop.workflows.work_kinds import WorkKind

STILL = frozenset({CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT, CaseState.DONE})


def _tr(text: str) -> str:
    return QCoreApplication.translate("DayWork", text)


def kind_name(kind: WorkKind) -> str:
    """A kind of work."""
    return {
        WorkKind.MINE: _tr("Chờ tôi"),
        WorkKind.DUE_TODAY: _tr("Đến hạn hôm nay"),
        WorkKind.OVERDUE: _tr("Quá hạn"),
        WorkKind.HUNG: _tr("Đứng yên"),
        WorkKind.CITIZEN: _tr("Chờ người dân"),
        WorkKind.TO_RETURN: _tr("Kết quả phải trả"),
        WorkKind.LACKING: _tr("Hệ thống khác chưa có"),
        WorkKind.PAPERS: _tr("Giấy tờ phải số hóa"),
        WorkKind.DAYS: _tr("Ngày chưa chốt"),
    }[kind]


def due_text(case: BoardCase) -> str:
    """The appointment."""
    return day_text(case.summary.due_at.date())


def is_late(case: BoardCase, now: datetime) -> bool:
    """Whether a case that runs is past its appointment's day."""
    return case.summary.state not in STILL | ENDED and case.summary.due_at.date() < now.date()


def standing_text(case: BoardCase, now: datetime, kind: WorkKind) -> str:
    """How a case stands: its state, and how long it is late or has stood still."""
    state = case_state_name(case.summary.state)
    still = (now.date() - case.moved_at.date()).days
    if kind is WorkKind.HUNG or (case.summary.state in STILL and still > 0):
        return _tr("{0} · {1} ngày rồi").format(state, still)
    if is_late(case, now):
        return _tr("{0} · quá {1} ngày").format(state, (now.date() - case.summary.due_at.date()).days)
    if case.summary.state not in STILL | ENDED and case.summary.due_at.date() == now.date():
        late = case.summary.due_at < now
        return _tr("{0} · quá giờ hẹn").format(state) if late else _tr("{0} · hẹn hôm nay").format(state)
    return state
