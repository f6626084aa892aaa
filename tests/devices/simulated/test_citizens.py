"""Synthetic citizens: plausible, reproducible, and nobody."""

from collections import Counter
from datetime import date

import pytest

from devices.identity import InputDevice
from devices.number import number_flags
from devices.qrcode.payload import parse_payload
from devices.qrcode.vietnamese import ALL_LETTERS
from devices.simulated.citizens import TWO_TIER, citizen

MANY = [citizen(seed) for seed in range(3000)]


def test_a_seed_gives_the_same_citizen_and_another_number_each() -> None:
    assert citizen(42) == citizen(42)
    assert len({one.number for one in MANY}) == len(MANY)


def test_they_are_nobody() -> None:
    assert all(one.number[6:8] == "99" and len(one.number) == 12 for one in MANY)
    assert all(one.old_number == "" or one.old_number.startswith("00") for one in MANY)
    assert all(one.phone.startswith("0190") for one in MANY)


def test_their_numbers_agree_with_the_rest_of_the_card() -> None:
    assert all(number_flags(one.number, one.birth_date, one.sex) == [] for one in MANY)
    assert all(one.issue_date > one.birth_date for one in MANY)


def test_their_names_have_the_countrys_distribution_and_every_letter_with_a_mark() -> None:
    families = Counter(one.full_name.split()[0] for one in MANY)
    assert 0.33 < families["Nguyễn"] / len(MANY) < 0.45
    letters = set("".join(one.full_name + one.residence + one.sex for one in MANY))
    small = {letter for letter in ALL_LETTERS if letter.islower() and not letter.isascii()}
    assert small - letters == {"đ"}  # no syllable has it but at its beginning, where names have a capital
    assert "Đ" in letters


def test_addresses_follow_the_day_of_issue() -> None:
    for one in MANY:
        places = one.residence.split(", ")
        assert places[-1] == ("Đồng Tháp" if one.issue_date >= TWO_TIER else "Tiền Giang")


@pytest.mark.parametrize("fields", [7, 11])
def test_payloads_have_the_cards_fields(fields: int) -> None:
    for one in MANY[:200]:
        assert one.payload(fields).count("|") == fields - 1
        identity = parse_payload(one.payload(fields), device=InputDevice.CAMERA, today=date(2026, 11, 25))
        assert {name: value.text for name, value in identity} == one.texts()
