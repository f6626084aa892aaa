"""The simulated chip alone, against the standard's worked examples: it is nobody's mirror."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.chip import APPLICATION, ChipLost, SimulatedChip, take_apart
from devices.simulated.chip.entry import RefusedError
from devices.simulated.chip.profile import ChipProfile, Pace, card_access
from devices.simulated.chip.quirks import RATES, Quirks
from devices.simulated.chip.session import Session, authenticated, key_from, session_from
from devices.simulated.chip.zone import digit, key_information, zone
from tests.devices.smartcard.channel.test_pace import (
    DH_MAP,
    DH_MAP_CHIP,
    DH_PUBLIC,
    DH_PUBLIC_CHIP,
    PK,
    PK_CHIP,
    PK_MAP,
    PK_MAP_CHIP,
)
from tests.helpers.chip_world import HOLDER, usual_profile
from tests.helpers.scripted_card import fixed_random

COM = bytes.fromhex("60145F0104303130365F36063034303030305C026175")
ZONE_KEY = "L898902C<369080619406236"
PACE_ZONE_KEY = "T22000129364081251010318"
SELECT_APPLICATION = bytes.fromhex("00A4040C07") + APPLICATION


def specimen(zone_key: str, pace: Pace) -> ChipProfile:
    """The chip of the standard's examples."""
    return ChipProfile(
        number="",
        can="",
        zone_key=zone_key,
        application=MappingProxyType({0x011E: COM}),
        master=MappingProxyType({0x011C: card_access((pace,))}),
        pace=(pace,),
        chip_key=None,
        signing_key=None,
    )


def talk(chip: SimulatedChip, command: str, answer: str) -> None:
    data, status = chip.transmit(bytes.fromhex("".join(command.split())))
    assert (data + status.to_bytes(2, "big")).hex().upper() == "".join(answer.split()).upper()


