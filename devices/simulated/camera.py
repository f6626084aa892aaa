"""A webcam over a counter, in software, behind the same interface as a real one: `present` holds a card up to it."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.capture import WANTED_SIZE
from devices.simulated.card_in_hand import CardInHand
from devices.simulated.citizens import SyntheticCitizen

Bgr = NDArray[np.uint8]
FPS = 30.0
HOLD_SECONDS = 3.5
NOISE_PICTURES = 6
NOISE_LEVELS = 9  # grey levels from the darkest to the brightest noise


class Trouble(StrEnum):
    """What can be wrong with a camera."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    BUSY = "busy"  # another program holds it
    COVERED = "covered"  # the lens cover is closed
    FROZEN = "frozen"  # always the same picture


@dataclass(frozen=True, slots=True)
class _Presentation:
    citizen: SyntheticCitizen
    hold_seconds: float


@dataclass(frozen=True, slots=True)
class _Settings:
    size: tuple[int, int]
    fps: float
    seed: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]


class SimulatedCamera:
    """The device: it stays the same through being opened and closed. An `OpenCapture`.

    Any thread may call `present`, `start_carousel` and set `trouble`; one at a time may have it open.
    """

    def __init__(
        self,
        *,
        size: tuple[int, int] = WANTED_SIZE,
        fps: float = FPS,
        seed: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.trouble = Trouble.NONE
        self._settings = _Settings(size, fps, seed, clock, sleep)
        self._lock = threading.Lock()
        self._waiting: deque[_Presentation] = deque()
        self._carousel: Iterable[SyntheticCitizen] | None = None
        self._pause = 0.0

    def present(self, citizen: SyntheticCitizen, hold_seconds: float = HOLD_SECONDS) -> None:
        """Hold a citizen's card up, after those that wait already; takes 1.3 seconds more than it is held still."""
        with self._lock:
            self._waiting.append(_Presentation(citizen, hold_seconds))

    def start_carousel(self, citizens: Iterable[SyntheticCitizen], pause_seconds: float = 6.0) -> None:
        """Hold these citizens' cards up in turn, again and again, whenever nobody else waits."""
        with self._lock:
            self._carousel = iter(cycle(citizens))
            self._pause = pause_seconds

    def stop_carousel(self) -> None:
        """Show only what is presented."""
        with self._lock:
            self._carousel = None

    def next_presentation(self, idle_seconds: float) -> _Presentation | None:
        """What to show now that nothing was shown for so long; for the opened camera."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            if self._carousel is None or idle_seconds < self._pause:
                return None
            citizen = next(iter(self._carousel), None)
            return _Presentation(citizen, HOLD_SECONDS) if citizen is not None else None

    def __call__(self) -> "SimulatedCapture":
        """Open it.

        Raises:
            CodedError: ``CAM-001`` unplugged, ``CAM-002`` busy.
        """
        if self.trouble is Trouble.UNPLUGGED:
            raise CodedError("CAM-001", count=0)
        if self.trouble is Trouble.BUSY:
            raise CodedError("CAM-002")
        return SimulatedCapture(self, self._settings)


class SimulatedCapture:
    """The opened simulated camera: draws a frame when one is due."""

    def __init__(self, camera: SimulatedCamera, settings: "_Settings") -> None:
        self._camera = camera
        self._size = size = settings.size
        self._interval = 1.0 / settings.fps
        self._seed = seed = settings.seed
        self._clock = clock = settings.clock
        self._sleep = settings.sleep
        rng = np.random.default_rng(seed)
        self._desk = _desk(size, rng)
        self._noise = _noise(size, rng)
        self._turn = 0
        self._due = clock()
        self._card: CardInHand | None = None
        self._since = clock()  # when the card began to move in, or the desk to be empty
        self._last: Bgr | None = None

    def read(self) -> Bgr | None:
        """The next frame, when it is due; None once the camera is unplugged."""
        now = self._clock()
        self._due = max(self._due + self._interval, now)
        if self._due > now:
            self._sleep(self._due - now)
        trouble = self._camera.trouble
        if trouble is Trouble.UNPLUGGED:
            return None
        if trouble is Trouble.FROZEN and self._last is not None:
            return self._last
        frame = np.zeros_like(self._desk) if trouble is Trouble.COVERED else self._scene()
        self._turn += 1
        frame = np.asarray(cv2.add(frame, self._noise[self._turn % NOISE_PICTURES], dst=frame), np.uint8)
        self._last = frame
        return frame

    def close(self) -> None:
        """Nothing is held that would need giving back."""

    def _scene(self) -> Bgr:
        now = self._clock()
        frame = self._desk.copy()
        if self._card is not None and now - self._since > self._card.lasts:
            self._card, self._since = None, now
        if self._card is None:
            next_one = self._camera.next_presentation(now - self._since)
            if next_one is not None:
                self._card = CardInHand(next_one.citizen, self._size, next_one.hold_seconds, self._seed + self._turn)
                now = self._since = self._clock()
        if self._card is not None:
            self._card.draw_on(frame, self._card.pose(now - self._since))
        return frame


def _desk(size: tuple[int, int], rng: np.random.Generator) -> Bgr:
    """A counter's wooden top with a form and a pen on it, a little out of focus: the camera looks at the card."""
    width, height = size
    grain = np.asarray(
        cv2.resize(rng.normal(0, 1, (height // 3, 8)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    )
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.62 + 0.22 * np.exp(-(((x / width - 0.35) / 0.5) ** 2 + ((y / height - 0.3) / 0.6) ** 2)) + 0.02 * grain
    wood = np.clip(light[..., None] * np.array([120, 158, 190], np.float32), 0, 255).astype(np.uint8)
    across, down = width / 1280, height / 720
    sheet = np.array([[70, 330], [520, 300], [580, 800], [60, 800]], np.float32) * (across, down)
    cv2.fillConvexPoly(wood, sheet.astype(np.int32), (196, 202, 204), cv2.LINE_AA)
    for line in range(9):
        start = (round(120 * across), round((380 + 38 * line) * down))
        end = (round((330 + 40 * (line * 7 % 5)) * across), round((368 + 38 * line) * down))
        cv2.line(wood, start, end, (128, 132, 134), max(1, round(4 * down)), cv2.LINE_AA)
    pen = ((round(900 * across), round(640 * down)), (round(1150 * across), round(520 * down)))
    cv2.line(wood, pen[0], pen[1], (70, 44, 30), max(2, round(14 * down)), cv2.LINE_AA)
    return np.ascontiguousarray(cv2.GaussianBlur(wood, (0, 0), 3.0 * across), np.uint8)


def _noise(size: tuple[int, int], rng: np.random.Generator) -> tuple[Bgr, ...]:
    """Pictures of a sensor's noise, to be added in turn; drawn once, since drawing one takes longer than a frame."""
    width, height = size
    return tuple(rng.integers(0, NOISE_LEVELS, (height, width, 3), np.uint8) for _ in range(NOISE_PICTURES))
