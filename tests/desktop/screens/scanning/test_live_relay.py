"""Events on their way to the main thread: in order, none lost but stale frames, none after the end."""

import threading

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.screens.scanning.live_relay import LiveRelay
from devices.errors import CodedError
from devices.qrcode.decoding.frame_decoder import Hint
from devices.qrcode.live_events import CameraProblem, CameraRecovered, FramePreview, LiveEvent, PayloadRead, Sight

IMAGE = np.zeros((36, 64, 4), np.uint8)


def frame(number: float) -> FramePreview:
    return FramePreview(IMAGE, None, Sight.SEARCHING, Hint.NONE, number, 0.0)


class Heard:
    def __init__(self, relay: LiveRelay) -> None:
        self.events: list[object] = []
        self.threads: set[int] = set()
        for signal in (relay.frame_arrived, relay.payload_read, relay.problem_arose):
            signal.connect(self._hear)
        relay.recovered.connect(lambda: self._hear("recovered"))

    def _hear(self, event: object) -> None:
        self.events.append(event)
        self.threads.add(threading.get_ident())


@pytest.fixture
def relay(qtbot: QtBot) -> LiveRelay:
    return LiveRelay()


def send(relay: LiveRelay, events: list[LiveEvent]) -> None:
    def run() -> None:
        for event in events:
            relay(event)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_stale_frames_give_way_and_everything_else_keeps_its_order(relay: LiveRelay, qtbot: QtBot) -> None:
    heard = Heard(relay)
    problem, read = CameraProblem(CodedError("CAM-003"), stopped=True), PayloadRead(b"x", "zxing", 1.0)
    send(relay, [frame(1), frame(2), read, frame(3), problem, CameraRecovered(), frame(4), frame(5)])
    qtbot.waitUntil(lambda: len(heard.events) == 6)
    numbers = [event.fps if isinstance(event, FramePreview) else event for event in heard.events]
    assert numbers == [2, read, 3, problem, "recovered", 5]
    assert heard.threads == {threading.get_ident()}


def test_a_busy_main_thread_finds_one_frame_waiting(relay: LiveRelay, qtbot: QtBot) -> None:
    heard = Heard(relay)
    send(relay, [frame(number) for number in range(500)])
    qtbot.waitUntil(lambda: bool(heard.events))
    qtbot.wait(20)
    assert [event.fps for event in heard.events if isinstance(event, FramePreview)] == [499]


def test_nothing_comes_after_it_was_closed(relay: LiveRelay, qtbot: QtBot) -> None:
    heard = Heard(relay)
    send(relay, [frame(1), PayloadRead(b"x", "zxing", 1.0)])
    relay.close()
    send(relay, [frame(2)])
    qtbot.wait(20)
    assert heard.events == []
    relay.open()
    send(relay, [frame(3)])
    qtbot.waitUntil(lambda: len(heard.events) == 1)


def test_closing_it_while_it_delivers_ends_the_delivery(relay: LiveRelay, qtbot: QtBot) -> None:
    heard = Heard(relay)
    relay.payload_read.connect(lambda _event: relay.close())
    send(relay, [PayloadRead(b"x", "zxing", 1.0), frame(1)])
    qtbot.wait(20)
    assert [type(event) for event in heard.events] == [PayloadRead]


def test_a_day_of_frames_wears_nothing_out(relay: LiveRelay, qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 ends the process after some 500 signals; this many are a minute of video."""
    heard = Heard(relay)
    for number in range(2000):
        relay(frame(number))
        relay._deliver()
    assert len(heard.events) == 2000
    qtbot.wait(1)
