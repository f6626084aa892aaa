"""The day's page: the days, the figures beside the cases they come from, the warnings, the closing ticket."""

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.records.cases import CaseSummary
from desktop.records.day_records import StoredDay
from desktop.screens.building import button, card, clear, label, name_button, restyle, row
from desktop.screens.day.cases_panel import CasesPanel
from desktop.screens.day.days_list import DaysList
from desktop.screens.day.facts_panel import FactsPanel
from desktop.screens.day.figures import COUNT, NAME, FiguresModel, definition_text, names_of
from desktop.screens.day.words import changes_text, state_name, state_role, ticket_lines, warning_text
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.scrolling import ColumnArea
from desktop.screens.words import day_text
from desktop.workflows.day_closing import DayView, Warned
from desktop.workflows.day_desk import DayDesk
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from sync.desk.day_states import DayState
from sync.indicators import IndicatorBook

ROOM_FOR_THREE = 1000  # logical pixels; with less everything is under one another


class DayScreen(QWidget):
    """Shows a `DayDesk`.

    Signals:
        case_wanted: Id of a case to open.
        closed: The record that a day was closed as.
    """

    case_wanted = Signal(int)
    closed = Signal(object)

    def __init__(self, desk: DayDesk, book: IndicatorBook, deliver: Deliver, messages: Messages) -> None:
        super().__init__()
        self._desk = desk
        self._names = dict(names_of(book))
        self._deliver = deliver
        self._messages = messages
        self._asked = 0
        self.notice = Notice()
        self.days = DaysList()
        self.days.chosen.connect(desk.choose)
        self.cases = CasesPanel()
        self.cases.case_wanted.connect(self.case_wanted)
        self.facts = FactsPanel()
        self.facts.noted.connect(desk.record)
        self.model = FiguresModel(book, self)
        self.table = self._table()
        self.everything = QCheckBox(self.tr("Cả chỉ tiêu bằng 0"))
        self.everything.toggled.connect(lambda _on: self.refresh())
        self.close_button = button(self.tr("Chốt ngày"), self._close, role="primary", icon_name="lock", key="F12")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self.days, 2)
        self._columns.addWidget(self._middle(), 6)
        self._columns.addWidget(self._right(), 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        for each in (self._state, self._warnings):
            each.hide()  # until there is something to say
        desk.subscribe(self.refresh)

    def _middle(self) -> QWidget:
        self._title = label("", "title")
        self._state = label("", "tag")
        self._ticket = label("", "caption", wrap=True)
        middle, column = card(margin=12)
        top = row(self._title, spacing=12)
        top.addWidget(self._state, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        top.addWidget(self.close_button)
        column.addLayout(top)
        column.addWidget(self._ticket)
        column.addWidget(self.notice)
        column.addLayout(row(self.everything, None))
        column.addWidget(self.table, 1)
        self._definition = label("", "caption", wrap=True)
        column.addWidget(self._definition)
        return middle

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._warnings, inside = card()
        inside.addWidget(label(self.tr("Nên xem trước khi chốt"), "heading"))
        self._warning_buttons = QVBoxLayout()
        inside.addLayout(self._warning_buttons)
        column.addWidget(self._warnings)
        column.addWidget(self.cases, 1)
        column.addWidget(self.facts)
        return right

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Số liệu của ngày"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(220)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        table.selectionModel().selectionChanged.connect(lambda *_: self._on_selected())
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
        self.days.setMinimumHeight(0 if beside else 150)
        self.table.setMinimumHeight(220 if beside else 320)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let other pages have the database."""
        super().hideEvent(event)
        self._desk.rest()

    # ---- showing

    def refresh(self) -> None:
        """Show what the desk knows."""
        desk, view = self._desk, self._desk.view
        title = self.tr("Ngày {0}").format(day_text(desk.day))
        if title != self._title.text():
            self._title.setText(title)
            self._rest()
        self.days.show_lines(desk.lines, desk.day)
        self.model.show_day(view, everything=self.everything.isChecked())
        self.table.clearSpans()
        for heading in self.model.headings():
            self.table.setSpan(heading, 0, 1, 2)
        self._state.setVisible(view is not None)
        self.facts.setVisible(desk.day == desk.today)
        self.facts.show_faces({} if view is None else view.counts)
        if view is not None:
            self._state.setText(state_name(view.state))
            restyle(self._state, state_role(view.state))
            self._ticket.setText("\n".join(ticket_lines(view)))
            again = view.latest is not None
            name_button(self.close_button, self.tr("Chốt lại") if again else self.tr("Chốt ngày"), "F12")
        useful = view is not None and (view.state in {DayState.OPEN, DayState.CHANGED, DayState.MISMATCH})
        self.close_button.setEnabled(useful and not desk.busy)
        self._show_warnings(() if view is None else view.warnings)
        self._show_notice(view)

    def _show_notice(self, view: DayView | None) -> None:
        if self._desk.error is not None:
            self.notice.say_error(self._messages.explain(self._desk.error))
        elif view is None:
            self.notice.hide()
        elif view.fork:
            self.notice.say_error(self._messages.explain(CodedError("DAY-005")))
        elif view.state is DayState.MISMATCH:
            differs = changes_text(dict(view.differs), self._names)
            message = self._messages.explain(CodedError("DAY-004"))
            text = f"{message.cure}\n{differs}" if differs else message.cure
            self.notice.say(f"{message.title}  [{message.code}]", text, role="noteBad")
        elif view.changed:
            text = changes_text(dict(view.changed), self._names)
            self.notice.say(self.tr("Có thay đổi sau khi chốt; chốt lại để tỉnh nhận số mới"), text)
        else:
            self.notice.hide()

    def _show_warnings(self, warnings: tuple[Warned, ...]) -> None:
        clear(self._warning_buttons)
        self._warnings.setVisible(bool(warnings))
        for warned in warnings:
            text = warning_text(warned.kind, len(warned.cases))
            show = partial(self._show_warned, warned, text)
            self._warning_buttons.addWidget(button(text, show, role="link"))

    def _rest(self) -> None:
        """What was looked at was another day's."""
        self._asked += 1
        self._definition.setText("")
        self.cases.rest()

    # ---- what the officer does

    def _on_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        line = self.model.line(rows[0].row()) if rows else None
        if line is None or line.indicator is None:
            self._definition.setText("")
            return
        self._definition.setText(definition_text(line.indicator))
        self.cases.ask(line.indicator.name, self.tr("{0} {1}").format(line.count, line.indicator.unit))
        self._look_up(self._desk.cases(line.indicator.id))

    def _show_warned(self, warned: Warned, text: str) -> None:
        self.cases.ask(text, self.tr("Bấm vào hồ sơ để mở."))
        self._look_up(self._desk.cases_of(warned.cases))

    def _look_up(self, found: Future[list[CaseSummary]]) -> None:
        self._asked += 1
        asked = self._asked

        def show(cases: list[CaseSummary]) -> None:
            if asked == self._asked:
                self.cases.show_cases(cases)

        self._deliver(found, show, self._on_failed)

    def _on_failed(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def _close(self) -> None:
        self._desk.close(self._on_closed)

    def _on_closed(self, record: StoredDay) -> None:
        self.closed.emit(record)
