"""Two thousand citizens through every mangling: a damaged text is never taken for a right one."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from devices.errors import CodedError
from devices.identity import CitizenIdentity, Condition, Field, FlagCode, InputDevice
from devices.qrcode import text_damage
from devices.qrcode.keyboard_layouts import Layout, keys_of, typed_on
from devices.qrcode.payload import parse_payload
from devices.qrcode.text_damage import Damage
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.simulated.scanners import drop_beyond_ascii, fold, manglings, on_layout, read_as

TODAY = date(2026, 11, 25)
LETTERS = (Field.FULL_NAME, Field.RESIDENCE)
# Places and names whose own letters prove little: no mark at all, or what Telex and VNI would rewrite.
HARD = [
    ("Lê Văn Nam", "Long Phú, Tân An, Long An"),
    ("Trần Gia Hân", "Ia Grai, Pleiku, Gia Lai"),
    ("Võ Thanh Long", "Tân Châu, An Giang"),
    ("A Kar", "Kon Rẫy, Kon Tum"),
    ("Y Wer Êban", "Ea Kar, Đắk Lắk"),
    ("Nguyễn An Khang", "Lô A5, KP 2, Phường 4, Mỹ Tho, Tiền Giang"),
    ("Kim Sa Rây", "Ấp D9, Hòa Tú 1, Sóc Trăng"),
    ("Lê Nam", "An Giang"),
    ("H'Hen Niê", "Buôn Ma Thuột, Đắk Lắk"),
]
# What may come back as proved again, and what cannot be told from a right scan because it is one.
UNDONE = {
    "windows-1252 with controls": Condition.REPAIRED,
    "read as latin-1": Condition.REPAIRED,
    "read as cp437": Condition.REPAIRED,
    "read as cp850": Condition.REPAIRED,
    "caps lock": Condition.REPAIRED,
    "doubled keys": Condition.REPAIRED,
    "sent twice": Condition.INTACT,
    "hexadecimal": Condition.INTACT,
}


def citizens(count: int) -> list[SyntheticCitizen]:
    made = [citizen(seed) for seed in range(count)]
    for place, (name, residence) in enumerate(HARD * 8):
        made[place] = replace(made[place], full_name=name, residence=residence)
    return made


def read(text: str) -> CitizenIdentity | None:
    try:
        return parse_payload(text, device=InputDevice.WEDGE_SCANNER, today=TODAY)
    except CodedError:
        return None


@pytest.mark.parametrize("name", sorted(manglings()))
def test_no_wrong_text_is_ever_usable(name: str) -> None:
    mangle = manglings()[name]
    for one in citizens(2000):
        identity = read(mangle(one.payload()))
        if identity is None:
            continue
        right = one.texts()
        for field, value in identity:
            assert not value.usable or not value.text or value.text == right[field], (name, field, value.text)


@pytest.mark.parametrize("name", sorted(UNDONE))
def test_what_is_provable_is_undone(name: str) -> None:
    mangle = manglings()[name]
    for seed in range(300):
        one = citizen(seed)
        identity = read(mangle(one.payload()))
        assert identity is not None
        assert {field: value.text for field, value in identity} == one.texts()
        assert identity.fields[Field.FULL_NAME].condition is UNDONE[name]


LOSSES = ["drop beyond ASCII", "fold", "Telex, dropped", "VNI, folded", "question marks", "upper case"]
LAYOUTS = [f"{layout.name} layout, {loss}" for layout in Layout for loss in ("dropped", "folded")]


@pytest.mark.parametrize("name", LOSSES + LAYOUTS)
def test_digits_dates_and_sex_outlive_the_letters(name: str) -> None:
    mangle = manglings()[name]
    for one in citizens(300):
        identity = read(mangle(one.payload()))
        assert identity is not None
        for field, text in one.texts().items():
            expected = "" if field in LETTERS else text
            assert identity.text(field) == expected, (name, field)


def test_shift_jis_is_undone_for_what_lost_no_byte() -> None:
    """The share depends on the names; what counts is that the rest is marked and not wrong."""
    outcomes = Counter[Condition]()
    for seed in range(600):
        identity = read(read_as("cp932")(citizen(seed).payload()))
        if identity is not None:
            outcomes[identity.fields[Field.FULL_NAME].condition] += 1
    assert outcomes[Condition.INTACT] == 0
    assert outcomes[Condition.REPAIRED] > 100


def test_the_flag_names_what_happened() -> None:
    one = citizen(7)
    for mangle, damage in (
        (drop_beyond_ascii, Damage.LOST_LETTERS),
        (fold, Damage.FOLDED),
        (str.upper, Damage.UPPER_CASE),
        (on_layout(Layout.GERMAN), Damage.WRONG_LAYOUT),
    ):
        identity = read(mangle(one.payload()))
        assert identity is not None
        details = [flag.details.get("damage") for flag in identity.flags if Field.FULL_NAME in flag.fields]
        assert details == [damage]


def test_no_marks_at_all_has_a_flag_of_its_own() -> None:
    identity = read(fold(citizen(7).payload()))
    assert identity is not None
    assert FlagCode.NO_DIACRITICS in {flag.code for flag in identity.flags}


@pytest.mark.parametrize("layout", list(Layout))
def test_the_keys_of_a_layout_come_back(layout: Layout) -> None:
    payload = drop_beyond_ascii(citizen(11).payload())
    assert keys_of(typed_on(payload, layout), layout) == payload


@pytest.mark.parametrize("layout", [Layout.FRENCH, Layout.VIETNAMESE])
def test_a_cut_scan_of_another_layout_names_it(layout: Layout) -> None:
    with pytest.raises(CodedError) as caught:
        parse_payload(typed_on("082158990007", layout), device=InputDevice.WEDGE_SCANNER, today=TODAY)
    assert caught.value.code == "QR-005"
    assert caught.value.details == {"layout": layout.value}


def test_an_order_lost_by_composing_is_not_proved() -> None:
    """Two tone marks on one letter change places when composed: the digits behind them are then not known."""
    import unicodedata

    typed = typed_on(drop_beyond_ascii(citizen(7).payload()), Layout.VIETNAMESE)
    composed = unicodedata.normalize("NFC", typed)
    assert composed != typed
    assert text_damage.repair_layout(composed) is None


def test_glued_scans_are_parted_and_one_scan_is_left_whole() -> None:
    a, b, c = citizen(1), citizen(2), citizen(3)
    for fields in (7, 11):
        glued = a.payload(fields) + b.payload(fields) + c.payload(fields)
        assert [scan.split("|")[0] for scan in text_damage.split_scans(glued)] == [a.number, b.number, c.number]
        assert text_damage.split_scans(a.payload(fields)) == [a.payload(fields)]
