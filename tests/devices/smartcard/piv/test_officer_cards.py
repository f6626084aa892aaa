"""An officer's card: enrolled, proved by fresh challenges, and every way in which it proves nothing."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.card_reader import NAME, SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.piv_card import SimulatedPivCard
from devices.smartcard.apdu import PlainChannel
from devices.smartcard.errors import CardRemovedError, OfficerCardError
from devices.smartcard.piv.applet import Algorithm, PivApplet
from devices.smartcard.piv.challenge import algorithm_of, check_answer, fresh_challenge
from devices.smartcard.piv.officer_cards import CardPlace
from devices.smartcard.piv.watching import CardWatch, PassingOver
from devices.smartcard.readers import ReaderCondition, ServiceCondition
from tests.helpers.chip_world import usual_profile
from tests.helpers.officer_cards import CARD_PIN, KINDS, cards_at, officer_card, private_key

SECOND = "Đầu đọc thứ hai"


def lying(*cards: SimulatedPivCard | SimulatedChip) -> SimulatedReaders:
    readers = SimulatedReaders((NAME, SECOND))
    for card, reader in zip(cards, (NAME, SECOND), strict=False):
        readers.put_down(card, reader)
    return readers


def refused(card: SimulatedPivCard, pin: str = CARD_PIN, key: bytes = b"") -> OfficerCardError:
    with pytest.raises(OfficerCardError) as caught:
        cards_at(lying(card)).prove(key or card.public_key, pin)
    return caught.value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_card_is_enrolled_and_proves_itself_again(kind: str, packed: bool) -> None:
    card = officer_card(kind, packed=packed)
    cards = cards_at(lying(card))
    enrolled = cards.enrol(CARD_PIN)
    assert enrolled.public_key == card.public_key
    assert enrolled.holder == "CN=Cán bộ 0"
    assert cards.prove(enrolled.public_key, CARD_PIN) == enrolled.place == CardPlace(NAME, 1)


def test_every_challenge_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    card = officer_card("ecc")
    cards = cards_at(lying(card))
    for _ in range(3):
        cards.prove(card.public_key, CARD_PIN)
    signed = [command for command in card.seen if command[1] == 0x87]
    assert len(signed) == len(set(signed)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_fits_no_other_challenge_and_no_other_key(kind: str) -> None:
    card = officer_card(kind)
    card.power_on()
    applet = PivApplet(PlainChannel(card.transmit))
    applet.verify(CARD_PIN)
    algorithm, challenge = algorithm_of(card.public_key), fresh_challenge()
    answer = applet.sign(algorithm, challenge.block(algorithm))
    check_answer(card.public_key, challenge, answer)
    for key, other in ((card.public_key, fresh_challenge()), (officer_card(kind, 1).public_key, challenge)):
        with pytest.raises(OfficerCardError, match="CARD-007"):
            check_answer(key, other, answer)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copied_certificate_without_its_key_proves_nothing(kind: str) -> None:
    card = officer_card(kind)
    forged = replace(card, signer=private_key(kind, 7), seen=[])
    assert refused(forged).code == "CARD-007"
    with pytest.raises(OfficerCardError, match="CARD-007"):
        cards_at(lying(forged)).enrol(CARD_PIN)


def test_a_wrong_pin_tells_the_tries_left_and_then_the_card_is_blocked() -> None:
    card = officer_card()
    for left in ("2", "1"):
        error = refused(card, "999999")
        assert (error.code, error.details["left"]) == ("CARD-004", left)
    assert refused(card, "999999").code == "CARD-005"
    assert refused(card).code == "CARD-005"
    assert not [command for command in card.seen if command[1] == 0x87], "nothing was signed"


@pytest.mark.parametrize("pin", ["", "12345", "123456789", "12a456", "١٢٣٤٥٦", "      "])
def test_what_can_be_no_pin_costs_no_try(pin: str) -> None:
    card = officer_card()
    error = refused(card, pin)
    assert (error.code, error.details["left"], card.tries) == ("CARD-004", "3", 3)


def test_the_pin_goes_to_the_card_and_into_no_text() -> None:
    card = officer_card()
    error = refused(card, "975310")
    assert "975310" not in str(error) + repr(error) + repr(error.details)
    assert sum(b"975310" in command for command in card.seen) == 1


def test_no_card_a_citizen_s_another_and_two() -> None:
    card, other = officer_card(), officer_card("rsa")
    for readers, code in (
        (lying(), "CARD-001"),
        (lying(SimulatedChip(usual_profile())), "CARD-002"),
        (lying(other), "CARD-003"),
        (lying(card, card), "CARD-009"),
    ):
        with pytest.raises(OfficerCardError, match=code):
            cards_at(readers).prove(card.public_key, CARD_PIN)
    assert cards_at(lying(other, card)).prove(card.public_key, CARD_PIN).reader == SECOND
    assert cards_at(lying(SimulatedChip(usual_profile()), card)).prove(card.public_key, CARD_PIN).reader == SECOND
    assert not [command for command in other.seen if command[1] == 0x20], "another card's PIN was not asked for"
    with pytest.raises(OfficerCardError, match="CARD-009"):
        cards_at(lying(card, other)).enrol(CARD_PIN)


def test_a_service_that_does_not_run() -> None:
    readers = lying(officer_card())
    readers.set_service(ServiceCondition.STOPPED)
    with pytest.raises(OfficerCardError, match="CARD-010"):
        cards_at(readers).enrol(CARD_PIN)


def test_a_certificate_out_of_date_is_not_enrolled() -> None:
    with pytest.raises(OfficerCardError, match="CARD-008"):
        cards_at(lying(officer_card(days=99))).enrol(CARD_PIN)


@pytest.mark.parametrize("lost_at", range(1, 8))
def test_a_card_that_is_pulled_at_any_exchange(lost_at: int) -> None:
    card = replace(officer_card(), lost_at=lost_at, seen=[])
    with pytest.raises(CardRemovedError):
        cards_at(lying(card)).prove(card.public_key, CARD_PIN)


@given(st.binary(max_size=300))
def test_whatever_stands_for_a_certificate_only_a_code_comes_out(content: bytes) -> None:
    card = replace(officer_card(), certificate=content, seen=[])
    with pytest.raises(OfficerCardError, match="CARD-006"):
        cards_at(lying(card)).enrol(CARD_PIN)


def test_a_packed_certificate_that_would_never_end_is_refused() -> None:
    card = replace(officer_card(packed=True), certificate=bytes(10_000_000), seen=[])
    with pytest.raises(OfficerCardError, match="CARD-006"):
        cards_at(lying(card)).enrol(CARD_PIN)


def test_a_key_of_another_kind_is_none() -> None:
    public = x509.load_der_x509_certificate(officer_card("rsa").certificate).public_key()
    assert algorithm_of(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)) is Algorithm.RSA_2048
    with pytest.raises(OfficerCardError, match="CARD-006"):
        algorithm_of(b"\x30\x03\x02\x01\x01")


def lifted(readers: SimulatedReaders) -> None:
    readers.lift()


def unplugged(readers: SimulatedReaders) -> None:
    readers.unplug(NAME)


def stopped(readers: SimulatedReaders) -> None:
    readers.set_service(ServiceCondition.STOPPED)


@pytest.mark.parametrize("act", [lifted, unplugged, stopped])
def test_a_card_that_goes_is_told_once(act: Callable[[SimulatedReaders], None]) -> None:
    readers, gone = lying(officer_card()), threading.Semaphore(0)
    watch = CardWatch(readers.another(), CardPlace(NAME, 1), gone.release)
    assert not gone.acquire(timeout=0.05)
    act(readers)
    assert gone.acquire(timeout=10)
    watch.close()
    assert not gone.acquire(blocking=False)


def test_a_watch_that_is_ended_tells_nothing() -> None:
    readers, gone = lying(officer_card()), threading.Semaphore(0)
    watch = CardWatch(readers.another(), CardPlace(NAME, 1), gone.release)
    watch.close()
    readers.lift()
    assert not gone.acquire(blocking=False)


def test_the_officer_s_card_is_no_citizen_s() -> None:
    readers = lying(officer_card(), SimulatedChip(usual_profile()))
    seen = PassingOver(readers)
    before = seen.watch(None, 0)
    assert [each.condition for each in before.readers] == [ReaderCondition.CARD] * 2
    seen.pass_over(CardPlace(NAME, 1))
    state = seen.watch(before, 5)
    assert [each.condition for each in state.readers] == [ReaderCondition.PASSED_OVER, ReaderCondition.CARD]
    seen.watch(state, 0)  # takes the cancel of `pass_over` away
    assert seen.watch(state, 0.01) == state, "it waits: nothing has changed"
    readers.put_down(SimulatedChip(usual_profile()), NAME)
    state = seen.watch(state, 5)
    assert state.readers[0].condition is ReaderCondition.CARD, "another card in its place is looked at"
    seen.close()
