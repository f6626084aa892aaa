"""Accounts over a real desk: who comes in, who is kept out, and every way back in."""

import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.officers import OfficerAct
from desktop.records.people import Officer, Role
from desktop.records.resources import resources_folder
from desktop.records.totp import code_at
from desktop.records.tries import FILE
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import PeoplePolicy, load_policy
from desktop.workflows.sign_in import Entered, SignIn
from devices.errors import CodedError
from tests.helpers.real_desk import NOW, SETUP, folder_at

PIN, OTHER = "nam-sau-bay-tam", "chin-muoi-muoi-mot"
MAI = Officer(0, "mai", "Phạm Thị Mai")


class World:
    """A desk whose clock a test moves."""

    def __init__(self, path: Path) -> None:
        self.now: datetime = NOW
        folder = folder_at(path)
        self.recovery = folder.set_up(SETUP, NOW.date())
        self.door = SignIn(folder, PeoplePolicy(), lambda: self.now)
        self.pool = ThreadPoolExecutor(1)
        self.open: Entered | None = None

    def enter(self, login: str = SETUP.login, pin: str = SETUP.pin, code: str = "") -> PeopleDesk:
        self.leave()
        self.open = self.door.enter(login, pin, code)
        return PeopleDesk(self.door, self.open.worker, self.pool, lambda: self.now, officer=self.open.officer)

    def refused(self, login: str, pin: str, code: str = "") -> str:
        try:
            self.enter(login, pin, code)
        except CodedError as error:
            return error.code
        return ""

    def code(self, secret: bytes) -> str:
        return code_at(secret, int(self.now.timestamp()))

    def leave(self) -> None:
        if self.open is not None:
            self.open.worker.close()
            self.open = None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "desk")
    yield made
    made.leave()
    made.pool.shutdown()


def test_the_rules_in_the_file_are_the_built_in_ones() -> None:
    rules = load_policy(resources_folder() / "people")
    assert rules.legal_base
    assert rules == PeoplePolicy(legal_base=rules.legal_base)


def test_an_account_is_made_used_and_removed(world: World) -> None:
    desk = world.enter()
    desk.add(SETUP.pin, MAI, PIN).result()
    assert world.refused("mai", PIN) == ""
    desk = world.enter()
    view = desk.look().result()
    assert [(each.officer.login, each.officer.role) for each in view.accounts] == [("mai", "officer"), ("lan", "head")]
    desk.remove("mai").result()
    assert [each.officer.login for each in desk.look().result().accounts] == ["lan"]
    assert world.refused("mai", PIN) == "KEY-001"


def test_weak_pins_taken_logins_and_a_wrong_own_pin_are_refused(world: World) -> None:
    desk = world.enter()
    for own, officer, pin, code in (
        (SETUP.pin, MAI, "13-ky-tu-thoi", "USER-007"),
        (SETUP.pin, MAI, "a" * 20, "USER-007"),
        (SETUP.pin, Officer(0, SETUP.login, "X"), PIN, "KEY-007"),
        ("sai", MAI, PIN, "KEY-001"),
    ):
        with pytest.raises(CodedError, match=code):
            desk.add(own, officer, pin).result()


@pytest.mark.parametrize(
    "pin",
    [
        unicodedata.normalize("NFD", "ấếộữ đẳỗ"),  # eight letters on the screen, more code points
        "abc" + "\u200b" * 11,  # what has no width is no character
        "12345678901234",
        "98765432109876",
        "abcdefghijklmnop",
        "mot2mot2mot2mot2",
        " " * 14,
    ],
)
def test_what_only_looks_long_is_no_pin(pin: str) -> None:
    policy = PeoplePolicy()
    with pytest.raises(CodedError, match="USER-007"):
        policy.check(pin, second_factor=False)


@pytest.mark.parametrize("pin", [PIN, OTHER, "ấm trà sớm mai này", unicodedata.normalize("NFD", "ấm trà sớm mai này")])
def test_words_that_one_remembers_are_a_pin(pin: str) -> None:
    PeoplePolicy().check(pin, second_factor=False)


