"""The chip's data groups as bytes, written from ICAO 9303-10 and from what is known of the Vietnamese DG13."""

from collections.abc import Sequence
from dataclasses import dataclass

from devices.simulated.chip.der import integer, long_form, oid, sequence, tlv
from devices.simulated.chip.zone import expiry
from devices.simulated.citizens import SyntheticCitizen

NO_EXPIRY = "Không thời hạn"


@dataclass(frozen=True, slots=True)
class Details:
    """What only DG13 says, and how it is laid out.

    Attributes:
        ethnicity: Field 6.
        religion: Field 7.
        origin: Field 8.
        features: Field 10.
        parents: Field 13: father, mother.
        spouses: Field 14.
        nested_parents: Whether one SEQUENCE holds both parents, and not one each.
        locked: Fields that are left out, as on cards since 2024.
        residence: In place of the card's own, to make it long.
    """

    ethnicity: str = "Kinh"
    religion: str = "Không"
    origin: str = "Tân Hương, Châu Thành, Tiền Giang"
    features: str = "Nốt ruồi C: 1cm trên sau mép trái"
    parents: Sequence[str] = ("Nguyễn Văn Cha", "Trần Thị Mẹ")
    spouses: Sequence[str] = ()
    nested_parents: bool = False
    locked: frozenset[int] = frozenset()
    residence: str = ""


def dg1(zone: str) -> bytes:
    """The machine-readable zone."""
    return tlv(0x61, tlv(0x5F1F, zone.encode()))


def dg2(image: bytes, *, jpeg2000: bool = False) -> bytes:
    """One face after ISO/IEC 19794-5; for pictures of some size the picture begins at byte 84."""
    face = (20 + 12 + len(image)).to_bytes(4, "big") + bytes(16)
    picture = bytes([1, int(jpeg2000)]) + (240).to_bytes(2, "big") + (320).to_bytes(2, "big") + bytes(6)
    body = face + picture + image
    record = b"FAC\x00010\x00" + (14 + len(body)).to_bytes(4, "big") + b"\x00\x01" + body
    header = tlv(0x81, b"\x02") + tlv(0x82, b"\x00") + tlv(0x87, b"\x01\x01") + tlv(0x88, b"\x00\x08")
    template = tlv(0x7F60, tlv(0xA1, header), tlv(0x5F2E, record))
    return tlv(0x75, tlv(0x7F61, tlv(0x02, b"\x01"), template))


def dg2_39794(image: bytes) -> bytes:
    """One face after ISO/IEC 39794-5: version, then a representation whose image data stand in context tags."""
    version = tlv(0xA0, tlv(0x80, b"\x03"), tlv(0x81, b"\x07\xe3"))
    two_d = tlv(0xA1, tlv(0xA0, tlv(0x80, image), tlv(0xA1, tlv(0x80, b"\x02"))))
    block = tlv(0x65, version, tlv(0xA1, tlv(0x30, tlv(0x80, b"\x01"), two_d)))
    template = tlv(0x7F60, tlv(0xA1, tlv(0x81, b"\x02")), tlv(0x7F2E, tlv(0xA1, block)))
    return tlv(0x75, tlv(0x7F61, tlv(0x02, b"\x01"), template))


def dg11(name: str, address: str) -> bytes:
    """A few of the additional personal details."""
    tags = bytes.fromhex("5F0E5F42")
    return tlv(0x6B, tlv(0x5C, tags), tlv(0x5F0E, name.encode()), tlv(0x5F42, address.replace(", ", "<").encode()))


def dg12(authority: str, issued: str) -> bytes:
    """A few of the additional document details."""
    tags = bytes.fromhex("5F195F26")
    return tlv(0x6C, tlv(0x5C, tags), tlv(0x5F19, authority.encode()), tlv(0x5F26, issued.encode()))


def dg13(citizen: SyntheticCitizen, details: Details) -> bytes:
    """The Vietnamese details."""
    last = expiry(citizen)
    residence = details.residence or citizen.residence
    fields = {
        1: _printable(citizen.number),
        2: _utf8(citizen.full_name),
        3: _printable(f"{citizen.birth_date:%d/%m/%Y}"),
        4: _utf8(citizen.sex),
        5: _utf8("Việt Nam"),
        6: _utf8(details.ethnicity),
        7: _utf8(details.religion),
        8: _utf8(details.origin),
        9: _utf8(residence),
        10: _utf8(details.features),
        11: _printable(f"{citizen.issue_date:%d/%m/%Y}"),
        12: _utf8(f"{last:%d/%m/%Y}" if last else NO_EXPIRY),
        13: _people(details.parents, nested=details.nested_parents),
        14: _people(details.spouses, nested=False),
        15: _printable(citizen.old_number) if citizen.old_number else b"",
        16: _printable(citizen.number[::-1] + "ABCD"),
    }
    if not citizen.old_number:
        del fields[15]
    items = [sequence(integer(number), value) for number, value in fields.items() if number not in details.locked]
    return tlv(0x6D, sequence(integer(1), oid("1.0.10646.1.0.8"), tlv(0x31, *items)))


def foreign_dg13() -> bytes:
    """Some other state's idea of it."""
    return tlv(0x6D, b"name=SPECIMEN;number=0")


def com(groups: Sequence[bytes]) -> bytes:
    """EF.COM, listing the groups' tags."""
    tags = b"".join(group[:1] for group in groups)
    return tlv(0x60, tlv(0x5F01, b"0107"), tlv(0x5F36, b"040000"), tlv(0x5C, tags))


def _printable(text: str) -> bytes:
    return tlv(0x13, text.encode())


def _utf8(text: str) -> bytes:
    value = text.encode()
    return long_form(0x0C, value) if len(value) > 127 else tlv(0x0C, value)


def _people(names: Sequence[str], *, nested: bool) -> bytes:
    strings = [_utf8(name) for name in names]
    return sequence(*strings) if nested else b"".join(sequence(each) for each in strings)
