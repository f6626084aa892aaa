"""Chip authentication (ICAO 9303-11, section 6.2): the chip proves its private key, and the channel gets new keys.

Whether that makes the chip genuine is decided elsewhere: only if its public key, in DG14, is covered by the signed
hashes. The proof itself is that the chip can answer under the new keys at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from devices.smartcard.apdu import Command, Instruction
from devices.smartcard.channel.key_agreement import (
    CurveAgreement,
    GroupAgreement,
    KeyAgreement,
    RandomBytes,
    system_random,
)
from devices.smartcard.channel.object_identifiers import encode_oid
from devices.smartcard.channel.pace import DYNAMIC_DATA, SUITES
from devices.smartcard.channel.secure_messaging import SecureChannel, SessionKeys
from devices.smartcard.channel.symmetric import Purpose, Suite
from devices.smartcard.datagroups.security_infos import (
    ChipAuthenticationInfo,
    ChipAuthenticationPublicKeyInfo,
    SecurityInfos,
)
from devices.smartcard.domain_parameters import Group
from devices.smartcard.elliptic_curves import Point
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import DhPublicKey, EcPublicKey, parse_public_key
from devices.smartcard.tlv import encode_tlv

ID_CA = "0.4.0.127.0.7.2.2.3"
_PREFERENCE = (Suite.AES256, Suite.AES192, Suite.AES128, Suite.DES3)


@dataclass(frozen=True, slots=True)
class ChipAuthentication:
    """One way for the chip to prove its key.

    Attributes:
        oid: The protocol's object identifier, dotted.
        suite: The ciphers of the new session.
        key_id: Which of several keys; None where there is one.
        agreement: The domain parameters of the chip's key.
        public: The chip's public key.
    """

    oid: str
    suite: Suite
    key_id: int | None
    agreement: KeyAgreement
    public: bytes


def offered(infos: SecurityInfos) -> ChipAuthentication | None:
    """The strongest way that DG14 offers and that can be carried out here; None where there is none."""
    ways = [way for key in infos.chip_authentication_keys for way in _ways(key, infos.chip_authentication)]
    return min(ways, key=lambda way: _PREFERENCE.index(way.suite), default=None)


def authenticate_chip(
    channel: SecureChannel, way: ChipAuthentication, random: RandomBytes = system_random
) -> SecureChannel:
    """Have the chip agree on new keys with its own; the channel under them, the old one being dead.

    The next answer on it is the proof: a chip without the private key cannot give it.

    Raises:
        StatusError: The chip refused.
        ChannelBrokenError: The channel broke.
        AuthenticityError: The chip's public key gives no secret.
    """
    secret = way.agreement.new_secret(random)
    try:
        shared = way.agreement.shared(secret, way.public)
    except ValueError as error:
        raise AuthenticityError("CHIP-031") from error
    own = way.agreement.public(secret)
    key_id = b"" if way.key_id is None else encode_tlv(0x84, _minimal(way.key_id))
    mse = Instruction.MANAGE_SECURITY_ENVIRONMENT
    if way.suite is Suite.DES3:  # one command does it all (section 6.2.4.1)
        channel.send(Command(mse, 0x41, 0xA6, encode_tlv(0x91, own) + key_id)).expect("CHIP-030")
    else:
        select = encode_tlv(0x80, encode_oid(way.oid)) + key_id
        channel.send(Command(mse, 0x41, 0xA4, select)).expect("CHIP-030")
        data = encode_tlv(DYNAMIC_DATA, encode_tlv(0x80, own))
        channel.send(Command(Instruction.GENERAL_AUTHENTICATE, 0, 0, data, le=256)).expect("CHIP-030")
    encryption, checksum = (way.suite.derive(shared, it) for it in (Purpose.ENCRYPTION, Purpose.CHECKSUM))
    channel.broken = True
    return SecureChannel(channel.below, SessionKeys(way.suite, encryption, checksum, bytes(way.suite.block)))


def _ways(
    key: ChipAuthenticationPublicKeyInfo, infos: Sequence[ChipAuthenticationInfo]
) -> tuple[ChipAuthentication, ...]:
    try:
        parsed = parse_public_key(key.subject_public_key_info)
    except AuthenticityError:
        return ()
    if isinstance(parsed, EcPublicKey):
        agreement: KeyAgreement = CurveAgreement(parsed.curve, parsed.curve.generator)
        public, kind = parsed.curve.encode(Point(parsed.x, parsed.y)), "2"
    elif isinstance(parsed, DhPublicKey):
        group = Group(parsed.p, parsed.g, parsed.q or 0)
        agreement, public, kind = GroupAgreement(group, group.g), parsed.y.to_bytes(group.size, "big"), "1"
    else:
        return ()
    announced = [info.oid for info in infos if info.key_id == key.key_id]
    # A key without an announcement means 3DES (section 9.2.5).
    oids = announced or [f"{ID_CA}.{kind}.1"]
    ends = {f"{ID_CA}.{kind}.{number}": suite for number, suite in SUITES.items()}
    return tuple(ChipAuthentication(oid, ends[oid], key.key_id, agreement, public) for oid in oids if oid in ends)


def _minimal(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
