"""Whether words on pages are read, how far that is, and what stands in its way; a part of the card of digitization."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.records.page_words import ReadingCounts
from desktop.screens.building import button, label, restyle, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.ports import Deliver
from desktop.workflows.word_reading import WordReading
from devices.errors import CodedError


class WordsPanel(QWidget):
    """Turns the reading on and off.

    Signals:
        wanted: Whether words shall be read.
    """

    wanted = Signal(bool)

    def __init__(
        self, reading: WordReading, is_wanted: Callable[[], bool], deliver: Deliver, messages: Messages
    ) -> None:
        super().__init__()
        self._reading = reading
        self._is_wanted = is_wanted
        self._deliver = deliver
        self._messages = messages
        self.box = QCheckBox(self.tr("Đọc chữ trên trang để tìm giấy tờ"))
        self.box.setChecked(is_wanted())
        self.box.clicked.connect(self._on_click)
        text = self.tr(
            "Chỉ đọc trang của giấy tờ chưa ký. Từ đọc được nằm trong cơ sở dữ liệu đã mã hóa và mất cùng với trang; "
            "không việc nào khác cần đến."
        )
        self.notice = Notice()
        self.state = label("", "caption", wrap=True)
        self.forget = button(self.tr("Xóa các từ đã đọc"), self._on_forget, icon_name="trash-2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.box)
        column.addWidget(label(text, "caption", wrap=True))
        column.addWidget(self.notice)
        column.addWidget(self.state)
        column.addLayout(row(self.forget, None))
        self.forget.hide()
        self.state.hide()
        reading.subscribe(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show how far the reading is."""
        if not self.isVisible():
            return
        self._deliver(self._reading.counts(), self._show, self._say)

    def _on_click(self, on: bool) -> None:
        self.notice.hide()
        if not on:
            self.wanted.emit(False)
            self.refresh()
            return
        self.box.setEnabled(False)  # until it is known whether there is a program to read with
        self._deliver(self._reading.check(), lambda _: self._turn_on(), self._refuse)

    def _turn_on(self) -> None:
        self.box.setEnabled(True)
        self.wanted.emit(True)
        self.refresh()

    def _refuse(self, error: CodedError) -> None:
        self.box.setEnabled(True)
        self.box.setChecked(False)
        self._say(error)

    def _on_forget(self) -> None:
        self._deliver(self._reading.forget(), lambda _: self.refresh(), self._say)

    def _say(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def _show(self, counts: ReadingCounts) -> None:
        on = self._is_wanted()
        kept = bool(counts.read or counts.failed)
        parts = [self.tr("Đã đọc {0} trang").format(counts.read)]
        if on and counts.waiting:
            parts.append(self.tr("còn {0} trang").format(counts.waiting))
        if counts.failed:
            parts.append(self.tr("{0} trang không đọc được (OCR-003)").format(counts.failed))
        restyle(self.state, "warnText" if counts.failed else "caption")
        self.state.setText("; ".join(parts) + ".")
        self.state.setVisible(on or kept)
        self.forget.setVisible(kept and not on)
        if on and self._reading.error is not None:
            self._say(self._reading.error)
        elif on:
            self.notice.hide()
