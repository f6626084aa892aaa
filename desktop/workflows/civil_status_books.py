"""Digitizing civil-status books: collected, captured, entered, checked twice, updated, matched, approved.

Every function is one transaction: the event, what belongs to it and the day's count are kept together or not at all.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from desktop.records.book_forms import BookForm
from desktop.records.books import (
    BoardLine,
    Book,
    BookKind,
    Deed,
    Draw,
    Entry,
    MatchResult,
    NewBook,
    PackageWork,
    ReturnedRow,
    Stage,
    WorkPackage,
)
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.book_history import Change, changes
from desktop.workflows.book_return import Applied, apply_rows, check_rows
from devices.errors import CodedError

SEED_BYTES = 16


class CivilStatusBooks:
    """The work on the books; every function is called with an open unit of work, and commits it.

    Attributes:
        forms: What is entered, by kind of book.
    """

    def __init__(
        self,
        forms: Mapping[BookKind, BookForm],
        clock: Callable[[], datetime],
        seed: Callable[[], str] = lambda: secrets.token_hex(SEED_BYTES),
    ) -> None:
        """Work with forms.

        Args:
            forms: See `book_forms.load_book_forms`.
            clock: The desk's time.
            seed: Gives random text that nobody can foresee.
        """
        self.forms = forms
        self._clock = clock
        self._seed = seed

    def collect(self, uow: UnitOfWork, book: NewBook, officer_id: int) -> Book:
        """Add a collected book.

        Raises:
            CodedError: BOOK-008, it is there already; BOOK-016, it cannot be as described.
        """
        added = uow.books.collect(book, self._deed(officer_id))
        uow.commit()
        return added

    def recount(self, uow: UnitOfWork, book_id: int, *, pages: int, entries: int, officer_id: int, reason: str) -> Book:
        """Correct how many pages and entries a book has.

        Raises:
            CodedError: BOOK-003, BOOK-007, BOOK-016, BOOK-017: see `BookRepository.recount`.
        """
        counted = uow.books.recount(book_id, pages, entries, self._deed(officer_id, reason))
        uow.commit()
        return counted

    def give(self, uow: UnitOfWork, book_id: int, pages: tuple[int, int], to: int, *, given_by: int) -> WorkPackage:
        """Give an officer the pages of a book, first and last, to enter.

        Raises:
            CodedError: BOOK-007, no such book; BOOK-013, the pages are not the book's.
        """
        package = uow.books.give_package(book_id, pages, to, self._deed(given_by))
        uow.commit()
        return package

    def capture(self, uow: UnitOfWork, book_id: int, page: int, number: str, officer_id: int) -> Entry:
        """Add an entry whose picture was taken.

        Raises:
            CodedError: BOOK-007, BOOK-009, BOOK-010, BOOK-011: see `BookEntryRepository.capture`.
        """
        entry = uow.book_entries.capture(book_id, page, number, self._deed(officer_id))
        uow.commit()
        return entry

    def capture_all(
        self, uow: UnitOfWork, book_id: int, page: int, numbers: Sequence[str], officer_id: int
    ) -> list[Entry]:
        """Add the entries that stand on a page, all or none.

        Raises:
            CodedError: As for `capture`.
        """
        entries = [uow.book_entries.capture(book_id, page, number, self._deed(officer_id)) for number in numbers]
        uow.commit()
        return entries

    def correct(self, uow: UnitOfWork, entry_id: int, page: int, number: str, *, officer_id: int, reason: str) -> Entry:
        """Put right the page or the number of an entry that was mistyped when it was captured.

        Raises:
            CodedError: BOOK-003, BOOK-004, BOOK-007, BOOK-009, BOOK-010: see `BookEntryRepository.correct`.
        """
        entry = uow.book_entries.correct(entry_id, page, number, self._deed(officer_id, reason))
        uow.commit()
        return entry

    def enter(self, uow: UnitOfWork, entry_id: int, values: Mapping[str, str], officer_id: int) -> Entry:
        """Keep what was typed beside the picture.

        Raises:
            CodedError: BOOK-001, BOOK-007, BOOK-012: see `BookEntryRepository.enter`; BOOK-014, fields are to be put
                right first.
        """
        form = self.form_of(uow, entry_id)
        fields, deed = form.normalized(values), self._deed(officer_id)
        wrong = form.problems(fields, deed.at.date())
        if wrong:
            raise CodedError("BOOK-014", count=len(wrong))
        uow.book_entries.enter(entry_id, fields, deed)
        uow.commit()
        return uow.book_entries.get(entry_id)

    def step(self, uow: UnitOfWork, entry_id: int, to: Stage, officer_id: int, note: str = "") -> None:
        """Let an entry pass a stage: captured again, a check, updated, approved.

        Raises:
            CodedError: BOOK-001, BOOK-002, BOOK-005, BOOK-006, BOOK-007: see `BookEntryRepository.step`.
        """
        uow.book_entries.step(entry_id, to, self._deed(officer_id, note))
        uow.commit()

    def step_all(self, uow: UnitOfWork, entry_ids: Sequence[int], to: Stage, officer_id: int) -> int:
        """Let entries pass a stage, all or none; how many.

        Raises:
            CodedError: As for `step`.
        """
        for entry_id in entry_ids:
            uow.book_entries.step(entry_id, to, self._deed(officer_id))
        uow.commit()
        return len(entry_ids)

    def send_back(self, uow: UnitOfWork, entry_id: int, to: Stage, officer_id: int, reason: str) -> None:
        """Send an entry back to be captured (COLLECTED) or entered (CAPTURED) again.

        Raises:
            CodedError: BOOK-002, BOOK-003, BOOK-004, BOOK-007: see `BookEntryRepository.send_back`.
        """
        uow.book_entries.send_back(entry_id, to, self._deed(officer_id, reason))
        uow.commit()

    def draw(self, uow: UnitOfWork, book_id: int, officer_id: int) -> Draw:
        """Draw 30 % of what passed check 1, under a new seed.

        Raises:
            CodedError: BOOK-015, there is nothing to draw among.
        """
        drawn = uow.book_draws.draw(book_id, self._seed(), self._deed(officer_id))
        uow.commit()
        return drawn

    def match(self, uow: UnitOfWork, entry_id: int, result: MatchResult, officer_id: int, note: str = "") -> None:
        """Keep what the population database said.

        Raises:
            CodedError: BOOK-001, the entry is not updated, or matched already; BOOK-007, no such entry.
        """
        uow.book_entries.match(entry_id, result, self._deed(officer_id, note))
        uow.commit()

    def take_back_sheet(self, uow: UnitOfWork, book_id: int, rows: Sequence[ReturnedRow], officer_id: int) -> Applied:
        """Take over an Excel that came back: entries that were keyed in it, and what the population database said.

        Raises:
            BookSheetError: Rows do not fit the records; all are listed, and nothing is taken over.
            CodedError: BOOK-007, no such book.
        """
        book, deed = uow.books.get(book_id), self._deed(officer_id)
        plan = check_rows(uow, book, self.forms[book.content.kind], rows, deed)
        applied = apply_rows(uow, plan, deed)
        uow.commit()
        return applied

    def board(self, uow: UnitOfWork) -> list[BoardLine]:
        """What is left, by kind, year and stage."""
        return uow.books.board()

    def work_of(self, uow: UnitOfWork, officer_id: int) -> list[PackageWork]:
        """An officer's packages with something to enter."""
        return uow.books.work_of(officer_id)

    def next_to_enter(self, uow: UnitOfWork, officer_id: int) -> Entry | None:
        """The first entry that waits for an officer, in the order of packages and pages."""
        for work in uow.books.work_of(officer_id):
            package = work.package
            for entry in uow.book_entries.of_book(package.book_id, Stage.CAPTURED):
                here = package.first_page <= entry.page <= package.last_page
                if here and uow.books.holder(entry.book_id, entry.page) == officer_id:
                    return entry
        return None

    def to_key(self, uow: UnitOfWork, book_id: int) -> list[Entry]:
        """The captured entries of a book, for an Excel that is keyed elsewhere."""
        return uow.book_entries.of_book(book_id, Stage.CAPTURED)

    def to_update(self, uow: UnitOfWork, book_id: int) -> list[Entry]:
        """The entries of a book for the Excel that goes to the civil-status system.

        Raises:
            CodedError: BOOK-007, no such book; BOOK-018, some are not captured, entered or checked yet.
        """
        expected = uow.books.get(book_id).content.entries
        ready = [each for each in uow.book_entries.of_book(book_id) if uow.book_entries.is_checked(each.standing)]
        if len(ready) < expected:
            raise CodedError("BOOK-018", count=expected - len(ready))
        return ready

    def history(self, uow: UnitOfWork, entry_id: int) -> list[Change]:
        """Everything that happened to an entry, in order, with what was changed in it."""
        found = uow.book_entries
        return changes(
            found.events(entry_id), found.versions(entry_id), found.matches(entry_id), found.corrections(entry_id)
        )

    def form_of(self, uow: UnitOfWork, entry_id: int) -> BookForm:
        """The form that an entry is entered with.

        Raises:
            CodedError: BOOK-007, no such entry.
        """
        book = uow.books.get(uow.book_entries.standing(entry_id).book_id)
        return self.forms[book.content.kind]

    def now(self) -> datetime:
        """The desk's time."""
        return self._clock()

    def _deed(self, officer_id: int, note: str = "") -> Deed:
        return Deed(officer_id, self._clock(), note)
