"""Brings a backup back on a new PC: which folder, which backup, the recovery key, then what came of it."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from desktop.records.backup_place import Backup, find_backups
from desktop.screens.backup.watched_dialog import WatchedDialog
from desktop.screens.building import button, label, row
from desktop.screens.messages import Messages
from desktop.workflows.restoring import Restored, Tell
from devices.errors import CodedError

Restore = Callable[[Backup, str, Tell], Restored]


class RestoreDialog(WatchedDialog):
    """Restores; stays open with the reason where that fails or is stopped, and nothing has changed then.

    Attributes:
        restored: What was brought back; None while nothing was.
    """

    def __init__(self, restore: Restore, helpers: Executor, messages: Messages, parent: QWidget | None = None) -> None:
        watched = QCoreApplication.translate("RestoreDialog", "Tiến độ khôi phục")
        super().__init__(helpers, messages, watched, width=640, parent=parent)
        self.restored: Restored | None = None
        self._restore = restore
        self.set_title(self.tr("Khôi phục từ bản sao lưu"))
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName(self.tr("Ổ đĩa hoặc thư mục có bản sao lưu"))
        self.browse = button(self.tr("Chọn…"), self._choose)
        self.backups = QComboBox()
        self.backups.setAccessibleName(self.tr("Bản sao lưu"))
        line = row(self.folder, self.browse)
        line.setStretch(0, 1)
        self.body.addWidget(self.notice)
        self.body.addWidget(label(self.folder.accessibleName(), "fieldLabel"))
        self.body.addLayout(line)
        for widget in (self.backups, self.key):
            self.body.addWidget(label(widget.accessibleName(), "fieldLabel"))
            self.body.addWidget(widget)
        self.body.addWidget(self.work)
        self.body.addStretch(1)
        self.go = button(self.tr("Khôi phục"), self._on_go, role="primary", icon_name="history")
        self.go.setEnabled(False)
        self.go.setDefault(True)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        self._show_busy(busy=False)
        self.browse.setFocus()

    def use(self, folder: Path) -> None:
        """Look for backups in a folder."""
        self.folder.setText(str(folder))
        self.backups.clear()
        try:
            for backup in find_backups(folder):
                self.backups.addItem(f"{backup.at:%H:%M %d/%m/%Y} · {backup.folder.parent.name}", backup)
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
        else:
            self.notice.hide()
            self.key.setFocus()
        self.go.setEnabled(self.backups.count() > 0)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.folder.accessibleName())
        if chosen:
            self.use(Path(chosen))

    def _on_go(self) -> None:
        if self.restored is not None:
            self.accept()
            return
        backup, key = self.backups.currentData(), self.key.text()
        self._start(self._helpers.submit(self._restore, backup, key, self.work.tell), self._on_done)

    def _show_busy(self, *, busy: bool) -> None:
        super()._show_busy(busy=busy)
        for widget in (self.browse, self.backups):
            widget.setEnabled(not busy)
        self.go.setEnabled(not busy and self.backups.count() > 0)

    def _leave_text(self) -> str:
        return self.tr("Thôi")

    def _on_done(self, restored: Restored) -> None:
        self.restored = restored
        self.key.clear()
        self._show_busy(busy=False)
        for widget in (self.browse, self.backups, self.key, self.leave):
            widget.setEnabled(False)
        self.notice.say(self.tr("Đã khôi phục bàn {0}").format(restored.desk), report_text(restored), role="noteGood")
        self.go.setText(self.tr("Mở bàn"))
        self.go.setFocus()


def report_text(restored: Restored) -> str:
    """What was brought back, and what an officer has to know."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("RestoreDialog", text)

    lines = [
        tr("Dữ liệu đến {0}: {1} hồ sơ, {2} tệp. Hồ sơ nhận sau lúc đó phải nhập lại.").format(
            f"{restored.at:%H:%M %d/%m/%Y}", restored.cases, restored.files
        ),
        tr("Số hồ sơ tiếp theo hôm nay: {0} (bỏ trống một khoảng để không trùng số máy cũ đã cấp).").format(
            restored.next_number or "—"
        ),
        tr("Đây là máy thứ {0} của bàn. Khi nối với tỉnh, máy cũ không gửi số liệu được nữa.").format(
            restored.installation
        ),
    ]
    if restored.lost:
        lines.insert(1, tr("{0} tệp scan không còn nguyên trong bản sao lưu.").format(restored.lost))
    return "\n".join(lines)
