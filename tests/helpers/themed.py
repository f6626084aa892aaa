"""The program's own look for a module of tests, taken back after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme


@contextmanager
def themed(application: QApplication) -> Iterator[None]:
    """Apply the theme; at the end have everything as it was."""
    before = application.style().name(), application.font(), application.palette(), application.styleSheet()
    apply_theme(application, resources_folder())
    try:
        yield
    finally:
        style, font, palette, sheet = before
        application.setStyleSheet(sheet)
        application.setStyle(style)
        application.setPalette(palette)
        application.setFont(font)
        for translator in application.findChildren(QTranslator):
            application.removeTranslator(translator)
            translator.deleteLater()
