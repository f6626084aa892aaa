"""How the first page of a PDF is shown, read from its page tree."""

from decimal import Decimal

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NumberObject, PdfObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.rw_common import PdfHandler

from desktop.documents.signing.placing import Box, PageView

_DEEPEST = 64  # of a page tree; a loop in a damaged one ends there


def first_page(pdf: PdfHandler) -> PageView:
    """The view of the first page.

    Raises:
        PdfReadError: There is none, or it has no room.
    """
    reference, _ = pdf.find_page_for_modification(0)
    page = reference.get_object()
    media = _box(_inherited(page, "/MediaBox"))
    crop = _inherited(page, "/CropBox")
    box = media if crop is None else _shared(media, _box(crop))
    if box[0] >= box[2] or box[1] >= box[3]:
        raise PdfReadError("the first page has no room")
    rotation = int(_number(_inherited(page, "/Rotate") or NumberObject(0))) % 360
    unit = _number(page.get("/UserUnit", NumberObject(1)))
    if rotation % 90 or unit <= 0:
        raise PdfReadError("the first page is turned askew or has no scale")
    return PageView(box, rotation, unit, tuple(_fields(page)))


def _inherited(page: DictionaryObject, key: str) -> PdfObject | None:
    """A page's attribute, or that of the nearest node above it (ISO 32000-1, 7.7.3.4)."""
    node = page
    for _ in range(_DEEPEST):
        if key in node:
            return _direct(node[key])
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return None


def _direct(value: PdfObject) -> PdfObject:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _box(value: PdfObject | None) -> Box:
    if not isinstance(value, ArrayObject) or len(value) != 4:
        raise PdfReadError("a box of four numbers was expected")
    # Any two opposite corners may be given (ISO 32000-1, 7.9.5).
    one, two, three, four = (_number(_direct(each)) for each in value)
    return (min(one, three), min(two, four), max(one, three), max(two, four))


def _number(value: object) -> float:
    if not isinstance(value, int | Decimal):
        raise PdfReadError("a number was expected")
    return float(value)


def _shared(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _fields(page: DictionaryObject) -> list[Box]:
    annotations = [_direct(each) for each in page.get("/Annots", ())]
    return [
        _box(_direct(each["/Rect"]))
        for each in annotations
        if isinstance(each, DictionaryObject) and each.get("/Subtype") == "/Widget" and "/Rect" in each
    ]
