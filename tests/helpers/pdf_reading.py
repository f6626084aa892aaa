"""Reads a PDF back the way a reader would: its text, its pages as pictures, the boxes of its letters."""

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw


@dataclass(frozen=True, slots=True)
class Letter:
    """One drawn letter: the box of its ink and its base line in points from the lower left corner, and its size."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    size: float


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page, each run of white space as one space."""
    with pdfium.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page in whole millimetres."""
    with pdfium.PdfDocument(pdf) as document:
        return [(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in document]


def page_picture(pdf: bytes, index: int = 0, dpi: int = 150) -> NDArray[np.uint8]:
    """A page as grey values, rows from the top."""
    with pdfium.PdfDocument(pdf) as document:
        picture = document[index].render(scale=dpi / 72, grayscale=True).to_numpy()
        return np.array(picture, dtype=np.uint8).reshape(picture.shape[:2])


def letters(pdf: bytes, index: int) -> list[Letter]:
    """Every letter of a page that leaves ink."""
    with pdfium.PdfDocument(pdf) as document:
        text_page = document[index].get_textpage()
        found = []
        x, base = ctypes.c_double(), ctypes.c_double()
        for place in range(text_page.count_chars()):
            text = chr(raw.FPDFText_GetUnicode(text_page, place))
            if text.strip() and not raw.FPDFText_IsGenerated(text_page, place):
                left, bottom, right, top = text_page.get_charbox(place)
                size = raw.FPDFText_GetFontSize(text_page, place)
                raw.FPDFText_GetCharOrigin(text_page, place, x, base)
                found.append(Letter(text, left, bottom, right, top, base.value, size))
        return found


def metadata(pdf: bytes) -> dict[str, str]:
    """The PDF's own title, author and so on."""
    with pdfium.PdfDocument(pdf) as document:
        return dict(document.get_metadata_dict())


def overlaps(drawn: list[Letter]) -> list[tuple[Letter, Letter]]:
    """Letters that meet: of two lines, if their ink shares any room; of one line, by 0.3 of their size.

    Neighbours on a line may lean into one another (italics, “ơ)”): that is how type is made.
    """
    boxes = np.array([(each.left, each.bottom, each.right, each.top, each.base, each.size) for each in drawn])
    left, bottom, right, top, base, size = boxes.T
    across = np.minimum(right[:, None], right[None]) - np.maximum(left[:, None], left[None])
    along = np.minimum(top[:, None], top[None]) - np.maximum(bottom[:, None], bottom[None])
    same_line = np.abs(base[:, None] - base[None]) < 0.5
    meets = (along > 0.05) & (across > np.where(same_line, 0.3 * size[:, None], 0.05))
    return [(drawn[one], drawn[other]) for one, other in np.argwhere(np.triu(meets, 1))]