def test_the_last_head_stays(world: World) -> None:
    desk = world.enter()
    acts: tuple[Callable[[], Future[None]], ...] = (
        lambda: desk.set_role(SETUP.login, Role.OFFICER),
        lambda: desk.set_active(SETUP.login, False),
        lambda: desk.remove(SETUP.login),
    )
    for act in acts:
        with pytest.raises(CodedError, match="USER-006"):
            act().result()
    with pytest.raises(CodedError, match="USER-008"):
        desk.remove("khong-co").result()


def test_wrong_tries_lock_and_the_head_lets_in_again(world: World) -> None:
    world.enter().add(SETUP.pin, MAI, PIN).result()
    world.leave()
    for _ in range(5):
        world.now += timedelta(minutes=1)
        assert world.refused("mai", "sai") == "KEY-001"
    world.now += timedelta(days=1)
    assert world.refused("mai", PIN) == "USER-002"
    desk = world.enter()
    assert [each.locked for each in desk.look().result().accounts] == [True, False]
    desk.clear_tries("mai").result()
    assert world.refused("mai", PIN) == ""


def test_the_recovery_key_lets_in_whoever_was_locked_out_or_lost_a_wrapper(world: World) -> None:
    for _ in range(5):
        world.now += timedelta(minutes=1)
        world.refused(SETUP.login, "sai")
    world.door.recover(world.recovery, SETUP.login, OTHER)
    assert world.refused(SETUP.login, OTHER) == ""
    world.leave()
    for path in world.door.folder.path.glob("keys*.json"):
        path.write_bytes(path.read_bytes().replace(b'"salt"', b'"sand"', 2).replace(b'"sand"', b'"salt"', 1))
    assert world.refused(SETUP.login, OTHER) == "KEY-002"
    assert world.refused(SETUP.login, OTHER) == "KEY-002", "which is nobody's wrong try"
    world.door.recover(world.recovery, SETUP.login, PIN)
    assert world.refused(SETUP.login, PIN) == ""


def test_an_account_that_is_not_used_is_disabled_and_comes_back(world: World) -> None:
    world.enter().add(SETUP.pin, MAI, PIN).result()
    world.refused("mai", PIN)
    for _ in range(4):
        world.now += timedelta(days=10)
        world.enter()
    world.now += timedelta(days=6)
    assert world.refused("mai", PIN) == "USER-005"
    assert world.refused("mai", PIN) == "USER-004"
    desk = world.enter()
    assert desk.look().result().events[0].act is OfficerAct.IDLE
    desk.set_active("mai", True).result()
    assert world.refused("mai", PIN) == ""
    for _ in range(5):
        world.now += timedelta(days=10)
        world.refused("mai", PIN)
    assert world.refused(SETUP.login, SETUP.pin) == "USER-004"
    world.door.recover(world.recovery, SETUP.login, OTHER)
    assert world.refused(SETUP.login, OTHER) == "", "a head of desk comes back by the recovery key"


def test_a_second_factor_allows_a_shorter_pin_and_is_asked_for(world: World) -> None:
    secret = bytes(range(20))
    desk = world.enter()
    with pytest.raises(CodedError, match="USER-007"):
        desk.change_own_pin(SETUP.pin, "", "ngan-1-2", None).result()
    desk.change_own_pin(SETUP.pin, "", "ngan-1-2", secret).result()
    code = code_at(secret, int(world.now.timestamp()))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert world.refused(SETUP.login, "ngan-1-2") == "USER-003"
    for _ in range(2):
        assert world.refused(SETUP.login, "ngan-1-2", wrong) == "USER-003"
    assert world.refused(SETUP.login, "ngan-1-2", code) == "USER-001", "wrong codes count as wrong tries"
    world.now += timedelta(minutes=1)
    code = code_at(secret, int(world.now.timestamp()))
    desk = world.enter(SETUP.login, "ngan-1-2", code)
    world.now += timedelta(days=1)
    with pytest.raises(CodedError, match="USER-007"):
        desk.change_own_pin("ngan-1-2", world.code(secret), "ngan-1-2", b"").result()
    world.now += timedelta(minutes=1)
    desk.change_own_pin("ngan-1-2", world.code(secret), PIN, b"").result()
    assert world.refused(SETUP.login, PIN) == ""


