"""A line that says how something stands: a sign, a title, and what to do or to know."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.screens.appearance.icons import icon
from desktop.screens.building import label

SIZE = 22  # logical pixels
SIGNS = {
    "ok": ("circle-check", "good"),
    "warn": ("triangle-alert", "warn"),
    "fail": ("circle-x", "bad"),
    "": ("info", "blue"),
}


class StatusLine(QWidget):
    """The line.

    Attributes:
        texts: The column of title and text, for more beneath them.
    """

    def __init__(self, mark: str, title: str, text: str = "") -> None:
        super().__init__()
        name, colour = SIGNS[mark]
        sign = QLabel()
        sign.setPixmap(icon(name, colour).pixmap(SIZE, SIZE))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.texts = QVBoxLayout()
        self.texts.setSpacing(2)
        self.texts.addWidget(label(title, "strong", wrap=True))
        if text:
            self.texts.addWidget(label(text, "caption", wrap=True))
        line.addWidget(sign)
        line.addLayout(self.texts, 1)
        self.setAccessibleName(title)
