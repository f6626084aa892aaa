"""The page of civil-status books put together: its desk, its bench, its pictures, its files."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from desktop.documents.book_export import BookFiles, make_book_files, make_excel, pdf_names
from desktop.documents.book_import import LARGEST_FILE, read_excel
from desktop.documents.book_pages import page_pdf
from desktop.documents.saving import save_atomically
from desktop.records.audit_entries import AuditAction
from desktop.records.book_forms import BookForm
from desktop.records.book_pictures import BookPicture
from desktop.records.books import Book, BookKind, Entry
from desktop.records.file_store import FileStore
from desktop.records.people import Officer
from desktop.records.small_file import read_small
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background, MainThread
from desktop.screens.books.bench import EntryBench
from desktop.screens.books.capture_card import CaptureCard
from desktop.screens.books.screen import BooksScreen
from desktop.screens.messages import Messages
from desktop.workflows.audit_trail import saw_book
from desktop.workflows.book_capture import BookCapture
from desktop.workflows.book_desk import BookDesk
from desktop.workflows.book_entry_desk import BookEntryDesk
from desktop.workflows.book_return import Applied
from desktop.workflows.civil_status_books import CivilStatusBooks
from desktop.workflows.page_intake import Examine
from devices.documents.sources.source import PageSource, ScanProfile
from devices.errors import CodedError

EXCEL = "Excel (*.xlsx)"


class BooksPage(QObject):
    """Builds the page of civil-status books and looks after it.

    Attributes:
        desk: What is looked at.
        entering: What is entered.
        capture: The pictures that are being taken.
        screen: The page's widget.

    Signals:
        sources_wanted: The officer wants the scanners looked for again.
    """

    sources_wanted = Signal()

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        *,
        forms: Mapping[BookKind, BookForm],
        examine: Examine,
        officer: Officer,
        clock: Callable[[], datetime],
        sources: Callable[[], Sequence[PageSource]],
    ) -> None:
        """Build it.

        Args:
            worker: The records.
            store: The files.
            deliver: Brings outcomes to this thread.
            helpers: Carries out what takes long.
            messages: The words for errors.
            forms: What is entered, by kind of book.
            examine: Looks at pages.
            officer: Who works here.
            clock: The desk's time.
            sources: What pictures may be taken with.
        """
        super().__init__()
        self._worker = worker
        self._store = store
        self._deliver = deliver
        self._helpers = helpers
        self._forms = forms
        self._officer_id = officer.id
        self._clock = clock
        self._to_main = MainThread(self)
        self.books = CivilStatusBooks(forms, clock)
        self.desk = BookDesk(self.books, worker, deliver, officer_id=officer.id)
        self.entering = BookEntryDesk(self.books, worker, deliver, officer_id=officer.id)
        self.capture = BookCapture(worker, store, examine, clock, deliver, post=self._to_main, officer_id=officer.id)
        self.capture_card = CaptureCard(self.capture, messages, sources)
        self.capture_card.capture_wanted.connect(self._on_capture)
        self.capture_card.look_wanted.connect(self.sources_wanted)
        self.capture.subscribe(self._on_captured)
        bench = EntryBench(self.entering, self.desk, self._picture, forms, deliver=deliver, messages=messages)
        self.screen = BooksScreen(
            self.desk, bench, self.capture_card, forms, messages=messages, today=lambda: clock().date()
        )
        self.screen.export_wanted.connect(self._export)
        self.screen.keying_wanted.connect(self._export_to_key)
        self.screen.import_wanted.connect(self._import)

    def close(self) -> None:
        """Let the scanner go; pictures that were taken, and what is being typed, are safe."""
        self.entering.put_aside()
        self._to_main.close()
        self.capture.close()

    def _picture(self, book_id: int, page: int) -> Future[bytes | None]:
        def read() -> bytes | None:
            picture = self.desk.picture(book_id, page).result()
            return None if picture is None else self._store.get(picture.file)

        return self._helpers.submit(read)

    def _on_capture(self, source: PageSource, profile: ScanProfile, first_page: int) -> None:
        book = self.desk.view.book
        if book is not None:
            self.capture.start(source, profile, book.id, first_page)

    def _on_captured(self) -> None:
        if not self.capture.running and self.capture.progress.outcome is not None:
            self.desk.refresh()

    # ---- files

    def _export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.screen, self.screen.tr("Xuất sổ vào thư mục"))
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """Write the Excel and the archive of the book that is looked at."""
        book = self.desk.view.book
        if book is None:
            return
        form = self._forms[book.content.kind]

        def work() -> str:
            entries, pictures = self._worker.submit(lambda uow: self._to_export(uow, book)).result()
            files = self._files(book, form, entries, pictures)
            save_atomically(files.excel, folder / files.excel_name)
            save_atomically(files.archive, folder / files.archive_name)
            return f"{files.excel_name}, {files.archive_name}"

        self._deliver(self._helpers.submit(work), self._exported, self._fail)

    def _to_export(self, uow: UnitOfWork, book: Book) -> tuple[list[Entry], dict[int, BookPicture]]:
        entries = self.books.to_update(uow, book.id)
        saw_book(uow, book.id, entries, AuditAction.BOOK_EXPORTED)
        uow.commit()
        return entries, uow.book_pictures.of_book(book.id)

    def _files(
        self, book: Book, form: BookForm, entries: Sequence[Entry], pictures: Mapping[int, BookPicture]
    ) -> BookFiles:
        """Every entry's PDF is its page's; a page is made once."""
        pages: dict[int, bytes] = {}
        for entry in entries:
            picture = pictures.get(entry.page)
            if picture is not None and entry.page not in pages:
                pages[entry.page] = page_pdf(self._store.get(picture.file), picture.dpi)
        names = pdf_names(book, form, entries)
        pdfs = {names[entry.id]: pages[entry.page] for entry in entries if entry.page in pages}
        return make_book_files(book, form, entries, pdfs)

    def _export_to_key(self) -> None:
        title = self.screen.tr("Xuất Excel để nhập ngoài")
        path, _ = QFileDialog.getSaveFileName(self.screen, title, "", EXCEL)
        if path:
            self.export_to_key(Path(path))

    def export_to_key(self, path: Path) -> None:
        """Write an Excel of what waits for entering in the book that is looked at."""
        book = self.desk.view.book
        if book is None:
            return

        def work() -> str:
            entries = self._worker.submit(lambda uow: self._to_key(uow, book)).result()
            if not entries:
                raise CodedError("BOOK-024")
            save_atomically(make_excel(book, self._forms[book.content.kind], entries), path)
            return path.name

        self._deliver(self._helpers.submit(work), self._exported, self._fail)

    def _to_key(self, uow: UnitOfWork, book: Book) -> Sequence[Entry]:
        entries = self.books.to_key(uow, book.id)
        saw_book(uow, book.id, entries, AuditAction.BOOK_EXPORTED)  # what came back for correction has fields already
        uow.commit()
        return entries

    def _import(self) -> None:
        title = self.screen.tr("Nhận lại Excel")
        path, _ = QFileDialog.getOpenFileName(self.screen, title, "", EXCEL)
        if path:
            self.import_from(Path(path))

    def import_from(self, path: Path) -> None:
        """Take over an Excel of the book that is looked at, whole or not at all."""
        book = self.desk.view.book
        if book is None:
            return

        def work() -> Applied:
            try:
                content = read_small(path, LARGEST_FILE)
            except OSError:
                raise CodedError("BOOK-023") from None
            rows = read_excel(content, book, self._forms[book.content.kind], self._clock().date())
            return self._worker.submit(
                lambda uow: self.books.take_back_sheet(uow, book.id, rows, self._officer_id)
            ).result()

        self._deliver(self._helpers.submit(work), self._imported, self._fail)

    def _exported(self, names: str) -> None:
        text = self.screen.tr("{0} có dữ liệu cá nhân: xóa khỏi ổ USB sau khi nạp xong.").format(names)
        self.screen.notice.say(self.screen.tr("Đã xuất"), text, role="noteGood")

    def _imported(self, applied: Applied) -> None:
        matched = sum(applied.results.values())
        text = self.screen.tr("{0} trường hợp đã nhập, {1} kết quả đối chiếu.").format(applied.entered, matched)
        self.desk.refresh()
        self.screen.notice.say(self.screen.tr("Đã nhận lại"), text, role="noteGood")

    def _fail(self, error: CodedError) -> None:
        self.screen.show_error(error)
