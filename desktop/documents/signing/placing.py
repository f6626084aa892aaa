"""Where the mark goes on a page: at the top left as a reader sees the page, clear of the form fields there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from desktop.documents.signing.mark import WIDEST, Mark

MARGIN: Final = 4 * mm  # from the edge; office printers leave that much white
_GAP: Final = 1 * mm

# Left, bottom, right, top in units of the page.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageView:
    """How a page is shown (ISO 32000-1, 7.7.3.3).

    Attributes:
        box: The part that is shown, in the page's own units.
        rotation: Turned clockwise by 0, 90, 180 or 270 degrees.
        user_unit: The length of a unit in points.
        taken: Boxes that the mark keeps clear of where it can.
    """

    box: Box
    rotation: int
    user_unit: float
    taken: Sequence[Box] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark goes.

    Attributes:
        box: In the page's own units.
        scale: The length of a point of the mark in those units.
    """

    box: Box
    scale: float


def place(mark: Mark, page: PageView) -> Place:
    """The first free place from the top left, downwards and then to the right; the corner itself if none is free.

    A mark is made smaller where the page is narrower or lower than it.
    """
    width, height = _shown_size(page)
    margin = min(MARGIN / page.user_unit, width / 4, height / 4)
    room = ((width - 2 * margin) / mark.width, (height - 2 * margin) / mark.height)
    scale = min(1 / page.user_unit, *room)
    places = list(_places(mark, page, margin, scale))
    return Place(next((box for box in places if not _meets(box, page.taken)), places[0]), scale)


def _places(mark: Mark, page: PageView, margin: float, scale: float) -> Iterator[Box]:
    width, height = _shown_size(page)
    gap = _GAP / page.user_unit
    across = margin
    while across == margin or across + mark.width * scale <= width - margin:
        down = margin
        while down == margin or down + mark.height * scale <= height - margin:
            yield _on_page(page, across, down, mark.width * scale, mark.height * scale)
            down += mark.height * scale + gap
        across += WIDEST * scale + gap


def _shown_size(page: PageView) -> tuple[float, float]:
    left, bottom, right, top = page.box
    size = (right - left, top - bottom)
    return (size[1], size[0]) if page.rotation % 180 else size


def _on_page(page: PageView, across: float, down: float, width: float, height: float) -> Box:
    """A box given from the top left as shown, in the page's own axes."""
    left, bottom, right, top = page.box
    if page.rotation == 90:
        return (left + down, bottom + across, left + down + height, bottom + across + width)
    if page.rotation == 180:
        return (right - across - width, bottom + down, right - across, bottom + down + height)
    if page.rotation == 270:
        return (right - down - height, top - across - width, right - down, top - across)
    return (left + across, top - down - height, left + across + width, top - down)


def _meets(box: Box, others: Sequence[Box]) -> bool:
    return any(box[0] < each[2] and each[0] < box[2] and box[1] < each[3] and each[1] < box[3] for each in others)
