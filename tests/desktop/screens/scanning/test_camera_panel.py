"""The camera's place on a screen, with a simulated camera behind it: from a card held up to the signal, and back."""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.screens.background import Background
from desktop.screens.messages import load_messages
from desktop.screens.scanning.camera_chooser import CameraChooser
from desktop.screens.scanning.camera_panel import RELEASE_AFTER_MS, CameraPanel
from devices.errors import CodedError
from devices.qrcode.capture import OpenCapture
from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.live import LiveOptions
from devices.simulated.camera import SimulatedCamera, Trouble
from devices.simulated.citizens import citizen
from tests.helpers.live_events import no_camera_threads_left

MESSAGES = load_messages(Path(__file__).parents[4] / "resources")
PERSON = citizen(12)
PATIENCE = 15_000  # milliseconds; a busy machine is slow


class Desk:
    """Two simulated cameras under their names, and what the system lists."""

    def __init__(self) -> None:
        self.cameras = {"": SimulatedCamera(), "Second": SimulatedCamera(seed=1)}
        self.names: tuple[str, ...] = ("Second",)
        self.error: CodedError | None = None
        self.asked = 0

    def opener(self, setting: str) -> OpenCapture:
        return self.cameras[setting]

    def list_names(self) -> Future[tuple[str, ...]]:
        self.asked += 1
        answer: Future[tuple[str, ...]] = Future()
        if self.error is not None:
            answer.set_exception(self.error)
        else:
            answer.set_result(self.names)
        return answer


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> Iterator[CameraPanel]:
    deliver = Background()
    chooser = CameraChooser(desk.list_names, deliver)
    with no_camera_threads_left():
        panel = CameraPanel(desk.opener, BurstDecoder(), chooser, MESSAGES, LiveOptions(retry_seconds=(0.05,)))
        qtbot.addWidget(panel)
        panel.show()
        yield panel
        assert panel.shut_down()


def is_live(panel: CameraPanel) -> bool:
    return panel.view.accessibleDescription() == "Chưa thấy mã QR"


def test_a_card_held_up_is_read_and_told_once(panel: CameraPanel, desk: Desk, qtbot: QtBot) -> None:
    payloads: list[bytes] = []
    panel.payload_read.connect(payloads.append)
    desk.cameras[""].present(PERSON, hold_seconds=1.0)
    qtbot.waitUntil(lambda: bool(payloads), timeout=PATIENCE)
    qtbot.waitUntil(lambda: panel.view.accessibleDescription() == "Đã đọc thẻ", timeout=PATIENCE)
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)
    assert [payload.decode() for payload in payloads] == [PERSON.payload()]


def test_a_camera_pulled_out_shows_its_cure_and_comes_back_by_itself(
    panel: CameraPanel, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)
    desk.cameras[""].trouble = Trouble.UNPLUGGED
    cure = MESSAGES.explain(CodedError("CAM-001", count=0)).cure
    qtbot.waitUntil(lambda: cure in panel.view.trouble.accessibleName(), timeout=PATIENCE)
    assert panel.view.trouble.isVisible()
    desk.cameras[""].trouble = Trouble.NONE
    qtbot.waitUntil(lambda: is_live(panel) and not panel.view.trouble.isVisible(), timeout=PATIENCE)


def test_trying_again_opens_the_camera_anew(panel: CameraPanel, desk: Desk, qtbot: QtBot) -> None:
    desk.cameras[""].trouble = Trouble.BUSY
    panel.set_wanted(False)
    panel.set_wanted(True)
    qtbot.waitUntil(panel.view.trouble.isVisible, timeout=PATIENCE)
    desk.cameras[""].trouble = Trouble.NONE
    QTest.keyClick(panel.view.trouble.retry_button, Qt.Key.Key_Space)
    assert not panel.view.trouble.isVisible()
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)


def test_the_officer_s_switch_turns_the_camera_off_and_on(panel: CameraPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)
    switched: list[bool] = []
    panel.switched.connect(switched.append)
    panel.switch.click()
    assert not panel.running
    assert not panel.view.isVisible()
    assert panel.switch.accessibleName() == "Bật camera"
    assert panel.view.accessibleDescription() == "Camera đang nghỉ"
    qtbot.wait(150)
    assert panel.view.accessibleDescription() == "Camera đang nghỉ"
    panel.switch.click()
    qtbot.waitUntil(lambda: is_live(panel) and panel.view.isVisible(), timeout=PATIENCE)
    assert switched == [False, True]


def test_after_the_end_nothing_starts_again(panel: CameraPanel) -> None:
    assert panel.shut_down()
    panel.hide()
    panel.show()
    assert not panel.running


def test_out_of_sight_the_camera_is_given_back_after_a_moment(panel: CameraPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)
    panel.hide()
    assert panel.running
    qtbot.waitUntil(lambda: not panel.running, timeout=RELEASE_AFTER_MS * 3)
    panel.show()
    qtbot.waitUntil(lambda: is_live(panel), timeout=PATIENCE)


def test_lent_to_a_dialog_of_another_page_it_reads_on_until_taken_back(panel: CameraPanel, qtbot: QtBot) -> None:
    panel.hide()
    qtbot.waitUntil(lambda: not panel.running, timeout=RELEASE_AFTER_MS * 3)
    view = panel.lend()
    assert view is not None
    qtbot.addWidget(view)
    qtbot.waitUntil(lambda: view.accessibleDescription() == "Chưa thấy mã QR", timeout=PATIENCE)
    panel.show()
    panel.hide()
    qtbot.wait(RELEASE_AFTER_MS + 300)  # no signal tells that nothing happens
    assert panel.running
    panel.take_back()
    qtbot.waitUntil(lambda: not panel.running, timeout=RELEASE_AFTER_MS * 3)
    panel.set_wanted(False)
    assert panel.lend() is None


def test_a_camera_that_was_switched_off_stays_off_when_shown_again(panel: CameraPanel) -> None:
    panel.set_wanted(False)
    panel.hide()
    panel.show()
    assert not panel.running


def test_another_camera_is_chosen_by_name(panel: CameraPanel, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.chooser.findText("Second") > 0, timeout=PATIENCE)
    payloads: list[bytes] = []
    panel.payload_read.connect(payloads.append)
    panel.chooser.setFocus()
    with qtbot.waitSignal(panel.setting_chosen, timeout=1000) as chosen:
        QTest.keyClick(panel.chooser, Qt.Key.Key_Down)
    assert chosen.args == ["Second"]
    desk.cameras["Second"].present(PERSON, hold_seconds=1.0)
    qtbot.waitUntil(lambda: bool(payloads), timeout=PATIENCE)
