"""A civil-status book as it is handed over: one Excel, and one archive with a PDF for every row of it.

That is what Công văn 1437/BTP-CNTT (25/04/2019) asks for. Its template and its rule for file names were not seen: names
and columns here are our own, and every row names its PDF.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.documents.archive import EARLIEST
from desktop.records.book_forms import BookForm
from desktop.records.book_sheet import INDEX, NOTE, NUMBER, PAGE, PDF, RESULT, columns
from desktop.records.books import Book, Entry
from desktop.records.folding import words
from devices.errors import CodedError

DATA, PARTICULARS = "Dữ liệu", "Sổ"
LAYOUT = "1"
PDF_MARK = b"%PDF-"
_HEAD = PatternFill("solid", fgColor="DDE7F1")
_NARROW = {INDEX: 6, NUMBER: 12, PAGE: 8, PDF: 34, RESULT: 20, NOTE: 30}


@dataclass(frozen=True, slots=True)
class BookFiles:
    """The two files of a book, with their names."""

    excel_name: str
    excel: bytes
    archive_name: str
    archive: bytes


def pdf_names(book: Book, form: BookForm, entries: Sequence[Entry]) -> dict[int, str]:
    """The name of each entry's PDF, by its id; no two differ by capital letters only."""
    stem, taken, names = _stem(book, form), set[str](), dict[int, str]()
    for entry in entries:
        first = f"{stem}_{entry.page:04d}_{_plain(entry.number)}"
        name, count = first, 1
        while name.casefold() in taken:
            count += 1
            name = f"{first}_{count}"
        taken.add(name.casefold())
        names[entry.id] = f"{name}.pdf"
    return names


def make_book_files(book: Book, form: BookForm, entries: Sequence[Entry], pdfs: Mapping[str, bytes]) -> BookFiles:
    """Make a book's two files.

    Args:
        book: The book.
        form: Its kind's form.
        entries: In the order of the rows.
        pdfs: Every entry's PDF, by the names of `pdf_names`; nothing else.

    Raises:
        CodedError: BOOK-020, PDFs lack, are too many, or are none; BOOK-024, there is no entry.
    """
    if not entries:
        raise CodedError("BOOK-024")
    names, stem = pdf_names(book, form, entries), _stem(book, form)
    wanted = set(names.values())
    wrong = sorted(
        wanted ^ pdfs.keys() | {name for name in wanted & pdfs.keys() if not pdfs[name].startswith(PDF_MARK)}
    )
    if wrong:
        raise CodedError("BOOK-020", count=len(wrong), first=wrong[0])
    return BookFiles(f"{stem}.xlsx", make_excel(book, form, entries), f"{stem}.zip", _archive(names.values(), pdfs))


def make_excel(book: Book, form: BookForm, entries: Sequence[Entry]) -> bytes:
    """The Excel alone; entries that were not entered yet have empty cells, to be keyed."""
    workbook = Workbook()
    data, particulars = workbook.active, workbook.create_sheet(PARTICULARS)
    if not isinstance(data, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    data.title = DATA
    names = pdf_names(book, form, entries)
    for place, column in enumerate(columns(form), start=1):
        _write(data, 1, place, column.label)
        head = data.cell(1, place)
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        data.column_dimensions[get_column_letter(place)].width = _NARROW.get(column.key, 24)
    for line, entry in enumerate(entries, start=2):
        own = {INDEX: str(line - 1), NUMBER: entry.number, PAGE: str(entry.page), PDF: names[entry.id]}
        for place, column in enumerate(columns(form), start=1):
            _write(data, line, place, own.get(column.key, entry.fields.get(column.key, "")))
    data.freeze_panes = "D2"
    for line, (label, text) in enumerate(particulars_of(book, form), start=1):
        _write(particulars, line, 1, label)
        _write(particulars, line, 2, text)
    particulars.column_dimensions["A"].width, particulars.column_dimensions["B"].width = 24, 60
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def particulars_of(book: Book, form: BookForm) -> list[tuple[str, str]]:
    """What tells one book from another, as it stands in the second sheet."""
    content = book.content
    return [
        ("Mẫu", LAYOUT),
        ("Loại sổ", form.name),
        ("Đơn vị", content.unit),
        ("Từ năm", str(content.first_year)),
        ("Đến năm", str(content.last_year)),
        ("Quyển số", content.number),
    ]


def _write(sheet: Worksheet, line: int, place: int, text: str) -> None:
    """Write a text as a text: what begins with ``=`` is no formula, and a number keeps its leading zeros."""
    cell = sheet.cell(line, place)
    cell.number_format = "@"
    if text:
        cell.value = text
        cell.data_type = "s"


def _archive(names: Iterable[str], pdfs: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(ZipInfo(name, EARLIEST), pdfs[name], ZIP_DEFLATED)
    return out.getvalue()


def _stem(book: Book, form: BookForm) -> str:
    content = book.content
    return f"{form.short}_{_plain(content.unit)}_{content.first_year}-{content.last_year}_{_plain(content.number)}"


def _plain(text: str) -> str:
    """Letters and digits that every system takes in a file's name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(words(text)))[:60].strip("-") or "0"
