"""The pictures of a book's pages, and what is being typed beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from desktop.records.book_repository import BookRepository
from desktop.records.book_schema import book_drafts, book_pictures
from desktop.records.books import Deed
from desktop.records.file_store import StoredFile
from desktop.records.page_repository import PageRepository
from desktop.records.paper_files import FileKind
from desktop.records.schema import files
from devices.errors import CodedError


@dataclass(frozen=True, slots=True)
class BookPicture:
    """The picture of one page; of those taken of it, the newest.

    Attributes:
        file: A JPEG.
        dpi: Its dots per inch.
        defects: What was seen on it, codes of `devices.documents.quality`.
    """

    book_id: int
    page: int
    file: StoredFile
    dpi: int
    defects: tuple[str, ...]
    at: datetime


class BookPictureRepository:
    """Pictures and drafts, within one transaction."""

    def __init__(self, connection: Connection, books: BookRepository, pages: PageRepository) -> None:
        self._connection = connection
        self._books = books
        self._pages = pages

    def add(
        self, book_id: int, page: int, stored: StoredFile, deed: Deed, *, dpi: int, defects: Sequence[str] = ()
    ) -> None:
        """Keep a page's picture; one that was taken before stays, and no longer stands.

        Raises:
            CodedError: BOOK-007, no such book; BOOK-010, no such page.
        """
        if not 1 <= page <= self._books.get(book_id).content.pages:
            raise CodedError("BOOK-010")
        file_id = self._pages.add_file(stored, FileKind.PAGE, deed.at)
        row = {"book_id": book_id, "page": page, "file_id": file_id, "dpi": dpi, "defects": " ".join(defects)}
        row |= {"at": deed.at.isoformat(), "officer_id": deed.officer_id}
        self._connection.execute(insert(book_pictures).values(row))

    def of_book(self, book_id: int) -> dict[int, BookPicture]:
        """The pictures that stand, by page."""
        newest = (
            select(func.max(book_pictures.c.id))
            .where(book_pictures.c.book_id == book_id)
            .group_by(book_pictures.c.page)
        )
        wanted = (
            select(book_pictures, files.c.name, files.c.key, files.c.digest, files.c.size)
            .join(files, files.c.id == book_pictures.c.file_id)
            .where(book_pictures.c.id.in_(newest))
            .order_by(book_pictures.c.page)
        )
        return {row.page: _picture(row) for row in self._connection.execute(wanted)}

    def of_page(self, book_id: int, page: int) -> BookPicture | None:
        """The picture of one page that stands."""
        wanted = (
            select(book_pictures, files.c.name, files.c.key, files.c.digest, files.c.size)
            .join(files, files.c.id == book_pictures.c.file_id)
            .where(book_pictures.c.book_id == book_id, book_pictures.c.page == page)
            .order_by(book_pictures.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else _picture(row)

    def keep_draft(self, entry_id: int, fields: Mapping[str, str], deed: Deed) -> None:
        """Keep what an officer has typed of an entry so far."""
        values = {"at": deed.at.isoformat(), "fields": msgspec.json.encode(dict(fields)).decode()}
        statement = insert_or_update(book_drafts).values(entry_id=entry_id, officer_id=deed.officer_id, **values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["entry_id", "officer_id"], set_=values)
        )

    def draft(self, entry_id: int, officer_id: int) -> dict[str, str] | None:
        """What an officer had typed of an entry; None where nothing is kept."""
        wanted = select(book_drafts.c.fields).where(
            book_drafts.c.entry_id == entry_id, book_drafts.c.officer_id == officer_id
        )
        text = self._connection.execute(wanted).scalar_one_or_none()
        return None if text is None else msgspec.json.decode(text, type=dict[str, str])

    def drop_draft(self, entry_id: int, officer_id: int) -> None:
        """Wipe it: it was saved, or is not wanted."""
        self._connection.execute(
            book_drafts.delete().where(book_drafts.c.entry_id == entry_id, book_drafts.c.officer_id == officer_id)
        )

    def newest_draft(self, officer_id: int) -> int | None:
        """The entry that an officer typed at last without saving it."""
        wanted = select(book_drafts.c.entry_id).where(book_drafts.c.officer_id == officer_id)
        found: int | None = self._connection.execute(
            wanted.order_by(book_drafts.c.at.desc()).limit(1)
        ).scalar_one_or_none()
        return found


def _picture(row: Row[Any]) -> BookPicture:
    file = StoredFile(row.name, bytes(row.key), row.digest, row.size)
    at = datetime.fromisoformat(row.at)
    return BookPicture(row.book_id, row.page, file, row.dpi, tuple(row.defects.split()), at)
