"""The one theme: colours, sizes and the shipped font, applied to the whole application.

Contrast of text on its ground is at least 4.5:1 (WCAG 2.2, 1.4.3), that of a control's edge 3:1 (1.4.11); a test
computes them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop.records.look import Look
from desktop.screens.appearance.qt_words import QtWords
from desktop.screens.appearance.translation import ProgramWords, load_texts

COLOURS = {
    "ink": "#17212B",
    "quiet": "#51606F",
    "edge": "#7F8D9B",
    "off": "#51606F",
    "line": "#DDE3E9",
    "frame": "#DDE3E9",
    "chosenEdge": "#E3EEF9",
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
# The same roles in black, white and yellow: every text at least 7:1 (WCAG 2.2, 1.4.6), every edge at least 3:1; only
# the text of what is disabled is weaker, on a grey button.
HIGH_CONTRAST = {
    "ink": "#000000",
    "quiet": "#1A1A1A",
    "edge": "#000000",
    "off": "#595959",
    "line": "#CCCCCC",
    "frame": "#000000",
    "chosenEdge": "#000000",
    "ground": "#FFFFFF",
    "blue": "#00317A",
    "blueDark": "#000000",
    "blueDeep": "#000000",
    "blueGround": "#FFF200",
    "good": "#003D1A",
    "goodGround": "#FFFFFF",
    "warn": "#4A2A00",
    "warnEdge": "#A65F00",
    "warnGround": "#FFFFFF",
    "bad": "#7A0000",
    "badGround": "#FFFFFF",
}
SIZES = {"text": "15px", "small": "13px", "heading": "16px", "title": "20px", "big": "22px"}
CONTRAST_PROPERTY = "highContrast"  # of the application: whether its colours are those of high contrast
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf")


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme's style sheet, ready for `QApplication.setStyleSheet`."""

    style_sheet: str


def load_theme(resources: Path, *, high_contrast: bool = False) -> Theme:
    """Fill the colours and sizes into the style sheet.

    Raises:
        KeyError: The style sheet names a colour or size that is not defined.
    """
    text = (resources / "styles" / "officer.qss").read_text(encoding="utf-8")
    values = {**(HIGH_CONTRAST if high_contrast else COLOURS), **SIZES, "icons": (resources / "icons").as_posix()}
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return Theme(re.sub(r"@(\w+)", lambda match: values[match.group(1)], text))


def theme_colour(role: str) -> QColor:
    """A colour of the theme in use, for what is painted and not styled.

    Raises:
        KeyError: There is no such colour.
    """
    application = QApplication.instance()
    high_contrast = application is not None and bool(application.property(CONTRAST_PROPERTY))
    return QColor((HIGH_CONTRAST if high_contrast else COLOURS)[role])


def apply_theme(application: QApplication, resources: Path, look: Look | None = None) -> None:
    """Give the application its font, palette, style sheet and language, and Vietnamese words for Qt's own texts."""
    look = look or Look()
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
    font = QFont("Noto Sans")
    font.setPixelSize(15)
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    application.setStyle("Fusion")
    application.setFont(font)
    for earlier in application.findChildren(QTranslator):
        application.removeTranslator(earlier)
        earlier.deleteLater()
    if look.language == "vi":
        application.installTranslator(QtWords(application))
    else:
        application.installTranslator(ProgramWords(load_texts(resources, look.language), application))
    apply_colours(application, resources, high_contrast=look.high_contrast)


def apply_colours(application: QApplication, resources: Path, *, high_contrast: bool) -> None:
    """Give the application its palette and style sheet; may be called again while windows are open."""
    colours = HIGH_CONTRAST if high_contrast else COLOURS
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(colours["ground"]))
    palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
    palette.setColor(QPalette.ColorRole.Text, QColor(colours["ink"]))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colours["ink"]))
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(colours["off"]))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(colours["blue"]))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#FFFFFF"))
    application.setPalette(palette)
    application.setProperty(CONTRAST_PROPERTY, high_contrast)
    application.setStyleSheet(load_theme(resources, high_contrast=high_contrast).style_sheet)
