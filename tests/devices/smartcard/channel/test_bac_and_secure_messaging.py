"""Appendix D of ICAO 9303-11, worked through: BAC, then three protected exchanges; and each way they can break."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smartcard.apdu import Command, PlainChannel, Response
from devices.smartcard.channel.bac import establish_bac
from devices.smartcard.channel.passwords import MrzKey, access_key, check_digit, likely_expiry_dates
from devices.smartcard.channel.secure_messaging import SecureChannel, SessionKeys
from devices.smartcard.channel.symmetric import Purpose, Suite, pad, unpad
from devices.smartcard.errors import AccessError, ChannelBrokenError, StatusError, WrongPasswordError
from tests.helpers.scripted_card import ScriptedCard, fixed_random

KEY = MrzKey("L898902C", "690806", "940623")
CHALLENGE = ("0084000008", "4608F91988702212 9000")
AUTHENTICATE = (
    """008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728""",
    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449 9000",
)
RANDOM = ("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B")
SELECT = ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED 9000")
READ_HEADER = (
    "0CB000000D9701048E08ED6705417E96BA5500",
    "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED 9000",
)
READ_REST = (
    "0CB000040D9701128E082EA28A70F3C7B53500",
    "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D74 9000",
)
SESSION = SessionKeys(
    Suite.DES3,
    bytes.fromhex("979EC13B1CBFE9DCD01AB0FED307EAE5"),
    bytes.fromhex("F1CB1F1FB5ADF208806B89DC579DC1F8"),
    bytes.fromhex("887022120C06C226"),
)
SELECT_COM = Command(0xA4, 0x02, 0x0C, bytes.fromhex("011E"))


def test_the_keys_of_the_machine_readable_zone() -> None:
    assert KEY.information == b"L898902C<369080619406236"
    seed = KEY.secret[:16]
    assert seed.hex().upper() == "239AB9CB282DAF66231DC5A4DF6BFBAE"
    assert Suite.DES3.derive(seed, Purpose.ENCRYPTION).hex().upper() == "AB94FDECF2674FDFB9B391F85D7F76F2"
    assert Suite.DES3.derive(seed, Purpose.CHECKSUM).hex().upper() == "7962D9ECE03D1ACD4C76089DCE131543"


def test_appendix_d_to_the_byte() -> None:
    card = ScriptedCard(CHALLENGE, AUTHENTICATE, SELECT, READ_HEADER, READ_REST)
    plain = PlainChannel(card)
    keys = establish_bac(plain, KEY, fixed_random(RANDOM))
    assert (keys.encryption, keys.checksum, keys.counter) == (SESSION.encryption, SESSION.checksum, SESSION.counter)
    channel = SecureChannel(plain, keys)
    assert channel.send(SELECT_COM) == Response(b"", 0x9000)
    assert channel.send(Command(0xB0, 0, 0, le=4)).data == bytes.fromhex("60145F01")
    rest = channel.send(Command(0xB0, 0, 4, le=18)).data
    assert rest == bytes.fromhex("04303130365F36063034303030305C026175")
    assert card.done()


@pytest.mark.parametrize("status", ["6300", "63C1", "6982", "6985", "6988", "6A80"])
def test_a_wrong_key_is_told_from_a_fault(status: str) -> None:
    card = ScriptedCard(CHALLENGE, (AUTHENTICATE[0], status))
    with pytest.raises(WrongPasswordError, match="CHIP-004"):
        establish_bac(PlainChannel(card), KEY, fixed_random(RANDOM))


@pytest.mark.parametrize("status", ["6D00", "6A88", "6F00"])
def test_a_chip_without_bac(status: str) -> None:
    with pytest.raises(StatusError, match="CHIP-020"):
        establish_bac(PlainChannel(ScriptedCard((CHALLENGE[0], status))), KEY, fixed_random(RANDOM))
    card = ScriptedCard(CHALLENGE, (AUTHENTICATE[0], status))
    with pytest.raises(StatusError, match="CHIP-020"):
        establish_bac(PlainChannel(card), KEY, fixed_random(RANDOM))


@pytest.mark.parametrize("answer", ["9000", "00" * 40 + "9000", AUTHENTICATE[1][:-9] + "48 9000"])
def test_an_answer_with_a_wrong_checksum(answer: str) -> None:
    card = ScriptedCard(CHALLENGE, (AUTHENTICATE[0], answer))
    with pytest.raises(AccessError, match="CHIP-021"):
        establish_bac(PlainChannel(card), KEY, fixed_random(RANDOM))


def test_a_short_challenge() -> None:
    with pytest.raises(AccessError, match="CHIP-021"):
        establish_bac(PlainChannel(ScriptedCard((CHALLENGE[0], "4608 9000"))), KEY, fixed_random(RANDOM))


@pytest.mark.parametrize(
    "answer",
    [
        "9000",  # success without protection
        "6987",
        "6988",
        "990290008E08FA855A5D4C50A8EE 9000",  # a wrong checksum
        "990290008E08FA855A5D4C50A8ED 6A82",  # a status other than the protected one
        "8E08FA855A5D4C50A8ED 9000",
        "99029000 9000",
        "990290008E08FA855A5D4C50A8ED99029000 9000",
        "99029000990290008E08FA855A5D4C50A8ED 9000",
        "FFFFFF 9000",
    ],
)
def test_a_broken_answer_ends_the_channel_for_good(answer: str) -> None:
    channel = SecureChannel(PlainChannel(ScriptedCard((SELECT[0], answer))), SESSION)
    with pytest.raises(ChannelBrokenError, match=r"CHIP-01[02]"):
        channel.send(SELECT_COM)
    assert channel.broken
    with pytest.raises(ChannelBrokenError, match="CHIP-011"):
        channel.send(SELECT_COM)


@pytest.mark.parametrize("status", [0x6A82, 0x6982, 0x6700, 0x6C10, 0x6B00, 0x6D00])
def test_a_refusal_in_clear_is_a_refusal(status: int) -> None:
    channel = SecureChannel(PlainChannel(ScriptedCard((SELECT[0], f"{status:04X}"))), SESSION)
    assert channel.send(SELECT_COM) == Response(b"", status)
    assert not channel.broken


def test_nothing_can_be_repeated() -> None:
    """The answer to the first command is not one to the second."""
    channel = SecureChannel(PlainChannel(ScriptedCard(SELECT)), SESSION)
    channel.send(SELECT_COM)
    channel.protect(SELECT_COM)
    with pytest.raises(ChannelBrokenError):
        channel.unprotect(SELECT_COM, Response(bytes.fromhex("990290008E08FA855A5D4C50A8ED"), 0x9000))


@pytest.mark.parametrize(("suite", "block"), [(Suite.DES3, 231), (Suite.AES128, 223), (Suite.AES256, 223)])
def test_the_largest_short_block_just_fits(suite: Suite, block: int) -> None:
    """ICAO 9303-10 leaves the size open: 256 bytes hold cryptogram, status and checksum."""
    keys = SessionKeys(suite, bytes(suite.value.key), bytes(suite.value.key), bytes(suite.block))
    assert SecureChannel(PlainChannel(ScriptedCard()), keys).largest_short_block == block

    def response_size(data: int) -> int:
        cryptogram = len(pad(bytes(data), suite.block)) + 1
        return cryptogram + (3 if cryptogram > 127 else 2) + 4 + 10

    assert response_size(block) <= 256 < response_size(block + 1)


@pytest.mark.parametrize("suite", Suite)
@given(st.binary(max_size=600), st.integers(1, 4096))
def test_long_commands_take_the_extended_form(suite: Suite, data: bytes, le: int) -> None:
    keys = SessionKeys(suite, bytes(suite.value.key), bytes(suite.value.key), bytes(suite.block))
    command = SecureChannel(PlainChannel(ScriptedCard()), keys).protect(Command(0xB0, 0, 0, data, le))
    encoded = command.encode()
    if len(command.data) > 255 or le > 256:
        assert encoded[4] == 0
        assert int.from_bytes(encoded[5:7], "big") == len(command.data)
        assert encoded[-2:] == b"\0\0"
    else:
        assert encoded[4] == len(command.data)
        assert encoded[-1] == 0


@given(st.binary(max_size=100), st.sampled_from([8, 16]))
def test_padding_comes_off_again(data: bytes, block: int) -> None:
    assert len(pad(data, block)) % block == 0
    assert unpad(pad(data, block)) == data


@pytest.mark.parametrize("data", [b"", b"\0\0", b"\x81", b"\x80\x01"])
def test_what_is_not_padded_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="padded"):
        unpad(data)


# ---- passwords


def test_check_digits() -> None:
    assert check_digit("L898902C<") == "3"
    assert check_digit("690806") == "1"
    for bad in ("a", "Đ", " ", "-"):
        with pytest.raises(ValueError, match="machine-readable"):
            check_digit(bad)


@pytest.mark.parametrize(
    ("born", "issued", "expected"),
    [
        (date(1990, 5, 1), date(2021, 6, 1), ("300501", "500501", "991231")),
        (date(1990, 5, 1), date(2029, 1, 1), ("500501", "300501", "991231")),  # within two years of forty
        (date(1960, 5, 1), date(2021, 6, 1), ("991231",)),
        (date(1962, 5, 1), date(2021, 6, 1), ("991231", "220501")),  # within two years of sixty
        (date(2000, 5, 1), date(2021, 6, 1), ("250501", "400501", "600501")),
        (date(2015, 5, 1), date(2024, 8, 1), ("290501", "400501", "550501")),  # a child's card, since 7/2024
        (date(2008, 5, 1), date(2022, 6, 1), ("330501", "480501", "680501")),
        (date(2000, 2, 29), date(2021, 6, 1), ("250228", "400229", "600229")),
        (date(1990, 5, 1), None, ("300501", "500501", "991231")),
    ],
)
def test_the_expiry_follows_from_the_age(born: date, issued: date | None, expected: tuple[str, ...]) -> None:
    assert likely_expiry_dates(born, issued) == expected


def test_the_number_alone_opens_by_pace() -> None:
    key = access_key("001099000001")
    assert key.can is not None
    assert key.can.digits == "000001"
    assert key.mrz == ()
    key = access_key("001099000001", date(1999, 1, 2), date(2022, 3, 4))
    assert key.mrz[0].document_number == "099000001"
    assert key.mrz[0].birth_date == "990102"
    for bad in ("", "00109900000", "0010990000012", "00109900000x", "٠٠١٠٩٩٠٠٠٠٠١"):
        with pytest.raises(ValueError, match="12 digits"):
            access_key(bad)


def test_no_secret_is_in_a_representation() -> None:
    key = access_key("001099000001", date(1999, 1, 2))
    shown = repr(key) + repr(key.can) + repr(key.mrz) + repr(SESSION) + repr(Command(0x82, 0, 0, b"geheim"))
    for secret in ("000001", "990102", SESSION.encryption.hex(), "geheim", b"geheim".hex()):
        assert secret not in shown
