"""Residences as printed, and the units of today."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records.addresses import TWO_TIER, Standing, read_residence
from desktop.records.folding import fold
from desktop.records.former_units import FILE, FormerUnit, bare, load_former_units
from desktop.records.resources import resources_folder
from devices.errors import CodedError
from devices.simulated.citizens import PLACES, citizen

UNITS = load_former_units(resources_folder() / "units")
HOME = [each for each in UNITS.formers if each.province in {"Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"}]


def texts(printed: str, issued: date | None = None) -> tuple[Standing, list[str]]:
    found = read_residence(printed, UNITS, issued)
    return found.standing, [unit.text for unit in found.today]


@pytest.mark.parametrize(
    ("printed", "today"),
    [
        ("Ấp 3, Tân Hội, Cai Lậy, Tiền Giang", "Xã Tân Phú, Đồng Tháp"),
        ("Khu phố 2, Phường 4, Mỹ Tho, Tiền Giang", "Phường Đạo Thạnh, Đồng Tháp"),
        ("12 Lý Thường Kiệt, P.4, TP Mỹ Tho, tỉnh Tiền Giang", "Phường Đạo Thạnh, Đồng Tháp"),
        ("12 Lý Thường Kiệt, P4, TP.Mỹ Tho, T.Tiền Giang", "Phường Đạo Thạnh, Đồng Tháp"),
        ("Xã Hoà Khánh, huyện Cái Bè, Tiền Giang", "Xã Cái Bè, Đồng Tháp"),
        ("HOA KHANH, CAI BE, TIEN GIANG", "Xã Cái Bè, Đồng Tháp"),
        ("Nguyễn Nghiêm, TP. Quảng Ngãi, Quảng Ngãi", "Phường Cẩm Thành, Quảng Ngãi"),
        ("Thôn Lai Ổn, An Quý, Quỳnh Phụ, Thái Bình", "Xã Đồng Bằng, Hưng Yên"),
        ("5 đường X, P1, Q.3, TP.HCM", "Phường Bàn Cờ, Hồ Chí Minh"),
    ],
)
def test_a_former_commune_gives_the_one_of_today(printed: str, today: str) -> None:
    assert texts(printed) == (Standing.MOVED, [today])


def test_wards_of_the_same_number_in_other_towns_are_not_mixed_up() -> None:
    for ward, town in (
        ("Phường 4", "Mỹ Tho"),
        ("Phường 6", "Mỹ Tho"),
        ("Phường 3", "Cai Lậy"),
        ("Phường 4", "Cai Lậy"),
    ):
        _, today = texts(f"{ward}, {town}, Tiền Giang")
        assert today != ["Phường Cao Lãnh, Đồng Tháp"]


def test_a_split_commune_is_one_of_several() -> None:
    standing, today = texts("Ấp 1, Xã Gáo Giồng, Huyện Cao Lãnh, Đồng Tháp")
    assert (standing, sorted(today)) == (Standing.ONE_OF, ["Xã Phong Mỹ, Đồng Tháp", "Xã Phú Cường, Đồng Tháp"])


def test_what_may_be_a_commune_of_today_or_a_former_district_is_decided_by_the_card_s_day() -> None:
    printed = "Tân Phước, Tân Hồng, Đồng Tháp"
    assert texts(printed)[0] is Standing.ONE_OF
    assert texts(printed, TWO_TIER) == (Standing.CURRENT, ["Xã Tân Hồng, Đồng Tháp"])
    assert texts(printed, date(2023, 5, 4)) == (Standing.MOVED, ["Xã An Phước, Đồng Tháp"])


@pytest.mark.parametrize(
    "printed",
    [
        "",
        ",,,",
        "abc",
        "Mỹ Tho, Tiền Giang",  # no commune
        "Ấp Tân Hội, Cai Lậy, Tiền Giang",  # a hamlet with the name of a commune
        "4, Mỹ Tho, Tiền Giang",  # a number may be a house's
        "Tân Hội, Cai Lậy",  # no province
        "x" * 5000,
    ],
)
def test_what_is_not_known_is_not_guessed(printed: str) -> None:
    assert texts(printed) == (Standing.UNKNOWN, [])


def test_without_commas_it_is_found_but_not_sure() -> None:
    found = read_residence("ap 3 tan hoi cai lay tien giang", UNITS)
    assert (found.standing, found.certain, found.detail) == (Standing.MOVED, False, "ap 3")


def test_a_line_on_which_the_tables_differ_is_not_sure() -> None:
    unsure = next(each for each in UNITS.formers if not each.certain and each.district.startswith("Huyện"))
    found = read_residence(f"{unsure.commune}, {unsure.district}, {unsure.province}", UNITS)
    assert not found.certain


def test_the_proposal_keeps_what_stands_before_the_commune() -> None:
    found = read_residence("Tổ 5,  Ấp Trung, Phước Thạnh, Mỹ Tho, Tiền Giang", UNITS)
    assert found.proposals() == ("Tổ 5, Ấp Trung, Phường Trung An, Đồng Tháp",)


def test_the_synthetic_citizens_communes_are_in_the_table() -> None:
    for commune, district, _ in PLACES:
        assert texts(f"Ấp 1, {commune}, {district}, Tiền Giang", date(2022, 1, 1))[0] is Standing.MOVED


def spelt(name: str, way: int) -> str:
    """A name as people write it."""
    return (name, bare(name), fold(name), name.upper(), unicodedata.normalize("NFD", name))[way]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HOME), st.lists(st.integers(0, 4), min_size=3, max_size=3), st.sampled_from(["", "Ấp 1, "]))
def test_a_commune_of_the_province_is_found_however_it_is_written(
    former: FormerUnit, ways: list[int], before: str
) -> None:
    names = (former.commune, former.district, former.province)
    numbered = bare(former.commune).isdecimal()  # never printed without its type
    parts = [
        spelt(name, 0 if numbered and way == 1 and name is former.commune else way)
        for name, way in zip(names, ways, strict=True)
    ]
    found = read_residence(before + ", ".join(parts), UNITS, date(2022, 1, 1))
    assert set(former.became) <= set(found.today)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(UNITS.formers))
def test_every_line_of_the_table_finds_itself(former: FormerUnit) -> None:
    found = read_residence(f"{former.commune}, {former.district}, {former.province}", UNITS, date(2022, 1, 1))
    assert set(former.became) <= set(found.today)
    assert found.standing is (Standing.MOVED if len(found.today) == 1 else Standing.ONE_OF)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_no_text_is_too_strange(text: str) -> None:
    assert read_residence(text, UNITS).standing in Standing


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 9_999))
def test_a_synthetic_citizen_s_address_is_always_understood(seed: int) -> None:
    one = citizen(seed)
    found = read_residence(one.residence, UNITS, one.issue_date)
    assert found.standing is (Standing.CURRENT if one.issue_date >= TWO_TIER else Standing.MOVED)
    assert one.residence.startswith(found.detail)


@pytest.mark.parametrize("content", [None, "", "# nothing\n", "P\tonly one\n", "Xã A\n"])
def test_a_damaged_table_is_said(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(CodedError, match="DATA-001"):
        load_former_units(tmp_path)
