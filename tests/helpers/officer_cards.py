"""Officers' cards of tests: keys made once, and the handle of simulated readers on which they lie."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.piv_card import PrivateKey, SimulatedPivCard, certificate_of
from devices.smartcard.piv.officer_cards import OfficerCards

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
BEGIN = NOW - timedelta(days=100)
CARD_PIN = "246810"
KINDS = ("rsa", "ecc")


@cache
def private_key(kind: str, number: int = 0) -> PrivateKey:
    """A key that is the same for the same arguments; RSA costs a moment to make."""
    del number
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def officer_card(kind: str = "ecc", number: int = 0, *, days: int = 1000, packed: bool = False) -> SimulatedPivCard:
    """A card with a certificate of its own."""
    key = private_key(kind, number)
    certificate = certificate_of(key, f"Cán bộ {number}", BEGIN, days)
    return SimulatedPivCard(key, certificate, CARD_PIN, packed=packed)


def cards_at(readers: SimulatedReaders) -> OfficerCards:
    """The officer's cards on simulated readers."""
    return OfficerCards(readers.another, lambda: NOW)
