"""Text that runs along the lower edge, for a LED board."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

STEP_MS = 30
SPEED = 4  # ms a logical pixel of the text's height, roughly: larger letters run faster
BETWEEN = "     •     "


class Ticker(QLabel):
    """Runs its text from right to left, over and over; a text that fits stands still."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__(BETWEEN.join(lines))
        self.setObjectName("citizenTicker")
        self.setAccessibleName(self.text())
        self._at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._on_step)
        self._timer.start()

    def minimumSizeHint(self) -> QSize:
        """However long the text is, the window stays as wide as its monitor."""
        return QSize(1, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return self.minimumSizeHint()

    def _on_step(self) -> None:
        if self.isVisible() and self.fontMetrics().horizontalAdvance(self.text()) > self.width():
            whole = self.fontMetrics().horizontalAdvance(self.text() + BETWEEN)
            self._at = (self._at + max(1, self.fontMetrics().height() // (4 * SPEED))) % whole
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text where it is by now, and what follows it."""
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        whole = metrics.horizontalAdvance(self.text() + BETWEEN)
        baseline = (self.height() + metrics.ascent() - metrics.descent()) // 2
        for start in (-self._at, whole - self._at):
            painter.drawText(start, baseline, self.text() + BETWEEN)
        painter.end()
