"""A card held before a webcam: drawn once, then only warped for each frame, with a hand's and a lens's faults.

Sizes are in pixels of a 1280 × 720 frame, times in seconds since the card began to move in.
"""

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.simulated.citizens import SyntheticCitizen
from devices.simulated.frames import optics
from devices.simulated.frames.cards import PIXELS_PER_MM, draw_card

Bgr = NDArray[np.uint8]
Gray = NDArray[np.uint8]

DRAWN_SCALE = 0.5  # the drawing is kept at 10 pixels a millimetre, about what a frame shows of it
BLURS = (0.4, 1.2, 2.2, 3.4)  # radii of the lens's disk, each drawn once
MOVE_IN, MOVE_OUT = 0.7, 0.6
FOCUS_HUNTS = 0.9  # seconds after the card has come to rest
FOCAL = 1700.0
GLARE_SIDE = 300
THUMB_AT = 0.33  # of the card's width: where neither card has its code


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a card is and how it is seen.

    Attributes:
        centre: Of the card, in pixels.
        scale: Pixels of the frame for one of the drawing.
        roll, tilt, pan: Degrees in the picture's plane, about its x axis, about its y axis.
        blur: Index into `BLURS`.
        glare: Centre of the lamp's reflection in pixels, and its strength from 0 to 1.
    """

    centre: tuple[float, float]
    scale: float
    roll: float
    tilt: float
    pan: float
    blur: int
    glare: tuple[float, float, float]


class CardInHand:
    """One citizen's card and the hand that shows it."""

    def __init__(self, citizen: SyntheticCitizen, size: tuple[int, int], hold_seconds: float, seed: int) -> None:
        drawn = draw_card(citizen)
        self._size = size
        self._rest = MOVE_IN + hold_seconds
        self.lasts = self._rest + MOVE_OUT
        # The older card's code is small: it is held closer.
        self._scale = (0.98 if drawn.qr_mm < 15 else 0.86) * size[0] / 1280
        self._phases = [random.Random(seed).uniform(0, math.tau) for _ in range(8)]  # noqa: S311 - a tremor, no secret
        face = cv2.resize(drawn.image, None, fx=DRAWN_SCALE, fy=DRAWN_SCALE, interpolation=cv2.INTER_AREA)
        self._faces = tuple(optics.defocus(np.asarray(face, np.uint8), blur) for blur in BLURS)
        self._mask = _rounded((face.shape[0], face.shape[1]))
        self._tints = _tints(older=drawn.qr_mm < 15)
        self._glare = _glare_spot()

    def pose(self, at: float) -> Pose:
        """Where the card is `at` seconds."""
        width, height = self._size
        away = 1 - _ease(at / MOVE_IN) if at < self._rest else _ease((at - self._rest) / MOVE_OUT)
        slow_x, slow_y = self._wave(0, 0.35), self._wave(1, 0.27)
        fast_x, fast_y = self._wave(2, 7.9), self._wave(3, 9.1)
        x = width * 0.5 + 9 * slow_x(at) + 0.9 * fast_x(at) + away * width * 0.25
        y = height * 0.52 + 7 * slow_y(at) + 0.9 * fast_y(at) + away * height * 1.15
        tilt, pan = 5 * self._wave(4, 0.31)(at) + 22 * away, 5 * self._wave(5, 0.23)(at)
        glare_x = x + width * (0.62 - 0.42 * min(at, 2.6)) + 12 * pan
        glare_y = y - height * 0.18 + 9 * tilt
        return Pose(
            centre=(x, y),
            scale=self._scale * (1 - 0.12 * away),
            roll=1.6 * self._wave(6, 0.4)(at) - 9 * away,
            tilt=tilt,
            pan=pan,
            blur=_focus(at),
            glare=(glare_x, glare_y, 0.85),
        )

    def draw_on(self, frame: Bgr, pose: Pose) -> None:
        """Put the card and the thumb that holds it into a frame."""
        height, width = frame.shape[:2]
        matrix = self._homography(pose)
        card_height, card_width = self._mask.shape
        outline = np.array([[[0, 0], [card_width, 0], [card_width, card_height], [0, card_height]]], np.float32)
        corners = np.asarray(cv2.perspectiveTransform(outline, matrix))[0]
        left, top = (int(value) for value in np.clip(np.floor(corners.min(axis=0)), 0, (width, height)))
        right, bottom = (int(value) for value in np.clip(np.ceil(corners.max(axis=0)), 0, (width, height)))
        if right - left < 2 or bottom - top < 2:
            return
        shifted = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]]) @ matrix
        size = (right - left, bottom - top)
        face = np.asarray(
            cv2.warpPerspective(self._faces[pose.blur], shifted, size, borderMode=cv2.BORDER_REPLICATE), np.uint8
        )
        mask = cv2.warpPerspective(self._mask, shifted, size, flags=cv2.INTER_NEAREST)
        _add_spot(face, self._glare, (pose.glare[0] - left, pose.glare[1] - top))
        coloured = cv2.merge([cv2.LUT(face, table) for table in self._tints])
        cv2.copyTo(coloured, mask, frame[top:bottom, left:right])
        hold = np.array([[[card_width * THUMB_AT, float(card_height)]]], np.float32)
        _draw_thumb(frame, np.asarray(cv2.perspectiveTransform(hold, matrix))[0, 0])

    def _wave(self, number: int, hertz: float) -> "_Wave":
        return _Wave(hertz * math.tau, self._phases[number])

    def _homography(self, pose: Pose) -> NDArray[np.float64]:
        """From the drawing's pixels to the frame's."""
        height, width = self._mask.shape
        turn, _ = cv2.Rodrigues(np.radians(np.array([pose.tilt, pose.pan, 0.0])))
        roll, _ = cv2.Rodrigues(np.radians(np.array([0.0, 0.0, pose.roll])))
        rotation = np.asarray(turn) @ np.asarray(roll)
        plane = np.column_stack([rotation[:, 0], rotation[:, 1], np.array([0.0, 0.0, FOCAL])])
        lens = np.array([[FOCAL, 0, pose.centre[0]], [0, FOCAL, pose.centre[1]], [0, 0, 1.0]])
        scale = pose.scale
        to_middle = np.array([[scale, 0, -width / 2 * scale], [0, scale, -height / 2 * scale], [0, 0, 1.0]])
        return np.asarray(lens @ plane @ to_middle, np.float64)


