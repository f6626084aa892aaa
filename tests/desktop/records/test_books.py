"""Books, packages, entries and their stages; the day's counts go with them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlcipher3
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop.records.book_repository import BOARD
from desktop.records.books import BoardLine, BookKind, MatchResult, Stage
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.file_store import StoredFile
from desktop.records.schema import metadata
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.books import (
    BINH,
    BIRTHS,
    CHILD,
    LAN,
    MAI,
    approved,
    book_of,
    captured,
    checked_once,
    counts,
    deed,
    entered,
    officers,
    updated,
)
from tests.helpers.desk import NOW

TOMORROW = NOW + timedelta(days=1)
KEPT_IN_STEP = {"book_standings", "book_tallies", "book_drafts"}
APPEND_ONLY = [name for name in metadata.tables if name.startswith("book") and name not in KEPT_IN_STEP]


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    with UnitOfWork(database) as opened:
        officers(opened)
        yield opened


def test_a_book_is_counted_when_it_is_collected(uow: UnitOfWork) -> None:
    book = book_of(uow)
    assert book.content == BIRTHS
    assert uow.books.all() == [uow.books.get(book.id)] == [book]
    assert counts(uow) == {Stage.COLLECTED: 20}
    with pytest.raises(CodedError, match="BOOK-008"):
        uow.books.collect(BIRTHS, deed())
    with pytest.raises(CodedError, match="BOOK-007"):
        uow.books.get(99)


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_year": 1859},
        {"first_year": 2000},
        {"last_year": 2101},
        {"pages": 0},
        {"entries": 10_001},
        {"unit": " "},
        {"number": "1\n"},
        {"unit": "x" * 501},
    ],
)
def test_a_book_that_cannot_be(uow: UnitOfWork, wrong: dict[str, object]) -> None:
    with pytest.raises(CodedError, match="BOOK-016"):
        uow.books.collect(replace(BIRTHS, **wrong), deed())  # type: ignore[arg-type]
    assert counts(uow) == {}


def test_a_recount_corrects_the_day_of_collecting(uow: UnitOfWork) -> None:
    book = book_of(uow)
    captured(uow, book, 3)
    counted = uow.books.recount(book.id, 30, 12, deed(at=TOMORROW, note="đếm nhầm"))
    assert (counted.content.pages, counted.content.entries) == (30, 12)
    assert counts(uow)[Stage.COLLECTED] == 12
    assert counts(uow, TOMORROW.date()) == {}
    for pages, entries, note, code in (
        (30, 0, "x", "BOOK-016"),
        (2, 12, "x", "BOOK-017"),
        (30, 12, " ", "BOOK-003"),
    ):
        with pytest.raises(CodedError, match=code):
            uow.books.recount(book.id, pages, entries, deed(note=note))


def test_an_entry_is_one_number_on_a_page_of_its_book(uow: UnitOfWork) -> None:
    book = book_of(uow, entries=2)
    entry = captured(uow, book, 1)
    assert (entry.page, entry.number, entry.standing.stage, entry.fields) == (1, "1", Stage.CAPTURED, {})
    with pytest.raises(CodedError, match="BOOK-009"):
        uow.book_entries.capture(book.id, 2, " 1 ", deed())
    for page, number in ((0, "2"), (41, "2"), (2, ""), (2, "9" * 31), (2, "a\tb")):
        with pytest.raises(CodedError, match="BOOK-010"):
            uow.book_entries.capture(book.id, page, number, deed())
    captured(uow, book, 2)
    with pytest.raises(CodedError, match="BOOK-011"):
        captured(uow, book, 3)
    assert counts(uow) == {Stage.COLLECTED: 2, Stage.CAPTURED: 2}


def test_only_who_has_the_page_enters_it_and_a_later_package_takes_it_over(uow: UnitOfWork) -> None:
    book = book_of(uow)
    entry = captured(uow, book, 5)
    assert [(work.package.officer_id, work.to_enter) for work in uow.books.work_of(LAN)] == [(LAN, 1)]
    with pytest.raises(CodedError, match="BOOK-012"):
        uow.book_entries.enter(entry.id, CHILD, deed(BINH))
    uow.books.give_package(book.id, (5, 9), BINH, deed())
    assert uow.books.work_of(LAN) == []
    assert [work.to_enter for work in uow.books.work_of(BINH)] == [1]
    with pytest.raises(CodedError, match="BOOK-012"):
        uow.book_entries.enter(entry.id, CHILD, deed(LAN))
    uow.book_entries.enter(entry.id, CHILD, deed(BINH))
    assert uow.book_entries.get(entry.id).fields == CHILD
    assert uow.books.work_of(BINH) == []
    for pages in ((0, 1), (3, 2), (1, 41)):
        with pytest.raises(CodedError, match="BOOK-013"):
            uow.books.give_package(book.id, pages, LAN, deed())


def test_the_whole_way_counts_every_stage_once(uow: UnitOfWork) -> None:
    approved(uow, book_of(uow), 10)
    assert counts(uow) == {
        Stage.COLLECTED: 20,
        Stage.CAPTURED: 10,
        Stage.ENTERED: 10,
        Stage.CHECKED_ONCE: 10,
        Stage.CHECKED_TWICE: 3,
        Stage.UPDATED: 10,
        Stage.MATCHED: 10,
        Stage.APPROVED: 10,
    }
    indicators = uow.indicators().counts(NOW.date())
    assert (indicators["books.collected"], indicators["books.scanned"], indicators["books.accepted"]) == (20, 10, 10)


def test_who_entered_it_neither_checks_nor_approves_it(uow: UnitOfWork) -> None:
    entry = captured(uow, book_of(uow), 1)
    entered(uow, entry.id)
    with pytest.raises(CodedError, match="BOOK-002"):
        uow.book_entries.step(entry.id, Stage.CHECKED_ONCE, deed(LAN))
    with pytest.raises(CodedError, match="BOOK-002"):
        uow.book_entries.send_back(entry.id, Stage.CAPTURED, deed(LAN, note="mờ"))
    uow.book_entries.step(entry.id, Stage.CHECKED_ONCE, deed(BINH))
    uow.book_draws.draw(entry.book_id, "s", deed())
    with pytest.raises(CodedError, match="BOOK-002"):
        uow.book_entries.step(entry.id, Stage.CHECKED_TWICE, deed(LAN))
    uow.book_entries.step(entry.id, Stage.CHECKED_TWICE, deed(BINH))
    uow.book_entries.step(entry.id, Stage.UPDATED, deed(LAN))
    uow.book_entries.match(entry.id, MatchResult.MATCH, deed(LAN))
    with pytest.raises(CodedError, match="BOOK-002"):
        uow.book_entries.step(entry.id, Stage.APPROVED, deed(LAN))


def test_a_return_takes_back_on_the_days_that_counted(uow: UnitOfWork) -> None:
    entry = captured(uow, book_of(uow), 1)
    entered(uow, entry.id)
    uow.book_entries.step(entry.id, Stage.CHECKED_ONCE, deed(BINH, TOMORROW))
    for note, to, code in (
        (" ", Stage.CAPTURED, "BOOK-003"),
        ("x", Stage.ENTERED, "BOOK-004"),
        ("x", Stage.CHECKED_ONCE, "BOOK-004"),
    ):
        with pytest.raises(CodedError, match=code):
            uow.book_entries.send_back(entry.id, to, deed(BINH, note=note))
    uow.book_entries.send_back(entry.id, Stage.CAPTURED, deed(BINH, TOMORROW, "sai năm sinh"))
    assert counts(uow) == {Stage.COLLECTED: 20, Stage.CAPTURED: 1}
    assert counts(uow, TOMORROW.date()) == {}
    back = uow.book_entries.events(entry.id)[-1]
    assert (back.round, back.stage, back.returned_from, back.note) == (
        1,
        Stage.CAPTURED,
        Stage.CHECKED_ONCE,
        "sai năm sinh",
    )
    entered(uow, entry.id)
    uow.book_entries.send_back(entry.id, Stage.COLLECTED, deed(MAI, TOMORROW, "ảnh mờ"))
    assert counts(uow) == {Stage.COLLECTED: 20}
    uow.book_entries.step(entry.id, Stage.CAPTURED, deed(at=TOMORROW))
    assert counts(uow, TOMORROW.date()) == {Stage.CAPTURED: 1}
    assert len(uow.book_entries.versions(entry.id)) == 2


def test_what_was_taken_back_by_hand_does_not_hold_up_a_return(uow: UnitOfWork) -> None:
    entry = captured(uow, book_of(uow), 1)
    entered(uow, entry.id)
    uow.facts.add(FactKind.BOOKS_ENTERED, NOW, MAI, amount=-1)
    uow.book_entries.send_back(entry.id, Stage.CAPTURED, deed(BINH, note="nhập lại"))
    assert counts(uow) == {Stage.COLLECTED: 20, Stage.CAPTURED: 1}


def test_only_a_match_counts_and_a_difference_stays(uow: UnitOfWork) -> None:
    first, second, third = updated(uow, book_of(uow), 3)
    uow.book_entries.match(first, MatchResult.DIFFERS, deed(note="khác năm sinh"))
    uow.book_entries.match(second, MatchResult.NOT_FOUND, deed())
    uow.book_entries.match(third, MatchResult.MATCH, deed())
    stages = [uow.book_entries.standing(entry_id).stage for entry_id in (first, second, third)]
    assert stages == [Stage.UPDATED, Stage.MATCHED, Stage.MATCHED]
    assert counts(uow)[Stage.MATCHED] == 1
    with pytest.raises(CodedError, match="BOOK-001"):
        uow.book_entries.step(first, Stage.APPROVED, deed())
    with pytest.raises(CodedError, match="BOOK-001"):
        uow.book_entries.match(third, MatchResult.MATCH, deed())
    uow.book_entries.match(first, MatchResult.MATCH, deed())
    assert [match.result for match in uow.book_entries.matches(first)] == [MatchResult.DIFFERS, MatchResult.MATCH]
    uow.book_entries.step(second, Stage.APPROVED, deed())
    uow.book_entries.send_back(third, Stage.CAPTURED, deed(note="x"))
    assert counts(uow)[Stage.MATCHED] == 1
    with pytest.raises(CodedError, match="BOOK-004"):
        uow.book_entries.send_back(second, Stage.CAPTURED, deed(note="x"))


def test_entering_and_matching_are_no_plain_steps(uow: UnitOfWork) -> None:
    entry = captured(uow, book_of(uow), 1)
    with pytest.raises(CodedError, match="BOOK-001"):
        uow.book_entries.step(entry.id, Stage.ENTERED, deed())
    with pytest.raises(CodedError, match="BOOK-007"):
        uow.book_entries.step(99, Stage.UPDATED, deed())
    with pytest.raises(CodedError, match="BOOK-007"):
        uow.book_entries.get(99)


def test_the_board_says_what_is_left(uow: UnitOfWork) -> None:
    births = book_of(uow)
    book_of(uow, number="02", entries=5)
    book_of(uow, kind=BookKind.DEATHS, first_year=1990, entries=7)
    checked_once(uow, births, 3)
    again = captured(uow, births, 9)
    uow.book_entries.send_back(again.id, Stage.COLLECTED, deed(note="ảnh mờ"))
    assert uow.books.board() == [
        BoardLine(BookKind.BIRTHS, 1998, Stage.COLLECTED, 22),
        BoardLine(BookKind.BIRTHS, 1998, Stage.CHECKED_ONCE, 3),
        BoardLine(BookKind.DEATHS, 1990, Stage.COLLECTED, 7),
    ]


def test_the_board_does_not_go_through_the_entries(database: Database) -> None:
    with database.connect() as connection:
        sql = str(BOARD.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row[3]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {sql}")))
    assert "book_tallies" in plan
    assert not {"book_standings", "book_entries"} & set(plan.split())


def test_where_an_entry_stands_is_never_forgotten(database: Database) -> None:
    with UnitOfWork(database) as uow:
        officers(uow)
        captured(uow, book_of(uow), 1)
        uow.commit()
    with database.connect() as connection, pytest.raises(DBAPIError, match="never deleted"):
        connection.execute(text("DELETE FROM book_standings"))
    with database.connect() as connection, pytest.raises(DBAPIError, match="begin at collected"):
        connection.execute(text("INSERT INTO book_standings VALUES (2, 1, 'approved', 0, NULL, 0, NULL)"))


def test_a_recount_is_on_the_board(uow: UnitOfWork) -> None:
    book = book_of(uow)
    captured(uow, book, 1)
    for entries in (9, 30, 3):
        uow.books.recount(book.id, 40, entries, deed(note="đếm lại"))
        assert [line.count for line in uow.books.board()] == [entries - 1, 1]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_happened_stays(database: Database, table: str) -> None:
    with UnitOfWork(database) as uow:
        officers(uow)
        book = book_of(uow)
        uow.book_entries.correct(captured(uow, book, 9).id, 10, "10", deed(note="gõ nhầm"))
        uow.book_pictures.add(book.id, 1, StoredFile("0" * 64, b"", "", 0), deed(), dpi=300)
        approved(uow, book, 1)
        uow.commit()
    column = next(iter(metadata.tables[table].columns)).name
    for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with database.connect() as connection, pytest.raises(DBAPIError, match="append-only") as caught:
            connection.execute(text(change))
        assert isinstance(caught.value.orig, sqlcipher3.IntegrityError)
