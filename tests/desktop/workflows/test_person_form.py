"""A person's form: sources side by side, the officer's hand, typed dates, and what is saved."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.workflows.matching import Match, compare
from desktop.workflows.person_form import PersonForm, known_text, parse_typed_date
from devices.identity import Field, Source
from tests.helpers.intake_world import AN, BINH, card


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("1/2/1990", "1990-02-01"),
        ("01021990", "1990-02-01"),
        ("01-02-1990", "1990-02-01"),
        (" 1.2.1990 ", "1990-02-01"),
        ("29/2/2000", "2000-02-29"),
        ("", ""),
        ("  ", ""),
        ("31/02/1990", None),
        ("1990", None),
        ("1/2/90", None),
        ("hôm nay", None),
        ("1/2/3000", None),
        ("1/2/1990/5", None),
        ("²/2/1990", None),
    ],
)
def test_dates_are_typed_the_vietnamese_way(typed: str, iso: str | None) -> None:
    assert parse_typed_date(typed) == iso


@given(st.text(max_size=30))
def test_whatever_is_typed_for_a_date_gives_a_date_or_a_refusal(typed: str) -> None:
    parsed = parse_typed_date(typed)
    if parsed:
        assert date.fromisoformat(parsed).isoformat() == parsed
    else:
        assert parsed is None or not typed.strip()


sources = st.permutations([Source.TYPED, Source.QR, Source.CHIP_UNVERIFIED, Source.CHIP_VERIFIED])


@given(sources)
def test_the_most_trusted_source_stands_whatever_the_order(order: list[Source]) -> None:
    form = PersonForm()
    for source in order:
        form = form.with_reading(card(AN.number, f"Tên {int(source)}", source=source))
    assert form.text(Field.FULL_NAME) == "Tên 4"
    assert {found.other for found in form.disagreements() if found.field is Field.FULL_NAME} == {
        "Tên 3",
        "Tên 2",
        "Tên 1",
    }
    assert form.read_by is Source.CHIP_VERIFIED


def test_a_source_that_says_something_else_now_replaces_only_its_own_word() -> None:
    form = PersonForm().with_reading(card(AN.number, "Cũ")).with_reading(card(AN.number, "Mới"))
    assert form.text(Field.FULL_NAME) == "Mới"
    assert form.disagreements() == ()


def test_text_is_normalised_as_it_is_typed() -> None:
    decomposed = "Nguyễn   Thị  An"
    form = PersonForm().with_typed(Field.FULL_NAME, decomposed)
    assert form.text(Field.FULL_NAME) == "Nguyễn Thị An"


def test_clearing_a_typed_field_empties_it() -> None:
    form = PersonForm().with_typed(Field.FULL_NAME, "An").with_typed(Field.FULL_NAME, "")
    assert form.is_empty
    assert form.details().full_name == ""


def test_what_is_saved_names_the_source_of_every_field() -> None:
    form = PersonForm().with_reading(AN).with_typed(Field.OLD_NUMBER, "001234567")
    details = form.details()
    assert details.sources[Field.FULL_NAME] is Source.QR
    assert details.sources[Field.OLD_NUMBER] is Source.TYPED
    assert details.birth_date == date(1990, 5, 1)
    assert known_text(details, Field.BIRTH_DATE) == "1990-05-01"


def test_a_source_that_gave_nothing_cannot_be_chosen() -> None:
    form = PersonForm().with_reading(AN)
    assert form.with_choice(Field.FULL_NAME, Source.CHIP_VERIFIED) == form


@pytest.mark.parametrize(
    ("form", "match"),
    [
        (PersonForm(), Match.SAME),
        (PersonForm().with_reading(AN), Match.SAME),
        (PersonForm().with_reading(BINH), Match.OTHER),
        (PersonForm().with_typed(Field.NUMBER, AN.number), Match.SAME),
        (PersonForm().with_typed(Field.NUMBER, "082190991009"), Match.OTHER),
        (PersonForm().with_typed(Field.FULL_NAME, "NGUYEN THI AN"), Match.UNSURE),
        (PersonForm().with_typed(Field.FULL_NAME, "Nguyễn Thị Ân"), Match.UNSURE),
        (PersonForm().with_typed(Field.FULL_NAME, "Đỗ An"), Match.OTHER),
        (PersonForm(phone="0190000000"), Match.UNSURE),
    ],
)
def test_doubt_is_never_a_yes(form: PersonForm, match: Match) -> None:
    assert compare(form, AN) is match
