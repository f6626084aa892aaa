"""The kinds of doubt with their counts, and the going-through of everybody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.records.data_flags import CLOSING, OPEN
from desktop.records.data_rules import FlagKind
from desktop.records.number_text import number_text
from desktop.screens.building import button, label
from desktop.screens.cleaning.words import kind_name
from desktop.screens.wrapped_items import wrap_items
from desktop.workflows.data_cleaning import DataCleaning

KIND = Qt.ItemDataRole.UserRole


class KindsList(QWidget):
    """Shows how many flags of each kind are open and how many were resolved.

    Signals:
        chosen: A `FlagKind` to list.
        check_wanted: The officer wants everybody looked at again.
    """

    chosen = Signal(object)
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Loại nghi vấn"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_items(self.list)
        self.list.currentRowChanged.connect(self._on_row)
        self._sum = label("", "caption", wrap=True)
        self._progress = label("", "caption", wrap=True)
        self.check = button(self.tr("Rà soát lại"), self.check_wanted.emit, icon_name="refresh-cw")
        self.check.setToolTip(self.tr("Kiểm tra lại mọi công dân của bàn; vẫn làm việc bình thường trong lúc đó"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("Nghi vấn"), "heading"))
        column.addWidget(self._sum)
        column.addWidget(self.list, 1)
        column.addWidget(self._progress)
        column.addWidget(self.check)

    def show_counts(self, desk: DataCleaning) -> None:
        """Show what the desk counts; the kind that is listed chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        for kind in FlagKind:
            count, done = desk.count(kind), sum(desk.count(kind, how) for how in CLOSING)
            if not count and not done and kind is not desk.kind:
                continue
            text = self.tr("{0}\n{1} cần xem").format(kind_name(kind), number_text(count))
            text = self.tr("{0} · {1} đã xử lý").format(text, number_text(done)) if done else text
            item = QListWidgetItem(text)
            item.setData(KIND, kind)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
            self.list.addItem(item)
            if kind is desk.kind:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        work = sum(count for (kind, how), count in desk.tallies.items() if how == OPEN and not kind.is_note)
        notes = sum(count for (kind, how), count in desk.tallies.items() if how == OPEN and kind.is_note)
        counted = self.tr("{0} việc cần xử lý · {1} ghi chú").format(number_text(work), number_text(notes))
        self._sum.setText(counted)
        self.check.setEnabled(not desk.checking)
        self._progress.setVisible(desk.checking)
        self._progress.setText(self.tr("Đang rà soát: đã xem {0} công dân").format(number_text(desk.looked_at)))

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(FlagKind(self.list.item(row).data(KIND)))