@dataclass(frozen=True, slots=True)
class _Wave:
    omega: float
    phase: float

    def __call__(self, at: float) -> float:
        return math.sin(self.omega * at + self.phase)


def _ease(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def _focus(at: float) -> int:
    """The lens searches: far off while the card moves in, past the sharpest point and back, then sharp."""
    hunted = (at - MOVE_IN) / FOCUS_HUNTS
    if hunted < 0:
        return 3 if at < MOVE_IN * 0.7 else 2
    if hunted >= 1:
        return 0
    off = abs(math.cos(hunted * math.pi * 1.5)) * (1 - hunted)
    return min(len(BLURS) - 1, round(off * 3))


def _rounded(size: tuple[int, int]) -> Gray:
    """What of a height × width picture is card: ISO/IEC 7810 rounds the corners by 3.18 mm."""
    height, width = size
    mask = np.zeros(size, np.uint8)
    radius = round(3.18 * PIXELS_PER_MM * DRAWN_SCALE)
    cv2.rectangle(mask, (radius, 0), (width - 1 - radius, height - 1), 255, -1)
    cv2.rectangle(mask, (0, radius), (width - 1, height - 1 - radius), 255, -1)
    for x in (radius, width - 1 - radius):
        for y in (radius, height - 1 - radius):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask


def _tints(*, older: bool) -> tuple[Gray, ...]:
    """What each grey becomes in blue, green and red: the older card's warm ground, the newer one's cool one."""
    parts = (0.84, 0.93, 0.98) if older else (0.99, 0.95, 0.86)
    gray = np.arange(256) / 255
    # The brightest stay white: a lamp's reflection has no tint.
    return tuple(np.asarray(gray * (part + (1 - part) * gray**12) * 255, np.uint8) for part in parts)


def _draw_thumb(frame: Bgr, hold: NDArray[np.float32]) -> None:
    """A thumb over the card's lower edge, whose hand comes from below the frame."""
    unit = frame.shape[1] / 1280
    x, y = (float(value) for value in hold)
    tip = (round(x), round(y - 40 * unit))
    below = (round(x - 60 * unit), frame.shape[0] + round(80 * unit))
    for colour, thick in (((104, 132, 178), 80), ((136, 168, 214), 68)):
        cv2.line(frame, below, tip, colour, round(thick * unit), cv2.LINE_AA)
    nail = (tip[0] + round(2 * unit), tip[1] - round(8 * unit))
    cv2.ellipse(frame, nail, (round(17 * unit), round(21 * unit)), -8, 0, 360, (178, 198, 230), -1, cv2.LINE_AA)


def _glare_spot() -> Gray:
    y, x = np.mgrid[0:GLARE_SIDE, 0:GLARE_SIDE].astype(np.float32) - GLARE_SIDE / 2
    fall = np.clip(1.25 - np.hypot(x / 0.62, y) / (GLARE_SIDE / 2) * 1.6, 0, 1) ** 1.4
    return np.asarray(fall * 235, np.uint8)


def _add_spot(face: Gray, spot: Gray, centre: tuple[float, float]) -> None:
    """Add the lamp's light where the spot and the picture overlap."""
    x, y = round(centre[0]) - GLARE_SIDE // 2, round(centre[1]) - GLARE_SIDE // 2
    left, top = max(0, x), max(0, y)
    right, bottom = min(face.shape[1], x + GLARE_SIDE), min(face.shape[0], y + GLARE_SIDE)
    if left < right and top < bottom:
        part = face[top:bottom, left:right]
        cv2.add(part, spot[top - y : bottom - y, left - x : right - x], dst=part)
