"""Reads what can be read of a damaged database into a new one: the recovery key, how far it is, what came of it."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.screens.backup.watched_dialog import WatchedDialog
from desktop.screens.building import button, label
from desktop.screens.messages import Messages

Tell = Callable[[str, int, int], None]
Salvage = Callable[[str, Tell], tuple[Path, str]]  # recovery key, steps; where the new database is, the report


class SalvageDialog(WatchedDialog):
    """Salvages; the damaged database is only read, so that stopping loses nothing.

    Attributes:
        made: The new database; None while there is none.
    """

    def __init__(self, salvage: Salvage, helpers: Executor, messages: Messages, parent: QWidget | None = None) -> None:
        watched = QCoreApplication.translate("SalvageDialog", "Tiến độ cứu dữ liệu")
        super().__init__(helpers, messages, watched, width=720, parent=parent)
        self.made: Path | None = None
        self._salvage = salvage
        self.set_title(self.tr("Cứu dữ liệu từ cơ sở dữ liệu hỏng"))
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
        self.go = button(self.tr("Cứu dữ liệu"), self._on_go, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        self._show_busy(busy=False)
        self.key.setFocus()

    def _on_go(self) -> None:
        self.notice.hide()
        self._start(self._helpers.submit(self._salvage, self.key.text(), self.work.tell), self._on_done)

    def _show_busy(self, *, busy: bool) -> None:
        super()._show_busy(busy=busy)
        self.go.setEnabled(not busy)

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
