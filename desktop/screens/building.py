"""Small builders that keep the screens short: labels by role, cards, rows, buttons with their key."""

from collections.abc import Callable, Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.screens.appearance.icons import icon


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label of one of the style sheet's roles (``caption``, ``title``, ``tagWarn``…); plain text only."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(role)
    made.setWordWrap(wrap)
    return made


def card(role: str = "card", *, margin: int = 12, spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A framed box and its column."""
    frame = QFrame()
    frame.setObjectName(role)
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column


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
    made = QPushButton(f"{text}  ({key})" if key else text)
    made.setObjectName(role)
    made.setAccessibleName(text)
    if icon_name:
        made.setIcon(icon(icon_name, "white" if role == "primary" else "blue"))
    made.clicked.connect(lambda _checked=False: on_click())
    if key:
        QShortcut(QKeySequence(key), made).activated.connect(made.click)
    return made


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
