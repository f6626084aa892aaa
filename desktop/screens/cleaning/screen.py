"""The page of data cleaning: kinds and counts, the list of one kind, one flag with both its sides."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.records.data_rules import FlagKind
from desktop.screens.building import button, card, label, row
from desktop.screens.cleaning.evidence_panel import EvidencePanel
from desktop.screens.cleaning.kinds_list import KindsList
from desktop.screens.cleaning.model import FIELDS, NAME, NUMBER, SINCE, FlagsModel
from desktop.screens.cleaning.words import kind_name
from desktop.screens.dialog import ask_text
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.rows_table import rows_table
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.data_cleaning import DataCleaning

ROOM_FOR_THREE = 1000  # logical pixels; with less everything is under one another
ROOM_FOR_FIELDS, ROOM_FOR_SINCE = 1440, 620
KINDS_WIDTH, EVIDENCE_WIDTH = 236, 430


class CleaningScreen(QWidget):
    """Shows a `DataCleaning`.

    Signals:
        case_wanted: Id of a case to open.
    """

    case_wanted = Signal(int)

    def __init__(self, desk: DataCleaning, messages: Messages) -> None:
        super().__init__()
        self._desk = desk
        self._messages = messages
        self.notice = Notice()
        self.kinds = KindsList()
        self.kinds.chosen.connect(desk.choose)
        self.kinds.check_wanted.connect(lambda: desk.start_check(again=True))
        self.evidence = EvidencePanel()
        self.evidence.resolved.connect(desk.resolve)
        self.evidence.case_wanted.connect(self.case_wanted)
        self.model = FlagsModel(self)
        self.table = self._table()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self.kinds, 2)
        self._columns.addWidget(self._middle(), 5)
        self._columns.addWidget(self.evidence, 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        desk.watched = False
        desk.subscribe(self.refresh)

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "title", wrap=True)
        self._more = label("", "caption", wrap=True)
        self.accept_all = button(self.tr("Nhận mọi đề xuất chắc chắn…"), self._accept_all, icon_name="check")
        column.addWidget(self._title)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self._more)
        column.addLayout(row(self.accept_all, None))
        return frame

    def _table(self) -> QTableView:
        table = rows_table(self.model, self.tr("Danh sách nghi vấn"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIELDS, QHeaderView.ResizeMode.Stretch)
        table.setColumnWidth(NUMBER, 130)
        table.setColumnWidth(SINCE, 112)
        table.selectionModel().selectionChanged.connect(lambda *_: self._on_selected())
        table.activated.connect(lambda _index: self.evidence.how.setFocus())
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.kinds.setMinimumWidth(KINDS_WIDTH if beside else 0)
        self.evidence.setMinimumWidth(EVIDENCE_WIDTH if beside else 0)
        self.kinds.setMinimumHeight(0 if beside else 220)
        self.table.setMinimumHeight(220)
        self.table.setColumnHidden(FIELDS, event.size().width() < ROOM_FOR_FIELDS)
        self.table.setColumnHidden(SINCE, event.size().width() < ROOM_FOR_SINCE)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.watched = True
        self._desk.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is looking any more."""
        super().hideEvent(event)
        self._desk.watched = False

    def refresh(self) -> None:
        """Show what the desk knows."""
        desk = self._desk
        self.kinds.show_counts(desk)
        self._title.setText(kind_name(desk.kind) if desk.kind is not None else self.tr("Dữ liệu sạch"))
        if [each.id for each in self.model.shown] != [each.id for each in desk.flags]:
            self.model.show_flags(desk.flags)
        self._more.setVisible(desk.more)
        self._more.setText(self.tr("Đang hiện {0} việc mới nhất; làm xong sẽ hiện tiếp.").format(len(desk.flags)))
        self.accept_all.setVisible(desk.kind is FlagKind.UNIT_GONE and bool(desk.flags))
        self.evidence.show_evidence(desk.evidence)
        self._select()
        if desk.error is not None:
            self.notice.say_error(self._messages.explain(desk.error))
        else:
            self.notice.hide()

    def _select(self) -> None:
        """Mark the flag that is looked at, without asking for it again."""
        evidence = self._desk.evidence
        places = [
            place for place, each in enumerate(self.model.shown) if evidence is not None and each.id == evidence.flag.id
        ]
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        if places:
            self.table.selectRow(places[0])
        else:
            self.table.clearSelection()
        selection.blockSignals(False)
        self.table.viewport().update()

    def _on_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self._desk.open(self.model.shown[rows[0].row()].id)

    def _accept_all(self) -> None:
        title = self.tr("Nhận mọi đề xuất chắc chắn")
        question = self.tr(
            "Ghi nơi hiện nay cho mọi địa chỉ chỉ có một đơn vị hiện nay. Địa chỉ in trên thẻ giữ nguyên. Lý do:"
        )
        reason = ask_text(self, title, question)
        if reason:
            self._desk.accept_moved(reason)
