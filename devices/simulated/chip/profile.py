"""What is on a chip before anybody asks: files, passwords, keys."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec

from devices.simulated.chip import groups
from devices.simulated.chip.arithmetic import PrimeGroup, Weierstrass
from devices.simulated.chip.der import integer, oid, sequence, tlv
from devices.simulated.chip.face import encoded
from devices.simulated.chip.groups import Details
from devices.simulated.chip.parameters import PARAMETERS
from devices.simulated.chip.pki import Issuer, PrivateKey, Signer, new_key, public_key_info, security_object
from devices.simulated.chip.zone import key_information, zone
from devices.simulated.citizens import SyntheticCitizen

CIPHER_NUMBERS = MappingProxyType({"3des": 1, "aes128": 2, "aes192": 3, "aes256": 4})
CARD_ACCESS = 0x011C
COM, SOD = 0x011E, 0x011D
LOCKED = frozenset({0x0103, 0x0104})
_PACE, _CA, _PK, _TA = "0.4.0.127.0.7.2.2.4", "0.4.0.127.0.7.2.2.3", "0.4.0.127.0.7.2.2.1", "0.4.0.127.0.7.2.2.2"


@dataclass(frozen=True, slots=True)
class Pace:
    """One PACE variant: cipher and standardized parameters; generic mapping."""

    cipher: str = "aes128"
    parameters: int = 13

    @property
    def oid(self) -> str:
        """Dotted."""
        kind = 2 if isinstance(PARAMETERS[self.parameters], Weierstrass) else 1
        return f"{_PACE}.{kind}.{CIPHER_NUMBERS[self.cipher]}"


@dataclass(frozen=True, slots=True)
class ChipKey:
    """The key of chip authentication: a secret number over standardized parameters."""

    secret: int
    parameters: int = 13
    cipher: str = "aes128"
    key_id: int | None = None
    announced: bool = True

    @property
    def domain(self) -> Weierstrass | PrimeGroup:
        """Curve or group."""
        return PARAMETERS[self.parameters]

    @property
    def oid(self) -> str:
        """Dotted."""
        return f"{_CA}.{self._kind}.{CIPHER_NUMBERS[self.cipher]}"

    @property
    def _kind(self) -> int:
        return 2 if isinstance(self.domain, Weierstrass) else 1

    def infos(self) -> list[bytes]:
        """The entries of DG14."""
        number = [] if self.key_id is None else [integer(self.key_id)]
        found = [sequence(oid(f"{_PK}.{self._kind}"), self._public(), *number)]
        if self.announced:
            found.append(sequence(oid(self.oid), integer(1), *number))
        return found

    def _public(self) -> bytes:
        domain = self.domain
        if isinstance(domain, Weierstrass):
            point = domain.times(self.secret, (domain.x, domain.y))
            if point is None:
                raise ValueError("no key")
            bits = tlv(0x03, b"\0", domain.write(point))
            return sequence(sequence(oid("1.2.840.10045.2.1"), _written_out(domain)), bits)
        public = pow(domain.g, self.secret, domain.p)
        parameters = sequence(integer(domain.p), integer(domain.g), integer(domain.q))
        return sequence(sequence(oid("1.2.840.10046.2.1"), parameters), tlv(0x03, b"\0", integer(public)))


@dataclass(frozen=True, slots=True, repr=False)
class ChipProfile:
    """Everything on one chip.

    Attributes:
        number: The holder's, for tests and for the one who opens the chip.
        can: Six digits.
        zone_key: What BAC and PACE with the zone use.
        application: Files of the eMRTD application by identifier.
        master: Files of the master file.
        pace: The variants that EF.CardAccess offers.
        chip_key: For chip authentication; None without.
        signing_key: For active authentication; None without.
    """

    number: str
    can: str
    zone_key: str
    application: MappingProxyType[int, bytes]
    master: MappingProxyType[int, bytes]
    pace: tuple[Pace, ...]
    chip_key: ChipKey | None
    signing_key: PrivateKey | None

    def changed(self, fid: int, content: bytes) -> "ChipProfile":
        """The same with another file: a data group changed after it was signed."""
        return replace(self, application=MappingProxyType({**self.application, fid: content}))

    def signed_again(self, signer: Signer, **how: object) -> "ChipProfile":
        """The same with a hash list of another signer: a forger's, or one of other algorithms."""
        found = {fid - 0x0100: data for fid, data in self.application.items() if fid < 0x0111}
        return self.changed(SOD, security_object(found, signer, **how))  # type: ignore[arg-type] # passed on


