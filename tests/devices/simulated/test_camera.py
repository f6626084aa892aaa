"""The simulated camera on a clock of its own: what it shows can be read, and it fails the way real ones do."""

import threading

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.picture_health import PictureHealth
from devices.simulated.camera import FPS, SimulatedCamera, SimulatedCapture, Trouble
from devices.simulated.card_in_hand import MOVE_IN, CardInHand
from devices.simulated.citizens import citizen

Bgr = NDArray[np.uint8]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def camera(clock: Clock) -> SimulatedCamera:
    return SimulatedCamera(clock=clock, sleep=clock.sleep)


def next_frame(capture: SimulatedCapture) -> Bgr:
    frame = capture.read()
    assert frame is not None
    return frame


def texts(capture: SimulatedCapture, seconds: float) -> list[str]:
    """What is read in the coming seconds, each text once for as long as it is there; every third frame is looked at."""
    decoder, found = BurstDecoder(), [""]
    for number in range(round(seconds * FPS)):
        frame = next_frame(capture)
        if number % 3:
            continue
        result = decoder.decode(np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8))
        if result.payload is not None and result.payload.decode() != found[-1]:
            found.append(result.payload.decode())
    return found[1:]


@pytest.mark.parametrize("seed", range(6))
def test_a_presented_card_is_read_exactly(camera: SimulatedCamera, seed: int) -> None:
    camera.present(citizen(seed), hold_seconds=1.5)
    assert texts(camera(), 3.0) == [citizen(seed).payload()]


def test_cards_are_shown_one_after_the_other(camera: SimulatedCamera) -> None:
    for seed in (1, 2, 3):
        camera.present(citizen(seed), hold_seconds=1.0)
    assert texts(camera(), 8.0) == [citizen(seed).payload() for seed in (1, 2, 3)]


def test_an_empty_desk_is_a_healthy_picture_without_a_code(camera: SimulatedCamera, clock: Clock) -> None:
    capture, health = camera(), PictureHealth(clock.now)
    decoder = BurstDecoder()
    for _ in range(150):
        frame = next_frame(capture)
        assert health.check(frame, clock.now) is None
        assert decoder.decode(np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)).payload is None


def test_a_carousel_goes_on_with_pauses_until_it_is_stopped(camera: SimulatedCamera) -> None:
    camera.start_carousel([citizen(5), citizen(6)], pause_seconds=0.5)
    capture = camera()
    wanted = [citizen(seed).payload() for seed in (5, 6, 5)]
    assert texts(capture, 16.0) == wanted
    camera.stop_carousel()
    texts(capture, 5.0)
    assert texts(capture, 5.0) == []


def test_an_empty_carousel_shows_the_desk(camera: SimulatedCamera) -> None:
    camera.start_carousel([], pause_seconds=0.1)
    assert texts(camera(), 1.0) == []


def test_frames_come_at_the_camera_s_rate(camera: SimulatedCamera, clock: Clock) -> None:
    capture = camera()
    begin = clock.now
    for _ in range(60):
        next_frame(capture)
    assert clock.now - begin == pytest.approx(60 / FPS)


def test_frames_are_never_written_to_again(camera: SimulatedCamera) -> None:
    capture = camera()
    camera.present(citizen(1))
    first = next_frame(capture)
    kept = first.copy()
    for _ in range(20):
        next_frame(capture)
    np.testing.assert_array_equal(first, kept)


def test_the_card_comes_from_outside_and_goes_again() -> None:
    card = CardInHand(citizen(1), (1280, 720), hold_seconds=1.0, seed=0)
    blank = np.zeros((720, 1280, 3), np.uint8)
    inside = []
    for at in (0.0, MOVE_IN + 0.5, card.lasts):
        frame = blank.copy()
        card.draw_on(frame, card.pose(at))
        inside.append(float((frame.max(axis=2) > 0).mean()))
    assert inside[0] == inside[2] == 0.0
    assert inside[1] > 0.25


@pytest.mark.parametrize(
    ("trouble", "code"), [(Trouble.COVERED, "CAM-004"), (Trouble.FROZEN, "CAM-005"), (Trouble.NONE, "")]
)
def test_a_sick_picture_is_recognised(camera: SimulatedCamera, clock: Clock, trouble: Trouble, code: str) -> None:
    capture, health = camera(), PictureHealth(clock.now)
    next_frame(capture)
    camera.trouble = trouble
    found = [health.check(next_frame(capture), clock.now) for _ in range(round(4 * FPS))]
    assert {error.code for error in found if error} == ({code} if code else set())


@pytest.mark.parametrize(("trouble", "code"), [(Trouble.UNPLUGGED, "CAM-001"), (Trouble.BUSY, "CAM-002")])
def test_a_camera_that_cannot_be_opened(camera: SimulatedCamera, trouble: Trouble, code: str) -> None:
    camera.trouble = trouble
    with pytest.raises(CodedError, match=code):
        camera()


def test_pulling_it_out_ends_the_reading(camera: SimulatedCamera) -> None:
    capture = camera()
    next_frame(capture)
    camera.trouble = Trouble.UNPLUGGED
    assert capture.read() is None


def test_cards_may_be_presented_by_many_threads_while_it_runs(camera: SimulatedCamera) -> None:
    capture = camera()
    threads = [threading.Thread(target=camera.present, args=(citizen(seed), 0.2)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        next_frame(capture)
    for thread in threads:
        thread.join()
    assert sorted(set(texts(capture, 14.0))) == sorted(citizen(seed).payload() for seed in range(8))
