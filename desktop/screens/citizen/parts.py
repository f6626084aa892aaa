"""The parts that the pages of the citizen's screen are built of, and how they are emptied."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.screens.appearance.icons import icon
from desktop.screens.building import label

MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class Parts:
    """Builds at one scale.

    Attributes:
        scale: See `desktop.screens.citizen.style.scale_of`.
        ratio: Physical pixels in a logical one.
    """

    def __init__(self, scale: float, ratio: float) -> None:
        self.scale = scale
        self.ratio = ratio

    def px(self, size: int) -> int:
        """So many pixels of the screen that sizes are given for."""
        return max(1, round(size * self.scale))

    def text(self, text: str, role: str, *, middle: bool = False) -> QLabel:
        """A text of one of the style sheet's roles, in as many lines as it needs."""
        made = label(text, role, wrap=True)
        if middle:
            made.setAlignment(MIDDLE)
        return made

    def card(self, role: str = "citizenCard", margin: int = 28, spacing: int = 14) -> tuple[QFrame, QVBoxLayout]:
        """A framed box and its column."""
        frame = QFrame()
        frame.setObjectName(role)
        return frame, self.column(frame, margin, spacing)

    def column(self, of: QWidget, margin: int = 0, spacing: int = 14) -> QVBoxLayout:
        """The column of a widget."""
        column = QVBoxLayout(of)
        column.setContentsMargins(*(self.px(margin),) * 4) if margin else column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.px(spacing))
        return column

    def row(self, widgets: Iterable[QWidget | None], spacing: int = 28) -> QHBoxLayout:
        """A row; None is the elastic gap."""
        made = QHBoxLayout()
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(self.px(spacing))
        for widget in widgets:
            if widget is None:
                made.addStretch(1)
            else:
                made.addWidget(widget)
        return made

    def press(self, text: str, role: str, act: Callable[[], object]) -> QPushButton:
        """A button for a finger; it never takes the keys from the officer."""
        made = QPushButton(text)
        made.setObjectName(role)
        made.setAccessibleName(text)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(lambda _checked=False: act())
        return made

    def face(self, text: str, role: str, icon_name: str, colour: str, act: Callable[[], object]) -> QToolButton:
        """A large face to be pressed."""
        made = QToolButton()
        made.setText(text)
        made.setObjectName(role)
        made.setAccessibleName(text)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        side = self.px(190)
        made.setIcon(_large(icon_name, colour, side, self.ratio))
        made.setIconSize(QSize(side, side))
        made.setFixedSize(self.px(370), self.px(330))
        made.clicked.connect(lambda _checked=False: act())
        return made

    def picture(self, icon_name: str, colour: str, size: int) -> QLabel:
        """An icon as a picture."""
        made = QLabel()
        made.setPixmap(_large(icon_name, colour, self.px(size), self.ratio).pixmap(self.px(size)))
        made.setFixedWidth(self.px(size))
        return made


def _large(name: str, colour: str, side: int, ratio: float) -> QIcon:
    """An icon drawn as large as it is shown: the theme's own end at 64 pixels."""
    return icon(name, colour, side=round(side * ratio))


def empty(widget: QWidget) -> None:
    """Take everything that a widget and what is in it show or say, before it goes: Qt frees it later."""
    for each in (widget, *widget.findChildren(QWidget)):
        if isinstance(each, QLabel):
            each.setPixmap(QPixmap())
            each.setText("")
        elif isinstance(each, QAbstractButton):
            each.setText("")
        each.setAccessibleName("")
        each.setToolTip("")
