"""The work on the books as a whole: one transaction a deed, the Excel that comes back, the history of an entry."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from desktop.records.book_forms import load_book_forms
from desktop.records.book_sheet import BookSheetError, letters
from desktop.records.books import Book, BookKind, MatchResult, ReturnedRow, Stage
from desktop.records.database import Database
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.book_history import FieldChange
from desktop.workflows.book_return import Applied
from desktop.workflows.civil_status_books import CivilStatusBooks
from devices.errors import CodedError
from tests.helpers.books import BINH, BIRTHS, CHILD, LAN, MAI, counts, officers
from tests.helpers.desk import NOW, desk

FORMS = load_book_forms(resources_folder() / "catalogue")
AT = letters(FORMS[BookKind.BIRTHS])
SECONDS = count()
WORK = CivilStatusBooks(FORMS, lambda: NOW + timedelta(seconds=next(SECONDS)))  # a clock that goes on


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    with UnitOfWork(database) as opened:
        officers(opened)
        yield opened


@pytest.fixture
def book(uow: UnitOfWork) -> Book:
    made = WORK.collect(uow, replace(BIRTHS, entries=4), MAI)
    WORK.give(uow, made.id, (1, 40), LAN, given_by=MAI)
    return made


def row(number: str, line: int = 2, **more: object) -> ReturnedRow:
    return replace(ReturnedRow(line, number, int(number), CHILD, None, ""), **more)  # type: ignore[arg-type]


def four(uow: UnitOfWork, book: Book) -> list[int]:
    return [WORK.capture(uow, book.id, number, str(number), MAI).id for number in range(1, 5)]


def four_updated(uow: UnitOfWork, book: Book) -> list[int]:
    ids = four(uow, book)
    for entry_id in ids:
        WORK.enter(uow, entry_id, CHILD, LAN)
        WORK.step(uow, entry_id, Stage.CHECKED_ONCE, BINH)
    for entry_id in WORK.draw(uow, book.id, MAI).drawn:
        WORK.step(uow, entry_id, Stage.CHECKED_TWICE, BINH)
    assert [entry.id for entry in WORK.to_update(uow, book.id)] == ids
    for entry_id in ids:
        WORK.step(uow, entry_id, Stage.UPDATED, MAI)
    return ids


def test_what_was_done_stays_and_what_was_refused_does_not(database: Database) -> None:
    with UnitOfWork(database) as uow:
        officers(uow)
        made = WORK.collect(uow, BIRTHS, MAI)
    with UnitOfWork(database) as uow:
        assert uow.books.get(made.id) == made
        entry = WORK.capture(uow, made.id, 1, "1", MAI)
    with UnitOfWork(database) as uow, pytest.raises(CodedError, match="BOOK-012"):
        WORK.enter(uow, entry.id, CHILD, LAN)
    with UnitOfWork(database) as uow:
        assert uow.book_entries.versions(entry.id) == []
        assert counts(uow) == {Stage.COLLECTED: 20, Stage.CAPTURED: 1}


def test_entering_takes_only_what_its_form_allows(uow: UnitOfWork, book: Book) -> None:
    first = four(uow, book)[0]
    with pytest.raises(CodedError, match="BOOK-014") as caught:
        WORK.enter(uow, first, {**CHILD, "child_name": "", "weight": "3"}, LAN)
    assert caught.value.details == {"count": 2}
    assert WORK.enter(uow, first, {**CHILD, "child_birth_date": "?/2/1998"}, LAN).fields == CHILD


def test_the_next_to_enter_follows_packages_and_pages(uow: UnitOfWork, book: Book) -> None:
    ids = four(uow, book)
    WORK.give(uow, book.id, (1, 1), BINH, given_by=MAI)
    found = WORK.next_to_enter(uow, LAN)
    assert found is not None
    assert found.id == ids[1]
    assert [work.to_enter for work in WORK.work_of(uow, LAN)] == [3]
    assert WORK.next_to_enter(uow, MAI) is None


def test_a_seed_is_new_for_every_draw_and_not_to_be_foreseen(uow: UnitOfWork, book: Book) -> None:
    four_updated(uow, book)
    other = WORK.collect(uow, replace(BIRTHS, number="02"), MAI)
    WORK.give(uow, other.id, (1, 40), LAN, given_by=MAI)
    entry = WORK.capture(uow, other.id, 1, "1", MAI)
    WORK.enter(uow, entry.id, CHILD, LAN)
    WORK.step(uow, entry.id, Stage.CHECKED_ONCE, BINH)
    seeds = [uow.book_draws.of_book(book.id)[0].seed, WORK.draw(uow, other.id, MAI).seed]
    assert len(set(seeds)) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", seed) for seed in seeds)


def test_a_book_goes_out_only_when_all_of_it_is_checked(uow: UnitOfWork, book: Book) -> None:
    first = WORK.capture(uow, book.id, 1, "1", MAI)
    assert [entry.id for entry in WORK.to_key(uow, book.id)] == [first.id]
    with pytest.raises(CodedError, match="BOOK-018") as caught:
        WORK.to_update(uow, book.id)
    assert caught.value.details == {"count": 4}


def test_a_history_tells_who_changed_what_and_why(uow: UnitOfWork, book: Book) -> None:
    entry_id = four_updated(uow, book)[0]
    WORK.match(uow, entry_id, MatchResult.DIFFERS, MAI, "khác tên mẹ")
    WORK.send_back(uow, entry_id, Stage.CAPTURED, MAI, "sửa tên mẹ")
    WORK.enter(uow, entry_id, {**CHILD, "mother_name": "Lê Thị Thử", "remark": "đọc lại"}, LAN)
    history = WORK.history(uow, entry_id)
    assert [(change.stage, change.match) for change in history[-3:]] == [
        (None, MatchResult.DIFFERS),
        (Stage.CAPTURED, None),
        (Stage.ENTERED, None),
    ]
    assert [change.note for change in history[-3:]] == ["khác tên mẹ", "sửa tên mẹ", ""]
    first, last = (change for change in history if change.fields)
    assert {change.field for change in first.fields} == set(CHILD)
    assert last.fields == (
        FieldChange("mother_name", "Lê Thị Mẫu", "Lê Thị Thử"),
        FieldChange("remark", "", "đọc lại"),
    )
    back = next(change for change in history if change.returned_from is not None)
    assert (back.returned_from, back.officer_id, back.note) == (Stage.UPDATED, MAI, "sửa tên mẹ")


def test_an_excel_that_was_keyed_elsewhere_is_entered(uow: UnitOfWork, book: Book) -> None:
    four(uow, book)
    applied = WORK.take_back_sheet(uow, book.id, [row("1"), row("2", 3), row("3", 4, fields={})], LAN)
    assert applied == Applied(2, {})
    assert counts(uow)[Stage.ENTERED] == 2
    assert [entry.number for entry in WORK.to_key(uow, book.id)] == ["3", "4"]


def test_an_excel_brings_what_the_population_database_said(uow: UnitOfWork, book: Book) -> None:
    ids = four_updated(uow, book)
    rows = [
        row("1", result=MatchResult.MATCH),
        row("2", 3, result=MatchResult.DIFFERS, note="khác năm sinh"),
        row("3", 4, result=MatchResult.NOT_FOUND),
        row("4", 5),
    ]
    applied = WORK.take_back_sheet(uow, book.id, rows, MAI)
    assert applied == Applied(0, dict.fromkeys(MatchResult, 1))
    assert [match.note for match in uow.book_entries.matches(ids[1])] == ["khác năm sinh"]
    assert counts(uow)[Stage.MATCHED] == 1
    WORK.step(uow, ids[0], Stage.APPROVED, MAI)


def test_of_an_excel_with_a_mistake_nothing_is_taken_and_all_mistakes_are_told(uow: UnitOfWork, book: Book) -> None:
    ids = four(uow, book)
    WORK.enter(uow, ids[0], CHILD, LAN)
    WORK.send_back(uow, ids[3], Stage.COLLECTED, MAI, "ảnh mờ")
    WORK.give(uow, book.id, (3, 3), BINH, given_by=MAI)
    rows = [
        row("1", fields={**CHILD, "child_name": "Trần Thử"}, result=MatchResult.MATCH),
        row("2", 3, page=9, fields={"child_name": "Lê Thử"}),
        row("3", 4),
        row("4", 5),
        row("9", 6),
        row("2", 7),
    ]
    with pytest.raises(BookSheetError, match="BOOK-021") as caught:
        WORK.take_back_sheet(uow, book.id, rows, LAN)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (2, AT["child_name"]),
        (2, AT["#result"]),
        (3, AT["#number"]),
        (3, AT["#page"]),
        (3, AT["registered_on"]),
        (3, AT["child_sex"]),
        (3, AT["child_birth_date"]),
        (4, AT["#page"]),
        (5, AT["#number"]),
        (6, AT["#number"]),
        (7, AT["#number"]),
    ]
    assert caught.value.details["count"] == 11
    assert "Thử" not in str(caught.value)
    assert counts(uow)[Stage.ENTERED] == 1


def test_a_recount_and_the_board(uow: UnitOfWork, book: Book) -> None:
    WORK.recount(uow, book.id, pages=40, entries=6, officer_id=MAI, reason="sót hai trang")
    four(uow, book)
    assert [(line.stage, line.count) for line in WORK.board(uow)] == [(Stage.COLLECTED, 2), (Stage.CAPTURED, 4)]


def test_every_code_of_the_books_has_its_words_and_is_raised() -> None:
    root = resources_folder().parent
    entries = tomllib.loads((root / "resources" / "errors.toml").read_text(encoding="utf-8"))
    sources = list((root / "desktop").rglob("book*.py"))
    sources += [root / "desktop" / "workflows" / "civil_status_books.py"]
    told = "".join(path.read_text(encoding="utf-8") for path in sources)
    raised = set(re.findall(r'(?:CodedError|__init__)\(\s*"(BOOK-\d{3})"', told))
    assert raised == {code for code in entries if code.startswith("BOOK-")}
    assert raised == {f"BOOK-{number:03d}" for number in range(1, len(raised) + 1)}
