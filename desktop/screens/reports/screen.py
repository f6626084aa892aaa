"""The page of reports: a period, its parts, the figures of one beside the cases behind them, and the three files."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QListWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.records.cases import CaseSummary
from desktop.records.period_facts import MonthCounts, PeriodFacts
from desktop.screens.building import button, card, clear, label, restyle, row
from desktop.screens.day.cases_panel import CasesPanel
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.reports.chart_view import ChartView
from desktop.screens.reports.grouped_header import GroupedHeader
from desktop.screens.reports.period_bar import PeriodBar
from desktop.screens.reports.table_model import ReportTableModel
from desktop.screens.reports.words import period_name
from desktop.screens.scrolling import ColumnArea
from desktop.screens.wrapped_items import WrappedCells
from desktop.workflows.ports import Deliver
from desktop.workflows.report_desk import ReportDesk
from devices.errors import CodedError
from sync.reporting.letter import Annex

KINDS = ("docx", "xlsx", "pdf")
ROOM_FOR_THREE = 1000  # logical pixels; with less everything is under one another
UNIT = 4.4  # logical pixels for each part of a column's weight, at least
NAME_WIDTH, PADDING = 170, 26  # logical pixels: of the widest column at least, and around a figure
LEFT_WIDTH, CASES_WIDTH = 264, 290  # logical pixels, where all three are beside one another
NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX

Parts = Callable[[PeriodFacts, Sequence[MonthCounts]], tuple[Annex, ...]]


class FittedTable(QTableView):
    """A table that says when its width has changed.

    Signals:
        resized: It is wider or narrower.
    """

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say so."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()


class ReportsScreen(QWidget):
    """Shows a `ReportDesk`.

    Signals:
        case_wanted: Id of a case to open.
        file_wanted: ``docx``, ``xlsx`` or ``pdf``.
    """

    case_wanted = Signal(int)
    file_wanted = Signal(str)

    def __init__(
        self,
        desk: ReportDesk,
        parts: Parts,
        state: Callable[[PeriodFacts], str],
        deliver: Deliver,
        messages: Messages,
    ) -> None:
        """Show a desk.

        Args:
            desk: What is looked at.
            parts: Makes the tables of a period.
            state: Says whether its days are closed.
            deliver: Brings outcomes to this thread.
            messages: The words for errors.
        """
        super().__init__()
        self._desk = desk
        self._make = parts
        self._state_of = state
        self._deliver = deliver
        self._messages = messages
        self._asked = 0
        self._parts: tuple[Annex, ...] = ()
        self._shown: tuple[object, object] = (None, None)  # what the tables were made of
        self.notice = Notice()
        self.period = PeriodBar()
        self.period.chosen.connect(desk.choose)
        self.period.refused.connect(desk.refuse)
        self.sections = self._section_list()
        self.model = ReportTableModel(self)
        self._header = GroupedHeader()
        self.table = self._table()
        self.cases = CasesPanel()
        self.cases.case_wanted.connect(self.case_wanted)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self.cases.hide()  # until a figure is chosen
        self._aside = self._left()
        self._columns.addWidget(self._aside)
        self._columns.addWidget(self._middle(), 1)
        self._columns.addWidget(self.cases)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        desk.subscribe(self.refresh)

    # ---- building

    def _left(self) -> QWidget:
        left, column = card()
        self._state = label("", "caption", wrap=True)
        column.addWidget(self.period)
        column.addWidget(self._state)
        column.addWidget(self.sections, 1)
        self.files = {
            kind: button(f"{name}…", partial(self.file_wanted.emit, kind))
            for kind, name in zip(KINDS, ("Word", "Excel", "PDF"), strict=True)
        }
        for made in self.files.values():
            made.setAccessibleName(self.tr("Xuất {0}").format(made.text().strip("…")))
        column.addWidget(label(self.tr("Xuất báo cáo"), "caption"))
        column.addLayout(row(*self.files.values(), spacing=6))
        return left

    def _section_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(self.tr("Các phần của báo cáo"))
        made.setWordWrap(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setMinimumHeight(120)
        made.currentRowChanged.connect(self._on_section)
        return made

    def _middle(self) -> QWidget:
        middle, column = card()
        self._title = label("", "heading", wrap=True)
        self._note = label("", "caption", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self.notice)
        column.addWidget(self._note)
        column.addWidget(self.table, 1)
        self._charts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._charts.setSpacing(12)
        column.addLayout(self._charts)
        return middle

    def _table(self) -> FittedTable:
        table = FittedTable()
        table.resized.connect(self._fit_columns)
        table.setHorizontalHeader(self._header)
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Số liệu của báo cáo"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.setItemDelegate(WrappedCells(table))
        table.setMinimumHeight(200)
        table.verticalHeader().hide()
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.selectionModel().currentChanged.connect(lambda now, _before: self._on_cell(now))
        return table

    # ---- sizes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
        self._charts.setDirection(way)
        self._aside.setMaximumWidth(LEFT_WIDTH if beside else NO_LIMIT)
        self._aside.setMinimumWidth(LEFT_WIDTH if beside else 0)
        self.cases.setMaximumWidth(CASES_WIDTH if beside else NO_LIMIT)
        self.cases.setMinimumWidth(CASES_WIDTH if beside else 0)
        self.table.setMinimumHeight(200 if beside else 320)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let other pages have the database."""
        super().hideEvent(event)
        self._desk.rest()

    def _fit_columns(self) -> None:
        """Share the width by the columns' weights; where there is too little room the table scrolls."""
        part = self._part()
        if part is None:
            return
        weights, widest = part.table.weights, max(part.table.weights)
        room = max(self.table.viewport().width(), round(sum(weights) * UNIT))
        widths = [
            max(int(room * weight / sum(weights)), self.model.figure_width(column, self.table.fontMetrics()) + PADDING)
            for column, weight in enumerate(weights)
        ]
        place = weights.index(widest)
        widths[place] = max(NAME_WIDTH, widths[place] + room - sum(widths))
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, width)
        self.table.resizeRowsToContents()

    # ---- showing

    def refresh(self) -> None:
        """Show what the desk knows."""
        desk, facts = self._desk, self._desk.facts
        self.period.show_period(desk.period)
        if desk.error is not None:
            self.notice.say_error(self._messages.explain(desk.error))
        else:
            self.notice.hide()
        for made in self.files.values():
            made.setEnabled(facts is not None)
        self._state.setText(self.tr("Đang cộng số liệu…") if facts is None else self._state_of(facts))
        whole = facts is not None and not facts.unclosed and not facts.changed
        restyle(self._state, "caption" if facts is None or whole else "warnText")
        if facts is not None and (facts, desk.months) != self._shown:
            if self._shown[0] is not facts:
                self.cases.hide()  # they were those of another look
            self._shown = (facts, desk.months)
            self._parts = self._make(facts, desk.months)
            self._show_sections()

    def say_written(self, name: str) -> None:
        """Say that a file was written."""
        self.notice.say(self.tr("Đã xuất {0}").format(name), role="noteGood")

    def say_error(self, error: CodedError) -> None:
        """Say what went wrong."""
        self.notice.say_error(self._messages.explain(error))

    @property
    def parts(self) -> tuple[Annex, ...]:
        """The tables that are shown."""
        return self._parts

    def _part(self) -> Annex | None:
        place = self.sections.currentRow()
        return self._parts[place] if 0 <= place < len(self._parts) else None

    def _show_sections(self) -> None:
        """List the parts; the one that is looked at stays, wherever it stands now."""
        place = self.sections.currentRow()
        before = self.sections.item(place).text() if place >= 0 else ""
        names = [part.sheet for part in self._parts]
        self.sections.blockSignals(True)
        self.sections.clear()
        self.sections.addItems(names)
        self.sections.setCurrentRow(names.index(before) if before in names else 0)
        self.sections.blockSignals(False)
        self._on_section(self.sections.currentRow())

    def _on_section(self, _place: int) -> None:
        part = self._part()
        if part is None:
            return
        self._title.setText(part.title.partition(". ")[2])
        self._note.setText("\n".join(part.notes))
        self._note.setVisible(bool(part.notes))
        self.model.show_table(part.table)
        self._header.show_table(part.table)
        self.table.clearSpans()
        for heading in self.model.headings():
            self.table.setSpan(heading, 0, 1, len(part.table.weights))
        self._fit_columns()
        clear(self._charts)
        for chart in part.charts:
            self._charts.addWidget(ChartView(chart, part.table))

    # ---- what the officer does

    def _on_cell(self, now: QModelIndex) -> None:
        if not now.isValid() or self._desk.facts is None:
            return
        key = self.model.key(now.row(), now.column())
        if not key:
            return
        line = self.model.line(now.row())
        self.cases.show()
        self.cases.ask(self.model.caption(now.row(), now.column()), period_name(self._desk.facts.period))
        self._asked += 1
        asked = self._asked

        def show(cases: list[CaseSummary]) -> None:
            if asked == self._asked:
                self.cases.show_cases(cases)

        self._deliver(self._desk.cases(key, line.about or None), show, self.say_error)