def test_a_code_opens_once_also_after_a_restart(world: World) -> None:
    secret = bytes(range(20))
    world.enter().change_own_pin(SETUP.pin, "", "", secret).result()
    world.leave()
    code = world.code(secret)
    world.enter(SETUP.login, SETUP.pin, code)
    world.leave()
    world.door = SignIn(world.door.folder, PeoplePolicy(), lambda: world.now)
    for _ in range(8):
        assert world.refused(SETUP.login, SETUP.pin, code) == "USER-011", "which locks nobody out"
    earlier = code_at(secret, int(world.now.timestamp()) - 30)
    assert world.refused(SETUP.login, SETUP.pin, earlier) == "USER-011", "nor does one of before"
    world.now += timedelta(seconds=30)
    desk = world.enter(SETUP.login, SETUP.pin, world.code(secret))
    with pytest.raises(CodedError, match="USER-011"):
        desk.rotate(SETUP.pin, world.code(secret)).result()


def test_clocks_that_differ_and_a_clock_that_went_back_are_told(world: World) -> None:
    secret = bytes(range(20))
    world.enter().change_own_pin(SETUP.pin, "", "", secret).result()
    for seconds in (-300, 90, 600):
        world.leave()
        world.now += timedelta(minutes=5)
        world.door.tries.right(SETUP.login)
        with pytest.raises(CodedError, match="USER-012") as caught:
            world.enter(SETUP.login, SETUP.pin, code_at(secret, int(world.now.timestamp()) + seconds))
        assert abs(int(caught.value.details["seconds"]) - seconds) <= 30
    world.now += timedelta(minutes=5)
    world.enter(SETUP.login, SETUP.pin, world.code(secret))
    world.now -= timedelta(days=2)
    assert world.refused(SETUP.login, SETUP.pin, world.code(secret)) == "USER-013"
    world.door.recover(world.recovery, SETUP.login, OTHER)
    assert world.refused(SETUP.login, OTHER) == "", "the recovery key takes the factor away"
    desk = world.enter(SETUP.login, OTHER)
    desk.change_own_pin(OTHER, "", "", secret).result()
    assert world.refused(SETUP.login, OTHER, world.code(secret)) == "", "a new enrolment begins anew"


def test_former_pins_are_not_taken_again(world: World) -> None:
    desk = world.enter()
    policy = world.door.policy
    pins = [f"ma-pin-thu-{number:02d}-cua-lan" for number in range(policy.head_pin_history + 1)]
    before = SETUP.pin
    for pin in pins[: policy.head_pin_history - 1]:
        world.now += timedelta(days=1)
        desk.change_own_pin(before, "", pin, None).result()
        before = pin
    world.now += timedelta(days=1)
    for former in (SETUP.pin, pins[0], before):
        with pytest.raises(CodedError, match="USER-014"):
            desk.change_own_pin(before, "", former, None).result()
    desk.change_own_pin(before, "", pins[-1], None).result()
    world.now += timedelta(days=1)
    desk.change_own_pin(pins[-1], "", SETUP.pin, None).result()
    assert world.refused(SETUP.login, SETUP.pin) == "", "ten later the first may be had again"


def test_a_pin_of_one_s_own_choice_is_kept_for_a_day_and_one_that_was_given_is_not(world: World) -> None:
    world.enter().add(SETUP.pin, MAI, PIN).result()
    desk = world.enter("mai", PIN)
    desk.change_own_pin(PIN, "", OTHER, None).result()
    with pytest.raises(CodedError, match="USER-015"):
        desk.change_own_pin(OTHER, "", "mot-ma-pin-khac-nua", None).result()
    desk.change_own_pin(OTHER, "", "", bytes(range(20))).result()
    head = world.enter()
    with pytest.raises(CodedError, match="USER-014"):
        head.reset_pin(SETUP.pin, "mai", PIN).result()
    head.reset_pin(SETUP.pin, "mai", "phu-trach-dat-lai").result()
    world.enter("mai", "phu-trach-dat-lai").change_own_pin("phu-trach-dat-lai", "", "mot-ma-pin-khac", None).result()


