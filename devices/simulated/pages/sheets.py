"""Printed A4 sheets: letters, forms, lists, certificates and nearly empty ones, drawn flat with the shipped fonts.

Margins as official papers have them (Decree 30/2020/NĐ-CP, annex I, not seen in an official source): 20 mm above and
below, 30 mm left, 15 mm right; text of 13 and 14 points.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from devices.simulated.citizens import citizen
from devices.simulated.pages import texts

Bgr = NDArray[np.uint8]
FONTS = Path(__file__).parents[3] / "resources" / "fonts"
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
TOP, LEFT, RIGHT, BOTTOM = 20.0, 30.0, 15.0, 20.0  # millimetres
INK = (25, 25, 30)
BLUE_INK = (30, 40, 120)
RED = (200, 30, 40)


class Kind(StrEnum):
    """What a sheet is."""

    LETTER = "letter"
    FORM = "form"
    LIST = "list"
    CERTIFICATE = "certificate"
    SPARSE = "sparse"


def draw_sheet(seed: int, kind: Kind | None = None, dpi: int = 300, *, landscape: bool = False) -> Bgr:
    """A sheet as printed on white paper: height × width × 3, BGR, `dpi` pixels an inch.

    Kinds go round by the seed unless one is given.
    """
    rng = np.random.default_rng(seed)
    kind = kind or list(Kind)[seed % len(Kind)]
    pen = Pen(dpi, rng, landscape=landscape)
    {
        Kind.LETTER: _letter,
        Kind.FORM: _form,
        Kind.LIST: _list,
        Kind.CERTIFICATE: _certificate,
        Kind.SPARSE: _sparse,
    }[kind](pen, seed)
    return np.ascontiguousarray(np.asarray(pen.image)[:, :, ::-1])


class Pen:
    """Draws downwards on a sheet; all measures in millimetres, sizes of letters in points."""

    def __init__(self, dpi: int, rng: np.random.Generator, *, landscape: bool = False) -> None:
        self.rng = rng
        self.width, self.height = (HEIGHT_MM, WIDTH_MM) if landscape else (WIDTH_MM, HEIGHT_MM)
        self.y = TOP
        self._dpi = dpi
        self.image = Image.new("RGB", (self.px(self.width), self.px(self.height)), (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)

    def px(self, mm: float) -> int:
        """Pixels of a length."""
        return round(mm * self._dpi / 25.4)

    @property
    def full(self) -> bool:
        """Whether the next line would go into the margin below."""
        return self.y > self.height - BOTTOM - 8

    def text(self, x: float, words: str, size: float, style: str = "Regular", ink: tuple[int, int, int] = INK) -> float:
        """Write at the present height; gives where the text ends."""
        font = _font(style, max(4, round(size * self._dpi / 72)))
        self.draw.text((self.px(x), self.px(self.y)), words, fill=ink, font=font)
        return x + font.getlength(words) * 25.4 / self._dpi

    def line(self, words: str, size: float = 13, style: str = "Regular", gap: float = 1.35) -> None:
        """Write one line centred between the margins and go below it."""
        font = _font(style, max(4, round(size * self._dpi / 72)))
        length = font.getlength(words) * 25.4 / self._dpi
        self.text(LEFT + (self.width - LEFT - RIGHT - length) / 2, words, size, style)
        self.y += size * 25.4 / 72 * gap

    def paragraph(self, words: str, size: float = 13, gap: float = 1.45, indent: float = 10.0) -> None:
        """Write a ragged paragraph with its first line indented."""
        space = self.text_width(" ", size)
        x = LEFT + indent
        for word in words.split():
            length = self.text_width(word, size)
            if x + length > self.width - RIGHT:
                x, self.y = LEFT, self.y + size * 25.4 / 72 * gap
                if self.full:
                    return
            self.text(x, word, size)
            x += length + space
        self.y += size * 25.4 / 72 * (gap + 0.25)

    def text_width(self, words: str, size: float) -> float:
        """Length of a text in millimetres."""
        return _font("Regular", max(4, round(size * self._dpi / 72))).getlength(words) * 25.4 / self._dpi

    def rule(self, start: tuple[float, float], end: tuple[float, float], thickness: float = 0.25) -> None:
        """A straight line."""
        points = [(self.px(start[0]), self.px(start[1])), (self.px(end[0]), self.px(end[1]))]
        self.draw.line(points, fill=INK, width=max(1, self.px(thickness)))

    def stamp(self, x: float, y: float, radius: float = 17.0) -> None:
        """A round red seal: two rings, a star's place, and words across."""
        for ring in (radius, radius * 0.68):
            box = [self.px(x - ring), self.px(y - ring), self.px(x + ring), self.px(y + ring)]
            self.draw.ellipse(box, outline=RED, width=max(1, self.px(0.7)))
        kept, self.y = self.y, y - 3
        self.text(x - radius * 0.55, "ỦY BAN", 11, "Bold", RED)
        self.y = kept

    def signature(self, x: float, y: float) -> None:
        """A few strokes of a pen."""
        steps = self.rng.normal(0, 1, (40, 2)).cumsum(axis=0) * 1.6
        points = [(self.px(x + 0.7 * n + float(a)), self.px(y + float(b))) for n, (a, b) in enumerate(steps)]
        self.draw.line(points, fill=BLUE_INK, width=max(1, self.px(0.5)), joint="curve")


