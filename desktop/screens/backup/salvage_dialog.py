"""Reads what can be read of a damaged database into a new one: the recovery key, how far it is, what came of it."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.screens.background import Background
from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.screens.long_work import LongWork
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from devices.errors import CodedError

Tell = Callable[[str, int, int], None]
Salvage = Callable[[str, Tell], tuple[Path, str]]  # recovery key, steps; where the new database is, the report


class SalvageDialog(FittedDialog):
    """Salvages; the damaged database is only read, so that stopping loses nothing.

    Attributes:
        made: The new database; None while there is none.
    """

    def __init__(self, salvage: Salvage, helpers: Executor, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(width=720, parent=parent)
        self.made: Path | None = None
        self._salvage, self._helpers, self._messages = salvage, helpers, messages
        self._deliver = Background(self)
        self._busy = False
        self.set_title(self.tr("Cứu dữ liệu từ cơ sở dữ liệu hỏng"))
        self.notice = Notice()
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("Khóa khôi phục"))
        self.key.setPlaceholderText("XXXX-XXXX-…")
        self.work = LongWork(self.tr("Tiến độ cứu dữ liệu"))
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("Kết quả cứu dữ liệu"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.report.setStyleSheet(f"font-family: '{fixed}'")  # the program's style would have its own font otherwise
        self.report.setMinimumHeight(260)
        self.report.hide()
        said = self.tr("Tệp hỏng chỉ được đọc, không bị sửa. Những gì đọc được được chép sang tệp mới bên cạnh.")
        self.body.addWidget(self.notice)
        self.body.addWidget(label(said, "caption", wrap=True))
        self.key_name = label(self.key.accessibleName(), "fieldLabel")
        self.body.addWidget(self.key_name)
        self.body.addWidget(self.key)
        self.body.addWidget(self.work)
        self.body.addWidget(self.report)
        self.body.addStretch(1)
        self.leave = button(self.tr("Đóng"), self.reject)
        self.go = button(self.tr("Cứu dữ liệu"), self._on_go, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        self.key.setFocus()

    def reject(self) -> None:
        """Stop what is under way; leave where nothing is."""
        if self._busy:
            self.work.stop()
            self.leave.setEnabled(False)
            return
        self._deliver.close()
        self.work.close_for_good()
        super().reject()

    def _on_go(self) -> None:
        self.notice.hide()
        self._show_busy(busy=True)
        future = self._helpers.submit(self._salvage, self.key.text(), self.work.tell)
        self._deliver(future, self._on_done, self._on_failed)

    def _show_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.leave.setText(self.tr("Dừng") if busy else self.tr("Đóng"))
        self.leave.setEnabled(True)
        self.key.setEnabled(not busy)
        self.go.setEnabled(not busy)
        if busy:
            self.work.begin()
        else:
            self.work.end()

    def _on_failed(self, error: CodedError) -> None:
        self._show_busy(busy=False)
        self.notice.say_error(self._messages.explain(error))
        self.key.setFocus()

    def _on_done(self, found: tuple[Path, str]) -> None:
        self.made, text = found
        self._show_busy(busy=False)
        self.key.clear()
        for each in (self.key_name, self.key, self.go):
            each.hide()
        self.notice.say(self.tr("Đã ghi {0}").format(self.made.name), str(self.made.parent), role="noteGood")
        self.report.setPlainText(text)
        self.report.show()
        self.fit()
        self.leave.setFocus()
