"""Tab goes the way the eye goes: in the order of the layouts, also through what was built later."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from desktop.screens.building import tab_through


def in_layout_order(root: QWidget) -> Iterator[QWidget]:
    """Every widget at or under `root` that Tab can go to, in the order of the layouts."""
    if isinstance(root, QScrollArea):
        inside = root.widget()
        if inside is not None:
            yield from in_layout_order(inside)
        return
    if root.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield root
        return
    layout = root.layout()
    if layout is not None:
        yield from _in(layout)
        return
    for child in root.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        yield from in_layout_order(child)


def _in(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from in_layout_order(widget)
        elif (inner := item.layout()) is not None:
            yield from _in(inner)


class TabOrder:
    """Keeps a page's Tab order as its layouts are."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self._order: list[QWidget] = []

    def follow(self) -> None:
        """Set the order anew if widgets came or went."""
        order = list(in_layout_order(self._page))
        if order != self._order:
            self._order = order
            tab_through(order)