def test_appendix_d_from_the_chip_s_side() -> None:
    random = fixed_random(["4608F91988702212", "0B4F80323EB3191CB04970CB4052790B"])
    chip = SimulatedChip(specimen(ZONE_KEY, Pace()), random=random)
    chip.power_on()
    assert chip.transmit(SELECT_APPLICATION) == (b"", 0x9000)
    talk(chip, "0084000008", "4608F91988702212 9000")
    talk(
        chip,
        "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728",
        "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449 9000",
    )
    talk(chip, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000")
    talk(chip, "0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000")
    talk(
        chip,
        "0CB000040D9701128E082EA28A70F3C7B53500",
        "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
    )


def test_appendix_g1_from_the_chip_s_side() -> None:
    secrets = [
        "3F00C4D39D153F2B2A214A078D899B22",
        "498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560",
        "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A",
    ]
    chip = SimulatedChip(specimen(PACE_ZONE_KEY, Pace("aes128", 13)), random=fixed_random(secrets))
    chip.power_on()
    talk(chip, "0022C1A412 800A04007F00070202040202 830101 84010D", "9000")
    talk(chip, "10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C3 9000")
    talk(chip, f"10860000457C43814104{PK_MAP}00", f"7C43824104{PK_MAP_CHIP}9000")
    data, status = chip.transmit(bytes.fromhex("".join(f"10860000457C43834104{PK}00".split())))
    assert status == 0x9000
    assert data.hex().upper() == "".join(f"7C43844104{PK_CHIP}".split())
    talk(chip, "008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000")


def test_appendix_g2_from_the_chip_s_side() -> None:
    secrets = [
        "FA5B7E3E49753A0DB9178B7B9BD898C8",
        "66DDAFEAC1609CB5B963BB0CB3FF8B3E047F336C",
        "A5B780126B7C980E9FCEA1D4539DA1D27C342DFA",
    ]
    chip = SimulatedChip(specimen(PACE_ZONE_KEY, Pace("aes128", 0)), random=fixed_random(secrets))
    chip.power_on()
    talk(chip, "0022C1A40F 800A04007F00070202040102 830101", "9000")
    talk(chip, "10860000027C0000", "7C128010854D8DF5827FA6852D1A4FA701CDDDCA9000")
    talk(chip, f"10860000867C8183818180{DH_MAP}00", f"7C8183828180{DH_MAP_CHIP}9000")
    talk(chip, f"10860000867C8183838180{DH_PUBLIC}00", f"7C8183848180{DH_PUBLIC_CHIP}9000")
    talk(chip, "008600000C7C0A8508B46DD9BD4D98381F00", "7C0A8608917F37B5C0E6D8D19000")


def test_keys_and_checksums() -> None:
    seed = bytes.fromhex("239AB9CB282DAF66231DC5A4DF6BFBAE")
    assert key_from(seed, 1, "3des").hex().upper() == "AB94FDECF2674FDFB9B391F85D7F76F2"
    assert key_from(b"012345", 3, "aes128").hex().upper() == "5E5CD537047973C8F8BFDEA168324EC0"
    request = bytes.fromhex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2")
    mac = authenticated("3des", bytes.fromhex("7962D9ECE03D1ACD4C76089DCE131543"), request)
    assert mac.hex().upper() == "5F1448EEA8AD90A7"
    assert [len(session_from(b"k", cipher).encrypt_key) for cipher in ("aes192", "aes256")] == [24, 32]


def test_check_digits_of_the_standard() -> None:
    assert (digit("L898902C<"), digit("690806"), digit("940623")) == ("3", "1", "6")
    text = zone(HOLDER)
    assert len(text) == 90
    assert text[29] == digit(HOLDER.number)
    assert key_information(text)[:9] == HOLDER.number[3:]


# ---- manners


def test_nothing_is_given_out_in_clear() -> None:
    chip = SimulatedChip(usual_profile())
    chip.power_on()
    chip.transmit(SELECT_APPLICATION)
    for number in range(1, 17):
        assert chip.transmit(bytes((0x00, 0xB0, 0x80 | number, 0, 0)))[1] in {0x6982, 0x6A82}
    assert chip.transmit(bytes.fromhex("00A4020C020101"))[1] == 0x6982


def test_a_wrong_checksum_ends_the_session() -> None:
    chip = SimulatedChip(usual_profile())
    chip.power_on()
    chip._session = Session("aes128", bytes(16), bytes(16))
    chip._application = True
    assert chip.transmit(bytes.fromhex("0CB081000D97010C8E08000000000000000000"))[1] == 0x6988
    assert chip.transmit(bytes.fromhex("0CB081000D97010C8E08000000000000000000"))[1] == 0x6988
    assert chip._session is None


def test_without_a_field_there_is_no_answer() -> None:
    chip = SimulatedChip(usual_profile())
    with pytest.raises(ChipLost):
        chip.transmit(SELECT_APPLICATION)
    chip = SimulatedChip(usual_profile(), Quirks(lost_at=2))
    chip.power_on()
    chip.transmit(SELECT_APPLICATION)
    with pytest.raises(ChipLost):
        chip.transmit(SELECT_APPLICATION)


@pytest.mark.parametrize("rate", RATES)
def test_time_on_the_line_is_that_of_the_bit_rate(rate: int) -> None:
    """A short read at 106 kbit/s: 19 bytes there, 246 back, 6 of framing, 9 bits each."""
    seconds = Quirks(rate=rate, exchange_seconds=0.01).seconds(19, 246)
    assert seconds - 0.01 == pytest.approx(271 * 9 / (13.56e6 / {106: 128, 424: 32, 848: 16}[rate]))


@pytest.mark.lab
@given(st.lists(st.one_of(st.binary(max_size=40), st.binary(max_size=40).map(lambda it: b"\0\xa4" + it)), max_size=20))
def test_any_bytes_get_a_status(commands: list[bytes]) -> None:
    chip = SimulatedChip(usual_profile())
    chip.power_on()
    chip.transmit(SELECT_APPLICATION)
    for command in commands:
        _, status = chip.transmit(command)
        assert 0x6000 <= status <= 0x9FFF


@pytest.mark.lab
@given(
    st.sampled_from([0x22, 0x82, 0x84, 0x86, 0x88, 0xA4, 0xB0, 0xB1]), st.binary(max_size=60), st.integers(0, 0xFFFF)
)
def test_known_instructions_with_any_data_get_a_status(ins: int, data: bytes, where: int) -> None:
    chip = SimulatedChip(usual_profile(), Quirks(master_file=True))
    chip.power_on()
    for cla in (0x00, 0x0C, 0x10):
        command = bytes((cla, ins)) + where.to_bytes(2, "big") + bytes([len(data)]) + data + b"\0"
        assert 0x6000 <= chip.transmit(command)[1] <= 0x9FFF


@pytest.mark.parametrize("raw", ["", "00A4", "00A4040C07A000", "00B000000000", "00B0000000000201"])
def test_lengths_that_do_not_fit(raw: str) -> None:
    with pytest.raises(RefusedError):
        take_apart(bytes.fromhex(raw))
