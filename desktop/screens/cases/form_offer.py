"""After an act: the form that belongs to it, printed with one key, or left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.screens.building import button, label, name_button, row

KEY = "Ctrl+P"


class FormOffer(QFrame):
    """A bar that offers to print something; hidden while nothing is offered.

    Attributes:
        go: Prints.

    Signals:
        wanted: It shall be printed.
        left: It is not wanted.
        shown: Something is offered that was not offered before.
    """

    wanted = Signal()
    left = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteGood")
        self._text = label("", "", wrap=True)
        self.go = button("", self.wanted.emit, icon_name="printer", key=KEY)
        self.leave = button(self.tr("Không in"), self.left.emit, role="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self._text)
        column.addLayout(row(self.go, self.leave, None))
        self.hide()

    def offer(self, text: str, caption: str) -> None:
        """Offer something; "" for its text takes the offer away."""
        self._text.setText(text)
        name_button(self.go, caption, KEY)
        begins = bool(text) and self.isHidden()
        self.setVisible(bool(text))
        if begins:
            self.shown.emit()
