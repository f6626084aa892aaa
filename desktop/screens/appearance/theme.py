"""The one theme: colours, sizes and the shipped font, applied to the whole application.

Contrast of text on its ground is at least 4.5:1 (WCAG 2.2, 1.4.3), that of a control's edge 3:1 (1.4.11); a test
computes them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.screens.appearance.qt_words import QtWords

COLOURS = {
    "ink": "#17212B",
    "quiet": "#51606F",
    "edge": "#7F8D9B",
    "line": "#DDE3E9",
    "ground": "#F3F6F8",
    "blue": "#1765AD",
    "blueDark": "#12538F",
    "blueDeep": "#0F3F6E",
    "blueGround": "#E3EEF9",
    "good": "#17653B",
    "goodGround": "#E2F3E8",
    "warn": "#7A4B00",
    "warnEdge": "#E0A030",
    "warnGround": "#FFF4DC",
    "bad": "#A3211B",
    "badGround": "#FDE9E7",
}
SIZES = {"text": "15px", "small": "13px", "heading": "16px", "title": "20px", "big": "22px"}
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf")


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme's style sheet, ready for `QApplication.setStyleSheet`."""

    style_sheet: str


def load_theme(resources: Path) -> Theme:
    """Fill the colours and sizes into the style sheet.

    Raises:
        KeyError: The style sheet names a colour or size that is not defined.
    """
    text = (resources / "styles" / "officer.qss").read_text(encoding="utf-8")
    values = {**COLOURS, **SIZES, "icons": (resources / "icons").as_posix()}
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return Theme(re.sub(r"@(\w+)", lambda match: values[match.group(1)], text))


def apply_theme(application: QApplication, resources: Path) -> None:
    """Give the application its font, palette, style sheet, and Vietnamese words for Qt's own texts."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
    font = QFont("Noto Sans")
    font.setPixelSize(15)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    application.setStyle("Fusion")
    application.setFont(font)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(COLOURS["ground"]))
    palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.Text, QColor(COLOURS["ink"]))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(COLOURS["ink"]))
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(COLOURS["quiet"]))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(COLOURS["blue"]))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#FFFFFF"))
    application.setPalette(palette)
    application.installTranslator(QtWords(application))
    application.setStyleSheet(load_theme(resources).style_sheet)
