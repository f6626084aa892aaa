"""PACE against the worked examples of ICAO 9303-11, appendix G, and on every way it can go wrong."""

import pytest

from devices.smartcard.apdu import PlainChannel
from devices.smartcard.channel.key_agreement import CurveAgreement, GroupAgreement, standardized
from devices.smartcard.channel.pace import PaceProtocol, agree, select_pace, supported
from devices.smartcard.channel.passwords import Can, MrzKey
from devices.smartcard.channel.symmetric import Purpose, Suite
from devices.smartcard.datagroups.security_infos import PaceInfo
from devices.smartcard.errors import AccessError, StatusError, WrongPasswordError
from tests.helpers.scripted_card import ScriptedCard, fixed_random

PASSWORD = MrzKey("T22000129", "640812", "101031")
ECDH = "0.4.0.127.0.7.2.2.4.2.2"
DH = "0.4.0.127.0.7.2.2.4.1.2"

# Appendix G.1: ECDH, AES-128, brainpoolP256r1.
PK_MAP = """7ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E
    544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"""
PK_MAP_CHIP = """824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57
    30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"""
PK = """2DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C
    3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"""
PK_CHIP = """9E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB
    7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"""
SECRETS_G1 = (
    "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99",
    "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595",
)
SELECT_G1 = ("0022C1A412 800A04007F00070202040202 830101 84010D", "9000")
STEPS_G1 = (
    ("10860000 02 7C00 00", "7C12 8010 95A3A016522EE98D01E76CB6B98B42C3 9000"),
    (f"10860000 45 7C43 814104 {PK_MAP} 00", f"7C43 824104 {PK_MAP_CHIP} 9000"),
    (f"10860000 45 7C43 834104 {PK} 00", f"7C43 844104 {PK_CHIP} 9000"),
    ("00860000 0C 7C0A 8508 C2B0BD78D94BA866 00", "7C0A 8608 3ABB9674BCE93C08 9000"),
)

# Appendix G.2: DH, AES-128, 1024-bit group with a 160-bit subgroup.
DH_MAP = """23FB3749EA030D2A25B278D2A562047ADE3F01B74F17A15402CB7352CA7D2B3E
    B71C343DB13D1DEBCE9A3666DBCFC920B49174A602CB47965CAA73DC702489A4
    4D41DB914DE9613DC5E98C94160551C0DF86274B9359BC0490D01B03AD54022D
    CB4F57FAD6322497D7A1E28D46710F461AFE710FBBBC5F8BA166F4311975EC6C"""
DH_MAP_CHIP = """78879F57225AA8080D52ED0FC890A4B25336F699AA89A2D3A189654AF70729E6
    23EA5738B26381E4DA19E004706FACE7B235C2DBF2F38748312F3C98C2DD4882
    A41947B324AA1259AC22579DB93F7085655AF30889DBB845D9E6783FE42C9F24
    49400306254C8AE8EE9DD812A804C0B66E8CAFC14F84D8258950A91B44126EE6"""
DH_PUBLIC = """907D89E2D425A178AA81AF4A7774EC8E388C115CAE67031E85EECE520BD91155
    1B9AE4D04369F29A02626C86FBC6747CC7BC352645B6161A2A42D44EDA80A08F
    A8D61B76D3A154AD8A5A51786B0BC07147057871A922212C5F67F43173172236
    B7747D1671E6D692A3C7D40A0C3C5CE397545D015C175EB5130551EDBC2EE5D4"""
DH_PUBLIC_CHIP = """075693D9AE941877573E634B6E644F8E60AF17A0076B8B123D9201074D36152B
    D8B3A213F53820C42ADC79AB5D0AEEC3AEFB91394DA476BD97B9B14D0A65C1FC
    71A0E019CB08AF55E1F729005FBA7E3FA5DC41899238A250767A6D46DB974064
    386CD456743585F8E5D90CC8B4004B1F6D866C79CE0584E49687FF61BC29AEA1"""
DH_GENERATOR = """7C9CBFE98F9FBDDA8D143506FA7D9306F4CB17E3C71707AFF5E1C1A123702496
    84D64EE37AF44B8DBD9D45BF6023919CBAA027AB97ACC771666C8E98FF483301
    BFA4872DEDE9034EDFACB70814166B7F360676829B826BEA57291B5AD69FBC84
    EF1E779032A305803F74341793E869742D401325B37EE8565FFCDEE618342DC5"""
