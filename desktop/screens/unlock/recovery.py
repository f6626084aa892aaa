"""The recovery key: shown once, printed, and typed again when a PIN is forgotten."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from devices.errors import CodedError


class RecoveryKeyDialog(FittedDialog):
    """Shows a new recovery key once.

    Attributes:
        key: The line that holds it.
    """

    def __init__(self, recovery_key: str, parent: QWidget | None = None) -> None:
        super().__init__(width=560, parent=parent)
        self.set_title(self.tr("Khóa khôi phục"))
        text = self.tr("In hoặc ghi ra giấy, cất nơi an toàn, không để cùng máy. Khóa chỉ hiện một lần.")
        self.body.addWidget(label(text, "", wrap=True))
        self.key = QLineEdit(recovery_key)
        self.key.setReadOnly(True)
        self.key.setAccessibleName(self.tr("Khóa khôi phục"))
        self.body.addWidget(self.key)
        self.body.addStretch(1)
        self.buttons.addWidget(button(self.tr("In"), lambda: print_key(self, recovery_key), icon_name="printer"))
        done = button(self.tr("Tôi đã ghi lại"), self.accept, role="primary")
        done.setAutoDefault(False)
        self.buttons.addWidget(done)
        self.key.setFocus()

    def reject(self) -> None:
        """Not by Escape: it is shown only once."""


def print_key(parent: QWidget, recovery_key: str) -> None:
    """Ask for a printer and print the recovery key."""
    printer = QPrinter()
    if QPrintDialog(printer, parent).exec() == QPrintDialog.DialogCode.Accepted:
        QTextDocument(f"{parent.windowTitle()}\n\n{recovery_key}").print_(printer)


class RecoverDialog(FittedDialog):
    """Gives somebody a new PIN by the recovery key."""

    def __init__(
        self,
        logins: Sequence[str],
        recover: Callable[[str, str, str], None],
        messages: Messages,
        *,
        least: int,
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `recover` is given recovery key, login and new PIN, and raises a `CodedError` to refuse."""
        super().__init__(width=560, parent=parent)
        self._recover, self._messages = recover, messages
        self.set_title(self.tr("Mở bằng khóa khôi phục"))
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self.who = QComboBox()
        self.who.addItems(list(logins))
        self.key, self.pin, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for secret in (self.pin, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        for name, widget in (
            (self.tr("Khóa khôi phục trên tờ giấy đã in"), self.key),
            (self.tr("Công chức"), self.who),
            (self.tr("Mã PIN mới (ít nhất {0} ký tự)").format(least), self.pin),
            (self.tr("Nhập lại mã PIN mới"), self.again),
        ):
            widget.setAccessibleName(name)
            self.body.addWidget(label(name, "fieldLabel"))
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        go = button(self.tr("Đặt mã PIN mới"), self._on_go, role="primary")
        go.setDefault(True)
        self.buttons.addWidget(go)
        self.key.setFocus()

    def _on_go(self) -> None:
        if self.pin.text() != self.again.text():
            self.notice.say(self.tr("Hai lần nhập mã PIN không giống nhau"))
            self.again.setFocus()
            return
        try:
            self._recover(self.key.text(), self.who.currentText(), self.pin.text())
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
            return
        for line in (self.key, self.pin, self.again):
            line.clear()
        self.accept()
