"""What is wrong with the camera, over its picture: title, cause, cure, and a way to try again."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.screens.building import button, label, restyle, row
from desktop.screens.messages import Message

MARGIN = 8  # logical pixels between it and the picture's edge


class CameraTrouble(QFrame):
    """A note that fills the picture where there is none, or lies along its top, to be closed, where there is.

    Attributes:
        blocking: Whether it stands in place of the picture.

    Signals:
        retry_wanted: The button was pressed.
    """

    retry_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.blocking = False
        self._title = label("", "strong", wrap=True)
        self.close_button = button("", self.hide, role="link", icon_name="x")
        self.close_button.setAccessibleName(self.tr("Đóng lời nhắc"))
        self.close_button.setToolTip(self.tr("Đóng lời nhắc"))
        self._cause = label("", "caption", wrap=True)
        self._cure = label("", "", wrap=True)
        self._code = label("", "caption")
        self.retry_button = button(self.tr("Thử lại"), self.retry_wanted.emit, icon_name="refresh-cw")
        self._buttons = QWidget()
        self._buttons.setLayout(row(self.retry_button, None, self._code))
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(2)
        heading = row(self._title, self.close_button)
        heading.setStretch(0, 1)
        layout.addLayout(heading)
        layout.addWidget(self._cause)
        layout.addWidget(self._cure)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.hide()

    def explain(self, message: Message, *, blocking: bool) -> None:
        """Say it; a picture that is still there is covered as little as possible."""
        self.blocking = blocking
        restyle(self, "noteBad" if blocking else "noteWarn")
        self._title.setText(message.title)
        self._cause.setText(message.cause)
        self._cure.setText(message.cure)
        self._code.setText(message.code)
        self._buttons.setVisible(blocking)
        self.close_button.setVisible(not blocking)
        self.setAccessibleName(f"{message.title}. {message.cause} {message.cure}")
        self.show()

    def fit_into(self, picture: QRect) -> None:
        """Lie over a picture, or over all the place for one; where it is small, the cure goes before the cause."""
        self._cause.setVisible(self.blocking)
        if self.blocking:
            self._cause.setVisible(self._column.totalHeightForWidth(picture.width()) <= picture.height())
            self.setGeometry(picture)
            return
        width = picture.width() - 2 * MARGIN
        height = self._column.totalHeightForWidth(width)
        self.setGeometry(picture.left() + MARGIN, picture.top() + MARGIN, width, height)
