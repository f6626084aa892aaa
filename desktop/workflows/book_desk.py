"""The page of civil-status books: what is left, one book at a time, and what is done with its entries."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.book_pictures import BookPicture
from desktop.records.book_stages import CHECKS
from desktop.records.books import BoardLine, Book, Draw, Entry, MatchResult, NewBook, PackageWork, Stage
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_book, saw_entry
from desktop.workflows.book_history import Change
from desktop.workflows.civil_status_books import CivilStatusBooks
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

T = TypeVar("T")
MOST_AT_ONCE = 200  # entries added in one go
_RANGE = re.compile(r"(\d{1,6})\s*[-–]\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class BookView:
    """All that the page shows, as of one moment.

    Attributes:
        board: What is left of all books.
        books: Every book.
        book: The one looked at; None for none.
        entries: Its entries at the stage looked at, by page.
        counts: How many of its entries are at each stage.
        pictures: Of its pages.
        draws: Its draws for check 2, oldest first.
        officers: Who works at the desk.
        mine: The officer's packages with something to enter.
    """

    board: tuple[BoardLine, ...] = ()
    books: tuple[Book, ...] = ()
    book: Book | None = None
    entries: tuple[Entry, ...] = ()
    counts: Mapping[Stage, int] = field(default_factory=dict)
    pictures: Mapping[int, BookPicture] = field(default_factory=dict)
    draws: tuple[Draw, ...] = ()
    officers: tuple[Officer, ...] = ()
    mine: tuple[PackageWork, ...] = ()

    @property
    def to_capture(self) -> int:
        """How many of the book's expected entries have no row yet."""
        return 0 if self.book is None else max(0, self.book.content.entries - sum(self.counts.values()))


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """One entry to read: its page's picture, what was entered, what happened to it."""

    book: Book
    entry: Entry
    picture: BookPicture | None
    history: tuple[Change, ...]


