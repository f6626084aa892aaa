"""The page of civil-status books: what is left on the left, a book's entries in the middle, its work on the right."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QModelIndex, QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QHeaderView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.records.book_forms import BookForm
from desktop.records.books import BookKind, Entry, MatchResult, Stage
from desktop.screens.books.bench import EntryBench
from desktop.screens.books.board import BooksBoard
from desktop.screens.books.capture_card import CaptureCard
from desktop.screens.books.dialogs import BookDialog, CorrectionDialog, EntriesDialog, PackageDialog, RecountDialog
from desktop.screens.books.entries_model import EntriesModel
from desktop.screens.books.words import book_name, match_name, stage_name
from desktop.screens.building import button, card, label, row
from desktop.screens.dialog import ask_text
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.rows_table import rows_table
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.book_desk import BookDesk, BookView
from devices.errors import CodedError

BOARD_WIDTH, SIDE_WIDTH = 280, 316  # logical pixels
ROOM_FOR_THREE = 1040  # logical pixels; with less everything is under one another


class BooksScreen(QStackedWidget):
    """Shows a `BookDesk`; the bench for one entry takes the whole page.

    Signals:
        export_wanted: The officer wants the book's two files.
        keying_wanted: The officer wants an Excel of what waits for entering.
        import_wanted: The officer has an Excel that came back.
    """

    export_wanted = Signal()
    keying_wanted = Signal()
    import_wanted = Signal()

    def __init__(
        self,
        desk: BookDesk,
        bench: EntryBench,
        capture: CaptureCard,
        forms: Mapping[BookKind, BookForm],
        *,
        messages: Messages,
        today: Callable[[], date],
    ) -> None:
        """Build it.

        Args:
            desk: What is looked at.
            bench: Where one entry is entered or checked.
            capture: Where pictures are taken from.
            forms: What is entered, by kind of book.
            messages: The words for errors.
            today: The desk's day.
        """
        super().__init__()
        self._desk = desk
        self._forms = forms
        self._messages = messages
        self._today = today
        self._said_error = False
        self.bench = bench
        self.capture = capture
        self.notice = Notice()
        self.board = BooksBoard(forms)
        self.board.book_chosen.connect(desk.choose)
        self.model = EntriesModel(self)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self._left(), 3)
        self._columns.addWidget(self._middle(), 6)
        self._columns.addWidget(self._right(), 3)
        self.addWidget(ColumnArea(self._columns))
        self.addWidget(bench)
        bench.left.connect(lambda: self.setCurrentIndex(0))
        bench.reported.connect(desk.refresh)
        desk.subscribe(self.refresh)
        for key, widget in (("F6", self.enter_mine), ("F7", self.check_next)):
            QShortcut(QKeySequence(key), widget).activated.connect(widget.click)
        self.refresh()

    # ---- building

    def _left(self) -> QWidget:
        self._left_side, column = card()
        self.enter_mine = button("", self._enter_mine, role="primary", icon_name="pencil")
        column.addWidget(self.enter_mine)
        column.addWidget(self.board, 1)
        column.addLayout(row(button(self.tr("Thêm sổ…"), self._on_collect, icon_name="plus"), None))
        return self._left_side

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "title", wrap=True)
        self._facts = label("", "caption", wrap=True)
        self.recount = button(self.tr("Sửa…"), self._on_recount, role="link")
        self.recount.setAccessibleName(self.tr("Sửa số trang, số trường hợp"))
        self.recount.setToolTip(self.recount.accessibleName())
        self.stage = QComboBox()
        self.stage.setAccessibleName(self.tr("Bước"))
        self.stage.activated.connect(self._on_stage)
        self.table = rows_table(self.model, self.tr("Các trường hợp trong sổ"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(0)  # of what is in view: a book has thousands of entries
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.setMinimumHeight(220)
        self.check_next = button("", self._check_next, icon_name="circle-check")
        self.correct = button(self.tr("Sửa số, trang…"), self._on_correct, icon_name="pencil")
        self.matched = QPushButton(self.tr("Kết quả đối chiếu"))
        self.matched.setAccessibleName(self.matched.text())
        menu = QMenu(self)
        for result in MatchResult:
            action = menu.addAction(match_name(result))
            action.triggered.connect(lambda _checked=False, result=result: self._on_match(result))
        self.matched.setMenu(menu)
        column.addWidget(self._title)
        facts = row(self._facts, self.recount)
        facts.setStretch(0, 1)
        column.addLayout(facts)
        for widget in (self.notice, self.stage):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addLayout(row(self.check_next, None))
        column.addLayout(row(self.correct, self.matched, None))
        return frame

    def _right(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.capture)
        column.addWidget(self._work_card())
        column.addWidget(self._files_card())
        column.addStretch(1)
        self._right_side = side
        return side

    def _work_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Việc của sổ này"), "heading"))
        self.add = button(self.tr("Thêm trường hợp…"), self._on_add, icon_name="plus")
        self.give = button(self.tr("Giao việc nhập…"), self._on_give, icon_name="user")
        self.draw = button(self.tr("Rút thăm vòng 2 (30 %)"), self._desk.draw, icon_name="refresh-cw")
        self.updated = button("", lambda: self._all_to(Stage.UPDATED), icon_name="archive")
        self.approve = button("", lambda: self._all_to(Stage.APPROVED), icon_name="circle-check")
        self._seed = label("", "caption", wrap=True)
        for widget in (self.add, self.give, self.draw, self._seed, self.updated, self.approve):
            column.addWidget(widget)
        return frame

    def _files_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Tệp bàn giao"), "heading"))
        self.export = button(self.tr("Xuất Excel và PDF…"), self.export_wanted.emit, icon_name="save")
        self.keying = button(self.tr("Xuất Excel để nhập ngoài…"), self.keying_wanted.emit, icon_name="file-text")
        self.bring = button(self.tr("Nhận lại Excel…"), self.import_wanted.emit, icon_name="undo-2")
        for widget in (self.export, self.keying, self.bring):
            column.addWidget(widget)
        self.export.setToolTip(self.tr("Công văn 1437/BTP-CNTT: mỗi sổ một tệp Excel và một tệp nén các PDF"))
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._left_side.setMinimumWidth(BOARD_WIDTH if beside else 0)
        self._right_side.setMinimumWidth(SIDE_WIDTH if beside else 0)
        self.board.setMinimumHeight(0 if beside else 200)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    # ---- showing

    def refresh(self) -> None:
        """Show what the desk knows."""
        view, error = self._desk.view, self._desk.error
        chosen = self.chosen()
        self.board.show_view(view)
        mine = sum(work.to_enter for work in view.mine)
        self.enter_mine.setText(self.tr("Nhập tiếp: {0}  (F6)").format(mine))
        self.enter_mine.setEnabled(mine > 0)
        if error is not None:
            self.show_error(error)
        elif self._said_error:
            self._said_error = False
            self.notice.hide()
        self._show_book(view)
        self.capture.show_view(view)
        self.model.show_entries(view.entries, view.pictures)
        if chosen is not None and (place := self.model.row_of(chosen.id)) >= 0:
            self.table.selectRow(place)
        self._enable()

    def show_error(self, error: CodedError) -> None:
        """Say what went wrong, also on the bench where it is in front."""
        self._said_error = True
        self.notice.say_error(self._messages.explain(error))
        if self.currentWidget() is self.bench:
            self.bench.say(error)

    def _show_book(self, view: BookView) -> None:
        book = view.book
        if book is None:
            self._title.setText(self.tr("Chọn một sổ bên trái, hoặc thêm sổ mới thu thập"))
            self._facts.setText("")
        else:
            self._title.setText(f"{self._forms[book.content.kind].name} · {book_name(book)}")
            text = self.tr("{0} trang · {1} trường hợp theo bìa · {2} chưa có trong danh sách")
            self._facts.setText(text.format(book.content.pages, book.content.entries, view.to_capture))
        with QSignalBlocker(self.stage):
            self.stage.clear()
            self.stage.addItem(self.tr("Mọi bước ({0})").format(sum(view.counts.values())), None)
            for stage in Stage:
                if view.counts.get(stage):
                    self.stage.addItem(f"{stage_name(stage)} ({view.counts[stage]})", stage)
            self.stage.setCurrentIndex(max(0, self.stage.findData(self._desk.stage)))
        last = view.draws[-1] if view.draws else None
        text = self.tr("Rút lần cuối: {0}/{1} trường hợp, mã rút {2}")
        self._seed.setText(text.format(len(last.drawn), len(last.members), last.seed) if last is not None else "")
        self._seed.setVisible(last is not None)

    def _enable(self) -> None:
        view, chosen = self._desk.view, self.chosen()
        there = view.book is not None
        for widget in (self.stage, self.add, self.give, self.recount, self.export, self.keying, self.bring):
            widget.setEnabled(there)
        self.draw.setEnabled(bool(view.counts.get(Stage.CHECKED_ONCE)))
        waiting = sum(1 for entry in view.entries if self._desk.may_check(entry))
        self.check_next.setText(self.tr("Kiểm tra tiếp: {0}  (F7)").format(waiting))
        self.check_next.setEnabled(waiting > 0)
        self.correct.setEnabled(chosen is not None and chosen.standing.stage is not Stage.APPROVED)
        self.matched.setEnabled(chosen is not None and chosen.standing.stage is Stage.UPDATED)
        for bulk, to, text in (
            (self.updated, Stage.UPDATED, self.tr("Đã cập nhật hệ thống: {0}")),
            (self.approve, Stage.APPROVED, self.tr("Nghiệm thu: {0}")),
        ):
            ready = len(self._desk.ready_for(to))
            bulk.setText(text.format(ready))
            bulk.setEnabled(ready > 0)

    def chosen(self) -> Entry | None:
        """The entry that is selected in the table."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.entry(rows[0].row()) if rows else None

    # ---- doing

    def _on_stage(self, place: int) -> None:
        book = self._desk.view.book
        if book is not None:
            self._desk.choose(book.id, self.stage.itemData(place))

    def _on_activated(self, index: QModelIndex) -> None:
        self.open_entry(self.model.entry(index.row()))

    def open_entry(self, entry: Entry) -> None:
        """Enter what waits for entering; show everything else."""
        self.setCurrentWidget(self.bench)
        if entry.standing.stage is Stage.CAPTURED:
            self.bench.enter(entry.id)
        elif entry.standing.stage is Stage.COLLECTED:
            self.setCurrentIndex(0)
            self._desk.step([entry.id], Stage.CAPTURED)
        else:
            self.bench.check(entry.id)

    def _enter_mine(self) -> None:
        self.setCurrentWidget(self.bench)
        self.bench.enter()

    def _check_next(self) -> None:
        found = self._desk.next_to_check()
        if found is not None:
            self.setCurrentWidget(self.bench)
            self.bench.check(found.id)

    def _all_to(self, to: Stage) -> None:
        self._desk.step(self._desk.ready_for(to), to)

    def _on_match(self, result: object) -> None:
        chosen = self.chosen()
        found = next((each for each in MatchResult if each is result), None)
        if chosen is None or found is None:
            return
        title = self.tr("Kết quả đối chiếu: {0}").format(match_name(found))
        note = "" if found.value == "match" else ask_text(self, title, self.tr("Khác ở đâu, hoặc đã tìm thế nào?"))
        if note or found.value == "match":
            self._desk.match(chosen.id, found, note)

    def _show(self, dialog: QDialog, done: Callable[[], None]) -> None:
        dialog.accepted.connect(done)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_collect(self) -> None:
        dialog = BookDialog(self._forms, self._today(), self)
        self._show(dialog, lambda: self._desk.collect(dialog.answer(), lambda: None))

    def _on_recount(self) -> None:
        book = self._desk.view.book
        if book is not None:
            dialog = RecountDialog(book, self)
            self._show(
                dialog,
                lambda: self._desk.recount(
                    dialog.pages.value(), dialog.entries.value(), dialog.reason.text().strip(), lambda: None
                ),
            )

    def _on_add(self) -> None:
        book = self._desk.view.book
        if book is not None:
            last = max((entry.page for entry in self._desk.view.entries), default=1)
            dialog = EntriesDialog(book, last, self)
            self._show(dialog, lambda: self._desk.add_entries(dialog.page.value(), dialog.numbers.text(), lambda: None))

    def _on_give(self) -> None:
        book = self._desk.view.book
        if book is not None:
            dialog = PackageDialog(book, self._desk.view.officers, self)
            self._show(
                dialog,
                lambda: self._desk.give(
                    (dialog.first.value(), dialog.last.value()), dialog.officer.currentData(), lambda: None
                ),
            )

    def _on_correct(self) -> None:
        book, entry = self._desk.view.book, self.chosen()
        if book is not None and entry is not None:
            dialog = CorrectionDialog(book, entry, self)
            self._show(
                dialog,
                lambda: self._desk.correct(
                    entry.id, dialog.page.value(), dialog.number.text(), dialog.reason.text().strip(), lambda: None
                ),
            )
