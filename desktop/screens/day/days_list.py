"""The list of days: day, cases received, where it stands."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.screens.appearance.theme import theme_colour
from desktop.screens.building import label
from desktop.screens.day.words import state_name
from desktop.screens.wrapped_items import wrap_items
from desktop.workflows.day_closing import DayLine
from sync.desk.day_states import DayState

INK = {DayState.HELD: "good", DayState.MISMATCH: "bad", DayState.CHANGED: "warn"}


class DaysList(QWidget):
    """Shows days.

    Signals:
        chosen: A `date` that the officer wants to look at.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Các ngày"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_items(self.list)
        self.list.currentRowChanged.connect(self._on_row)
        self._days: list[date] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("Các ngày"), "heading"))
        column.addWidget(self.list, 1)

    def show_lines(self, lines: list[DayLine], day: date) -> None:
        """Show these days, one of them chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        self._days = [line.day for line in lines]
        weekdays = tuple(self.tr("T2 T3 T4 T5 T6 T7 CN").split())
        for line in lines:
            when = f"{weekdays[line.day.weekday()]} {line.day:%d/%m}"
            text = self.tr("{0} · {1} hồ sơ\n{2}").format(when, line.received, state_name(line.state))
            item = QListWidgetItem(text)
            if line.state in INK:
                item.setForeground(theme_colour(INK[line.state]))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
            self.list.addItem(item)
        if day in self._days:
            self.list.setCurrentRow(self._days.index(day))
        self.list.blockSignals(False)

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._days):
            self.chosen.emit(self._days[row])
