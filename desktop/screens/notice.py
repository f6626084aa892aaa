"""A bar that says what went wrong or what needs a decision, above the work it is about."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop.screens.building import button, clear, label, restyle
from desktop.screens.messages import Message

Choice = tuple[str, Callable[[], object]]
MARGINS = 24  # logical pixels
TEXT_WIDTH = 380  # logical pixels; with less left for the text the buttons go under it


class Notice(QFrame):
    """A coloured bar with a title, a text and buttons; hidden while it has nothing to say.

    The buttons stand beside the text where there is room for both. Alt and a digit press them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteWarn")
        self._title = label("", "strong", wrap=True)
        self._text = label("", "", wrap=True)
        self._captions: tuple[str, ...] = ()
        self._actions: tuple[Callable[[], object], ...] = ()
        self._made: list[QPushButton] = []
        self._across = 0
        self._buttons = QGridLayout()
        self._buttons.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(12, 8, 12, 8)
        self._layout.setSpacing(8)
        self._layout.addLayout(texts, 1)
        self._layout.addLayout(self._buttons)
        self.hide()

    def say(self, title: str, text: str = "", *, role: str = "noteWarn", choices: tuple[Choice, ...] = ()) -> None:
        """Show a title, a text and a button for each choice.

        Buttons that are there already are kept, and with them the focus.
        """
        restyle(self, role)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._actions = tuple(action for _, action in choices)
        captions = tuple(caption for caption, _ in choices)
        if captions != self._captions:
            self._captions = captions
            clear(self._buttons)
            self._made = [self._choice(place, caption) for place, caption in enumerate(captions)]
            self._across = 0
            self._place(len(self._made))
        self.show()
        self._fit()

    def say_error(self, message: Message, *, choices: tuple[Choice, ...] = ()) -> None:
        """Show an error: what, why, what to do, and its code."""
        title = f"{message.title}  [{message.code}]"
        self.say(title, f"{message.cause}\n{message.cure}", role="noteBad", choices=choices)

    def first_button(self) -> QPushButton | None:
        """The first choice, to be given the focus."""
        return self._made[0] if self._made else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _choice(self, place: int, caption: str) -> QPushButton:
        return button(caption, partial(self._act, place), key=self._key(place))

    def _key(self, place: int) -> str:
        return f"Alt+{place + 1}" if len(self._captions) > 1 else ""

    def _place(self, across: int) -> None:
        """Put the buttons in rows of so many."""
        if across == self._across:
            return
        self._across = across
        for place, made in enumerate(self._made):
            self._buttons.addWidget(made, place // across, place % across)

    def _act(self, place: int) -> None:
        self._actions[place]()

    def _fit(self) -> None:
        """Choose the direction, and how many buttons stand in a row."""
        widths = [made.sizeHint().width() + self._buttons.spacing() for made in self._made]
        beside = self.width() >= TEXT_WIDTH + sum(widths)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._layout.direction() != way:
            self._layout.setDirection(way)
        if widths:
            self._place(len(widths) if sum(widths) + MARGINS <= self.width() else 2)
