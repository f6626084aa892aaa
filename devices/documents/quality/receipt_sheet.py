"""Whether a page is one of the desk's own receipts though its code cannot be read: by its title, or the code's place.

A smudged receipt that nobody takes for one would let the next case's pages follow the case before.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from devices.documents.quality.working_copy import reduced
from devices.qrcode.decoding import zxing

Bgr = NDArray[np.uint8]
Gray = NDArray[np.uint8]
DPI = 100.0
POINTS = 12.0  # of the title's letters
SIZES = (1.0, 0.96, 0.92)  # of them: printers fit a page to its paper, and a long receipt is set tighter
SHARE = 0.45  # of the page, from its top, in which the title may stand
SURE = 0.7  # correlation of each half of the title: receipts have 0.82 and more, other sheets 0.61 at most
APART = 8  # pixels by which the two halves may be off
CODE_SIDE_MM = (15.0, 22.0)
CODE_CORNER_MM = 45.0  # of the page's upper left, where the code stands
CODE_DPI = 150.0


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """Knows receipts by their title.

    Attributes:
        halves: The title's left and right half in each of the sizes, grey at `DPI`.
    """

    halves: tuple[tuple[Gray, Gray], ...]

    @classmethod
    def of(cls, title: str, font: Path) -> "ReceiptSheet":
        """Know receipts of this title.

        Args:
            title: As printed.
            font: The TrueType file that it is printed with.
        """
        return cls(tuple(_halves(title, font, size) for size in SIZES))

    def is_on(self, page: Bgr, dpi: int) -> bool:
        """Whether a page is such a receipt, either way up.

        Args:
            page: Height × width × 3, BGR, lying straight.
            dpi: Its dots an inch.
        """
        gray = _at(page, dpi, DPI)
        small = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.8), np.uint8)
        for turned in (small, np.ascontiguousarray(small[::-1, ::-1])):
            top = turned[: round(SHARE * turned.shape[0])]
            if any(_stands(top, halves) for halves in self.halves):
                return True
        return _has_code_there(page, dpi)


def _halves(title: str, font: Path, size: float) -> tuple[Gray, Gray]:
    fine = 4  # drawn so much larger: letters of twelve points have hardly any pixels
    letters = ImageFont.truetype(font, round(POINTS * size * DPI / 72 * fine))
    left, top, right, bottom = (int(edge) for edge in letters.getbbox(title))
    drawn = Image.new("L", (right - left + 8 * fine, bottom - top + 8 * fine), 255)
    ImageDraw.Draw(drawn).text((4 * fine - left, 4 * fine - top), title, fill=20, font=letters)
    whole = reduced(np.asarray(drawn, np.uint8), fine)
    whole = np.asarray(cv2.GaussianBlur(whole, (0, 0), 0.8), np.uint8)
    middle = whole.shape[1] // 2
    return np.ascontiguousarray(whole[:, :middle]), np.ascontiguousarray(whole[:, middle:])


def _stands(top: Gray, halves: tuple[Gray, Gray]) -> bool:
    left, right = halves
    if top.shape[0] < left.shape[0] or top.shape[1] < left.shape[1] + right.shape[1]:
        return False
    one = cv2.matchTemplate(top, left, cv2.TM_CCOEFF_NORMED)
    if float(one.max()) < SURE:
        return False
    other = cv2.matchTemplate(top, right, cv2.TM_CCOEFF_NORMED)
    near = cv2.dilate(other, np.ones((2 * APART + 1, 2 * APART + 1), np.uint8))
    shared = min(one.shape[1], near.shape[1] - left.shape[1])
    beside = np.minimum(one[:, :shared], near[:, left.shape[1] : left.shape[1] + shared])
    return bool(beside.size and float(beside.max()) >= SURE)


def _has_code_there(page: Bgr, dpi: int) -> bool:
    """Whether a code that cannot be read is seen where a receipt has its own, in its size."""
    gray = _at(page, dpi, CODE_DPI)
    height, width = gray.shape
    mm = 25.4 / min(CODE_DPI, dpi)
    for symbol in zxing.read(gray, seen_too=True):
        if symbol.payload is not None:
            continue
        side = float(np.linalg.norm(symbol.quad[0] - symbol.quad[1])) * mm
        x, y = (float(value) for value in symbol.quad.mean(axis=0))
        far = max(min(x, width - x), min(y, height - y)) * mm if (x < width / 2) == (y < height / 2) else np.inf
        if CODE_SIDE_MM[0] <= side <= CODE_SIDE_MM[1] and far <= CODE_CORNER_MM:
            return True
    return False


def _at(page: Bgr, dpi: int, wanted: float) -> Gray:
    scale = min(1.0, wanted / dpi)
    gray = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    size = max(1, round(gray.shape[1] * scale)), max(1, round(gray.shape[0] * scale))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
