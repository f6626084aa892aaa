"""The rows of the day's work: any number of them, of which only those in view are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from desktop.records.case_life_boards import BoardCase
from desktop.screens.appearance.theme import theme_colour
from desktop.screens.building import plain_tip
from desktop.screens.headed_model import HeadedModel, Index
from desktop.screens.words import code_tail
from desktop.screens.work.words import due_text, is_late, standing_text
from desktop.workflows.work_board import WorkBoard
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_rows import RowsChange

TICK, CODE, NAME, PROCEDURE, WHERE, DUE, STANDING = range(7)
UNREAD = "…"


class WorkModel(HeadedModel):
    """Shows the rows of a `WorkBoard`; a row that was not read yet shows dots until it is."""

    def __init__(self, board: WorkBoard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._count = 0
        self._ids: tuple[int, ...] = ()
        self._now: datetime = board.now
        self._officers: Mapping[int, str] = {}
        self._headers = (
            "",
            self.tr("Mã hồ sơ"),
            self.tr("Chủ hồ sơ"),
            self.tr("Thủ tục"),
            self.tr("Đang ở"),
            self.tr("Hẹn trả"),
            self.tr("Tình hình"),
        )
        board.rows.subscribe(self._on_rows)

    def _on_rows(self, change: RowsChange, first: int, last: int) -> None:
        self._now = self._board.now
        if change is RowsChange.RESET:
            self.beginResetModel()
            self._count, self._ids = last + 1, self._board.rows.ids
            self.endResetModel()
        elif change is RowsChange.GROWN:
            self.beginInsertRows(QModelIndex(), first, last)
            self._count, self._ids = last + 1, self._board.rows.ids
            self.endInsertRows()
        else:
            self.dataChanged.emit(self.index(first, 0), self.index(last, STANDING))

    def know(self, officers: Mapping[int, str]) -> None:
        """Take the officers' names by id."""
        self._officers = officers

    def pass_by(self, passing: bool) -> None:
        """Read no more rows while the list is only scrolled past; those that were read are shown."""
        self._board.rows.passing = passing

    def case_id(self, row: int) -> int:
        """Id of the case of a row, as it is shown."""
        return self._ids[row]

    def _length(self) -> int:
        return self._count

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be ticked."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == TICK else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a case, or not."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != TICK:
            return False
        case_id = self.case_id(index.row())
        if (Qt.CheckState(value) is Qt.CheckState.Checked) is not (case_id in self._board.ticked):
            self._board.toggle(case_id)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, its tick, and red for a late case."""
        if not index.isValid():
            return None
        if index.column() == TICK:
            return self._tick(index.row(), role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            case = self._board.rows.row(index.row())
            if case is None:
                return UNREAD
            if index.column() == CODE and role == Qt.ItemDataRole.DisplayRole:
                return code_tail(case.summary.code)
            text = self._text(case, index.column())
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.ForegroundRole and index.column() >= DUE:
            case = self._board.rows.row(index.row())
            return theme_colour("bad") if case is not None and is_late(case, self._now) else None
        return None

    def _tick(self, row: int, role: int) -> Any:
        ticked = self.case_id(row) in self._board.ticked
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("đã chọn") if ticked else self.tr("chưa chọn")
        return None

    def _text(self, case: BoardCase, column: int) -> str:
        summary = case.summary
        if column == WHERE:
            holder = "" if case.holder_id is None else self._officers.get(case.holder_id, "")
            return " · ".join(part for part in (case.part, holder) if part) or self._board.home
        if column == STANDING and self._board.kind is WorkKind.LACKING:
            names = {each.id: each.name for each in self._board.systems}
            known = [name for system, name in names.items() if system in case.lacks]
            return "; ".join((*known, *(system for system in case.lacks if system not in names)))
        if column == STANDING:
            return standing_text(case, self._now, self._board.kind)
        return {
            CODE: summary.code,
            NAME: summary.full_name,
            PROCEDURE: summary.procedure_name,
            DUE: due_text(case),
        }[column]
