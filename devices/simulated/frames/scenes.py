"""Frames by family and level, seeded: what a webcam at a counter sees, with the text that is right for each.

The families and levels follow published measurements of decoders on such frames, hard levels included: they go on past
what any decoder can read, so that rates may be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.simulated.citizens import citizen
from devices.simulated.frames import optics
from devices.simulated.frames.cards import PIXELS_PER_MM, DrawnCard, draw_card

Gray = NDArray[np.uint8]
HD, FULL_HD = (1280, 720), (1920, 1080)
REFERENCE_MODULE = 4.0  # pixels a module in the families that vary something else
FOCAL = 1.35  # focal length in frame widths: a webcam of about 40 degrees


@dataclass(frozen=True, slots=True)
class View:
    """How a card stands before the camera and what the light and the lens do.

    Attributes:
        module: Pixels a QR module takes, before tilt.
        rotation, tilt, pan: Degrees in the picture's plane, about its x axis, about its y axis.
        offset: Where the code's centre is, from the frame's centre, as parts of the frame's width and height.
        defocus: Radius in pixels. motion: length in pixels, then degrees.
        glare: Centre from the code's centre and radius, as parts of the code's side; radius 0 for none.
        shadow: Depth, degrees, edge. light: gain and noise. contrast: factor. jpeg: quality, 0 for none.
    """

    module: float = REFERENCE_MODULE
    rotation: float = 0.0
    tilt: float = 0.0
    pan: float = 0.0
    offset: tuple[float, float] = (0.0, 0.0)
    defocus: float = 0.5
    motion: tuple[float, float] = (0.0, 0.0)
    glare: tuple[float, float, float] = (0.0, 0.0, 0.0)
    shadow: tuple[float, float, float] = (0.0, 0.0, 0.2)
    light: tuple[float, float] = (0.9, 2.0)
    contrast: float = 1.0
    jpeg: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame and what is right for it.

    Attributes:
        image: Height × width, grey.
        text: What the code says; "" where there is none to read.
        quad: The code's corners in the frame, 4 × 2; zeros where there is none.
    """

    family: str
    level: str
    image: Gray
    text: str
    quad: NDArray[np.float32]


def render(
    card: DrawnCard, view: View, size: tuple[int, int], rng: np.random.Generator
) -> tuple[Gray, NDArray[np.float32]]:
    """Photograph a card: perspective, then lens, light, sensor, compression; gives the frame and the code's corners."""
    width, height = size
    matrix = _projection(card, view, size)
    ground = _table(size, rng)
    shrink = _scale(card, view)
    sharp = card.image if shrink >= 0.5 else cv2.GaussianBlur(card.image, (0, 0), 0.35 / shrink)
    warped = cv2.warpPerspective(sharp, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=0)
    mask = cv2.warpPerspective(np.full_like(card.image, 255), matrix, (width, height), flags=cv2.INTER_LINEAR)
    weight = mask.astype(np.float32) / 255
    image = (ground * (1 - weight) + warped * weight).astype(np.uint8)
    quad = cv2.perspectiveTransform(card.quad[None], matrix)[0].astype(np.float32)
    return _photograph(image, view, quad, rng), quad


def _scale(card: DrawnCard, view: View) -> float:
    return view.module * card.modules / (card.qr_mm * PIXELS_PER_MM)


def _projection(card: DrawnCard, view: View, size: tuple[int, int]) -> NDArray[np.float64]:
    """The homography from the card's pixels to the frame's, about the code's centre."""
    width, height = size
    focal = FOCAL * width
    centre = card.quad.mean(axis=0) if card.quad.any() else np.array([card.image.shape[1] / 2, card.image.shape[0] / 2])
    scale = _scale(card, view)
    turn, _ = cv2.Rodrigues(np.radians(np.array([view.tilt, view.pan, 0.0])))
    roll, _ = cv2.Rodrigues(np.radians(np.array([0.0, 0.0, view.rotation])))
    rotation = np.asarray(turn) @ np.asarray(roll)
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], np.array([0.0, 0.0, focal])])
    camera = np.array(
        [
            [focal, 0, width * (0.5 + view.offset[0])],
            [0, focal, height * (0.5 + view.offset[1])],
            [0, 0, 1.0],
        ]
    )
    to_centre = np.array([[scale, 0, -centre[0] * scale], [0, scale, -centre[1] * scale], [0, 0, 1.0]])
    matrix: NDArray[np.float64] = camera @ plane @ to_centre
    return np.asarray(matrix / matrix[2, 2], np.float64)


