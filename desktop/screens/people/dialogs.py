"""The dialogs about accounts: a form of labelled lines that stays open with the reason when it is refused."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.records.people import Officer, Role
from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.people.words import role_name, second_name
from desktop.workflows.ports import Deliver
from devices.errors import CodedError


class FormDialog(FittedDialog):
    """Labelled lines and one button that does something; closes when it is done.

    Attributes:
        notice: Why it was refused.
        go: The button.
        outcome: What came of it.
    """

    def __init__(self, title: str, go: str, deliver: Deliver, messages: Messages, parent: QWidget | None) -> None:
        super().__init__(width=520, parent=parent)
        self.set_title(title)
        self._deliver = deliver
        self._messages = messages
        self.outcome: object = None
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self._away = button(self.tr("Thôi"), self.reject)
        self.go = button(go, self._on_go, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(self._away)
        self.buttons.addWidget(self.go)

    def line(self, name: str, *, secret: bool = False, hint: str = "") -> QLineEdit:
        """Add a line of text."""
        made = QLineEdit()
        made.setPlaceholderText(hint)
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(name, made)
        return made

    def add(self, name: str, widget: QWidget) -> None:
        """Add a widget under its name."""
        widget.setAccessibleName(name)
        self.body.addWidget(label(name, "fieldLabel", wrap=True))
        self.body.addWidget(widget)

    def refuse(self, text: str, at: QLineEdit) -> None:
        """Say what is wrong with an answer."""
        self.notice.say(text)
        at.setFocus()

    def act(self) -> Future[Any] | None:
        """Begin what the dialog is for; None where an answer is wrong."""
        raise NotImplementedError

    def _on_go(self) -> None:
        begun = self.act()
        if begun is None:
            return
        self.go.setEnabled(False)
        self._deliver(begun, self._on_done, self._on_refused)

    def _on_done(self, outcome: object) -> None:
        self.outcome = outcome
        for secret in self.findChildren(QLineEdit):
            secret.clear()
        self.accept()

    def _on_refused(self, error: CodedError) -> None:
        self.go.setEnabled(True)
        self.notice.say_error(self._messages.explain(error))


class OwnPinDialog(FormDialog):
    """Asks for the PIN of who acts, and for something more in the classes made from it.

    Attributes:
        own, code: The PIN and the code of who acts.
    """

    def __init__(
        self,
        title: str,
        text: str,
        go: str,
        act: Callable[[str, str], Future[Any]],
        *,
        deliver: Deliver,
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `act` is given PIN and code."""
        super().__init__(title, go, deliver, messages, parent)
        self._act = act
        self.body.addWidget(label(text, "", wrap=True))
        self.own = self.line(self.tr("Mã PIN của tôi"), secret=True)
        self.code = self.line(second_name(), secret=True, hint=self.tr("bỏ trống nếu không dùng"))
        self.body.addStretch(1)
        self.own.setFocus()

    def act(self) -> Future[Any] | None:
        """Do it."""
        return self._act(self.own.text(), self.code.text())


class NewPinDialog(FormDialog):
    """A new account, or another PIN for an account; the PIN of who acts is asked for as well."""

    def __init__(
        self,
        officer: Officer | None,
        act: Callable[[str, str, Officer, str], Future[Any]],
        deliver: Deliver,
        messages: Messages,
        *,
        least: int,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for an account of its own, or for the PIN of `officer`; `act` is given own PIN, code, officer, PIN."""
        super().__init__("", "", deliver, messages, parent)
        self._officer, self._act = officer, act
        self.set_title(self.tr("Thêm cán bộ") if officer is None else self.tr("Đặt lại mã PIN"))
        self.go.setText(self.tr("Thêm") if officer is None else self.tr("Đặt lại"))
        if officer is None:
            self.name = self.line(self.tr("Họ tên"))
            self.login = self.line(self.tr("Tên đăng nhập"), hint=self.tr("viết liền, không dấu"))
            self.role = QComboBox()
            for role in Role:
                self.role.addItem(role_name(role), role)
            self.add(self.tr("Vai trò"), self.role)
        else:
            self.body.addWidget(label(f"{officer.full_name} ({officer.login})", "strong", wrap=True))
        self.pin = self.line(self.tr("Mã PIN mới (ít nhất {0} ký tự)").format(least), secret=True)
        self.again = self.line(self.tr("Nhập lại mã PIN mới"), secret=True)
        self.own = self.line(self.tr("Mã PIN của tôi"), secret=True)
        self.code = self.line(second_name(), secret=True, hint=self.tr("bỏ trống nếu không dùng"))
        self.body.addStretch(1)
        (self.pin if officer else self.name).setFocus()

    def act(self) -> Future[Any] | None:
        """Do it, if the two PINs are the same and the login is one."""
        officer = self._officer
        if officer is None:
            login, name = self.login.text().strip(), " ".join(self.name.text().split())
            if not name:
                self.refuse(self.tr("Chưa có họ tên"), self.name)
                return None
            if not (2 <= len(login) <= 32 and login.isascii() and login.replace(".", "").isalnum() and login.islower()):
                self.refuse(self.tr("Tên đăng nhập: chữ thường không dấu, số, từ 2 ký tự"), self.login)
                return None
            officer = Officer(0, login, name, role=self.role.currentData())
        if self.pin.text() != self.again.text():
            self.refuse(self.tr("Hai lần nhập mã PIN không giống nhau"), self.again)
            return None
        return self._act(self.own.text(), self.code.text(), officer, self.pin.text())
