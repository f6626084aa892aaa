"""What spoils a page, each from 0, which is hardly to be seen, to 1, which nobody misses."""

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.simulated.pages.scans import Damage, dusty, paper_of, turned

Bgr = NDArray[np.uint8]
SKINS = ((140, 170, 220), (110, 140, 200), (90, 120, 180), (150, 175, 225), (70, 95, 150))  # BGR


def damage(name: str, strength: float) -> Damage:
    """The damage of a name (``blank``, ``blurred``, ``skewed``, ``cut_edge``, …), for `scanned`."""
    return partial(DAMAGES[name], strength=strength)


def blank(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """The back of a sheet: what is on it shines through mirrored, more where strength is small; and dust."""
    empty = np.empty_like(page)
    empty[:] = paper_of(page)
    through = cv2.GaussianBlur(cv2.flip(page, 1), (0, 0), 0.25 * dpi / 25.4)
    part = 0.16 * (1 - strength)
    mixed = np.asarray(cv2.addWeighted(empty, 1 - part, through, part, 0), np.uint8)
    return dusty(mixed, round(50 * (1 - strength)), rng, dpi)


def blurred(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Out of focus by a Gaussian of 0.22 to 0.8 mm, or moved by 0.9 to 2.5 mm while it was taken."""
    if rng.random() < 0.6:
        return np.asarray(cv2.GaussianBlur(page, (0, 0), (0.22 + 0.58 * strength) * dpi / 25.4), np.uint8)
    length = max(3, round((0.9 + 1.6 * strength) * dpi / 25.4))
    kernel = np.zeros((length, length), np.float32)
    angle = float(rng.uniform(0, np.pi))
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    start, end = np.round(length / 2 - reach).astype(int), np.round(length / 2 + reach).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, 1, cv2.LINE_AA)
    return np.asarray(cv2.filter2D(page, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE), np.uint8)


def skewed(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Drawn in crooked by 1.8 to 12 degrees."""
    del dpi
    return turned(page, float(rng.choice([-1, 1])) * (1.8 + 10.2 * strength))


def cut_edge(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Laid off the glass to one side, so that 1 to 12 mm of what is written are lost."""
    lost = (1 + 11 * strength) * dpi / 25.4
    left, top, right, bottom = _written(page)
    height, width = page.shape[:2]
    side = int(rng.integers(4))
    x = (-(left + lost), width - right + lost, 0.0, 0.0)[side]
    y = (0.0, 0.0, -(top + lost), height - bottom + lost)[side]
    matrix = np.array([[1, 0, x], [0, 1, y]], np.float64)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=paper_of(page)), np.uint8)


def upside_down(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Turned by 180 degrees; the stronger, the less crooked besides."""
    return turned(np.asarray(cv2.flip(page, -1)), float(rng.uniform(-0.6, 0.6)) * (1 - strength))


def sideways(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Turned by 90 degrees either way; the stronger, the less crooked besides."""
    side = np.ascontiguousarray(np.rot90(page, int(rng.choice([1, 3]))))
    return turned(side, float(rng.uniform(-0.6, 0.6)) * (1 - strength))


def dark(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """Too little light: 58 down to 15 per cent of it, to one side less."""
    del dpi
    gain = 0.58 - 0.43 * strength
    ramp = np.linspace(1.0, float(rng.uniform(0.75, 1.0)), page.shape[1], dtype=np.float32)
    return np.clip(page * (gain * ramp)[None, :, None], 0, 255).astype(np.uint8)


def glare(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """A lamp's reflection of 8 to 45 mm, on a page that is otherwise lit so that its white is not full."""
    height, width = page.shape[:2]
    radius = (8 + 37 * strength) * dpi / 25.4
    centre = rng.uniform(0.2, 0.8, 2) * (width, height)
    step = 8  # the lobe is smooth: a coarse one, enlarged, is the same
    y, x = np.mgrid[0 : height // step + 1, 0 : width // step + 1].astype(np.float32) * step
    ratio = float(rng.uniform(0.5, 1.0))  # a lamp seen aslant makes an ellipse
    lobe = np.exp(-1.1 * (((x - centre[0]) / radius) ** 2 + ((y - centre[1]) / radius / ratio) ** 2))
    added = cv2.resize((lobe * 450).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    dimmed = page.astype(np.float32) * float(rng.uniform(0.78, 0.92))
    return np.asarray(np.clip(dimmed + np.asarray(added)[:, :, None], 0, 255), np.uint8)


def finger(page: Bgr, rng: np.random.Generator, dpi: int, *, strength: float) -> Bgr:
    """A finger that holds the sheet down: 13 to 20 mm thick, reaching in by 12 to 45 mm."""
    height, width = page.shape[:2]
    reach, half = (12 + 33 * strength) * dpi / 25.4, float(rng.uniform(6.5, 10)) * dpi / 25.4
    side, along = int(rng.integers(4)), float(rng.uniform(0.15, 0.85))
    root = ((0, along * height), (width, along * height), (along * width, 0), (along * width, height))[side]
    inward = np.array(((1, 0), (-1, 0), (0, 1), (0, -1))[side], np.float64)
    lean = np.array([inward[1], inward[0]]) * float(rng.uniform(-0.4, 0.4))
    tip = np.array(root) + (inward + lean) * (reach - half)
    outside = np.array(root) - (inward + lean) * 4 * half
    mask = np.zeros((height, width), np.uint8)
    ends = [(round(float(end[0])), round(float(end[1]))) for end in (outside, tip)]
    cv2.line(mask, ends[0], ends[1], 255, max(1, round(2 * half)))
    cv2.circle(mask, ends[1], max(1, round(half)), 255, -1)
    small = cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    shade = cv2.GaussianBlur(small, (0, 0), max(0.5, half / 12))  # round: darker to its sides
    shade = cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)[:, :, None] / 255
    weight = cv2.GaussianBlur(mask, (0, 0), max(0.5, dpi / 120)).astype(np.float32)[:, :, None] / 255
    skin = np.array(SKINS[int(rng.integers(len(SKINS)))], np.float32) * float(rng.uniform(0.85, 1.1))
    return np.clip(page * (1 - weight) + skin * (0.35 + 0.65 * shade) * weight, 0, 255).astype(np.uint8)


def _written(page: Bgr) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is written, in pixels; the outermost 12 mm are no part of it."""
    gray = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    level = float(np.median(small))
    ink = cv2.morphologyEx((small < 0.75 * level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    margin = round(0.07 * ink.shape[1])
    ink[:margin], ink[-margin:], ink[:, :margin], ink[:, -margin:] = 0, 0, 0, 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    large = [stats[place] for place in range(1, count) if stats[place, cv2.CC_STAT_AREA] > 30]
    if not large:
        return margin * 4, margin * 4, page.shape[1] - margin * 4, page.shape[0] - margin * 4
    boxes = np.array(large)
    edges = boxes[:, 0].min(), boxes[:, 1].min(), (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
    left, top, right, bottom = (int(edge) * 4 for edge in edges)
    return left, top, right, bottom


DAMAGES = {
    "blank": blank,
    "blurred": blurred,
    "skewed": skewed,
    "cut_edge": cut_edge,
    "upside_down": upside_down,
    "sideways": sideways,
    "dark": dark,
    "glare": glare,
    "finger": finger,
}
