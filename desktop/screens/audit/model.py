"""The rows of the log."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.records.audit_entries import SubjectKind
from desktop.records.local_time import ZONE
from desktop.screens.audit.words import action_name, fields_text, subject_text
from desktop.screens.headed_model import HeadedModel, Index
from desktop.workflows.audit_desk import LogView

SEQUENCE, AT, OFFICER, ACTION, SUBJECT, COUNT = range(6)


class LogModel(HeadedModel):
    """Entries as a table; times are told in the desk's zone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = LogView()
        self._headers = (
            self.tr("Số"),
            self.tr("Lúc"),
            self.tr("Công chức"),
            self.tr("Việc"),
            self.tr("Về"),
            self.tr("Số người"),
        )

    def show_view(self, view: LogView) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._view = view
        self.endResetModel()

    def case_id(self, row: int) -> int | None:
        """Id of the case that an entry is about; None where it is about something else, or about more than one."""
        entry = self._view.entries[row]
        return int(entry.subject) if entry.subject_kind == SubjectKind.CASE else None

    def _length(self) -> int:
        return len(self._view.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text; the fields that were seen as its tip."""
        if not index.isValid():
            return None
        entry = self._view.entries[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (action_name(entry.action), subject_text(entry), fields_text(entry))))
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        officer = self._view.officer_name(entry.officer_id) or self.tr("Chương trình")
        return (
            str(entry.sequence),
            local_text(entry.at),
            officer,
            action_name(entry.action),
            subject_text(entry),
            str(entry.count) if entry.count else "",
        )[index.column()]


def local_text(at: str) -> str:
    """A moment of the log in this country's time, ``dd/MM/yyyy HH:mm:ss``."""
    return f"{datetime.fromisoformat(at).astimezone(ZONE):%d/%m/%Y %H:%M:%S}"
