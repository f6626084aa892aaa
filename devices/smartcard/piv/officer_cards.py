"""An officer's card among the readers: enrolled once, then asked at every unlocking for a fresh signature.

Only cards with a PIV application are looked at; a citizen's card has none. The card's PIN goes to the card and nowhere
else. Its certificate is not traced to an issuer: what counts is the key, which somebody who was already known enrolled.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.smartcard.apdu import PlainChannel
from devices.smartcard.errors import OfficerCardError
from devices.smartcard.piv.applet import PivApplet
from devices.smartcard.piv.challenge import algorithm_of, check_answer, fresh_challenge
from devices.smartcard.readers import CardReaders, ReaderCondition, ServiceCondition


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a card lies: the reader, and the number of its insertion."""

    reader: str
    insertion: int


@dataclass(frozen=True, slots=True)
class OfficerCard:
    """A card that was enrolled.

    Attributes:
        public_key: DER SubjectPublicKeyInfo of its authentication key.
        holder: Subject of its certificate, as RFC 4514 writes it; to be shown, not kept.
        place: Where it lies.
    """

    public_key: bytes
    holder: str
    place: CardPlace


class OfficerCards:
    """The officer's cards at this PC; every call opens readers of its own and lets them go."""

    def __init__(self, readers: Callable[[], CardReaders], clock: Callable[[], datetime]) -> None:
        self._readers = readers
        self._clock = clock

    def enrol(self, pin: str) -> OfficerCard:
        """Take the one officer's card that lies there, if it proves that it has its certificate's key.

        Raises:
            OfficerCardError: CARD-001 to CARD-011.
            SmartCardError: The readers or the card failed.
        """
        with self._one_card() as (applet, place):
            certificate = _certificate(applet.certificate())
            if not certificate.not_valid_before_utc <= self._clock() <= certificate.not_valid_after_utc:
                raise OfficerCardError("CARD-008")
            public_key = _public_key(certificate)
            _prove(applet, public_key, pin)
            return OfficerCard(public_key, certificate.subject.rfc4514_string(), place)

    def prove(self, public_key: bytes, pin: str) -> CardPlace:
        """See that the card with this key lies there and its PIN is known.

        Another card's PIN is never asked for: which card it is shows before, by its certificate.

        Raises:
            OfficerCardError: CARD-001 to CARD-011; CARD-003, it is another card.
            SmartCardError: The readers or the card failed.
        """
        with self._one_card(public_key) as (applet, place):
            _prove(applet, public_key, pin)
            return place

    @contextmanager
    def _one_card(self, wanted: bytes = b"") -> Iterator[tuple[PivApplet, CardPlace]]:
        """The card with this key, or the only officer's card; held exclusively, and powered down afterwards."""
        readers = self._readers()
        try:
            place = _chosen(readers, wanted)
            with _applet(readers, place) as applet:
                yield applet, place
        finally:
            readers.close()


def _chosen(readers: CardReaders, wanted: bytes) -> CardPlace:
    """Where the card with this key lies; with b"" the only officer's card.

    Raises:
        OfficerCardError: CARD-001, CARD-002, CARD-003, CARD-009, CARD-010.
    """
    state = readers.watch(None, 0)
    if state.service is not ServiceCondition.RUNNING:
        raise OfficerCardError("CARD-010")
    places = [CardPlace(each.name, each.insertion) for each in state.readers if each.condition is ReaderCondition.CARD]
    keys = {place: key for place in places if (key := _key_at(readers, place)) is not None}
    fitting = [place for place, key in keys.items() if not wanted or key == wanted]
    if not places:
        raise OfficerCardError("CARD-001")
    if not keys:
        raise OfficerCardError("CARD-002")
    if not fitting:
        raise OfficerCardError("CARD-003")
    if len(fitting) > 1:
        raise OfficerCardError("CARD-009")
    return fitting[0]


def _key_at(readers: CardReaders, place: CardPlace) -> bytes | None:
    """The key of an officer's card, b"" where it has none that is known; None where it is no officer's card."""
    try:
        with _applet(readers, place) as applet:
            return _public_key(_certificate(applet.certificate()))
    except OfficerCardError as error:
        return None if error.code == "CARD-002" else b""


@contextmanager
def _applet(readers: CardReaders, place: CardPlace) -> Iterator[PivApplet]:
    connection = readers.connect(place.reader)
    try:
        yield PivApplet(PlainChannel(connection.transmit))
    finally:
        connection.close()


def _prove(applet: PivApplet, public_key: bytes, pin: str) -> None:
    algorithm, challenge = algorithm_of(public_key), fresh_challenge()
    applet.verify(pin)
    check_answer(public_key, challenge, applet.sign(algorithm, challenge.block(algorithm)))


def _certificate(content: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise OfficerCardError("CARD-006") from None


def _public_key(certificate: x509.Certificate) -> bytes:
    """The DER SubjectPublicKeyInfo of a certificate.

    Raises:
        OfficerCardError: CARD-006: its key is none that is known.
    """
    try:
        return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except Exception:  # noqa: BLE001 - an unknown algorithm, a point off its curve: whatever a card gave
        raise OfficerCardError("CARD-006") from None
