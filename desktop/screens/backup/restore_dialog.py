"""Brings a backup back on a new PC: which folder, which backup, the recovery key, then what came of it."""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QProgressBar, QWidget

from desktop.records.backup_place import Backup, find_backups
from desktop.screens.background import Background, MainThread
from desktop.screens.backup.words import phase_text
from desktop.screens.building import button, label, row
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.restoring import Restored, Tell
from devices.errors import CodedError

Restore = Callable[[Backup, str, Tell], Restored]


class RestoreDialog(FittedDialog):
    """Restores; stays open with the reason where that fails, and nothing has changed then.

    Attributes:
        restored: What was brought back; None while nothing was.
    """

    def __init__(self, restore: Restore, helpers: Executor, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(width=640, parent=parent)
        self.restored: Restored | None = None
        self._restore = restore
        self._helpers = helpers
        self._messages = messages
        self._deliver = Background(self)
        self._post = MainThread(self)
        self._busy = False
        self.set_title(self.tr("Khôi phục từ bản sao lưu"))
        self.notice = Notice()
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName(self.tr("Ổ đĩa hoặc thư mục có bản sao lưu"))
        self.browse = button(self.tr("Chọn…"), self._choose)
        self.backups = QComboBox()
        self.backups.setAccessibleName(self.tr("Bản sao lưu"))
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("Khóa khôi phục"))
        self.key.setPlaceholderText("XXXX-XXXX-…")
        self.phase = label("", "caption", wrap=True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Tiến độ khôi phục"))
        self.progress.setTextVisible(False)
        line = row(self.folder, self.browse)
        line.setStretch(0, 1)
        self.body.addWidget(self.notice)
        self.body.addWidget(label(self.folder.accessibleName(), "fieldLabel"))
        self.body.addLayout(line)
        for widget in (self.backups, self.key):
            self.body.addWidget(label(widget.accessibleName(), "fieldLabel"))
            self.body.addWidget(widget)
        self.body.addWidget(self.phase)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.leave = button(self.tr("Thôi"), self.reject)
        self.go = button(self.tr("Khôi phục"), self._on_go, role="primary", icon_name="history")
        self.go.setEnabled(False)
        self.go.setDefault(True)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        self._show_busy(busy=False)

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

    def reject(self) -> None:
        """Leave, but not in the middle."""
        if not self._busy:
            self._deliver.close()
            self._post.close()
            super().reject()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.folder.accessibleName())
        if chosen:
            self.use(Path(chosen))

    def _on_go(self) -> None:
        if self.restored is not None:
            self.accept()
            return
        backup, key = self.backups.currentData(), self.key.text()
        self._show_busy(busy=True)
        future = self._helpers.submit(self._restore, backup, key, self._tell)
        self._deliver(future, self._on_done, self._on_failed)

    def _tell(self, phase: str, done: int, of_all: int) -> None:
        if done % max(1, of_all // 100) == 0:
            self._post(lambda: self._show_progress(phase, done, of_all))

    def _show_progress(self, phase: str, done: int, of_all: int) -> None:
        self.phase.setText(phase_text(phase))
        self.progress.setRange(0, of_all if of_all > 1 else 0)
        self.progress.setValue(done)

    def _show_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.phase.setVisible(busy)
        self.progress.setVisible(busy)
        for widget in (self.browse, self.backups, self.key, self.leave):
            widget.setEnabled(not busy)
        self.go.setEnabled(not busy and self.backups.count() > 0)

    def _on_failed(self, error: CodedError) -> None:
        self._show_busy(busy=False)
        self.notice.say_error(self._messages.explain(error))
        self.key.setFocus()

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
