"""What may be written of an entry: dates with unknown parts, numbers, choices; and the forms' file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.records.book_forms import FILE, BookForm, FieldProblem, FieldProblemCode, load_book_forms
from desktop.records.book_sheet import PROBLEM_TEXTS, columns, letters
from desktop.records.books import BookKind
from desktop.records.catalogue.loading import CatalogueError
from desktop.records.partial_dates import partial_date
from desktop.records.resources import resources_folder
from tests.helpers.books import CHILD

TODAY = date(2026, 11, 25)
FORMS = load_book_forms(resources_folder() / "catalogue")
BIRTHS = FORMS[BookKind.BIRTHS]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("02/03/1998", "02/03/1998"),
        (" 2/3/1998 ", "02/03/1998"),
        ("02031998", "02/03/1998"),
        ("1960", "1960"),
        ("--/--/1960", "1960"),
        ("?/05/1960", "--/05/1960"),
        ("__/xx/1960", "1960"),
        ("31/--/1970", "31/--/1970"),
        ("29/02/----", "29/02/----"),
        ("29/02/2000", "29/02/2000"),
        ("--/--/----", "--/--/----"),
    ],
)
def test_a_date_is_written_in_one_way(typed: str, text: str) -> None:
    assert str(partial_date(typed)) == text
    assert str(partial_date(text)) == text


@pytest.mark.parametrize(
    "typed",
    ["", "29/02/1999", "31/04/----", "32/--/1970", "0/1/1970", "1/13/1970", "1859", "2101", "60", "1-2-1970", "1/2/70"],
)
def test_what_is_no_date(typed: str) -> None:
    assert partial_date(typed) is None


@given(st.dates(date(1860, 1, 1), date(2100, 12, 31)), st.dates(date(1860, 1, 1), date(2100, 12, 31)))
def test_a_whole_date_is_after_a_day_as_dates_are(written: date, day: date) -> None:
    found = partial_date(f"{written.day}/{written.month}/{written.year}")
    assert found is not None
    assert found.is_after(day) == (written > day)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    found = partial_date(text)
    assert found is None or partial_date(str(found)) == found


@pytest.mark.parametrize(("text", "future"), [("--/12/2026", True), ("26/11/2026", True), ("2027", True)])
@pytest.mark.parametrize(("other", "past"), [("--/11/2026", False), ("31/--/2026", False), ("31/12/----", False)])
def test_a_date_with_unknown_parts_is_in_the_future_only_if_it_surely_is(
    text: str, future: bool, other: str, past: bool
) -> None:
    for written, after in ((text, future), (other, past)):
        found = partial_date(written)
        assert found is not None
        assert found.is_after(TODAY) is after


def test_every_kind_of_book_has_its_form() -> None:
    assert set(FORMS) == set(BookKind)
    for form in FORMS.values():
        assert form.fields[0].id == "registered_on"
        assert len(set(letters(form).values())) == len(columns(form))
    assert letters(BIRTHS)["#index"] == "A"
    assert letters(BIRTHS)["#note"] == "AC"


def test_a_good_entry_has_no_problems_and_is_normalized() -> None:
    typed = {
        **CHILD,
        "child_birth_date": " ?/2/1998",
        "mother_number": "082 190 991 001",
        "father_name": " ",
        "mother_name": "Lê  Thị Mẫu",
    }
    fields = BIRTHS.normalized(typed)
    assert fields == {**CHILD, "mother_number": "082190991001"}
    assert BIRTHS.problems(fields, TODAY) == []


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("child_name", "", FieldProblemCode.MISSING),
        ("child_name", "x" * 501, FieldProblemCode.TOO_LONG),
        ("child_name", "An\tBình", FieldProblemCode.UNPRINTABLE),
        ("child_birth_date", "30/02/1998", FieldProblemCode.NO_DATE),
        ("registered_on", "2027", FieldProblemCode.FUTURE_DATE),
        ("mother_number", "12345", FieldProblemCode.NO_IDENTITY_NUMBER),
        ("mother_number", "０８２１９０９９１", FieldProblemCode.NO_IDENTITY_NUMBER),
        ("child_sex", "nữ", FieldProblemCode.NOT_A_CHOICE),
        ("weight", "3", FieldProblemCode.UNKNOWN_FIELD),
    ],
)
def test_what_is_wrong_with_a_field(field: str, text: str, code: FieldProblemCode) -> None:
    assert BIRTHS.problems(BIRTHS.normalized({**CHILD, field: text}), TODAY) == [FieldProblem(field, code)]
    assert PROBLEM_TEXTS[code]


def _forms_of(tmp_path: Path, change: tuple[str, str]) -> dict[BookKind, BookForm]:
    text = (resources_folder() / "catalogue" / FILE).read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / FILE).write_text(text.replace(*change, 1), encoding="utf-8")
    return load_book_forms(tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("- kind: deaths", "- kind: births"), "births: cần đúng một biểu nhập.*deaths: cần đúng một"),
        (("{id: child_name,", "{id: registered_on,"), "births: trùng “registered_on”"),
        (("kind: choice, choices: [Nam, Nữ, Không rõ]", "kind: choice"), "“child_sex” cần danh sách"),
        (("kind: date", "kind: day"), r"civil_status_books.yaml:\d+: "),
        (("short: KS", "shrt: KS"), r"civil_status_books.yaml:\d+: "),
    ],
)
def test_a_mistake_in_the_forms_is_told(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    with pytest.raises(CatalogueError, match=f"(?s)CAT-001.*{told}"):
        _forms_of(tmp_path, change)
