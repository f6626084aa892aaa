"""The number's structure, and the day a card runs out."""

from datetime import date

import pytest

from devices.identity import FlagCode
from devices.number import PROVINCES, expiry_date, is_number, number_flags


def test_there_are_sixty_three_provinces() -> None:
    assert len(PROVINCES) == len(set(PROVINCES.values())) == 63


@pytest.mark.parametrize("text", ["", "08219999000", "0821999900011", "08219999000a", "٠٨٢١٩٩٩٩٠٠٠١", "08219999000²"])
def test_only_twelve_ascii_digits_are_a_number(text: str) -> None:
    assert not is_number(text)
    assert number_flags(text, date(1999, 3, 5), "Nữ") == []


def test_a_number_without_the_other_fields_shows_its_province_only() -> None:
    assert number_flags("082199990001", None, "") == []
    assert [flag.code for flag in number_flags("003199990001", None, "")] == [FlagCode.PROVINCE_CODE_UNKNOWN]


@pytest.mark.parametrize(
    ("digit", "year", "sex"), [(0, 1950, "Nam"), (1, 1999, "Nữ"), (2, 2000, "Nam"), (5, 2100, "Nữ")]
)
def test_century_and_sex(digit: int, year: int, sex: str) -> None:
    number = f"082{digit}{year % 100:02d}990001"
    assert number_flags(number, date(year, 1, 1), sex) == []


@pytest.mark.parametrize(
    ("birth", "issue", "expiry"),
    [
        # Law 59/2014: 25, 40, 60
        (date(2000, 5, 1), date(2021, 6, 1), date(2025, 5, 1)),
        (date(2000, 5, 1), date(2023, 6, 1), date(2040, 5, 1)),  # 23: within two years of 25
        (date(1983, 5, 1), date(2021, 6, 1), date(2043, 5, 1)),  # 38: to 60
        (date(1965, 5, 1), date(2023, 6, 1), None),  # 58: never
        (date(1950, 5, 1), date(2021, 6, 1), None),
        # Law 26/2023: 14 too
        (date(2016, 5, 1), date(2024, 8, 1), date(2030, 5, 1)),
        (date(2012, 5, 1), date(2024, 8, 1), date(2037, 5, 1)),  # 12: to 25
        (date(2012, 2, 29), date(2024, 8, 1), date(2037, 3, 1)),
    ],
)
def test_expiry(birth: date, issue: date, expiry: date | None) -> None:
    assert expiry_date(birth, issue) == expiry
