"""What is left to do: the tray, and the cases with something to scan, to check or to sign."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.records.paper_files import CaseWork
from desktop.screens.building import label
from desktop.workflows.paper_desk import Scope

SCOPE = Qt.ItemDataRole.UserRole


class WorkBoard(QWidget):
    """Shows what is left.

    Signals:
        chosen: A `Scope` that the officer wants to look at.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Việc còn lại"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._on_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(self.tr("Việc còn lại"), "heading"))
        column.addWidget(self.list, 1)

    def show_work(self, tray: int, cases: Sequence[CaseWork], shown: Scope) -> None:
        """Show the tray and the cases, the one that is looked at chosen."""
        self.list.blockSignals(True)
        self.list.clear()
        self._add(self.tr("Khay chờ\n{0} trang không rõ hồ sơ").format(tray), Scope())
        for each in cases:
            todo = (
                (each.to_scan, self.tr("{0} chưa quét")),
                (each.to_check, self.tr("{0} chờ kiểm")),
                (each.to_sign, self.tr("{0} chờ ký")),
            )
            facts = " · ".join(text.format(count) for count, text in todo if count)
            tail = "-".join(each.code.split("-")[1:])  # what officers say aloud
            self._add(f"{each.full_name}\n{tail}\n{facts}", Scope(each.case_id), each.code)
        for row in range(self.list.count()):
            if self.list.item(row).data(SCOPE).case_id == shown.case_id:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _add(self, text: str, scope: Scope, tip: str = "") -> None:
        item = QListWidgetItem(text)
        item.setToolTip(tip)
        item.setData(SCOPE, scope)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
        self.list.addItem(item)

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.list.item(row).data(SCOPE))
