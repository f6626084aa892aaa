"""An officer's card through the real daemon: pcscd, its virtual reader, pyscard."""

import threading
import time

import pytest

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.vpcd import VirtualCard
from devices.smartcard.errors import OfficerCardError, SmartCardError
from devices.smartcard.pcsc import Held, PcscReaders
from devices.smartcard.piv.officer_cards import OfficerCards
from devices.smartcard.piv.watching import CardWatch, PassingOver
from devices.smartcard.readers import ReaderCondition
from tests.helpers.chip_world import usual_profile
from tests.helpers.officer_cards import CARD_PIN, KINDS, NOW, officer_card
from tests.helpers.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]
pytestmark = pytest.mark.xdist_group("pcscd")
FIRST, SECOND = "Virtual PCD 00 00", "Virtual PCD 00 01"
LONG = 15.0


@pytest.fixture
def held(pcscd: Pcscd) -> Held:
    del pcscd
    return Held()


def until_cards(held: Held, number: int) -> None:
    """Wait until the daemon has seen so many cards."""
    readers = PcscReaders(held=held)
    deadline = time.monotonic() + LONG
    state = readers.watch(None, 0)
    while sum(each.condition is ReaderCondition.CARD for each in state.readers) != number:
        assert time.monotonic() < deadline, state
        state = readers.watch(state, 1.0)
    readers.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_is_enrolled_proves_itself_and_its_going_is_told(held: Held, kind: str) -> None:
    card = officer_card(kind)
    cards = OfficerCards(lambda: PcscReaders(held=held), lambda: NOW)
    inserted = VirtualCard(card)
    inserted.insert()
    until_cards(held, 1)
    enrolled = cards.enrol(CARD_PIN)
    assert enrolled.public_key == card.public_key
    with pytest.raises(OfficerCardError, match="CARD-004") as caught:
        cards.prove(card.public_key, "000000")
    assert caught.value.details["left"] == "2"
    place = cards.prove(card.public_key, CARD_PIN)
    assert place == enrolled.place, "a reset is no new insertion"
    gone = threading.Semaphore(0)
    watch = CardWatch(PcscReaders(held=held), place, gone.release)
    assert not gone.acquire(timeout=0.1)
    inserted.pull()
    assert gone.acquire(timeout=LONG)
    watch.close()
    with pytest.raises(SmartCardError, match="CARD-001"):
        cards.prove(card.public_key, CARD_PIN)


def test_beside_a_citizen_s_card_the_right_one_is_asked_and_passed_over(held: Held) -> None:
    card, citizen_s = officer_card(), SimulatedChip(usual_profile())
    cards = OfficerCards(lambda: PcscReaders(held=held), lambda: NOW)
    with VirtualCard(citizen_s), VirtualCard(card, 1):
        until_cards(held, 2)
        place = cards.enrol(CARD_PIN).place
        assert place.reader == SECOND
        station_s = PassingOver(PcscReaders(held=held))
        station_s.pass_over(place)
        state = station_s.watch(None, 0)
        assert [each.condition for each in state.readers] == [ReaderCondition.CARD, ReaderCondition.PASSED_OVER]
        assert state.readers[0].name == FIRST
        station_s.close()
