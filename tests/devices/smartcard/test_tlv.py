"""BER-TLV: written out by hand, and bounded against everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import Limits, Tlv, encode_tlv, read_header, read_tlv, read_tlvs
from tests.helpers.lds_fuzz import arbitrary, outcome


@pytest.mark.parametrize(
    ("encoded", "tag", "value"),
    [
        ("8700", 0x87, ""),
        ("990290 00", 0x99, "9000"),
        ("5F1F0341 4243", 0x5F1F, "414243"),
        ("7F4901FF", 0x7F49, "FF"),
        ("8781 80" + "AA" * 128, 0x87, "AA" * 128),
        ("87820100" + "AA" * 256, 0x87, "AA" * 256),
    ],
)
def test_objects_by_hand(encoded: str, tag: int, value: str) -> None:
    data = bytes.fromhex(encoded.replace(" ", ""))
    assert read_tlvs(data) == (Tlv(tag, bytes.fromhex(value)),)
    assert encode_tlv(tag, bytes.fromhex(value)) == data


def test_padding_between_objects_is_skipped() -> None:
    assert [item.tag for item in read_tlvs(bytes.fromhex("0000870101FFFF8E0102"))] == [0x87, 0x8E]


def test_padding_after_the_outer_object_is_ignored() -> None:
    assert read_tlv(bytes.fromhex("6103020105") + bytes(20), 0x61).value == bytes.fromhex("020105")
    with pytest.raises(DataGroupError, match="LDS-003"):
        read_tlv(bytes.fromhex("6103020105"), 0x6D)


@pytest.mark.parametrize("bad", ["87", "8705AA", "878081AA", "8785010203040506", "1F8080808001", "87830100"])
def test_what_is_none(bad: str) -> None:
    with pytest.raises(DataGroupError, match="LDS-001"):
        read_tlvs(bytes.fromhex(bad))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("", None),
        ("61", None),
        ("6182", None),
        ("618201", None),
        ("61820102", (0x61, 4, 0x102)),
        ("5F1F5A", (0x5F1F, 3, 0x5A)),
        ("5F", None),
        ("7F", None),
    ],
)
def test_a_header_from_its_first_bytes(start: str, expected: tuple[int, int, int] | None) -> None:
    assert read_header(bytes.fromhex(start)) == expected


def test_limits_hold() -> None:
    with pytest.raises(DataGroupError):
        read_tlvs(bytes.fromhex("8700") * 5, limits=Limits(objects=4))
    with pytest.raises(DataGroupError):
        read_tlvs(bytes(100), limits=Limits(size=99))
    deep = b""
    for _ in range(40):
        deep = encode_tlv(0x30, deep)
    with pytest.raises(DataGroupError):
        descend(read_tlvs(deep)[0])


def descend(item: Tlv) -> None:
    while item.value:
        item = item.children()[0]


@given(st.integers(0, 2), st.binary(max_size=70_000))
def test_what_is_written_can_be_read(kind: int, value: bytes) -> None:
    tag = (0x87, 0x5F1F, 0x7F49)[kind]
    encoded = encode_tlv(tag, value)
    assert read_tlvs(encoded) == (Tlv(tag, value),)
    header = read_header(encoded[:8])
    assert header is not None
    assert (header[0], header[1] + header[2]) == (tag, len(encoded))


@pytest.mark.lab
@given(arbitrary())
def test_anything_gives_objects_or_the_one_error(data: bytes) -> None:
    items, code = outcome(lambda: read_tlvs(data))
    assert code in {"", "LDS-001"}
    for item in items or ():
        assert len(item.value) <= len(data)
        assert len(item.value) < 2 or item.value.hex() not in repr(item)
