"""The card of the copies that a restore put aside: how many, how old, and away with them."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.put_aside import copies_aside
from desktop.screens.building import button, card, label, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.ports import Deliver
from devices.errors import CodedError


class AsideCard(QWidget):
    """Hidden where there is none.

    Attributes:
        remove: The button.
        notice: The question, and what came of it.
    """

    def __init__(
        self,
        desk: Path,
        remove: Callable[[], Future[int]],
        deliver: Deliver,
        messages: Messages,
        *,
        today: Callable[[], date],
        keep_days: int,
    ) -> None:
        """Show the copies beside a desk's folder; `remove` takes them away after `keep_days` at the latest."""
        super().__init__()
        self._desk, self._act, self._deliver, self._messages = desk, remove, deliver, messages
        self._today, self._keep_days = today, keep_days
        frame, column = card()
        column.addWidget(label(self.tr("Bản để lại khi khôi phục"), "heading"))
        self.notice = Notice()
        column.addWidget(self.notice)
        self.text = label("", "caption", wrap=True)
        column.addWidget(self.text)
        self.remove = button(self.tr("Xóa các bản này…"), self._ask, icon_name="trash-2")
        column.addLayout(row(self.remove, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        copies = copies_aside(self._desk)
        self.setVisible(bool(copies))
        if copies:
            text = self.tr(
                "{0} bản, cũ nhất {1} ngày. Ai bị xóa dữ liệu sau đó vẫn còn trong các bản này, nên chúng tự mất sau "
                "{2} ngày bàn làm việc, hoặc ngay khi có người bị xóa."
            )
            self.text.setText(text.format(len(copies), copies[0].days(self._today()), self._keep_days))

    def _ask(self) -> None:
        self.notice.say(
            self.tr("Xóa hẳn các bản để lại?"),
            self.tr("Chỉ xóa khi bàn đã khôi phục có đủ hồ sơ. Xóa rồi không lấy lại được."),
            choices=((self.tr("Xóa"), self._on_remove), (self.tr("Thôi"), self.notice.hide)),
        )

    def _on_remove(self) -> None:
        self.remove.setEnabled(False)
        self._deliver(self._act(), lambda _: self._finish(), self._fail)

    def _finish(self) -> None:
        self.remove.setEnabled(True)
        self.notice.hide()
        self.refresh()

    def _fail(self, error: CodedError) -> None:
        self.remove.setEnabled(True)
        self.notice.say_error(self._messages.explain(error))
