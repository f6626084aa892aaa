"""Vietnamese text without its marks, for the index and for what is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.records.folding import fold, words

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
PLAIN = "".join(
    letter * count
    for letter, count in zip(
        "abcdeghiklmnopqrstuvxy", (18, 1, 1, 2, 12, 1, 1, 6, 1, 1, 1, 1, 18, *[1] * 5, 12, 1, 1, 6), strict=True
    )
)


def test_every_letter_of_the_alphabet() -> None:
    assert fold(LETTERS) == fold(LETTERS.upper()) == PLAIN
    assert fold(unicodedata.normalize("NFD", LETTERS)) == PLAIN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nguyễn Thị  Ánh", ["nguyen", "thi", "anh"]),
        ("H'Hen Niê", ["h", "hen", "nie"]),
        ("Đặng-Đỗ, 2", ["dang", "do", "2"]),
        ("", []),
        ('"*()', []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
