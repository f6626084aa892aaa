"""The page of papers: what is left on the left, the pages in the middle, the papers of the case on the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.screens.building import button, card, label, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.papers.board import WorkBoard
from desktop.screens.papers.page_list import PageList, PagesModel
from desktop.screens.papers.papers_panel import PapersPanel
from desktop.screens.papers.scan_bar import ScanBar
from desktop.screens.papers.word_search import WordSearch
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.feed_run import FeedState
from desktop.workflows.page_landing import Target, wants_pages
from desktop.workflows.paper_desk import PaperDesk, Scope
from desktop.workflows.ports import Deliver
from desktop.workflows.scan_run import ScanRun
from devices.documents.sources.source import PageSource, ScanProfile
from devices.errors import CodedError

BOARD_WIDTH, PAPERS_WIDTH = 216, 316  # logical pixels
ROOM_FOR_THREE = 1040  # logical pixels; with less everything is under one another


class PapersScreen(QWidget):
    """Shows a `PaperDesk`.

    Signals:
        document_wanted: A `PaperEvent` whose file is to be shown.
        signing_wanted: The officer wants to sign what waits.
        sources_wanted: The officer wants the sources looked for again.
        case_wanted: Id of a case to open.
        code_wanted: Code of a case to open.
    """

    document_wanted = Signal(object)
    signing_wanted = Signal()
    sources_wanted = Signal()
    case_wanted = Signal(int)
    code_wanted = Signal(str)

    def __init__(
        self,
        desk: PaperDesk,
        run: ScanRun,
        sources: Callable[[], Sequence[PageSource]],
        deliver: Deliver,
        messages: Messages,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._run = run
        self._messages = messages
        self._was_feeding = False
        self.notice = Notice()
        self.board = WorkBoard()
        self.board.chosen.connect(self._on_board)
        self.board.narrowed.connect(desk.look_only_at)
        self.scan_bar = ScanBar(run, messages, sources)
        self.scan_bar.scan_wanted.connect(self._on_scan)
        self.scan_bar.look_wanted.connect(self.sources_wanted)
        self.model = PagesModel(desk.picture, deliver, self)
        self.model.arranged.connect(desk.arrange)
        self.pages = PageList(self.model)
        self.pages.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.papers = PapersPanel(desk)
        self.papers.document_wanted.connect(self.document_wanted)
        self.papers.case_wanted.connect(self.case_wanted)
        self.papers.code_wanted.connect(self.code_wanted)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self.board, 2)
        self._columns.addWidget(self._middle(), 6)
        self._columns.addWidget(self.papers, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        desk.subscribe(self.refresh)
        run.subscribe(self._on_run)

    def add_search(self, search: WordSearch) -> None:
        """Have papers found by words on them, where the desk reads those."""
        self.board.add_search(search)
        search.chosen.connect(self._on_board)

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "title", wrap=True)
        self._hint = label("", "caption", wrap=True)
        self.left = _tool(self.tr("Xoay trái"), "Ctrl+Left", lambda: self._turn(-90))
        self.right = _tool(self.tr("Xoay phải"), "Ctrl+Right", lambda: self._turn(90))
        self.away = button(self.tr("Bỏ trang"), self._put_away, icon_name="trash-2", key="Del")
        self.earlier = _tool(self.tr("Lên trước"), "Alt+Left", lambda: self._move(-1))
        self.later = _tool(self.tr("Ra sau"), "Alt+Right", lambda: self._move(1))
        self.again = _tool(self.tr("Quét lại trang"), "Ctrl+R", self._scan_again)
        self.as_fed = button(self.tr("Bỏ nắn"), self._as_fed)
        self.to_paper = QPushButton(self.tr("Đưa sang giấy tờ"))
        self.to_paper.setAccessibleName(self.to_paper.text())
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.to_paper.setMenu(self._menu)
        self.show_away = QCheckBox()
        self.show_away.setAccessibleName(self.tr("Trang đã bỏ"))
        self.show_away.toggled.connect(lambda _on: self.refresh())
        self.sign = button(self.tr("Ký số"), self.signing_wanted.emit, icon_name="lock", key="F8")
        column.addWidget(self.scan_bar)
        column.addWidget(self.notice)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(self.pages, 1)
        # Three rows: in fewer they would be wider than a small screen at 200 %.
        column.addLayout(row(self.left, self.right, self.earlier, self.later, None))
        column.addLayout(row(self.again, self.as_fed, self.away, None))
        column.addLayout(row(self.to_paper, self.show_away, None, self.sign))
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.board.setMinimumWidth(BOARD_WIDTH if beside else 0)
        self.papers.setMinimumWidth(PAPERS_WIDTH if beside else 0)
        self.board.setMinimumHeight(0 if beside else 280)
        self.pages.setMinimumHeight(200 if beside else 300)
        self.papers.setMinimumHeight(0 if beside else 240)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    # ---- showing

    def refresh(self) -> None:
        """Show what the desk knows."""
        view = self._desk.view
        chosen = [page.id for page in self.pages.chosen()]
        self.board.show_facets(view.facets)
        self.board.show_work(view.tray, view.board, view.scope)
        self.show_away.setText(self.tr("Trang đã bỏ ({0})").format(len(view.put_away)))
        self.show_away.setVisible(bool(view.put_away) or self.show_away.isChecked())
        self.model.show_pages(view.put_away if self.show_away.isChecked() else view.pages)
        self.pages.choose(chosen)
        self.papers.show_view(view)
        self._title.setText(self._scope_text())
        self._hint.setText(self._hint_text())
        waiting = self.tr("Ký số {0} tệp").format(view.unsigned) if view.unsigned else self.tr("Ký số")
        self.sign.setText(f"{waiting}  (F8)")
        self._enable()
        if self._desk.error is not None:
            self.notice.say_error(self._messages.explain(self._desk.error))
        elif self._desk.done > 0:
            self.notice.say(self.tr("Đã ký và lưu {0} tệp").format(self._desk.done), role="noteGood")
        elif self._run.progress.outcome is None or not self._scan_trouble():
            self.notice.hide()

    def _scope_text(self) -> str:
        view = self._desk.view
        if view.case is None:
            return self.tr("Khay chờ")
        if view.paper is None:
            return self.tr("Trang chưa chia vào giấy tờ")
        return view.paper.paper.name

    def _hint_text(self) -> str:
        view = self._desk.view
        if view.case is None:
            return self.tr("Trang không có giấy hẹn đi trước nằm ở đây. Không trang nào bị đoán vào hồ sơ.")
        if view.paper is None:
            return self.tr("Chọn trang rồi bấm «Đưa sang giấy tờ», hoặc quét thẳng vào một giấy tờ bên phải.")
        if not wants_pages(view.paper):
            return self.tr("Giấy tờ này không nhận thêm trang.")
        return self.tr("Xem từng trang, kéo để đổi thứ tự, rồi bấm «Kiểm xong».")

    def _enable(self) -> None:
        some, away = bool(self.pages.chosen()), self.show_away.isChecked()
        for each in (self.left, self.right, self.earlier, self.later, self.to_paper):
            each.setEnabled(some and not away)
        one = len(self.pages.chosen()) == 1 and not away
        self.again.setEnabled(one and self._run.state is FeedState.IDLE and self.scan_bar.chosen() is not None)
        self.as_fed.setEnabled(not away and any(page.straightened for page in self.pages.chosen()))
        self.away.setEnabled(some)
        text = self.tr("Lấy lại trang") if away else self.tr("Bỏ trang")
        self.away.setText(f"{text}  (Del)")
        self.sign.setEnabled(bool(self._desk.view.unsigned) and not self._desk.busy)

    def _on_run(self) -> None:
        feeding = self._run.progress.outcome is None and self._run.state is not FeedState.IDLE
        if self._was_feeding and not feeding:
            self._scan_trouble()
            self._desk.refresh()
        self._was_feeding = feeding

    def _scan_trouble(self) -> bool:
        """Say what went wrong with the last scan; False where nothing did."""
        progress = self._run.progress
        outcome = progress.outcome
        error = outcome.error if outcome is not None else None
        if error is None and progress.refused:
            error = progress.refused[-1]
        if error is None:
            return False
        message = self._messages.explain(error)
        kept = self.tr("{0} trang đã quét vẫn còn nguyên.").format(progress.pages)
        self.notice.say(
            f"{message.title}  [{message.code}]", f"{message.cause}\n{message.cure}\n{kept}", role="noteBad"
        )
        return True

    def show_error(self, error: CodedError) -> None:
        """Say what went wrong outside of the desk's own work."""
        self.notice.say_error(self._messages.explain(error))

    # ---- what the officer does

    def _on_board(self, scope: Scope) -> None:
        self.show_away.setChecked(False)
        self._desk.choose(scope)

    def _on_scan(self, source: PageSource, profile: ScanProfile) -> None:
        """Into the paper that is looked at, where it takes pages; else behind the receipts in the pile."""
        view = self._desk.view
        paper = view.paper
        into = view.scope if paper is not None and wants_pages(paper) else Scope()
        self._run.start(source, profile, Target(into.case_id, into.position))

    def _scan_again(self) -> None:
        """One page in the place of the chosen one."""
        source, pages = self.scan_bar.chosen(), self.pages.chosen()
        if source is not None and pages:
            self._run.start(source, self.scan_bar.profile(), Target(), replaces=pages[0].id)

    def _turn(self, degrees: int) -> None:
        for page in self.pages.chosen():
            self._desk.turn(page, degrees)

    def _as_fed(self) -> None:
        self._desk.as_fed([page.id for page in self.pages.chosen()])

    def _put_away(self) -> None:
        ids = [page.id for page in self.pages.chosen()]
        if ids:
            self._desk.put_away(ids, away=not self.show_away.isChecked())

    def _move(self, by: int) -> None:
        chosen = self.pages.chosen()
        if not chosen:
            return
        rows = [self.model.pages.index(page) for page in chosen]
        before = max(0, rows[0] - 1) if by < 0 else min(len(self.model.pages), rows[-1] + 2)
        self.model.move(rows, before)

    def _fill_menu(self) -> None:
        """The papers that take pages: of the case that is looked at, or of every case on the board."""
        self._menu.clear()
        view = self._desk.view
        chosen = [page.id for page in self.pages.chosen()]
        if view.case is not None:
            for each in view.papers:
                if wants_pages(each) and each.position != view.scope.position:
                    self._offer(each.paper.name, chosen, Scope(view.case.id, each.position))
            self._menu.addSeparator()
            self._offer(self.tr("Khay chờ"), chosen, Scope())
            return
        for case in view.board:
            self._offer(f"{case.code} · {case.full_name}", chosen, Scope(case.case_id))

    def _offer(self, text: str, page_ids: list[int], scope: Scope) -> None:
        self._menu.addAction(text).triggered.connect(lambda: self._desk.put(page_ids, scope))


def _tool(text: str, key: str, on_click: Callable[[], object]) -> QPushButton:
    """A button of a row that has room for the names only; the tool tip has the key."""
    made = button(text, on_click)
    made.setToolTip(f"{text} ({key})")
    QShortcut(QKeySequence(key), made).activated.connect(made.click)
    return made
