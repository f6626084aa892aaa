"""The kinds of work with how much there is of each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.records.number_text import number_text
from desktop.screens.building import label
from desktop.screens.work.words import kind_name
from desktop.workflows.work_board import WorkBoard
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_reading import MOST_LACKING

LOW_HEIGHT = 92  # logical pixels: three kinds
QWIDGETSIZE_MAX = (1 << 24) - 1
KIND = Qt.ItemDataRole.UserRole


class WorkKinds(QWidget):
    """Shows the kinds; the one that is listed is marked.

    Signals:
        chosen: A `WorkKind` to list.
        opened: A `WorkKind` that Enter or a double click was pressed on.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._low = False
        self._counts: dict[WorkKind, int] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Loại việc"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in WorkKind:
            item = QListWidgetItem(kind_name(kind))
            item.setData(KIND, kind)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemActivated.connect(lambda item: self.opened.emit(WorkKind(item.data(KIND))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._heading = label(self.tr("Việc hôm nay"), "heading")
        column.addWidget(self._heading)
        column.addWidget(self.list, 1)

    def leave_out(self, kind: WorkKind) -> None:
        """Offer no kind whose page the officer does not have."""
        self.list.item(list(WorkKind).index(kind)).setHidden(True)

    def lie_down(self, low: bool) -> None:
        """Take one line for each kind, and little room for all of them; or two, and all the room there is."""
        self._low = low
        self._heading.setVisible(not low)
        for row, kind in enumerate(WorkKind):
            self._show(row, kind)
        self.list.setMaximumHeight(LOW_HEIGHT if low else QWIDGETSIZE_MAX)

    def show_counts(self, board: WorkBoard) -> None:
        """Show what the board counts."""
        self._counts = dict(board.counts)
        self.list.blockSignals(True)
        for row, kind in enumerate(WorkKind):
            self._show(row, kind)
            if kind is board.kind and self.list.currentRow() != row:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _show(self, row: int, kind: WorkKind) -> None:
        count = self._counts.get(kind)
        more = "+" if kind is WorkKind.LACKING and count == MOST_LACKING else ""
        counted = self._unit(kind).format("…" if count is None else number_text(count) + more)
        item = self.list.item(row)
        item.setText(f"{kind_name(kind)}  ·  {counted}" if self._low else f"{kind_name(kind)}\n{counted}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind_name(kind)}, {counted}")

    def _unit(self, kind: WorkKind) -> str:
        return self.tr("{0} ngày") if kind is WorkKind.DAYS else self.tr("{0} hồ sơ")

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(WorkKind(self.list.item(row).data(KIND)))
