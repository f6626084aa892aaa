"""Reading pages while nobody waits: which, in what order, what happens meanwhile; the reader is a scripted one."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.records.cases import CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.file_store import FileStore
from desktop.records.page_words import ReadingCounts
from desktop.records.paper_files import DigitizationState, FileKind
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.word_reading import WordReading
from devices.errors import CodedError
from tests.helpers.desk import KEY, NOW, case_of, desk, receive

T = TypeVar("T")
PATIENCE = 30.0  # seconds
FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)


class ScriptedReader:
    """Reads what a picture's bytes say; does something first where a test says so."""

    def __init__(self) -> None:
        self.read_so_far: list[tuple[str, int, int]] = []
        self.checks = 0
        self.refusal: CodedError | None = None
        self.first: Callable[[], object] = lambda: None

    def check(self) -> None:
        self.checks += 1
        if self.refusal is not None:
            raise self.refusal

    def read(self, picture: bytes, dpi: int, turn: int, cancel: threading.Event) -> str | None:
        text = picture.decode()
        self.read_so_far.append((text, dpi, turn))
        first, self.first = self.first, lambda: None
        first()
        if text == "hang":
            assert cancel.wait(PATIENCE)
            return None
        if text == "unreadable":
            raise CodedError("OCR-003")
        return text


