"""The database's own thread: order, errors, cancelled reads, and closing after the last word."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from tests.helpers.desk import KEY, NOW


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[DatabaseWorker]:
    made = DatabaseWorker(tmp_path / "desk.db", KEY, create=True)
    yield made
    made.close()


def save(name: str, *, commit: bool = True) -> Callable[[UnitOfWork], int]:
    def work(uow: UnitOfWork) -> int:
        uow.drafts.save(name, name, NOW)
        if commit:
            uow.commit()
        return threading.get_ident()

    return work


def drafts(uow: UnitOfWork) -> list[str]:
    return sorted(draft.id for draft in uow.drafts.all())


def test_work_is_done_in_order_on_one_other_thread(worker: DatabaseWorker) -> None:
    threads = {worker.submit(save(str(number))).result() for number in range(5)}
    assert len(threads) == 1
    assert threads != {threading.get_ident()}
    assert worker.submit(drafts).result() == ["0", "1", "2", "3", "4"]


def test_what_is_not_committed_is_rolled_back(worker: DatabaseWorker) -> None:
    worker.submit(save("a", commit=False)).result()
    assert worker.submit(drafts).result() == []


def test_an_error_travels_and_leaves_nothing_behind(worker: DatabaseWorker) -> None:
    def fail(uow: UnitOfWork) -> None:
        uow.drafts.save("a", "a", NOW)
        raise CodedError("CASE-006")

    with pytest.raises(CodedError, match="CASE-006"):
        worker.submit(fail).result()
    assert worker.submit(drafts).result() == []


def test_a_search_that_waits_can_be_overtaken(worker: DatabaseWorker) -> None:
    hold, ran = threading.Event(), []
    blocking = worker.submit(lambda _: hold.wait(10))
    older = worker.submit(lambda _: ran.append("older"))
    newer = worker.submit(lambda _: ran.append("newer"))
    assert older.cancel()
    hold.set()
    newer.result()
    assert blocking.result()
    assert ran == ["newer"]


def test_closing_waits_for_what_was_submitted(tmp_path: Path) -> None:
    worker = DatabaseWorker(tmp_path / "desk.db", KEY, create=True)
    for number in range(20):
        worker.submit(save(str(number)))
    worker.close()
    worker.close()
    again = DatabaseWorker(tmp_path / "desk.db", KEY)
    assert len(again.submit(drafts).result()) == 20
    assert again.check().result() == []
    again.close()


def test_a_desk_that_does_not_open_says_why(tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="DB-008"):
        DatabaseWorker(tmp_path / "desk.db", KEY)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("database")] == []


def test_what_is_held_waits_until_it_may_go_on(worker: DatabaseWorker) -> None:
    began = threading.Event()
    worker.hold()
    held = worker.submit(lambda _: began.set())
    assert not began.wait(0.02)
    worker.go_on()
    held.result(10)
    assert began.is_set()


def test_what_nobody_lets_go_on_goes_on_by_itself(worker: DatabaseWorker) -> None:
    worker.hold()
    worker.submit(save("a")).result(10)
    assert worker.submit(drafts).result(10) == ["a"]


def test_what_is_held_is_still_done_when_the_worker_is_closed(worker: DatabaseWorker) -> None:
    worker.hold()
    held = worker.submit(lambda _: "done")
    worker.close()
    assert held.result(10) == "done"
