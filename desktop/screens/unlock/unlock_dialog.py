"""Asks who is at the desk and for the PIN."""

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
    """

    training_wanted = Signal()

    def __init__(self, logins: Sequence[str], unlock: Callable[[str, str], None], messages: Messages) -> None:
        super().__init__(width=480)
        self.login = ""
        self._unlock = unlock
        self._messages = messages
        self.set_title(self.tr("Mở bàn làm việc"))
        self.who = QComboBox()
        self.who.setAccessibleName(self.tr("Công chức"))
        self.who.addItems(list(logins))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(self.tr("Mã PIN"))
        self.notice = Notice()
        enter = button(self.tr("Mở bàn"), self._on_enter, role="primary")
        enter.setDefault(True)
        self.body.addWidget(self.notice)
        self.body.addWidget(label(self.tr("Công chức"), "fieldLabel"))
        self.body.addWidget(self.who)
        self.body.addWidget(label(self.tr("Mã PIN"), "fieldLabel"))
        self.body.addWidget(self.pin)
        self.body.addStretch(1)
        practise = button(self.tr("Tập với dữ liệu giả"), self.training_wanted.emit, role="link")
        practise.setAutoDefault(False)
        self.buttons.insertWidget(0, practise)
        self.buttons.addWidget(button(self.tr("Thoát"), self.reject))
        self.buttons.addWidget(enter)
        self.pin.setFocus()

    def _on_enter(self) -> None:
        try:
            self._unlock(self.who.currentText(), self.pin.text())
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
            self.pin.selectAll()
            self.pin.setFocus()
            return
        finally:
            self.pin.setModified(False)
        self.login = self.who.currentText()
        self.pin.clear()
        self.accept()
