"""The citizen's screen in the theme's colours, as large as its window lets it be."""

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize

from desktop.screens.appearance.theme import COLOURS, HIGH_CONTRAST

BASE = QSize(1366, 768)  # the screen that sizes are given for: letters of 1.5 cm and more on 21 inches, read from 1 m


def scale_of(size: QSize) -> float:
    """How much larger than on `BASE` everything is in a window of a size."""
    return max(0.3, min(size.width() / BASE.width(), size.height() / BASE.height()))


def style_sheet(resources: Path, scale: float, *, high_contrast: bool) -> str:
    """The style sheet with its colours and sizes filled in.

    Raises:
        KeyError: It names a colour that is not defined.
    """
    colours: Mapping[str, str] = HIGH_CONTRAST if high_contrast else COLOURS
    text = (resources / "styles" / "citizen.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@(\w+)", lambda match: colours[match.group(1)], text)
    return re.sub(r"(\d+)!", lambda match: f"{max(1, round(int(match.group(1)) * scale))}px", text)
