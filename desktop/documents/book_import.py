"""The Excel of a book that comes back, read into typed rows.

It was in other hands: its size, unpacked size, rows and columns are bounded, formulas are not evaluated, and every cell
that cannot be taken is listed with its row and column.
"""

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from desktop.documents.book_export import DATA, PARTICULARS, particulars_of
from desktop.records.book_forms import BookForm
from desktop.records.book_sheet import (
    NOTE,
    NUMBER,
    PAGE,
    PROBLEM_TEXTS,
    RESULT,
    RESULT_TEXTS,
    BookSheetError,
    RowProblem,
    columns,
    letter,
    letters,
)
from desktop.records.books import LARGEST_BOOK, LONGEST_TEXT, Book, ReturnedRow
from devices.errors import CodedError

LARGEST_FILE = 20_000_000  # bytes
LARGEST_UNPACKED = 200_000_000  # bytes
LARGEST_PARTS = 200
_RESULTS = {text.casefold(): result for result, text in RESULT_TEXTS.items()}


class _BadCellError(ValueError):
    """A cell that holds no text; says why."""


def read_excel(content: bytes, book: Book, form: BookForm, today: date) -> list[ReturnedRow]:
    """Read an Excel that `book_export.make_excel` made and others filled in.

    Args:
        content: The file.
        book: The book that it should be of.
        form: Its kind's form.
        today: The desk's day: no date in a book is after it.

    Raises:
        BookSheetError: Cells cannot be taken; all are listed.
        CodedError: BOOK-022, it is of another book or another layout; BOOK-023, it is no Excel, or too large a one.
    """
    _see_size(content)
    try:
        particulars, data = _sheets(content, len(columns(form)))
    except Exception:  # noqa: BLE001 - openpyxl lets out whatever it meets in a damaged file
        raise CodedError("BOOK-023") from None
    wanted = [column.label for column in columns(form)]
    if particulars != particulars_of(book, form) or not data or [str(value) for value, _ in data[0]][:-1] != wanted:
        raise CodedError("BOOK-022")
    if len(data) > LARGEST_BOOK + 1:
        raise CodedError("BOOK-023")
    return _rows(data[1:], form, today)


def _see_size(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise CodedError("BOOK-023")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise CodedError("BOOK-023") from None
    if len(parts) > LARGEST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise CodedError("BOOK-023")


Cell = tuple[Any, str]  # value and openpyxl's letter of its type


def _sheets(content: bytes, width: int) -> tuple[list[tuple[str, str]], list[list[Cell]]]:
    """The particulars, and the rows with one column and one row more than there should be."""
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        pairs = workbook[PARTICULARS].iter_rows(max_row=20, max_col=2, values_only=True)
        particulars = [(str(label), str(text)) for label, text in pairs if label is not None]
        rows = workbook[DATA].iter_rows(max_row=LARGEST_BOOK + 2, max_col=width + 1)
        data = [[(cell.value, cell.data_type) for cell in row] for row in rows]
    finally:
        workbook.close()
    return particulars, [row + [(None, "n")] * (width + 1 - len(row)) for row in data]


def _rows(data: list[list[Cell]], form: BookForm, today: date) -> list[ReturnedRow]:
    at, keys = letters(form), [column.key for column in columns(form)]
    found: list[RowProblem] = []
    rows: list[ReturnedRow] = []
    for line, cells in enumerate(data, start=2):
        if all(value is None for value, _ in cells):
            continue
        texts, wrong = _texts(keys, cells)
        wrong |= {key: problem for key, problem in _problems(texts, form, today) if key not in wrong}
        found += [RowProblem(line, at.get(key, key), problem) for key, problem in wrong.items()]
        if not wrong:
            rows.append(_row(line, texts, form))
    if found:
        raise BookSheetError(found)
    return rows


def _texts(keys: list[str], cells: list[Cell]) -> tuple[dict[str, str], dict[str, str]]:
    """The cells' texts, and what is wrong with those that have none."""
    texts, wrong = dict[str, str](), dict[str, str]()
    for key, (value, kind) in zip(keys, cells, strict=False):
        try:
            texts[key] = _text(value, kind)
        except _BadCellError as error:
            wrong[key] = str(error)
    if cells[len(keys)][0] is not None:
        wrong[letter(len(keys))] = "có dữ liệu ngoài các cột của mẫu"
    return texts, wrong


def _text(value: object, kind: str) -> str:
    """A cell as a person sees it: programs of others make numbers and dates of texts."""
    if kind == "f":
        raise _BadCellError("là công thức")
    if kind == "e" or isinstance(value, bool):
        raise _BadCellError("không phải chữ, số hay ngày")
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    raise _BadCellError("không phải chữ, số nguyên hay ngày")


def _problems(texts: Mapping[str, str], form: BookForm, today: date) -> Iterator[tuple[str, str]]:
    if not texts.get(NUMBER, "").strip():
        yield NUMBER, "thiếu số"
    page = texts.get(PAGE, "").strip()
    if not (page.isascii() and page.isdecimal() and len(page) <= 5):
        yield PAGE, "không phải số trang"
    result = texts.get(RESULT, "").strip().casefold()
    if result and result not in _RESULTS:
        yield RESULT, f"chỉ nhận {', '.join(RESULT_TEXTS.values())} hoặc để trống"
    note = texts.get(NOTE, "").strip()
    if len(note) > LONGEST_TEXT or not note.isprintable():
        yield NOTE, "quá dài hoặc có ký tự không in được"
    fields = _fields(texts, form)
    if fields:  # a row that nobody has filled in is no mistake
        for problem in form.problems(fields, today):
            yield problem.field, PROBLEM_TEXTS[problem.code]


def _fields(texts: Mapping[str, str], form: BookForm) -> dict[str, str]:
    return form.normalized({spec.id: texts.get(spec.id, "") for spec in form.fields})


def _row(line: int, texts: Mapping[str, str], form: BookForm) -> ReturnedRow:
    result = texts[RESULT].strip().casefold()
    number, page = texts[NUMBER].strip(), int(texts[PAGE].strip())
    fields = _fields(texts, form)
    return ReturnedRow(line, number, page, fields, _RESULTS[result] if result else None, texts[NOTE].strip())