@dataclass(frozen=True, slots=True)
class Options:
    """How a Vietnamese chip is made.

    Attributes:
        details: DG13.
        with_dg13: Whether there is one.
        picture: "jpeg", "jp2" or "j2k".
        picture_size: Bytes of EF.DG2 as a whole; None for what the drawing needs.
        iso_39794: Whether the face is in the newer format.
        pace: The PACE variants.
        chip_key: For chip authentication.
        signing: Kind of the key of active authentication; "" for none.
        hash_name: Of the signed hashes.
        scheme: "pss" for RSA-PSS.
        version: Of the hash list: 0 or 1.
        with_dg11_and_dg12: Whether there are any.
        state: Of the zone.
    """

    details: Details = field(default_factory=Details)
    with_dg13: bool = True
    picture: str = "jpeg"
    picture_size: int | None = None
    iso_39794: bool = False
    pace: Sequence[Pace] = (Pace(),)
    chip_key: ChipKey | None = field(default_factory=lambda: ChipKey(0x1F3A5C7E9B2D4F60718293A4B5C6D7E8F9))
    signing: str = "rsa2048"
    hash_name: str = "sha256"
    scheme: str = ""
    version: int = 0
    with_dg11_and_dg12: bool = False
    state: str = "VNM"


class Maker:
    """Makes chips of one issuer; keeps its keys, as making them takes long."""

    def __init__(self, issuer: Issuer | None = None, signer: Signer | None = None) -> None:
        self.issuer = issuer or Issuer.create()
        self.signer = signer or self.issuer.document_signer()
        self._signing_keys: dict[str, PrivateKey] = {}

    def chip(self, citizen: SyntheticCitizen, options: Options | None = None) -> ChipProfile:
        """The chip of a synthetic citizen's card."""
        options = options or Options()
        text = zone(citizen, options.state)
        signing_key = self._signing_key(options.signing)
        made = {0x0101: groups.dg1(text), 0x0102: _face(citizen, options), 0x0103: tlv(0x63, bytes(64))}
        if options.with_dg11_and_dg12:
            made[0x010B] = groups.dg11(citizen.full_name, citizen.residence)
            made[0x010C] = groups.dg12("Cục Cảnh sát mô phỏng", f"{citizen.issue_date:%Y%m%d}")
        if options.with_dg13:
            made[0x010D] = groups.dg13(citizen, options.details)
        infos = [*(_pace_info(each) for each in options.pace), *(options.chip_key.infos() if options.chip_key else ())]
        if isinstance(signing_key, ec.EllipticCurvePrivateKey):
            infos.append(sequence(oid("2.23.136.1.1.5"), integer(1), oid("0.4.0.127.0.7.1.1.4.1.3")))
        made[0x010E] = tlv(0x6E, tlv(0x31, *sorted(infos)))
        if signing_key is not None:
            made[0x010F] = tlv(0x6F, public_key_info(signing_key))
        listed = {fid - 0x0100: data for fid, data in made.items()}
        made[COM] = groups.com([made[fid] for fid in sorted(made)])
        made[SOD] = security_object(
            listed, self.signer, hash_name=options.hash_name, version=options.version, scheme=options.scheme
        )
        return ChipProfile(
            number=citizen.number,
            can=citizen.number[-6:],
            zone_key=key_information(text),
            application=MappingProxyType(made),
            master=MappingProxyType({CARD_ACCESS: card_access(options.pace)}),
            pace=tuple(options.pace),
            chip_key=options.chip_key,
            signing_key=signing_key,
        )

    def _signing_key(self, kind: str) -> PrivateKey | None:
        if not kind:
            return None
        if kind not in self._signing_keys:
            self._signing_keys[kind] = new_key(kind)
        return self._signing_keys[kind]


def card_access(offers: Sequence[Pace]) -> bytes:
    """EF.CardAccess: terminal and chip authentication announced, as on the Vietnamese card, and the PACE variants."""
    announced = [sequence(oid(_TA), integer(1)), sequence(oid(f"{_CA}.2.2"), integer(1))]
    return tlv(0x31, *announced, *(_pace_info(each) for each in offers))


def _pace_info(offer: Pace) -> bytes:
    return sequence(oid(offer.oid), integer(2), integer(offer.parameters))


def _face(citizen: SyntheticCitizen, options: Options) -> bytes:
    seed = int(citizen.number[-4:])
    make = groups.dg2_39794 if options.iso_39794 else groups.dg2
    image = encoded(seed, options.picture)
    whole = make(image)
    if options.picture_size is None:
        return whole
    while len(whole) != options.picture_size:
        image = encoded(seed, options.picture, len(image) + options.picture_size - len(whole))
        whole = make(image)
    return whole


def _written_out(curve: Weierstrass) -> bytes:
    """ECParameters in full, as ICAO 9303-12 demands of certificates and most issuers do in DG14."""
    field_id = sequence(oid("1.2.840.10045.1.1"), integer(curve.p))
    coefficients = (value.to_bytes(curve.width, "big") for value in (curve.a, curve.b))
    equation = sequence(*(tlv(0x04, each) for each in coefficients))
    base = tlv(0x04, curve.write((curve.x, curve.y)))
    return sequence(integer(1), field_id, equation, base, integer(curve.n), integer(1))
