"""Every page, command, repository and file, with every role and with none."""

import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.desk_facts import FactKind
from desktop.records.desk_folder import DeskFolder
from desktop.records.file_store import FileStore
from desktop.records.key_wrappers import Opened
from desktop.records.keys import wipe
from desktop.records.people import Officer, PersonDetails, Role
from desktop.records.unit_of_work import GUARDED, OPEN, UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.day_desk import DayDesk
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.report_desk import ReportDesk
from desktop.workflows.rights import PAGES, RIGHTS, Task, admission, allowed, require
from desktop.workflows.sign_in import SignIn
from devices.errors import CodedError
from sync.desk.connection import Connection
from tests.helpers.real_desk import HARDWARE, NOW, SETUP, folder_at

MARK = "Nguyễn Thị Đánh Dấu"
PINS = {Role.OFFICER: "cong-chuc-mot-cua", Role.TECHNICIAN: "ky-thuat-cua-ban", Role.HEAD: SETUP.pin}
LOGINS = {Role.OFFICER: "mai", Role.TECHNICIAN: "tho", Role.HEAD: SETUP.login}
SHOWN = {
    Role.OFFICER: {
        "intake",
        "cases",
        "papers",
        "books",
        "cleaning",
        "forms",
        "queue",
        "work",
        "scanner_check",
        "chip_reader",
        "check",
    },
    Role.TECHNICIAN: {"province", "settings", "scanner_check", "chip_reader", "backup", "check", "sign_ins"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DeskFolder:
    """A desk with somebody of each role and one citizen."""
    made = folder_at(tmp_path_factory.mktemp("rights") / "desk")
    made.set_up(SETUP, NOW.date())
    opened = made.vault.open(SETUP.login, SETUP.pin)
    for role in (Role.OFFICER, Role.TECHNICIAN):
        made.vault.set_pin(opened.key, LOGINS[role], PINS[role])
    worker = made.open(opened)

    def fill(uow: UnitOfWork) -> None:
        for role in (Role.OFFICER, Role.TECHNICIAN):
            uow.officers.add(LOGINS[role], f"Người {role.value}", role)
        uow.citizens.keep(PersonDetails(MARK, "001190000001"), NOW)
        uow.commit()

    worker.submit(fill).result()
    worker.close()
    FileStore(made.path / "files").put(MARK.encode() * 100)
    return made


def opened_by(folder: DeskFolder, role: Role) -> DatabaseWorker:
    return door(folder).enter(LOGINS[role], PINS[role]).worker


def door(folder: DeskFolder) -> SignIn:
    return SignIn(folder, PeoplePolicy(), lambda: NOW)


def reach(worker: DatabaseWorker, name: str) -> Future[object]:
    """Take something out of a unit of work."""
    return worker.submit(lambda uow: getattr(uow, name))


def refusal(act: Callable[[], object]) -> str:
    """The code of a refusal; "" where there was none."""
    try:
        outcome = act()
        if isinstance(outcome, Future):
            outcome.result()
    except CodedError as error:
        return error.code
    return ""


@pytest.mark.parametrize("role", list(Role))
def test_pages_are_shown_to_whom_they_belong(qtbot: QtBot, folder: DeskFolder, role: Role) -> None:
    worker = folder.unlock(LOGINS[role], PINS[role])
    desk = Desk(worker, LOGINS[role], HARDWARE, trust_folder=folder.path / "trust", clock=lambda: NOW)
    desk.camera.set_wanted(False)
    try:
        shown = {page.id for page in desk.window.pages}
        assert shown <= set(PAGES), "a new page is decided on"
        assert shown == SHOWN.get(role, shown)
        assert shown == {page for page in PAGES if page in shown and PAGES[page] in RIGHTS[role]}
        desk.start()
        for page in desk.window.pages:
            desk.window.show_page(page.id)
            qtbot.wait(1)
        desk.window.find_wanted.emit()
        assert desk.screen.isVisibleTo(desk.window) is ("intake" in shown and desk.window.current_page == "intake")
    finally:
        desk.window.close()
        desk.close()


@pytest.mark.parametrize("role", list(Role))
def test_every_repository_asks(folder: DeskFolder, role: Role) -> None:
    worker = opened_by(folder, role)
    try:
        names = worker.submit(lambda uow: sorted(name for name in vars(uow) if not name.startswith("_"))).result()
        assert {*names, "indicators"} == GUARDED | OPEN, "a new repository is decided on"
        wanted = "" if role is not Role.TECHNICIAN else "USER-010"
        for name in GUARDED:
            assert refusal(partial(reach, worker, name)) == wanted, name
        for name in (*OPEN, "file_names", "stored_bytes"):
            assert refusal(partial(reach, worker, name)) == ""
    finally:
        worker.close()


def commands(desk: Desk, folder: Path) -> dict[str, tuple[Task, Callable[[], object]]]:
    """Every command that is not simply a reach into the records, with what it needs."""
    people: PeopleDesk = desk.people.desk
    day, reports = desk.day, desk.reports.desk
    trust = desk.chip_parts.page.trust._folder

    def told(observed: DayDesk | ReportDesk, act: Callable[[], None]) -> Callable[[], object]:
        def run() -> None:
            observed.error = None
            act()
            desk._worker.submit(lambda _: None).result()
            QCoreApplication.processEvents()
            if observed.error is not None:
                raise observed.error

        return run

    phone = msgspec.structs.replace(desk.settings, phone="0270000000")
    someone = Officer(0, "them", "Người Thêm")
    return {
        "day.refresh": (Task.DAYS, told(day, day.refresh)),
        "day.record": (Task.DAYS, told(day, lambda: day.record(FactKind.REUSED_PAPER, 1))),
        "day.close": (Task.DAYS, told(day, lambda: day.close(lambda _: None))),
        "reports.refresh": (Task.REPORTS, told(reports, reports.refresh)),
        "settings.change": (Task.SETTINGS, lambda: desk._on_settings(phone)),
        "trust.install": (Task.SETTINGS, lambda: trust.install(folder / "x.cer", fingerprint="")),
        "trust.remove": (Task.SETTINGS, lambda: trust.remove("x.cer")),
        "province.connect": (Task.PROVINCE, lambda: desk.link.connect(Connection("82", "tỉnh Mẫu", "ab" * 32))),
        "province.write": (Task.PROVINCE, lambda: desk.link.write_carry(folder / "x.bmc")),
        "province.read": (Task.PROVINCE, lambda: desk.link.read_carry(folder / "x.bmc")),
        "backup.change": (Task.BACKUP, lambda: desk.backup.keeper.change(hours=24)),
        "backup.stick": (Task.BACKUP, lambda: desk.backup.keeper.mark_stick(folder / "no stick")),
        "people.look": (Task.PEOPLE, people.look),
        "people.sign_ins": (Task.SIGN_INS, desk.people.sign_ins._desk.look),
        "people.add": (Task.PEOPLE, lambda: people.add("sai", someone, "mot-hai-ba-bon")),
        "people.reset_pin": (Task.PEOPLE, lambda: people.reset_pin("sai", "mai", "mot-hai-ba-bon")),
        "people.set_role": (Task.PEOPLE, lambda: people.set_role("mai", Role.OFFICER)),
        "people.set_active": (Task.PEOPLE, lambda: people.set_active("mai", True)),
        "people.remove": (Task.PEOPLE, lambda: people.remove("khong-co")),
        "people.clear_tries": (Task.PEOPLE, lambda: people.clear_tries("mai")),
        "people.review": (Task.PEOPLE, people.review),
        "people.renew_recovery_key": (Task.PEOPLE, lambda: people.renew_recovery_key("sai")),
        "people.rotate": (Task.PEOPLE, lambda: people.rotate("sai")),
        "people.change_own_pin": (Task.OWN_PIN, lambda: people.change_own_pin("sai", "", "x" * 20, None)),
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_command_asks(qtbot: QtBot, folder: DeskFolder, role: Role) -> None:
    worker = folder.unlock(LOGINS[role], PINS[role])
    desk = Desk(worker, LOGINS[role], HARDWARE, trust_folder=folder.path / "trust", clock=lambda: NOW)
    try:
        for name, (task, act) in commands(desk, folder.path).items():
            desk.people.desk.door.tries.right(LOGINS[role])
            code = refusal(act)
            assert (code == "USER-010") is (task not in RIGHTS[role]), f"{name}: {code}"
    finally:
        desk.people.desk.door.tries.right(LOGINS[role])
        desk.window.close()
        desk.close()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("task", list(Task))
def test_who_is_out_of_use_and_who_is_nobody_may_do_nothing(role: Role, task: Task) -> None:
    officer = Officer(1, "x", "X", role=role)
    assert allowed(officer, task) is (task in RIGHTS[role])
    for nobody in (None, replace(officer, active=False), replace(officer, removed=True)):
        assert not allowed(nobody, task)
        with pytest.raises(CodedError, match="USER-010"):
            require(nobody, task)
    with pytest.raises(CodedError, match="USER-010"):
        admission(replace(officer, active=False))("cases")


def test_without_an_account_no_file_says_anything(folder: DeskFolder) -> None:
    files = [path for path in folder.path.rglob("*") if path.is_file()]
    assert len(files) > 4
    for path in files:
        content = path.read_bytes()
        for secret in (MARK, "001190000001", *PINS.values()):
            assert secret.encode() not in content, path.name
            assert secret.encode("utf-16-le") not in content, path.name
    acts: tuple[Callable[[], object], ...] = (
        lambda: folder.unlock("nobody", "mot-hai-ba-bon"),
        lambda: folder.unlock(SETUP.login, ""),
        lambda: folder.open(Opened(bytearray(32), bytearray(), b"")),
        lambda: DatabaseWorker(folder.database, bytearray(0)),
    )
    for act in acts:
        assert refusal(act) in {"KEY-001", "DB-003"}


def test_an_officer_s_account_opens_the_files_and_no_technician_gets_their_keys(folder: DeskFolder) -> None:
    for role in Role:
        worker = opened_by(folder, role)
        try:
            found = refusal(partial(reach, worker, "pages"))
            assert found == ("USER-010" if role is Role.TECHNICIAN else "")
        finally:
            worker.close()


def test_a_wiped_key_is_zeros_and_secrets_are_in_no_text(folder: DeskFolder) -> None:
    opened = folder.vault.open(SETUP.login, SETUP.pin)
    key = bytes(opened.key)
    assert key.hex() not in repr(opened)
    assert repr(key) not in repr(opened)
    assert SETUP.pin not in repr(SETUP)
    opened.wipe()
    assert opened.key == bytearray(32)
    other = bytearray(b"x" * 32)
    wipe(other)
    assert other == bytearray(32)
    with pytest.raises(CodedError) as caught:
        folder.vault.open(SETUP.login, "sai-hoan-toan")
    assert "sai-hoan-toan" not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_helper_pool_is_not_needed(folder: DeskFolder) -> None:
    """Rights are asked on whatever thread the work runs."""
    worker = opened_by(folder, Role.OFFICER)
    pool = ThreadPoolExecutor(1)
    try:
        desk = PeopleDesk(door(folder), worker, pool, lambda: NOW, officer=Officer(2, "mai", "Mai"))
        assert refusal(lambda: desk.rotate(PINS[Role.OFFICER])) == "USER-010"
    finally:
        pool.shutdown()
        worker.close()
