"""Taking the pictures of a book's pages: each is encrypted and on record before the next one feeds."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.records.books import Deed
from desktop.records.file_store import FileStore
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import ROOM_FOR_A_BATCH, Examine, refuse_cards
from desktop.workflows.ports import Deliver
from desktop.workflows.scan_run import REFUSED
from desktop.workflows.store_room import see_quota
from devices.documents.page_image import as_jpeg, codes_on, open_picture
from devices.documents.sources.source import Ended, PageSource, RawPage, ScanOutcome, ScanProfile
from devices.errors import CodedError


@dataclass(frozen=True, slots=True)
class CaptureProgress:
    """What came so far.

    Attributes:
        next_page: The page of the book that the next picture is of.
        pages: How many pictures are safe.
        defects: Pages on which something was seen, with the codes.
        refused: Why pictures were not kept; their pages are still to be taken.
        outcome: How it ended; None while it goes on, or before.
    """

    next_page: int = 1
    pages: int = 0
    defects: tuple[tuple[int, tuple[str, ...]], ...] = ()
    refused: tuple[CodedError, ...] = ()
    outcome: ScanOutcome | None = None


class BookCapture:
    """One run at a time.

    Attributes:
        running: Whether one goes on.
        progress: What came so far.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        examine: Examine,
        clock: Callable[[], datetime],
        deliver: Deliver,
        *,
        post: Callable[[Callable[[], None]], None],
        officer_id: int,
    ) -> None:
        """Be ready.

        Args:
            worker: The records.
            store: The files.
            examine: Looks at pages.
            clock: The desk's time.
            deliver: Brings outcomes to this thread.
            post: Brings progress to this thread.
            officer_id: Who works.
        """
        self._worker = worker
        self._store = store
        self._examine = examine
        self._clock = clock
        self._deliver = deliver
        self._post = post
        self._officer_id = officer_id
        self._cancel = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="book-capture")
        self._observers: list[Callable[[], None]] = []
        self.running = False
        self.progress = CaptureProgress()

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def start(self, source: PageSource, profile: ScanProfile, book_id: int, first_page: int) -> None:
        """Take pictures of a book's pages from one on; a page that has one gets another. Not while a run goes on."""
        if self.running:
            return
        self._cancel.clear()
        self.running = True
        self._show(CaptureProgress(first_page))
        work = self._thread.submit(self._scan, source, profile, book_id)
        self._deliver(work, self._on_end, lambda error: self._on_end(ScanOutcome(0, Ended.FAILED, error)))

    def stop(self) -> None:
        """End it after the page that is on its way."""
        self._cancel.set()

    def close(self) -> None:
        """Stop and wait until the source is let go."""
        self._cancel.set()
        self._thread.shutdown(wait=True)

    # ---- on the thread of the scan

    def _scan(self, source: PageSource, profile: ScanProfile, book_id: int) -> ScanOutcome:
        self._store.need_room(ROOM_FOR_A_BATCH)
        self._worker.submit(lambda uow: see_quota(uow, ROOM_FOR_A_BATCH)).result()
        page_number = self.progress.next_page

        def keep(page: RawPage) -> None:
            nonlocal page_number
            try:
                defects = self._keep(page, book_id, page_number)
            except CodedError as error:
                if error.code not in REFUSED:
                    raise
                refused = error
                self._post(lambda: self._show(replace(self.progress, refused=(*self.progress.refused, refused))))
                return
            taken = page_number
            page_number += 1
            self._post(lambda: self._took(taken, defects))

        return source.scan(profile, keep, self._cancel)

    def _keep(self, page: RawPage, book_id: int, number: int) -> tuple[str, ...]:
        picture = open_picture(page.data)
        refuse_cards(codes_on(picture), self._clock())
        look = self._examine(picture, page.dpi, ())
        stored = self._store.put(as_jpeg(picture if look.straightened is None else look.straightened, page.dpi))

        def add(uow: UnitOfWork) -> None:
            deed = Deed(self._officer_id, self._clock())
            uow.book_pictures.add(book_id, number, stored, deed, dpi=page.dpi, defects=look.defects)
            uow.commit()

        try:
            self._worker.submit(add).result()
        except BaseException:
            self._store.remove(stored.name)
            raise
        return look.defects

    # ---- on this thread

    def _took(self, page: int, defects: tuple[str, ...]) -> None:
        now = self.progress
        seen = (*now.defects, (page, defects)) if defects else now.defects
        self._show(replace(now, next_page=page + 1, pages=now.pages + 1, defects=seen))

    def _on_end(self, outcome: ScanOutcome) -> None:
        self.running = False
        self._show(replace(self.progress, outcome=outcome))

    def _show(self, progress: CaptureProgress) -> None:
        self.progress = progress
        for observer in tuple(self._observers):
            observer()
