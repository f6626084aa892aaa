"""Papers and books put together: what is scanned, the files that become of it, and the words on pages."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from desktop.bootstrap.words import Keep, WordParts
from desktop.documents.receipt_labels import receipt_titles
from desktop.records.book_forms import load_book_forms
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import Procedure
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.books.page import BooksPage
from desktop.screens.messages import Messages
from desktop.screens.papers.page import PapersPage
from desktop.workflows.desk_rules import CatalogueRules
from desktop.workflows.page_look import look_at_page, look_that_knows
from devices.documents.sources.source import PageSource


class PaperParts:
    """What belongs to scanned paper.

    Attributes:
        page: The page of papers, with the files.
        words: The words on their pages.
        books: The page of civil-status books, whose pictures are files of the same store.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        helpers: ThreadPoolExecutor,
        messages: Messages,
        *,
        folder: Path,
        book_forms: Path,
        catalogue: Catalogue,
        rules: CatalogueRules,
        officer: Officer,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
        keep: Keep,
        scanners: Callable[[], Sequence[PageSource]],
    ) -> None:
        """Build it.

        Args:
            worker: The records.
            deliver: Brings outcomes to this thread.
            helpers: Carries out what takes long.
            messages: The words for errors.
            folder: Where the files are.
            book_forms: The folder with what is entered of books.
            catalogue: The titles that receipts have.
            rules: The procedures.
            officer: Who works here.
            clock: The desk's time.
            settings: The desk's settings as they are now.
            keep: Keeps whether words are read.
            scanners: Looks for page scanners; may take seconds, and is called on another thread.
        """

        def procedure_of(case: Case) -> Procedure | None:
            return rules.procedure(case.content.procedure_code, case.content.received_at.date())

        self.page = PapersPage(
            worker,
            folder,
            deliver,
            helpers,
            messages,
            examine=look_that_knows(receipt_titles(catalogue.form_sets)),
            officer=officer,
            clock=clock,
            settings=settings,
            procedure_of=procedure_of,
            scanners=scanners,
        )
        self.words = WordParts(worker, self.page, deliver, messages, settings=settings, keep=keep)
        self.books = BooksPage(
            worker,
            self.page.store,
            deliver,
            helpers,
            messages,
            forms=load_book_forms(book_forms),
            examine=look_at_page,
            officer=officer,
            clock=clock,
            sources=self.page.sources,
        )
        self.books.sources_wanted.connect(self.page.look_for_scanners)
        self.page.sources_found.connect(self.books.capture_card.show_sources)

    def start(self) -> None:
        """Go on where the program ended: pages that a crash cut off, words that were not read."""
        self.page.start()
        self.words.start()

    def close(self) -> None:
        """End what is going on; every page that was kept stays."""
        self.page.close()
        self.words.close()
        self.books.close()
