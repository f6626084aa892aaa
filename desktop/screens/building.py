"""Small builders that keep the screens short: labels by role, cards, rows, buttons with their key."""

from collections.abc import Callable, Iterable
from html import escape
from itertools import pairwise

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop.screens.appearance.icons import BUTTON_ICON, icon


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the style sheet's roles (``caption``, ``title``, ``tagWarn``…); plain text only."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(role)
    made.setWordWrap(wrap)
    return made


def plain_tip(text: str) -> str:
    """A tool tip that shows a text as it is.

    Qt takes what looks like HTML for HTML, and a picture in it is fetched, from another PC's share as well: what a card
    says must not come to that.
    """
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if RichText.mightBeRichText(text) else text


class ElidedLabel(QLabel):
    """One line of text that ends in an ellipsis where there is no room for all of it; the tool tip has all of it."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(role)
        self.setToolTip(plain_tip(text))

    def say(self, text: str, tip: str = "") -> None:
        """Show another text; `tip` says more than it."""
        self.setText(text)
        self.setToolTip(plain_tip(tip or text))
        self.setAccessibleName(tip or text)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def card(role: str = "card", *, margin: int = 12, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A framed box and its column."""
    frame = QFrame()
    frame.setObjectName(role)
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column


def number_box(name: str, least: int, most: int) -> QSpinBox:
    """A box for a whole number, typed or stepped with the arrow keys."""
    made = QSpinBox()
    made.setAccessibleName(name)
    made.setRange(least, most)
    made.lineEdit().setTextMargins(6, 0, 6, 0)  # a style sheet's padding does not reach it
    return made


def row(*items: QWidget | QLayout | None, spacing: int = 8) -> QHBoxLayout:
    """A row of widgets and layouts; None is the elastic gap."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for item in items:
        if item is None:
            made.addStretch(1)
        elif isinstance(item, QLabel) and item.objectName().startswith("tag"):
            made.addWidget(item, alignment=Qt.AlignmentFlag.AlignTop)
        elif isinstance(item, QWidget):
            made.addWidget(item)
        else:
            made.addLayout(item)
    return made


def button(
    text: str, on_click: Callable[[], object], *, role: str = "", icon_name: str = "", key: str = ""
) -> QPushButton:
    """A button; its key, if any, is shown in brackets and works in the whole window of the button."""
    made = QPushButton()
    made.setObjectName(role)
    made.setAutoDefault(True)  # Enter presses it where it has the focus, in the window as in dialogs
    name_button(made, text, key)
    if icon_name:
        give_icon(made, icon_name, "white" if role == "primary" else "blue")
    made.clicked.connect(lambda _checked=False: on_click())
    if key:
        QShortcut(QKeySequence(key), made).activated.connect(made.click)
    return made


def name_button(target: QPushButton, text: str, key: str = "") -> None:
    """Give a button its text, with its key in brackets, as keyboards name it."""
    target.setText(f"{text}  ({key.replace('Return', 'Enter')})" if key else text)
    target.setAccessibleName(text)


def give_icon(target: QPushButton, name: str, colour: str = "blue") -> None:
    """Put an icon before a button's text."""
    target.setIcon(icon(name, colour, gap=True))
    target.setIconSize(BUTTON_ICON)


def restyle(widget: QWidget, role: str) -> None:
    """Give a widget another of the style sheet's roles."""
    if widget.objectName() != role:
        widget.setObjectName(role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def clear(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def tab_through(widgets: Iterable[QWidget]) -> None:
    """Make Tab go through the widgets in this order."""
    ordered = list(widgets)
    for before, after in pairwise(ordered):
        QWidget.setTabOrder(before, after)
