"""Whole readings of simulated chips: every shape of card, every quirk, every forgery."""

import dataclasses
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.groups import Details, foreign_dg13
from devices.simulated.chip.parameters import PARAMETERS
from devices.simulated.chip.profile import CARD_ACCESS, COM, SOD, ChipKey, Options, Pace, card_access
from devices.simulated.chip.quirks import Quirks, TooLong
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import Answer, Reason
from devices.smartcard.channel.access import AccessMethod
from devices.smartcard.channel.passwords import AccessKey, Can, access_key
from devices.smartcard.datagroups.dg13 import Dg13Field
from devices.smartcard.datagroups.face_images import ImageFormat, decode_image
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.document import PartialReading, Phase
from devices.smartcard.errors import (
    AccessError,
    CardRemovedError,
    ChannelBrokenError,
    NotAnEmrtdError,
    OtherCardError,
    StatusError,
    WrongPasswordError,
)
from tests.helpers.chip_world import (
    HOLDER,
    Connection,
    Steps,
    key_of,
    maker,
    profile,
    read,
    rival,
    store_in,
    usual_profile,
)

QUICK = Options(chip_key=None, signing="", picture="jpeg")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    return store_in(tmp_path_factory.mktemp("trust"))


def test_the_vietnamese_card_whole(store: TrustStore) -> None:
    chip = SimulatedChip(profile(Options(picture_size=15_000)))
    steps = Steps()
    document = read(chip, store=store, observer=steps)
    assert document.complete
    assert document.method is AccessMethod.PACE_CAN
    assert document.card_access_read
    assert document.dg1.personal_number == HOLDER.number
    assert document.dg1.mrz.bad_check_digits == ()
    assert document.dg13 is not None
    assert document.dg13.text(Dg13Field.FULL_NAME) == HOLDER.full_name
    assert document.dg2 is not None
    assert decode_image(document.dg2.faces[0].data).width == 240
    verdicts = document.verdicts
    assert {verdicts.data_genuine.answer, verdicts.chip_genuine.answer, verdicts.not_revoked.answer} == {Answer.YES}
    for file, content in document.files.items():
        assert content == chip.profile.application[file.file_id]
    # Text before photo, phases in order, and nothing of what must not be touched.
    assert [text.dg2 for text in steps.texts] == [None]
    assert list(dict.fromkeys(step.phase for step in steps.progress)) == list(Phase)
    assert not chip.touched & {0x0103, 0x0104, COM}


