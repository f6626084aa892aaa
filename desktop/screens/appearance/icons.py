"""The icons, coloured and sharp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import theme_colour

SIZES = (16, 24, 32, 48, 64)
BUTTON_ICON = QSize(22, 16)  # with the gap before the text, which a style sheet cannot give


def icon(name: str, colour: str = "ink", *, gap: bool = False, side: int = 0) -> QIcon:
    """The icon of a file in ``resources/icons`` in one of the theme's colours, or in ``white``.

    With `gap` it has the shape of `BUTTON_ICON`: space on its right. `side` adds a size, in physical pixels.
    """
    return _painted(name, _hex(colour), _hex("off"), gap, side)


def _hex(colour: str) -> str:
    return colour if colour == "white" else theme_colour(colour).name()


@lru_cache(maxsize=128)
def _painted(name: str, colour: str, disabled: str, gap: bool, side: int) -> QIcon:
    svg = (resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, painted in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", painted).encode()))
        for size in (*SIZES, side) if side else SIZES:
            width = size * BUTTON_ICON.width() // BUTTON_ICON.height() if gap else size
            pixmap = QPixmap(QSize(width, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            made.addPixmap(pixmap, mode)
    return made
