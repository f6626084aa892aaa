"""A second factor demanded of heads of desk: who is let in, how one is added, and the way back when it is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.audit_log import AuditFilter
from desktop.records.officers import OfficerAct
from desktop.records.people import Officer, Role
from desktop.records.totp import code_at
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.sign_in import Entered, SignIn
from devices.errors import CodedError
from tests.helpers.real_desk import NOW, SETUP, folder_at

SECRET, OTHER_SECRET = bytes(range(20)), bytes(range(20, 40))
PIN, OTHER = "nam-sau-bay-tam", "chin-muoi-muoi-mot"


class World:
    """A desk whose clock a test moves."""

    def __init__(self, path: Path, *, demanded: bool) -> None:
        self.now: datetime = NOW
        folder = folder_at(path)
        self.recovery = folder.set_up(replace(SETUP, head_factor=demanded), NOW.date())
        self.door = SignIn(folder, PeoplePolicy(), lambda: self.now)
        self.pool = ThreadPoolExecutor(1)
        self.open: Entered | None = None

    def code(self, secret: bytes = SECRET) -> str:
        self.now += timedelta(minutes=2)
        return code_at(secret, int(self.now.timestamp()))

    def desk(self, entered: Entered) -> PeopleDesk:
        self.leave()
        self.open = entered
        return PeopleDesk(self.door, entered.worker, self.pool, lambda: self.now, officer=entered.officer)

    def leave(self) -> None:
        if self.open is not None:
            self.open.worker.close()
            self.open = None

    def enter(self, login: str = SETUP.login, pin: str = SETUP.pin, code: str = "") -> PeopleDesk:
        self.leave()
        return self.desk(self.door.enter(login, pin, code))

    def enrol(self, login: str = SETUP.login, pin: str = SETUP.pin, secret: bytes = SECRET) -> PeopleDesk:
        self.leave()
        return self.desk(self.door.enrol(login, pin, secret))

    def refused(self, login: str = SETUP.login, pin: str = SETUP.pin, code: str = "") -> str:
        try:
            self.enter(login, pin, code)
        except CodedError as error:
            return error.code
        return ""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A desk that was set up with the rule."""
    made = World(tmp_path / "desk", demanded=True)
    yield made
    made.leave()
    made.pool.shutdown()


@pytest.fixture
def before(tmp_path: Path) -> Iterator[World]:
    """A desk without the rule, as those are that were set up before there was one."""
    made = World(tmp_path / "desk", demanded=False)
    yield made
    made.leave()
    made.pool.shutdown()


def test_a_head_comes_in_only_with_a_second_factor_and_adds_it_once(world: World) -> None:
    assert world.refused() == "USER-016"
    desk = world.enrol()
    assert desk.look().result().heads_need_factor
    assert [account.officer.second_factor for account in desk.look().result().accounts] == [True]
    assert desk.look().result().events[0].act is OfficerAct.FACTOR
    assert world.refused() == "USER-003"
    assert world.refused(code=world.code()) == ""


def test_a_factor_that_is_there_is_not_replaced_at_the_door(world: World) -> None:
    world.enrol()
    with pytest.raises(CodedError, match="USER-003"):
        world.enrol(secret=OTHER_SECRET)
    assert world.refused(code=world.code()) == ""


def test_a_wrong_pin_adds_nothing(world: World) -> None:
    with pytest.raises(CodedError, match="KEY-001"):
        world.enrol(pin="khong-phai-ma-pin")
    world.now += timedelta(minutes=2)
    assert world.refused() == "USER-016"


def test_only_heads_need_one_and_whoever_becomes_head_does(world: World) -> None:
    desk = world.enrol()
    desk.add(SETUP.pin, Officer(0, "mai", "Phạm Thị Mai"), PIN, world.code()).result()
    assert world.refused("mai", PIN) == ""
    world.enter(code=world.code()).set_role("mai", Role.HEAD).result()
    assert world.refused("mai", PIN) == "USER-016"
    world.enrol("mai", PIN, OTHER_SECRET)
    assert world.refused("mai", PIN, world.code(OTHER_SECRET)) == ""


def test_a_head_does_not_take_their_own_factor_away(world: World) -> None:
    desk = world.enrol()
    with pytest.raises(CodedError, match="USER-016"):
        desk.change_own_pin(SETUP.pin, world.code(), "", b"").result()
    desk.change_own_pin(SETUP.pin, world.code(), "", OTHER_SECRET).result()
    assert world.refused(code=world.code(OTHER_SECRET)) == ""


def test_the_recovery_key_is_the_way_back_from_a_lost_factor_and_another_is_added(world: World) -> None:
    world.enrol()
    world.leave()
    world.door.recover(world.recovery, SETUP.login, OTHER)
    assert world.refused(pin=OTHER) == "USER-016", "not past the rule"
    desk = world.enrol(pin=OTHER, secret=OTHER_SECRET)
    acts = [event.act for event in desk.look().result().events]
    assert acts[:2] == [OfficerAct.FACTOR, OfficerAct.RECOVERED]
    assert world.refused(pin=OTHER, code=world.code(OTHER_SECRET)) == ""


def test_another_head_gives_a_new_pin_and_the_factor_is_added_anew(world: World) -> None:
    desk = world.enrol()
    desk.add(SETUP.pin, Officer(0, "mai", "Phạm Thị Mai", role=Role.HEAD), PIN, world.code()).result()
    world.enrol("mai", PIN, OTHER_SECRET)
    world.enter(code=world.code()).reset_pin(SETUP.pin, "mai", OTHER, world.code()).result()
    assert world.refused("mai", OTHER) == "USER-016"
    world.enrol("mai", OTHER, OTHER_SECRET)


def test_the_rule_is_turned_on_by_whoever_has_one_and_off_again_and_both_are_in_the_log(before: World) -> None:
    desk = before.enter()
    assert not desk.look().result().heads_need_factor
    with pytest.raises(CodedError, match="USER-017"):
        desk.demand_factor(SETUP.pin, True).result()
    desk.change_own_pin(SETUP.pin, "", "", SECRET).result()
    with pytest.raises(CodedError, match="USER-003"):
        desk.demand_factor(SETUP.pin, True).result()
    desk.demand_factor(SETUP.pin, True, before.code()).result()
    assert desk.look().result().heads_need_factor
    desk.demand_factor(SETUP.pin, False, before.code()).result()
    assert not desk.look().result().heads_need_factor
    assert before.open is not None
    entries = before.open.worker.submit(
        lambda uow: uow.audit.entries(AuditFilter(action="protection.factor_rule"), 9)
    ).result()
    assert [entry.details for entry in entries] == ['{"on":false}', '{"on":true}']
    details = [event.detail for event in desk.look().result().events if event.act is OfficerAct.FACTOR_RULE]
    assert details == ["off", "on"]


def test_an_officer_sets_no_rule(before: World) -> None:
    desk = before.enter()
    desk.add(SETUP.pin, Officer(0, "mai", "Phạm Thị Mai"), PIN).result()
    with pytest.raises(CodedError, match="USER-010"):
        before.enter("mai", PIN).demand_factor(PIN, True).result()
