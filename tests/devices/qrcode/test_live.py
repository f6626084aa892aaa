"""The live reader with scripted cameras: what is told, when, how often, and that nothing is left behind."""

import threading
import time
from collections.abc import Iterator
from queue import Queue

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.capture import Capture
from devices.qrcode.decoding.frame_decoder import FrameResult
from devices.qrcode.live import LiveOptions, LiveReader
from devices.qrcode.live_events import CameraRecovered, FramePreview, Gray, PayloadRead, Sight
from tests.helpers.live_events import BrightnessDecoder, EventLog, no_camera_threads_left

FAST = LiveOptions(silent_seconds=0.3, retry_seconds=(0.02,))
RNG = np.random.default_rng(2)
NOISE = RNG.integers(0, 40, (720, 1280, 3), np.uint8)


def frame(level: int) -> NDArray[np.uint8]:
    """A picture of a brightness that differs from every other one."""
    shifted = np.roll(NOISE, int(RNG.integers(1, 1000)), axis=1)
    return np.asarray(shifted + np.uint8(level - 20), np.uint8)


class ScriptedCamera:
    """A device that shows `level` at 100 frames a second, and can be unplugged, be busy or hang."""

    def __init__(self) -> None:
        self.level = 100
        self.size = (1280, 720)
        self.refusal = ""
        self.unplugged = threading.Event()
        self.hangs = threading.Event()
        self.may_return = threading.Event()
        self.open_now = 0
        self.most_open = 0
        self.closed: Queue[float] = Queue()

    def __call__(self) -> Capture:
        if self.refusal:
            raise CodedError(self.refusal)
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        return self

    def read(self) -> NDArray[np.uint8] | None:
        if self.hangs.is_set():
            self.may_return.wait()
        time.sleep(0.01)
        width, height = self.size
        return None if self.unplugged.is_set() else frame(self.level)[:height, :width]

    def close(self) -> None:
        self.open_now -= 1
        self.closed.put(time.monotonic())


@pytest.fixture
def camera() -> Iterator[ScriptedCamera]:
    with no_camera_threads_left():
        camera = ScriptedCamera()
        yield camera
        camera.may_return.set()
        for thread in threading.enumerate():
            if thread.name.startswith("camera-"):
                thread.join(5)


@pytest.fixture
def log() -> EventLog:
    return EventLog()


@pytest.fixture
def reader(camera: ScriptedCamera, log: EventLog) -> Iterator[LiveReader]:
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    yield reader
    reader.stop()


@pytest.mark.usefixtures("reader")
def test_previews_are_small_and_may_be_shared(log: EventLog) -> None:
    log.wait_for_frames(3)
    shown = log.events[-1]
    assert isinstance(shown, FramePreview)
    assert shown.image.shape == (360, 640, 4)
    assert shown.image.flags.c_contiguous
    assert not shown.image.flags.writeable
    assert set(np.unique(shown.image[..., 3])) == {255}
    assert shown.fps > 0


@pytest.mark.usefixtures("reader")
def test_the_outline_is_in_the_preview_s_pixels(camera: ScriptedCamera, log: EventLog) -> None:
    camera.level = 220
    shown = log.wait_for(lambda event: isinstance(event, FramePreview) and event.sight is Sight.READ)
    assert isinstance(shown, FramePreview)
    assert shown.quad is not None
    assert shown.quad.tolist() == [[50, 50], [150, 50], [150, 150], [50, 150]]


@pytest.mark.usefixtures("reader")
def test_a_code_is_told_once_while_it_is_held_and_before_the_picture_of_it(
    camera: ScriptedCamera, log: EventLog
) -> None:
    camera.level = 220
    log.wait_for(lambda event: isinstance(event, PayloadRead))
    log.wait_for_frames(30)
    assert log.payloads() == [b"code 220"]
    first_green = next(
        number for number, e in enumerate(log.events) if isinstance(e, FramePreview) and e.sight is Sight.READ
    )
    told = next(number for number, event in enumerate(log.events) if isinstance(event, PayloadRead))
    assert told == first_green - 1


@pytest.mark.usefixtures("reader")
def test_another_code_is_told_at_once(camera: ScriptedCamera, log: EventLog) -> None:
    for level in (220, 210):
        camera.level = level
        wanted = f"code {level}".encode()
        log.wait_for(lambda event: isinstance(event, PayloadRead) and event.payload == wanted)  # noqa: B023 - called now
    assert log.payloads() == [b"code 220", b"code 210"]


@pytest.mark.usefixtures("reader")
def test_an_event_never_shows_what_was_read(camera: ScriptedCamera, log: EventLog) -> None:
    camera.level = 220
    assert "220" not in repr(log.wait_for(lambda event: isinstance(event, PayloadRead)))


@pytest.mark.usefixtures("reader")
def test_a_camera_pulled_out_and_plugged_in_again(camera: ScriptedCamera, log: EventLog) -> None:
    log.wait_for_frames(2)
    camera.refusal = "CAM-001"
    camera.unplugged.set()
    log.wait_for_problem("CAM-003")
    assert log.wait_for_problem("CAM-001").stopped
    camera.refusal = ""
    camera.unplugged.clear()
    log.wait_for(lambda event: isinstance(event, CameraRecovered))
    log.wait_for_frames(2)
    assert log.kinds() == ["CAM-003", "CAM-001", "CameraRecovered"]


