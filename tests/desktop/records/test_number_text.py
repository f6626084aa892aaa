"""Numbers and sizes in Vietnamese writing."""

import pytest

from desktop.records.number_text import number_text, size_text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567"), (-1234, "-1.234")]
)
def test_points_stand_between_thousands(number: int, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 MB"), (1, "1 MB"), (2**20, "1 MB"), (2**20 + 1, "2 MB"), (2**30 - 1, "1024 MB"), (3 * 2**29, "1,5 GB")],
)
def test_a_size_has_a_comma_before_its_decimals(size: int, text: str) -> None:
    assert size_text(size) == text
