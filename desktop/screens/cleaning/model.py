"""The rows of the list of flags."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.records.data_flags import DataFlag
from desktop.screens.building import plain_tip
from desktop.screens.headed_model import HeadedModel, Index
from desktop.screens.words import day_text, field_name

NAME, NUMBER, FIELDS, SINCE = range(4)


class FlagsModel(HeadedModel):
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

    def _length(self) -> int:
        return len(self._flags)

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
        text = (flag.name, flag.number, about, day_text(flag.at.date()))[index.column()]
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
