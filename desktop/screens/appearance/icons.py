"""The icons, coloured and sharp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import COLOURS

SIZES = (16, 24, 32, 48, 64)
BUTTON_ICON = QSize(22, 16)  # with the gap before the text, which a style sheet cannot give


@lru_cache(maxsize=128)
def icon(name: str, colour: str = "ink", *, gap: bool = False, side: int = 0) -> QIcon:
    """The icon of a file in ``resources/icons`` in one of the theme's colours, or in ``white``.

    With `gap` it has the shape of `BUTTON_ICON`: space on its right. `side` adds a size, in physical pixels.
    """
    svg = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, painted in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, "quiet")):
        coloured = svg.replace("currentColor", COLOURS.get(painted, painted))
        renderer = QSvgRenderer(QByteArray(coloured.encode()))
        for size in (*SIZES, side) if side else SIZES:
            width = size * BUTTON_ICON.width() // BUTTON_ICON.height() if gap else size
            pixmap = QPixmap(QSize(width, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            made.addPixmap(pixmap, mode)
    return made
