"""A part of a page that scrolls by itself, or unfolds where the page around it scrolls."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QWidget


class ColumnArea(QScrollArea):
    """Scrolls a layout up and down. Unfolded it is as tall as what is in it, so that only what is around it scrolls.

    Attributes:
        inside: The widget that is scrolled.
    """

    def __init__(self, content: QLayout | QWidget, *, folded: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folded = folded
        self._smallest = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = content if isinstance(content, QWidget) else QWidget()
        if isinstance(content, QLayout):
            self.inside.setLayout(content)
        self.inside.setObjectName("column")
        self.setWidget(self.inside)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def set_folded(self, folded: bool) -> None:
        """Scroll by itself, or not."""
        if folded != self._folded:
            self._folded = folded
            self._fit()

    def set_smallest_height(self, height: int) -> None:
        """How tall it stays at least while it scrolls by itself, in logical pixels."""
        self._smallest = height
        self._fit()

    def content_height(self) -> int:
        """How tall the content is at the present width, in logical pixels."""
        inside, layout = self.inside, self.inside.layout()
        if layout is not None and layout.hasHeightForWidth():
            return max(layout.totalHeightForWidth(self.viewport().width()), inside.minimumSizeHint().height())
        return inside.minimumSizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the content as it grows and shrinks."""
        done = super().eventFilter(watched, event)
        if watched is self.inside and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width: narrower text is taller."""
        super().resizeEvent(event)
        self._fit()

    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """Show what got the focus by a key; a window that comes to the front does not scroll.

        Under a mouse button nothing may move away.
        """
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if before is not None and now is not None and not pressed and self.isAncestorOf(now):
            self.ensureWidgetVisible(now, 20, 40)

    def _fit(self) -> None:
        wanted = self._smallest if self._folded else self.content_height()
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)
