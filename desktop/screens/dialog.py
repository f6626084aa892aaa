"""The dialogs' common shape: a title, a content that scrolls where the screen is low, buttons always in view."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.screens.building import button, label
from desktop.screens.scrolling import ColumnArea

SCREEN_SHARE = 0.92


class FittedDialog(QDialog):
    """As tall as its content asks for, and no taller than the screen.

    Attributes:
        body: The column of the content.
        buttons: The row of buttons under it, pushed to the right.
    """

    def __init__(self, *, width: int, parent: QWidget | None = None) -> None:
        """Build it empty; `width` in logical pixels."""
        super().__init__(parent)
        self._width = width
        self._title = label("", "title", wrap=True)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 4, 0)
        self.body.setSpacing(8)
        self._area = ColumnArea(self.body)
        self._area.inside.installEventFilter(self)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._area, 1)
        column.addLayout(self.buttons)

    def set_title(self, title: str) -> None:
        """Name the dialog, in its frame and above its content."""
        self.setWindowTitle(title)
        self._title.setText(title)

    def fit(self) -> None:
        """Take the height of the content, as far as the screen allows."""
        most = self.screen().availableSize() * SCREEN_SHARE
        around = self.layout()
        if around is None:
            return
        width = min(self._width, most.width())
        if self.width() != width:
            self.resize(width, self.height())
            around.activate()
        others = around.minimumSize().height() - self._area.minimumSizeHint().height()
        self.resize(QSize(width, others + self._area.content_height()).boundedTo(most))
        focused = self.focusWidget()
        if self._area.isAncestorOf(focused):
            around.activate()
            self._area.ensureWidgetVisible(focused)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit before anybody sees it, and begin at the first question: Enter shall not press the way out."""
        if self.focusWidget() is None:
            self._to_first()
        super().showEvent(event)
        self.fit()

    def _to_first(self) -> None:
        takes = Qt.FocusPolicy.TabFocus
        found = [each for each in self._area.inside.findChildren(QWidget) if takes in each.focusPolicy()]
        first = next((each for each in found if each.isEnabled() and not each.isHidden()), None)
        if first is not None:
            first.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow when a notice appears in the content."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return super().eventFilter(watched, event)


class TextDialog(FittedDialog):
    """Asks for one line of text; there is no answer without one.

    Attributes:
        line: Where it is typed.
    """

    def __init__(self, title: str, question: str, *, parent: QWidget | None = None) -> None:
        super().__init__(width=460, parent=parent)
        self.set_title(title)
        self.line = QLineEdit()
        self.line.setAccessibleName(question)
        self._accept = button(self.tr("Đồng ý"), self.accept, role="primary")
        self._accept.setDefault(True)
        self._accept.setEnabled(False)
        self.line.textChanged.connect(lambda text: self._accept.setEnabled(bool(text.strip())))
        self.body.addWidget(label(question, "", wrap=True))
        self.body.addWidget(self.line)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self._accept)
        self.line.setFocus()


def ask_text(parent: QWidget, title: str, question: str) -> str:
    """The officer's answer without spaces around it, or "" if they gave up."""
    dialog = TextDialog(title, question, parent=parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.line.text().strip() if accepted else ""
