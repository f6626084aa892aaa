"""The person of a case: what has to fit into the column of a small or enlarged screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.records.look import LANGUAGES, Look
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.intake.person_panel import PersonPanel
from desktop.workflows.intake_rules import Role
from desktop.workflows.person_form import PersonForm
from devices.identity import Source
from tests.helpers.intake_world import AN, card
from tests.helpers.themed import themed

ROOM = 372  # logical pixels of the panel at 150 % of 1366 pixels


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("source", [Source.QR, Source.CHIP_VERIFIED])
def test_what_was_read_and_where_from_fits_beside_each_other(
    qapp: QApplication, qtbot: QtBot, language: str, source: Source
) -> None:
    apply_theme(qapp, resources_folder(), Look(language=language))
    panel = PersonPanel(Role.APPLICANT, "Chủ hồ sơ", QPushButton())
    qtbot.addWidget(panel)
    panel.show_person(PersonForm().with_reading(card(AN.number, "Nguyễn Văn An", source=source)))
    panel.show()
    assert panel.minimumSizeHint().width() <= ROOM
