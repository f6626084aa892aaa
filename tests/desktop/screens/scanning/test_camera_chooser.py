"""The list of cameras: it follows what is plugged in and never loses what the officer chose."""

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.screens.background import Background
from desktop.screens.scanning.camera_chooser import CameraChooser
from devices.errors import CodedError

FIRST = "Camera đầu tiên có trong máy"


class System:
    """What is plugged in; answers when it is told to."""

    def __init__(self) -> None:
        self.open: list[Future[tuple[str, ...]]] = []

    def __call__(self) -> Future[tuple[str, ...]]:
        self.open.append(Future())
        return self.open[-1]

    def answer(self, *names: str) -> None:
        self.open[-1].set_result(names)


@pytest.fixture
def system() -> System:
    return System()


def chooser_with(system: System, qtbot: QtBot, setting: str = "") -> CameraChooser:
    deliver = Background()
    chooser = CameraChooser(system, deliver, setting)
    deliver.setParent(chooser)
    qtbot.addWidget(chooser)
    chooser.show()
    return chooser


def texts(chooser: CameraChooser) -> list[str]:
    return [chooser.itemText(place) for place in range(chooser.count())]


def test_cameras_appear_and_go_while_the_choice_stays(system: System, qtbot: QtBot) -> None:
    chooser = chooser_with(system, qtbot, "Logi")
    assert texts(chooser) == [FIRST, "Logi (chưa cắm)"]
    system.answer("Front", "Logi")
    qtbot.waitUntil(lambda: texts(chooser) == [FIRST, "Front", "Logi"])
    assert chooser.currentText() == "Logi"
    chooser.refresh()
    system.answer("Front")
    qtbot.waitUntil(lambda: texts(chooser) == [FIRST, "Front", "Logi (chưa cắm)"])
    assert chooser.setting == "Logi"


def test_it_does_not_ask_again_before_the_answer_came(system: System, qtbot: QtBot) -> None:
    chooser = chooser_with(system, qtbot)
    chooser.refresh()
    chooser.refresh()
    assert len(system.open) == 1


def test_a_list_that_cannot_be_had_leaves_it_as_it_is(system: System, qtbot: QtBot) -> None:
    chooser = chooser_with(system, qtbot)
    system.answer("Front")
    qtbot.waitUntil(lambda: texts(chooser) == [FIRST, "Front"])
    chooser.refresh()
    system.open[-1].set_exception(CodedError("CAM-001", count=0))
    qtbot.wait(20)
    assert texts(chooser) == [FIRST, "Front"]
    chooser.refresh()
    assert len(system.open) == 3


def test_a_choice_by_keyboard_is_told_once_and_a_refresh_tells_nothing(system: System, qtbot: QtBot) -> None:
    chooser = chooser_with(system, qtbot)
    told: list[str] = []
    chooser.setting_chosen.connect(told.append)
    system.answer("Front")
    qtbot.waitUntil(lambda: chooser.count() == 2)
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert told == ["Front"]
    chooser.refresh()
    system.answer("Front", "Other")
    qtbot.waitUntil(lambda: chooser.count() == 3)
    assert told == ["Front"]


@pytest.mark.parametrize(
    ("setting", "text"),
    [("2", "Camera số 2"), ("http://127.0.0.1/video", "http://127.0.0.1/video"), ("card.avi", "card.avi")],
)
def test_a_source_that_is_no_listed_camera_is_shown_as_it_is(
    system: System, qtbot: QtBot, setting: str, text: str
) -> None:
    assert chooser_with(system, qtbot, setting).currentText() == text


def test_it_asks_while_it_can_be_seen_and_leaves_the_system_alone_otherwise(system: System, qtbot: QtBot) -> None:
    chooser = chooser_with(system, qtbot)
    (timer,) = chooser.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert timer.isActive()
    chooser.hide()
    assert not timer.isActive()
