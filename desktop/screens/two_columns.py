"""Cards in two columns, the wider one left; under one another where there is little room."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.screens.scrolling import ColumnArea

NARROW = 900  # logical pixels
SHARES = (3, 2)  # of the width


class TwoColumns(ColumnArea):
    """Scrolls them together."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        """Lay cards into each column, from above."""
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setContentsMargins(12, 12, 12, 12)
        self._beside.setSpacing(12)
        for cards, share in zip((left, right), SHARES, strict=True):
            column = QVBoxLayout()
            for each in cards:
                column.addWidget(each)
            column.addStretch(1)
            self._beside.addLayout(column, share)
        super().__init__(self._beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns beside one another where there is room."""
        super().resizeEvent(event)
        beside = event.size().width() >= NARROW
        self._beside.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
