"""Entering side by side: phases, what is typed and kept, answers that come late."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.records.book_forms import FieldProblemCode, load_book_forms
from desktop.records.books import Stage
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.book_entry_desk import BookEntryDesk, EntryPhase
from desktop.workflows.civil_status_books import CivilStatusBooks
from devices.errors import CodedError
from tests.helpers.books import BINH, CHILD, LAN, book_of, captured, deed, entered, officers
from tests.helpers.desk import KEY, NOW, desk

T = TypeVar("T")


class World:
    """A desk of two captured entries whose answers come when `deliver` is called."""

    def __init__(self, folder: Path) -> None:
        with desk(folder) as database, UnitOfWork(database) as uow:
            officers(uow)
            book = book_of(uow)
            self.first, self.second = (captured(uow, book, number).id for number in (1, 2))
            uow.commit()
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self._answers: list[Callable[[], None]] = []
        forms = load_book_forms(resources_folder() / "catalogue")
        self.desk = BookEntryDesk(CivilStatusBooks(forms, lambda: NOW), self.worker, self.take, officer_id=LAN)
        self.told = 0
        self.desk.subscribe(self._count)

    def take(self, future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
        def answer() -> None:
            error = future.exception()
            if isinstance(error, CodedError):
                failure(error)
            else:
                success(future.result())

        self._answers.append(answer)

    def deliver(self) -> None:
        answers, self._answers = self._answers, []
        for answer in answers:
            answer()

    def stage(self, entry_id: int) -> Stage:
        return self.worker.submit(lambda uow: uow.book_entries.standing(entry_id).stage).result()

    def phase(self) -> EntryPhase:
        return self.desk.phase

    def fill(self) -> None:
        for field, text in CHILD.items():
            self.desk.type(field, text)

    def _count(self) -> None:
        self.told += 1


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.worker.close()


def test_one_entry_after_the_other(world: World) -> None:
    world.desk.open_next()
    assert world.phase() is EntryPhase.LOADING
    world.deliver()
    assert world.phase() is EntryPhase.FILLING
    assert world.desk.opened is not None
    assert (world.desk.opened.entry.id, world.desk.opened.entry.page) == (world.first, 1)
    world.fill()
    assert world.desk.changed
    assert world.desk.problems == []
    world.desk.save()
    assert world.phase() is EntryPhase.SAVING
    world.desk.type("child_name", "muộn")
    world.deliver()
    assert (world.desk.phase, world.desk.values) == (EntryPhase.SAVED, {})
    assert world.stage(world.first) is Stage.ENTERED
    world.desk.open_next()
    world.deliver()
    world.fill()
    world.desk.save()
    world.deliver()
    world.desk.open_next()
    world.deliver()
    assert world.phase() is EntryPhase.EMPTY
    assert world.told > 10


def test_problems_hold_up_the_saving(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.fill()
    world.desk.type("child_birth_date", "31/02/1998")
    assert [problem.code for problem in world.desk.problems] == [FieldProblemCode.NO_DATE]
    world.desk.save()
    assert world.phase() is EntryPhase.FILLING
    assert world.desk.error is not None
    assert world.desk.error.code == "BOOK-014"
    assert world.stage(world.first) is Stage.CAPTURED


def test_what_was_typed_goes_only_when_the_officer_says_so(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.desk.type("child_name", "Nguyễn Thị Ẩn")
    again: list[Callable[[], None]] = [lambda: world.desk.open(world.second), world.desk.open_next]
    for opening in again:
        opening()
        world.deliver()
        assert world.desk.error is not None
        assert world.desk.error.code == "BOOK-019"
        assert world.desk.values == {"child_name": "Nguyễn Thị Ẩn"}
    world.desk.discard()
    assert (world.desk.phase, world.desk.error) == (EntryPhase.EMPTY, None)
    world.desk.open(world.second)
    world.deliver()
    assert world.desk.opened is not None
    assert world.desk.opened.entry.id == world.second


def test_an_answer_that_was_overtaken_is_not_shown(world: World) -> None:
    world.desk.open(world.first)
    world.desk.open(world.second)
    world.desk.open(99)
    world.desk.discard()
    world.desk.open(world.second)
    world.deliver()
    assert world.desk.opened is not None
    assert (world.desk.opened.entry.id, world.desk.error) == (world.second, None)


def test_nothing_else_is_opened_while_one_is_saved(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.fill()
    world.desk.save()
    world.desk.discard()
    world.desk.open(world.second)
    assert world.phase() is EntryPhase.SAVING
    world.deliver()
    assert world.phase() is EntryPhase.SAVED


def test_what_was_sent_back_is_shown_with_its_reason(world: World) -> None:
    def send_back(uow: UnitOfWork) -> None:
        entered(uow, world.first)
        uow.book_entries.send_back(world.first, Stage.CAPTURED, deed(BINH, note="sai năm sinh"))
        uow.commit()

    world.worker.submit(send_back).result()
    world.desk.open(world.first)
    world.deliver()
    assert world.desk.opened is not None
    assert (world.desk.opened.reason, world.desk.values) == ("sai năm sinh", CHILD)
    assert not world.desk.changed
    world.desk.save()
    world.deliver()
    assert world.stage(world.first) is Stage.ENTERED


def test_what_does_not_wait_for_entering_is_not_opened(world: World) -> None:
    def give_away(uow: UnitOfWork) -> None:
        uow.books.give_package(1, (2, 2), BINH, deed())
        uow.commit()

    def enter(uow: UnitOfWork) -> None:
        entered(uow, world.first)
        uow.commit()

    world.desk.open(world.second)
    world.deliver()
    world.fill()
    world.worker.submit(give_away).result()
    world.desk.save()
    world.deliver()
    assert world.desk.error is not None
    assert (world.desk.phase, world.desk.error.code) == (EntryPhase.FILLING, "BOOK-012")
    world.desk.discard()
    world.worker.submit(enter).result()
    for entry_id, code in ((world.first, "BOOK-001"), (99, "BOOK-007")):
        world.desk.open(entry_id)
        world.deliver()
        assert world.desk.error is not None
        assert (world.desk.phase, world.desk.error.code) == (EntryPhase.EMPTY, code)
    world.desk.type("child_name", "x")
    world.desk.save()
    assert (world.desk.values, world.desk.problems) == ({}, [])


def reopened(world: World) -> BookEntryDesk:
    """Another desk over the same records, as after a crash."""
    forms = load_book_forms(resources_folder() / "catalogue")
    return BookEntryDesk(CivilStatusBooks(forms, lambda: NOW), world.worker, world.take, officer_id=LAN)


def test_what_was_being_typed_is_there_after_a_crash(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.desk.type("child_name", "Nguyễn Thị")
    world.desk.type("child_name", "Nguyễn Thị Ẩn")
    world.desk.type("child_sex", "Nữ")
    world.deliver()  # the first change is on the disk, and the newest is on its way
    world.deliver()
    after = reopened(world)
    after.resume()
    world.deliver()
    assert after.opened is not None
    assert after.opened.entry.id == world.first
    assert after.values == {"child_name": "Nguyễn Thị Ẩn", "child_sex": "Nữ"}
    assert after.changed


def test_put_aside_it_is_there_when_it_is_opened_again(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.desk.type("child_name", "Nguyễn")
    world.desk.put_aside()
    world.deliver()
    assert world.phase() is EntryPhase.EMPTY
    world.desk.open(world.second)
    world.deliver()
    assert world.desk.values == {}
    world.desk.open(world.first)
    world.deliver()
    assert world.desk.values == {"child_name": "Nguyễn"}


def test_a_saved_or_dropped_entry_leaves_nothing_typed_behind(world: World) -> None:
    world.desk.open(world.first)
    world.deliver()
    world.fill()
    world.desk.save()
    world.deliver()
    assert world.phase() is EntryPhase.SAVED
    world.desk.open(world.second)
    world.deliver()
    world.desk.type("child_name", "x")
    world.desk.discard()
    world.deliver()
    assert world.worker.submit(lambda uow: uow.book_pictures.newest_draft(LAN)).result() is None
