"""The faces on a number pad: 1, 2, 3 while they are shown, and only then."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop.records.desk_facts import FactKind
from desktop.records.satisfaction import FACES

KEYS = dict(zip((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3), FACES, strict=True))
TYPED_INTO = (QLineEdit, QAbstractSpinBox, QPlainTextEdit)


class KeypadFilter(QObject):
    """An event filter for the application. A field that the officer types into keeps its keys.

    A pad's keys come to the officer's window, since the citizen's takes none; what a scanner types never comes this far
    (`desktop.screens.scanning.wedge_filter`).
    """

    def __init__(self, asked: Callable[[], bool], press: Callable[[FactKind], None], parent: QObject) -> None:
        super().__init__(parent)
        self._asked = asked
        self._press = press

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a face's key."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        face = KEYS.get(Qt.Key(event.key()))
        of_pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier) and not event.isAutoRepeat()
        if face is None or not of_pad or not self._asked() or isinstance(QApplication.focusWidget(), TYPED_INTO):
            return False
        self._press(face)
        return True
