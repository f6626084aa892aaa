"""Telex and VNI as they rewrite what is typed."""

import pytest

from devices.simulated.citizens import citizen
from devices.simulated.input_methods import BACKSPACE, telex, telex_stream, vni
from devices.simulated.scanners import drop_beyond_ascii


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("truowng", "trương"),
        ("Nguyeexn", "Nguyễn"),
        ("tieengs", "tiếng"),
        ("hoaf", "hòa"),
        ("dduwowcj", "được"),
        ("DDaats", "Đất"),
        ("asz", "a"),
        ("Nam|", "Nam|"),
        ("Kar", "Kả"),
        ("rst", "rst"),
    ],
)
def test_telex(typed: str, shown: str) -> None:
    assert telex(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("tie6ng1", "tiếng"), ("d9u7o7c5", "được"), ("A5", "Ạ"), ("D9", "Đ"), ("a10", "a"), ("a8", "ă"), ("082", "082")],
)
def test_vni(typed: str, shown: str) -> None:
    assert vni(typed) == shown


def test_a_correction_is_backspaces_and_new_letters() -> None:
    assert telex_stream("tieengs") == f"tie{BACKSPACE}êng{BACKSPACE * 3}ếng"


def test_a_bar_ends_a_word_so_that_dates_survive_vni() -> None:
    payload = drop_beyond_ascii(citizen(7).payload())
    assert vni(payload).split("|")[::3] == payload.split("|")[::3]
