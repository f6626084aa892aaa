"""The rows of the list of flags."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.records.data_flags import DataFlag
from desktop.screens.words import day_text, field_name

Index = QModelIndex | QPersistentModelIndex
NAME, NUMBER, FIELDS, SINCE = range(4)


class FlagsModel(QAbstractTableModel):
    """Flags as a table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flags: Sequence[DataFlag] = ()
        self._headers = (self.tr("Công dân"), self.tr("Số căn cước"), self.tr("Về"), self.tr("Từ ngày"))

    def show_flags(self, flags: Sequence[DataFlag]) -> None:
        """Show other flags."""
        self.beginResetModel()
        self._flags = tuple(flags)
        self.endResetModel()

    @property
    def shown(self) -> Sequence[DataFlag]:
        """What is shown."""
        return self._flags

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of flags."""
        return 0 if parent is not None and parent.isValid() else len(self._flags)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headers[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text."""
        if not index.isValid() or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            return None
        flag = self._flags[index.row()]
        about = self.tr(", ").join(field_name(name) for name in flag.fields)
        return (flag.name, flag.number, about, day_text(flag.at.date()))[index.column()]
