"""A book's Excel and PDFs: out, and back again with every mistake in its cell. All people are synthetic."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from desktop.documents import book_import
from desktop.documents.book_export import DATA, PARTICULARS, make_book_files, make_excel, pdf_names
from desktop.documents.book_import import read_excel
from desktop.records.book_forms import load_book_forms
from desktop.records.book_sheet import BookSheetError, letters
from desktop.records.books import Book, BookKind, Entry, MatchResult, ReturnedRow, Stage, Standing
from desktop.records.resources import resources_folder
from devices.errors import CodedError
from tests.helpers.books import BIRTHS, CHILD
from tests.helpers.desk import NOW

TODAY = date(2026, 11, 25)
FORM = load_book_forms(resources_folder() / "catalogue")[BookKind.BIRTHS]
AT = letters(FORM)
BOOK = Book(1, BIRTHS, NOW)
PDF = b"%PDF-1.7\n%synthetic"


def entry(place: int, number: str = "", **fields: str) -> Entry:
    return Entry(place, 1, place, number or str(place), Standing(place, 1, Stage.CHECKED_ONCE), {**CHILD, **fields})


ENTRIES = [entry(1, child_number="082098000011"), entry(2, "2/1998", remark="=1+1"), entry(3, child_name="#N/A")]

WHOLE = make_excel(BOOK, FORM, ENTRIES[:1])


def pdfs(entries: list[Entry]) -> dict[str, bytes]:
    return {name: PDF + str(key).encode() for key, name in pdf_names(BOOK, FORM, entries).items()}


def changed(change: Callable[[Worksheet], object], entries: list[Entry] = ENTRIES, name: str = DATA) -> bytes:
    """The Excel after somebody's changes."""
    workbook = load_workbook(BytesIO(make_excel(BOOK, FORM, entries)))
    change(workbook[name])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(content: bytes) -> list[ReturnedRow]:
    return read_excel(content, BOOK, FORM, TODAY)


def told(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(BookSheetError) as caught:
        read(content)
    return [(problem.line, problem.column) for problem in caught.value.problems]


def setting(**cells: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value  # type: ignore[assignment]

    return change


def test_one_excel_and_one_archive_with_a_pdf_for_every_row() -> None:
    files = make_book_files(BOOK, FORM, ENTRIES, pdfs(ENTRIES))
    assert files.excel_name == "KS_ubnd-xa-tan-huong-cu_1998-1999_01.xlsx"
    assert files.archive_name == "KS_ubnd-xa-tan-huong-cu_1998-1999_01.zip"
    with zipfile.ZipFile(BytesIO(files.archive)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == pdfs(ENTRIES)
    sheet = load_workbook(BytesIO(files.excel))[DATA]
    in_rows = [sheet[f"{AT['#pdf']}{line}"].value for line in (2, 3, 4)]
    assert in_rows == list(pdf_names(BOOK, FORM, ENTRIES).values())
    assert in_rows[1] == "KS_ubnd-xa-tan-huong-cu_1998-1999_01_0002_2-1998.pdf"
    assert make_book_files(BOOK, FORM, ENTRIES, pdfs(ENTRIES)).archive == files.archive


def test_names_of_pdfs_never_meet() -> None:
    entries = [
        replace(entry(place, number), page=1) for place, number in enumerate(("1/a", "1-A", "1 a", "…"), start=1)
    ]
    names = pdf_names(BOOK, FORM, entries)
    assert len({name.casefold() for name in names.values()}) == 4
    assert all(name.isascii() for name in names.values())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda given: given.popitem(),
        lambda given: given.update(more=PDF),
        lambda given: given.update({next(iter(given)): b"MZ"}),
    ],
)
def test_pdfs_that_do_not_fit(wrong: Callable[[dict[str, bytes]], object]) -> None:
    given_pdfs = pdfs(ENTRIES)
    wrong(given_pdfs)
    with pytest.raises(CodedError, match=r"BOOK-020.*count=1"):
        make_book_files(BOOK, FORM, ENTRIES, given_pdfs)


def test_a_book_without_entries_is_not_exported() -> None:
    with pytest.raises(CodedError, match="BOOK-024"):
        make_book_files(BOOK, FORM, [], {})


def test_what_goes_out_comes_back_and_texts_stay_texts() -> None:
    content = make_excel(BOOK, FORM, ENTRIES)
    sheet = load_workbook(BytesIO(content))[DATA]
    assert sheet[f"{AT['remark']}3"].data_type == "s"
    assert read(content) == [
        ReturnedRow(line, each.number, each.page, each.fields, None, "") for line, each in enumerate(ENTRIES, start=2)
    ]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30), max_size=3
    )
)
def test_any_name_comes_back_as_it_was(names: list[str]) -> None:
    entries = [entry(place, child_name=name) for place, name in enumerate(names, start=1)]
    entries = [replace(each, fields=FORM.normalized(each.fields)) for each in entries]
    assert [row.fields for row in read(make_excel(BOOK, FORM, entries))] == [each.fields for each in entries]


