"""The payload: every field with its condition, every disagreement a flag, every other code by its name."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import CodedError
from devices.identity import CitizenIdentity, Condition, Field, FlagCode, InputDevice, Source
from devices.qrcode.lookalikes import LookAlike
from devices.qrcode.payload import parse_payload
from devices.qrcode.scanner_check import check_codes
from devices.qrcode.text_damage import Damage
from devices.simulated.citizens import citizen

TODAY = date(2026, 11, 25)
GOOD = "082199990001|001234567|Nguyễn Thị Mỹ Hạnh|05031999|Nữ|Ấp Bắc, Tân Hương, Châu Thành, Tiền Giang|17052023"


def read(payload: bytes | str, device: InputDevice = InputDevice.CAMERA) -> CitizenIdentity:
    return parse_payload(payload, device=device, today=TODAY)


def codes(identity: CitizenIdentity) -> set[FlagCode]:
    return {flag.code for flag in identity.flags}


def with_field(place: int, text: str) -> str:
    fields = GOOD.split("|")
    fields[place] = text
    return "|".join(fields)


def refused(payload: bytes | str, device: InputDevice = InputDevice.CAMERA) -> CodedError:
    with pytest.raises(CodedError) as caught:
        read(payload, device)
    return caught.value


def test_every_field_has_its_text_its_source_and_its_condition() -> None:
    identity = read(GOOD)
    assert {name: value.text for name, value in identity} == {
        Field.NUMBER: "082199990001",
        Field.OLD_NUMBER: "001234567",
        Field.FULL_NAME: "Nguyễn Thị Mỹ Hạnh",
        Field.BIRTH_DATE: "1999-03-05",
        Field.SEX: "Nữ",
        Field.RESIDENCE: "Ấp Bắc, Tân Hương, Châu Thành, Tiền Giang",
        Field.ISSUE_DATE: "2023-05-17",
    }
    assert {value.source for _, value in identity} == {Source.QR}
    assert {value.condition for _, value in identity} == {Condition.INTACT}
    assert identity.unknown == ()
    assert identity.device is InputDevice.CAMERA


@pytest.mark.parametrize("device", list(InputDevice))
@pytest.mark.parametrize("fields", [7, 11, 15])
def test_a_right_card_is_right_on_every_way(device: InputDevice, fields: int) -> None:
    for seed in range(200):
        one = citizen(seed)
        identity = read(one.payload(fields), device)
        assert {name: value.text for name, value in identity} == one.texts()
        assert all(value.condition is Condition.INTACT for _, value in identity)
        assert identity.unknown == ("",) * (fields - 7)
        assert codes(identity) <= {FlagCode.CARD_EXPIRED}


@pytest.mark.parametrize(
    "payload",
    [
        GOOD + "\r\n",
        "\ufeff" + GOOD,
        b"\xef\xbb\xbf" + GOOD.encode(),
        unicodedata.normalize("NFD", GOOD),
        GOOD.replace("|", " | ").replace("Thị", " Thị "),
        "]Q1" + GOOD,
        "]Q2\\000026" + GOOD,
        GOOD.encode().hex(),
        GOOD + "||||\n",
    ],
)
def test_what_surrounds_or_encodes_the_text_is_no_part_of_it(payload: bytes | str) -> None:
    assert [value for _, value in read(payload)] == [value for _, value in read(GOOD)]


def test_unknown_fields_are_kept_as_they_are() -> None:
    identity = read(GOOD + "|  A  B|e\u0302||x")
    assert identity.unknown == ("  A  B", "e\u0302", "", "x")
    assert codes(identity) == {FlagCode.UNKNOWN_FIELDS_PRESENT}


def test_no_old_number_is_no_fault() -> None:
    identity = read(with_field(1, ""))
    assert identity.fields[Field.OLD_NUMBER].condition is Condition.INTACT
    assert not identity.flags


@pytest.mark.parametrize(
    ("place", "text", "field", "code"),
    [
        (1, "12345", Field.OLD_NUMBER, FlagCode.OLD_NUMBER_MALFORMED),
        (3, "31021999", Field.BIRTH_DATE, FlagCode.BIRTH_DATE_IMPOSSIBLE),
        (3, "5/3/1999", Field.BIRTH_DATE, FlagCode.BIRTH_DATE_IMPOSSIBLE),
        (3, "00001999", Field.BIRTH_DATE, FlagCode.BIRTH_DATE_IMPOSSIBLE),
        (3, "0503١٩٩٩", Field.BIRTH_DATE, FlagCode.BIRTH_DATE_IMPOSSIBLE),
        (4, "Khác", Field.SEX, FlagCode.SEX_UNKNOWN),
        (6, "31042021", Field.ISSUE_DATE, FlagCode.ISSUE_DATE_IMPOSSIBLE),
        (6, "1705202", Field.ISSUE_DATE, FlagCode.TEXT_DAMAGED),
    ],
)
def test_a_field_that_cannot_be_is_marked_and_flagged(place: int, text: str, field: Field, code: FlagCode) -> None:
    identity = read(with_field(place, text))
    assert identity.fields[field].condition is Condition.DAMAGED
    assert identity.fields[field].text == text
    assert identity.text(field) == ""
    assert any(flag.code is code and field in flag.fields for flag in identity.flags)


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (0, "999199990001", FlagCode.PROVINCE_CODE_UNKNOWN),
        (0, "082399990001", FlagCode.CENTURY_DISAGREES),
        (0, "082099990001", FlagCode.SEX_DISAGREES),
        (0, "082198990001", FlagCode.YEAR_DISAGREES),
        (3, "05032099", FlagCode.BIRTH_DATE_IN_FUTURE),
        (6, "17052099", FlagCode.ISSUE_DATE_IN_FUTURE),
        (6, "17051998", FlagCode.ISSUED_BEFORE_BIRTH),
        (2, "Nguyễn Thị 漢", FlagCode.NAME_SUSPICIOUS),
        (5, "Ấp Bắc; Tân Hương", FlagCode.ADDRESS_SUSPICIOUS),
    ],
)
def test_a_disagreement_is_a_flag_and_changes_nothing(place: int, text: str, code: FlagCode) -> None:
    payload = with_field(place, text)
    if code is FlagCode.ADDRESS_SUSPICIOUS:
        payload = with_field(place, "Ấp Bắc <Tân Hương>")
    identity = read(payload)
    assert code in codes(identity)
    assert all(value.condition is Condition.INTACT for _, value in identity)


def test_an_expired_card_is_said_with_its_day() -> None:
    identity = read("082199990001||Nguyễn Thị Hạnh|05031999|Nữ|Mỹ Tho, Tiền Giang|17052023")
    assert not identity.flags
    expired = read("082161990001||Nguyễn Thị Hạnh|05031983|Nữ|Mỹ Tho, Tiền Giang|17052019")
    flags = {flag.code: flag for flag in expired.flags}
    assert flags[FlagCode.CARD_EXPIRED].details == {"expiry": "2023-03-05"}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("", "QR-007"),
        (" \r\n", "QR-007"),
        (GOOD + "\0", "QR-002"),
        (GOOD.encode() + b"\0", "QR-002"),
        ("9" * 10_000_000, "QR-003"),
        (b"\xff" * 10_000_000, "QR-003"),
        (GOOD[:60], "QR-004"),
        (GOOD[:14], "QR-004"),
        ("082199990001", "QR-009"),
        ("https://vneid.gov.vn/abc", "QR-008"),
        (GOOD + citizen(5).payload(7), "QR-006"),
        (GOOD + "||||" + citizen(5).payload(7), "QR-006"),
        (GOOD + "\r\n" + citizen(5).payload(7), "QR-006"),
        ("àé&éà_çà&é'(", "QR-005"),
    ],
)
def test_what_is_no_card_has_its_code(payload: bytes | str, code: str) -> None:
    assert refused(payload).code == code


def test_the_same_scan_twice_is_one() -> None:
    assert read(GOOD * 2).flags == read(GOOD).flags
    assert read(GOOD + "||||" + GOOD + "||||").number == "082199990001"


def test_an_input_method_seen_on_the_way_leaves_no_letter_trusted() -> None:
    identity = parse_payload(
        GOOD, device=InputDevice.WEDGE_SCANNER, today=TODAY, damages=frozenset({Damage.INPUT_METHOD})
    )
    assert identity.fields[Field.FULL_NAME].condition is Condition.DAMAGED
    assert identity.number == "082199990001"
    assert any(flag.details.get("damage") == Damage.INPUT_METHOD for flag in identity.flags)


def test_a_name_of_another_people_needs_a_way_that_proves_it() -> None:
    """Typed by a scanner it could be what a loss left; UTF-8 from a port or a camera shows that it is not."""
    one = replace(citizen(3), full_name="Y Wang Niê", residence="Buôn Ky, Thành Nhất, Buôn Ma Thuột, Đắk Lắk")
    suspicions = {FlagCode.NAME_SUSPICIOUS, FlagCode.ADDRESS_SUSPICIOUS, FlagCode.TEXT_DAMAGED}
    by_wedge = read(one.payload(7), InputDevice.WEDGE_SCANNER)
    assert by_wedge.fields[Field.FULL_NAME].condition is Condition.DAMAGED
    by_port = read(one.payload(7).encode(), InputDevice.SERIAL_SCANNER)
    assert by_port.text(Field.FULL_NAME) == "Y Wang Niê"
    assert codes(by_port) & suspicions == {FlagCode.NAME_SUSPICIOUS}
    by_camera = read(one.payload(7))
    assert by_camera.text(Field.FULL_NAME) == "Y Wang Niê"
    assert not codes(by_camera) & suspicions


def test_single_letters_lost_in_a_slow_keyboard_leave_nothing_trusted() -> None:
    """As a real X server did it: some letters came with all their marks, others not at all."""
    lost = GOOD.replace("Nguyễn", "Nguyn").replace("Hương", "Hưng")
    identity = read(lost, InputDevice.WEDGE_SCANNER)
    assert {identity.fields[name].condition for name in (Field.FULL_NAME, Field.RESIDENCE)} == {Condition.DAMAGED}


def test_a_serial_scanners_utf8_proves_its_letters_where_typed_text_cannot() -> None:
    """No letter of three bytes is in this card; UTF-8 itself shows that none was lost, typed characters do not."""
    payload = "080085990001||Lê Văn Nam|05031985|Nam|Hòa Tân, Châu Thành, Long An|17052023"
    assert read(payload.encode(), InputDevice.SERIAL_SCANNER).text(Field.FULL_NAME) == "Lê Văn Nam"
    assert read(payload, InputDevice.WEDGE_SCANNER).text(Field.FULL_NAME) == ""


def test_utf8_with_letters_of_no_name_proves_nothing_from_a_port() -> None:
    identity = read(GOOD.replace("Nguyễn", "Nguy?n").encode(), InputDevice.SERIAL_SCANNER)
    assert identity.fields[Field.FULL_NAME].condition is Condition.DAMAGED


def test_the_scanner_checks_own_code_is_no_citizen() -> None:
    for check in check_codes():
        error = refused(check.text, InputDevice.WEDGE_SCANNER)
        assert (error.code, error.details) == ("QR-001", {"looks_like": LookAlike.CHECK.value})


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.binary(max_size=400)))
def test_anything_gives_an_identity_or_a_coded_error(payload: bytes | str) -> None:
    try:
        identity = read(payload, InputDevice.WEDGE_SCANNER)
    except CodedError as error:
        code = error.code
    else:
        code = "QR-000"
        assert len(identity.number) == 12
    assert code.startswith("QR-00")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(alphabet="0123456789 NamữÂễ,|\r\n", max_size=15), min_size=6, max_size=12))
def test_any_fields_after_a_number_never_break_it(fields: list[str]) -> None:
    try:
        identity = read("|".join(["082199990001", *fields]), InputDevice.SERIAL_SCANNER)
    except CodedError as error:
        code = error.code
    else:
        code = "none"
        for name in (Field.BIRTH_DATE, Field.ISSUE_DATE):
            assert identity.date(name) is None or identity.text(name)
    assert code in {"none", "QR-004", "QR-006", "QR-009"}
