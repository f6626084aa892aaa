"""Where the intake's parts stand: beside one another on a wide screen, under one another on a narrow one."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.screens.intake.procedure_panel import ProcedurePanel
from desktop.screens.scrolling import ColumnArea

# Logical pixels. From WIDE on there are three columns, from HALF on two (the reception under the procedure), else one.
WIDE = 1060
HALF = 780
GAP = 12
# Shares of the width in three columns and in two: a person's fields, their tags and a scroll bar are whole at 1366
# and at two thirds of it.
OF_THREE, OF_TWO = (7, 13), (7, 6)
LEAST_WHO, LEAST_HOW = 430, 320  # of three columns: their longest rows and a scroll bar
SMALLEST = 200
LEAST = 24
Direction = QBoxLayout.Direction


class Arrangement(ColumnArea):
    """Who, what, how. In columns each scrolls by itself; stacked, the whole does."""

    def __init__(self, who: QWidget, what: QWidget, procedure: ProcedurePanel, how: QWidget) -> None:
        """`what` is the frame around the procedure's panel."""
        self._inner = QBoxLayout(Direction.LeftToRight)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._inner.setSpacing(GAP)
        self._how = ColumnArea(how)
        self._procedure = procedure
        for part, share in ((what, 21), (self._how, 16)):
            _share(part)
            self._inner.addWidget(part, share)
        self._who = ColumnArea(who)
        self._rest = ColumnArea(self._inner)
        self._outer = QBoxLayout(Direction.LeftToRight)
        self._outer.setContentsMargins(GAP, GAP, GAP, GAP)
        self._outer.setSpacing(GAP)
        for part, share in zip((self._who, self._rest), OF_THREE, strict=True):
            _share(part)
            self._outer.addWidget(part, share)
        self._who.set_smallest_height(SMALLEST)
        self._rest.set_smallest_height(SMALLEST)
        super().__init__(self._outer)
        self.set_smallest_height(LEAST)  # a question above is shown whole, even where little else is then

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the width there is."""
        width = event.size().width()
        wide, one_column = width >= WIDE, width < HALF
        self._outer.setDirection(Direction.TopToBottom if one_column else Direction.LeftToRight)
        for place, share in enumerate(OF_THREE if wide else OF_TWO):
            self._outer.setStretch(place, share)
        self._inner.setDirection(Direction.LeftToRight if wide else Direction.TopToBottom)
        self._who.setMinimumWidth(LEAST_WHO if wide else 0)
        self._how.setMinimumWidth(LEAST_HOW if wide else 0)
        self._who.set_folded(not one_column)
        self._rest.set_folded(not one_column)
        self._how.set_folded(wide)
        self._procedure.set_folded(wide)
        super().resizeEvent(event)

    def show_top(self) -> None:
        """Scroll to the camera, after whatever the focus asks for now."""
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(0))


def _share(part: QWidget) -> None:
    """Let a column be as wide as its share, whatever is in it."""
    policy = part.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    part.setSizePolicy(policy)
