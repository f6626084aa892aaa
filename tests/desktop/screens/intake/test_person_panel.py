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
from tests.helpers.intake_world import card
from tests.helpers.themed import themed

ROOM = 348  # logical pixels of the panel at 150 % of 1366 and of 1920 pixels, beside a scroll bar


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
    more = {"old_number": "006445321", "issue_date": "2024-08-24", "residence": "Ấp 1, Tân Hương, Châu Thành"}
    identity = card("082190991001", "Nguyễn Thị An", source=source, **more)
    panel.show_person(PersonForm().with_reading(identity))
    panel.show()
    assert all(row.line.text() for row in panel.rows.values())
    assert panel.minimumSizeHint().width() <= ROOM