class World:
    """A desk with a case, whose answers come when a test waits for them."""

    def __init__(self, folder: Path) -> None:
        with desk(folder) as database:
            self.case = receive(database, case_of(papers=(FORM,)))
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self.store = FileStore(folder / "files")
        self.folder = folder / "files"
        self.reader = ScriptedReader()
        self.wanted = True
        self.told = 0
        self._answers: queue.Queue[Callable[[], None]] = queue.Queue()
        self.reading = WordReading(self.worker, self.store, self.reader, self._deliver, lambda: self.wanted)
        self.reading.subscribe(self._count)
        self.batch = self.do(lambda uow: uow.pages.begin(NOW, 1, "máy quét"))
        self._number = 0

    def _deliver(self, future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
        def later(done: Future[T]) -> None:
            error = done.exception()
            self._answers.put(lambda: failure(error) if isinstance(error, CodedError) else success(done.result()))

        future.add_done_callback(later)

    def _count(self) -> None:
        self.told += 1

    def do(self, change: Callable[[UnitOfWork], T]) -> T:
        def work(uow: UnitOfWork) -> T:
            value = change(uow)
            uow.commit()
            return value

        return self.worker.submit(work).result(PATIENCE)

    def page(self, says: str) -> int:
        """A page of the form whose picture says so."""
        self._number += 1
        stored = self.store.put(says.encode())
        return self.do(
            lambda uow: uow.pages.add(
                self.batch, self._number, stored, dpi=200, origin="", at=NOW, case_id=self.case.id, position=0
            )
        )

    def read(self) -> None:
        """Wake the reading, and wait until it is done."""
        self.reading.wake()
        while self.reading.busy:
            self._answers.get(timeout=PATIENCE)()

    def counts(self) -> ReadingCounts:
        return self.reading.counts().result(PATIENCE)

    def error(self) -> CodedError | None:
        return self.reading.error

    def found(self, typed: str) -> bool:
        return bool(self.reading.find(typed).result(PATIENCE))

    def step(self, state: DigitizationState, *page_ids: int) -> None:
        def change(uow: UnitOfWork) -> None:
            file_id = None
            if state is not DigitizationState.SCANNED:
                file_id = uow.pages.add_file(self.store.put(state.encode()), FileKind.PAPER, NOW)
            event = uow.papers.add(self.case.id, 0, state, at=NOW, officer_id=1, file_id=file_id)
            uow.pages.bind(page_ids, event)

        self.do(change)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.reading.close()
    made.worker.close()


def test_a_desk_that_does_not_want_it_reads_nothing(world: World) -> None:
    world.page("một")
    world.wanted = False
    world.read()
    assert (world.reader.checks, world.reader.read_so_far, world.told) == (0, [], 0)
    assert world.counts() == ReadingCounts(0, 1, 0)


def test_pages_are_read_once_oldest_first_as_they_are_turned(world: World) -> None:
    world.read()
    assert world.reader.checks == 0  # with nothing to read nobody asks for the program
    world.page("một")
    turned = world.page("hai")
    world.do(lambda uow: uow.pages.turn(turned, 90))
    for _ in range(2):
        world.read()
    assert world.reader.read_so_far == [("một", 200, 0), ("hai", 200, 90)]
    assert world.counts() == ReadingCounts(2, 0, 0)
    assert world.found("hai")
    assert world.told == 2 * 3  # it begins, it ends


def test_a_page_that_cannot_be_read_is_marked_and_the_next_one_is_read(world: World) -> None:
    world.page("unreadable")
    world.page("hai")
    world.read()
    world.read()
    assert [text for text, _, _ in world.reader.read_so_far] == ["unreadable", "hai"]
    assert world.counts() == ReadingCounts(1, 0, 1)
    assert world.error() is None


def test_without_the_program_nothing_is_marked_and_it_goes_on_once_that_is_there(world: World) -> None:
    world.page("một")
    world.reader.refusal = CodedError("OCR-002")
    world.read()
    assert world.error() is world.reader.refusal
    assert world.counts() == ReadingCounts(0, 1, 0)
    world.reader.refusal = None
    world.read()
    assert world.error() is None
    assert world.counts() == ReadingCounts(1, 0, 0)


def test_a_page_that_is_turned_while_it_is_read_is_read_again(world: World) -> None:
    page = world.page("một")
    world.reader.first = lambda: world.do(lambda uow: uow.pages.turn(page, 180))
    world.read()
    assert world.reader.read_so_far == [("một", 200, 0), ("một", 200, 180)]
    assert world.counts() == ReadingCounts(1, 0, 0)


def test_a_page_that_is_scanned_again_while_it_is_read_is_read_again(world: World) -> None:
    page = world.page("một")
    other = world.store.put(b"hai")
    world.reader.first = lambda: world.do(lambda uow: uow.pages.replace(page, other, NOW, defects=(), dpi=300))
    world.read()
    assert world.reader.read_so_far == [("một", 200, 0), ("hai", 300, 0)]
    assert (world.found("một"), world.found("hai")) == (False, True)


def test_what_is_signed_while_it_is_read_is_not_kept(world: World) -> None:
    page = world.page("một")
    world.step(DigitizationState.SCANNED)
    world.step(DigitizationState.CHECKED, page)
    world.reader.first = lambda: world.step(DigitizationState.SIGNED)
    world.read()
    assert world.counts() == ReadingCounts(0, 0, 0)
    assert not world.found("một")


def test_what_is_turned_off_while_it_reads_keeps_nothing_more(world: World) -> None:
    world.page("một")
    world.page("hai")

    def off() -> None:
        world.wanted = False

    world.reader.first = off
    world.read()
    assert world.counts() == ReadingCounts(0, 2, 0)
    assert len(world.reader.read_so_far) == 1


def test_a_damaged_file_is_left_out_and_stops_nothing(world: World) -> None:
    damaged = world.page("một")
    page = world.do(lambda uow: uow.pages.get(damaged))
    assert page is not None
    world.store.remove(page.file.name)
    world.page("hai")
    world.read()
    assert world.counts() == ReadingCounts(1, 1, 0)


def test_what_comes_while_it_reads_is_read_too(world: World) -> None:
    world.page("một")
    came: list[int] = []

    def more() -> None:
        came.append(world.page("hai"))

    world.reader.first = more
    world.reading.wake()
    world.reading.wake()  # what woke it may have come after it looked
    world.read()
    while world.reading.busy:
        world.read()
    assert came
    assert world.counts() == ReadingCounts(2, 0, 0)


def test_what_was_read_can_be_forgotten(world: World) -> None:
    world.page("một")
    world.read()
    world.wanted = False
    world.reading.forget().result(PATIENCE)
    assert not world.found("một")
    assert world.counts() == ReadingCounts(0, 1, 0)


def test_closing_gives_the_page_up_that_is_being_read(world: World) -> None:
    world.page("hang")
    begun = threading.Event()
    world.reader.first = begun.set
    world.reading.wake()
    assert begun.wait(PATIENCE)
    world.reading.close()
    assert world.counts() == ReadingCounts(0, 1, 0)
    world.reading.wake()  # and nothing begins any more
    assert len(world.reader.read_so_far) == 1
