"""Pages taken in, one after another: each is encrypted on the disk and in the records before the next one feeds.

Everything here runs on the thread of whoever feeds the pages; only the records' work goes to their own thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop.records.catalogue.models import PaperAnswer
from desktop.records.file_store import FileStore, StoredFile
from desktop.records.paper_files import DigitizationState
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_landing import Cue, Target, cue_of, deal, wants_pages
from desktop.workflows.store_room import see_quota
from devices.documents.page_image import Bgr, as_jpeg, codes_on, open_picture
from devices.errors import CodedError
from devices.identity import InputDevice
from devices.qrcode.payload import parse_payload

ROOM_FOR_A_PAGE = 4 * 1024 * 1024  # bytes: A4 in colour at 300 dpi, amply
ROOM_FOR_A_BATCH = 100 * ROOM_FOR_A_PAGE
BLANK = "blank"
UNREAD_RECEIPT = "unread_receipt"  # looks like one of the desk's, and its code cannot be read
TWO_CARDS = "QR-006"
ANY_RESULT = "result"  # of a case whose procedure gives one; its name does not matter here
CARD_LAW = "Nghị định 356/2025/NĐ-CP, Điều 4"


@dataclass(frozen=True, slots=True)
class PageLook:
    """What is seen on a page.

    Attributes:
        defects: Codes, `devices.documents.quality`.
        fingerprint: A perceptual hash; "" for none.
        straightened: The picture as it should lie; None where it lies so.
        rotation: Degrees clockwise by which it is to be turned to be read.
    """

    defects: tuple[str, ...] = ()
    fingerprint: str = ""
    straightened: Bgr | None = field(default=None, repr=False, compare=False)
    rotation: int = 0


Examine = Callable[[Bgr, int, Sequence[str]], PageLook]
"""Looks at a picture of so many dots per inch, beside the fingerprints of the batch so far."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that is safe.

    Attributes:
        page_id: Its id.
        number: Its number in the batch, from 1.
        target: Where it landed.
        separator: Whether it said where the next ones go, and was put away.
        look: What was seen on it.
    """

    page_id: int
    number: int
    target: Target
    separator: bool
    look: PageLook


class PageBatch:
    """One batch being taken in; used by one thread at a time."""

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        examine: Examine,
        clock: Callable[[], datetime],
        *,
        officer_id: int,
        source: str,
        target: Target | None = None,
        replaces: int | None = None,
    ) -> None:
        """Begin a batch.

        Args:
            worker: The records.
            store: The files.
            examine: Looks at pages.
            clock: The desk's time.
            officer_id: Who scans.
            source: Where from, for people to read.
            target: Where pages go until one of them says otherwise; None for the tray.
            replaces: A page that the first one is another scan of, and takes the place of.

        Raises:
            CodedError: FILE-003, FILE-004: there is no room for a batch; PAPER-006, PAPER-007: the paper may not be
                digitized.
        """
        store.need_room(ROOM_FOR_A_BATCH)
        self._worker = worker
        self._store = store
        self._examine = examine
        self._clock = clock
        self._officer_id = officer_id
        self._target = target or Target()
        self._replaces = replaces
        self._separated = False  # whether a sheet, and not the officer, said where pages go
        self._number = 0
        self._prints: list[str] = []
        self.batch_id = worker.submit(lambda uow: self._begin(uow, source)).result()

    def keep(self, data: bytes, dpi: int, origin: str) -> KeptPage:
        """Take a page in; it is safe when this returns.

        Args:
            data: A PNG or JPEG file.
            dpi: Its resolution.
            origin: Where it came from, for people to read.

        Raises:
            CodedError: PAPER-006: it shows an identity card; PAPER-008: it cannot be read; DB-…, FILE-…: it cannot be
                kept. Nothing of the page is left then, and the next one may come. One that cannot be read may have been
                a separator: what follows goes to the tray, not to the case before. So does a receipt without a code
                that can be read, and what follows that.
        """
        if self._replaces is not None:
            return self._replace(self._replaces, data, dpi)
        try:
            picture = open_picture(data)
        except CodedError:
            if self._separated:
                self._target = Target()
            raise
        codes = codes_on(picture)
        refuse_cards(codes, self._clock())
        cue = cue_of(codes)
        look = self._look(picture, dpi, code_read=cue is not None)
        stored, as_fed = self._put(picture, look, dpi)
        number = self._number + 1

        def add(uow: UnitOfWork) -> tuple[int, Target]:
            target = self._target_after(uow, cue, look)
            page_id = self._add(uow, (stored, as_fed), look, target, number=number, dpi=dpi, origin=origin)
            if cue is not None or BLANK in look.defects:
                uow.pages.drop([page_id])
            uow.commit()
            return page_id, target

        try:
            page_id, target = self._worker.submit(add).result()
        except BaseException:
            for each in (stored, as_fed):
                if each is not None:
                    self._store.remove(each.name)
            raise
        self._number, self._target = number, target
        self._separated |= cue is not None or UNREAD_RECEIPT in look.defects
        if look.fingerprint:
            self._prints.append(look.fingerprint)
        return KeptPage(page_id, number, target, cue is not None, look)

    def _add(
        self,
        uow: UnitOfWork,
        files: tuple[StoredFile, StoredFile | None],
        look: PageLook,
        target: Target,
        *,
        number: int,
        dpi: int,
        origin: str,
    ) -> int:
        """The row of a page whose files, as it should lie and as it was fed, are stored; its id."""
        stored, as_fed = files
        return uow.pages.add(
            self.batch_id,
            number,
            stored,
            dpi=dpi,
            origin=origin,
            at=self._clock(),
            as_fed=as_fed,
            defects=look.defects,
            fingerprint=look.fingerprint,
            case_id=target.case_id,
            position=target.position,
            rotation=look.rotation,
        )

    def _look(self, picture: Bgr, dpi: int, *, code_read: bool) -> PageLook:
        look = self._examine(picture, dpi, self._prints)
        if not code_read:
            return look
        return replace(look, defects=tuple(each for each in look.defects if each != UNREAD_RECEIPT))

    def _target_after(self, uow: UnitOfWork, cue: Cue | None, look: PageLook) -> Target:
        """Where a page goes, and what follows it: the tray from a receipt on that nobody can tell the case of."""
        if cue is not None:
            return _target_of(uow, cue)
        return Target() if UNREAD_RECEIPT in look.defects else self._target

    def _put(self, picture: Bgr, look: PageLook, dpi: int) -> tuple[StoredFile, StoredFile | None]:
        """The page as it should lie, and as it was fed where that is another picture; both or none."""
        if look.straightened is None:
            return self._store.put(as_jpeg(picture, dpi)), None
        stored = self._store.put(as_jpeg(look.straightened, dpi))
        try:
            return stored, self._store.put(as_jpeg(picture, dpi))
        except BaseException:
            self._store.remove(stored.name)
            raise

    def _replace(self, page_id: int, data: bytes, dpi: int) -> KeptPage:
        picture = open_picture(data)
        refuse_cards(codes_on(picture), self._clock())
        look = self._examine(picture, dpi, ())
        stored = self._store.put(as_jpeg(picture if look.straightened is None else look.straightened, dpi))

        def change(uow: UnitOfWork) -> tuple[list[str], Target]:
            former = uow.pages.replace(
                page_id, stored, self._clock(), defects=look.defects, dpi=dpi, rotation=look.rotation
            )
            uow.commit()
            page = uow.pages.get(page_id)
            return former, Target() if page is None else Target(page.case_id, page.position)

        try:
            former, target = self._worker.submit(change).result()
        except BaseException:
            self._store.remove(stored.name)
            raise
        for name in former:
            self._store.remove(name)
        self._replaces = None
        return KeptPage(page_id, self._number, target, False, look)

    def end(self, outcome: str = "") -> None:
        """Deal the pages of each case to its papers where that is certain, and note how the batch ended.

        Args:
            outcome: "" where it ended as it should, else a code.
        """

        def work(uow: UnitOfWork) -> None:
            finish_batch(uow, self.batch_id, self._clock(), self._officer_id, outcome)
            uow.commit()

        self._worker.submit(work).result()

    def _begin(self, uow: UnitOfWork, source: str) -> int:
        see_quota(uow, ROOM_FOR_A_BATCH)
        if self._target.case_id is not None and self._target.position is not None:
            allow(uow, self._target.case_id, self._target.position)
        batch_id = uow.pages.begin(self._clock(), self._officer_id, source)
        uow.commit()
        return batch_id


def finish_batch(uow: UnitOfWork, batch_id: int, at: datetime, officer_id: int, outcome: str) -> None:
    """End a batch: also one that a crash cut off, when the desk is opened again."""
    pages = [page for page in uow.pages.of_batch(batch_id) if not page.dropped]
    for case_id in dict.fromkeys(page.case_id for page in pages):
        if case_id is None:
            continue
        undealt = [page.id for page in pages if page.case_id == case_id and page.position is None]
        positions = deal(len(undealt), uow.papers.of_case(case_id)) if undealt else None
        for page_id, position in zip(undealt, positions or (), strict=False):
            uow.pages.move([page_id], case_id, position)
        note_scanned(uow, case_id, at, officer_id)
    uow.pages.end(batch_id, at, outcome)


def note_scanned(uow: UnitOfWork, case_id: int, at: datetime, officer_id: int) -> None:
    """Papers that pages lie on are scanned from now on."""
    for each in uow.papers.of_case(case_id, ANY_RESULT):
        if each.waiting and each.state is DigitizationState.NOT_YET:
            uow.papers.add(case_id, each.position, DigitizationState.SCANNED, at=at, officer_id=officer_id)


def allow(uow: UnitOfWork, case_id: int, position: int) -> None:
    """See that pages may be put on a paper.

    Raises:
        CodedError: PAPER-001: it has its file already; PAPER-003: there is no such paper; PAPER-007: it is not to be
            digitized.
    """
    found = next((each for each in uow.papers.of_case(case_id, ANY_RESULT) if each.position == position), None)
    if found is None:
        raise CodedError("PAPER-003")
    if not wants_pages(found):
        raise CodedError("PAPER-001" if found.paper.answer is PaperAnswer.DIGITIZE else "PAPER-007")


def refuse_cards(codes: Sequence[str], now: datetime) -> None:
    """Keep no picture of an identity card: its image is sensitive personal data (NĐ 356/2025/NĐ-CP, Đ4 k1 i).

    Raises:
        CodedError: PAPER-006: one of the codes is a card's.
    """
    for text in codes:
        try:
            parse_payload(text, device=InputDevice.CAMERA, today=now.date())
        except CodedError as error:
            if error.code != TWO_CARDS:
                continue
        raise CodedError("PAPER-006", law=CARD_LAW)


def _target_of(uow: UnitOfWork, cue: Cue) -> Target:
    """The tray for a case that this desk does not have, or a paper that may not be digitized."""
    try:
        case = uow.cases.by_code(cue.code)
        if cue.position is not None:
            allow(uow, case.id, cue.position)
    except CodedError:
        return Target()
    return Target(case.id, cue.position)
