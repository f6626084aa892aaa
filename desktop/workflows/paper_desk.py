"""The page of papers: what is left to do, one case or the tray at a time, and its pages."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from desktop.records.audit_entries import AuditAction
from desktop.records.cases import Case
from desktop.records.catalogue.models import PaperAnswer, Procedure
from desktop.records.file_store import FileStore
from desktop.records.paper_files import (
    CaseWork,
    DigitizationState,
    Page,
    PaperEvent,
    PaperProgress,
    WorkFacets,
    WorkFilter,
)
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import LISTED, saw_case
from desktop.workflows.digitization import (
    BuildPdf,
    PaperWork,
    Who,
    begin_again,
    check,
    keep_signed,
    make_file,
    offers,
    put_pages,
    ready,
    reuse,
)
from desktop.workflows.paper_reuse import TakenPaper
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

T = TypeVar("T")
BOARD_LIMIT = 500
SIGNED_AT_ONCE = 200


class Signer(Protocol):
    """Signs files; one PIN for all of them."""

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        """The file with a signature added."""

    def close(self) -> None:
        """Let go of the key."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: the tray, a case's pages that are on no paper yet, or a paper."""

    case_id: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class PaperView:
    """All that the page shows, as of one moment.

    Attributes:
        scope: What is looked at.
        board: The cases with something left to do, oldest first.
        tray: How many pages wait in the tray.
        unsigned: How many files nobody signed yet.
        case: The case; None for the tray.
        papers: Its papers.
        undealt: How many of its pages are on no paper yet.
        offers: What is digitized already and serves, by the paper's position.
        pages: The pages in scope, in order.
        put_away: Those that were put away.
        facets: How much is left by officer, procedure and day.
    """

    scope: Scope = Scope()
    board: tuple[CaseWork, ...] = ()
    tray: int = 0
    unsigned: int = 0
    case: Case | None = None
    papers: tuple[PaperProgress, ...] = ()
    undealt: int = 0
    offers: dict[int, TakenPaper] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    put_away: tuple[Page, ...] = ()
    facets: WorkFacets = field(default_factory=WorkFacets)

    @property
    def paper(self) -> PaperProgress | None:
        """The paper that is looked at."""
        return next((each for each in self.papers if each.position == self.scope.position), None)


