"""The choice of a second factor in a dialog: a code from a phone, with its QR code, or the officer's own card."""

from datetime import UTC, datetime
from enum import StrEnum

import segno
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.records.totp import address, fits, new_secret
from desktop.screens.building import label
from desktop.workflows.second_factor import CardPin

QR_SIDE = 180  # logical pixels


class Factor(StrEnum):
    """What is asked for besides the PIN from now on."""

    KEEP = "keep"
    NONE = "none"
    PHONE = "phone"
    CARD = "card"


Second = bytes | CardPin | None  # a secret or b"" for none; a card that lies there; as it is


def _tr(text: str) -> str:
    return QCoreApplication.translate("FactorPart", text)


class FactorPart:
    """The widgets of the choice; a dialog lays them out.

    Attributes:
        choice: The choice of the second factor.
        qr: What the phone scans.
        first_name: What stands over `first`.
        first: The first code of the phone, or the card's PIN.
    """

    def __init__(self, login: str, factors: tuple[Factor, ...]) -> None:
        """Offer some factors to somebody."""
        self._secret = new_secret()
        names = {
            Factor.KEEP: _tr("Giữ như đang dùng"),
            Factor.NONE: _tr("Không hỏi thêm"),
            Factor.PHONE: _tr("Mã 6 số trên điện thoại"),
            Factor.CARD: _tr("Thẻ công vụ (PIV) trên đầu đọc"),
        }
        self.choice = QComboBox()
        for factor in factors:
            self.choice.addItem(names[factor], factor)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)
        self.choice.currentIndexChanged.connect(lambda _index: self.show_chosen())
        self.qr = label("", "")
        self.qr.setAccessibleName(_tr("Mã QR để thêm tài khoản vào ứng dụng xác thực"))
        self.qr.setPixmap(qr_pixmap(address(self._secret, login, "Ban Mot Cua")))
        self.qr.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.first_name = label("", "fieldLabel", wrap=True)
        self.first = QLineEdit()
        self.first.setEchoMode(QLineEdit.EchoMode.Password)

    def show_chosen(self) -> None:
        """Show what belongs to the factor that is chosen; called once when all is laid out."""
        factor = self.choice.currentData()
        self.qr.setVisible(factor == Factor.PHONE)
        names = {
            Factor.PHONE: _tr("Mã vừa hiện trên điện thoại"),
            Factor.CARD: _tr("Mã PIN của thẻ (thẻ đang ở trên đầu đọc)"),
        }
        name = names.get(factor, "")
        self.first_name.setText(name)
        self.first.setAccessibleName(name)
        for each in (self.first_name, self.first):
            each.setVisible(bool(name))

    def mistake(self) -> str:
        """What is wrong with the first code, or ""."""
        if self.choice.currentData() == Factor.PHONE and not fits(self._secret, self.first.text(), datetime.now(UTC)):
            return _tr("Mã trên điện thoại chưa đúng: quét mã QR, rồi gõ mã đang hiện")
        return ""

    def second(self) -> Second:
        """The factor that is chosen; `b""` for none, None for as it is."""
        factor = self.choice.currentData()
        if factor == Factor.CARD:
            return CardPin(self.first.text())
        return {Factor.NONE: b"", Factor.PHONE: self._secret}.get(factor)


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
