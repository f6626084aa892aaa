"""Covers every window after a while without key or mouse, or at once on Ctrl+L; what was being done stays as it is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from desktop.screens.building import label

INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.Shortcut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.ContextMenu,
    QEvent.Type.InputMethod,
    QEvent.Type.DragEnter,
    QEvent.Type.Drop,
    QEvent.Type.Close,
}


class Curtain(QWidget):
    """Covers one window; nothing of what is under it is seen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._window, self._title = window, window.windowTitle()
        column = QVBoxLayout(self)
        text: QLabel = label(self.tr("Bàn đang khóa"), "title")
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(text)
        window.setWindowTitle(self.tr("Bàn Một Cửa"))  # a title may name a case
        self.fit()
        self.show()
        self.raise_()
        self.repaint()

    def fit(self) -> None:
        """Cover all of the window."""
        self.setGeometry(self._window.rect())

    def lift(self) -> None:
        """Show the window again."""
        self._window.setWindowTitle(self._title)
        self.hide()
        self.setParent(None)
        self.deleteLater()


class IdleLock(QObject):
    """Watches for keys and the mouse, and locks.

    Attributes:
        locked: Whether the desk is locked.
    """

    def __init__(self, ask: Callable[[], QDialog], *, idle_ms: int, parent: QObject | None = None) -> None:
        """Begin unlocked; `ask` makes the dialog that is accepted when somebody is known again."""
        super().__init__(parent)
        self.locked = False
        self._ask = ask
        self._curtains: dict[QWidget, Curtain] = {}
        self._dialog: QDialog | None = None
        self._focus: QWidget | None = None
        self._ended = False
        self._observers: list[Callable[[bool], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle_ms)
        self._timer.timeout.connect(self.lock)

    def subscribe(self, observer: Callable[[bool], None]) -> None:
        """Have a function called when the desk is locked (True), before anything else, and unlocked (False).

        A second screen hides what it shows there.
        """
        self._observers.append(observer)

    def start(self) -> None:
        """Begin to watch."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._timer.start()

    def close(self) -> None:
        """Watch no longer; a lock that stands stays."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._timer.stop()
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()

    def lock(self) -> None:
        """Cover every window now, and ask who is there."""
        if self.locked:
            return
        self.locked = True
        for observer in tuple(self._observers):
            observer(True)
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():  # the system may draw it itself: nothing can be laid over it then
            if isinstance(window, QFileDialog) and window.isVisible():
                window.reject()
        self._focus = QApplication.focusWidget()
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._cover(window)
        self._timer.stop()
        self._dialog = dialog = self._ask()
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.finished.connect(self._on_finished)
        dialog.show()
        dialog.activateWindow()

    def _cover(self, window: QWidget) -> None:
        if window not in self._curtains and window is not self._dialog and not isinstance(window, Curtain):
            self._curtains[window] = Curtain(window)
            window.destroyed.connect(lambda _gone=None: self._curtains.pop(window, None))

    def _on_finished(self, result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        if self._ended:
            return
        if result == QDialog.DialogCode.Accepted:
            self.unlock()
        elif self.locked:  # a dialog that is closed in any other way is asked again
            self.locked = False
            self.lock()

    def end(self) -> None:
        """Never show again what is covered: somebody else goes on."""
        self._ended = True

    def unlock(self) -> None:
        """Show everything again as it was."""
        curtains, self._curtains = list(self._curtains.values()), {}
        self.locked = False
        for curtain in curtains:
            curtain.lift()
        if self._focus is not None:
            self._focus.activateWindow()
            self._focus.setFocus()
        self._focus = None
        self._timer.start()
        for observer in tuple(self._observers):
            observer(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there; while locked, let nothing reach what is covered."""
        kind = event.type()
        if self.locked:
            return self._while_locked(watched, event)
        if kind in INPUT:
            self._timer.start()
        if kind in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride} and isinstance(event, QKeyEvent):
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() == Qt.Key.Key_L and isinstance(watched, QWidget):
                self.lock()
                return True
        return False

    def _while_locked(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWidget) or isinstance(watched, Curtain):
            return False
        window = watched.window()
        if window is self._dialog or (self._dialog is not None and self._dialog.isAncestorOf(watched)):
            return False
        if event.type() == QEvent.Type.Show and watched.isWindow() and self._belongs_here(watched):
            self._cover(watched)
        if event.type() == QEvent.Type.Resize and watched in self._curtains:
            self._curtains[watched].fit()
        return event.type() in INPUT and self._belongs_here(window)

    def _belongs_here(self, window: QWidget) -> bool:
        """Whether a window is covered: everything but the dialog and what opens from it (a list, a tool tip)."""
        parent = window.parentWidget()
        return self._dialog is None or parent is None or parent.window() is not self._dialog