def _table(size: tuple[int, int], rng: np.random.Generator) -> Gray:
    """A desk with paper edges and grain."""
    width, height = size
    small = rng.normal(110, 22, (height // 40 + 2, width // 40 + 2)).astype(np.float32)
    table = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))
    for _ in range(3):
        points = rng.uniform([-0.2 * width, -0.2 * height], [1.2 * width, 1.2 * height], (4, 2)).astype(np.int32)
        cv2.fillConvexPoly(table, cv2.convexHull(points), float(rng.uniform(60, 220)))
    return np.clip(table, 0, 255).astype(np.uint8)


def _photograph(image: Gray, view: View, quad: NDArray[np.float32], rng: np.random.Generator) -> Gray:
    side = float(np.linalg.norm(quad[1] - quad[0]))
    image = optics.dim(image, view.light[0])
    image = optics.shadow(image, view.shadow[1], view.shadow[0], view.shadow[2]) if view.shadow[0] else image
    image = optics.contrast(image, view.contrast) if view.contrast != 1.0 else image
    light = optics.to_light(image)
    if view.glare[2]:
        centre = quad.mean(axis=0)
        where = (float(centre[0] + view.glare[0] * side), float(centre[1] + view.glare[1] * side))
        light = optics.glare(light, where, view.glare[2] * side)
    light = optics.motion(optics.defocus(light, view.defocus), *view.motion)
    image = optics.to_grey(light)
    image = optics.sensor_noise(image, view.light[1], rng)
    return optics.jpeg(image, view.jpeg) if view.jpeg else image


def graded_views(rng: np.random.Generator) -> Iterator[tuple[str, str, View]]:
    """One view of every graded family and level."""
    still = View(offset=(float(rng.uniform(-0.08, 0.08)), float(rng.uniform(-0.08, 0.08))))
    yield "clean", "", still
    yield from _places_and_lens(still, rng)
    yield from _lights(still, rng)


def _places_and_lens(still: View, rng: np.random.Generator) -> Iterator[tuple[str, str, View]]:
    angle = float(rng.uniform(0, 180))
    for module in (1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0):
        yield "small", f"{module} px", replace(still, module=module, rotation=float(rng.uniform(-8, 8)))
    for radius in (1.0, 2.0, 3.0, 4.0, 5.0):
        yield "defocus", f"{radius} px", replace(still, defocus=radius)
    for length in (3.0, 5.0, 8.0, 12.0):
        yield "motion", f"{length} px", replace(still, motion=(length, angle))
    for tilt in (15.0, 25.0, 35.0, 45.0):
        about_x = rng.random() < 0.5
        turned = replace(still, tilt=tilt) if about_x else replace(still, pan=tilt)
        yield "tilt", f"{tilt}°", turned
    for rotation in (10.0, 30.0, 45.0, 90.0, 180.0):
        yield "rotation", f"{rotation}°", replace(still, rotation=rotation + float(rng.uniform(-4, 4)))


def _lights(still: View, rng: np.random.Generator) -> Iterator[tuple[str, str, View]]:
    angle = float(rng.uniform(0, 360))
    for level, light in enumerate(((0.5, 5.0), (0.35, 7.0), (0.25, 8.5), (0.2, 11.0)), start=1):
        yield "low light", f"{level}", replace(still, light=light)
    for radius in (0.1, 0.2, 0.3, 0.4):
        x, y = (float(value) for value in rng.uniform(-0.35, 0.35, 2))
        yield "glare", f"{radius}", replace(still, glare=(x, y, radius))
    for level, (depth, edge) in enumerate(((0.5, 0.3), (0.75, 0.1), (0.92, 0.03)), start=1):
        yield "shadow", f"{level}", replace(still, shadow=(depth, angle, edge))
    for quality in (60, 40, 20, 10):
        yield "jpeg", f"q{quality}", replace(still, jpeg=quality)
    for factor in (0.5, 0.35, 0.2, 0.1):
        yield "contrast", f"{factor}", replace(still, contrast=factor)


