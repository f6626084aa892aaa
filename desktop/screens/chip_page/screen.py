"""The page: the reader doctor on the left, the trust store on the right."""

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.screens.chip_page.doctor_panel import DoctorPanel
from desktop.screens.chip_page.trust_panel import TrustPanel
from desktop.screens.scrolling import ColumnArea

NARROW = 900  # logical pixels


class ChipScreen(QWidget):
    """Reader doctor and trust store, beside one another where there is room."""

    def __init__(self, doctor: DoctorPanel, trust: TrustPanel) -> None:
        super().__init__()
        self.doctor = doctor
        self.trust = trust
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        for part in (doctor, trust):
            column = QVBoxLayout()
            column.addWidget(part)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))

    def refresh(self) -> None:
        """Look at everything anew, if anybody sees it."""
        if self.isVisible():
            self.doctor.refresh()
            self.trust.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= NARROW
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
