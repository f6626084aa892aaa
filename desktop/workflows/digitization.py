"""What an officer does with pages and papers: arranged, checked, signed, taken from what is there already.

Every function is one transaction of the caller's unit of work, but for the files, which are put before and removed if
the transaction fails.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from desktop.records.cases import Case
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.file_store import FileStore
from desktop.records.paper_files import (
    RESULT,
    DigitizationState,
    FileKind,
    Page,
    PageImage,
    PaperEvent,
    PaperMetadata,
    PaperProgress,
)
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.page_intake import allow, note_scanned
from desktop.workflows.paper_reuse import TakenPaper, offer
from devices.errors import CodedError

BuildPdf = Callable[[Sequence[PageImage], PaperMetadata], bytes]
"""Makes one file of the pages of a paper."""


@dataclass(frozen=True, slots=True)
class PaperWork:
    """What lies ready to become a paper's file: read in one transaction, made into a file outside of any.

    Attributes:
        pages: Its pages, in order.
        about: What will stand in the file.
    """

    case_id: int
    position: int
    pages: tuple[Page, ...]
    about: PaperMetadata


@dataclass(frozen=True, slots=True)
class Who:
    """Who does something, and when."""

    officer_id: int
    name: str
    at: datetime


def put_pages(uow: UnitOfWork, page_ids: Sequence[int], case_id: int | None, position: int | None, who: Who) -> None:
    """Put pages on a paper, on a case, or into the tray.

    Raises:
        CodedError: PAPER-001, PAPER-003, PAPER-007: they may not be put there.
    """
    if case_id is not None and position is not None:
        allow(uow, case_id, position)
    uow.pages.move(page_ids, case_id, position)
    if case_id is not None:
        note_scanned(uow, case_id, who.at, who.officer_id)


def ready(uow: UnitOfWork, case: Case, progress: PaperProgress, who: Who) -> PaperWork:
    """What is needed to make a paper's file.

    Raises:
        CodedError: PAPER-001: it has its file already; PAPER-004: there are no pages.
    """
    if progress.state is not DigitizationState.SCANNED:
        raise CodedError("PAPER-001")
    pages = tuple(uow.pages.loose(case.id, progress.position))
    if not pages:
        raise CodedError("PAPER-004", most=0)
    about = PaperMetadata(
        title=progress.paper.name,
        kind="result" if progress.position == RESULT else progress.paper.spec_id or "other",
        case_code=case.code,
        procedure_code=case.content.procedure_code,
        owner=case.content.applicant.number,
        officer=who.name,
        made_at=who.at,
    )
    return PaperWork(case.id, progress.position, pages, about)


def make_file(store: FileStore, work: PaperWork, build: BuildPdf) -> bytes:
    """The PDF/A of a paper's pages; no transaction is open meanwhile.

    Raises:
        CodedError: FILE-001, FILE-002, PAPER-004, PAPER-005.
    """
    images = [PageImage(store.get(page.file), page.rotation) for page in work.pages]
    return build(images, work.about)


def check(uow: UnitOfWork, store: FileStore, work: PaperWork, pdf: bytes, who: Who) -> None:
    """Keep the file of a paper whose pages an officer has looked at.

    Raises:
        CodedError: PAPER-001: the pages have changed meanwhile; DB-…: it cannot be kept.
    """
    if [page.id for page in uow.pages.loose(work.case_id, work.position)] != [page.id for page in work.pages]:
        raise CodedError("PAPER-001")
    stored = store.put(pdf)
    try:
        file_id = uow.pages.add_file(stored, FileKind.PAPER, who.at)
        event = uow.papers.add(
            work.case_id,
            work.position,
            DigitizationState.CHECKED,
            at=who.at,
            officer_id=who.officer_id,
            file_id=file_id,
            pages_in=len(work.pages),
        )
        uow.pages.bind([page.id for page in work.pages], event)
        uow.commit()
    except BaseException:
        store.remove(stored.name)
        raise


def keep_signed(uow: UnitOfWork, store: FileStore, checked: PaperEvent, signed: bytes, who: Who) -> None:
    """Keep a signed file, read it back, and call the paper stored.

    Raises:
        CodedError: PAPER-001: the paper has changed meanwhile; FILE-002: what was read back is not what was written.
    """
    latest = uow.papers.latest(checked.case_id, checked.position)
    if latest is None or latest.id != checked.id:
        raise CodedError("PAPER-001")
    stored = store.put(signed)
    try:
        if sha256(store.get(stored)).hexdigest() != stored.digest:
            raise CodedError("FILE-002")
        file_id = uow.pages.add_file(stored, FileKind.SIGNED, who.at)
        for state in (DigitizationState.SIGNED, DigitizationState.STORED):
            uow.papers.add(
                checked.case_id,
                checked.position,
                state,
                at=who.at,
                officer_id=who.officer_id,
                file_id=file_id,
                pages_in=checked.pages,
            )
        uow.commit()
    except BaseException:
        store.remove(stored.name)
        raise


def begin_again(uow: UnitOfWork, case_id: int, position: int, reason: str, who: Who) -> None:
    """Have a paper scanned anew; its former files stay in its history.

    Raises:
        CodedError: PAPER-001: it was not digitized; PAPER-002: there is no reason.
    """
    uow.papers.add(case_id, position, DigitizationState.SCANNED, at=who.at, officer_id=who.officer_id, note=reason)


def offers(uow: UnitOfWork, case: Case, valid_months: Mapping[str, int | None]) -> dict[int, TakenPaper]:
    """What is digitized of this citizen already and serves for a paper of this case, by the paper's position.

    Args:
        uow: A transaction.
        case: The case.
        valid_months: How long its procedure accepts a paper again, by the paper's id; None for always.
    """
    kept = uow.papers.reusable(case.citizen_id, besides=case.id)
    found: dict[int, TakenPaper] = {}
    for each in uow.papers.of_case(case.id):
        if each.state is DigitizationState.NOT_YET and each.paper.answer is PaperAnswer.DIGITIZE:
            fitting = offer(kept, each.paper.name, valid_months.get(each.paper.spec_id))
            if fitting is not None:
                found[each.position] = fitting
    return found


def reuse(uow: UnitOfWork, case_id: int, position: int, offered: TakenPaper, who: Who) -> None:
    """Let a file of an earlier case serve; nothing is copied, and it counts as reuse.

    Raises:
        CodedError: PAPER-001: the paper is digitized already; PAPER-009: the procedure does not accept it any more;
            FILE-001: the file is not there any more.
    """
    if not offered.is_valid(who.at.date()):
        raise CodedError("PAPER-009")
    event = uow.papers.event(offered.event_id)
    if event is None or event.file is None:
        raise CodedError("FILE-001")
    state = DigitizationState.REUSED_RESULT if offered.is_result else DigitizationState.REUSED_PAPER
    uow.papers.add(
        case_id,
        position,
        state,
        at=who.at,
        officer_id=who.officer_id,
        file_id=uow.papers.file_id(offered.event_id),
        pages_in=event.pages,
        taken_from=event.id,
    )
    uow.commit()