def test_exchanges_are_as_few_as_blocks_allow(store: TrustStore) -> None:
    chip = SimulatedChip(profile(Options(picture_size=15_000)))
    document = read(chip, store=store)
    blocks = sum(-(-len(content) // 223) for content in document.files.values())
    # EF.CardAccess 2, PACE 5, application 1, chip authentication 2 and one for its proof.
    assert document.figures.exchanges == chip.exchanges == blocks + 2 + 5 + 1 + 3


@pytest.mark.parametrize("picture", ["jpeg", "jp2", "j2k"])
@pytest.mark.parametrize("newer", [False, True])
def test_faces_of_every_format(picture: str, newer: bool) -> None:
    document = read(profile(dataclasses.replace(QUICK, picture=picture, iso_39794=newer)))
    assert document.dg2 is not None
    face = document.dg2.faces[0]
    assert (
        face.format == {"jpeg": ImageFormat.JPEG, "jp2": ImageFormat.JPEG2000, "j2k": ImageFormat.CODESTREAM}[picture]
    )
    decoded = decode_image(face.data)
    assert (decoded.width, decoded.height, len(decoded.rgb)) == (240, 320, 240 * 320 * 3)


@pytest.mark.parametrize("parameters", sorted(PARAMETERS))
@pytest.mark.parametrize("cipher", ["3des", "aes128", "aes192", "aes256"])
def test_pace_in_every_variant(parameters: int, cipher: str) -> None:
    made = profile(dataclasses.replace(QUICK, pace=(Pace(cipher, parameters),)))
    # Public keys of 2048 bits do not fit into a short command.
    document = read(made, quirks=Quirks(extended=parameters in {1, 2}), with_photo=False)
    assert document.method is AccessMethod.PACE_CAN


def test_with_several_variants_the_parameters_are_named() -> None:
    offers = (Pace("aes128", 12), Pace("aes128", 13), Pace("3des", 13), Pace("aes256", 2))
    document = read(profile(dataclasses.replace(QUICK, pace=offers)), with_photo=False)
    assert document.method is AccessMethod.PACE_CAN


@pytest.mark.parametrize(
    "key",
    [
        ChipKey(0x1234567890ABCDEF, 13, "3des"),
        ChipKey(0x1234567890ABCDEF, 13, "aes192"),
        ChipKey(0x1234567890ABCDEF, 15, "aes256"),
        ChipKey(0x1234567890ABCDEF, 12, "aes128", key_id=7),
        ChipKey(0x1234567890ABCDEF, 2, "aes128"),
        ChipKey(0x1234567890ABCDEF, 1, "3des", key_id=1),
        ChipKey(0x1234567890ABCDEF, 13, "3des", announced=False),
    ],
    ids=["ec-3des", "ec-aes192", "p384-aes256", "p256-id", "dh-aes128", "dh-3des-id", "unannounced"],
)
def test_chip_authentication_in_every_variant(key: ChipKey, store: TrustStore) -> None:
    document = read(profile(Options(chip_key=key, signing="")), store=store, quirks=Quirks(extended=key.parameters < 3))
    assert document.verdicts.chip_genuine.answer is Answer.YES
    assert document.dg2 is not None


@pytest.mark.parametrize("kind", ["p256", "brainpool256"])
def test_active_authentication_where_there_is_no_chip_authentication(kind: str, store: TrustStore) -> None:
    document = read(profile(Options(chip_key=None, signing=kind)), store=store, with_photo=False)
    assert document.verdicts.chip_genuine.answer is Answer.YES


def test_an_rsa_signature_needs_a_reader_that_can_carry_it(store: TrustStore) -> None:
    made = profile(Options(chip_key=None, signing="rsa2048"))
    document = read(made, store=store, with_photo=False)
    assert document.verdicts.chip_genuine.reasons == (Reason.READER_TOO_SHORT,)
    document = read(made, store=store, with_photo=False, quirks=Quirks(extended=True), extended=True)
    assert document.verdicts.chip_genuine.answer is Answer.YES


# ---- contents


@pytest.mark.parametrize("nested", [False, True])
def test_parents_in_both_layouts(nested: bool) -> None:
    details = Details(parents=("Nguyễn Văn Cha", "Trần Thị Mẹ"), nested_parents=nested)
    document = read(profile(dataclasses.replace(QUICK, details=details)), with_photo=False)
    assert document.dg13 is not None
    assert document.dg13.texts[Dg13Field.PARENTS] == ("Nguyễn Văn Cha", "Trần Thị Mẹ")
    assert document.dg13.texts[Dg13Field.SPOUSES] == ()


def test_long_lengths_and_locked_fields() -> None:
    residence = "Tổ 99, Ấp Tân Thạnh, " * 9 + "Đồng Tháp"
    details = Details(residence=residence, locked=frozenset({6, 7, 13, 15}), spouses=("Vợ Một", "Vợ Hai"))
    document = read(profile(dataclasses.replace(QUICK, details=details)), with_photo=False)
    assert document.dg13 is not None
    assert document.dg13.text(Dg13Field.RESIDENCE) == residence
    assert document.dg13.texts[Dg13Field.SPOUSES] == ("Vợ Một", "Vợ Hai")
    assert not set(document.dg13.texts) & {Dg13Field.ETHNICITY, Dg13Field.RELIGION, Dg13Field.PARENTS}


def test_another_state_s_dg13_is_kept_and_not_understood() -> None:
    made = profile(QUICK).changed(0x010D, foreign_dg13())
    document = read(made, with_photo=False)
    assert document.dg13 is not None
    assert not document.dg13.recognised
    assert document.dg13.raw == foreign_dg13()


def test_additional_details_where_there_are_any() -> None:
    document = read(profile(dataclasses.replace(QUICK, with_dg11_and_dg12=True)), with_photo=False)
    assert document.dg11 is not None
    assert document.dg11.full_name == HOLDER.full_name
    assert document.dg12 is not None
    assert document.dg12.issue_date == f"{HOLDER.issue_date:%Y%m%d}"


def test_a_malformed_group_costs_only_itself() -> None:
    made = profile(QUICK).changed(0x010D, bytes.fromhex("6D05DEADBEEF00")).changed(0x0102, bytes.fromhex("7503020100"))
    document = read(made)
    assert document.dg2 is None
    assert set(document.problems) == {ElementaryFile.DG2}
    assert document.dg13 is not None
    assert not document.dg13.recognised
    assert document.dg1.personal_number == HOLDER.number


def test_a_chip_without_hash_list_is_read_by_its_own_list() -> None:
    whole = profile(QUICK)
    files = {fid: data for fid, data in whole.application.items() if fid != SOD}
    document = read(dataclasses.replace(whole, application=MappingProxyType(files)))
    assert document.dg13 is not None
    assert document.dg2 is not None
    assert document.verdicts.data_genuine.reasons == (Reason.NOT_OFFERED,)


# ---- ways in


@pytest.mark.parametrize(
    ("quirks", "method"),
    [
        (Quirks(master_file=True), AccessMethod.PACE_CAN),
        (Quirks(card_access_by_short_id=False), AccessMethod.PACE_CAN),
        (Quirks(card_access=False), AccessMethod.PACE_CAN),  # by what all cards of 2021 say
        (Quirks(pace=False), AccessMethod.BAC),
        (Quirks(card_access=False, pace=False), AccessMethod.BAC),
        (Quirks(bac=False), AccessMethod.PACE_CAN),
    ],
)
def test_every_way_in(quirks: Quirks, method: AccessMethod) -> None:
    document = read(usual_profile(), quirks=quirks, with_photo=False)
    assert document.method is method
    assert document.card_access_read is quirks.card_access


def test_the_number_alone_opens_by_pace_and_not_by_bac() -> None:
    alone = access_key(HOLDER.number)
    assert read(usual_profile(), alone, with_photo=False).method is AccessMethod.PACE_CAN
    with pytest.raises(StatusError, match="CHIP-023"):
        read(usual_profile(), alone, quirks=Quirks(pace=False))


def test_no_way_in_at_all() -> None:
    with pytest.raises(StatusError, match="CHIP-020"):
        read(usual_profile(), quirks=Quirks(pace=False, bac=False))


def test_a_wrong_number_is_told_and_nothing_else_is_tried() -> None:
    steps = Steps()
    with pytest.raises(WrongPasswordError, match="CHIP-004"):
        read(usual_profile(), key_of(citizen(8)), observer=steps)
    assert steps.attempts == ["PACE-CAN 1"]


def test_another_citizen_with_the_same_last_digits() -> None:
    """The CAN opens the chip, and the chip says whose it is."""
    number = "001" + "0" * 3 + HOLDER.number[-6:]
    with pytest.raises(OtherCardError, match="CHIP-007"):
        read(usual_profile(), AccessKey(number, Can(number[-6:])))


def test_bac_tries_three_times_and_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("devices.smartcard.reading.ChipReading._pause", lambda _, seconds: pauses.append(seconds))
    wrong = dataclasses.replace(
        key_of(), mrz=tuple(dataclasses.replace(key_of().mrz[0], expiry_date=f"30010{n}") for n in range(1, 6))
    )
    steps = Steps()
    chip = SimulatedChip(usual_profile(), Quirks(pace=False))
    with pytest.raises(WrongPasswordError):
        read(chip, wrong, observer=steps)
    assert steps.attempts == ["PACE-CAN 1", "PACE-MRZ 1", "BAC 1", "BAC 2", "BAC 3"]
    assert pauses == [1.0, 1.0]


@pytest.mark.parametrize("guess", [0, 1, 2])
def test_bac_stops_at_the_first_that_opens(guess: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.smartcard.reading.ChipReading._pause", lambda *_: None)
    right = key_of().mrz[0]
    guesses = [dataclasses.replace(right, expiry_date=f"30010{n}") for n in range(1, 4)]
    guesses[guess] = right
    steps = Steps()
    document = read(
        usual_profile(), dataclasses.replace(key_of(), mrz=tuple(guesses)), quirks=Quirks(pace=False), observer=steps
    )
    assert document.method is AccessMethod.BAC
    assert steps.attempts[-1] == f"BAC {guess + 1}"


def test_a_chip_without_a_can_opens_with_the_zone() -> None:
    key = dataclasses.replace(key_of(), can=None)
    assert read(usual_profile(), key, with_photo=False).method is AccessMethod.PACE_MRZ


def test_a_card_that_is_no_document() -> None:
    class BankCard(SimulatedChip):
        def transmit(self, command: bytes) -> tuple[bytes, int]:
            return b"", 0x6A82

    with pytest.raises(NotAnEmrtdError, match="CHIP-003"):
        read(BankCard(usual_profile()))


def test_without_any_password_nothing_is_tried() -> None:
    with pytest.raises(AccessError, match="CHIP-006"):
        read(usual_profile(), AccessKey())


# ---- quirks


@pytest.mark.parametrize("too_long", TooLong)
@pytest.mark.parametrize("largest", [223, 160, 112])
@pytest.mark.parametrize("past_the_end", [0x9000, 0x6282, 0x6700, 0x6B00, 0x6C00])
@pytest.mark.parametrize("short_ids", [True, False])
def test_cards_of_every_temper(too_long: TooLong, largest: int, past_the_end: int, short_ids: bool) -> None:
    quirks = Quirks(short_ids=short_ids, largest=largest, too_long=too_long, past_the_end=past_the_end)
    document = read(usual_profile(), quirks=quirks)
    assert document.problems == {}
    for file, content in document.files.items():
        assert content == usual_profile().application[file.file_id]


@pytest.mark.parametrize("buffer", [32_768, 2_000, 1_100, 600])
def test_extended_length_is_used_and_falls_back(buffer: int) -> None:
    made = profile(Options(picture_size=15_000))
    short = read(made).figures.exchanges
    long = read(made, quirks=Quirks(extended=True, extended_buffer=buffer), extended=True)
    assert long.dg2 is not None
    assert long.problems == {}
    limit = {32_768: 30, 2_000: 60, 1_100: 60, 600: short + 30}[buffer]
    assert long.figures.exchanges <= limit


@given(st.integers(1, 45), st.integers(1, 45))
def test_a_broken_channel_is_rebuilt_and_reading_goes_on(one: int, other: int) -> None:
    """Whatever exchange breaks, twice: the outcome is the same, and the text is not read twice."""
    document = read(usual_profile(), quirks=Quirks(broken_at=frozenset({one, other})))
    assert document.problems == {}
    assert {file.name for file in document.files} == {"DG1", "SOD", "DG13", "DG14", "DG2"}


def test_a_channel_that_never_holds_is_given_up() -> None:
    with pytest.raises(ChannelBrokenError, match="CHIP-013"):
        read(usual_profile(), quirks=Quirks(broken_at=frozenset(range(8, 400))))


@given(st.integers(1, 60))
def test_a_lost_card_goes_on_where_it_stopped(lost_at: int) -> None:
    made, partial = usual_profile(), PartialReading()
    total = read(made).figures.exchanges
    chip = SimulatedChip(made, Quirks(lost_at=lost_at))
    try:
        read(chip, partial=partial)
    except CardRemovedError:
        before = sum(len(file.content) for file in partial.files.values())
        again = SimulatedChip(made)
        document = read(again, partial=partial)
        assert document.problems == {}
        # Opening, DG1 and the proof are done anew; of the rest only what was missing.
        assert again.exchanges <= total - before // 223 + 4
    else:
        assert lost_at > total


def test_what_was_kept_is_dropped_for_another_card() -> None:
    partial = PartialReading()
    with pytest.raises(CardRemovedError):
        read(SimulatedChip(usual_profile(7), Quirks(lost_at=25)), partial=partial)
    other = citizen(8)
    document = read(usual_profile(8), key_of(other), partial=partial)
    assert document.dg1.personal_number == other.number
    assert document.dg13 is not None
    assert document.dg13.text(Dg13Field.FULL_NAME) == other.full_name


def test_what_was_kept_of_a_citizen_s_other_card_is_read_again(store: TrustStore) -> None:
    """A replaced card can have the same zone: the signed hashes show that the parts do not belong together."""
    old, new = profile(Options(picture="jpeg")), profile(Options(picture="jp2", details=Details(ethnicity="Khmer")))
    partial = PartialReading()
    with pytest.raises(CardRemovedError):
        read(SimulatedChip(old, Quirks(lost_at=30)), store=store, partial=partial)
    document = read(new, store=store, partial=partial)
    assert document.verdicts.data_genuine.answer is Answer.YES
    assert document.dg13 is not None
    assert document.dg13.text(Dg13Field.ETHNICITY) == "Khmer"


# ---- forgeries


def test_without_an_anchor_nothing_is_genuine_and_nothing_forged() -> None:
    document = read(usual_profile())
    assert document.verdicts.data_genuine.answer is Answer.UNKNOWN
    assert document.verdicts.data_genuine.reasons == (Reason.NO_ANCHOR,)
    assert document.verdicts.chip_genuine.answer is Answer.UNKNOWN


def test_a_changed_group_is_a_no_even_without_an_anchor(store: TrustStore) -> None:
    other = usual_profile(8).application[0x010D]
    for trusted in (store, TrustStore.empty()):
        verdict = read(usual_profile().changed(0x010D, other), store=trusted).verdicts.data_genuine
        assert (verdict.answer, verdict.reasons, verdict.groups) == (Answer.NO, (Reason.HASH_MISMATCH,), (13,))


def test_a_swapped_photo_shows_at_the_end(store: TrustStore) -> None:
    steps = Steps()
    made = usual_profile().changed(0x0102, usual_profile(8).application[0x0102])
    verdict = read(made, store=store, observer=steps).verdicts.data_genuine
    assert steps.texts[0].verdicts.data_genuine.answer is Answer.YES
    assert (verdict.answer, verdict.groups) == (Answer.NO, (2,))


def test_a_forger_s_signature(store: TrustStore) -> None:
    forged = usual_profile().signed_again(rival().document_signer())
    verdict = read(forged, store=store, with_photo=False).verdicts.data_genuine
    assert verdict.answer is not Answer.YES
    assert verdict.reasons[0] in {Reason.CHAIN_BROKEN, Reason.NO_ANCHOR}


def test_a_way_in_that_is_not_signed_is_a_downgrade(store: TrustStore) -> None:
    weaker = (Pace("3des", 13),)
    whole = usual_profile()
    files = MappingProxyType({CARD_ACCESS: card_access(weaker)})
    document = read(dataclasses.replace(whole, master=files, pace=weaker), store=store, with_photo=False)
    assert document.method is AccessMethod.PACE_CAN
    assert document.verdicts.data_genuine.reasons == (Reason.PROTOCOLS_CHANGED,)


def test_a_copy_cannot_prove_itself(store: TrustStore) -> None:
    document = read(usual_profile(), store=store, quirks=Quirks(without_private_keys=True))
    assert document.verdicts.data_genuine.answer is Answer.YES
    assert document.verdicts.chip_genuine.answer is Answer.NO
    assert document.verdicts.chip_genuine.reasons == (Reason.PROOF_WRONG,)
    assert document.dg2 is not None


def test_a_copy_without_chip_authentication_cannot_either(store: TrustStore) -> None:
    made = profile(Options(chip_key=None, signing="p256"))
    document = read(made, store=store, quirks=Quirks(without_private_keys=True), with_photo=False)
    assert document.verdicts.chip_genuine.reasons == (Reason.PROOF_WRONG,)


def test_a_chip_that_will_not_prove_itself(store: TrustStore) -> None:
    document = read(usual_profile(), store=store, quirks=Quirks(refuses_chip_authentication=True), with_photo=False)
    assert document.verdicts.chip_genuine.reasons == (Reason.PROOF_REFUSED,)


@pytest.mark.parametrize(
    "how",
    [{"hash_name": "sha384"}, {"hash_name": "sha512", "version": 1}, {"scheme": "pss"}, {}],
)
@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_signatures_of_every_kind(kind: str, how: dict[str, object], store: TrustStore) -> None:
    if kind == "p256" and "scheme" in how:
        kind = "p384"
    made = usual_profile().signed_again(maker().issuer.document_signer(kind), **how)
    assert read(made, store=store, with_photo=False).verdicts.data_genuine.answer is Answer.YES


def test_a_revoked_signer(tmp_path: Path) -> None:
    signer = maker().issuer.document_signer()
    from datetime import UTC, datetime

    (tmp_path / "root.cer").write_bytes(maker().issuer.root.certificate)
    (tmp_path / "list.crl").write_bytes(maker().issuer.revocation_list(signer, now=datetime.now(UTC)))
    document = read(usual_profile().signed_again(signer), store=TrustStore.load(tmp_path), with_photo=False)
    assert document.verdicts.data_genuine.answer is Answer.YES
    assert document.verdicts.not_revoked.reasons == (Reason.REVOKED,)


def test_garbage_is_answered_with_an_error_or_a_new_try() -> None:
    for at in range(1, 40):
        document = read(usual_profile(), quirks=Quirks(garbage_at=frozenset({at})), with_photo=False)
        assert document.dg1.personal_number == HOLDER.number


def test_a_connection_that_is_closed_twice() -> None:
    connection = Connection(SimulatedChip(usual_profile())).inner
    connection.close()
    connection.close()
    with pytest.raises(CardRemovedError):
        connection.transmit(b"\0\xa4\0\x0c")