def counter_view(rng: np.random.Generator) -> View:
    """A card as officers hold it up: a little of everything at once."""
    draw = rng.uniform
    glare = (
        (float(draw(-0.6, 0.6)), float(draw(-0.6, 0.6)), float(draw(0.05, 0.2))) if draw() < 0.3 else (0.0, 0.0, 0.0)
    )
    return View(
        module=float(draw(1.8, 4.2)),
        rotation=float(rng.normal(0, 12)),
        tilt=float(rng.normal(0, 14)),
        pan=float(rng.normal(0, 14)),
        offset=(float(draw(-0.15, 0.15)), float(draw(-0.12, 0.12))),
        defocus=float(draw(0.4, 2.0)),
        motion=(float(rng.exponential(1.8)), float(draw(0, 180))),
        glare=glare,
        shadow=(float(draw(0, 0.5)), float(draw(0, 360)), float(draw(0.05, 0.4))),
        light=(float(draw(0.35, 0.95)), float(draw(2, 9))),
        contrast=float(draw(0.6, 1.0)),
        jpeg=int(draw(45, 90)),
    )


def tremor(rng: np.random.Generator, frames: int) -> Iterator[View]:
    """Views of one card in a trembling hand: place, tilt, focus, motion and the lamp's reflection wander."""
    base = counter_view(rng)
    base = replace(base, module=float(rng.uniform(1.8, 4.0)))
    walk = np.cumsum(rng.normal(0, 1, (frames, 6)), axis=0) / np.sqrt(6)
    for place in range(frames):
        x, y, tilt, pan, roll, focus = (float(value) for value in walk[place])
        speed = 1.25 * float(abs(rng.normal(0, 1))) * base.motion[0]
        wander = (base.glare[0] + 0.16 * tilt, base.glare[1] + 0.16 * pan, base.glare[2])
        yield replace(
            base,
            offset=(base.offset[0] + 0.004 * x, base.offset[1] + 0.004 * y),
            tilt=base.tilt + 1.5 * tilt,
            pan=base.pan + 1.5 * pan,
            rotation=base.rotation + 0.8 * roll,
            defocus=max(0.4, base.defocus + 0.4 * focus),
            motion=(speed, float(rng.uniform(0, 180))),
            glare=wander if base.glare[2] else base.glare,
        )


def single_frames(seed: int, rounds: int = 6, counters: int = 27) -> Iterator[Frame]:
    """Frames of every family, half 1280×720 and half 1920×1080, half older cards and half newer.

    Every graded level comes `rounds` times, the mixed family `counters` times.
    """
    rng = np.random.default_rng(seed)
    for number in range(rounds):
        for place, (family, level, view) in enumerate(graded_views(rng)):
            yield _frame(family, level, view, seed * 1000 + number * 50 + place, rng)
    for number in range(counters):
        yield _frame("counter", "", counter_view(rng), seed * 1000 + 900 + number, rng)


def burst(seed: int, frames: int = 30, size: tuple[int, int] = HD) -> list[Frame]:
    """One second of one card in a trembling hand."""
    rng = np.random.default_rng(seed + 77_000)
    person = citizen(seed % 10_000)
    card = draw_card(person, new_card=bool(seed % 2))
    text = person.payload(11 if seed % 2 else 7)
    rendered = [render(card, view, size, rng) for view in tremor(rng, frames)]
    return [Frame("burst", "", image, text, quad) for image, quad in rendered]


def _frame(family: str, level: str, view: View, seed: int, rng: np.random.Generator) -> Frame:
    person = citizen(seed % 10_000)
    new_card = seed % 2 == 1
    card = draw_card(person, new_card=new_card, level="L" if seed % 3 == 0 else "M")
    image, quad = render(card, view, HD if seed // 2 % 2 else FULL_HD, rng)
    return Frame(family, level, image, person.payload(11 if new_card else 7), quad)
