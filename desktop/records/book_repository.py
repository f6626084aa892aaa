"""Civil-status books: collected, counted again, given to officers in packages, and what is left of them.

A book's count of entries feeds `books.collected`. A corrected count corrects the day on which the book was collected,
so that no day is ever below nothing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from desktop.records.books import (
    EARLIEST_YEAR,
    LARGEST_BOOK,
    LATEST_YEAR,
    LONGEST_TEXT,
    BoardLine,
    Book,
    BookKind,
    Deed,
    NewBook,
    PackageWork,
    Stage,
    WorkPackage,
)
from desktop.records.desk_facts import DeskFactRepository, FactKind
from desktop.records.schema import book_counts, book_entries, book_packages, book_standings, book_tallies, books
from devices.errors import CodedError

BOARD = select(book_tallies).where(book_tallies.c.entries != 0)


class BookRepository:
    """Books and work packages."""

    def __init__(self, connection: Connection, facts: DeskFactRepository) -> None:
        self._connection = connection
        self._facts = facts

    def collect(self, book: NewBook, deed: Deed) -> Book:
        """Add a book that was collected, with its fact.

        Raises:
            CodedError: BOOK-008, there is this book already; BOOK-016, it cannot be as described.
        """
        if not _is_plausible(book):
            raise CodedError("BOOK-016")
        row = {
            "kind": book.kind,
            "unit": book.unit.strip(),
            "first_year": book.first_year,
            "last_year": book.last_year,
            "number": book.number.strip(),
            "at": deed.at.isoformat(),
            "officer_id": deed.officer_id,
        }
        try:
            inserted = self._connection.execute(insert(books).values(row))
        except IntegrityError as error:
            if "UNIQUE" in str(error.orig):
                raise CodedError("BOOK-008") from None
            raise
        key = inserted.inserted_primary_key
        book_id = int(key[0]) if key is not None else 0
        self._count(book_id, book.pages, book.entries, deed)
        self._facts.add(FactKind.BOOKS_COLLECTED, deed.at, deed.officer_id, amount=book.entries)
        return self.get(book_id)

    def recount(self, book_id: int, pages: int, entries: int, deed: Deed) -> Book:
        """Correct a book's count of pages and entries; the deed's note is the reason.

        Raises:
            CodedError: BOOK-003, no reason; BOOK-007, no such book; BOOK-016, no such count; BOOK-017, there are more
                entries, or entries on later pages, already.
        """
        if not deed.note.strip():
            raise CodedError("BOOK-003")
        book = self.get(book_id)
        if not (1 <= pages <= LARGEST_BOOK and 1 <= entries <= LARGEST_BOOK):
            raise CodedError("BOOK-016")
        there = select(func.count(), func.max(book_entries.c.page)).where(book_entries.c.book_id == book_id)
        count, last_page = self._connection.execute(there).one()
        if count > entries or (last_page or 0) > pages:
            raise CodedError("BOOK-017", count=count, page=last_page or 0)
        self._count(book_id, pages, entries, deed)
        difference = entries - book.content.entries
        if difference:
            self._facts.correct(FactKind.BOOKS_COLLECTED, book.collected_at, deed.officer_id, difference)
        return self.get(book_id)

    def get(self, book_id: int) -> Book:
        """One book.

        Raises:
            CodedError: BOOK-007, there is none with this id.
        """
        row = self._connection.execute(_newest().where(books.c.id == book_id)).one_or_none()
        if row is None:
            raise CodedError("BOOK-007")
        return _book(row)

    def all(self) -> list[Book]:
        """Every book, by kind and years."""
        order = (books.c.kind, books.c.first_year, books.c.unit, books.c.number)
        return [_book(row) for row in self._connection.execute(_newest().order_by(*order))]

    def give_package(self, book_id: int, pages: tuple[int, int], officer_id: int, deed: Deed) -> WorkPackage:
        """Give an officer pages of a book to enter; a later package for the same pages takes them over.

        Args:
            book_id: The book.
            pages: The first and the last of them.
            officer_id: Whose work it is.
            deed: Who gives it.

        Raises:
            CodedError: BOOK-007, no such book; BOOK-013, the pages are not the book's.
        """
        first_page, last_page = pages
        if not 1 <= first_page <= last_page <= self.get(book_id).content.pages:
            raise CodedError("BOOK-013")
        row = {
            "book_id": book_id,
            "first_page": first_page,
            "last_page": last_page,
            "officer_id": officer_id,
            "at": deed.at.isoformat(),
            "given_by": deed.officer_id,
            "note": deed.note.strip(),
        }
        key = self._connection.execute(insert(book_packages).values(row)).inserted_primary_key
        return WorkPackage(int(key[0]) if key is not None else 0, book_id, first_page, last_page, officer_id, deed.at)

    def holder(self, book_id: int, page: int) -> int | None:
        """The officer who has a page of a book to enter."""
        wanted = select(book_packages.c.officer_id).where(
            book_packages.c.book_id == book_id, book_packages.c.first_page <= page, book_packages.c.last_page >= page
        )
        holder: int | None = self._connection.execute(
            wanted.order_by(book_packages.c.id.desc()).limit(1)
        ).scalar_one_or_none()
        return holder

    def work_of(self, officer_id: int) -> list[PackageWork]:
        """An officer's packages that still have captured entries to enter, oldest first."""
        package, newest = book_packages.alias("package"), book_packages.alias("newest")
        standing = (
            select(newest.c.id)
            .where(
                newest.c.book_id == book_entries.c.book_id,
                newest.c.first_page <= book_entries.c.page,
                newest.c.last_page >= book_entries.c.page,
            )
            .order_by(newest.c.id.desc())
            .limit(1)
            .correlate(book_entries)
            .scalar_subquery()
        )
        waiting = book_standings.join(book_entries, book_entries.c.id == book_standings.c.entry_id)
        wanted = (
            select(package, func.count().label("to_enter"))
            .select_from(package.join(waiting, book_standings.c.book_id == package.c.book_id))
            .where(
                package.c.officer_id == officer_id,
                book_standings.c.stage == Stage.CAPTURED,
                package.c.id == standing,
            )
            .group_by(package.c.id)
            .order_by(package.c.id)
        )
        return [PackageWork(_package(row), int(row.to_enter)) for row in self._connection.execute(wanted)]

    def board(self) -> list[BoardLine]:
        """What is left: entries by kind, the book's first year, and stage; one statement over the tallies."""
        rows = self._connection.execute(BOARD)
        lines = [BoardLine(BookKind(row.kind), row.year, Stage(row.stage), row.entries) for row in rows]
        return sorted(lines, key=lambda line: (line.kind, line.year, line.stage.rank))

    def _count(self, book_id: int, pages: int, entries: int, deed: Deed) -> None:
        row = {"book_id": book_id, "pages": pages, "entries": entries, "at": deed.at.isoformat()}
        row |= {"officer_id": deed.officer_id, "note": deed.note.strip()}
        self._connection.execute(insert(book_counts).values(row))


def _newest() -> Select[Any]:
    later = book_counts.alias("later")
    last = select(func.max(later.c.id)).where(later.c.book_id == books.c.id).correlate(books).scalar_subquery()
    both = books.join(book_counts, book_counts.c.id == last)
    return select(books, book_counts.c.pages, book_counts.c.entries).select_from(both)


def _book(row: Row[Any]) -> Book:
    content = NewBook(BookKind(row.kind), row.unit, row.first_year, row.last_year, row.number, row.pages, row.entries)
    return Book(row.id, content, datetime.fromisoformat(row.at))


def _package(row: Row[Any]) -> WorkPackage:
    at = datetime.fromisoformat(row.at)
    return WorkPackage(row.id, row.book_id, row.first_page, row.last_page, row.officer_id, at)


def _is_plausible(book: NewBook) -> bool:
    texts = (book.unit, book.number)
    return (
        EARLIEST_YEAR <= book.first_year <= book.last_year <= LATEST_YEAR
        and 1 <= book.pages <= LARGEST_BOOK
        and 1 <= book.entries <= LARGEST_BOOK
        and all(text.strip() and len(text) <= LONGEST_TEXT and text.isprintable() for text in texts)
    )
