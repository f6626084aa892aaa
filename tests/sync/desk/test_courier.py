"""The courier: begins, tries again, is woken, sleeps through a PC's sleep, ends; and what its reports say."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sync.desk.client import BusyError
from sync.desk.courier import Courier, CourierState, Report
from sync.desk.pace import FIRST_PAUSE, LONGEST_PAUSE, Pace
from sync.errors import ProtocolError
from sync.protocol import Answer, Envelope
from sync.province.service import Service
from tests.helpers.province import PROVINCE, TODAY, Clock, TestDesk, TestProvince


class Direct:
    """The province without a network; it fails as it is told to."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.failures: list[Exception] = []
        self.visits = 0

    @contextmanager
    def connect(self) -> Iterator["Direct"]:
        self.visits += 1
        if self.failures:
            raise self.failures.pop(0)
        yield self

    def enrol(self, request: Envelope) -> Envelope:
        return self.service.reception.enrol(PROVINCE, request)

    def send(self, records: list[Envelope]) -> list[Answer]:
        return self.service.reception.take(PROVINCE, records, "network")

    def bundle(self, after: int) -> Envelope | None:
        del after
        return None


class Listener:
    """Hears reports and lets a test wait for one."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self._changed = threading.Condition()

    def __call__(self, report: Report) -> None:
        with self._changed:
            self.reports.append(report)
            self._changed.notify_all()

    def wait(self, wanted: Callable[[Report], bool]) -> Report:
        def found() -> Report | None:
            return next((report for report in reversed(self.reports) if wanted(report)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, 20), self.reports
            report = found()
        assert report is not None
        return report


@contextmanager
def running(
    desk: TestDesk, province: Direct, trial: TestProvince, clock: Clock | None = None
) -> Iterator[tuple[Courier, Listener]]:
    listener, hands = Listener(), clock or Clock()
    exchange = desk.exchange(trial.connection(), hands)
    courier = Courier(exchange, province.connect, listener, clock=hands, pace=Pace(random.Random(1)), step=0.02)
    courier.start()
    try:
        yield courier, listener
    finally:
        courier.close()


def test_it_goes_by_itself_and_again_when_it_is_told(trial: TestProvince) -> None:
    desk, province = TestDesk(), Direct(trial.service)
    trial.approve(desk.identity)
    desk.close(TODAY, {"a": 1})
    with running(desk, province, trial) as (courier, listener):
        first = listener.wait(lambda report: report.state is CourierState.IDLE)
        assert first.visit is not None
        assert first.visit.answered == 1
        desk.close(TODAY, {"a": 2})
        courier.now()
        listener.wait(lambda report: report.visit is not None and report.visit is not first.visit)
        assert desk.greens() == [TODAY.isoformat()]


def test_a_failure_is_told_and_tried_again(trial: TestProvince) -> None:
    desk, province = TestDesk(), Direct(trial.service)
    trial.approve(desk.identity)
    province.failures = [ProtocolError("SYNC-061"), BusyError(120.0), RuntimeError("a bug"), ValueError("another")]
    with running(desk, province, trial) as (courier, listener):
        failed = listener.wait(lambda report: report.error == "SYNC-061")
        assert failed.state is CourierState.WAITING
        courier.now()
        busy = listener.wait(lambda report: report.error == "SYNC-064")
        assert busy.next_at is not None
        assert busy.next_at - Clock()() >= timedelta(seconds=120)
        courier.now()
        listener.wait(lambda report: report.error == "SYNC-068")
        courier.now()
        while province.failures:
            courier.now()
        courier.now()
        listener.wait(lambda report: report.state is CourierState.IDLE and report.error == "")


def test_a_pc_that_slept_goes_on_when_it_wakes(trial: TestProvince) -> None:
    desk, province, clock = TestDesk(), Direct(trial.service), Clock()
    trial.approve(desk.identity)
    with running(desk, province, trial, clock) as (_courier, listener):
        listener.wait(lambda report: report.state is CourierState.IDLE)
        desk.close(TODAY, {"a": 1})
        clock.ahead(hours=9)
        trial.clock.ahead(hours=9)
        listener.wait(lambda report: report.visit is not None and report.visit.answered == 1)
    assert province.visits == 2


def test_pauses_grow_spread_and_obey(trial: TestProvince) -> None:
    del trial
    pace = Pace(random.Random(7))
    pauses = [pace.failed() for _ in range(12)]
    assert all(FIRST_PAUSE * 2**nth / 2 <= pause <= FIRST_PAUSE * 2**nth for nth, pause in enumerate(pauses[:7]))
    assert max(pauses) <= LONGEST_PAUSE
    assert pace.failed(at_least=5000.0) >= 5000.0
    pace.succeeded()
    assert pace.failed() <= FIRST_PAUSE
    assert len({Pace().failed() for _ in range(20)}) > 15  # twenty desks do not come back together


def test_closing_ends_the_thread(trial: TestProvince) -> None:
    before = threading.active_count()
    with running(TestDesk(), Direct(trial.service), trial):
        pass
    assert threading.active_count() == before
