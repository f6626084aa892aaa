"""A bar that says what went wrong or what needs a decision, above the work it is about."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.screens.building import button, clear, label, restyle
from desktop.screens.messages import Message


class Notice(QFrame):
    """A coloured bar with a title, a text and buttons; hidden while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteWarn")
        self._title = label("", "strong", wrap=True)
        self._text = label("", "", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(self._buttons)
        self.hide()

    def say(
        self,
        title: str,
        text: str = "",
        *,
        role: str = "noteWarn",
        choices: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:
        """Show a title, a text and a button for each choice; the last choice is the one that changes nothing."""
        restyle(self, role)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        clear(self._buttons)
        for caption, on_click in choices:
            self._buttons.addWidget(button(caption, on_click))
        self._buttons.addStretch(1)
        self.show()

    def say_error(self, message: Message) -> None:
        """Show an error: what, why, what to do, and its code."""
        self.say(f"{message.title}  [{message.code}]", f"{message.cause}\n{message.cure}", role="noteBad")

    def first_button(self) -> QPushButton | None:
        """The first choice, to be given the focus."""
        return self.findChild(QPushButton)
