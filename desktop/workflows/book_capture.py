"""Taking the pictures of a book's pages: each is encrypted and on record before the next one feeds."""

from dataclasses import dataclass, replace

from desktop.records.books import Deed
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.feed_run import FeedProgress, FeedRun
from desktop.workflows.page_intake import ROOM_FOR_A_BATCH, refuse_cards
from desktop.workflows.store_room import see_quota
from devices.documents.page_image import as_jpeg, codes_on, open_picture
from devices.documents.sources.source import PageSource, RawPage, ScanOutcome, ScanProfile
from devices.errors import CodedError


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureProgress(FeedProgress):
    """What came so far.

    Attributes:
        next_page: The page of the book that the next picture is of.
        defects: Pages on which something was seen, with the codes.
    """

    next_page: int = 1
    defects: tuple[tuple[int, tuple[str, ...]], ...] = ()


class BookCapture(FeedRun[CaptureProgress]):
    """Pages of a book, one run at a time; see `FeedRun`."""

    THREAD = "book-capture"

    def _nothing(self) -> CaptureProgress:
        return CaptureProgress()

    def start(self, source: PageSource, profile: ScanProfile, book_id: int, first_page: int) -> None:
        """Take pictures of a book's pages from one on; a page that has one gets another. Not while a run goes on."""
        if not self.running:
            self._begin(CaptureProgress(next_page=first_page), lambda: self._scan(source, profile, book_id))

    def _scan(self, source: PageSource, profile: ScanProfile, book_id: int) -> ScanOutcome:
        self._store.need_room(ROOM_FOR_A_BATCH)
        self._worker.submit(lambda uow: see_quota(uow, ROOM_FOR_A_BATCH)).result()
        page_number = self.progress.next_page

        def keep(page: RawPage) -> None:
            nonlocal page_number
            try:
                defects = self._keep(page, book_id, page_number)
            except CodedError as error:
                self._refuse(error)
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

    def _took(self, page: int, defects: tuple[str, ...]) -> None:
        now = self.progress
        seen = (*now.defects, (page, defects)) if defects else now.defects
        self._show(replace(now, next_page=page + 1, pages=now.pages + 1, defects=seen))
