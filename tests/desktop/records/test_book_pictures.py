"""Pictures of a book's pages, what is being typed beside them, and what was mistyped at capture."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.books import Stage
from desktop.records.database import Database
from desktop.records.file_store import FileStore
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.books import BINH, CHILD, LAN, approved, book_of, captured, deed, entered, officers
from tests.helpers.desk import NOW


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    with UnitOfWork(database) as opened:
        officers(opened)
        yield opened


def code_of(error: pytest.ExceptionInfo[CodedError]) -> str:
    return error.value.code


class TestPictures:
    def test_of_a_page_the_newest_stands(self, uow: UnitOfWork, tmp_path: Path) -> None:
        store, book = FileStore(tmp_path / "files"), book_of(uow)
        uow.book_pictures.add(book.id, 3, store.put(b"first"), deed(), dpi=300)
        uow.book_pictures.add(book.id, 3, store.put(b"second"), deed(), dpi=200, defects=("blur", "skew"))
        uow.book_pictures.add(book.id, 4, store.put(b"other"), deed(), dpi=300)
        found = uow.book_pictures.of_book(book.id)
        assert list(found) == [3, 4]
        assert store.get(found[3].file) == b"second"
        assert (found[3].dpi, found[3].defects) == (200, ("blur", "skew"))
        assert uow.book_pictures.of_page(book.id, 3) == found[3]
        assert uow.book_pictures.of_page(book.id, 5) is None
        assert {picture.file.name for picture in found.values()} <= uow.pages.file_names()

    @pytest.mark.parametrize("page", [0, 41])
    def test_a_page_that_the_book_has_not(self, uow: UnitOfWork, tmp_path: Path, page: int) -> None:
        stored = FileStore(tmp_path / "files").put(b"x")
        with pytest.raises(CodedError) as error:
            uow.book_pictures.add(book_of(uow).id, page, stored, deed(), dpi=300)
        assert code_of(error) == "BOOK-010"

    def test_a_picture_is_never_changed(self, database: Database, uow: UnitOfWork, tmp_path: Path) -> None:
        uow.book_pictures.add(book_of(uow).id, 1, FileStore(tmp_path / "files").put(b"x"), deed(), dpi=300)
        uow.commit()
        with database.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text("UPDATE book_pictures SET page = 2"))


class TestDrafts:
    def test_what_is_typed_is_kept_by_entry_and_officer(self, uow: UnitOfWork) -> None:
        book = book_of(uow)
        first, second = captured(uow, book, 1), captured(uow, book, 2)
        uow.book_pictures.keep_draft(first.id, {"child_name": "Ng"}, deed(LAN))
        uow.book_pictures.keep_draft(first.id, {"child_name": "Nguyễn"}, deed(LAN))
        uow.book_pictures.keep_draft(first.id, {"child_name": "khác"}, deed(BINH))
        uow.book_pictures.keep_draft(second.id, {}, deed(LAN, at=NOW + timedelta(seconds=1)))
        assert uow.book_pictures.draft(first.id, LAN) == {"child_name": "Nguyễn"}
        assert uow.book_pictures.draft(first.id, BINH) == {"child_name": "khác"}
        assert uow.book_pictures.newest_draft(LAN) == second.id
        uow.book_pictures.drop_draft(second.id, LAN)
        assert uow.book_pictures.draft(second.id, LAN) is None
        assert uow.book_pictures.newest_draft(LAN) == first.id


class TestCorrections:
    def test_a_mistyped_number_is_put_right_and_free_again(self, uow: UnitOfWork) -> None:
        book = book_of(uow)
        entry = captured(uow, book, 12)
        right = uow.book_entries.correct(entry.id, 13, " 21 ", deed(LAN, note="gõ đảo số"))
        assert (right.page, right.number) == (13, "21")
        assert captured(uow, book, 12).number == "12"
        (correction,) = uow.book_entries.corrections(entry.id)
        assert (correction.page_before, correction.number_before) == (12, "12")
        assert (correction.page, correction.number, correction.deed.note) == (13, "21", "gõ đảo số")

    def test_what_was_entered_stays_with_it(self, uow: UnitOfWork) -> None:
        book = book_of(uow)
        entry = captured(uow, book, 5)
        entered(uow, entry.id)
        right = uow.book_entries.correct(entry.id, 6, "5", deed(LAN, note="nhầm trang"))
        assert right.fields == CHILD
        assert right.standing.stage is Stage.ENTERED

    def test_what_cannot_be(self, uow: UnitOfWork) -> None:
        book = book_of(uow)
        first, second = captured(uow, book, 1), captured(uow, book, 2)
        for code, page, number, note in (
            ("BOOK-003", 2, "7", " "),
            ("BOOK-010", 99, "7", "x"),
            ("BOOK-010", 2, "", "x"),
            ("BOOK-009", 2, "1", "x"),
        ):
            with pytest.raises(CodedError) as error:
                uow.book_entries.correct(second.id, page, number, deed(LAN, note=note))
            assert code_of(error) == code
        assert uow.book_entries.get(first.id) == first

    def test_an_approved_entry_stays_as_it_is(self, uow: UnitOfWork) -> None:
        (entry_id,) = approved(uow, book_of(uow, entries=1), 1)
        with pytest.raises(CodedError) as error:
            uow.book_entries.correct(entry_id, 2, "7", deed(LAN, note="x"))
        assert code_of(error) == "BOOK-004"

    def test_the_schema_lets_an_entry_change_by_a_correction_only(self, database: Database, uow: UnitOfWork) -> None:
        entry = captured(uow, book_of(uow), 1)
        uow.book_entries.correct(entry.id, 1, "2", deed(LAN, note="x"))
        uow.commit()
        for change in ("number = '3'", "page = 9", "book_id = 77"):
            with database.connect() as connection, pytest.raises(IntegrityError):
                connection.execute(text(f"UPDATE book_entries SET {change}"))
