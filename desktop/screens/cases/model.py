"""The rows of the list of cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.records.cases import CaseState, CaseSummary
from desktop.screens.appearance.theme import theme_colour
from desktop.screens.building import plain_tip
from desktop.screens.headed_model import HeadedModel, Index
from desktop.screens.words import case_state_name, code_tail, day_text

CLOSED = frozenset({CaseState.RETURNED, CaseState.DONE, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.STOPPED})

WAITING = frozenset({CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT})  # for the citizen, who is not the desk


class CasesModel(HeadedModel):
    """Summaries of cases as a table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cases: Sequence[CaseSummary] = ()
        self._now: datetime | None = None
        self._headers = (
            self.tr("Mã hồ sơ"),
            self.tr("Chủ hồ sơ"),
            self.tr("Thủ tục"),
            self.tr("Ngày nhận"),
            self.tr("Hẹn trả"),
            self.tr("Trạng thái"),
        )

    def show_cases(self, cases: Sequence[CaseSummary], now: datetime) -> None:
        """Show other cases; `now` decides which are late."""
        self.beginResetModel()
        self._cases = cases
        self._now = now
        self.endResetModel()

    @property
    def cases(self) -> Sequence[CaseSummary]:
        """All that are shown, in their order."""
        return self._cases

    def case(self, row: int) -> CaseSummary:
        """The case of a row."""
        return self._cases[row]

    def _length(self) -> int:
        return len(self._cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, and red for a late case."""
        if not index.isValid():
            return None
        case = self._cases[index.row()]
        if index.column() == 0 and role == Qt.ItemDataRole.DisplayRole:
            return code_tail(case.code)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            text = (
                case.code,
                case.full_name,
                case.procedure_name,
                day_text(case.received_at.date()),
                day_text(case.due_at.date()),
                self._state_text(case),
            )[index.column()]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.ForegroundRole and index.column() >= 4 and self._late(case):
            return theme_colour("bad")
        return None

    def _late(self, case: CaseSummary) -> bool:
        return self._now is not None and case.state not in CLOSED | WAITING and case.due_at < self._now

    def _state_text(self, case: CaseSummary) -> str:
        text = case_state_name(case.state)
        return self.tr("{0} · quá hạn").format(text) if self._late(case) else text
