"""The data groups: laid out by hand, and bent in every way."""

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip import groups as made
from devices.simulated.chip.face import encoded
from devices.simulated.chip.zone import zone
from devices.simulated.citizens import citizen
from devices.smartcard.channel.access import VIETNAMESE_CARD_ACCESS
from devices.smartcard.datagroups.com import Com, parse_com
from devices.smartcard.datagroups.dg1 import parse_dg1
from devices.smartcard.datagroups.dg2 import parse_dg2
from devices.smartcard.datagroups.dg11 import parse_dg11
from devices.smartcard.datagroups.dg12 import parse_dg12
from devices.smartcard.datagroups.dg13 import Dg13Field, parse_date, parse_dg13
from devices.smartcard.datagroups.dg14 import parse_dg14
from devices.smartcard.datagroups.dg15 import parse_dg15
from devices.smartcard.datagroups.face_images import ImageFormat, decode_image, image_format
from devices.smartcard.datagroups.groups import DATA_GROUPS, NEVER_READ, ElementaryFile, data_group
from devices.smartcard.datagroups.security_infos import (
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    ChipAuthenticationPublicKeyInfo,
    PaceDomainParameterInfo,
    PaceInfo,
    TerminalAuthenticationInfo,
    UnknownSecurityInfo,
    parse_security_infos,
)
from devices.smartcard.datagroups.security_object import parse_security_object
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import encode_tlv
from tests.helpers.chip_world import HOLDER, TODAY, usual_profile
from tests.helpers.lds_fuzz import anything, outcome


def hexed(text: str) -> bytes:
    return bytes.fromhex("".join(text.split()))


# ---- which file is which


def test_the_table_of_files() -> None:
    assert (ElementaryFile.COM.file_id, ElementaryFile.SOD.short_id) == (0x011E, 0x1D)
    assert [group.tag for group in DATA_GROUPS] == list(bytes.fromhex("6175637665666768696A6B6C6D6E6F70"))
    assert data_group(13) is ElementaryFile.DG13
    assert {group.number for group in NEVER_READ} == {3, 4}
    for wrong in (0, 17, -1):
        with pytest.raises(ValueError, match="data group"):
            data_group(wrong)


def test_com_by_hand() -> None:
    com = parse_com(hexed("60 16 5F01 04 30313037 5F36 06 303430303030 5C 04 61 75 6D 99"))
    assert com == Com("0107", "040000", (1, 2, 13))


def test_com_without_a_list_is_none() -> None:
    with pytest.raises(DataGroupError, match="LDS-001"):
        parse_com(hexed("60 07 5F01 04 30313037"))


@pytest.mark.parametrize("bad", ["61 00", "61 05 5F1E 02 4142", "61 04 5F1F 01 FF", "61 06 5F1F 03 414243"])
def test_dg1_without_a_zone(bad: str) -> None:
    with pytest.raises(DataGroupError, match="LDS-010"):
        parse_dg1(hexed(bad), today=TODAY)


# ---- DG13


def test_dg13_by_the_bytes_that_public_readers_know() -> None:
    """The prefixes are those of real cards (number, birth, parents, empty spouse, old number); the rest is ours."""
    number, name = b"082199990001", "NGUYỄN VĂN MẪU".encode()
    father, mother = "NGUYỄN CHA".encode(), "TRẦN MẸ".encode()
    fields = [
        hexed("30 11 02 01 01 13 0C") + number,
        bytes([0x30, 5 + len(name), 2, 1, 2, 0x0C, len(name)]) + name,
        hexed("30 0F 02 01 03 13 0A") + b"02/01/1999",
        bytes([0x30, 11 + len(father) + len(mother), 2, 1, 13])
        + bytes([0x30, 2 + len(father), 0x0C, len(father)])
        + father
        + bytes([0x30, 2 + len(mother), 0x0C, len(mother)])
        + mother,
        hexed("30 03 02 01 0E"),
        hexed("30 0E 02 01 0F 13 09") + b"001234567",
    ]
    body = b"".join(fields)
    inner = hexed("02 01 01 06 06 28 D3 16 01 00 08") + b"\x31\x81" + bytes([len(body)]) + body
    sequence = b"\x30\x81" + bytes([len(inner)]) + inner
    dg13 = parse_dg13(b"\x6d\x81" + bytes([len(sequence)]) + sequence)
    assert dg13.recognised
    assert dg13.text(Dg13Field.NUMBER) == number.decode()
    assert dg13.date(Dg13Field.BIRTH_DATE) == date(1999, 1, 2)
    assert dg13.texts[Dg13Field.PARENTS] == ("NGUYỄN CHA", "TRẦN MẸ")
    assert dg13.texts[Dg13Field.SPOUSES] == ()
    assert dg13.text(Dg13Field.SPOUSES) == ""
    assert dg13.text(Dg13Field.RELIGION) is None
    assert dg13.text(Dg13Field.OLD_NUMBER) == "001234567"


