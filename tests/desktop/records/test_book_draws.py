"""Check 2: 30 % at random, the same for everybody who has the seed, and no second try."""

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest

from desktop.records.book_draws import is_as_drawn
from desktop.records.book_stages import drawn
from desktop.records.books import Stage
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.books import BINH, MAI, book_of, checked_once, deed, entered, officers


@pytest.fixture
def uow(database: Database) -> Iterator[UnitOfWork]:
    with UnitOfWork(database) as opened:
        officers(opened)
        yield opened


@pytest.mark.parametrize(("members", "share"), [(1, 1), (3, 1), (4, 2), (10, 3), (11, 4), (100, 30), (101, 31)])
def test_thirty_per_cent_rounded_up(members: int, share: int) -> None:
    assert len(drawn("seed", range(members))) == share


def test_the_order_is_that_of_the_hashes() -> None:
    hashes = {each: hashlib.sha256(b"a1" + str(each).encode()).hexdigest() for each in range(10)}
    assert drawn("a1", range(10)) == sorted(hashes, key=lambda each: hashes[each])[:3]


def test_no_entry_is_drawn_more_often_than_others() -> None:
    found = Counter(entry for seed in range(2000) for entry in drawn(f"{seed}:", range(1, 21)))
    assert all(500 < found[entry] < 700 for entry in range(1, 21))


def test_a_draw_is_kept_with_its_seed_and_can_be_drawn_again(uow: UnitOfWork) -> None:
    book = book_of(uow)
    ids = checked_once(uow, book, 10)
    made = uow.book_draws.draw(book.id, "a seed", deed())
    assert made.members == tuple(ids)
    assert list(made.drawn) == drawn("a seed", ids)
    assert is_as_drawn(made)
    assert uow.book_draws.of_book(book.id) == [made]
    with pytest.raises(CodedError, match="BOOK-015"):
        uow.book_draws.draw(book.id, "a better seed", deed())
    with pytest.raises(CodedError, match="BOOK-007"):
        uow.book_draws.get(made.id + 1)
    with pytest.raises(ValueError, match="seed"):
        uow.book_draws.draw(book.id, "", deed())


def test_what_is_not_drawn_waits_for_what_is(uow: UnitOfWork) -> None:
    book = book_of(uow)
    ids = checked_once(uow, book, 4)
    with pytest.raises(CodedError, match="BOOK-005"):
        uow.book_entries.step(ids[0], Stage.UPDATED, deed())
    first, second = uow.book_draws.draw(book.id, "x", deed()).drawn
    rest = [each for each in ids if each not in {first, second}]
    with pytest.raises(CodedError, match="BOOK-005"):
        uow.book_entries.step(first, Stage.UPDATED, deed())
    with pytest.raises(CodedError, match="BOOK-001"):
        uow.book_entries.step(rest[0], Stage.CHECKED_TWICE, deed(BINH))
    uow.book_entries.step(first, Stage.CHECKED_TWICE, deed(BINH))
    with pytest.raises(CodedError, match="BOOK-006"):
        uow.book_entries.step(rest[0], Stage.UPDATED, deed())
    assert not uow.book_entries.is_checked(uow.book_entries.standing(rest[0]))
    uow.book_entries.send_back(second, Stage.CAPTURED, deed(BINH, note="sai tên mẹ"))
    assert uow.book_entries.is_checked(uow.book_entries.standing(rest[0]))
    uow.book_entries.step(rest[0], Stage.UPDATED, deed())


def test_drawn_once_it_is_checked_twice_after_every_return(uow: UnitOfWork) -> None:
    book = book_of(uow)
    (entry_id,) = checked_once(uow, book, 1)
    uow.book_draws.draw(book.id, "x", deed())
    uow.book_entries.send_back(entry_id, Stage.CAPTURED, deed(BINH, note="sai"))
    entered(uow, entry_id)
    uow.book_entries.step(entry_id, Stage.CHECKED_ONCE, deed(BINH))
    with pytest.raises(CodedError, match="BOOK-015"):
        uow.book_draws.draw(book.id, "y", deed())
    with pytest.raises(CodedError, match="BOOK-005"):
        uow.book_entries.step(entry_id, Stage.UPDATED, deed())
    uow.book_entries.step(entry_id, Stage.CHECKED_TWICE, deed(BINH))
    uow.book_entries.step(entry_id, Stage.UPDATED, deed())


def test_what_was_sent_back_after_its_draw_is_drawn_among_anew(uow: UnitOfWork) -> None:
    book = book_of(uow)
    ids = checked_once(uow, book, 4)
    made = uow.book_draws.draw(book.id, "x", deed())
    spared = next(each for each in ids if each not in made.drawn)
    uow.book_entries.send_back(spared, Stage.CAPTURED, deed(MAI, note="sai"))
    entered(uow, spared)
    uow.book_entries.step(spared, Stage.CHECKED_ONCE, deed(BINH))
    with pytest.raises(CodedError, match="BOOK-005"):
        uow.book_entries.step(spared, Stage.UPDATED, deed())
    assert uow.book_draws.draw(book.id, "y", deed()).drawn == (spared,)
