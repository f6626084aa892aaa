"""DG13 where cards differ: parents in both layouts, more than one spouse, long fields, contents that are no strings."""

from datetime import date

import pytest

from devices.smartcard.datagroups.dg13 import Dg13, Dg13Field, parse_dg13
from devices.smartcard.errors import DataGroupError

PARENTS = ("NGUYỄN CHA", "TRẦN MẸ")


def tlv(tag: int, *parts: bytes) -> bytes:
    """An object whose length is in the shortest form, written apart from the program's own encoder."""
    body = b"".join(parts)
    long = b"" if len(body) < 0x80 else b"\x81" if len(body) < 0x100 else b"\x82"
    return bytes([tag]) + long + len(body).to_bytes(2 if long == b"\x82" else 1, "big") + body


def utf8(text: str) -> bytes:
    return tlv(0x0C, text.encode())


def field(number: int, *parts: bytes) -> bytes:
    return tlv(0x30, bytes([2, 1, number]), *parts)


def details(*fields: bytes) -> Dg13:
    head = bytes.fromhex("020101 060628D316010008")
    return parse_dg13(tlv(0x6D, tlv(0x30, head, tlv(0x31, *fields))))


@pytest.mark.parametrize(
    "parts",
    [
        [tlv(0x30, utf8(name)) for name in PARENTS],
        [tlv(0x30, *map(utf8, PARENTS))],
        [tlv(0x30, *(tlv(0x30, utf8(name)) for name in PARENTS))],
        [utf8(name) for name in PARENTS],
    ],
    ids=["side by side", "in one", "nested", "bare"],
)
def test_father_comes_before_mother_in_every_layout(parts: list[bytes]) -> None:
    assert details(field(13, *parts)).texts[Dg13Field.PARENTS] == PARENTS


@pytest.mark.parametrize(
    "fields",
    [
        [field(14, tlv(0x30, utf8("A")), tlv(0x30, utf8("B")))],
        [field(14, tlv(0x30, utf8("A"))), field(14, tlv(0x30, utf8("B")))],
    ],
    ids=["one field", "the field twice"],
)
def test_more_than_one_spouse(fields: list[bytes]) -> None:
    assert details(*fields).texts[Dg13Field.SPOUSES] == ("A", "B")


@pytest.mark.parametrize("empty", [b"", bytes.fromhex("3000"), bytes.fromhex("0C00")])
def test_no_spouse_is_an_empty_field(empty: bytes) -> None:
    dg13 = details(field(14, empty))
    assert dg13.text(Dg13Field.SPOUSES) == ""
    assert dg13.unknown == {}


@pytest.mark.parametrize("length", [126, 127, 128, 255, 256, 1000])
def test_a_residence_of_any_length(length: int) -> None:
    residence = ("Ấp Bình " * 200)[:length].strip()
    assert details(field(9, utf8(residence))).text(Dg13Field.RESIDENCE) == residence


@pytest.mark.parametrize("value", [bytes.fromhex("0C02FFFE"), bytes.fromhex("3004 1E02 0041"), bytes.fromhex("020105")])
def test_contents_that_cannot_be_read_are_kept_and_spoil_nothing_else(value: bytes) -> None:
    dg13 = details(field(1, tlv(0x13, b"082199990001")), field(14, value))
    assert dg13.recognised
    assert dg13.text(Dg13Field.NUMBER) == "082199990001"
    assert dg13.text(Dg13Field.SPOUSES) is None
    assert dg13.unknown == {14: bytes([2, 1, 14]) + value}


def test_sixteen_is_kept_as_it_is_where_fifteen_is_missing() -> None:
    dg13 = details(field(16, tlv(0x13, b"001234567")))
    assert dg13.text(Dg13Field.OLD_NUMBER) is None
    assert dg13.text(Dg13Field.CHIP_ID) == "001234567"


@pytest.mark.parametrize(
    ("text", "expected", "never"),
    [
        ("01/10/2048", date(2048, 10, 1), False),
        ("01102048", date(2048, 10, 1), False),
        ("Không thời hạn", None, True),
        ("không thời hạn", None, True),
        ("", None, False),
    ],
)
def test_expiry(text: str, expected: date | None, never: bool) -> None:
    dg13 = details(field(12, utf8(text)))
    assert (dg13.date(Dg13Field.EXPIRY_DATE), dg13.never_expires) == (expected, never)


@pytest.mark.parametrize(
    "file",
    [
        tlv(0x6D, b"name=SPECIMEN;number=0"),
        tlv(0x6D),
        tlv(0x6D, tlv(0x30, bytes([2, 1, 1]))),
        tlv(0x6D, tlv(0x30, bytes.fromhex("020101 060128"), tlv(0x31, tlv(0x30, utf8("A"))))),
        tlv(0x6D, tlv(0x30, bytes.fromhex("020101 060128"), tlv(0x31, utf8("A")))),
    ],
)
def test_another_layout_is_kept_and_not_interpreted(file: bytes) -> None:
    dg13 = parse_dg13(file)
    assert (dg13.recognised, dict(dg13.texts), dg13.raw) == (False, {}, file)


def test_a_file_that_is_no_dg13() -> None:
    with pytest.raises(DataGroupError, match="LDS-003"):
        parse_dg13(tlv(0x6B, utf8("A")))
