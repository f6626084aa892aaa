"""One slip for many cases as a reader sees it: every case on it, the head on every page, the number in words."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents.form_stack import stacked
from desktop.documents.hand_over_values import HandedOver, HandOverSlip
from desktop.documents.number_words import DIGITS, MOST, number_words
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.desk_settings import DeskSettings
from desktop.records.form_templates import load_templates
from desktop.records.own_forms import OwnForms
from desktop.records.resources import resources_folder
from desktop.screens.forms.maker import FormMaker
from tests.helpers.pdf_reading import letters, overlaps, page_sizes, page_texts
from tests.helpers.receipt_world import CASE, DESK, ZONE, long_case

NOW = datetime(2026, 11, 25, 16, 45, tzinfo=ZONE)
SETTINGS = DeskSettings(unit_name=DESK.unit_name, office_name=DESK.office_name, place=DESK.place)


@pytest.fixture
def maker(tmp_path: Path) -> FormMaker:
    return FormMaker(
        load_templates(resources_folder() / "forms"),
        OwnForms(tmp_path),
        load_catalogue(resources_folder() / "catalogue"),
        lambda: SETTINGS,
        lambda: NOW,
        officer_name="Trần Thị Lan",
    )


def slip(count: int) -> HandOverSlip:
    due = CASE.content.appointment.due_at
    cases = [
        replace(CASE if nth % 5 else long_case(), code=f"000.00.00.H58-261125-{nth:04}") for nth in range(1, count + 1)
    ]
    return HandOverSlip(
        "Bộ phận Một cửa",
        "Tư pháp – Hộ tịch",
        NOW,
        "Trần Thị Lan",
        "Lê Văn Sáu",
        tuple(HandedOver(each, due, "kèm bản chính" if each.code.endswith("3") else "") for each in cases),
    )


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("count", [1, 7, 64])
def test_every_case_stands_on_it_once_under_a_head_on_each_page(count: int, maker: FormMaker) -> None:
    pdf = maker.hand_over_list(slip(count))
    pages = [plain(text) for text in page_texts(pdf)]
    whole = " ".join(pages)
    squeezed = whole.replace(" ", "")
    assert all(squeezed.count(f"261125-{nth:04}") == 1 for nth in range(1, count + 1))
    with_cases = [page for page in pages if "261125-" in page.replace(" ", "")]
    assert all("Nội dung hồ sơ" in page and "STT" in page for page in with_cases)
    assert f"Tổng số: {count:02} hồ sơ (bằng chữ: {number_words(count)} hồ sơ)" in whole
    assert "ĐẠI DIỆN BÊN GIAO" in whole
    assert "ĐẠI DIỆN BÊN NHẬN" in whole
    assert whole.count("Lê Văn Sáu") >= 2
    assert {round(max(size)) for size in page_sizes(pdf)} == {297}
    assert (len(pages) > 1) == (count == 64)
    assert all(overlaps(letters(pdf, index)) == [] for index in range(len(pages)))


def test_a_copy_says_its_number_on_every_page(maker: FormMaker) -> None:
    pages = page_texts(maker.hand_over_list(slip(64), reprint=2))
    assert all("BẢN SAO – IN LẠI (số 2)" in plain(page) for page in pages)
    assert not any("BẢN SAO" in page for page in page_texts(maker.hand_over_list(slip(64))))


def test_several_papers_go_to_the_printer_as_one(maker: FormMaker) -> None:
    one, two = maker.hand_over_list(slip(1)), maker.hand_over_list(slip(2))
    assert stacked([one]) == one
    both = stacked([one, two])
    assert page_texts(both) == [*page_texts(one), *page_texts(two)]
    assert stacked([one, two]) == both


def read_aloud(text: str) -> int:
    """What a listener makes of a number's words."""
    ones = {**{word: value for value, word in enumerate(DIGITS)}, "mốt": 1, "lăm": 5}
    total = group = held = 0
    for word in text.split():
        if word == "nghìn":
            total, group, held = (group + held) * 1000, 0, 0
        elif word in {"trăm", "mươi"}:
            group, held = group + held * (100 if word == "trăm" else 10), 0
        elif word == "mười":
            group += 10
        elif word != "linh":
            held = ones[word]
    return total + group + held


@given(st.integers(0, MOST))
def test_a_number_in_words_is_understood_as_that_number(number: int) -> None:
    said = number_words(number)
    assert read_aloud(said) == number
    assert not re.search(r"mươi (một|năm)\b|mười (mốt|năm)\b|linh không", said)


@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_other_numbers_have_no_words(number: int) -> None:
    with pytest.raises(ValueError, match="between"):
        number_words(number)
