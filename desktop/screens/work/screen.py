"""The page of the day's work: kinds and counts, the list of one kind, what is done with many at once."""

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from desktop.records.case_life import LifeAct
from desktop.records.case_life_boards import BoardFilter
from desktop.records.number_text import number_text
from desktop.screens.building import button, card, label, name_button, row
from desktop.screens.cases.detail import THERE_AND_BACK
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.scrolling import ColumnArea
from desktop.screens.work.bulk_bar import BulkBar
from desktop.screens.work.dialogs import ApologyManyDialog, HandOverManyDialog, ResultManyDialog
from desktop.screens.work.filter_bar import FilterBar
from desktop.screens.work.kinds import WorkKinds
from desktop.screens.work.model import TICK, WorkModel
from desktop.screens.work.table import WorkTable
from desktop.screens.work.words import kind_name
from desktop.workflows.form_choice import AFTER
from desktop.workflows.work_board import WorkBoard
from desktop.workflows.work_kinds import WorkKind
from devices.errors import CodedError

ROOM_FOR_TWO = 900  # logical pixels; with less everything is under one another
KINDS_WIDTH = 210
AROUND = 64  # between the edge of the page and what is in the card of the list, and between the two columns
LEAST_TABLE = 200


class WorkScreen(QWidget):
    """Shows a `WorkBoard`.

    Signals:
        case_wanted: Id of a case to open.
        page_wanted: Id of the page where a kind of work is done.
        slip_wanted: Ids of cases that were handed over, whose slip is to be printed.
        forms_wanted: Ids of cases, and the key of the form that is to be printed of each.
    """

    case_wanted = Signal(int)
    slip_wanted = Signal(object)
    forms_wanted = Signal(object, str)
    page_wanted = Signal(str)

    def __init__(self, board: WorkBoard, messages: Messages) -> None:
        super().__init__()
        self._board = board
        self._messages = messages
        self._dialog: QDialog | None = None
        self._shown_list: tuple[WorkKind, BoardFilter, int] | None = None
        self.notice = Notice()
        self.kinds = WorkKinds()
        self.kinds.chosen.connect(board.choose)
        self.kinds.opened.connect(self._on_kind)
        self.filters = FilterBar()
        self.filters.narrowed.connect(board.narrow)
        self.filters.used.connect(board.use_filter)
        self.filters.kept.connect(board.save_filter)
        self.filters.dropped.connect(board.drop_filter)
        self.model = WorkModel(board, self)
        self.table = WorkTable(self.model)
        self.table.wanted.connect(lambda place: self._open_case(self.model.case_id(place)))
        self.table.all_wanted.connect(board.tick_all)
        self.table.none_wanted.connect(board.untick_all)
        self._place: tuple[object, int, int, int] = (None, 0, 0, 0)
        self.model.modelAboutToBeReset.connect(self._keep_place)
        self.model.modelReset.connect(self._find_place)
        self.bulk = BulkBar(messages)
        self.bulk.hand_over_wanted.connect(self._ask_hand_over)
        self.bulk.result_wanted.connect(self._ask_result)
        self.bulk.received_wanted.connect(board.result_received)
        self.bulk.apology_wanted.connect(self._ask_apology)
        self.bulk.stop_wanted.connect(board.stop)
        self.bulk.case_wanted.connect(self.case_wanted)
        self.bulk.offer.wanted.connect(self._on_print)
        self.bulk.offer.left.connect(board.forms_dealt_with)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self.kinds)
        self._columns.addWidget(self._middle(), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        area = ColumnArea(self._columns)
        whole.addWidget(area)
        show = partial(area.ensureWidgetVisible, self.bulk.offer, 0, 20)
        self.bulk.offer.shown.connect(lambda: QTimer.singleShot(0, self, show))
        QShortcut(QKeySequence("F3"), self).activated.connect(self._to_filter)
        QShortcut(QKeySequence("F4"), self).activated.connect(self.kinds.list.setFocus)
        board.subscribe(self.refresh)
        self.refresh()

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "title")
        self._count = label("", "caption")
        self._elsewhere = label("", "", wrap=True)
        self.go = button("", self._go, role="primary")
        self.open = button(self.tr("Mở hồ sơ"), self._on_open, icon_name="files", key=THERE_AND_BACK)
        column.addLayout(row(self._title, None, self._count, self.open))
        column.addWidget(self.notice)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        column.addWidget(self.bulk)
        column.addWidget(self._elsewhere)
        column.addLayout(row(self.go, None))
        self._gap = QWidget()
        column.addWidget(self._gap, 1)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        width = event.size().width()
        beside = width >= ROOM_FOR_TWO
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.kinds.setMinimumWidth(KINDS_WIDTH if beside else 0)
        self.kinds.setMaximumWidth(KINDS_WIDTH if beside else width)
        self.kinds.lie_down(not beside)
        self.table.setMinimumHeight(LEAST_TABLE)
        self._share_room()

    def _share_room(self) -> None:
        aside = KINDS_WIDTH if self.width() >= ROOM_FOR_TWO else 0
        self.bulk.share_room(self.width() - aside - AROUND)
        self.table.share_room(self.width() - aside, mine=self._board.kind is WorkKind.MINE)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile, ready for the arrow keys."""
        super().showEvent(event)
        self._board.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Show what the board knows; the table has a way of its own."""
        board = self._board
        self.kinds.show_counts(board)
        if self._title.text() != kind_name(board.kind):
            self._title.setText(kind_name(board.kind))
            self._share_room()
        self.model.know({officer.id: officer.full_name for officer in board.officers})
        of_cases: tuple[QWidget, ...] = (self.filters, self.table, self.bulk, self._count, self.open)
        for each in of_cases:
            each.setVisible(board.kind.of_cases)
        elsewhere: tuple[QWidget, ...] = (self._elsewhere, self.go, self._gap)
        for each in elsewhere:
            each.setVisible(not board.kind.of_cases)
        count = number_text(len(board.rows.ids))
        self._count.setText(self.tr("{0} hồ sơ").format(count) if board.whole else self.tr("đang đọc…"))
        self.filters.show_board(board)
        self.bulk.show_board(board)
        if board.kind is WorkKind.PAPERS:
            self._elsewhere.setText(self.tr("Quét, kiểm và ký giấy tờ ở trang Số hóa."))
            name_button(self.go, self.tr("Sang trang Số hóa"))
        elif board.kind is WorkKind.DAYS:
            self._elsewhere.setText(
                self.tr("Những ngày trong 31 ngày qua, kể cả hôm nay, có việc mà chưa chốt số liệu.")
            )
            name_button(self.go, self.tr("Sang trang Chốt ngày"))
        self.open.setEnabled(bool(board.rows.ids) or board.sought is not None)
        if board.error is not None:
            self.notice.say_error(self._messages.explain(board.error))
        elif board.sought is not None and board.sought.kind is None:
            title = self.tr("Hồ sơ {0} không có trong việc hôm nay").format(board.sought.code)
            text = self.tr("Hồ sơ đã xong, hoặc chưa đến hạn và không chờ bạn.")
            self.notice.say(title, text, choices=((self.tr("Về hồ sơ"), self._on_open),))
        else:
            self.notice.hide()
        self.table.viewport().update()

    def show_error(self, error: CodedError) -> None:
        """Show what went wrong."""
        self.notice.say_error(self._messages.explain(error))

    # ---- keys

    def _open_case(self, case_id: int) -> None:
        """Go to a case; whoever came from it finds the list as it was before."""
        self.case_wanted.emit(case_id)
        self._board.come_back()

    def _on_open(self) -> None:
        """To the case that somebody came from, else to the one of the arrow keys."""
        sought, row = self._board.sought, self.table.currentIndex().row()
        if sought is not None:
            self._open_case(sought.case_id)
        elif row >= 0:
            self._open_case(self.model.case_id(row))

    def _on_print(self) -> None:
        did = self._board.did
        if did is None:
            return
        if did.act is LifeAct.HANDED_OVER:
            self.slip_wanted.emit(did.case_ids)
        elif did.act in AFTER:
            self.forms_wanted.emit(did.case_ids, AFTER[did.act])

    def _to_filter(self) -> None:
        self.filters.text.setFocus()
        self.filters.text.selectAll()

    def _keep_place(self) -> None:
        """Note the row of the arrow keys, before the list is another or is read again."""
        row = self.table.currentIndex().row()
        if row >= 0:
            self._place = (self._shown_list, self.model.case_id(row), row, self.table.verticalScrollBar().value())

    def _find_place(self) -> None:
        """In the same list the arrow keys go on where they were, in another one they begin at the first row."""
        count, ids, board = self.model.rowCount(), self._board.rows.ids, self._board
        if not count:
            return
        self._shown_list = (board.kind, board.only, board.hung_days)
        of_list, case_id, row, scrolled = self._place
        if of_list != self._shown_list:
            row, scrolled = 0, 0
        elif not (row < count and ids[row] == case_id):
            row = ids.index(case_id) if case_id in ids else min(row, count - 1)
        self.table.setCurrentIndex(self.model.index(row, TICK))
        self.table.verticalScrollBar().setValue(scrolled)
        self.table.scrollTo(self.model.index(row, TICK))

    def _on_kind(self, kind: WorkKind) -> None:
        if kind.of_cases:
            self.table.setFocus()
        else:
            self._board.choose(kind)
            self._go()

    def _go(self) -> None:
        self.page_wanted.emit("papers" if self._board.kind is WorkKind.PAPERS else "day")

    # ---- acts on many

    def _ask_hand_over(self) -> None:
        board = self._board
        dialog = HandOverManyDialog(len(board.ticked), board.parts, board.officers, self.window())
        dialog.accepted.connect(lambda: board.hand_over(dialog.slip, dialog.reason))
        self._open(dialog)

    def _ask_result(self) -> None:
        board = self._board
        dialog = ResultManyDialog(len(board.ticked), board.now.date(), self.window())
        dialog.accepted.connect(lambda: board.finish(dialog.day, dialog.reason, here=dialog.here.isChecked()))
        self._open(dialog)

    def _ask_apology(self) -> None:
        board = self._board
        count = len(board.ticked) or len(board.rows.ids)
        dialog = ApologyManyDialog(count, board.proposed_days, self.window())
        dialog.accepted.connect(lambda: board.apologise(dialog.reason, dialog.days.value()))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_closed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_closed(self) -> None:
        self._dialog = None
        self.table.setFocus()

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open."""
        return self._dialog

    def close_dialog(self) -> None:
        """Close what is open."""
        if self._dialog is not None:
            self._dialog.reject()
