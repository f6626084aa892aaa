"""Papers found by words on their pages: a line to type in, and what was found in the place of what is left to do."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.records.page_words import LIMIT, SHORTEST, FoundPaper
from desktop.screens.building import label
from desktop.screens.wrapped_items import wrap_items
from desktop.workflows.paper_desk import Scope
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

TYPING_PAUSE_MS = 80
NO_BREAK = "\N{NO-BREAK SPACE}"
SCOPE = Qt.ItemDataRole.UserRole


class WordSearch(QWidget):
    """Finds papers.

    Signals:
        chosen: The `Scope` of a paper that the officer wants to look at.
        searching: Whether something is looked for, and what was found is shown.
    """

    chosen = Signal(object)
    searching = Signal(bool)

    def __init__(self, find: Callable[[str], Future[list[FoundPaper]]], deliver: Deliver) -> None:
        super().__init__()
        self._find = find
        self._deliver = deliver
        self._asked = 0
        self.line = QLineEdit()
        self.line.setObjectName("search")
        self.line.setClearButtonEnabled(True)
        self.line.setAccessibleName(self.tr("Tìm theo chữ trên giấy"))
        self.line.setPlaceholderText(self.tr("Tìm chữ trên giấy"))
        self.line.setToolTip(
            self.tr("Tìm giấy tờ theo chữ đã đọc trên trang: không cần dấu, từ cuối có thể gõ dở. Esc để thôi.")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self._to_list)
        self.line.installEventFilter(self)
        self.count = label("", "caption", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Giấy tờ tìm thấy"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_items(self.list)
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self._show_results(shown=False)

    def offer(self, *, offered: bool) -> None:
        """Show the line, or take it away: no words are read here."""
        self.setVisible(offered)
        if not offered:
            self.line.clear()

    def refresh(self) -> None:
        """Look for what is typed; an answer that a newer search has overtaken is dropped."""
        typed = self.line.text().strip()
        if not typed:
            return
        self._asked += 1
        asked = self._asked

        def show(found: list[FoundPaper]) -> None:
            if asked == self._asked:
                self._show(typed, found)

        def fail(error: CodedError) -> None:
            if asked == self._asked:
                self._show(typed, [])
                self.count.setText(self.tr("Không tìm được ({0}).").format(error.code))

        self._deliver(self._find(typed), show, fail)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes to what was found, Esc ends the search."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._to_list()
                return True
            if event.key() == Qt.Key.Key_Escape and self.line.text():
                self.line.clear()
                return True
        return super().eventFilter(watched, event)

    def _on_text(self, typed: str) -> None:
        if typed.strip():
            self._pause.start()
            return
        self._pause.stop()
        self._asked += 1  # what is on its way is not wanted any more
        self._show_results(shown=False)

    def _show(self, typed: str, found: list[FoundPaper]) -> None:
        before = self.list.currentRow()
        scope = self.list.item(before).data(SCOPE) if before >= 0 else None
        self.list.clear()
        for each in found:
            self._add(each)
        if (row := next((n for n, each in enumerate(found) if _scope(each) == scope), None)) is not None:
            self.list.setCurrentRow(row)
        if len(typed.rsplit(maxsplit=1)[-1]) < SHORTEST:
            self.count.setText(self.tr("Gõ ít nhất {0} chữ cái.").format(SHORTEST))
        elif len(found) >= LIMIT:
            self.count.setText(self.tr("{0} giấy tờ mới nhất; gõ thêm từ để thu hẹp").format(LIMIT))
        elif found:
            self.count.setText(self.tr("{0} giấy tờ").format(len(found)))
        else:
            self.count.setText(self.tr("Không có trang nào đã đọc có các từ này."))
        self._show_results(shown=True)

    def _add(self, found: FoundPaper) -> None:
        pages = self.tr("{0} trang").format(found.pages).replace(" ", NO_BREAK)
        if found.case_id is None:
            text = self.tr("Khay chờ\n{0}").format(pages)
        else:
            paper = found.paper
            if found.is_result:
                paper = self.tr("Kết quả")
            elif found.position is None:
                paper = self.tr("Chưa chia vào giấy tờ")
            tail = "-".join(found.code.split("-")[1:])  # what officers say aloud
            text = f"{found.full_name}\n{tail}\n{paper} · {pages}"
        item = QListWidgetItem(text)
        item.setToolTip(found.code)
        item.setData(SCOPE, _scope(found))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))
        self.list.addItem(item)

    def _show_results(self, *, shown: bool) -> None:
        self.count.setVisible(shown)
        self.list.setVisible(shown)
        self.searching.emit(shown)

    def _to_list(self) -> None:
        if self.list.isVisible() and self.list.count():
            self.list.setFocus()
            self.list.setCurrentRow(max(0, self.list.currentRow()))

    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(SCOPE))


def _scope(found: FoundPaper) -> Scope:
    return Scope(found.case_id, found.position)
