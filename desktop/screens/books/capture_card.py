"""The card from which pictures of a book's pages are taken."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.records.books import LARGEST_BOOK
from desktop.screens.building import button, label, number_box, row
from desktop.screens.messages import Messages
from desktop.screens.source_chooser import SourceChooser
from desktop.workflows.book_capture import BookCapture
from desktop.workflows.book_desk import BookView
from devices.documents.sources.source import PageSource, ScanProfile

PAGE_WIDTH = 76  # logical pixels: a page's number beside the button that takes its picture


class CaptureCard(QFrame):
    """Shows a `BookCapture`.

    Signals:
        capture_wanted: A `PageSource`, a `ScanProfile` and the first page.
        look_wanted: The officer wants the sources looked for again.
    """

    capture_wanted = Signal(object, object, int)
    look_wanted = Signal()

    def __init__(self, capture: BookCapture, messages: Messages, sources: Callable[[], Sequence[PageSource]]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._capture = capture
        self._messages = messages
        self.source = SourceChooser(sources)
        self.page = number_box(self.tr("Từ trang"), 1, LARGEST_BOOK)
        self.page.setMaximumWidth(PAGE_WIDTH)
        self.look = button("", self.look_wanted.emit, icon_name="refresh-cw")
        self.look.setAccessibleName(self.tr("Tìm lại máy quét"))
        self.look.setToolTip(self.tr("Tìm lại máy quét"))
        self.start = button(self.tr("Chụp trang"), self._on_start, icon_name="camera")
        self.stop = button(self.tr("Dừng"), capture.stop, icon_name="x")
        self._text = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Ảnh các trang"), "heading"))
        line = row(self.source, self.look)
        line.setStretch(0, 1)
        column.addLayout(line)
        column.addLayout(row(label(self.tr("Từ trang"), "fieldLabel"), self.page, self.start, None))
        column.addLayout(row(self.stop, None))
        column.addWidget(self._text)
        capture.subscribe(self.refresh)
        self._view = BookView()
        self.show_sources()

    def show_sources(self) -> None:
        """Show what there is to take pictures with; the chosen one stays chosen."""
        self.source.show_sources()
        self.refresh()

    def show_view(self, view: BookView) -> None:
        """Offer the first page of the book that has no picture."""
        changed = view.book is not None and (self._view.book is None or view.book.id != self._view.book.id)
        self._view = view
        if view.book is not None:
            self.page.setMaximum(view.book.content.pages)
            if changed:
                self.page.setValue(self._first_missing())
        self.refresh()

    def _first_missing(self) -> int:
        book = self._view.book
        last = book.content.pages if book is not None else 1
        return next((page for page in range(1, last + 1) if page not in self._view.pictures), last)

    def refresh(self) -> None:
        """Show how far it is."""
        running, progress = self._capture.running, self._capture.progress
        self.start.setEnabled(not running and self._view.book is not None and bool(self.source.currentData()))
        self.stop.setVisible(running)
        for widget in (self.source, self.page, self.look):
            widget.setEnabled(not running)
        taken = len(self._view.pictures)
        total = self._view.book.content.pages if self._view.book is not None else 0
        text = self.tr("{0}/{1} trang có ảnh.").format(taken, total)
        if running:
            text = self.tr("Đang chụp trang {0}…").format(progress.next_page)
        elif progress.outcome is not None:
            text += " " + self.tr("Vừa chụp {0} trang.").format(progress.pages)
            self.page.setValue(min(progress.next_page, self.page.maximum()))
        if progress.defects:
            pages = ", ".join(str(page) for page, _ in progress.defects)
            text += "\n" + self.tr("Nên xem lại ảnh trang {0}.").format(pages)
        errors = list(progress.refused)
        if progress.outcome is not None and progress.outcome.error is not None:
            errors.append(progress.outcome.error)
        for error in errors:
            message = self._messages.explain(error)
            text += f"\n{message.title}: {message.cure} [{message.code}]"
        self._text.setText(text)

    def _on_start(self) -> None:
        found = self.source.chosen()
        if found is not None:
            self.capture_wanted.emit(found, ScanProfile(), self.page.value())
