"""Which monitor is the citizen's."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.screens.citizen.placing import Monitor, Placing, choose_monitor
from desktop.screens.citizen.window import CitizenWindow
from tests.helpers.intake_world import NOW

OWN = Monitor("own", QRect(0, 0, 1366, 768))
SECOND = Monitor("second", QRect(1366, 0, 1920, 1080))
THIRD = Monitor("third", QRect(0, 768, 1280, 720))
MIRROR = Monitor("mirror", QRect(0, 0, 1366, 768))


@pytest.mark.parametrize(
    ("monitors", "wanted", "chosen"),
    [
        ((OWN,), "", None),
        ((OWN, SECOND), "", SECOND),
        ((SECOND, OWN), "", SECOND),
        ((OWN, SECOND, THIRD), "third", THIRD),
        ((OWN, SECOND), "unplugged", SECOND),
        ((OWN, SECOND), "own", SECOND),  # it would cover the officer's window
        ((OWN, MIRROR), "", None),  # shows the same as the officer's
        ((), "", None),
    ],
)
def test_choosing(monitors: tuple[Monitor, ...], wanted: str, chosen: Monitor | None) -> None:
    assert choose_monitor(monitors, OWN, wanted) == chosen


def test_plugged_in_and_out(qtbot: QtBot) -> None:
    officers = QWidget()
    qtbot.addWidget(officers)
    window = CitizenWindow("Xã", "Bộ phận", lambda: NOW, lambda: False)
    qtbot.addWidget(window)
    own = Monitor(officers.screen().name(), officers.screen().geometry())
    beside = Monitor("second", QRect(own.area.right() + 1, 0, 1024, 600))
    monitors = [own]
    changes: list[bool] = []
    placing = Placing(window, officers, lambda: changes.append(window.isVisible()), lambda: tuple(monitors))
    placing.want("")
    assert not window.isVisible()
    monitors.append(beside)
    placing.place()
    assert window.isVisible()
    assert window.geometry() == beside.area
    monitors.remove(beside)
    placing.place()
    assert not window.isVisible()
    placing.toggle_preview()
    assert window.isVisible()
    window.close()
    assert changes[-1] is False
    monitors.append(beside)
    placing.want(None)
    assert not window.isVisible()
    placing.close()