def test_former_pins_are_hashes_and_go_with_whoever_had_them(world: World) -> None:
    desk = world.enter()
    desk.add(SETUP.pin, MAI, PIN).result()
    assert world.open is not None
    worker = world.open.worker
    mai = worker.submit(lambda uow: uow.officers.by_login("mai")).result()
    assert mai is not None
    (kept,) = worker.submit(lambda uow: uow.pins.last(mai.id, 9)).result()
    assert kept.startswith("$argon2id$")
    assert PIN not in kept
    desk.remove("mai").result()
    assert worker.submit(lambda uow: uow.pins.last(mai.id, 9)).result() == ()
    assert worker.submit(lambda uow: uow.pins.last(1, 9)).result() != ()


def test_a_pin_comes_due(world: World) -> None:
    desk = world.enter()
    desk.add(SETUP.pin, MAI, PIN).result()
    for days, due in ((59, False), (2, True)):
        world.now += timedelta(days=days)
        accounts = desk.look().result().accounts
        assert [each.pin_due for each in accounts if each.officer.login == SETUP.login] == [due]
        assert [each.pin_due for each in accounts if each.officer.login == "mai"] == [False]


def test_the_data_key_is_changed_for_everybody(world: World) -> None:
    desk = world.enter()
    desk.add(SETUP.pin, MAI, PIN).result()
    before = bytes(world.door.folder.vault.unlock("mai", PIN))
    vault = {path: path.read_bytes() for path in world.door.folder.path.glob("keys*.json")}
    desk.rotate(SETUP.pin).result()
    assert desk.look().result().events[0].act is OfficerAct.ROTATED
    after = bytes(world.door.folder.vault.unlock("mai", PIN))
    assert after != before
    assert world.door.folder.vault.recover(world.recovery) == after
    assert world.refused("mai", PIN) == ""
    world.leave()
    kept = {path: path.read_bytes() for path in vault}
    for path, content in vault.items():
        path.write_bytes(content)
    assert world.refused("mai", PIN) == "DB-003", "an old vault opens nothing that came after"
    for path, content in kept.items():
        path.write_bytes(content)
    assert world.refused("mai", PIN) == ""


def test_a_wrapper_somebody_else_put_there_is_not_given_the_next_key(world: World) -> None:
    desk = world.enter()
    desk.add(SETUP.pin, MAI, PIN).result()
    stranger = bytearray(b"s" * 32)
    world.door.folder.vault.set_pin(stranger, "mai", OTHER)
    with pytest.raises(CodedError, match="KEY-008"):
        desk.rotate(SETUP.pin).result()
    assert world.refused(SETUP.login, SETUP.pin) == ""


def test_a_book_of_tries_that_was_put_back_shows(world: World) -> None:
    folder = world.door.folder.path
    old = {path: path.read_bytes() for path in (folder / FILE, folder / f"second-{FILE}")}
    for _ in range(2):
        world.enter()
        assert world.open is not None
        world.leave()
    for path, content in old.items():
        path.write_bytes(content)
    acts = [event.act for event in world.enter().look().result().events]
    assert OfficerAct.TRIES_PUT_BACK in acts
    world.leave()
    acts = [event.act for event in world.enter().look().result().events]
    assert acts.count(OfficerAct.TRIES_PUT_BACK) == 1


def test_the_list_is_due_for_review_every_six_months(world: World) -> None:
    desk = world.enter()
    desk.review().result()
    assert not desk.look().result().review_due
    world.now += timedelta(days=200)
    assert desk.look().result().review_due
