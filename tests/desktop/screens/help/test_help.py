"""Every page has its help in both languages, and the help names only keys that there are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.help import help_figures, training_command
from desktop.bootstrap.updates import PAGE as UPDATES
from desktop.records.form_fields import FIELDS
from desktop.records.look import LANGUAGES, Look, load_look, save_look
from desktop.records.resources import resources_folder
from desktop.screens.help.guide_bar import GuideBar
from desktop.screens.help.help_dialog import HelpDialog, help_text
from desktop.screens.settings.look_card import LookCard
from desktop.workflows.first_guide import GuideStep
from desktop.workflows.pin_policy import PeoplePolicy
from devices.identity import InputDevice
from devices.simulated.citizens import citizen
from tests.helpers.real_desk import open_desk
from tests.helpers.themed import themed

KEY = re.compile(r"\*\*((?:Ctrl|Alt|Shift)\+[\w+]+|F\d+)(?:, [^*]*)?\*\*")


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    del qtbot
    with themed(qapp), open_desk(tmp_path / "desk") as made:
        made.window.show()
        yield made


def keys_of(page: str, language: str) -> list[str]:
    return KEY.findall(help_text(resources_folder(), language, page, {}))


def test_every_page_has_help_in_every_language(desk: Desk) -> None:
    for page in desk.window.pages:
        for language in LANGUAGES:
            path = resources_folder() / "help" / language / f"{page.id}.md"
            assert path.read_text(encoding="utf-8").startswith("# "), path
        assert keys_of(page.id, "vi") == keys_of(page.id, "en"), page.id


def test_figures_of_rules_come_from_the_rules(desk: Desk) -> None:
    """None is written into the help itself: another rule, another text; and every name in braces is known."""
    figures = help_figures(PeoplePolicy(pin_alone=21, pin_with_second=9, idle_days=77, review_months=4))
    for page in {each.id for each in desk.window.pages} | {UPDATES}:
        for language in LANGUAGES:
            told = help_text(resources_folder(), language, page, figures)
            left = set(re.findall(r"\{(\w*)\}", told)) - {name for fields in FIELDS.values() for name in fields}
            assert not left, (page, language)
            if page == "people":
                assert {"21", "9", "77", "4"} <= set(re.findall(r"\d+", told))
                assert not {"14", "45"} & set(re.findall(r"\d+", told))


def test_the_help_that_is_shown_has_the_desks_own_figures(qtbot: QtBot, desk: Desk) -> None:
    desk.window.show_page("people")
    desk.window.help_wanted.emit()
    dialog = desk.window.findChild(HelpDialog)
    assert isinstance(dialog, HelpDialog)
    policy = desk.people.policy
    assert f"Tài khoản {policy.idle_days} ngày không dùng tự ngừng" in dialog.text.toPlainText()
    assert f"{policy.review_months} tháng một lần" in dialog.text.toPlainText()
    dialog.accept()


def test_there_is_no_help_for_a_page_that_is_not_there(desk: Desk) -> None:
    pages = {page.id for page in desk.window.pages} | {UPDATES}  # which a started program adds to its desk
    for language in LANGUAGES:
        assert keys_of(UPDATES, "vi") == keys_of(UPDATES, "en")
        assert {path.stem for path in (resources_folder() / "help" / language).glob("*.md")} == pages


def test_shift_f1_shows_the_help_of_the_page_in_front(qtbot: QtBot, desk: Desk) -> None:
    desk.window.show_page("day")
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = desk.window.findChild(HelpDialog)
    assert isinstance(dialog, HelpDialog)
    assert "Chốt ngày" in dialog.windowTitle()
    assert "không đếm hai lần" in dialog.text.toPlainText()
    dialog.accept()
    qtbot.waitUntil(lambda: desk.window.findChild(HelpDialog) is None)


def test_the_guide_s_words_are_whole_on_a_very_low_screen(desk: Desk, qtbot: QtBot) -> None:
    """At 200 % of 1366 pixels."""
    bar = desk.window.findChild(GuideBar)
    assert isinstance(bar, GuideBar)
    desk.window.resize(683, 344)
    desk.window.show()
    qtbot.waitUntil(lambda: bar.short.isVisible() and bar.width() > 600)
    for step in GuideStep:
        desk.help.guide._go(step - 1)
        qtbot.waitUntil(lambda: bar.short.fontMetrics().horizontalAdvance(bar.short.text()) <= bar.short.width())


def test_the_guide_follows_a_first_case_and_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        desk.window.show()
        bar = desk.window.findChild(GuideBar)
        assert isinstance(bar, GuideBar)
        assert bar.isVisible()
        desk.reading.deliver(citizen(17).payload(), InputDevice.CAMERA)
        assert desk.help.guide.step is GuideStep.PROCEDURE
    with open_desk(tmp_path / "desk") as desk:
        desk.window.show()
        bar = desk.window.findChild(GuideBar)
        assert isinstance(bar, GuideBar)
        assert desk.help.guide.step is GuideStep.PROCEDURE
        bar.away.click()
        assert bar.isHidden()
    with open_desk(tmp_path / "desk") as desk:
        assert desk.help.guide.step is None
    qtbot.wait(0)


def test_high_contrast_at_once_and_language_at_the_next_start(qapp: QApplication, desk: Desk, tmp_path: Path) -> None:
    card = desk.window.findChild(LookCard)
    assert isinstance(card, LookCard)
    usual = qapp.styleSheet()
    card.contrast.setChecked(True)
    assert qapp.styleSheet() != usual
    card.language.setCurrentIndex(LANGUAGES.index("en"))
    card.language.activated.emit(LANGUAGES.index("en"))
    assert load_look(tmp_path / "desk") == Look("en", high_contrast=True)


def test_a_desk_in_english_says_its_errors_and_help_in_english(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk"):
        save_look(tmp_path / "desk", Look("en"))
    with open_desk(tmp_path / "desk") as desk:
        desk.window.show()
        desk.window.help_wanted.emit()
        dialog = desk.window.findChild(HelpDialog)
        assert isinstance(dialog, HelpDialog)
        assert dialog.text.toPlainText().startswith("This page turns")
        dialog.accept()
    qtbot.wait(0)


def test_practice_is_a_program_of_its_own() -> None:
    assert training_command()[-1] == "training"
