"""Breaks a column of flowables into pages before anything is drawn.

The pages are known first, so "Trang 1/2" is right, and drawn after, so the same layout serves both copies of a form
and both halves of a sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from devices.errors import CodedError

# A head that announces what follows stays with at least this much of it, in points: a table's head and one row.
KEEP_WITH_NEXT = 40.0


@dataclass(frozen=True, slots=True)
class Column:
    """Where flowables may stand on a page, in points from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A flowable at its place."""

    flowable: Flowable
    left: float
    bottom: float


def paginate(flowables: Sequence[Flowable], first: Column, later: Column) -> list[list[Placed]]:
    """Place every flowable; what does not fit goes on to further pages.

    Args:
        flowables: In order; those that can split are split (tables between rows, texts between lines).
        first: The column of the first page.
        later: The column of each further page.

    Raises:
        CodedError: DOC-003, a piece that cannot be split is taller than a whole page.
    """
    canvas = Canvas(BytesIO())  # some flowables ask a canvas for the width of letters
    waiting = list(flowables)
    pages: list[list[Placed]] = []
    while waiting:
        column = later if pages else first
        page = _fill(canvas, waiting, column)
        if not page:
            raise CodedError("DOC-003", page=len(pages) + 1)
        pages.append(page)
    return pages


def _fill(canvas: Canvas, waiting: list[Flowable], column: Column) -> list[Placed]:
    """Move from `waiting` to one page as much as it takes."""
    page: list[Placed] = []
    top = column.bottom + column.height
    gap = 0.0
    while waiting:
        flowable = waiting[0]
        top -= max(gap, flowable.getSpaceBefore()) if page else 0.0
        room = top - column.bottom
        _, height = flowable.wrapOn(canvas, column.width, room)
        needed = height + (KEEP_WITH_NEXT if flowable.getKeepWithNext() else 0.0)
        if needed > room:
            parts = flowable.splitOn(canvas, column.width, room)
            if len(parts) < 2:
                break
            waiting[:1] = parts
            flowable = parts[0]
            _, height = flowable.wrapOn(canvas, column.width, room)
        top -= height
        page.append(Placed(flowable, column.left, top))
        gap = flowable.getSpaceAfter()
        del waiting[0]
        if needed > room:
            break
    return page
