"""A sheet on a desk before a webcam: perspective, uneven light, the desk's own things around it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.simulated.pages.scans import compressed, noisy

Bgr = NDArray[np.uint8]
Corners = NDArray[np.float32]
SIZE = (1920, 1080)  # a full HD webcam
DESKS = ((60, 85, 120), (40, 40, 45), (95, 100, 105), (120, 85, 60), (75, 110, 140))  # BGR: wood, black, grey, blue


def photographed(page: Bgr, seed: int, size: tuple[int, int] = SIZE) -> Bgr:
    """A webcam's photo of a sheet on a desk: height × width × 3, BGR."""
    return photograph_with_corners(page, seed, size)[0]


def photograph_with_corners(page: Bgr, seed: int, size: tuple[int, int] = SIZE) -> tuple[Bgr, Corners]:
    """The photo, and where in it the page's corners are: 4 × 2 pixels, clockwise from the page's own top left."""
    rng = np.random.default_rng(seed + 900_000)
    height = size[1]
    corners = _corners(page, size, rng)
    around = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * (page.shape[1], page.shape[0])
    matrix = cv2.getPerspectiveTransform(around.astype(np.float32), corners)
    scale = float(np.linalg.norm(corners[3] - corners[0])) / page.shape[0]
    soft = cv2.GaussianBlur(page, (0, 0), max(0.3, 0.35 / scale))
    warped = cv2.warpPerspective(soft, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, size, flags=cv2.INTER_LINEAR)
    weight = mask.astype(np.float32)[:, :, None] / 255
    shadow = 1 - 0.35 * cv2.GaussianBlur(mask, (0, 0), height / 90).astype(np.float32)[:, :, None] / 255
    photo = _desk(size, rng) * shadow * (1 - weight) + warped * weight
    lit = np.clip(photo * _light(size, rng)[:, :, None], 0, 255).astype(np.uint8)
    return compressed(noisy(lit, float(rng.uniform(1.5, 4)), rng), int(rng.integers(75, 92))), corners


def _corners(page: Bgr, size: tuple[int, int], rng: np.random.Generator) -> Corners:
    width, height = size
    tall = height * float(rng.uniform(0.78, 0.92))
    wide = tall * page.shape[1] / page.shape[0]
    if wide > 0.92 * width:
        wide, tall = 0.92 * width, 0.92 * width * page.shape[0] / page.shape[1]
    flat = np.array([[-wide, -tall], [wide, -tall], [wide, tall], [-wide, tall]]) / 2
    flat += rng.uniform(-0.025, 0.025, (4, 2)) * tall  # aslant: each corner a little nearer or farther
    angle = np.radians(float(rng.uniform(-5, 5)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turned = flat @ turn.T
    room = np.array([width, height]) / 2 - np.abs(turned).max(axis=0) - 4
    centre = np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * np.maximum(room, 0)
    return np.asarray(turned + centre, np.float32)


def _desk(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    width, height = size
    colour = np.array(DESKS[int(rng.integers(len(DESKS)))], np.float32)
    grain = rng.normal(0, 10, (height // 6, width // 120 + 2)).astype(np.float32)  # long fibres along the desk
    table = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[:, :, None] + colour
    for _ in range(int(rng.integers(0, 3))):  # a pen, a cup, another folder
        place = rng.uniform(0, 1, 2) * (width, height)
        box = (place.tolist(), (rng.uniform(0.02, 0.25, 2) * width).tolist(), float(rng.uniform(0, 90)))
        shade = tuple(float(level) for level in rng.uniform(20, 170, 3))
        table = np.ascontiguousarray(table)
        cv2.fillConvexPoly(table, cv2.boxPoints(box).astype(np.int32), shade)
    return np.asarray(table, np.float32)


def _light(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """Light that falls off to one side, down to some half."""
    width, height = size
    angle, fall = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.1, 0.5))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle) + 0.5
    return np.asarray(float(rng.uniform(0.8, 1.0)) * (1 - fall * np.clip(along, 0, 1)), np.float32)
