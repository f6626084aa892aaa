"""Who was not there for how long, on clocks that jump ahead, go back and stand still; over a real desk."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.officers import OfficerAct
from desktop.records.people import Officer
from desktop.records.sign_ins import SignInKind
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.idleness import KEY, days_passed
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.sign_in import Entered, SignIn
from devices.errors import CodedError
from tests.helpers.real_desk import NOW, SETUP, folder_at

PIN = "nam-sau-bay-tam"
MAI = Officer(0, "mai", "Phạm Thị Mai")
YEARS = timedelta(days=3000)


class World:
    """A desk of a head and an officer, whose clock a test moves."""

    def __init__(self, path: Path) -> None:
        self.now: datetime = NOW
        folder = folder_at(path)
        self.recovery = folder.set_up(SETUP, NOW.date())
        self.door = SignIn(folder, PeoplePolicy(), lambda: self.now)
        self.pool = ThreadPoolExecutor(1)
        with_mai = self.enter()
        self.people(with_mai).add(SETUP.pin, MAI, PIN).result()
        with_mai.worker.close()

    def people(self, entered: Entered) -> PeopleDesk:
        return PeopleDesk(self.door, entered.worker, self.pool, lambda: self.now, officer=entered.officer)

    def enter(self, login: str = SETUP.login, pin: str = SETUP.pin) -> Entered:
        return self.door.enter(login, pin)

    def comes(self, login: str = SETUP.login, pin: str = SETUP.pin) -> str:
        """Somebody opens the desk and closes it again; the code of a refusal, or ""."""
        try:
            self.enter(login, pin).worker.close()
        except CodedError as error:
            return error.code
        return ""

    def mai(self) -> str:
        return self.comes("mai", PIN)

    def work(self, days: int, step: int = 1) -> None:
        """The head is there every so many days."""
        for _ in range(days // step):
            self.now += timedelta(days=step)
            assert self.comes() == ""

    def acts(self) -> list[OfficerAct]:
        entered = self.enter()
        try:
            return [event.act for event in self.people(entered).look().result().events]
        finally:
            entered.worker.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    yield made
    made.pool.shutdown()


@pytest.mark.parametrize(
    ("days", "passed"),
    [
        ((1,), 0),
        ((1, 2, 5, 8), 7),
        ((8, 1, 5, 2), 7),
        ((1, 15), 14),
        ((1, 16), 1),
        ((1, 2, 900, 3), 3),
        ((900, 1, 2, 3), 3),
    ],
)
def test_days_near_each_other_prove_what_lies_between_and_a_leap_proves_a_day(
    days: tuple[int, ...], passed: int
) -> None:
    assert days_passed({date(2026, 1, 1) + timedelta(days=each) for each in days}, 14) == passed


def test_whoever_was_not_there_for_45_days_of_work_is_disabled(world: World) -> None:
    assert world.mai() == ""
    world.work(45, step=3)
    assert world.mai() == ""
    world.work(48, step=3)
    assert world.mai() == "USER-004"
    assert OfficerAct.IDLE in world.acts()


def test_a_clock_that_is_years_ahead_disables_nobody_and_shows(world: World) -> None:
    assert world.mai() == ""
    world.now += YEARS
    assert world.comes() == "", "the head comes in"
    assert world.mai() == ""
    world.now -= YEARS
    assert world.comes() == ""
    assert world.mai() == ""
    acts = world.acts()
    assert acts.count(OfficerAct.CLOCK_JUMPED) == 2, "there and back"
    assert OfficerAct.IDLE not in acts


def test_a_jump_makes_the_list_of_accounts_due_until_it_was_gone_through(world: World) -> None:
    world.now += timedelta(days=30)
    entered = world.enter()
    people = world.people(entered)
    assert people.look().result().review_due
    people.review().result()
    world.now += timedelta(minutes=1)
    assert not people.look().result().review_due
    entered.worker.close()


def test_a_clock_that_was_ahead_once_keeps_nobody_in_use(world: World) -> None:
    world.now += YEARS
    assert world.mai() == ""
    world.now -= YEARS
    world.work(51, step=3)
    assert world.mai() == "USER-004"


def test_a_clock_that_goes_back_at_every_start_still_counts_each_day_once(world: World) -> None:
    """A PC whose battery is empty begins in another year, each time, until its clock is put right."""
    assert world.mai() == ""
    right = world.now
    for day in range(1, 45):
        world.now = datetime(2020, 1, 1, 8, tzinfo=right.tzinfo)
        assert world.comes() == ""
        world.now = right + timedelta(days=day)
        assert world.comes() == ""
    assert world.mai() == "", "44 days, and a day of 2020"
    for day in range(45, 92):
        world.now = right + timedelta(days=day)
        assert world.comes() == ""
    assert world.mai() == "USER-004"


def test_whoever_is_locked_for_45_days_does_not_go_on(world: World) -> None:
    entered = world.enter("mai", PIN)
    for _ in range(46):
        world.now += timedelta(days=1)
        world.door.note_day(entered.worker).result()
    with pytest.raises(CodedError, match="USER-005"):
        world.door.again(entered.worker, entered.officer).result()
    with pytest.raises(CodedError, match="USER-004"):
        world.door.again(entered.worker, entered.officer).result()
    entered.worker.close()
    assert world.mai() == "USER-004"
    assert world.comes() == "USER-004", "nor does the head, who was not there either"
    world.door.recover(world.recovery, SETUP.login, "chin-muoi-muoi-mot")
    assert world.comes(SETUP.login, "chin-muoi-muoi-mot") == ""


def test_a_clock_that_jumps_while_the_desk_is_locked_locks_nobody_out(world: World) -> None:
    entered = world.enter("mai", PIN)
    world.now += YEARS
    world.door.note_day(entered.worker).result()
    world.door.again(entered.worker, entered.officer).result()
    entered.worker.close()


def test_whoever_locks_and_unlocks_every_day_is_there_though_the_program_never_ends(world: World) -> None:
    entered = world.enter("mai", PIN)
    for _ in range(60):
        world.now += timedelta(days=1)
        world.door.again(entered.worker, entered.officer).result()
        world.door.log(entered.worker, entered.officer, SignInKind.UNLOCKED).result()
    entered.worker.close()
    assert world.mai() == ""


def test_an_account_from_before_is_judged_by_the_log_of_the_door(world: World) -> None:
    assert world.mai() == ""
    world.work(42, step=3)
    entered = world.enter()

    def forget(uow: UnitOfWork) -> None:
        uow.settings.set(KEY, {})
        uow.commit()

    entered.worker.submit(forget).result()
    entered.worker.close()
    assert world.comes() == "", "begun with what the door has of Mai's absence"
    world.now += timedelta(days=5)
    assert world.comes() == ""
    assert world.mai() == "USER-004"


def test_a_clock_that_jumped_ahead_costs_no_line_of_the_door(world: World) -> None:
    def lines() -> int:
        entered = world.enter()
        try:
            return len(entered.worker.submit(lambda uow: uow.sign_ins.newest(1000)).result())
        finally:
            entered.worker.close()

    before = lines()
    world.now += YEARS
    assert lines() == before + 1
    world.now += timedelta(days=40)
    assert lines() < before + 2, "once the log reaches into the time that is kept, the old goes"