SECRETS_G2 = ("5265030F751F4AD18B08AC565FC7AC952E41618D", "89CCD99B0E8D3B1F11E1296DCA68EC53411CF2CA")
SELECT_G2 = ("0022C1A40F 800A04007F00070202040102 830101", "9000")
STEPS_G2 = (
    ("10860000 02 7C00 00", "7C12 8010 854D8DF5827FA6852D1A4FA701CDDDCA 9000"),
    (f"10860000 86 7C8183 818180 {DH_MAP} 00", f"7C8183 828180 {DH_MAP_CHIP} 9000"),
    (f"10860000 86 7C8183 838180 {DH_PUBLIC} 00", f"7C8183 848180 {DH_PUBLIC_CHIP} 9000"),
    # The chip names its certification authority besides (object 87): that is no concern of ours.
    (
        "00860000 0C 7C0A 8508 B46DD9BD4D98381F 00",
        "7C1B 8608 917F37B5C0E6D8D1 870F 444554455354435643413030303033 9000",
    ),
)


def protocol(oid: str, parameter_id: int) -> PaceProtocol:
    found = supported(PaceInfo(oid, 2, parameter_id))
    assert found is not None
    return found


def test_worked_example_g1_to_the_byte() -> None:
    card = ScriptedCard(SELECT_G1, *STEPS_G1)
    channel, pace = PlainChannel(card), protocol(ECDH, 13)
    assert select_pace(channel, pace, PASSWORD, name_parameters=True) == 0x9000
    keys = agree(channel, pace, PASSWORD, fixed_random(SECRETS_G1))
    assert card.done()
    assert keys.suite is Suite.AES128
    assert keys.encryption.hex().upper() == "F5F0E35C0D7161EE6724EE513A0D9A7F"
    assert keys.checksum.hex().upper() == "FE251C7858B356B24514B3BD5F4297D1"
    assert keys.counter == bytes(16)


def test_the_mapped_generator_of_g1() -> None:
    first = standardized(13)
    assert isinstance(first, CurveAgreement)
    nonce = bytes.fromhex("3F00C4D39D153F2B2A214A078D899B22")
    second = first.mapped(nonce, int(SECRETS_G1[0], 16), b"\x04" + bytes.fromhex(PK_MAP_CHIP))
    assert second.generator.x == 0x8CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2
    assert second.generator.y == 0x8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522
    shared = second.shared(int(SECRETS_G1[1], 16), b"\x04" + bytes.fromhex(PK_CHIP))
    assert shared.hex().upper() == "28768D20701247DAE81804C9E780EDE582A9996DB4A315020B2733197DB84925"


def test_worked_example_g2_to_the_byte() -> None:
    card = ScriptedCard(SELECT_G2, *STEPS_G2)
    channel, pace = PlainChannel(card), protocol(DH, 0)
    assert select_pace(channel, pace, PASSWORD, name_parameters=False) == 0x9000
    keys = agree(channel, pace, PASSWORD, fixed_random(SECRETS_G2))
    assert card.done()
    assert keys.encryption.hex().upper() == "2F7F46ADCC9E7E521B45D192FAFA9126"
    assert keys.checksum.hex().upper() == "805A1D27D45A5116F73C54469462B7D8"


def test_the_mapped_generator_of_g2() -> None:
    first = standardized(0)
    assert isinstance(first, GroupAgreement)
    nonce = bytes.fromhex("FA5B7E3E49753A0DB9178B7B9BD898C8")
    second = first.mapped(nonce, int(SECRETS_G2[0], 16), bytes.fromhex(DH_MAP_CHIP))
    assert second.generator == int("".join(DH_GENERATOR.split()), 16)


def test_password_keys() -> None:
    key = Suite.AES128.derive(PASSWORD.secret, Purpose.PACE_PASSWORD)
    assert key.hex().upper() == "89DED1B26624EC1E634C1989302849DD"
    key = Suite.AES128.derive(Can("012345").secret, Purpose.PACE_PASSWORD)
    assert key.hex().upper() == "5E5CD537047973C8F8BFDEA168324EC0"


