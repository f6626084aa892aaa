"""Whom this desk trusts: root certificates, master lists, revocation lists; looked at, installed, removed."""

from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.screens.building import button, card, clear, label, row
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.smartcard.authenticity.trust_store import FileKind, FileReport, TrustStore

FILTER = "*.cer *.crt *.der *.pem *.ml *.bin *.crl"
MOST_SHOWN = 3  # certificates of one file; a master list has hundreds


class TrustFolder(Protocol):
    """The trust store as the page uses it; every call returns at once."""

    def load(self) -> Future[TrustStore]:
        """What is installed."""

    def inspect(self, path: Path) -> Future[FileReport]:
        """What a file is."""

    def install(self, path: Path, *, fingerprint: str) -> Future[TrustStore]:
        """Install a file whose fingerprint a person has compared; what is installed then."""

    def remove(self, name: str) -> Future[TrustStore]:
        """Take a file out; what is installed then."""


class TrustPanel(QWidget):
    """Shows the trust store.

    Signals:
        changed: What is trusted has changed.
    """

    changed = Signal()

    def __init__(self, folder: TrustFolder, deliver: Deliver, messages: Messages) -> None:
        super().__init__()
        self._folder = folder
        self._deliver = deliver
        self._messages = messages
        self.notice = Notice()
        self.add = button(self.tr("Cài tệp chứng thư…"), self._on_add, icon_name="plus")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        frame, column = card()
        column.addWidget(label(self.tr("Chứng thư gốc"), "heading"))
        text = self.tr(
            "Không có chứng thư gốc thì dữ liệu chip vẫn đọc được nhưng chưa kiểm chứng. Chỉ cài tệp do cơ quan cấp "
            "thẻ công bố, sau khi đã so dấu vân tay."
        )
        column.addWidget(label(text, "caption", wrap=True))
        column.addWidget(self.notice)
        column.addLayout(self._rows)
        column.addLayout(row(self.add, None))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def refresh(self) -> None:
        """Look at what is installed."""
        self._deliver(self._folder.load(), self._show, self._on_failed)

    def ask_to_install(self, path: Path) -> None:
        """Show what a file is, and install it if its fingerprint was compared."""
        self._deliver(self._folder.inspect(path), partial(self._ask, path), self._on_failed)

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Chọn tệp chứng thư"), "", self.tr("Chứng thư ({0})").format(FILTER)
        )
        if chosen:
            self.ask_to_install(Path(chosen))

    def _ask(self, path: Path, report: FileReport) -> None:
        dialog = ConfirmDialog(report, self)
        dialog.accepted.connect(lambda: self._install(path, report.fingerprint))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _install(self, path: Path, fingerprint: str) -> None:
        self._deliver(self._folder.install(path, fingerprint=fingerprint), self._on_changed, self._on_failed)

    def _on_remove(self, name: str) -> None:
        self.notice.say(
            self.tr("Gỡ tệp này khỏi kho chứng thư gốc?"),
            name,
            choices=((self.tr("Giữ lại"), self.notice.hide), (self.tr("Gỡ"), partial(self._remove, name))),
        )

    def _remove(self, name: str) -> None:
        self.notice.hide()
        self._deliver(self._folder.remove(name), self._on_changed, self._on_failed)

    def _on_changed(self, store: TrustStore) -> None:
        self.notice.hide()
        self._show(store)
        self.changed.emit()

    def _on_failed(self, error: CodedError) -> None:
        close = (self.tr("Đóng"), self.notice.hide)
        self.notice.say_error(self._messages.explain(error), choices=(close,))

    def _show(self, store: TrustStore) -> None:
        clear(self._rows)
        if not store.files:
            self._rows.addWidget(label(self.tr("Máy này chưa có chứng thư gốc nào."), "strong", wrap=True))
        for report in store.files:
            self._rows.addWidget(self._file(report))

    def _file(self, report: FileReport) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        remove = button(self.tr("Gỡ…"), partial(self._on_remove, report.name), role="link")
        remove.setAccessibleName(self.tr("Gỡ {0}").format(report.name))
        title = label(kind_name(report.kind), "strong", wrap=True)
        line = row(title, label(*self._state(report)), remove)
        line.setStretch(0, 1)
        column.addLayout(line)
        for text in describe(report):
            column.addWidget(label(text, "caption", wrap=True))
        return made

    def _state(self, report: FileReport) -> tuple[str, str]:
        if report.error_code:
            return self.tr("Không dùng [{0}]").format(report.error_code), "tagBad"
        return self.tr("Đang dùng"), "tagGood"


class ConfirmDialog(FittedDialog):
    """Asks for the fingerprint to be compared before anything is trusted."""

    def __init__(self, report: FileReport, parent: QWidget) -> None:
        super().__init__(width=620, parent=parent)
        self.set_title(self.tr("So dấu vân tay trước khi cài"))
        self.body.addWidget(label(kind_name(report.kind), "strong"))
        for text in describe(report):
            self.body.addWidget(label(text, "", wrap=True))
        warning = self.tr(
            "Hãy so từng nhóm với dấu vân tay SHA-256 mà cơ quan cấp công bố. Khác dù một ký tự thì không cài."
        )
        self.body.addWidget(label(warning, "badText", wrap=True))
        self.take = button(self.tr("Đã so, trùng khớp: cài"), self.accept, role="primary")
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self.take)


def kind_name(kind: FileKind) -> str:
    """What a file is, in words."""

    def translate(text: str) -> str:
        return QCoreApplication.translate("TrustPanel", text)

    return {
        FileKind.CERTIFICATE: translate("Chứng thư gốc (CSCA)"),
        FileKind.MASTER_LIST: translate("Danh sách chứng thư gốc (master list)"),
        FileKind.REVOCATION_LIST: translate("Danh sách thu hồi (CRL)"),
        FileKind.UNKNOWN: translate("Tệp không rõ loại"),
    }[kind]


def describe(report: FileReport) -> list[str]:
    """Lines about a file: name, subjects, validity, fingerprint in groups of four."""
    lines = [report.name]
    for certificate in report.certificates[:MOST_SHOWN]:
        days = f"{certificate.not_before:%d/%m/%Y} – {certificate.not_after:%d/%m/%Y}"
        lines.append(f"{certificate.subject_text} · {days}")
    hidden = len(report.certificates) - MOST_SHOWN
    if hidden > 0:
        lines.append(f"+ {hidden} · {', '.join(report.countries)}")
    if report.fingerprint:
        groups = [report.fingerprint[start : start + 4] for start in range(0, len(report.fingerprint), 4)]
        half = len(groups) // 2
        lines.append(f"SHA-256: {' '.join(groups[:half])}\n{' '.join(groups[half:])}")
    return lines
