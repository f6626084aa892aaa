"""Items of a list whose text goes on over several lines: as tall as it needs, in the width that there is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

# Logical pixels around an item's text: what the style sheet puts there, and a little for the focus.
ACROSS, UP_AND_DOWN = 26, 12
TALLEST = 10_000


class WrappedItems(QStyledItemDelegate):
    """Measures with the style sheet's padding, which Qt's own measure leaves out: the last line would be cut."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As tall as the text in the view's present width."""
        usual = super().sizeHint(option, index)
        width = self._view.viewport().width()
        room = QRect(0, 0, max(1, width - ACROSS), TALLEST)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        needed = self._view.fontMetrics().boundingRect(room, flags, text).height() + UP_AND_DOWN
        return QSize(min(usual.width(), width), needed)


def wrap_items(view: QListView) -> None:
    """Have a list show its items whole, over as many lines as they need, also after it was made narrower."""
    view.setWordWrap(True)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setItemDelegate(WrappedItems(view))
