"""Commands as bytes, and what the plain channel does about 61xx and 6Cxx."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smartcard.apdu import Command, PlainChannel, Response, StatusWord, wrong_password
from devices.smartcard.errors import ChipError, StatusError
from tests.helpers.scripted_card import AnsweringCard, ScriptedCard


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Command(0xA4, 0, 0x0C), "00A4000C"),
        (Command(0x84, 0, 0, le=8), "0084000008"),
        (Command(0xB0, 0x81, 0, le=256), "00B0810000"),
        (Command(0xA4, 2, 0x0C, b"\x01\x1e"), "00A4020C02011E"),
        (Command(0x86, 0, 0, b"\x7c\x00", 256, cla=0x10), "10860000027C0000"),
        (Command(0xB0, 0, 0, le=257), "00B00000000101"),
        (Command(0xB0, 0, 0, le=65_536), "00B00000000000"),
        (Command(0x88, 0, 0, b"\x01", 512), "0088000000000101" + "0200"),
    ],
)
def test_each_case_of_a_command(command: Command, expected: str) -> None:
    assert command.encode().hex().upper() == expected


def test_long_data_take_the_extended_form() -> None:
    encoded = Command(0x22, 0x41, 0xA6, bytes(300)).encode()
    assert encoded[4:7].hex() == "00012c"
    assert len(encoded) == 7 + 300


@given(st.binary(max_size=700), st.one_of(st.none(), st.integers(1, 65_536)))
def test_a_command_can_be_taken_apart_again(data: bytes, le: int | None) -> None:
    """By the rules of ISO/IEC 7816-4, section 5.2, written down once more."""
    body = Command(0xB0, 1, 2, data, le).encode()[4:]
    if not body:
        found: tuple[bytes, int | None] = (b"", None)
    elif len(body) == 1:
        found = (b"", body[0] or 256)
    elif body[0]:
        rest = body[1 + body[0] :]
        found = (body[1 : 1 + body[0]], (rest[0] or 256) if rest else None)
    elif len(body) == 3:
        found = (b"", int.from_bytes(body[1:], "big") or 65_536)
    else:
        size = int.from_bytes(body[1:3], "big")
        rest = body[3 + size :]
        found = (body[3 : 3 + size], (int.from_bytes(rest, "big") or 65_536) if rest else None)
    assert found == (data, le)


def test_what_a_contact_card_holds_back_is_fetched() -> None:
    card = ScriptedCard(("0084000008", "0102 6102"), ("00C0000002", "0304 6101"), ("00C0000001", "05 9000"))
    assert PlainChannel(card).send(Command(0x84, 0, 0, le=8)) == Response(bytes(range(1, 6)), 0x9000)


def test_a_card_that_never_ends_is_left() -> None:
    card = AnsweringCard(lambda _: (b"x", 0x6101))
    with pytest.raises(ChipError, match="CHIP-002"):
        PlainChannel(card).send(Command(0x84, 0, 0, le=8))
    assert len(card.commands) < 400


def test_a_wrong_length_is_asked_anew_once() -> None:
    card = ScriptedCard(("00B08100DF", "6C5F"), ("00B081005F", "6100 9000"))
    assert PlainChannel(card).send(Command(0xB0, 0x81, 0, le=223)).data == b"\x61\x00"
    stubborn = AnsweringCard(lambda _: (b"", 0x6C5F))
    assert PlainChannel(stubborn).send(Command(0xB0, 0x81, 0, le=223)).status == 0x6C5F
    assert len(stubborn.commands) == 2


def test_a_protected_command_is_never_sent_twice() -> None:
    card = AnsweringCard(lambda _: (b"", 0x6C5F))
    assert PlainChannel(card).send(Command(0xB0, 0, 0, b"\x8e\x00", 256, cla=0x0C)).status == 0x6C5F
    assert len(card.commands) == 1


def test_expectations_name_the_status() -> None:
    assert Response(b"x", 0x9000).expect("CHIP-041") == b"x"
    assert Response(b"x", 0x6282).expect("CHIP-041", StatusWord.END_OF_FILE) == b"x"
    with pytest.raises(StatusError) as caught:
        Response(b"", 0x6A82).expect("CHIP-041")
    assert caught.value.status == StatusWord.FILE_NOT_FOUND
    assert caught.value.details == {"status": "6A82"}


def test_statuses_of_a_wrong_password() -> None:
    assert [status for status in (0x6300, 0x63C0, 0x63C2, 0x63CF) if wrong_password(status)] == [
        0x6300,
        0x63C0,
        0x63C2,
        0x63CF,
    ]
    assert not any(wrong_password(status) for status in (0x9000, 0x6282, 0x6982, 0x6310))
