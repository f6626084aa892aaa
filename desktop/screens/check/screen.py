"""The page of the self-check."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from desktop.screens.building import button, card, clear, label, row
from desktop.screens.check.codes_card import CodesCard
from desktop.screens.check.words import line_texts
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.scrolling import ColumnArea
from desktop.screens.status_line import StatusLine
from desktop.workflows.ports import Deliver
from desktop.workflows.self_check import CheckLine, Mark
from devices.errors import CodedError

NARROW = 900  # logical pixels
REPORT = "bao-cao-ho-tro.zip"
ORDER = (Mark.FAIL, Mark.WARN, Mark.OK)


class CheckScreen(QWidget):
    """Shows the lines of a self-check, what is wrong first; makes the support report."""

    def __init__(
        self,
        check: Callable[[], Future[list[CheckLine]]],
        report: Callable[[Path, list[CheckLine]], Future[None]],
        deliver: Deliver,
        messages: Messages,
    ) -> None:
        super().__init__()
        self._check = check
        self._report = report
        self._deliver = deliver
        self._messages = messages
        self._running = False
        self.lines: list[CheckLine] = []
        self.notice = Notice()
        self.again = button(self.tr("Kiểm tra lại"), self.run, role="primary", icon_name="refresh-cw", key="F5")
        self.support = button(self.tr("Tạo báo cáo hỗ trợ…"), self._choose, icon_name="file-text")
        self.codes = CodesCard(messages)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        left = QVBoxLayout()
        left.addWidget(self._lines_card())
        left.addStretch(1)
        self._columns.addLayout(left, 3)
        self._columns.addWidget(self.codes, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))

    def _lines_card(self) -> QWidget:
        frame, column = card()
        self._title = label(self.tr("Tự kiểm tra"), "heading", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self.notice)
        column.addLayout(self._rows)
        column.addLayout(row(self.again, self.support, None))
        text = self.tr("Báo cáo hỗ trợ chỉ có phiên bản, trạng thái, mã lỗi và giờ; không có tên, số hay hồ sơ của ai.")
        column.addWidget(label(text, "caption", wrap=True))
        column.addStretch(1)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= NARROW
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        """Check when the page is first looked at."""
        super().showEvent(event)
        if not self.lines:
            self.run()

    def run(self) -> None:
        """Check anew."""
        if self._running:
            return
        self._running = True
        self.again.setEnabled(False)
        self._title.setText(self.tr("Đang kiểm tra…"))
        self._deliver(self._check(), self._show, self._on_failed)

    def write(self, path: Path) -> None:
        """Write the support report."""
        self._deliver(self._report(path, self.lines), lambda _: self._on_written(path), self._on_failed)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Tạo báo cáo hỗ trợ"), REPORT, "ZIP (*.zip)")
        if chosen:
            self.write(Path(chosen))

    def _show(self, lines: list[CheckLine]) -> None:
        self._finished()
        self.lines = lines
        bad = sum(line.mark is not Mark.OK for line in lines)
        self._title.setText(
            self.tr("Tự kiểm tra: {0} mục cần xem").format(bad) if bad else self.tr("Tự kiểm tra: mọi mục đều tốt")
        )
        clear(self._rows)
        for line in sorted(lines, key=lambda each: ORDER.index(each.mark)):
            self._rows.addWidget(StatusLine(line.mark, *line_texts(line, self._messages)))

    def _on_written(self, path: Path) -> None:
        self.notice.say(
            self.tr("Đã tạo báo cáo hỗ trợ"), str(path), role="noteGood", choices=((self.tr("Đóng"), self.notice.hide),)
        )

    def _on_failed(self, error: CodedError) -> None:
        self._finished()
        self._title.setText(self.tr("Tự kiểm tra"))
        self.notice.say_error(self._messages.explain(error), choices=((self.tr("Đóng"), self.notice.hide),))

    def _finished(self) -> None:
        self._running = False
        self.again.setEnabled(True)