def _heading(pen: Pen) -> None:
    pen.line(texts.MOTTO[0], 12, "Bold")
    pen.line(texts.MOTTO[1], 13, "Bold")
    middle = LEFT + (pen.width - LEFT - RIGHT) / 2
    pen.rule((middle - 22, pen.y + 1), (middle + 22, pen.y + 1))
    pen.y += float(pen.rng.uniform(6, 14))
    pen.line(str(pen.rng.choice(texts.TITLES)), 15, "Bold", 1.8)


def _closing(pen: Pen, seed: int) -> None:
    if pen.y > pen.height - BOTTOM - 50:
        return
    x = pen.width - RIGHT - 70
    pen.y += 5
    pen.text(x, "Tân Hương, ngày 12 tháng 5 năm 2026", 12, "Italic")
    pen.y += 7
    pen.text(x + 14, "NGƯỜI YÊU CẦU", 12, "Bold")
    pen.signature(x + 15, pen.y + 16)
    if pen.rng.random() < 0.6:
        pen.stamp(x + 8, pen.y + 16)
    pen.y += 28
    pen.text(x + 12, citizen(seed % 10_000).full_name, 13, "Bold")
    pen.y += 9


def _letter(pen: Pen, seed: int) -> None:
    if pen.rng.random() < 0.7:
        _heading(pen)
    size = float(pen.rng.choice([11, 12, 13, 14]))
    for _ in range(int(pen.rng.integers(4, 16))):
        if pen.full:
            return
        pen.paragraph(texts.paragraph(pen.rng), size)
    _closing(pen, seed)


def _form(pen: Pen, seed: int) -> None:
    _heading(pen)
    dots = float(pen.rng.uniform(0, 1))
    for label, answer in texts.answers(citizen(seed % 10_000), pen.rng):
        if pen.full:
            return
        end = pen.text(LEFT, f"{label}: ", 13)
        pen.text(end, answer[: int((pen.width - RIGHT - end) / 2.7)], 13, "Italic", BLUE_INK)
        if dots < 0.5:
            pen.rule((end, pen.y + 6), (pen.width - RIGHT, pen.y + 6), 0.15)
        pen.y += 8.5
    _closing(pen, seed)


def _list(pen: Pen, seed: int) -> None:
    _heading(pen)
    columns = np.array([0.0, 0.07, 0.37, 0.5, 0.86, 1.0]) * (pen.width - LEFT - RIGHT) + LEFT
    rows, top, step = int(pen.rng.integers(5, 22)), pen.y, float(pen.rng.uniform(7.5, 10))
    rows = min(rows, int((pen.height - BOTTOM - top) / step) - 1)
    for row in range(rows + 1):
        pen.y = top + row * step + 1.2
        person = citizen((seed * 31 + row) % 10_000)
        cells = (str(row), person.full_name[:22], f"{person.birth_date:%Y}", person.residence[:25], "")
        for x, cell in zip(columns, cells if row else texts.HEADINGS, strict=False):
            pen.text(float(x) + 1, cell, 11, "Regular" if row else "Bold")
    for row in range(rows + 2):
        pen.rule((LEFT, top + row * step), (pen.width - RIGHT, top + row * step))
    for x in columns:
        pen.rule((float(x), top), (float(x), top + (rows + 1) * step))
    pen.y = top + (rows + 1) * step + 4
    _closing(pen, seed)


def _certificate(pen: Pen, seed: int) -> None:
    pen.y += 15
    _heading(pen)
    box = [pen.px(LEFT), pen.px(pen.y), pen.px(LEFT + 30), pen.px(pen.y + 40)]
    white = pen.rng.random() < 0.5
    pen.draw.rectangle(box, fill=(254, 254, 254) if white else (70, 110, 190), outline=INK)
    face = [pen.px(LEFT + 8), pen.px(pen.y + 8), pen.px(LEFT + 22), pen.px(pen.y + 27)]
    pen.draw.ellipse(face, fill=(205, 160, 130))  # a portrait's skin, which is no finger
    pen.y += 2
    for label, answer in texts.answers(citizen(seed % 10_000), pen.rng)[:5]:
        end = pen.text(LEFT + 38, f"{label}: ", 14)
        pen.text(end, answer[: int((pen.width - RIGHT - end) / 2.9)], 14, "Bold")
        pen.y += 11
    pen.y += 8
    pen.paragraph(texts.paragraph(pen.rng), 14)
    _closing(pen, seed)


def _sparse(pen: Pen, seed: int) -> None:
    pen.y += float(pen.rng.uniform(0, 60))
    for _ in range(int(pen.rng.integers(1, 3))):
        pen.paragraph(texts.paragraph(pen.rng), 13)
    if pen.rng.random() < 0.5:
        _closing(pen, seed)


@cache
def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{style}.ttf"), size)
