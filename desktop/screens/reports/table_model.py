"""A report's table as a model of Qt: the same values as in the files."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics

from desktop.screens.appearance.theme import theme_colour
from sync.reporting.letter import Line, Table, full_column_names, is_number, value_text

Index = QModelIndex | QPersistentModelIndex


class ReportTableModel(QAbstractTableModel):
    """One table of a report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), (), ())
        self._names: tuple[str, ...] = ()

    def show_table(self, table: Table) -> None:
        """Show a table."""
        self.beginResetModel()
        self._table, self._names = table, full_column_names(table)
        self.endResetModel()

    def line(self, row: int) -> Line:
        """A row's line."""
        return self._table.lines[row]

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row, line in enumerate(self._table.lines) if line.heading]

    def key(self, row: int, column: int) -> str:
        """The indicator behind a cell; "" for none."""
        keys = self.line(row).keys
        return keys[column] if column < len(keys) else ""

    def figure_width(self, column: int, metrics: QFontMetrics) -> int:
        """How wide the widest figure of a column is, in logical pixels; 0 where there are only texts."""
        texts = (value_text(line.values[column]) for line in self._table.lines if column < len(line.values))
        return max((metrics.horizontalAdvance(text) for text in texts if is_number(text)), default=0)

    def caption(self, row: int, column: int) -> str:
        """What a cell is, in words: its row and its column."""
        first = next((value_text(v) for v in self.line(row).values if isinstance(v, str) and not v.isdigit() and v), "")
        return f"{first} · {self._names[column].replace(chr(10), ' · ')}"

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of lines."""
        return 0 if parent is not None and parent.isValid() else len(self._table.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._table.weights)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names, from the top of the head down."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; what has cases behind it is blue and underlined."""
        if not index.isValid():
            return None
        line = self._table.lines[index.row()]
        if line.heading and index.column():
            return None
        value = line.values[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return value_text(value).replace(" %", "\N{NO-BREAK SPACE}%")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if is_number(value_text(value)) else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        opens = bool(self.key(index.row(), index.column())) and bool(value)
        if role == Qt.ItemDataRole.FontRole and (line.heading or line.strong or opens):
            font = QFont()
            font.setBold(line.heading or line.strong)
            font.setUnderline(opens)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and opens:
            return theme_colour("blue")
        if role == Qt.ItemDataRole.BackgroundRole and line.heading:
            return theme_colour("ground")
        return None
