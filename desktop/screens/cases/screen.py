"""The page of cases: what is typed is searched at once, and a newer search outruns an older one."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from desktop.records.cases import Case, CaseSummary
from desktop.screens.building import button, label, row
from desktop.screens.cases.detail import THERE_AND_BACK, CaseDetail
from desktop.screens.cases.life_panel import LifePanel
from desktop.screens.cases.model import CasesModel
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.rows_table import rows_table
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

TYPING_PAUSE_MS = 40
CODE, NAME, PROCEDURE, RECEIVED, DUE, STATE = range(6)
# Logical pixels: of the columns that do not stretch, of the page from which on list and case are both shown, and of
# the page from which on a column is shown.
WIDTHS = {CODE: 116, NAME: 184, RECEIVED: 108, DUE: 108, STATE: 172}
WIDE, WIDE_WIDTHS = 1400, {NAME: 206, STATE: 196}  # from this width of the page on
ROOM_FOR_BOTH = 1060
LEAST_CASE = 388  # of the case, its longest button whole
ROOM_FOR_COLUMN = {RECEIVED: 1400, PROCEDURE: 780, DUE: 700}


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
        register_wanted: The register is to be printed.
        work_wanted: Id and code of a case that is to be shown among the day's work.
    """

    receipt_wanted = Signal(object)
    register_wanted = Signal()
    work_wanted = Signal(int, str)

    def __init__(
        self,
        queries: CaseQueries,
        deliver: Deliver,
        messages: Messages,
        clock: Callable[[], datetime],
        life: LifePanel | None = None,
    ) -> None:
        """Build it; `life` is what can be done with a case and what was done, None for reading alone."""
        super().__init__()
        self._queries = queries
        self._deliver = deliver
        self._messages = messages
        self._clock = clock
        self._asked = 0
        self._wanted_case = 0
        self._reading = False
        self._keeping = False
        self.notice = Notice()
        self.search_line = QLineEdit()
        self.search_line.setObjectName("search")
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setAccessibleName(self.tr("Tìm hồ sơ"))
        self.search_line.setPlaceholderText(
            self.tr("Tìm hồ sơ: tên không cần dấu, số căn cước, mã hồ sơ, điện thoại   Ctrl+F")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self.search_line.textChanged.connect(lambda _text: self._pause.start())
        self.search_line.returnPressed.connect(self._to_list)
        self.search_line.installEventFilter(self)
        self._count = label("", "caption")
        self.model = CasesModel(self)
        self.table = self._table()
        self.detail = CaseDetail(life)
        if life is not None:
            life.changed.connect(self._on_changed)
        self.detail.receipt_wanted.connect(self.receipt_wanted)
        self.detail.work_wanted.connect(self._to_work)
        QShortcut(QKeySequence(THERE_AND_BACK), self).activated.connect(self._to_work)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.notice)
        layout.addLayout(self._columns(), 1)

    def _columns(self) -> QHBoxLayout:
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.search_line)
        self._register = button(self.tr("In sổ theo dõi…"), self.register_wanted.emit, role="link", icon_name="printer")
        left.addLayout(row(self._count, None, self._register))
        left.addWidget(self.table, 1)
        self._back = button(self.tr("Về danh sách"), self._on_back, icon_name="undo-2", key="Esc")
        self._right = QWidget()
        self._right.setMinimumWidth(LEAST_CASE)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.addLayout(row(self._back, None))
        right.addWidget(self.detail, 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self._left, 7)
        columns.addWidget(self._right, 3)
        return columns

    def _table(self) -> QTableView:
        table = rows_table(self.model, self.tr("Danh sách hồ sơ"), row_height=34)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(PROCEDURE, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, width)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        table.activated.connect(self._on_activated)
        table.clicked.connect(self._on_activated)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show list and case beside one another where there is room, else one at a time, and fewer columns."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Without room for both, a chosen case takes the place of the list until the officer goes back to it."""
        both = self.width() >= ROOM_FOR_BOTH
        reading = self._reading and self.detail.case is not None
        self._left.setVisible(both or not reading)
        self._right.setVisible(both or reading)
        self._back.setVisible(not both)
        for column, width in ROOM_FOR_COLUMN.items():
            self.table.setColumnHidden(column, self.width() < width)
        widths = WIDTHS | (WIDE_WIDTHS if self.width() >= WIDE else {})
        self.table.setColumnWidth(STATE, widths[STATE])
        mode = QHeaderView.ResizeMode
        named = self.table.isColumnHidden(PROCEDURE)
        self.table.horizontalHeader().setSectionResizeMode(NAME, mode.Stretch if named else mode.Interactive)
        if not named:
            self.table.setColumnWidth(NAME, widths[NAME])

    def _on_back(self) -> None:
        self._reading = False
        self._share_room()
        self.table.setFocus()

    def _to_work(self) -> None:
        """To the case's place among the day's work: of the case that is read, else of the chosen row."""
        chosen = self.table.selectionModel().selectedRows()
        if self.detail.case is not None:
            self.work_wanted.emit(self.detail.case.id, self.detail.case.code)
        elif chosen:
            case = self.model.case(chosen[0].row())
            self.work_wanted.emit(case.id, case.code)

    def refresh(self) -> None:
        """Search for what is typed; an answer that a newer search has overtaken is dropped."""
        self._asked += 1
        asked = self._asked
        self._deliver(
            self._queries.find(self.search_line.text()),
            lambda found: self._show(found, asked),
            self.show_error,
        )

    def open_case(self, case_id: int) -> None:
        """Show one case in the detail."""
        self._reading = True
        self._look_up(case_id)

    def _look_up(self, case_id: int) -> None:
        self._wanted_case = case_id
        self._deliver(self._queries.case(case_id), self._on_case, self.show_error)

    def _on_case(self, case: Case) -> None:
        if case.id == self._wanted_case:
            self.detail.show_case(case)
            self._share_room()

    def _on_changed(self, case: Case) -> None:
        """Something was done with the case: what the list says of it is another thing now."""
        if case.id == self._wanted_case:
            self.detail.show_again(case)
            self.refresh()

    def _show(self, found: Sequence[CaseSummary], asked: int) -> None:
        if asked != self._asked:
            return
        self.notice.hide()
        self.model.show_cases(found, self._clock())
        self._keep_place()
        typed = bool(self.search_line.text().strip())
        if not typed:
            self._count.setText(self.tr("Mới nhận gần đây"))
        elif found:
            self._count.setText(self.tr("{0} hồ sơ phù hợp nhất").format(len(found)))
        else:
            self._count.setText(self.tr("Không có hồ sơ nào như vậy"))

    def _keep_place(self) -> None:
        """Leave the row of the case that is shown the chosen one in a list that was read anew."""
        shown = self.detail.case
        if shown is None or shown.id != self._wanted_case:
            return
        row = next((row for row, case in enumerate(self.model.cases) if case.id == shown.id), None)
        if row is not None:
            self._keeping = True
            self.table.selectRow(row)
            self._keeping = False

    def show_error(self, error: CodedError) -> None:
        """Show what went wrong."""
        self.notice.say_error(self._messages.explain(error))

    def _on_selected(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        rows = selected.indexes()
        if rows and not self._keeping:
            self._look_up(self.model.case(rows[0].row()).id)

    def _on_activated(self, index: QModelIndex) -> None:
        chosen = self.model.case(index.row()).id
        self._reading = True
        if chosen == self._wanted_case:
            self._share_room()
        else:
            self._look_up(chosen)

    def _to_list(self) -> None:
        """From the search to what it found."""
        if self.model.rowCount():
            self.table.selectRow(0)
            self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the down arrow go from the search to the list."""
        pressed = watched is self.search_line and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self._to_list()
            return True
        return super().eventFilter(watched, event)
