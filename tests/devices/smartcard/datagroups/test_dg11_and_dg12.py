"""DG11 and DG12 by hand: every text of ICAO 9303-10, dates in both forms, lists, and what is left out."""

import pytest

from devices.smartcard.datagroups.dg11 import parse_dg11
from devices.smartcard.datagroups.dg12 import parse_dg12
from devices.smartcard.errors import DataGroupError


def file(tag: int, *objects: tuple[str, bytes]) -> bytes:
    """Short objects in a row, each a tag in hexadecimal and its contents."""
    body = b"".join(bytes.fromhex(name) + bytes([len(value)]) + value for name, value in objects)
    return bytes([tag, 0x82]) + len(body).to_bytes(2, "big") + body


def test_every_text_of_dg11() -> None:
    dg11 = parse_dg11(
        file(
            0x6B,
            ("5C", bytes.fromhex("5F0E5F0F5F105F2B5F11")),
            ("5F0E", b"ERIKSSON<<ANNA<MARIA"),
            ("A0", bytes.fromhex("020102 5F0F03414E4E 5F0F034D4941")),
            ("5F10", b"0123"),
            ("5F2B", b"19740812"),
            ("5F11", b"ZENITH<UTOPIA"),
            ("5F42", "12 Phố Huế<Hà Nội".encode()),
            ("5F12", b"+1 2"),
            ("5F13", b"TRAVEL<AGENT"),
            ("5F14", b"DR"),
            ("5F15", b"SUMMARY"),
            ("5F16", b"\xff\xd8\xff\xe0"),
            ("5F17", b"AB1<CD2"),
            ("5F18", b"NONE"),
        )
    )
    assert (dg11.full_name, dg11.other_names) == ("ERIKSSON ANNA MARIA", ("ANN", "MIA"))
    assert (dg11.personal_number, dg11.full_birth_date) == ("0123", "19740812")
    assert (dg11.birth_place, dg11.address) == (("ZENITH", "UTOPIA"), ("12 Phố Huế", "Hà Nội"))
    assert (dg11.telephone, dg11.profession, dg11.title) == ("+1 2", "TRAVEL AGENT", "DR")
    assert (dg11.personal_summary, dg11.custody, dg11.other_documents) == ("SUMMARY", "NONE", ("AB1", "CD2"))
    assert repr(dg11) == "Dg11(…)"


def test_every_text_of_dg12() -> None:
    dg12 = parse_dg12(
        file(
            0x6C,
            ("5F19", b"UTOPIA<OFFICE"),
            ("5F26", bytes.fromhex("20220101")),
            ("A0", bytes.fromhex("020101 5F1A03424F42")),
            ("5F1B", b"ENDORSED"),
            ("5F1C", b"TAX"),
            ("5F1D", b"\xff\xd8\xff\xe0"),
            ("5F55", bytes.fromhex("20220102030405")),
            ("5F56", b"SN1"),
        )
    )
    assert (dg12.issuing_authority, dg12.issue_date, dg12.other_persons) == ("UTOPIA OFFICE", "20220101", ("BOB",))
    assert (dg12.endorsements, dg12.tax_requirements) == ("ENDORSED", "TAX")
    assert (dg12.personalization_time, dg12.personalization_system) == ("20220102030405", "SN1")
    assert repr(dg12) == "Dg12(…)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"20220101", "20220101"),
        (bytes.fromhex("20220101"), "20220101"),
        (b"2022", "32303232"),
        (b"\xff\xff\xff\xff", ""),
        (b"", ""),
        (b"2022-01-01", ""),
    ],
)
def test_dates_in_text_or_packed(value: bytes, expected: str) -> None:
    """Four bytes are always taken for packed digits: a year alone has no place there."""
    assert parse_dg12(file(0x6C, ("5F26", value))).issue_date == expected


def test_empty_groups_say_nothing() -> None:
    assert parse_dg11(file(0x6B)).full_name == ""
    assert parse_dg12(file(0x6C)).issue_date == ""


def test_a_text_in_another_encoding_is_refused() -> None:
    with pytest.raises(DataGroupError, match="LDS-011"):
        parse_dg11(file(0x6B, ("5F0E", b"\xc3\x28")))
