"""The page of cases: what is typed is searched at once, and a newer search outruns an older one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QItemSelection, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from desktop.records.cases import Case, CaseSummary
from desktop.screens.building import label
from desktop.screens.cases.detail import CaseDetail
from desktop.screens.cases.model import CasesModel
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

TYPING_PAUSE_MS = 40


class CaseQueries(Protocol):
    """What the page asks of the records."""

    def find(self, text: str) -> Future[Sequence[CaseSummary]]:
        """The best matches for what is typed; the newest cases for an empty text."""

    def case(self, case_id: int) -> Future[Case]:
        """One case in full."""


class CasesScreen(QWidget):
    """Search, list and detail.

    Signals:
        receipt_wanted: The case whose receipt is to be shown again.
    """

    receipt_wanted = Signal(object)

    def __init__(
        self, queries: CaseQueries, deliver: Deliver, messages: Messages, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._queries = queries
        self._deliver = deliver
        self._messages = messages
        self._clock = clock
        self._asked = 0
        self._wanted_case = 0
        self.notice = Notice()
        self.search_line = QLineEdit()
        self.search_line.setObjectName("search")
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName(self.tr("Tìm hồ sơ"))
        self.search_line.setPlaceholderText(
            self.tr("Tên không cần dấu, số căn cước, số CMND cũ, mã hồ sơ, điện thoại   Ctrl+F")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.search_line.textChanged.connect(lambda _text: self._pause.start())
        self._count = label("", "caption")
        self.model = CasesModel(self)
        self.table = self._table()
        self.detail = CaseDetail()
        self.detail.receipt_wanted.connect(self.receipt_wanted)
        left = QVBoxLayout()
        left.addWidget(self.search_line)
        left.addWidget(self._count)
        left.addWidget(self.table, 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 5)
        columns.addWidget(self.detail, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.notice)
        layout.addLayout(columns, 1)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Danh sách hồ sơ"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(34)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 250), (1, 170), (3, 96), (4, 96), (5, 150)):
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        return table

    def refresh(self) -> None:
        """Search for what is typed; an answer that a newer search has overtaken is dropped."""
        self._asked += 1
        asked = self._asked
        self._deliver(
            self._queries.find(self.search_line.text()),
            lambda found: self._show(found, asked),
            self._on_failed,
        )

    def open_case(self, case_id: int) -> None:
        """Show one case in the detail."""
        self._wanted_case = case_id
        self._deliver(self._queries.case(case_id), self._on_case, self._on_failed)

    def _on_case(self, case: Case) -> None:
        if case.id == self._wanted_case:
            self.detail.show_case(case)

    def _show(self, found: Sequence[CaseSummary], asked: int) -> None:
        if asked != self._asked:
            return
        self.notice.hide()
        self.model.show_cases(found, self._clock())
        typed = bool(self.search_line.text().strip())
        if not typed:
            self._count.setText(self.tr("Mới nhận gần đây"))
        elif found:
            self._count.setText(self.tr("{0} hồ sơ phù hợp nhất").format(len(found)))
        else:
            self._count.setText(self.tr("Không có hồ sơ nào như vậy"))

    def _on_failed(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def _on_selected(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        rows = selected.indexes()
        if rows:
            self.open_case(self.model.case(rows[0].row()).id)