def test_numbers_and_dates_that_other_programs_make_of_texts() -> None:
    change = setting(
        **{
            f"{AT['#page']}2": 1,
            f"{AT['#number']}2": 1.0,
            f"{AT['registered_on']}2": datetime(1998, 3, 2),
            f"{AT['child_birth_date']}2": 1998,
            f"{AT['#result']}2": "khớp ",
            f"{AT['#note']}2": "đã xem",
        }
    )
    first = read(changed(change))[0]
    assert (first.number, first.page, first.result, first.note) == ("1", 1, MatchResult.MATCH, "đã xem")
    assert (first.fields["registered_on"], first.fields["child_birth_date"]) == ("02/03/1998", "1998")


def test_rows_that_nobody_filled_in_and_empty_rows_are_no_mistakes() -> None:
    empty = [replace(each, fields={}) for each in ENTRIES]
    rows = read(changed(lambda sheet: sheet.insert_rows(3), empty))
    assert [(row.line, row.fields) for row in rows] == [(2, {}), (4, {}), (5, {})]


def test_every_mistake_is_told_with_its_row_and_column() -> None:
    change = setting(
        **{
            f"{AT['#number']}2": None,
            f"{AT['child_name']}2": "=A1",
            f"{AT['#page']}3": "x",
            f"{AT['child_birth_date']}3": "31/02/1998",
            f"{AT['mother_number']}3": 82190991001,
            f"{AT['#result']}3": "có",
            f"{AT['#note']}3": "x" * 501,
            f"{AT['child_sex']}4": True,
            f"{AT['mother_name']}4": 1.5,
            "AD4": "ngoài",
        }
    )
    assert told(changed(change)) == [
        (2, AT["#number"]),
        (2, AT["child_name"]),
        (3, AT["#page"]),
        (3, AT["child_birth_date"]),
        (3, AT["mother_number"]),
        (3, AT["#result"]),
        (3, AT["#note"]),
        (4, AT["child_sex"]),
        (4, AT["mother_name"]),
        (4, "AD"),
    ]


@pytest.mark.parametrize(
    ("name", "cell", "value"), [(DATA, "C1", "Tờ"), (PARTICULARS, "B6", "02"), (PARTICULARS, "B1", "2")]
)
def test_the_excel_of_another_book_or_layout(name: str, cell: str, value: str) -> None:
    with pytest.raises(CodedError, match="BOOK-022"):
        read(changed(setting(**{cell: value}), name=name))


def test_a_workbook_of_another_kind() -> None:
    out = BytesIO()
    Workbook().save(out)
    with pytest.raises(CodedError, match="BOOK-023"):
        read(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4" + bytes(100), bytes(book_import.LARGEST_FILE + 1)])
def test_what_is_no_excel(content: bytes) -> None:
    with pytest.raises(CodedError, match="BOOK-023"):
        read(content)


def test_an_excel_that_unpacks_to_too_much() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(book_import.LARGEST_UNPACKED + 1))
    with pytest.raises(CodedError, match="BOOK-023"):
        read(out.getvalue())
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in range(book_import.LARGEST_PARTS + 1):
            archive.writestr(str(part), b"")
    with pytest.raises(CodedError, match="BOOK-023"):
        read(out.getvalue())


def test_too_many_rows() -> None:
    with pytest.raises(CodedError, match="BOOK-023"):
        read(changed(setting(A10003="x")))


@given(st.data())
def test_no_damage_of_a_file_gets_out_as_anything_but_a_code(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of openpyxl, about parts that it leaves out
        with suppress(BookSheetError), suppress_codes("BOOK-022", "BOOK-023"):
            assert len(read(bytes(content))) <= 1


@contextmanager
def suppress_codes(*codes: str) -> Iterator[None]:
    try:
        yield
    except CodedError as error:
        if error.code not in codes:
            raise