class PaperDesk:
    """Looks at one scope at a time, and does what the officer wants with it.

    Attributes:
        view: What is known of it.
        filter: Which cases are on the board.
        error: What went wrong last; None if nothing did.
        busy: Whether a file is being made or signed.
        done: What the last signing came to: files signed; -1 before one.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        build: BuildPdf,
        deliver: Deliver,
        helpers: Executor,
        *,
        clock: Callable[[], datetime],
        officer_id: int,
        officer_name: str,
        procedure_of: Callable[[Case], Procedure | None],
    ) -> None:
        """Begin with the tray.

        Args:
            worker: The records.
            store: The files.
            build: Makes the file of a paper's pages.
            deliver: Brings answers to this thread.
            helpers: Carries out what takes long.
            clock: The desk's time.
            officer_id: Who works here.
            officer_name: Their name, for the files.
            procedure_of: A case's procedure as it was on the day of receipt; None for one that is not known.
        """
        self._worker = worker
        self.store = store
        self._build = build
        self._deliver = deliver
        self._helpers = helpers
        self._clock = clock
        self._officer_id = officer_id
        self._officer_name = officer_name
        self._procedure_of = procedure_of
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._seen: tuple[object, ...] = ()  # what was logged last
        self._wanted = Scope()  # what the officer chose last; its view may be on its way
        self.filter = WorkFilter()
        self.view = PaperView()
        self.error: CodedError | None = None
        self.busy = False
        self.done = -1

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def who(self) -> Who:
        """Who works here, now."""
        return Who(self._officer_id, self._officer_name, self._clock())

    # ---- looking

    def choose(self, scope: Scope) -> None:
        """Look at something else."""
        self.error = None
        self._wanted = scope
        self._look(scope)

    def refresh(self) -> None:
        """Look again; an answer that a newer look has overtaken is dropped."""
        self._look(self._wanted)

    def look_only_at(self, wanted: WorkFilter) -> None:
        """Have only some of the cases on the board."""
        self.filter = wanted
        self.refresh()

    def picture(self, page: Page) -> Future[bytes]:
        """A page's picture, JPEG."""
        return self._helpers.submit(self.store.get, page.file)

    def document(self, event: PaperEvent) -> bytes:
        """The file of a step, PDF; not for the window's thread.

        Raises:
            CodedError: FILE-001, FILE-002: it cannot be read.
        """
        if event.file is None:
            raise CodedError("FILE-001")
        return self.store.get(event.file)

    def _look(self, scope: Scope) -> None:
        self._asked += 1
        asked = self._asked

        def show(view: PaperView) -> None:
            if asked == self._asked:
                self.view = view
                self._tell()

        self._deliver(self._worker.submit(lambda uow: self._read(uow, scope)), show, self._fail)

    def _read(self, uow: UnitOfWork, scope: Scope) -> PaperView:
        board = tuple(uow.papers.board(BOARD_LIMIT, self.filter, self._clock()))
        facets = uow.papers.board_facets()
        self._log(uow, board, scope)
        tray, unsigned = uow.pages.tray(), len(uow.papers.unsigned(SIGNED_AT_ONCE))
        if scope.case_id is None:
            put_away = tuple(uow.pages.tray(dropped=True))
            return PaperView(Scope(), board, len(tray), unsigned, pages=tuple(tray), put_away=put_away, facets=facets)
        case = uow.cases.get(scope.case_id)
        procedure = self._procedure_of(case)
        valid_months = {} if procedure is None else {paper.id: paper.valid_months for paper in procedure.papers}
        return PaperView(
            scope,
            board,
            len(tray),
            unsigned,
            case,
            tuple(uow.papers.of_case(case.id, "" if procedure is None else procedure.result)),
            len(uow.pages.loose(case.id, None)),
            offers(uow, case, valid_months),
            tuple(uow.pages.loose(case.id, scope.position)),
            tuple(uow.pages.loose(case.id, scope.position, dropped=True)),
            facets,
        )

    def _log(self, uow: UnitOfWork, board: Sequence[CaseWork], scope: Scope) -> None:
        """Log who is on the board and which case is looked at, once until either is another."""
        listed = tuple(each.case_id for each in board)
        now = (listed, scope.case_id, scope.position)
        if now == self._seen:
            return
        if listed and (listed,) != self._seen[:1]:
            people = uow.cases.citizens_of(listed)
            uow.audit.add(AuditAction.PAPERS_LISTED, people=people, fields=LISTED, cases=list(listed))
        if scope.case_id is not None:
            saw_case(uow, uow.cases.get(scope.case_id), AuditAction.PAPER_SEEN, paper=scope.position)
        uow.commit()
        self._seen = now

    # ---- pages

    def put(self, page_ids: Sequence[int], scope: Scope) -> None:
        """Put pages on a paper, on a case, or into the tray."""
        self._do(lambda uow: put_pages(uow, page_ids, scope.case_id, scope.position, self.who))

    def turn(self, page: Page, degrees: int) -> None:
        """Turn a page, degrees clockwise."""
        self._do(lambda uow: uow.pages.turn(page.id, page.rotation + degrees))

    def as_fed(self, page_ids: Sequence[int]) -> None:
        """Have pages as they were before they were straightened."""

        def change(uow: UnitOfWork) -> None:
            for page_id in page_ids:
                uow.pages.as_fed(page_id)

        self._do(change)

    def put_away(self, page_ids: Sequence[int], *, away: bool = True) -> None:
        """Put pages away, or bring them back."""
        self._do(lambda uow: uow.pages.drop(page_ids, dropped=away))

    def arrange(self, page_ids: Sequence[int]) -> None:
        """Give the pages the order of this list."""
        self._do(lambda uow: uow.pages.arrange(page_ids))

    # ---- papers

    def change_answer(self, position: int, answer: PaperAnswer, reason: str) -> None:
        """Give a paper another of the four answers."""
        case_id = self._case_id()
        self._do(lambda uow: uow.papers.change_answer(case_id, position, answer, reason))

    def begin_again(self, position: int, reason: str) -> None:
        """Have a paper scanned anew."""
        case_id = self._case_id()
        self._do(lambda uow: begin_again(uow, case_id, position, reason, self.who))

    def reuse(self, position: int) -> None:
        """Take what is digitized already."""
        case_id, offered = self._case_id(), self.view.offers.get(position)
        if offered is not None:
            self._do(lambda uow: reuse(uow, case_id, position, offered, self.who))

    def check(self, position: int) -> None:
        """The pages were looked at: make one file of them."""
        case, who = self.view.case, self.who
        progress = next((each for each in self.view.papers if each.position == position), None)
        if case is None or progress is None or self.busy:
            return

        def work() -> None:
            prepared: PaperWork = self._worker.submit(lambda uow: ready(uow, case, progress, who)).result()
            pdf = make_file(self.store, prepared, self._build)
            self._worker.submit(lambda uow: check(uow, self.store, prepared, pdf, who)).result()

        self._run(work)

    def sign_all(self, open_signer: Callable[[], Signer]) -> None:
        """Sign every file that nobody signed, with one PIN; each is kept before the next one is signed.

        Args:
            open_signer: Opens the key; called on another thread.
        """
        if self.busy:
            return
        who = self.who

        def work() -> int:
            signer = open_signer()
            signed = 0
            try:
                for event in self._worker.submit(lambda uow: uow.papers.unsigned(SIGNED_AT_ONCE)).result():
                    self._sign(signer, event, who)
                    signed += 1
            finally:
                signer.close()
            return signed

        self.done = -1
        self._run(work, self._on_signed)

    def _sign(self, signer: Signer, event: PaperEvent, who: Who) -> None:
        if event.file is None:
            raise CodedError("FILE-001")
        signed = signer.sign(self.store.get(event.file), who.at, SIGNING_REASON)
        self._worker.submit(lambda uow: keep_signed(uow, self.store, event, signed, who)).result()

    def _on_signed(self, signed: int) -> None:
        self.done = signed

    # ---- the parts

    def _case_id(self) -> int:
        return self.view.scope.case_id or 0

    def _do(self, change: Callable[[UnitOfWork], None]) -> None:
        self.error = None

        def work(uow: UnitOfWork) -> None:
            change(uow)
            uow.commit()

        self._deliver(self._worker.submit(work), lambda _: self.refresh(), self._fail)

    def _run(self, work: Callable[[], T], then: Callable[[T], None] = lambda _value: None) -> None:
        self.busy, self.error = True, None
        self._tell()

        def finished(value: T) -> None:
            self.busy = False
            then(value)
            self.refresh()

        self._deliver(self._helpers.submit(work), finished, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.busy = False
        self.error = error
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()


SIGNING_REASON = "Số hóa giấy tờ (Thông tư 01/2023/TT-VPCP)"


def step_of(progress: PaperProgress) -> DigitizationState | None:
    """What a paper needs next; None where nothing is left to do or it is not to be digitized."""
    if progress.paper.answer is not PaperAnswer.DIGITIZE:
        return None
    if progress.state is DigitizationState.NOT_YET:
        return DigitizationState.SCANNED
    if progress.state is DigitizationState.SCANNED:
        return DigitizationState.CHECKED if progress.waiting else DigitizationState.SCANNED
    return DigitizationState.SIGNED if progress.state is DigitizationState.CHECKED else None
