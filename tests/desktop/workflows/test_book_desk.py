"""One book looked at: entries added by their numbers, pictures taken page by page, checks in their order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.records.audit_log import AuditFilter, details_of
from desktop.records.book_forms import load_book_forms
from desktop.records.books import MatchResult, Stage
from desktop.records.file_store import FileStore
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import spans
from desktop.workflows.book_capture import BookCapture
from desktop.workflows.book_desk import BookDesk, numbers_in
from desktop.workflows.civil_status_books import CivilStatusBooks
from desktop.workflows.page_intake import PageLook
from devices.documents.sources.source import Ended, PageSource, ScanProfile
from devices.errors import CodedError
from devices.simulated.page_source import Sheet, SimulatedPageSource, Trouble
from tests.helpers.at_once import at_once
from tests.helpers.books import BINH, LAN, book_of, captured, entered, officers
from tests.helpers.desk import KEY, NOW, desk
from tests.helpers.pages import card_png, page_png


class World:
    """A book of 40 pages, looked at by one who checks."""

    def __init__(self, folder: Path, officer_id: int = BINH) -> None:
        with desk(folder) as database, UnitOfWork(database) as uow:
            officers(uow)
            self.book = book_of(uow)
            for number in (1, 2, 3):
                entered(uow, captured(uow, self.book, number).id)
            captured(uow, self.book, 4)
            uow.commit()
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self.store = FileStore(folder / "files")
        books = CivilStatusBooks(load_book_forms(resources_folder() / "catalogue"), lambda: NOW)
        self.desk = BookDesk(books, self.worker, at_once, officer_id=officer_id)
        self.desk.choose(self.book.id)
        self.capture = BookCapture(
            self.worker,
            self.store,
            lambda _picture, _dpi, _before: PageLook(("blur",)),
            lambda: NOW,
            at_once,
            post=lambda call: call(),
            officer_id=LAN,
        )

    def take(self, source: PageSource, first_page: int = 1) -> None:
        self.capture.start(source, ScanProfile(), self.book.id, first_page)
        self.desk.refresh()

    def close(self) -> None:
        self.capture.close()
        self.worker.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("12", ["12"]), ("12, 13;14A", ["12", "13", "14A"]), ("7-9", ["7", "8", "9"]), (" 3 – 4 , 8 ", ["3", "4", "8"])],
)
def test_numbers_as_an_officer_types_them(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize("text", ["", " , ;", ",".join(str(number) for number in range(201))])
def test_no_numbers_or_too_many(text: str) -> None:
    with pytest.raises(CodedError, match="BOOK-010"):
        numbers_in(text)


def test_a_span_that_runs_backwards_is_a_number_as_it_stands() -> None:
    assert numbers_in("9-7") == ["9-7"]


def test_entries_are_added_all_or_none(world: World) -> None:
    done: list[int] = []
    world.desk.add_entries(5, "5, 6", lambda: done.append(1))
    assert [entry.number for entry in world.desk.view.entries] == ["1", "2", "3", "4", "5", "6"]
    world.desk.add_entries(6, "7, 2", lambda: done.append(2))
    assert world.desk.error is not None
    assert world.desk.error.code == "BOOK-009"
    assert len(world.desk.view.entries) == 6
    assert done == [1]
    assert world.desk.view.to_capture == 14


def test_a_checker_is_led_from_one_to_the_next(world: World) -> None:
    first = world.desk.next_to_check()
    assert first is not None
    assert first.number == "1"
    world.desk.step([first.id], Stage.CHECKED_ONCE)
    second = world.desk.next_to_check(first.id)
    assert second is not None
    assert second.number == "2"
    world.desk.send_back(second.id, Stage.CAPTURED, "sai năm sinh")
    assert world.desk.view.counts == {Stage.CHECKED_ONCE: 1, Stage.ENTERED: 1, Stage.CAPTURED: 2}
    world.desk.choose(world.book.id, Stage.CAPTURED)
    assert [entry.number for entry in world.desk.view.entries] == ["2", "4"]


def test_who_entered_is_offered_nothing_to_check(tmp_path: Path) -> None:
    world = World(tmp_path, officer_id=LAN)
    try:
        assert world.desk.next_to_check() is None
        assert [work.to_enter for work in world.desk.view.mine] == [1]
    finally:
        world.close()


def test_the_way_to_approval(world: World) -> None:
    desk = world.desk
    ids = [entry.id for entry in desk.view.entries if entry.standing.stage is Stage.ENTERED]
    desk.step(ids, Stage.CHECKED_ONCE)
    desk.draw()
    (draw,) = desk.view.draws
    assert len(draw.drawn) == 1
    assert desk.ready_for(Stage.UPDATED) == [each for each in ids if each not in draw.drawn]
    drawn = desk.next_to_check()
    assert drawn is not None
    assert drawn.id == draw.drawn[0]
    desk.step([drawn.id], Stage.CHECKED_TWICE)
    desk.step(desk.ready_for(Stage.UPDATED), Stage.UPDATED)
    desk.match(ids[0], MatchResult.MATCH)
    desk.match(ids[1], MatchResult.NOT_FOUND, "đã tìm theo tên")
    desk.match(ids[2], MatchResult.DIFFERS, "khác ngày sinh")
    assert desk.ready_for(Stage.APPROVED) == ids[:2]
    desk.step(ids[:2], Stage.APPROVED)
    assert desk.view.counts == {Stage.APPROVED: 2, Stage.UPDATED: 1, Stage.CAPTURED: 1}
    assert desk.error is None


def test_pictures_go_onto_pages_one_after_another(world: World) -> None:
    feeder = SimulatedPageSource()
    feeder.put_in(Sheet(page_png("một")), Sheet(page_png("hai")), Sheet(page_png("ba")))
    world.take(feeder, first_page=3)
    progress = world.capture.progress
    assert (progress.pages, progress.next_page) == (3, 6)
    assert progress.defects == ((3, ("blur",)), (4, ("blur",)), (5, ("blur",)))
    assert list(world.desk.view.pictures) == [3, 4, 5]
    assert all(world.store.get(picture.file) for picture in world.desk.view.pictures.values())


def test_a_sheet_that_may_not_be_kept_takes_no_page(world: World) -> None:
    feeder = SimulatedPageSource()
    feeder.put_in(Sheet(page_png("một")), Sheet(card_png()), Sheet(page_png("hai")))
    world.take(feeder)
    assert [error.code for error in world.capture.progress.refused] == ["PAPER-006"]
    assert list(world.desk.view.pictures) == [1, 2]


def test_a_jam_keeps_what_was_taken_and_the_next_run_goes_on(world: World) -> None:
    feeder = SimulatedPageSource()
    feeder.put_in(Sheet(page_png("một")), Trouble("PAGE-002"))
    world.take(feeder)
    outcome = world.capture.progress.outcome
    assert outcome is not None
    assert outcome.ended is Ended.FAILED
    assert outcome.error is not None
    assert outcome.error.code == "PAGE-002"
    feeder.put_in(Sheet(page_png("hai")))
    world.take(feeder, world.capture.progress.next_page)
    assert list(world.desk.view.pictures) == [1, 2]


def test_a_page_beyond_the_book_is_refused_and_leaves_no_file(world: World) -> None:
    feeder = SimulatedPageSource()
    feeder.put_in(Sheet(page_png("cuối")), Sheet(page_png("thừa")))
    world.take(feeder, first_page=40)
    outcome = world.capture.progress.outcome
    assert outcome is not None
    assert outcome.error is not None
    assert outcome.error.code == "BOOK-010"
    names = world.worker.submit(lambda uow: uow.pages.file_names()).result()
    assert len(names) == 1
    assert world.store.check(names).strays == ()


def test_a_new_picture_of_a_page_stands_for_the_old_one(world: World) -> None:
    feeder = SimulatedPageSource()
    for words in ("mờ", "rõ"):
        feeder.put_in(Sheet(page_png(words)))
        world.take(feeder, first_page=7)
    assert list(world.desk.view.pictures) == [7]
    names = world.worker.submit(lambda uow: uow.pages.file_names()).result()
    assert len(names) == 2
    assert world.store.check(names).whole == 2


def test_the_history_says_what_was_put_right(world: World) -> None:
    entry = world.desk.view.entries[3]
    world.desk.correct(entry.id, 9, "44", "gõ nhầm", lambda: None)
    opened = world.desk.opened(entry.id).result()
    assert (opened.entry.page, opened.entry.number, opened.picture) == (9, "44", None)
    (put_right,) = [change for change in opened.history if change.stage is None]
    assert put_right.note == "gõ nhầm"
    assert {(each.before, each.after) for each in put_right.fields} == {("4", "9"), ("4", "44")}


# ---- the log


def told(world: World) -> list[tuple[str, str, int, str]]:
    """What the log says of books, the oldest first."""
    entries = world.worker.submit(lambda uow: uow.audit.entries(AuditFilter(action="book."), 99)).result()
    return [(each.action, each.subject, each.count, str(details_of(each).get("entries"))) for each in entries][::-1]


def test_a_list_is_logged_once_however_often_it_is_read_again(world: World) -> None:
    listed = ("book.listed", str(world.book.id), 3, "1-3")
    assert told(world) == [listed], "what is only a picture yet names nobody"
    world.desk.refresh()
    world.desk.choose(world.book.id, Stage.ENTERED)
    world.desk.step([1], Stage.CHECKED_ONCE)
    assert told(world) == [listed]
    world.desk.choose(None)
    world.desk.choose(world.book.id)
    assert told(world) == [listed, listed], "whoever comes back to the book sees it again"


def test_an_entry_and_a_page_that_are_shown_are_logged(world: World) -> None:
    assert world.desk.opened(2).result().entry.id == 2
    world.take(SimulatedPageSource([Sheet(page_png())]))
    assert world.desk.picture(world.book.id, 1).result() is not None
    assert world.desk.picture(world.book.id, 39).result() is None
    seen = [each[:3] for each in told(world)[1:]]
    assert seen == [("book.entry_seen", "2", 1), ("book.page_seen", str(world.book.id), 0)]


def test_the_log_names_fields_and_no_person(world: World) -> None:
    entry = world.desk.opened(1).result().entry
    (said,) = world.worker.submit(lambda uow: uow.audit.entries(AuditFilter(action="book.entry_seen"), 1)).result()
    assert set(details_of(said)["fields"]) == {name for name, text in entry.fields.items() if text}
    assert not any(text in said.details for text in entry.fields.values() if len(text) > 3)


def test_numbers_in_the_fewest_letters() -> None:
    assert [spans(each) for each in ([], [4], [1, 2, 3, 7, 9, 10])] == ["", "4", "1-3, 7, 9-10"]
