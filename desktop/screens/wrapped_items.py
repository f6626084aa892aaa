"""Items of a list whose text goes on over several lines: as tall as it needs, in the width that there is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

# Logical pixels around an item's text: what the style sheet puts there, and a little for the focus.
ACROSS, UP_AND_DOWN = 26, 12
TALLEST = 10_000
REMEMBERED = 2_000  # heights: a list is measured whole whenever one of its items changes
WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)


class WrappedItems(QStyledItemDelegate):
    """Measures with the style sheet's padding, which Qt's own measure leaves out: the last line would be cut."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._measured: dict[tuple[str, int, str], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As tall as the text in the view's present width."""
        width = self._view.viewport().width()
        key = (str(index.data(Qt.ItemDataRole.DisplayRole) or ""), width, self._view.font().key())
        height = self._measured.get(key)
        if height is None:
            if len(self._measured) >= REMEMBERED:
                self._measured.clear()
            height = self._measured[key] = self._height(key[0], width)
        return QSize(width, height)

    def _height(self, text: str, width: int) -> int:
        room = QRect(0, 0, max(1, width - ACROSS), TALLEST)
        return self._view.fontMetrics().boundingRect(room, WRAPPED, text).height() + UP_AND_DOWN


class WrappedCells(QStyledItemDelegate):
    """The same for the cells of a table: as tall as the text in the present width of the columns that it goes over."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Not lower than one line."""
        usual = super().sizeHint(option, index)
        first = index.column()
        across = range(first, first + self._view.columnSpan(index.row(), first))
        width = sum(self._view.columnWidth(column) for column in across)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)  # some cells are bold
        room = QRect(0, 0, max(1, width - ACROSS), TALLEST)
        needed = drawn.fontMetrics.boundingRect(room, WRAPPED, text).height()
        return QSize(usual.width(), max(usual.height(), needed + UP_AND_DOWN))


def wrap_items(view: QListView) -> None:
    """Have a list show its items whole, over as many lines as they need, also after it was made narrower."""
    view.setWordWrap(True)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setItemDelegate(WrappedItems(view))
