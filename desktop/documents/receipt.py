"""The receipt (Giấy tiếp nhận hồ sơ và hẹn trả kết quả) as PDF bytes.

Form 01 of the form set in force on the day of receipt. The form is made for A5 (TT 01/2018/TT-VPCP, Phụ lục); on
a sheet of A4 both copies stand side by side with a line to cut along. Nothing is ever cut off: what does not fit goes
on to further pages that name the case again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop.documents.desk import DeskDetails
from desktop.documents.fonts import REGULAR, register_fonts
from desktop.documents.furniture import Furniture, draw_cut_line
from desktop.documents.geometry import A4_LANDSCAPE, A5, BOTTOM, LEFT, MARK_HEIGHT, RUNNING_HEAD_HEIGHT, TOP, WIDTH
from desktop.documents.pagination import Column, Placed, paginate
from desktop.documents.qr import case_qr_text
from desktop.documents.receipt_blocks import Blocks
from desktop.documents.receipt_labels import receipt_labels
from desktop.documents.styles import make_writer
from desktop.records.cases import Case
from desktop.records.catalogue.models import FormSet, Waiver
from desktop.records.resources import resources_folder

Pages = list[list[Placed]]
TIGHTER = (0.97, 0.93, 0.89, 0.86)


class ReceiptLayout(StrEnum):
    """How the copies lie on paper; the values are what the desk's settings hold."""

    A5 = "a5"  # the citizen's copy
    A4 = "a4"  # the same, larger: for weak eyes, and for a printer without A5
    A5_BOTH = "a5_both"  # both copies, one after the other
    A4_TWO_UP = "a4_two_up"  # both copies side by side


class CopyOf(StrEnum):
    """Whose copy (liên) it is; the values are the keys of the form's labels."""

    KEPT = "copy_kept"
    GIVEN = "copy_given"


@dataclass(frozen=True, slots=True)
class ReceiptOptions:
    """What may differ between two prints of one case's receipt.

    Attributes:
        demo: Mark every page as a trial that is worth nothing.
        reprint: Number of a further copy, which every page is marked with; 0 for the original.
        number_in_qr: Whether the QR code holds the applicant's personal number.
        waivers: The catalogue's waivers on the day of receipt, by id; they say why a paper is not asked for.
    """

    layout: ReceiptLayout = ReceiptLayout.A5
    demo: bool = False
    reprint: int = 0
    number_in_qr: bool = False
    waivers: Mapping[str, Waiver] = field(default_factory=dict)


def receipt_pdf(case: Case, desk: DeskDetails, form_set: FormSet, options: ReceiptOptions | None = None) -> bytes:
    """The receipt of a saved case.

    The same input gives the same bytes. The fonts are embedded; the PDF's own title is the form's, without a name or
    a number. Needs no display, and may be called on any thread.

    Args:
        case: A saved case.
        desk: The desk it was received at.
        form_set: The form set that the case was received under.
        options: Layout and marks; a plain A5 copy for the citizen without.

    Raises:
        CodedError: DOC-001, the form set lacks a label; DOC-002, a font file is missing or damaged; DOC-003, one
            piece of text is taller than a page.
    """
    options = options or ReceiptOptions()
    labels = receipt_labels(form_set)
    register_fonts(resources_folder() / "fonts")
    furniture = Furniture(case.code, labels, form_set, make_writer(), demo=options.demo, reprint=options.reprint)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A5, invariant=1, lang="vi-VN", initialFontName=REGULAR)
    canvas.setTitle(labels["title"])
    canvas.setAuthor(desk.office_name)
    canvas.setSubject(form_set.title)
    canvas.setCreator("Bàn Một Cửa")
    one = options.layout in {ReceiptLayout.A5, ReceiptLayout.A4}
    copies = [CopyOf.GIVEN] if one else [CopyOf.KEPT, CopyOf.GIVEN]
    qr_text = case_qr_text(case, with_number=options.number_in_qr)
    laid_out = {}
    for copy in copies:
        usual = Blocks(case, desk, labels, options.waivers, furniture.writer, qr_text, copy)
        laid_out[copy] = _pages(usual, furniture)
    if options.layout is ReceiptLayout.A4_TWO_UP:
        _draw_side_by_side(canvas, laid_out, furniture)
    else:
        _draw_one_by_one(canvas, laid_out, furniture, A4 if options.layout is ReceiptLayout.A4 else A5)
    canvas.save()
    return buffer.getvalue()


def _pages(blocks: Blocks, furniture: Furniture) -> Pages:
    """Lay out in the usual sizes, or as little tighter as saves a page: a page with two lines on it helps nobody."""
    height = TOP - BOTTOM - (MARK_HEIGHT if furniture.marks else 0.0)
    first = Column(LEFT, BOTTOM, WIDTH, height)
    later = replace(first, height=height - RUNNING_HEAD_HEIGHT)
    usual = paginate(blocks.all(), first, later)
    if len(usual) > 1:
        for scale in TIGHTER:
            pages = paginate(replace(blocks, writer=make_writer(scale)).all(), first, later)
            if len(pages) < len(usual):
                return pages
    return usual


def _draw_one_by_one(
    canvas: Canvas, laid_out: Mapping[CopyOf, Pages], furniture: Furniture, paper: tuple[float, float]
) -> None:
    for copy, pages in laid_out.items():
        for index in range(len(pages)):
            canvas.setPageSize(paper)
            canvas.scale(paper[0] / A5[0], paper[1] / A5[1])
            _draw_page(canvas, pages, index, furniture, copy)
            canvas.showPage()


def _draw_side_by_side(canvas: Canvas, laid_out: Mapping[CopyOf, Pages], furniture: Furniture) -> None:
    half = A4_LANDSCAPE[0] / 2
    # Both copies have the same pages: they differ only in the words that say whose copy it is.
    for index in range(max(len(pages) for pages in laid_out.values())):
        canvas.setPageSize(A4_LANDSCAPE)
        for side, (copy, pages) in enumerate(laid_out.items()):
            canvas.saveState()
            canvas.translate(side * half, 0)
            if index < len(pages):
                _draw_page(canvas, pages, index, furniture, copy)
            canvas.restoreState()
        draw_cut_line(canvas, half, A4_LANDSCAPE[1])
        canvas.showPage()


def _draw_page(canvas: Canvas, pages: Pages, index: int, furniture: Furniture, copy: CopyOf) -> None:
    for placed in pages[index]:
        placed.flowable.drawOn(canvas, placed.left, placed.bottom)
    furniture.draw(canvas, copy, index, len(pages))
