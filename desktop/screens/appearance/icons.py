"""The icons, coloured and sharp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import COLOURS

SIZES = (16, 24, 32, 48, 64)


@lru_cache(maxsize=128)
def icon(name: str, colour: str = "ink") -> QIcon:
    """The icon of a file in ``resources/icons`` in one of the theme's colours, or in ``white``."""
    svg = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace("currentColor", COLOURS.get(colour, colour))
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    made = QIcon()
    for size in SIZES:
        pixmap = QPixmap(QSize(size, size))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(pixmap)
    return made
