"""Side by side: the picture of the page on the left, what is entered of it on the right; keyboard only."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.records.book_forms import BookForm
from desktop.records.books import BookKind, Entry, Stage
from desktop.screens.books.fields import EntryFields
from desktop.screens.books.picture import PagePicture
from desktop.screens.books.words import book_name, change_text, stage_name
from desktop.screens.building import button, card, label, row
from desktop.screens.dialog import ask_text
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.workflows.book_desk import BookDesk, OpenedEntry
from desktop.workflows.book_entry_desk import BookEntryDesk, EntryPhase
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

FIELDS_WIDTH = 380  # logical pixels
ROOM_FOR_BOTH = 780  # logical pixels


class EntryBench(QWidget):
    """Enters one entry after another, or shows one to be checked.

    Signals:
        left: The officer goes back to the book.
        reported: Something was done with an entry: the book is to be looked at again.
    """

    left = Signal()
    reported = Signal()

    def __init__(
        self,
        entering: BookEntryDesk,
        desk: BookDesk,
        picture: Callable[[int, int], Future[bytes | None]],
        forms: Mapping[BookKind, BookForm],
        *,
        deliver: Deliver,
        messages: Messages,
    ) -> None:
        """Build it.

        Args:
            entering: What is entered.
            desk: The book.
            picture: The JPEG of a book's page; None where it has none.
            forms: What is entered, by kind of book.
            deliver: Brings answers to this thread.
            messages: The words for errors.
        """
        super().__init__()
        self._entering = entering
        self._desk = desk
        self._read_picture = picture
        self._forms = forms
        self._deliver = deliver
        self._messages = messages
        self._asked = 0
        self._phase = EntryPhase.EMPTY
        self.checked: OpenedEntry | None = None
        self.notice = Notice()
        self._title = label("", "title", wrap=True)
        self._facts = label("", "caption", wrap=True)
        self._history = label("", "caption", wrap=True)
        self.fields = EntryFields()
        self.fields.typed.connect(entering.type)
        self.picture = PagePicture(self)
        self.save = button(self.tr("Lưu và tiếp"), self._on_save, role="primary", icon_name="save")
        self.fields.through.connect(self.save.setFocus)
        self.passed = button(self.tr("Đạt"), self._on_pass, role="primary", icon_name="check-white")
        self.back_to_enter = button(self.tr("Trả lại: nhập lại"), lambda: self._send_back(Stage.CAPTURED))
        self.back_to_capture = button(self.tr("Trả lại: chụp lại"), lambda: self._send_back(Stage.COLLECTED))
        self.leave = button(self.tr("Về sổ"), self._on_leave, icon_name="undo-2")
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(12)
        self._layout.addWidget(self.picture, 1)
        self._layout.addWidget(self._side())
        for key, act in (("Ctrl+Return", self._on_go), ("Ctrl+R", self._on_back), ("Esc", self._on_leave)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        entering.subscribe(self._on_entering)

    def _side(self) -> QWidget:
        self._frame, column = card()
        for widget in (self._title, self._facts, self.notice):
            column.addWidget(widget)
        column.addWidget(self.fields, 1)
        column.addWidget(self._history)
        column.addWidget(
            label(self.tr("Enter: ô sau · Ctrl+Enter: lưu hoặc đạt · Ctrl+R: trả lại"), "caption", wrap=True)
        )
        column.addLayout(row(self.back_to_enter, self.back_to_capture, None))
        column.addLayout(row(self.leave, None, self.save, self.passed))
        return self._frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the picture above the fields where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_BOTH
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._frame.setMaximumWidth(FIELDS_WIDTH if beside else 16_777_215)
        self._frame.setMinimumWidth(FIELDS_WIDTH if beside else 0)

    # ---- entering

    def enter(self, entry_id: int | None = None) -> None:
        """Enter an entry; None: the next of the officer's packages."""
        self.checked = None
        if entry_id is None:
            self._entering.open_next()
        else:
            self._entering.open(entry_id)

    def _on_entering(self) -> None:
        now, before = self._entering.phase, self._phase
        self._phase = now
        if self.checked is not None:
            return
        if self._entering.error is not None:
            self.notice.say_error(self._messages.explain(self._entering.error))
            self.fields.show_problems(self._entering.problems)
        else:
            self.notice.hide()
        if now is EntryPhase.FILLING and before is EntryPhase.LOADING:
            self._show_entering()
        elif now is EntryPhase.SAVED:
            self.reported.emit()
            self._entering.open_next()
        elif now is EntryPhase.EMPTY and before is EntryPhase.LOADING and self._entering.error is None:
            self.left.emit()

    def _show_entering(self) -> None:
        opened = self._entering.opened
        if opened is None:
            return
        self._head(opened.book.content.kind, opened.entry, book_name(opened.book))
        if opened.reason:
            self.notice.say(self.tr("Bị trả lại: {0}").format(opened.reason))
        elif opened.draft is not None:
            self.notice.say(self.tr("Đang gõ dở từ trước: mọi chữ còn nguyên"), role="noteGood")
        self.fields.show_form(opened.form, self._entering.values, read_only=False)
        self._history.hide()
        self._modes(checking=False)
        self._load(opened.entry)
        self.fields.start()

    def _on_save(self) -> None:
        self._entering.save()

    # ---- checking

    def check(self, entry_id: int) -> None:
        """Show an entry to be checked, or to be read."""
        self._asked += 1
        asked = self._asked

        def show(opened: OpenedEntry) -> None:
            if asked == self._asked:
                self._show_checked(opened)

        self._deliver(self._desk.opened(entry_id), show, self._fail)

    def _show_checked(self, opened: OpenedEntry) -> None:
        self.checked = opened
        self.notice.hide()
        entry, form = opened.entry, self._forms[opened.book.content.kind]
        self._head(opened.book.content.kind, entry, book_name(opened.book))
        self.fields.show_form(form, entry.fields, read_only=True)
        names = {officer.id: officer.full_name for officer in self._desk.view.officers}
        self._history.setText("\n".join(change_text(each, form, names) for each in opened.history))
        self._history.show()
        self._modes(checking=True)
        may = self._desk.may_check(entry)
        self.passed.setEnabled(may)
        if not may and entry.standing.enterer_id == self._desk.officer_id:
            self.notice.say(self.tr("Người nhập không tự kiểm tra: người khác mở trường hợp này."))
        self._load(entry)
        (self.passed if may else self.leave).setFocus()

    def _on_pass(self) -> None:
        opened = self.checked
        to = BookDesk.next_check(opened.entry) if opened is not None else None
        if opened is not None and to is not None and self.passed.isEnabled():
            self.passed.setEnabled(False)
            self._desk.step([opened.entry.id], to, lambda: self._go_on(opened.entry.id))

    def _send_back(self, to: Stage) -> None:
        opened = self.checked
        if opened is None:
            return
        reason = ask_text(self, self.tr("Trả lại"), self.tr("Sai ở đâu? Người làm lại sẽ thấy dòng này."))
        if reason:
            self._desk.send_back(opened.entry.id, to, reason, lambda: self._go_on(opened.entry.id))

    def _go_on(self, after: int) -> None:
        """To the next entry that waits for a check, or back to the book."""
        self.reported.emit()
        following = self._desk.next_to_check(after)
        if following is not None and following.id != after:
            self.check(following.id)
        else:
            self._on_leave()

    # ---- both

    def _head(self, kind: BookKind, entry: Entry, book: str) -> None:
        self._title.setText(
            self.tr("{0} · số {1} · trang {2}").format(self._forms[kind].name, entry.number, entry.page)
        )
        self._facts.setText(f"{book}\n{stage_name(entry.standing.stage)}")

    def _modes(self, *, checking: bool) -> None:
        self.save.setVisible(not checking)
        for widget in (self.passed, self.back_to_enter, self.back_to_capture):
            widget.setVisible(checking)

    def _load(self, entry: Entry) -> None:
        self._asked += 1
        asked = self._asked
        self.picture.show_picture(None)

        def show(jpeg: bytes | None) -> None:
            if asked == self._asked:
                self.picture.show_picture(jpeg)

        self._deliver(self._read_picture(entry.book_id, entry.page), show, self._fail)

    def _on_go(self) -> None:
        if self.checked is None:
            self._on_save()
        else:
            self._on_pass()

    def _on_back(self) -> None:
        if self.checked is not None:
            self._send_back(Stage.CAPTURED)

    def _on_leave(self) -> None:
        """Back to the book; what was typed stays kept, and is there when the entry is opened again."""
        self.checked = None
        self._entering.put_aside()
        self.left.emit()

    def say(self, error: CodedError) -> None:
        """Say what went wrong with what was done from here."""
        self._fail(error)

    def _fail(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))