def test_a_can_is_named_as_such() -> None:
    card = ScriptedCard(("0022C1A40F 800A04007F00070202040202 830102", "63C2"))
    status = select_pace(PlainChannel(card), protocol(ECDH, 13), Can("012345"), name_parameters=False)
    assert status == 0x63C2


@pytest.mark.parametrize(
    ("oid", "parameter_id", "suite"),
    [
        ("0.4.0.127.0.7.2.2.4.2.1", 12, Suite.DES3),
        ("0.4.0.127.0.7.2.2.4.2.3", 16, Suite.AES192),
        ("0.4.0.127.0.7.2.2.4.2.4", 18, Suite.AES256),
        ("0.4.0.127.0.7.2.2.4.1.4", 2, Suite.AES256),
    ],
)
def test_variants_that_can_be_carried_out(oid: str, parameter_id: int, suite: Suite) -> None:
    assert protocol(oid, parameter_id).suite is suite


@pytest.mark.parametrize(
    ("oid", "parameter_id"),
    [
        ("0.4.0.127.0.7.2.2.4.4.2", 13),  # integrated mapping
        ("0.4.0.127.0.7.2.2.4.6.2", 13),  # chip authentication mapping
        (ECDH, 0),  # a group for a curve protocol
        (DH, 13),
        (ECDH, 99),
        (ECDH, None),
        ("0.4.0.127.0.7.2.2.4.2.9", 13),
        ("1.2.3", 13),
    ],
)
def test_variants_that_cannot(oid: str, parameter_id: int | None) -> None:
    assert supported(PaceInfo(oid, 2, parameter_id)) is None


def broken_at(step: int, answer: str) -> PlainChannel:
    exchanges = [*STEPS_G1[:step], (STEPS_G1[step][0], answer)]
    return PlainChannel(ScriptedCard(*exchanges))


@pytest.mark.parametrize("status", ["6300", "63C1", "6982"])
def test_a_wrong_password_shows_in_the_last_step(status: str) -> None:
    with pytest.raises(WrongPasswordError, match="CHIP-004"):
        agree(broken_at(3, status), protocol(ECDH, 13), PASSWORD, fixed_random(SECRETS_G1))


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("status", ["6983", "6985"])
def test_a_blocked_password_is_no_wrong_one(step: int, status: str) -> None:
    with pytest.raises(AccessError, match="CHIP-005"):
        agree(broken_at(step, status), protocol(ECDH, 13), PASSWORD, fixed_random(SECRETS_G1))


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("status", ["6A80", "6700", "6D00", "6F00"])
def test_any_other_refusal_says_its_status(step: int, status: str) -> None:
    with pytest.raises(StatusError) as caught:
        agree(broken_at(step, status), protocol(ECDH, 13), PASSWORD, fixed_random(SECRETS_G1))
    assert caught.value.status == int(status, 16)
    assert caught.value.code == "CHIP-023"


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (0, "9000"),
        (0, "7C00 9000"),
        (0, "7C03 8001FF 9000"),  # no whole block
        (0, "7C12 8110 95A3A016522EE98D01E76CB6B98B42C3 9000"),
        (1, "7C43 824104 " + "00" * 64 + " 9000"),  # not on the curve
        (1, f"7C43 824104 {PK_MAP} 9000"),  # our own key, echoed
        (1, "7C02 8200 9000"),
        (2, f"7C43 844104 {PK} 9000"),
        (2, f"7C43 844104 {PK_MAP_CHIP[:-2]}00 9000"),
        (3, "7C0A 8608 3ABB9674BCE93C09 9000"),  # a wrong token
        (3, "7C02 8600 9000"),
        (3, "FFFF 9000"),
    ],
)
def test_a_chip_that_does_not_follow_the_protocol(step: int, answer: str) -> None:
    with pytest.raises(AccessError, match="CHIP-022"):
        agree(broken_at(step, answer), protocol(ECDH, 13), PASSWORD, fixed_random(SECRETS_G1))


@pytest.mark.parametrize("public", [b"", b"\x00", b"\x01", bytes(128), b"\xff" * 128, (2).to_bytes(128, "big")])
def test_integers_outside_the_subgroup_are_refused(public: bytes) -> None:
    group = standardized(0)
    assert group is not None
    with pytest.raises(ValueError, match=r"group|secret"):
        group.shared(12345, public)
