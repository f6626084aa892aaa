"""A QR code for a screen."""

import segno
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

QUIET = 4  # modules free on every side: ISO/IEC 18004, 6.3.8


def qr_pixmap(text: str, side: int, ratio: float) -> QPixmap:
    """A code with its quiet zone, of whole pixels a module.

    Args:
        text: What it holds.
        side: Most that it may be wide and high, in logical pixels.
        ratio: Physical pixels in a logical one.
    """
    matrix = segno.make_qr(text, error="m").matrix
    modules = len(matrix) + 2 * QUIET
    size = max(1, int(side * ratio) // modules)
    pixmap = QPixmap(modules * size, modules * size)
    pixmap.fill(Qt.GlobalColor.white)
    painter = QPainter(pixmap)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                painter.fillRect(QRect((column + QUIET) * size, (row + QUIET) * size, size, size), QColor("black"))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
