"""Asks once for the PIN of the token, or the password of the certificate, that papers are signed with."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from desktop.documents.signing.certificate_file import CertificateFileSigner
from desktop.documents.signing.token import TokenSigner
from desktop.documents.signing.token_session import token_labels
from desktop.records.desk_settings import DeskSettings
from desktop.screens.building import button, label, row
from desktop.screens.dialog import FittedDialog
from desktop.workflows.paper_desk import Signer


class SigningDialog(FittedDialog):
    """One PIN for every file that waits.

    Attributes:
        certificate: Path of the certificate file that was chosen; "" where a token is used.
        pin: Where the PIN is typed; empty again when the dialog is over.
    """

    def __init__(self, settings: DeskSettings, count: int, parent: QWidget | None = None) -> None:
        """Ask.

        Args:
            settings: Which token or certificate.
            count: How many files wait.
            parent: The window that it stands over.
        """
        super().__init__(width=480, parent=parent)
        self._settings = settings
        self.certificate = "" if settings.signing_token else settings.signing_certificate
        self.set_title(self.tr("Ký số {0} tệp").format(count))
        self.body.addWidget(label(self.tr("Một lần nhập PIN ký tất cả tệp đã kiểm."), "", wrap=True))
        self._which = label("", "caption", wrap=True)
        self.body.addWidget(self._which)
        if not settings.signing_token:
            choose = button(self.tr("Chọn tệp chứng thư (.p12, .pfx)…"), self._choose)
            self.body.addLayout(row(choose, None))
        question = self.tr("PIN của thiết bị ký") if settings.signing_token else self.tr("Mật khẩu của chứng thư")
        self.body.addWidget(label(question, "fieldLabel"))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(question)
        self.pin.textChanged.connect(lambda _text: self._enable())
        self.body.addWidget(self.pin)
        self._sign = button(self.tr("Ký"), self.accept, role="primary", icon_name="lock")
        self._sign.setDefault(True)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self._sign)
        self._enable()
        self.pin.setFocus()

    def opener(self) -> Callable[[], Signer]:
        """What opens the key, once, on another thread; the PIN is in it alone from then on."""
        opener = signer_opener(self._settings, self.certificate, self.pin.text())
        self.pin.clear()
        return opener

    def _choose(self) -> None:
        title = self.tr("Tệp chứng thư")
        path, _ = QFileDialog.getOpenFileName(self, title, "", self.tr("Chứng thư (*.p12 *.pfx)"))
        if path:
            self.certificate = path
            self._enable()

    def _enable(self) -> None:
        if self._settings.signing_token:
            self._which.setText(self.tr("Thiết bị ký: {0}").format(Path(self._settings.signing_token).name))
        else:
            name = Path(self.certificate).name if self.certificate else self.tr("chưa chọn")
            self._which.setText(self.tr("Chứng thư: {0}").format(name))
        ready = bool(self._settings.signing_token or self.certificate)
        self._sign.setEnabled(ready and bool(self.pin.text()))


def signer_opener(settings: DeskSettings, certificate: str, pin: str) -> Callable[[], Signer]:
    """What opens the token of the settings, or else the certificate file.

    The first token that is plugged in is taken: an officer has one.
    """
    stamp = settings.timestamp_url or None

    def open_signer() -> Signer:
        if settings.signing_token:
            module = Path(settings.signing_token)
            labels = token_labels(module)
            return TokenSigner(module, labels[0] if labels else "", pin, stamp)
        return CertificateFileSigner(Path(certificate), pin, stamp)

    return open_signer
