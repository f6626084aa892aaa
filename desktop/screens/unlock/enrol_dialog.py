"""Asks a head of desk for a second factor before the desk opens, where the desk demands one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.people.factor import Factor, FactorPart
from desktop.workflows.second_factor import CardPin
from devices.errors import CodedError


class EnrolDialog(FittedDialog):
    """Stays open with the reason until a factor was taken, or whoever is there gives up.

    Attributes:
        factor: The choice.
        notice: Why it was refused.
    """

    def __init__(
        self,
        login: str,
        enrol: Callable[[bytes | CardPin], None],
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `enrol` is given the factor, and raises a `CodedError` to refuse it."""
        super().__init__(width=520, parent=parent)
        self._enrol, self._messages = enrol, messages
        self.set_title(self.tr("Thêm cách xác thực"))
        self.notice = Notice()
        self.body.addWidget(self.notice)
        text = self.tr(
            "Phụ trách bàn mở bàn bằng mã PIN và thêm mã trên điện thoại hoặc thẻ công vụ. Làm một lần, từ lần sau chỉ "
            "nhập mã. Mất điện thoại hoặc thẻ thì dùng khóa khôi phục đã in."
        )
        self.body.addWidget(label(text, "", wrap=True))
        self.factor = FactorPart(login, (Factor.PHONE, Factor.CARD))
        name = self.tr("Xác thực thêm")
        self.factor.choice.setAccessibleName(name)
        self.body.addWidget(label(name, "fieldLabel"))
        for each in (self.factor.choice, self.factor.qr, self.factor.first_name, self.factor.first):
            self.body.addWidget(each)
        self.factor.show_chosen()
        self.body.addStretch(1)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.go = button(self.tr("Dùng từ bây giờ"), self._on_go, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(self.go)
        self.factor.first.setFocus()

    def _on_go(self) -> None:
        mistake, second = self.factor.mistake(), self.factor.second()
        if mistake or second is None:
            self.notice.say(mistake)
            self.factor.first.setFocus()
            return
        try:
            self._enrol(second)
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
            return
        self.factor.first.clear()
        self.accept()