def test_a_busy_camera_is_told_once_and_taken_when_it_is_free(camera: ScriptedCamera, log: EventLog) -> None:
    camera.refusal = "CAM-002"
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    log.wait_for_problem("CAM-002")
    time.sleep(0.2)  # some more attempts
    camera.refusal = ""
    log.wait_for_frames(1)
    assert log.kinds() == ["CAM-002", "CameraRecovered"]
    assert reader.stop()


def test_a_hanging_camera_is_told_and_left_behind_at_the_end(camera: ScriptedCamera, log: EventLog) -> None:
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    log.wait_for_frames(1)
    camera.hangs.set()
    assert log.wait_for_problem("CAM-006").stopped
    assert not reader.stop()


def test_a_small_picture_does_not_hide_that_the_camera_hangs(camera: ScriptedCamera, log: EventLog) -> None:
    camera.size = (640, 480)
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    assert not log.wait_for_problem("CAM-008").stopped
    camera.hangs.set()
    assert log.wait_for_problem("CAM-006").stopped
    since = len(log.events)
    camera.hangs.clear()
    camera.may_return.set()
    assert not log.wait_for_problem("CAM-008", since=since).stopped
    assert reader.stop()


def test_trying_again_gets_past_a_hanging_camera(camera: ScriptedCamera, log: EventLog) -> None:
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    log.wait_for_frames(1)
    camera.hangs.set()
    log.wait_for_problem("CAM-006")
    camera.hangs.clear()  # the next opening works; the old reading still hangs
    reader.retry()
    log.wait_for_frames(2)
    assert reader.stop()


def test_frames_of_a_left_behind_camera_are_not_shown(camera: ScriptedCamera, log: EventLog) -> None:
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    reader.start()
    log.wait_for_frames(1)
    camera.hangs.set()
    log.wait_for_problem("CAM-006")
    other = ScriptedCamera()
    reader.use(other)
    log.wait_for_frames(1)
    camera.level = 230
    camera.may_return.set()
    camera.closed.get(timeout=5)
    log.wait_for_frames(3)
    assert log.payloads() == []
    assert reader.stop()


def test_a_pause_gives_the_camera_back_and_tells_nothing(
    camera: ScriptedCamera, log: EventLog, reader: LiveReader
) -> None:
    log.wait_for_frames(1)
    reader.pause()
    camera.closed.get(timeout=5)
    count = len(log.events)
    time.sleep(0.2)
    assert len(log.events) <= count + 1  # one that was on its way
    assert not reader.running
    reader.start()
    log.wait_for_frames(2)
    assert reader.running


def test_a_code_still_held_after_a_pause_is_told_again(
    camera: ScriptedCamera, log: EventLog, reader: LiveReader
) -> None:
    camera.level = 220
    log.wait_for(lambda event: isinstance(event, PayloadRead))
    reader.pause()
    camera.closed.get(timeout=5)
    since = len(log.events)
    reader.start()
    log.wait_for(lambda event: isinstance(event, PayloadRead), since=since)


def test_one_device_is_never_opened_twice_at_a_time(camera: ScriptedCamera, log: EventLog, reader: LiveReader) -> None:
    for _ in range(5):
        reader.retry()
        reader.pause()
        reader.start()
    log.wait_for_frames(2)
    assert camera.most_open == 1


def test_a_decoder_that_trips_over_a_frame_does_not_end_the_reading(
    camera: ScriptedCamera, log: EventLog, caplog: pytest.LogCaptureFixture
) -> None:
    said = f"what was read at {camera.level}"

    class Tripping(BrightnessDecoder):
        def decode(self, image: Gray) -> FrameResult:
            if camera.level == 90:
                raise ValueError(said)
            return super().decode(image)

    reader = LiveReader(camera, Tripping(), log, FAST)
    reader.start()
    camera.level = 90
    log.wait_for_frames(3)
    camera.level = 220
    log.wait_for(lambda event: isinstance(event, PayloadRead))
    assert reader.stop()
    assert "ValueError" in caplog.text
    assert said not in caplog.text


def test_a_slow_decoder_gets_the_newest_frame_and_no_heap_of_old_ones(camera: ScriptedCamera, log: EventLog) -> None:
    class Slow(BrightnessDecoder):
        def decode(self, image: Gray) -> FrameResult:
            time.sleep(0.15)
            return super().decode(image)

    reader = LiveReader(camera, Slow(), log, FAST)
    reader.start()
    log.wait_for_frames(2)
    camera.level = 220
    since = len(log.events)
    log.wait_for(lambda event: isinstance(event, PayloadRead), since=since)
    before = [
        event for event in log.events[since:] if isinstance(event, FramePreview) and event.sight is not Sight.READ
    ]
    assert len(before) <= 3  # with a queue there would be some fifteen frames of the old brightness
    assert reader.stop()


def test_it_may_be_stopped_before_it_was_started_and_more_than_once(camera: ScriptedCamera, log: EventLog) -> None:
    reader = LiveReader(camera, BrightnessDecoder(), log, FAST)
    assert reader.stop()
    reader.start()
    assert not reader.running
    assert reader.stop()
    assert log.events == []
