"""What an officer can do with a case: looking, acting, what is refused, and answers that come too late."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.cases import Appointment, CaseState
from desktop.records.desk_folder import DeskFolder
from desktop.records.worker import DatabaseWorker
from desktop.workflows.case_desk import CaseDesk
from devices.errors import CodedError
from tests.helpers.desk import case_of
from tests.helpers.real_desk import NOW, SETUP, ready_folder
from tests.helpers.shipped import shipped_rules


class Later:
    """A `Deliver` that hands over when the test says so, in the test's thread."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(
        self, future: "Future[Any]", success: Callable[[Any], None], failure: Callable[[CodedError], None]
    ) -> None:
        def hand_over() -> None:
            try:
                value = future.result()
            except CodedError as error:
                failure(error)
                return
            success(value)

        self.waiting.append(hand_over)

    def now(self) -> None:
        """Hand over all that waits."""
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[DatabaseWorker]:
    folder: DeskFolder = ready_folder(tmp_path / "desk")
    opened = folder.unlock(SETUP.login, SETUP.pin)
    yield opened
    opened.close()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def desk(worker: DatabaseWorker, later: Later) -> CaseDesk:
    return CaseDesk(
        worker,
        shipped_rules(),
        later,
        lambda: NOW,
        officer_id=1,
        parts=lambda: ("Địa chính", "Một cửa"),
        home=lambda: "Một cửa",
    )


def looked_at(desk: CaseDesk) -> int | None:
    return None if desk.view is None else desk.view.case.id


def received(worker: DatabaseWorker) -> int:
    def receive(uow: Any) -> int:
        saved = uow.cases.receive(case_of(at=NOW, appointment=Appointment(NOW + timedelta(days=6))))
        uow.commit()
        return int(saved.id)

    return worker.submit(receive).result()


def test_what_is_offered_and_done(desk: CaseDesk, later: Later, worker: DatabaseWorker) -> None:
    told: list[bool] = []
    desk.subscribe(lambda: told.append(desk.busy))
    desk.choose(received(worker))
    later.now()
    assert desk.view is not None
    assert (desk.view.main, desk.parts, desk.home) == (LifeAct.HANDED_OVER, ("Địa chính", "Một cửa"), "Một cửa")
    assert (desk.view.can(LifeAct.FINISHED), desk.view.can(LifeAct.RETURNED)) == (True, False)
    desk.act(LifeStep(LifeAct.HANDED_OVER, details=HandOver("", "Địa chính")))
    desk.act(LifeStep(LifeAct.FINISHED))  # one thing at a time
    later.now()
    assert desk.view.life.standing.state is CaseState.IN_PROGRESS
    assert [slip.from_part for _, slip in desk.view.life.hand_overs] == ["Một cửa"]
    desk.correct(desk.view.life.last_event_id, "Nhầm")
    later.now()
    assert (desk.view.life.standing.state, desk.done) == (CaseState.RECEIVED, 2)
    assert told == [False, True, False, True, False]


def test_what_is_refused_is_said_and_changes_nothing(desk: CaseDesk, later: Later, worker: DatabaseWorker) -> None:
    desk.choose(received(worker))
    later.now()
    before = desk.view
    desk.act(LifeStep(LifeAct.STOPPED))
    later.now()
    assert (str(desk.error), desk.view, desk.done, desk.busy) == ("LIFE-002", before, 0, False)
    desk.correct(0, "Nhầm")
    later.now()
    assert str(desk.error) == "LIFE-006"


def test_an_answer_about_another_case_is_dropped(desk: CaseDesk, later: Later, worker: DatabaseWorker) -> None:
    first, second = received(worker), received(worker)
    desk.choose(first)
    desk.choose(second)
    later.now()
    assert looked_at(desk) == second
    desk.choose(None)
    assert looked_at(desk) is None
    desk.act(LifeStep(LifeAct.FINISHED))
    desk.correct(1, "Nhầm")
    assert later.waiting == []
