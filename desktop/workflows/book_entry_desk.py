"""Entering side by side: the picture of a page on one side, the fields of its kind on the other.

Five phases: nothing open, being looked up, being filled, being saved, saved. What was typed is dropped only when the
officer says so, and is kept in the database meanwhile, so that it is there again after a crash; an answer that a later
question has overtaken is not shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.records.book_forms import BookForm, FieldProblem
from desktop.records.book_stages import check_step
from desktop.records.books import Book, Deed, Entry, Stage
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_entry
from desktop.workflows.civil_status_books import CivilStatusBooks
from desktop.workflows.ports import Deliver
from devices.errors import CodedError


class EntryPhase(StrEnum):
    """Where the entering is."""

    EMPTY = "empty"
    LOADING = "loading"
    FILLING = "filling"
    SAVING = "saving"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """What is on the two sides.

    Attributes:
        entry: With the page of its picture, and the fields as they were entered before it was sent back.
        reason: Why it was sent back; "" if it was not.
        draft: What had been typed without being saved; None where nothing had.
    """

    book: Book
    entry: Entry
    form: BookForm
    reason: str
    draft: Mapping[str, str] | None = None


class BookEntryDesk:
    """Enters one entry at a time.

    Attributes:
        phase: Where it is.
        opened: The entry; None where none is open.
        values: What stands in the fields, as typed.
        error: What went wrong last; None if nothing did.
    """

    def __init__(self, books: CivilStatusBooks, worker: DatabaseWorker, deliver: Deliver, *, officer_id: int) -> None:
        self._books = books
        self._worker = worker
        self._deliver = deliver
        self._officer_id = officer_id
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._keeping = False
        self.phase = EntryPhase.EMPTY
        self.opened: OpenEntry | None = None
        self.values: dict[str, str] = {}
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.phase in {EntryPhase.FILLING, EntryPhase.SAVING} and self.values != self._before()

    @property
    def problems(self) -> list[FieldProblem]:
        """What is to be put right before saving; empty where nothing is open."""
        if self.opened is None:
            return []
        form = self.opened.form
        return form.problems(form.normalized(self.values), self._books.now().date())

    def open(self, entry_id: int) -> None:
        """Open an entry that waits for entering (else BOOK-001); unsaved typing is in the way (BOOK-019)."""
        self._look(lambda uow: entry_id)

    def open_next(self) -> None:
        """Open the first entry of the officer's packages; with none left the desk is empty."""

        def find(uow: UnitOfWork) -> int | None:
            entry = self._books.next_to_enter(uow, self._officer_id)
            return entry.id if entry is not None else None

        self._look(find)

    def resume(self) -> None:
        """Open what was being typed when the program ended; with nothing of the kind the desk is empty."""
        self._look(lambda uow: uow.book_pictures.newest_draft(self._officer_id))

    def type(self, field: str, text: str) -> None:
        """Take what stands in a field now; only while filling."""
        if self.phase is EntryPhase.FILLING:
            self.values = {**self.values, field: text}
            self._keep()
            self._tell()

    def save(self) -> None:
        """Save what was typed, if nothing is to be put right (BOOK-014)."""
        if self.phase is not EntryPhase.FILLING or self.opened is None:
            return
        wrong = self.problems
        if wrong:
            self.error = CodedError("BOOK-014", count=len(wrong))
            self._tell()
            return
        entry_id, values, officer_id = self.opened.entry.id, dict(self.values), self._officer_id
        self.phase, self.error = EntryPhase.SAVING, None
        self._tell()

        def enter(uow: UnitOfWork) -> Entry:
            uow.book_pictures.drop_draft(entry_id, officer_id)  # in the transaction that enters, or not at all
            return self._books.enter(uow, entry_id, values, officer_id)

        work = self._worker.submit(enter)
        self._deliver(work, self._saved, self._not_saved)

    def discard(self) -> None:
        """Drop what was typed and close the entry; what is being saved is saved."""
        if self.phase is not EntryPhase.SAVING:
            self._asked += 1
            if self.opened is not None:
                self._wipe(self.opened.entry.id)
            self._close(EntryPhase.EMPTY)

    def put_aside(self) -> None:
        """Close the entry; what was typed stays kept, and is there when it is opened again."""
        if self.phase is EntryPhase.SAVING:
            return
        self._asked += 1
        if self.opened is not None and self.changed:
            self._write()
        self._close(EntryPhase.EMPTY)

    def _keep(self) -> None:
        """Keep what stands in the fields; one write at a time, the newest after it."""
        if self.opened is not None and not self._keeping:
            self._write()

    def _write(self) -> None:
        if self.opened is None:
            return
        entry_id, values, officer_id, at = self.opened.entry.id, self.values, self._officer_id, self._books.now()
        self._keeping = True

        def keep(uow: UnitOfWork) -> None:
            uow.book_pictures.keep_draft(entry_id, values, Deed(officer_id, at))
            uow.commit()

        def kept(_: None) -> None:
            self._keeping = False
            here = self.opened is not None and self.opened.entry.id == entry_id
            if here and self.phase is EntryPhase.FILLING and self.values != values:
                self._keep()

        def failed(error: CodedError) -> None:
            self._keeping, self.error = False, error
            self._tell()

        self._deliver(self._worker.submit(keep), kept, failed)

    def _wipe(self, entry_id: int) -> None:
        officer_id = self._officer_id

        def wipe(uow: UnitOfWork) -> None:
            uow.book_pictures.drop_draft(entry_id, officer_id)
            uow.commit()

        def failed(error: CodedError) -> None:
            self.error = error
            self._tell()

        self._deliver(self._worker.submit(wipe), lambda _: None, failed)

    def _look(self, find: Callable[[UnitOfWork], int | None]) -> None:
        if self.changed or self.phase is EntryPhase.SAVING:
            self.error = CodedError("BOOK-019")
            self._tell()
            return
        self._asked += 1
        asked = self._asked
        self._close(EntryPhase.LOADING)

        def look(uow: UnitOfWork) -> OpenEntry | None:
            entry_id = find(uow)
            if entry_id is None:
                return None
            opened = self._opened(uow, entry_id)
            saw_entry(uow, opened.entry)
            uow.commit()
            return opened

        def show(found: OpenEntry | None) -> None:
            if asked == self._asked:
                self.opened = found
                self.phase = EntryPhase.FILLING if found is not None else EntryPhase.EMPTY
                draft = found.draft if found is not None else None
                self.values = dict(self._before() if draft is None else draft)
                self._tell()

        def fail(error: CodedError) -> None:
            if asked == self._asked:
                self.phase, self.error = EntryPhase.EMPTY, error
                self._tell()

        self._deliver(self._worker.submit(look), show, fail)

    def _opened(self, uow: UnitOfWork, entry_id: int) -> OpenEntry:
        entry = uow.book_entries.get(entry_id)
        check_step(entry.standing, Stage.ENTERED, self._officer_id, draw_settled=True)
        book = uow.books.get(entry.book_id)
        returns = [event.note for event in uow.book_entries.events(entry_id) if event.returned_from is not None]
        form, reason = self._books.forms[book.content.kind], returns[-1] if returns else ""
        return OpenEntry(book, entry, form, reason, uow.book_pictures.draft(entry_id, self._officer_id))

    def _before(self) -> Mapping[str, str]:
        return self.opened.entry.fields if self.opened is not None else {}

    def _saved(self, _: Entry) -> None:
        self._close(EntryPhase.SAVED)

    def _not_saved(self, error: CodedError) -> None:
        self.phase, self.error = EntryPhase.FILLING, error
        self._tell()

    def _close(self, phase: EntryPhase) -> None:
        self.phase, self.opened, self.values, self.error = phase, None, {}, None
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
