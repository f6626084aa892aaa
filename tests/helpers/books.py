"""Civil-status books for tests: three officers, a small book of births, entries brought to any stage. All synthetic."""

from dataclasses import replace
from datetime import date, datetime

from desktop.records.book_stages import FACTS
from desktop.records.books import Book, BookKind, Deed, Entry, MatchResult, NewBook, Stage
from desktop.records.unit_of_work import UnitOfWork
from tests.helpers.desk import NOW

LAN, BINH, MAI = 1, 2, 3  # who enters, who checks, who manages
BIRTHS = NewBook(BookKind.BIRTHS, "UBND xã Tân Hương (cũ)", 1998, 1999, "01", pages=40, entries=20)
TODAY = NOW.date()
CHILD = {
    "registered_on": "02/03/1998",
    "child_name": "Nguyễn Thị Ẩn",
    "child_sex": "Nữ",
    "child_birth_date": "--/02/1998",
    "mother_name": "Lê Thị Mẫu",
}


def officers(uow: UnitOfWork) -> None:
    """Two more beside the desk's own."""
    uow.officers.add("binh", "Lê Văn Bình")
    uow.officers.add("mai", "Phạm Thị Mai")


def deed(officer_id: int = MAI, at: datetime = NOW, note: str = "") -> Deed:
    return Deed(officer_id, at, note)


def book_of(uow: UnitOfWork, **more: object) -> Book:
    """A collected book whose pages are all Lan's to enter."""
    book = uow.books.collect(replace(BIRTHS, **more), deed())  # type: ignore[arg-type]
    uow.books.give_package(book.id, (1, book.content.pages), LAN, deed())
    return book


def captured(uow: UnitOfWork, book: Book, number: int) -> Entry:
    """An entry of a book."""
    return uow.book_entries.capture(book.id, number, str(number), deed())


def entered(uow: UnitOfWork, entry_id: int) -> None:
    uow.book_entries.enter(entry_id, CHILD, deed(LAN))


def checked_once(uow: UnitOfWork, book: Book, count: int) -> list[int]:
    """New entries that passed check 1."""
    ids = [captured(uow, book, number).id for number in range(1, count + 1)]
    for entry_id in ids:
        entered(uow, entry_id)
        uow.book_entries.step(entry_id, Stage.CHECKED_ONCE, deed(BINH))
    return ids


def updated(uow: UnitOfWork, book: Book, count: int) -> list[int]:
    """New entries that were drawn among, checked twice where they were drawn, and updated."""
    ids = checked_once(uow, book, count)
    for entry_id in uow.book_draws.draw(book.id, "seed", deed()).drawn:
        uow.book_entries.step(entry_id, Stage.CHECKED_TWICE, deed(BINH))
    for entry_id in ids:
        uow.book_entries.step(entry_id, Stage.UPDATED, deed())
    return ids


def approved(uow: UnitOfWork, book: Book, count: int) -> list[int]:
    """New entries that went all the way."""
    ids = updated(uow, book, count)
    for entry_id in ids:
        uow.book_entries.match(entry_id, MatchResult.MATCH, deed())
        uow.book_entries.step(entry_id, Stage.APPROVED, deed())
    return ids


def counts(uow: UnitOfWork, day: date = TODAY) -> dict[Stage, int]:
    """A day's facts by stage, without those that are none."""
    found = {stage: uow.facts.total(kind, day) for stage, kind in FACTS.items()}
    return {stage: total for stage, total in found.items() if total}
