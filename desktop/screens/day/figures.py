"""The day's figures as a table: headings, names, counts; a figure that was closed otherwise is marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QFont

from desktop.records.number_text import number_text
from desktop.screens.appearance.theme import theme_colour
from desktop.screens.day.words import group_name
from desktop.screens.headed_model import HeadedModel, Index
from desktop.workflows.day_closing import DayView
from sync.indicators import Indicator, IndicatorBook

NAME, COUNT = range(2)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a figure, or a heading where there is no indicator."""

    heading: str
    indicator: Indicator | None = None
    count: int = 0
    closed: int | None = None  # what it was when the day was closed, where that is another number


class FiguresModel(HeadedModel):
    """The figures of one day."""

    def __init__(self, book: IndicatorBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._lines: list[Line] = []
        self._headers = (self.tr("Chỉ tiêu"), self.tr("Số lượng"))

    def show_day(self, view: DayView | None, *, everything: bool) -> None:
        """Show a day's figures; only those that are not 0 unless `everything` is wanted."""
        lines = [] if view is None else self._made(view, everything=everything)
        if [line.indicator for line in lines] == [line.indicator for line in self._lines] and lines:
            self._lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, COUNT))
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def _made(self, view: DayView, *, everything: bool) -> list[Line]:
        lines: list[Line] = []
        group = ""
        for indicator in self._book.on(view.day):
            count, changed = view.counts.get(indicator.id, 0), view.changed.get(indicator.id)
            if not everything and not count and changed is None:
                continue
            if indicator.group != group:
                group = indicator.group
                lines.append(Line(group_name(group)))
            lines.append(Line("", indicator, count, None if changed is None else changed[0]))
        return lines

    def line(self, row: int) -> Line:
        """The row's line."""
        return self._lines[row]

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row, line in enumerate(self._lines) if line.indicator is None]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names; that of the counts stands over them."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == COUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return super().headerData(section, orientation, role)

    def _length(self) -> int:
        return len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be chosen."""
        if index.isValid() and self._lines[index.row()].indicator is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, alignment, and amber for what has changed since the day was closed."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and line.indicator is not None:
            return definition_text(line.indicator)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == COUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole and line.indicator is None:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and line.closed is not None:
            return theme_colour("warn")
        if role == Qt.ItemDataRole.BackgroundRole and line.indicator is None:
            return theme_colour("ground")
        return None

    def _text(self, line: Line, column: int) -> str:
        if line.indicator is None:
            return line.heading if column == NAME else ""
        if column == NAME:
            return line.indicator.name
        count = number_text(line.count)
        return count if line.closed is None else self.tr("{0} (lúc chốt {1})").format(count, number_text(line.closed))


def definition_text(indicator: Indicator) -> str:
    """What a figure means and stands on."""
    source = indicator.source
    base = source.text
    if not source.sure:
        base += QCoreApplication.translate("Figures", " (chưa đối chiếu: {0})").format(source.note)
    return f"{indicator.definition}\n{base}"


def names_of(book: IndicatorBook) -> Mapping[str, str]:
    """Names by id."""
    return {indicator.id: indicator.name for indicator in book.indicators}
