"""The page of queue numbers: give one, call the next, call again, put aside."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.screens.building import button, card, clear, label, row
from desktop.screens.citizen.words import call_words, ticket_words
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.queue_desk import QueueDesk

MOST = 12  # numbers of a list


class QueueScreen(QWidget):
    """Shows a `QueueDesk`.

    Signals:
        settings_wanted: The officer wants to turn the queue on.
    """

    settings_wanted = Signal()

    def __init__(self, desk: QueueDesk, messages: Messages) -> None:
        super().__init__()
        self._desk = desk
        self._messages = messages
        self._on = False
        self.notice = Notice()
        self.counter = QComboBox()
        self.counter.setAccessibleName(self.tr("Quầy gọi số"))
        self.counter.activated.connect(lambda _place: self.refresh())
        self._call = label("", "title", wrap=True)
        self._waiting = label("", "", wrap=True)
        self._said = label("", "caption", wrap=True)
        self._off = label(self.tr("Chưa bật số thứ tự. Bật ở trang Cài đặt, mục Màn hình công dân."), "", wrap=True)
        self.settings_button = button(self.tr("Mở Cài đặt"), self.settings_wanted.emit, role="link")
        self.next = button(self.tr("Gọi số tiếp"), self._on_next, role="primary", key="F5")
        self.again = button(self.tr("Gọi lại"), self._on_again, icon_name="refresh-cw", key="F6")
        self.skip = button(self.tr("Vắng mặt"), self._on_skip, icon_name="x", key="F7")
        self.take = button(self.tr("Lấy số"), self._on_take, icon_name="plus", key="F8")
        self._skipped = QVBoxLayout()
        column = QVBoxLayout()
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.notice)
        column.addWidget(self._calling())
        column.addWidget(self._giving())
        column.addWidget(self._aside())
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(column))
        desk.subscribe(self.refresh)
        self.set_counters((), on=False)

    def _calling(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Gọi số"), "heading"))
        column.addLayout(row(self._off, self.settings_button, None))
        column.addLayout(row(label(self.tr("Quầy"), "fieldLabel"), self.counter, None))
        column.addWidget(self._call)
        column.addLayout(row(self.next, self.again, self.skip, None))
        return frame

    def _giving(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Đang chờ"), "heading"))
        column.addWidget(self._waiting)
        column.addLayout(row(self.take, self._said, None))
        return frame

    def _aside(self) -> QWidget:
        self._aside_card, column = card()
        column.addWidget(label(self.tr("Vắng mặt: bấm vào số để gọi lại"), "heading"))
        column.addLayout(self._skipped)
        return self._aside_card

    def set_counters(self, counters: tuple[str, ...], *, on: bool) -> None:
        """Which counters may call, and whether there are numbers at all."""
        chosen = self.counter.currentText()
        self._on = on
        self.counter.clear()
        self.counter.addItems(list(counters))
        self.counter.setCurrentIndex(max(0, self.counter.findText(chosen)))
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    def refresh(self) -> None:
        """Show the queue as it is."""
        board = self._desk.board
        current = self._desk.current(self.counter.currentText())
        self._off.setVisible(not self._on)
        self.settings_button.setVisible(not self._on)
        self._call.setText(call_words(current) if current else self.tr("Quầy này chưa gọi số nào hôm nay"))
        shown = " · ".join(ticket_words(number) for number in board.waiting[:MOST])
        more = self.tr(" … và {0} số nữa").format(len(board.waiting) - MOST) if len(board.waiting) > MOST else ""
        self._waiting.setText(shown + more if shown else self.tr("Không có ai chờ."))
        self.counter.setEnabled(self._on)
        self.next.setEnabled(self._on and bool(board.waiting))
        self.again.setEnabled(self._on and current is not None)
        self.skip.setEnabled(self._on and current is not None)
        self.take.setEnabled(self._on)
        self._show_skipped(board.skipped)
        if self._desk.error is not None:
            self.notice.say_error(self._messages.explain(self._desk.error))
        else:
            self.notice.hide()

    def _show_skipped(self, numbers: tuple[int, ...]) -> None:
        clear(self._skipped)
        self._aside_card.setVisible(bool(numbers))
        buttons = [self._again_button(number) for number in numbers[-MOST:]]
        self._skipped.addLayout(row(*buttons, None))

    def _again_button(self, number: int) -> QWidget:
        made = button(ticket_words(number), lambda: self._desk.call(number, self.counter.currentText()), role="link")
        made.setAccessibleName(self.tr("Gọi lại số {0}").format(ticket_words(number)))
        return made

    def _on_next(self) -> None:
        self._desk.call_next(self.counter.currentText())

    def _on_again(self) -> None:
        current = self._desk.current(self.counter.currentText())
        if current is not None:
            self._desk.call(current.number, current.counter)

    def _on_skip(self) -> None:
        self._desk.skip(self.counter.currentText())

    def _on_take(self) -> None:
        def told(number: int, ahead: int) -> None:
            self._said.setText(self.tr("Đã cấp số {0}, trước đó còn {1} người").format(ticket_words(number), ahead))

        self._desk.take(told)
