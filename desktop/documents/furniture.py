"""What stands around a page's text: marks above, the running head of further pages, the foot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.fonts import BOLD, ITALIC, REGULAR
from desktop.documents.geometry import FOOT_LINE, FOOT_RULE, FOOT_SECOND_LINE, LEFT, MARK_HEIGHT, RIGHT, TOP
from desktop.documents.styles import SMALLEST, Writer
from desktop.records.catalogue.models import FormSet

DEMO_MARK: Final = "BẢN THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ"
REPRINT_MARK: Final = "BẢN SAO – IN LẠI"
PENDING: Final = "Câu chữ của mẫu chưa đối chiếu với văn bản chính thức"


def marks(*, demo: bool, reprint: int) -> tuple[str, ...]:
    """The marks at the head of every page: of a trial, and of a further copy with its number."""
    return (DEMO_MARK,) * demo + ((f"{REPRINT_MARK} (số {reprint})",) if reprint else ())


@dataclass(frozen=True, slots=True)
class Furniture:
    """Draws it on a page of A5 whose lower left corner is the canvas's origin."""

    case_code: str
    labels: Mapping[str, str]
    form_set: FormSet
    writer: Writer
    demo: bool
    reprint: int

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks at the head of every page."""
        return marks(demo=self.demo, reprint=self.reprint)

    def draw(self, canvas: Canvas, copy: str, page: int, pages: int) -> None:
        """Draw all of it.

        Args:
            canvas: Where.
            copy: Key of the label that says whose copy it is.
            page: The page's index from 0.
            pages: How many there are.
        """
        top = TOP
        if self.marks:
            self._draw_marks(canvas, top)
            top -= MARK_HEIGHT
        if page > 0:
            self._draw_running_head(canvas, top)
        self._draw_foot(canvas, copy, f"Trang {page + 1}/{pages}")

    def _draw_marks(self, canvas: Canvas, top: float) -> None:
        canvas.setLineWidth(0.8)
        left = LEFT
        for mark in self.marks:
            width = stringWidth(mark, BOLD, 8) + 10
            canvas.rect(left, top - 13, width, 13)
            canvas.setFont(BOLD, 8)
            canvas.drawString(left + 5, top - 9.5, mark)
            left += width + 6

    def _draw_running_head(self, canvas: Canvas, top: float) -> None:
        canvas.setFont(BOLD, 8)
        canvas.drawString(LEFT, top - 9, self.writer.plain(f"{self.labels['case_code']}: {self.case_code}"))
        canvas.setFont(ITALIC, 8)
        canvas.drawRightString(RIGHT, top - 9, "(tiếp theo)")
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, top - 14, RIGHT, top - 14)

    def _draw_foot(self, canvas: Canvas, copy: str, page_text: str) -> None:
        canvas.setLineWidth(0.4)
        canvas.line(LEFT, FOOT_RULE, RIGHT, FOOT_RULE)
        canvas.setFont(REGULAR, SMALLEST)
        canvas.drawString(LEFT, FOOT_LINE, self.writer.plain(self.labels[copy]))
        canvas.drawRightString(RIGHT, FOOT_LINE, page_text)
        if self.form_set.unsure or not self.form_set.legal_base.sure:
            canvas.setFont(ITALIC, SMALLEST)
            canvas.drawString(LEFT, FOOT_SECOND_LINE, PENDING)


def draw_cut_line(canvas: Canvas, x: float, height: float) -> None:
    """A dashed line from top to bottom to cut a sheet along."""
    canvas.saveState()
    canvas.setLineWidth(0.4)
    canvas.setDash(4, 3)
    canvas.line(x, 0, x, height)
    canvas.restoreState()
