"""A dialog over long work that needs the recovery key: watched, stopped without a trace, left when it is done."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TypeVar

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.screens.background import Background
from desktop.screens.building import button
from desktop.screens.dialog import FittedDialog
from desktop.screens.long_work import LongWork
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from devices.errors import CodedError

T = TypeVar("T")


class WatchedDialog(FittedDialog):
    """What restoring and salvaging share.

    Attributes:
        notice: What came of it.
        key: The recovery key.
        work: How far it is.
        leave: Ends the work while it goes on, else the dialog.
    """

    def __init__(
        self, helpers: Executor, messages: Messages, watched: str, *, width: int, parent: QWidget | None
    ) -> None:
        """Nothing is under way; `watched` is what a screen reader calls the progress."""
        super().__init__(width=width, parent=parent)
        self._helpers = helpers
        self._messages = messages
        self._deliver = Background(self)
        self._busy = False
        self.notice = Notice()
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("Khóa khôi phục"))
        self.key.setPlaceholderText("XXXX-XXXX-…")
        self.work = LongWork(watched)
        self.leave = button("", self.reject)

    def reject(self) -> None:
        """Stop what is under way; leave where nothing is."""
        if self._busy:
            self.work.stop()
            self.leave.setEnabled(False)
            return
        self._deliver.close()
        self.work.close_for_good()
        super().reject()

    def _start(self, future: "Future[T]", on_done: Callable[[T], None]) -> None:
        self._show_busy(busy=True)
        self._deliver(future, on_done, self._on_failed)

    def _show_busy(self, *, busy: bool) -> None:
        self._busy = busy
        if busy:
            self.work.begin()
        else:
            self.work.end()
        self.leave.setText(self.tr("Dừng") if busy else self._leave_text())
        self.leave.setEnabled(True)
        self.key.setEnabled(not busy)

    def _leave_text(self) -> str:
        """What the button that leaves is called while nothing is under way."""
        return self.tr("Đóng")

    def _on_failed(self, error: CodedError) -> None:
        self._show_busy(busy=False)
        self.notice.say_error(self._messages.explain(error))
        self.key.setFocus()
