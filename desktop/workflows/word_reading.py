"""The words of pages: read one page after another on a thread of its own, while nobody waits for it.

Off by default, and nothing depends on it: a paper is scanned, checked and signed whether or not its words were read.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from desktop.records.file_store import FileStore
from desktop.records.page_words import FoundPaper, ReadingCounts
from desktop.records.paper_files import Page
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

UNREADABLE = "OCR-003"  # of one page: the next one may be read


class Reader(Protocol):
    """Reads pages."""

    def check(self) -> None:
        """See that it can read.

        Raises:
            CodedError: OCR-001, OCR-002: it cannot.
        """

    def read(self, picture: bytes, dpi: int, turn: int, cancel: threading.Event) -> str | None:
        """The text on a page; None where `cancel` was set.

        Raises:
            CodedError: OCR-001: it cannot read any more; OCR-003: it cannot read this page.
        """


class WordReading:
    """Reads what was not read yet.

    Attributes:
        busy: Whether it reads.
        error: Why it ended early; None if it did not.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        reader: Reader,
        deliver: Deliver,
        wanted: Callable[[], bool],
    ) -> None:
        """Be ready.

        Args:
            worker: The records.
            store: The files.
            reader: Reads pages.
            deliver: Brings outcomes to this thread.
            wanted: Whether the desk wants words read; asked on other threads too.
        """
        self._worker = worker
        self._store = store
        self._reader = reader
        self._deliver = deliver
        self._wanted = wanted
        self._cancel = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="words")
        self._observers: list[Callable[[], None]] = []
        self._again = False
        self.busy = False
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called when it begins and when it ends."""
        self._observers.append(observer)

    def wake(self) -> None:
        """Read what is there to be read, if that is wanted; returns at once."""
        if not self._wanted() or self._cancel.is_set():
            return
        if self.busy:
            self._again = True  # what came since then may not have been seen
            return
        self.busy, self._again = True, False
        self._deliver(self._thread.submit(self._read_all), self._on_end, self._on_end)
        self._tell()

    def close(self) -> None:
        """Give up the page that is being read, and wait until that is done."""
        self._cancel.set()
        self._thread.shutdown(wait=True)

    # ---- asked

    def check(self) -> Future[None]:
        """See that pages can be read here; fails with OCR-001 or OCR-002."""
        return self._thread.submit(self._reader.check)

    def find(self, typed: str) -> Future[list[FoundPaper]]:
        """The papers with the words that are typed."""
        return self._worker.submit(lambda uow: uow.words.find(typed))

    def counts(self) -> Future[ReadingCounts]:
        """How far the reading is."""
        return self._worker.submit(lambda uow: uow.words.counts())

    def forget(self) -> Future[None]:
        """Delete every word that was read."""

        def work(uow: UnitOfWork) -> None:
            uow.words.forget()
            uow.commit()

        return self._worker.submit(work)

    # ---- on its thread

    def _read_all(self) -> None:
        checked = False
        skipped: set[int] = set()
        while self._wanted() and not self._cancel.is_set():
            page = self._next(skipped)
            if page is None:
                return
            if not checked:
                self._reader.check()
                checked = True
            if not self._read(page):
                skipped.add(page.id)

    def _next(self, skipped: set[int]) -> Page | None:
        return self._worker.submit(lambda uow: uow.words.unread(skipped)).result()

    def _read(self, page: Page) -> bool:
        """Read one page and keep its words; False where it has to be left out for now."""
        try:
            picture = self._store.get(page.file)
        except CodedError:  # rescanned meanwhile, or damaged: whoever looks at the page is told
            return False
        problem = ""
        try:
            found = self._reader.read(picture, page.dpi, page.rotation, self._cancel)
        except CodedError as error:
            if error.code != UNREADABLE:
                raise
            found, problem = "", error.code
        if found is None or not self._wanted():
            return False
        text = found

        def keep(uow: UnitOfWork) -> bool:
            kept = uow.words.keep(page, text, problem)
            uow.commit()
            return kept

        # A page that was turned or scanned again meanwhile is another one, and comes up again.
        self._worker.submit(keep).result()
        return True

    # ---- on this thread

    def _on_end(self, error: CodedError | None) -> None:
        self.busy = False
        self.error = error
        self._tell()
        if self._again and error is None:
            self.wake()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
