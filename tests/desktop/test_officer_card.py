"""An officer's card at a whole desk: enrolled, asked for, and the desk locks when it is taken away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.officer_card import OfficerCardParts
from desktop.bootstrap.people import door_of
from desktop.screens.people.change_pin import ChangePinDialog
from desktop.screens.people.factor import Factor
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.second_factor import CardPin
from desktop.workflows.sign_in import SignIn
from devices.errors import CodedError
from devices.simulated.card_reader import NAME, SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.piv_card import SimulatedPivCard
from tests.helpers.chip_world import usual_profile
from tests.helpers.intake_screen import texts
from tests.helpers.officer_cards import CARD_PIN, officer_card
from tests.helpers.real_desk import HARDWARE, NOW, SETUP, folder_at

SECOND = "Đầu đọc của công dân"


class Counter:
    """A desk whose officer has enrolled a card, with a second reader for citizens."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.readers = SimulatedReaders((NAME, SECOND))
        self.card: SimulatedPivCard = officer_card()
        self.readers.put_down(self.card, NAME)
        self.folder = folder_at(path)
        self.folder.set_up(SETUP, NOW.date())
        self.door: SignIn = door_of(self.folder, lambda: self.now, readers=self.readers.another)

    def desk(self) -> Desk:
        entered = self.door.enter(SETUP.login, SETUP.pin, CARD_PIN if self.enrolled else "")
        hardware = replace(HARDWARE, card_readers=self.readers.another)
        desk = Desk(
            entered.worker, SETUP.login, hardware, trust_folder=self.folder.path / "trust", clock=lambda: self.now
        )
        desk.camera.set_wanted(False)
        parts = OfficerCardParts(self.door.cards, self.door.place, hardware.card_readers, desk.chip_parts.readers)
        desk.people.use_cards(parts)
        return desk

    @property
    def enrolled(self) -> bool:
        try:
            self.folder.vault.open(SETUP.login, SETUP.pin).wipe()
            return bool(self.folder.vault.open(SETUP.login, SETUP.pin).second)
        except CodedError:
            return False

    def refused(self, code: str = CARD_PIN) -> str:
        self.now += timedelta(minutes=1)
        try:
            self.door.verify(SETUP.login, SETUP.pin, code).wipe()
        except CodedError as error:
            return error.code
        return ""


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path / "desk")


@pytest.fixture
def desk(counter: Counter, qtbot: QtBot) -> Iterator[Desk]:
    """A desk opened by PIN and card."""
    made = counter.desk()
    made.people.desk.change_own_pin(SETUP.pin, "", "", CardPin(CARD_PIN)).result()
    made.window.close()
    made.close()
    made = counter.desk()
    made.start()
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.close()


def dialog_of_lock() -> UnlockDialog:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog) and each.isVisible())


def unlock(code: str) -> UnlockDialog:
    dialog = dialog_of_lock()
    dialog.pin.setText(SETUP.pin)
    dialog.code.setText(code)
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    return dialog


def test_taken_away_it_locks_at_once_and_only_it_unlocks(qtbot: QtBot, counter: Counter, desk: Desk) -> None:
    assert not desk.people.lock.locked
    counter.readers.lift(NAME)
    qtbot.waitUntil(lambda: desk.people.lock.locked)
    dialog = unlock(CARD_PIN)
    assert "[CARD-001]" in texts(dialog.notice)
    counter.readers.put_down(officer_card("ecc", 5), NAME)
    counter.now += timedelta(minutes=1)
    assert "[CARD-003]" in texts(unlock(CARD_PIN).notice)
    counter.readers.put_down(counter.card, NAME)
    counter.now += timedelta(minutes=1)
    dialog = unlock("135791")
    assert "[CARD-004]" in texts(dialog.notice)
    assert "2 lần" in texts(dialog.notice), "the tries that are left are told"
    assert "135791" not in dialog.code.displayText()
    counter.now += timedelta(minutes=1)
    unlock(CARD_PIN)
    assert not desk.people.lock.locked
    counter.readers.lift(NAME)
    qtbot.waitUntil(lambda: desk.people.lock.locked)


def test_the_officer_s_card_is_not_read_as_a_citizen_s(qtbot: QtBot, counter: Counter, desk: Desk) -> None:
    del desk
    told = counter.card.seen.copy()
    counter.readers.put_down(SimulatedChip(usual_profile()), SECOND)
    qtbot.wait(100)
    assert counter.card.seen == told
    assert "nhiều thẻ" not in " ".join(
        each.text() for each in QApplication.allWidgets() if hasattr(each, "text") and callable(each.text)
    )


def test_without_the_card_the_pin_alone_opens_nothing_and_locks_nobody_out(counter: Counter, desk: Desk) -> None:
    desk.people.lock.close()
    counter.readers.lift(NAME)
    for _ in range(8):
        assert counter.refused() == "CARD-001"
    counter.readers.put_down(counter.card, NAME)
    assert counter.refused() == ""


def test_the_card_s_pin_is_in_no_file(counter: Counter, desk: Desk) -> None:
    del desk
    for path in counter.folder.path.rglob("*"):
        assert not path.is_file() or CARD_PIN.encode() not in path.read_bytes(), path.name


def test_the_dialog_enrols_the_card_that_lies_there(qtbot: QtBot, counter: Counter) -> None:
    desk = counter.desk()
    try:
        desk.window.show()
        desk.people.change_own_pin()
        dialog = next(each for each in desk.window.findChildren(ChangePinDialog))
        qtbot.waitUntil(dialog.isVisible)
        dialog.factor.setCurrentIndex(dialog.factor.findData(Factor.CARD))
        assert dialog.first.isVisible()
        assert not dialog.qr.isVisible()
        dialog.old.setText(SETUP.pin)
        dialog.first.setText("111111")
        dialog.go.click()
        qtbot.waitUntil(lambda: "[CARD-004]" in texts(dialog.notice))
        dialog.first.setText(CARD_PIN)
        dialog.go.click()
        qtbot.waitUntil(lambda: counter.enrolled)
        assert counter.enrolled
        counter.readers.lift(NAME)
        qtbot.waitUntil(lambda: desk.people.lock.locked)
    finally:
        desk.window.close()
        desk.close()