def numbers_in(text: str) -> list[str]:
    """The entries' numbers in what an officer types: ``12, 13`` or ``12-20`` or ``12A``.

    Raises:
        CodedError: BOOK-010, there is none, or more than `MOST_AT_ONCE`.
    """
    found: list[str] = []
    for part in (part.strip() for part in re.split(r"[,;]", text)):
        span = _RANGE.fullmatch(part)
        if span is not None and int(span[1]) <= int(span[2]) < int(span[1]) + MOST_AT_ONCE:
            found += [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
        elif part:
            found.append(part)
    if not 1 <= len(found) <= MOST_AT_ONCE:
        raise CodedError("BOOK-010")
    return found


class BookDesk:
    """Looks at one book at a time, and does what the officer wants with it.

    Attributes:
        view: What is known of it.
        error: What went wrong last; None if nothing did.
    """

    def __init__(self, books: CivilStatusBooks, worker: DatabaseWorker, deliver: Deliver, *, officer_id: int) -> None:
        self._books = books
        self._worker = worker
        self._deliver = deliver
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._book_id: int | None = None
        self._stage: Stage | None = None
        self._logged: set[int] = set()  # entries of the book looked at whose listing the log knows
        self.officer_id = officer_id
        self.view = BookView()
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    # ---- looking

    def choose(self, book_id: int | None, stage: Stage | None = None) -> None:
        """Look at a book, and at its entries of one stage or of all."""
        if book_id != self._book_id:
            self._logged = set()
        self._book_id, self._stage, self.error = book_id, stage, None
        self.refresh()

    @property
    def stage(self) -> Stage | None:
        """The stage whose entries are looked at; None for all."""
        return self._stage

    def refresh(self) -> None:
        """Look again; an answer that a newer look has overtaken is dropped."""
        self._asked += 1
        asked, book_id, stage, logged = self._asked, self._book_id, self._stage, self._logged

        def show(view: BookView) -> None:
            if asked == self._asked:
                self.view = view
                self._tell()

        self._deliver(self._worker.submit(lambda uow: self._read(uow, book_id, stage, logged)), show, self._fail)

    def _read(self, uow: UnitOfWork, book_id: int | None, stage: Stage | None, logged: set[int]) -> BookView:
        general = BookView(
            tuple(self._books.board(uow)),
            tuple(uow.books.all()),
            officers=tuple(officer for officer in uow.officers.all() if officer.active),
            mine=tuple(self._books.work_of(uow, self.officer_id)),
        )
        if book_id is None:
            return general
        entries = uow.book_entries.of_book(book_id)
        shown = tuple(entry for entry in entries if stage is None or entry.standing.stage is stage)
        fresh = [entry for entry in shown if entry.fields and entry.id not in logged]
        if fresh:  # after each act the list is read again: what was in it before is not logged again
            saw_book(uow, book_id, fresh)
            uow.commit()
            logged |= {entry.id for entry in fresh}
        return BookView(
            general.board,
            general.books,
            uow.books.get(book_id),
            shown,
            Counter(entry.standing.stage for entry in entries),
            uow.book_pictures.of_book(book_id),
            tuple(uow.book_draws.of_book(book_id)),
            general.officers,
            general.mine,
        )

    def opened(self, entry_id: int) -> Future[OpenedEntry]:
        """One entry to read."""

        def read(uow: UnitOfWork) -> OpenedEntry:
            entry = uow.book_entries.get(entry_id)
            picture = uow.book_pictures.of_page(entry.book_id, entry.page)
            saw_entry(uow, entry)
            uow.commit()
            return OpenedEntry(uow.books.get(entry.book_id), entry, picture, tuple(self._books.history(uow, entry_id)))

        return self._worker.submit(read)

    def picture(self, book_id: int, page: int) -> Future[BookPicture | None]:
        """The picture of a page, to be shown."""

        def read(uow: UnitOfWork) -> BookPicture | None:
            found = uow.book_pictures.of_page(book_id, page)
            if found is not None:
                uow.audit.add(AuditAction.BOOK_PAGE_SEEN, SubjectKind.BOOK, book_id, page=page)
                uow.commit()
            return found

        return self._worker.submit(read)

    def next_to_check(self, after: int | None = None) -> Entry | None:
        """The next entry of the book looked at that waits for a check by this officer, after another one if given."""
        waiting = [entry for entry in self.view.entries if self.may_check(entry)]
        later = [entry for entry in waiting if after is None or entry.id > after]
        return next(iter(later or waiting), None)

    def may_check(self, entry: Entry) -> bool:
        """Whether this officer may give a verdict on an entry now."""
        return self.next_check(entry) is not None and entry.standing.enterer_id != self.officer_id

    @staticmethod
    def next_check(entry: Entry) -> Stage | None:
        """The check that an entry waits for; None for none."""
        standing = entry.standing
        if standing.stage is Stage.ENTERED:
            return Stage.CHECKED_ONCE
        if standing.stage is Stage.CHECKED_ONCE and standing.drawn:
            return Stage.CHECKED_TWICE
        return Stage.APPROVED if standing.stage is Stage.MATCHED else None

    # ---- doing

    def collect(self, book: NewBook, done: Callable[[], None]) -> None:
        """Add a collected book, and look at it."""

        def collected(added: Book) -> None:
            done()
            self.choose(added.id)

        self._act(lambda uow: self._books.collect(uow, book, self.officer_id), collected)

    def recount(self, pages: int, entries: int, reason: str, done: Callable[[], None]) -> None:
        """Correct the count of the book looked at."""
        book_id = self._looked_at()
        self._act(
            lambda uow: self._books.recount(
                uow, book_id, pages=pages, entries=entries, officer_id=self.officer_id, reason=reason
            ),
            lambda _: done(),
        )

    def give(self, pages: tuple[int, int], to: int, done: Callable[[], None]) -> None:
        """Give an officer pages of the book looked at to enter."""
        book_id = self._looked_at()
        self._act(lambda uow: self._books.give(uow, book_id, pages, to, given_by=self.officer_id), lambda _: done())

    def add_entries(self, page: int, numbers: str, done: Callable[[], None]) -> None:
        """Add the entries that stand on a page; all of them or none."""
        book_id = self._looked_at()
        try:
            wanted = numbers_in(numbers)
        except CodedError as error:
            self._fail(error)
            return
        self._act(lambda uow: self._books.capture_all(uow, book_id, page, wanted, self.officer_id), lambda _: done())

    def correct(self, entry_id: int, page: int, number: str, reason: str, done: Callable[[], None]) -> None:
        """Put right the page or the number of an entry."""
        self._act(
            lambda uow: self._books.correct(uow, entry_id, page, number, officer_id=self.officer_id, reason=reason),
            lambda _: done(),
        )

    def draw(self) -> None:
        """Draw for check 2 among what passed check 1."""
        book_id = self._looked_at()
        self._act(lambda uow: self._books.draw(uow, book_id, self.officer_id), lambda _: None)

    def step(self, entry_ids: Sequence[int], to: Stage, done: Callable[[], None] = lambda: None) -> None:
        """Let entries pass a stage; all of them or none."""
        self._act(lambda uow: self._books.step_all(uow, entry_ids, to, self.officer_id), lambda _: done())

    def send_back(self, entry_id: int, to: Stage, reason: str, done: Callable[[], None] = lambda: None) -> None:
        """Send an entry back with a reason."""
        self._act(lambda uow: self._books.send_back(uow, entry_id, to, self.officer_id, reason), lambda _: done())

    def match(self, entry_id: int, result: MatchResult, note: str = "") -> None:
        """Keep what the population database said of an entry."""
        self._act(lambda uow: self._books.match(uow, entry_id, result, self.officer_id, note), lambda _: None)

    def ready_for(self, to: Stage) -> list[int]:
        """The entries looked at that may pass a stage in one go; checks are passed one by one, by looking."""
        if to in CHECKS and to is not Stage.APPROVED:
            return []
        before = {Stage.UPDATED: {Stage.CHECKED_ONCE, Stage.CHECKED_TWICE}, Stage.APPROVED: {Stage.MATCHED}}
        return [
            entry.id
            for entry in self.view.entries
            if entry.standing.stage in before.get(to, set())
            and not (to is Stage.UPDATED and entry.standing.stage is Stage.CHECKED_ONCE and entry.standing.drawn)
            and not (to is Stage.APPROVED and entry.standing.enterer_id == self.officer_id)
        ]

    def _looked_at(self) -> int:
        if self._book_id is None:
            raise AssertionError("no book is looked at")
        return self._book_id

    def _act(self, work: Callable[[UnitOfWork], T], done: Callable[[T], None]) -> None:
        def succeeded(result: T) -> None:
            self.error = None
            done(result)
            self.refresh()

        self._deliver(self._worker.submit(work), succeeded, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