def test_letters_come_composed() -> None:
    plain = made.dg13(HOLDER, made.Details(ethnicity=unicodedata.normalize("NFD", "Ê Đê")))
    assert parse_dg13(plain).text(Dg13Field.ETHNICITY) == "Ê Đê"


def test_fields_of_unknown_numbers_are_kept() -> None:
    dg13 = parse_dg13(hexed("6D 18 30 16 020101 0606 28D316010008 31 09 30 07 020163 0C02 4142"))
    assert dg13.recognised
    assert dg13.unknown == {0x63: hexed("020163 0C02 4142")}


def test_what_is_shown_of_it_in_an_error_says_nothing() -> None:
    dg13 = parse_dg13(made.dg13(HOLDER, made.Details()))
    for secret in ("Nguyễn Văn Cha", HOLDER.full_name, HOLDER.number):
        assert secret not in repr(dg13)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02/01/1999", date(1999, 1, 2)),
        ("02011999", date(1999, 1, 2)),
        ("31/02/1999", None),
        ("Không thời hạn", None),
        ("", None),
        ("1/2/1999", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_a_card_without_an_end_says_so() -> None:
    old = next(citizen(seed) for seed in range(200) if citizen(seed).birth_date.year < 1955)
    dg13 = parse_dg13(made.dg13(old, made.Details()))
    assert dg13.never_expires
    assert dg13.date(Dg13Field.EXPIRY_DATE) is None


# ---- DG2


@pytest.mark.parametrize("picture", ["jpeg", "jp2", "j2k"])
def test_the_picture_begins_where_the_vietnamese_card_has_it(picture: str) -> None:
    image = encoded(1, picture, 12_000)
    file = made.dg2(image)
    assert file[84:] == image
    face = parse_dg2(file).faces[0]
    assert face.data == image
    assert str(face.format) == picture


def test_feature_points_before_the_picture_are_passed_over() -> None:
    image = encoded(1)
    file = bytearray(made.dg2(image))
    assert file[84:] == image
    start = file.index(b"FAC\x00")
    face = start + 14
    record = file[start:]
    record[18:20] = (2).to_bytes(2, "big")
    body = bytes(record[:34]) + bytes(16) + bytes(record[34:])
    body = body[:8] + len(body).to_bytes(4, "big") + body[12:14] + (len(body) - 14).to_bytes(4, "big") + body[18:]
    template = encode_tlv(0x7F60, encode_tlv(0x5F2E, body))
    rebuilt = encode_tlv(0x75, encode_tlv(0x7F61, encode_tlv(0x02, b"\1") + template))
    assert parse_dg2(rebuilt).faces[0].data == image
    assert face > 0


@pytest.mark.parametrize(
    "record",
    ["", "46414300", "474143003031300000000000 0001" + "00" * 46, "46414300303130000000003C 0001 00000010" + "00" * 42],
    ids=["nothing", "cut", "no facial record", "a block shorter than its own header"],
)
def test_a_facial_record_that_is_none(record: str) -> None:
    template = encode_tlv(0x7F60, encode_tlv(0x5F2E, hexed(record)))
    with pytest.raises(DataGroupError, match="LDS-020"):
        parse_dg2(encode_tlv(0x75, encode_tlv(0x7F61, template)))


def test_a_face_of_39794_by_hand() -> None:
    """As in ISO/IEC 39794-5: a version, then the representations, the image data deep in one of them."""
    image = "FFD8FFE00102"
    version = "A0 07 800103 8102 07E3"
    representations = f"A1 11 30 0F 800101 A1 0A A0 08 80 06 {image}"
    faces = parse_dg2(hexed(f"75 29 7F61 26 7F60 23 7F2E 20 A1 1E 65 1C {version} {representations}")).faces
    assert [(face.format, face.data) for face in faces] == [(ImageFormat.JPEG, hexed(image))]


def test_what_a_header_says_of_the_format_is_passed_over() -> None:
    assert parse_dg2(made.dg2(encoded(1, "jp2"), jpeg2000=False)).faces[0].format is ImageFormat.JPEG2000


@pytest.mark.parametrize(
    "bad", [b"", b"GIF89a" + bytes(50), b"\xff\xd8\xff" + bytes(100), b"\xff\x4f\xff\x51" + bytes(60)]
)
def test_a_picture_that_is_none(bad: bytes) -> None:
    with pytest.raises(DataGroupError, match="LDS-021"):
        decode_image(bad)


def test_a_picture_larger_than_allowed_is_not_decoded() -> None:
    with pytest.raises(DataGroupError, match="LDS-021"):
        decode_image(encoded(1), most_pixels=1000)
    assert image_format(encoded(1) + bytes(1000)) is ImageFormat.JPEG
    assert decode_image(encoded(1) + bytes(1000)).width == 240


@pytest.mark.lab
@given(anything([encoded(1), encoded(1, "jp2"), encoded(1, "j2k")]))
def test_bent_pictures_give_a_picture_or_the_one_error(data: bytes) -> None:
    picture, code = outcome(lambda: decode_image(data))
    assert code in {"", "LDS-021"}
    assert picture is None or len(picture.rgb) == 3 * picture.width * picture.height


# ---- protocols


def test_what_the_vietnamese_card_announces() -> None:
    infos = parse_security_infos(VIETNAMESE_CARD_ACCESS)
    assert infos.infos == (
        TerminalAuthenticationInfo("0.4.0.127.0.7.2.2.2", 1),
        ChipAuthenticationInfo("0.4.0.127.0.7.2.2.3.2.2", 1, None),
        PaceInfo("0.4.0.127.0.7.2.2.4.2.2", 2, 13),
    )
    assert infos.pace == (PaceInfo("0.4.0.127.0.7.2.2.4.2.2", 2, 13),)


def test_other_infos() -> None:
    found = parse_security_infos(
        hexed(
            """31 4B
            30 0D 06082A0304050607 0809 020101
            30 12 060A04007F00070202040202 020102 020111
            30 16 060A04007F00070202040202 3005 0603 2A0304 02010F
            30 0E 0606 67810801 0105 0201 01 0601 2A
            """
        )
    )
    kinds = [type(info) for info in found.infos]
    assert kinds == [UnknownSecurityInfo, PaceInfo, PaceDomainParameterInfo, ActiveAuthenticationInfo]


def test_dg14_and_dg15_of_a_chip() -> None:
    files = usual_profile().application
    infos = parse_dg14(files[0x010E])
    assert isinstance(infos.chip_authentication_keys[0], ChipAuthenticationPublicKeyInfo)
    assert infos.chip_authentication[0].oid == "0.4.0.127.0.7.2.2.3.2.2"
    assert parse_dg15(files[0x010F])[:1] == b"\x30"
    with pytest.raises(DataGroupError):
        parse_dg15(b"\x6f\x02\x02\x00")


# ---- bent in every way

PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "com": (parse_com, usual_profile().application[0x011E]),
    "dg1": (lambda data: parse_dg1(data, today=TODAY), made.dg1(zone(HOLDER))),
    "dg2": (parse_dg2, made.dg2(encoded(1))),
    "dg2 of 39794": (parse_dg2, made.dg2_39794(encoded(1))),
    "dg11": (parse_dg11, made.dg11(HOLDER.full_name, HOLDER.residence)),
    "dg12": (parse_dg12, made.dg12("Cơ quan", "20220101")),
    "dg13": (parse_dg13, made.dg13(HOLDER, made.Details(spouses=("A", "B")))),
    "dg14": (parse_dg14, usual_profile().application[0x010E]),
    "dg15": (parse_dg15, usual_profile().application[0x010F]),
    "sod": (parse_security_object, usual_profile().application[0x011D]),
    "security infos": (parse_security_infos, VIETNAMESE_CARD_ACCESS),
}


@pytest.mark.lab
@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_a_parser_gives_a_value_or_the_one_error(name: str, data: st.DataObject) -> None:
    parse, sample = PARSERS[name]
    assert parse(sample) is not None
    file = data.draw(anything([sample]))
    value, code = outcome(lambda: parse(file))
    assert code.startswith("LDS-") or value is not None
    for secret in (HOLDER.number, HOLDER.full_name, "Nguyễn Văn Cha"):
        assert secret not in repr(value)


@pytest.mark.parametrize("name", PARSERS)
def test_hostile_files_end_soon(name: str) -> None:
    """Sixty thousand bytes of nesting, of empty objects, of lengths that promise gigabytes."""
    parse, sample = PARSERS[name]
    for unit in ("3080", "3000", "0C00", "3084FFFFFFFF", "30820000"):
        filling = bytes.fromhex(unit) * (60_000 // (len(unit) // 2))
        hostile = sample[:1] + b"\x83" + len(filling).to_bytes(3, "big") + filling
        value, code = outcome(partial(parse, hostile))
        assert code.startswith("LDS-") or value is not None
