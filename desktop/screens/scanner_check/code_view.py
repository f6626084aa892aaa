"""A QR code drawn at whole pixels, whatever the screen's scale."""

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET_MODULES = 4  # ISO/IEC 18004, 6.3.8


class CodeView(QWidget):
    """Shows a text's code in UTF-8 byte mode without an ECI marker, as the cards have it."""

    def __init__(self, text: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text's code."""
        self._text = text
        self._matrix: list[list[bool]] = []
        self.update()

    def sizeHint(self) -> QSize:
        """As large as a phone's screen shows a code."""
        return QSize(340, 340)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the code in the middle, with its quiet zone, in whole device pixels for each module."""
        if not self._matrix:  # made when it is looked at: a program that starts has better things to do
            code = segno.make_qr(self._text.encode("utf-8"), error="L", mode="byte", boost_error=False)
            self._matrix = [[bool(module) for module in line] for line in code.matrix]
        ratio = self.devicePixelRatioF()
        across = len(self._matrix) + 2 * QUIET_MODULES
        module = max(1, int(min(self.width(), self.height()) * ratio) // across)
        side = module * across
        left, top = (int(self.width() * ratio) - side) // 2, (int(self.height() * ratio) - side) // 2
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        for y, line in enumerate(self._matrix):
            for x, dark in enumerate(line):
                if dark:
                    where = QRect(
                        left + (x + QUIET_MODULES) * module, top + (y + QUIET_MODULES) * module, module, module
                    )
                    painter.fillRect(where, Qt.GlobalColor.black)
        painter.end()
