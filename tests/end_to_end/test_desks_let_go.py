"""A desk that is closed is gone: whole desks, opened, used and closed, leave no window, thread, file or object."""

import gc
import weakref
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.bootstrap.collecting import SELDOM, USUAL
from desktop.bootstrap.desk import Desk
from desktop.documents.receipt import ReceiptLayout
from desktop.workflows.intake import IntakeState
from devices.identity import InputDevice
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.citizens import citizen
from tests.helpers.left_behind import held, settle, temporary_folder
from tests.helpers.real_desk import NOW, open_desk


def use(desk: Desk, qtbot: QtBot, seed: int) -> None:
    """Show every page, receive a case and look at its receipt, lock the desk."""
    desk.start()
    for page in desk.window.pages:
        desk.window.show_page(page.id)
        qtbot.wait(1)
    desk.reading.deliver(citizen(seed).payload(), InputDevice.CAMERA)
    desk.intake.choose_procedure(desk.catalogue.search("tthn", NOW.date())[0])
    desk.intake.answer_papers()
    desk.intake.save()
    qtbot.waitUntil(lambda: desk.intake.state is IntakeState.SAVED)
    case = desk.intake.saved
    assert case is not None
    desk.receipts.make(case, ReceiptLayout.A5)
    desk.show_receipt(case)
    desk.window.open_shortcuts()
    desk.window.help_wanted.emit()
    desk._open_case(case.id)
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None)
    desk.people.lock.lock()
    qtbot.wait(1)


def main_objects(desk: Desk) -> list[weakref.ref[object]]:
    parts: tuple[object, ...] = (desk, desk._worker, desk._worker._database, desk.window, desk.intake, desk.screen)
    parts += (desk.camera, desk.chip, desk.chip_parts.station, desk.papers, desk.cases, desk.link, desk.citizen.window)
    parts += (desk.people.lock, desk.backup.keeper, desk.audit.page, desk.background)
    return [weakref.ref(part) for part in parts]


def test_nothing_of_closed_desks_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    with temporary_folder(tmp_path / "temporary") as temporary:
        with open_desk(tmp_path / "desk", readers=SimulatedReaders()) as desk:  # what it loads, the next ones share
            use(desk, qtbot, 17)
        del desk
        settle()
        before = held()
        gone: list[weakref.ref[object]] = []
        for nth in range(3):
            with open_desk(tmp_path / "desk", readers=SimulatedReaders()) as desk:
                use(desk, qtbot, 18 + nth)
                gone += main_objects(desk)
            del desk
        settle()
        assert held().beyond(before) == {}
        assert [each() for each in gone if each() is not None] == []
        assert list(temporary.rglob("*")) == []


def test_what_stays_is_not_gone_through_again_while_a_desk_is_open(qtbot: QtBot, tmp_path: Path) -> None:
    """Else going through it stops the window for more than 0.1 s now and then; a closed desk is gone through."""
    with open_desk(tmp_path / "desk", readers=SimulatedReaders()) as desk:
        everything = len(gc.get_objects())
        desk.start()
        assert gc.get_freeze_count() > len(gc.get_objects())
        assert len(gc.get_objects()) < everything / 4
        assert gc.get_threshold() == (*USUAL[:2], SELDOM)
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == USUAL


def test_what_came_since_is_passed_over_once_the_desk_was_locked(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk", readers=SimulatedReaders()) as desk:
        desk.start()
        made: list[object] = [[]]  # since the desk was built: the collector knows it
        assert any(each is made for each in gc.get_objects())
        desk.people.lock.lock()
        qtbot.waitUntil(lambda: not any(each is made for each in gc.get_objects()))
        desk.people.lock.end()
