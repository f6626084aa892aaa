"""PDF files into pages: each is drawn, and nothing but its pixels goes on.

PDFium is used without its form environment: scripts are never run, embedded files never taken out, links never
followed. PDFium knows no threads: one thread of a process at a time.
"""

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from devices.documents.sources.limits import MOST_PAGES, check_pixels, damaged, too_many_pages
from devices.documents.sources.source import RawPage
from devices.documents.sources.wholeness import pdf_is_whole
from devices.errors import CodedError

POINTS_PER_INCH = 72
MM_PER_POINT = 25.4 / POINTS_PER_INCH
SHORTEST = 10.0  # points; nothing that a person could read is smaller
LONGEST = 14_400.0  # points: five metres, the standard's own limit
HEAD = 1024  # bytes; readers look for a PDF's head within so many
NESTING = 8  # how deep pictures are looked for in forms within forms


def looks_like_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return b"%PDF-" in data[:HEAD]


def pdf_pages(data: bytes, dpi: int) -> Iterator[RawPage]:
    """The pages of a PDF, drawn one at a time; see `devices.documents.sources.opening.pages_of`.

    Args:
        data: A whole PDF.
        dpi: Dots an inch to draw with.

    Raises:
        CodedError: PAGE-021, PAGE-022, PAGE-023, PAGE-024 or PAGE-025.
    """
    # PDFium mends a PDF that is cut off by leaving pages out; here it is not whole yet.
    if not pdf_is_whole(data):
        raise damaged(1)
    with _opened(data) as document:
        count = _checked_count(document, dpi)
        for number in range(1, count + 1):
            yield RawPage(number, _drawn(document, number, dpi), dpi, "")


def _opened(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise CodedError("PAGE-024") from error
        raise damaged(1) from error
    if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        document.close()
        raise CodedError("PAGE-024")
    return document


def _checked_count(document: Any, dpi: int) -> int:
    count = len(document)
    if count > MOST_PAGES:
        raise too_many_pages()
    if count < 1:
        raise damaged(1)
    for number in range(1, count + 1):
        try:
            width, height = document.get_page_size(number - 1)
        except pdfium.PdfiumError as error:
            raise damaged(number) from error
        if not (SHORTEST <= width <= LONGEST and SHORTEST <= height <= LONGEST):
            raise CodedError("PAGE-025", page=number, width=_mm(width), height=_mm(height))
        check_pixels(round(width / POINTS_PER_INCH * dpi), round(height / POINTS_PER_INCH * dpi), number)
    return count


def _drawn(document: Any, number: int, dpi: int) -> bytes:
    try:
        page = document[number - 1]
        try:
            for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=NESTING):
                width, height = picture.get_px_size()
                check_pixels(width, height, number)  # it is decoded whole, however small it is drawn
            image = page.render(scale=dpi / POINTS_PER_INCH, may_draw_forms=False).to_pil()
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise damaged(number) from error
    file = io.BytesIO()
    image.convert("RGB").save(file, "PNG", dpi=(dpi, dpi), compress_level=1)
    return file.getvalue()


def _mm(points: float) -> int:
    return round(min(max(points, 0.0), 1e9) * MM_PER_POINT)
