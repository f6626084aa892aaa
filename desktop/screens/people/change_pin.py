"""The dialog for one's own PIN and second factor: a code from a phone, or the officer's own card."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from enum import StrEnum

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.records.people import Officer
from desktop.records.totp import address, fits, new_secret
from desktop.screens.building import label
from desktop.screens.messages import Messages
from desktop.screens.people.dialogs import FormDialog
from desktop.screens.people.words import second_name
from desktop.workflows.ports import Deliver
from desktop.workflows.second_factor import CardPin

QR_SIDE = 180  # logical pixels


class Factor(StrEnum):
    """What is asked for besides the PIN from now on."""

    KEEP = "keep"
    NONE = "none"
    PHONE = "phone"
    CARD = "card"


Second = bytes | CardPin | None  # a secret or b"" for none; a card that lies there; as it is


class ChangePinDialog(FormDialog):
    """One's own PIN, and what is asked for besides.

    Attributes:
        factor: The choice of the second factor.
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
        self._officer, self._act, self._secret = officer, act, new_secret()
        self.set_title(self.tr("Đổi mã PIN của tôi"))
        self.go.setText(self.tr("Đổi"))
        self.old = self.line(self.tr("Mã PIN đang dùng"), secret=True)
        self.code = self.line(second_name(), secret=True, hint=self.tr("bỏ trống nếu không dùng"))
        self.code.setEnabled(officer.second_factor)
        text = self.tr("Mã PIN mới (ít nhất {0} ký tự; {1} nếu có thêm thẻ hoặc mã điện thoại)").format(*lengths)
        self.new = self.line(text, secret=True, hint=self.tr("bỏ trống nếu chỉ đổi cách xác thực thêm"))
        self.again = self.line(self.tr("Nhập lại mã PIN mới"), secret=True)
        self.factor = self._factors()
        self.qr = label("", "")
        self.qr.setAccessibleName(self.tr("Mã QR để thêm tài khoản vào ứng dụng xác thực"))
        self.qr.setPixmap(qr_pixmap(address(self._secret, officer.login, "Ban Mot Cua")))
        self.qr.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.qr)
        self.first_name = label("", "fieldLabel", wrap=True)
        self.body.addWidget(self.first_name)
        self.first = QLineEdit()
        self.first.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addWidget(self.first)
        self._show_factor()
        self.body.addStretch(1)
        self.old.setFocus()

    def _factors(self) -> QComboBox:
        made = QComboBox()
        if self._officer.second_factor:
            made.addItem(self.tr("Giữ như đang dùng"), Factor.KEEP)
        made.addItem(self.tr("Không hỏi thêm"), Factor.NONE)
        made.addItem(self.tr("Mã 6 số trên điện thoại"), Factor.PHONE)
        made.addItem(self.tr("Thẻ công vụ (PIV) trên đầu đọc"), Factor.CARD)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        self.add(self.tr("Xác thực thêm"), made)
        made.currentIndexChanged.connect(lambda _index: self._show_factor())
        return made

    def _show_factor(self) -> None:
        factor = self.factor.currentData()
        self.qr.setVisible(factor == Factor.PHONE)
        names = {
            Factor.PHONE: self.tr("Mã vừa hiện trên điện thoại"),
            Factor.CARD: self.tr("Mã PIN của thẻ (thẻ đang ở trên đầu đọc)"),
        }
        name = names.get(factor, "")
        self.first_name.setText(name)
        self.first.setAccessibleName(name)
        for each in (self.first_name, self.first):
            each.setVisible(bool(name))

    def act(self) -> Future[None] | None:
        """Change it, if the answers fit together."""
        if self.new.text() != self.again.text():
            self.refuse(self.tr("Hai lần nhập mã PIN không giống nhau"), self.again)
            return None
        factor = self.factor.currentData()
        if factor == Factor.PHONE and not fits(self._secret, self.first.text(), datetime.now(UTC)):
            text = self.tr("Mã trên điện thoại chưa đúng: quét mã QR, rồi gõ mã đang hiện")
            self.refuse(text, self.first)
            return None
        second: Second = {Factor.NONE: b"", Factor.PHONE: self._secret}.get(factor)
        if factor == Factor.CARD:
            second = CardPin(self.first.text())
        if factor == Factor.NONE and not self._officer.second_factor:
            second = None
        return self._act(self.old.text(), self.code.text(), self.new.text(), second)


def qr_pixmap(text: str) -> QPixmap:
    """A text as a QR code with its quiet zone."""
    matrix = segno.make_qr(text, error="m").matrix
    side = len(matrix) + 8
    picture = QImage(side, side, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    for y, line in enumerate(matrix):
        for x, dark in enumerate(line):
            if dark:
                painter.fillRect(x + 4, y + 4, 1, 1, Qt.GlobalColor.black)
    painter.end()
    scale = max(QR_SIDE // side, 2)
    return QPixmap.fromImage(picture.scaled(side * scale, side * scale))
