"""Asks who is at the desk, for the PIN, and for the code of a second factor."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from devices.errors import CodedError


class UnlockDialog(FittedDialog):
    """Unlocks the desk; stays open with the reason after a wrong PIN.

    Attributes:
        login: The officer who unlocked it; "" while nobody has.

    Signals:
        training_wanted: Somebody wants to practise, on a desk without real data.
        recovery_wanted: Somebody wants to use the printed recovery key.
        leave_wanted: Nobody can unlock what is locked: the program shall end, and ask anew when it begins.
    """

    training_wanted = Signal()
    recovery_wanted = Signal()
    leave_wanted = Signal()

    def __init__(
        self,
        logins: Sequence[str],
        unlock: Callable[[str, str, str], None],
        messages: Messages,
        *,
        current: str = "",
    ) -> None:
        """Ask.

        Args:
            logins: Who may unlock.
            unlock: Unlocks by login, PIN and code; raises a `CodedError` to refuse.
            messages: The words for errors.
            current: Whose work is locked; "" before the desk is open.
        """
        super().__init__(width=480)
        self.login = ""
        self._unlock = unlock
        self._messages = messages
        self._locked = bool(current)
        self.set_title(self.tr("Bàn đang khóa") if current else self.tr("Mở bàn làm việc"))
        self.who = QComboBox()
        self.who.setAccessibleName(self.tr("Công chức"))
        self.who.addItems(list(logins))
        if current:
            self.who.setCurrentText(current)
        self.pin = self._secret(self.tr("Mã PIN"))
        self.code = self._secret(self.tr("Mã 6 số trên điện thoại, hoặc mã PIN của thẻ công vụ"))
        self.code.setPlaceholderText(self.tr("bỏ trống nếu không dùng"))
        self.notice = Notice()
        enter = button(self.tr("Mở khóa") if current else self.tr("Mở bàn"), self._on_enter, role="primary")
        enter.setDefault(True)
        self.body.addWidget(self.notice)
        if current:
            text = self.tr("Việc đang làm được giữ nguyên. Người khác mở thì bàn chuyển sang người đó.")
            self.body.addWidget(label(text, "caption", wrap=True))
        for line in (self.who, self.pin, self.code):
            self.body.addWidget(label(line.accessibleName(), "fieldLabel", wrap=True))
            self.body.addWidget(line)
        self.body.addStretch(1)
        if current:
            leave = button(self.tr("Thoát chương trình"), self.leave_wanted.emit, role="link")
            leave.setAutoDefault(False)
            self.buttons.insertWidget(0, leave)
        else:
            self._links()
            self.buttons.addWidget(button(self.tr("Thoát"), self.reject))
        self.buttons.addWidget(enter)
        self.pin.setFocus()

    def _links(self) -> None:
        practise = button(self.tr("Tập với dữ liệu giả"), self.training_wanted.emit, role="link")
        recover = button(self.tr("Quên mã PIN, bị khóa"), self.recovery_wanted.emit, role="link")
        for place, made in enumerate((practise, recover)):
            made.setAutoDefault(False)
            self.buttons.insertWidget(place, made)

    @staticmethod
    def _secret(name: str) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setAccessibleName(name)
        return made

    def reject(self) -> None:
        """Leave; not while somebody's work is locked."""
        if not self._locked:
            super().reject()

    def _on_enter(self) -> None:
        try:
            self._unlock(self.who.currentText(), self.pin.text(), self.code.text())
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
            self.pin.selectAll()
            self.pin.setFocus()
            return
        finally:
            self.pin.setModified(False)
        self.login = self.who.currentText()
        self.pin.clear()
        self.code.clear()
        self.accept()
