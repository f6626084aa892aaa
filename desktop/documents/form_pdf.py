"""An outward form from its template to PDF bytes: on A5, on A4, two copies on a sheet; the register on A4 lying."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import BOLD, ITALIC, REGULAR, register_fonts
from desktop.documents.form_blocks import FormContent, flowables
from desktop.documents.furniture import PENDING, draw_cut_line, marks
from desktop.documents.geometry import (
    A4_LANDSCAPE,
    A5,
    BOTTOM,
    FOOT_LINE,
    FOOT_RULE,
    FOOT_SECOND_LINE,
    LEFT,
    MARK_HEIGHT,
    RUNNING_HEAD_HEIGHT,
)
from desktop.documents.pagination import Column, Placed, paginate
from desktop.documents.styles import SMALLEST, Writer, make_writer
from desktop.records.form_templates import Line, LineKind
from desktop.records.resources import resources_folder

# A short form may be larger; a longer one as much tighter as saves a page, and no tighter.
SCALES: Final = (1.2, 1.12, 1.05, 1.0, 0.95, 0.9, 0.86)
REGISTER_SCALE: Final = 0.94


class FormLayout(StrEnum):
    """How a form lies on paper."""

    A5 = "a5"
    A4 = "a4"
    A4_TWO_UP = "a4_two_up"


@dataclass(frozen=True, slots=True)
class FormLook:
    """What stands around a form's text.

    Attributes:
        title: The PDF's own title: the form's name, nothing personal.
        running: What the further pages say above; names the case again.
        foot: Which form it is, of which text, in whose wording.
        pending: The wording has not been held against the official text.
        demo: Mark every page as a trial.
        reprint: Number of a further copy, which every page is marked with; 0 for the original.
    """

    title: str
    running: str = ""
    foot: str = ""
    pending: bool = False
    demo: bool = False
    reprint: int = 0

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks at the head of every page."""
        return marks(demo=self.demo, reprint=self.reprint)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page before it is scaled: its size and the column of its text, in points."""

    width: float
    height: float

    @property
    def right(self) -> float:
        return float(self.width - LEFT)

    @property
    def top(self) -> float:
        return float(self.height - 8 * mm)

    def column(self, look: FormLook, *, later: bool) -> Column:
        taken = (MARK_HEIGHT if look.marks else 0.0) + (RUNNING_HEAD_HEIGHT if later else 0.0)
        return Column(LEFT, BOTTOM, self.width - 2 * LEFT, self.top - BOTTOM - taken)


def form_pdf(lines: Sequence[Line], content: FormContent, look: FormLook, layout: FormLayout = FormLayout.A5) -> bytes:
    """A form as PDF; the same input gives the same bytes, with the fonts embedded. May be called on any thread.

    Args:
        lines: Of its checked template. With columns of a register in it the page is A4 lying, whatever the layout.
        content: What is filled in.
        look: What stands around it.
        layout: How it lies on paper.

    Raises:
        CodedError: DOC-002, a font file is missing or damaged; DOC-003, one piece of text is taller than a page.
    """
    register_fonts(resources_folder() / "fonts")
    register = any(line.kind is LineKind.COLUMN for line in lines)
    sheet = _Sheet(*(A4_LANDSCAPE if register else A5))
    writer = make_writer()
    pages = _pages(lines, content, look, sheet, (REGISTER_SCALE,) if register else SCALES)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A5, invariant=1, lang="vi-VN", initialFontName=REGULAR)
    canvas.setTitle(look.title)
    canvas.setAuthor(content.desk.office_name)
    canvas.setCreator("Bàn Một Cửa")
    for index in range(len(pages)):
        _draw(canvas, pages, index, _Frame(look, sheet, writer), FormLayout.A5 if register else layout)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pages(
    lines: Sequence[Line], content: FormContent, look: FormLook, sheet: _Sheet, scales: Sequence[float]
) -> list[list[Placed]]:
    first = sheet.column(look, later=False)
    later = sheet.column(look, later=True)
    best: list[list[Placed]] = []
    for scale in scales:
        pages = paginate(flowables(lines, content, make_writer(scale), first.width), first, later)
        if len(pages) == 1:
            return pages
        best = pages if not best or len(pages) < len(best) else best
    return best


def _draw(canvas: Canvas, pages: list[list[Placed]], index: int, frame: "_Frame", layout: FormLayout) -> None:
    if layout is FormLayout.A4_TWO_UP:
        half = A4_LANDSCAPE[0] / 2
        canvas.setPageSize(A4_LANDSCAPE)
        for side in range(2):
            canvas.saveState()
            canvas.translate(side * half, 0)
            frame.draw(canvas, pages, index)
            canvas.restoreState()
        draw_cut_line(canvas, half, A4_LANDSCAPE[1])
        return
    if layout is FormLayout.A4:
        canvas.setPageSize(A4)
        canvas.scale(A4[0] / A5[0], A4[1] / A5[1])
    else:
        canvas.setPageSize((frame.sheet.width, frame.sheet.height))
    frame.draw(canvas, pages, index)


@dataclass(frozen=True, slots=True)
class _Frame:
    look: FormLook
    sheet: _Sheet
    writer: Writer

    def draw(self, canvas: Canvas, pages: list[list[Placed]], index: int) -> None:
        for placed in pages[index]:
            placed.flowable.drawOn(canvas, placed.left, placed.bottom)
        top = self.sheet.top
        left = LEFT
        canvas.setLineWidth(0.8)
        for mark in self.look.marks:
            width = stringWidth(mark, BOLD, 8) + 10
            canvas.rect(left, top - 13, width, 13)
            canvas.setFont(BOLD, 8)
            canvas.drawString(left + 5, top - 9.5, mark)
            left += width + 6
        if index > 0:
            self._running_head(canvas, top - (MARK_HEIGHT if self.look.marks else 0.0))
        self._foot(canvas, f"Trang {index + 1}/{len(pages)}")

    def _running_head(self, canvas: Canvas, top: float) -> None:
        canvas.setFont(BOLD, 8)
        canvas.drawString(LEFT, top - 9, self.writer.plain(self.look.running))
        canvas.setFont(ITALIC, 8)
        canvas.drawRightString(self.sheet.right, top - 9, "(tiếp theo)")
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, top - 14, self.sheet.right, top - 14)

    def _foot(self, canvas: Canvas, page_text: str) -> None:
        canvas.setLineWidth(0.4)
        canvas.line(LEFT, FOOT_RULE, self.sheet.right, FOOT_RULE)
        canvas.setFont(REGULAR, SMALLEST)
        canvas.drawString(LEFT, FOOT_LINE, self.writer.plain(self.look.foot))
        canvas.drawRightString(self.sheet.right, FOOT_LINE, page_text)
        if self.look.pending:
            canvas.setFont(ITALIC, SMALLEST)
            canvas.drawString(LEFT, FOOT_SECOND_LINE, PENDING)
