"""The dialog for one's own PIN and second factor: a code from a phone, or the officer's own card."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtWidgets import QWidget

from desktop.records.people import Officer
from desktop.screens.messages import Messages
from desktop.screens.people.dialogs import FormDialog
from desktop.screens.people.factor import Factor, FactorPart, Second
from desktop.screens.people.words import second_name
from desktop.workflows.ports import Deliver


class ChangePinDialog(FormDialog):
    """One's own PIN, and what is asked for besides.

    Attributes:
        factor: The choice of the second factor.
        qr: What the phone scans.
        first: The first code of the phone, or the card's PIN.
    """

    def __init__(
        self,
        officer: Officer,
        act: Callable[[str, str, str, Second], Future[None]],
        deliver: Deliver,
        messages: Messages,
        *,
        lengths: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        """Ask; `act` is given the old PIN, the code, the new PIN ("" for the same) and the second factor.

        Args:
            officer: Whose PIN.
            act: Changes it.
            deliver: Brings the outcome back.
            messages: The words for errors.
            lengths: Characters of a PIN alone, and of one with a second factor.
            parent: The window.
        """
        super().__init__("", "", deliver, messages, parent)
        self._officer, self._act = officer, act
        self.set_title(self.tr("Đổi mã PIN của tôi"))
        self.go.setText(self.tr("Đổi"))
        self.old = self.line(self.tr("Mã PIN đang dùng"), secret=True)
        self.code = self.line(second_name(), secret=True, hint=self.tr("bỏ trống nếu không dùng"))
        self.code.setEnabled(officer.second_factor)
        text = self.tr("Mã PIN mới (ít nhất {0} ký tự; {1} nếu có thêm thẻ hoặc mã điện thoại)").format(*lengths)
        self.new = self.line(text, secret=True, hint=self.tr("bỏ trống nếu chỉ đổi cách xác thực thêm"))
        self.again = self.line(self.tr("Nhập lại mã PIN mới"), secret=True)
        kept = (Factor.KEEP,) if officer.second_factor else ()
        self._part = part = FactorPart(officer.login, (*kept, Factor.NONE, Factor.PHONE, Factor.CARD))
        self.factor, self.qr, self.first = part.choice, part.qr, part.first
        self.add(self.tr("Xác thực thêm"), part.choice)
        for each in (part.qr, part.first_name, part.first):
            self.body.addWidget(each)
        part.show_chosen()
        self.body.addStretch(1)
        self.old.setFocus()

    def act(self) -> Future[None] | None:
        """Change it, if the answers fit together."""
        if self.new.text() != self.again.text():
            self.refuse(self.tr("Hai lần nhập mã PIN không giống nhau"), self.again)
            return None
        mistake = self._part.mistake()
        if mistake:
            self.refuse(mistake, self.first)
            return None
        second = self._part.second()
        if second == b"" and not self._officer.second_factor:
            second = None
        return self._act(self.old.text(), self.code.text(), self.new.text(), second)
