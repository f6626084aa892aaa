"""The reader doctor: service, readers, card, last error, and what to do about each."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.screens.appearance.icons import icon
from desktop.screens.building import button, card, clear, label, row
from desktop.screens.messages import Messages
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.smartcard.doctor import Examination, Finding, Mark, Subject

Examine = Callable[[], "Future[Examination]"]
_ICONS = {
    Mark.GOOD: ("circle-check", "good"),
    Mark.WAITING: ("info", "blue"),
    Mark.BAD: ("circle-x", "bad"),
}
_SIZE = 22  # logical pixels


class DoctorPanel(QWidget):
    """Shows an `Examination`, made anew whenever something changes.

    Signals:
        retry_wanted: The officer wants the card read anew as well.
    """

    retry_wanted = Signal()

    def __init__(self, examine: Examine, deliver: Deliver, messages: Messages) -> None:
        super().__init__()
        self._examine = examine
        self._deliver = deliver
        self._messages = messages
        self._running = False
        self._again = False
        self._shown: Examination | None = None
        self.retry = button(self.tr("Thử lại"), self._on_retry, role="primary", icon_name="refresh-cw", key="F5")
        self.copy = button(self.tr("Chép cho kỹ thuật"), self._on_copy)
        self.copy.setEnabled(False)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        frame, column = card()
        column.addWidget(label(self.tr("Đầu đọc chip"), "heading"))
        column.addLayout(self._rows)
        column.addLayout(row(self.retry, self.copy, None))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def refresh(self) -> None:
        """Examine again; while that goes on, once more after it."""
        if self._running:
            self._again = True
            return
        self._running = True
        self._deliver(self._examine(), self._show, self._on_failed)

    def _on_failed(self, error: CodedError) -> None:
        message = self._messages.explain(error)
        clear(self._rows)
        self._rows.addWidget(self._line(Mark.BAD, message.title, f"{message.cause} {message.cure}"))
        self._finished()

    def _show(self, examination: Examination) -> None:
        self._shown = examination
        self.copy.setEnabled(True)
        clear(self._rows)
        for finding in examination.findings:
            self._rows.addWidget(self._line(finding.mark, *self._words(finding)))
        if examination.last_error:
            message = self._messages.explain(CodedError(examination.last_error))
            title = self.tr("Lỗi gần nhất: {0}").format(message.title)
            self._rows.addWidget(self._line(Mark.WAITING, f"{title}  [{message.code}]", message.cure))
        self._finished()

    def _finished(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self.refresh()

    def _words(self, finding: Finding) -> tuple[str, str]:
        """A title, and what to do or to know."""
        if finding.code:
            message = self._messages.explain(CodedError(finding.code))
            name = f"{finding.name}: " if finding.name else ""
            return f"{name}{message.title}  [{message.code}]", f"{message.cause}\n{message.cure}"
        if finding.subject is Subject.SERVICE:
            return self.tr("Dịch vụ đầu đọc thẻ đang chạy"), ""
        if finding.passed_over:
            return finding.name, self.tr("Đầu đọc ảo của Windows: bỏ qua, không dùng cho thẻ căn cước.")
        driver = " · ".join(filter(None, (finding.reader.vendor, finding.reader.model, finding.reader.version)))
        if finding.card is None:
            return self.tr("{0}: sẵn sàng, chưa có thẻ").format(finding.name), driver
        kind = self.tr("không tiếp xúc") if finding.card.contactless else self.tr("tiếp xúc")
        facts = self.tr("ATR {0} · thẻ {1}").format(finding.card.atr.upper(), kind)
        title = self.tr("{0}: có thẻ căn cước") if finding.card.is_document else self.tr("{0}: có thẻ")
        return title.format(finding.name), " · ".join(filter(None, (driver, facts)))

    def _line(self, mark: Mark, title: str, text: str) -> QWidget:
        name, colour = _ICONS[mark]
        sign = QLabel()
        sign.setPixmap(icon(name, colour).pixmap(_SIZE, _SIZE))
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(title, "strong", wrap=True))
        if text:
            texts.addWidget(label(text, "caption", wrap=True))
        line.addWidget(sign)
        line.addLayout(texts, 1)
        made.setAccessibleName(title)
        return made

    def _on_retry(self) -> None:
        self.retry_wanted.emit()
        self.refresh()

    def _on_copy(self) -> None:
        """Put what was found into the clipboard: names of readers and codes, nothing of a citizen."""
        if self._shown is not None:
            lines = [self._words(finding)[0] for finding in self._shown.findings]
            QApplication.clipboard().setText("\n".join([*lines, self._shown.last_error]).strip())
