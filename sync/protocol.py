"""The messages between a desk and its province, their canonical bytes and signatures: one file, used by both ends.

A desk's day is a cumulative record: where it is sent twice, late or out of order, or corrected, the highest revision
stands. The province answers with a receipt over the hash that it holds; a desk calls a day delivered only when that
hash is its own. Bytes are canonical JSON (RFC 8785), signatures Ed25519 (RFC 8032) over exactly the bytes that travel:
whoever receives a message verifies those first and reads them afterwards, so that fields of a later version neither
break a signature nor get lost.

Nothing personal can leave: a record holds codes and counts, a code has no run of digits as long as a person's number,
and `encode` refuses whatever is neither.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.errors import ProtocolError

PROTOCOL = 1
LARGEST_BODY = 64 * 1024  # bytes
MOST_COUNTS = 1000
LARGEST_COUNT = 1_000_000_000
LONGEST_CODE = 64
NO_RECORD = ""  # in place of a hash: there is none before the first
# Codes of desks, indicators, catalogues. A person's number has 12 digits, an old one 9, a phone 10: no code has so many
# in a row, and no letters with marks, no spaces, no "@".
_CODE = re.compile(r"(?!.*\d{7})[A-Za-z0-9][A-Za-z0-9._\-]*")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_KEY_ID = re.compile(r"[0-9a-f]{32}")


class Kind(StrEnum):
    """What a message is."""

    DAY = "day"
    RECEIPT = "receipt"
    ENROLMENT = "enrolment"
    STANDING = "standing"


class Outcome(StrEnum):
    """What becomes of a record that arrives."""

    STORED = "stored"  # it is the newest now
    KNOWN = "known"  # it was there already
    OLDER = "older"  # a higher revision is there: it stays
    CONFLICT = "conflict"  # the same revision with other counts: two PCs with one key, or a restored backup


class KeyState(StrEnum):
    """What a province makes of a desk's key."""

    UNKNOWN = "unknown"  # never asked for
    PENDING = "pending"  # asked for; somebody compares the fingerprint
    APPROVED = "approved"
    REVOKED = "revoked"


class Alarm(StrEnum):
    """What a receipt warns of besides."""

    NONE = ""
    FORK = "fork"  # two records follow the same one: two PCs work with one key


class AuditHead(msgspec.Struct, frozen=True):
    """The newest entry of the desk's audit log when a day was closed: an anchor that the desk cannot take back.

    Attributes:
        sequence: The entry's number, from 1.
        hash: Its hash, 64 hexadecimal digits.
    """

    sequence: int
    hash: str


class DayRecord(msgspec.Struct, frozen=True):
    """A desk's counts of one day, whole: not what changed, but what is.

    Attributes:
        desk: The desk's code.
        day: Local day, YYYY-MM-DD.
        revision: 1 for the first closing of the day, one more for each correction.
        catalogue: Version of the catalogue that the day was worked under.
        counts: By indicator; indicators that the receiver does not know are kept.
        previous: Hash of the desk's record before this one; "" for the first.
        protocol: Version of these rules.
        kind: `Kind.DAY`.
        audit: Head of the desk's audit log; None, and not in the bytes, from a desk without one.
    """

    desk: str
    day: str
    revision: int
    catalogue: str
    counts: dict[str, int]
    previous: str = NO_RECORD
    protocol: int = PROTOCOL
    kind: str = Kind.DAY
    audit: AuditHead | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What the province holds of a desk's day.

    Attributes:
        desk: The desk's code.
        day: Local day, YYYY-MM-DD.
        revision: Of the record that it holds.
        holds: Hash of that record; the desk compares it with its own.
        outcome: What became of the record that was sent.
        at: The province's time, ISO 8601 with offset, to the second.
        alarm: An `Alarm`.
        protocol: Version of these rules.
        kind: `Kind.RECEIPT`.
    """

    desk: str
    day: str
    revision: int
    holds: str
    outcome: str
    at: str
    alarm: str = Alarm.NONE
    protocol: int = PROTOCOL
    kind: str = Kind.RECEIPT


class Enrolment(msgspec.Struct, frozen=True):
    """A desk asks that its key be known; signed by that very key. No secret travels.

    Attributes:
        desk: The desk's code.
        public_key: Ed25519 public key, 64 hexadecimal digits.
        at: The desk's time.
        before: Id of the key that the desk had on its former PC; "" for none.
        moved: That key's Ed25519 signature over `moving_words`, 128 hexadecimal digits: whoever restored a backup has
            both, so the province takes over the new key without asking anybody; "" for none.
        protocol: Version of these rules.
        kind: `Kind.ENROLMENT`.
    """

    desk: str
    public_key: str
    at: str
    before: str = ""
    moved: str = ""
    protocol: int = PROTOCOL
    kind: str = Kind.ENROLMENT


class Standing(msgspec.Struct, frozen=True):
    """What the province makes of a desk's key, signed by the province.

    Attributes:
        desk: The desk's code.
        key: Which key, see `key_id`.
        state: A `KeyState`.
        at: The province's time.
        bundle: Version of the newest bundle; 0 for none.
        protocol: Version of these rules.
        kind: `Kind.STANDING`.
    """

    desk: str
    key: str
    state: str
    at: str
    bundle: int = 0
    protocol: int = PROTOCOL
    kind: str = Kind.STANDING


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed message as it travels, over the network and on a USB stick alike.

    Attributes:
        body: The signed bytes, base64.
        key: Which key signed, see `key_id`.
        signature: Ed25519 over the bytes, base64.
    """

    body: str
    key: str
    signature: str


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What comes back for one record that was sent.

    Attributes:
        receipt: The signed receipt; None where the record was refused.
        error: Why it was refused, ``SYNC-NNN``; "" where it was not.
        held: The record that the province holds, as the desk's own key signed it, where that is another one.
    """

    receipt: Envelope | None = None
    error: str = ""
    held: Envelope | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What the province holds of a desk's day."""

    revision: int
    hash: str


Message = DayRecord | Receipt | Enrolment | Standing
_KINDS: Mapping[object, type[Message]] = MappingProxyType(
    {Kind.DAY: DayRecord, Kind.RECEIPT: Receipt, Kind.ENROLMENT: Enrolment, Kind.STANDING: Standing}
)


def encode(message: Message) -> bytes:
    """The canonical bytes of a message.

    Raises:
        ProtocolError: SYNC-001: it holds something that is neither a code nor a count, or is too large.
    """
    plain = msgspec.to_builtins(message)
    if isinstance(message, DayRecord) and message.audit is None:
        del plain["audit"]  # the bytes are those of records before there was one
    if not _only_codes_and_counts(message):
        raise ProtocolError("SYNC-001")
    body = rfc8785.dumps(plain)
    if len(body) > LARGEST_BODY:
        raise ProtocolError("SYNC-001")
    return body


def decode(body: bytes) -> Message:
    """Read verified bytes. Fields of a later version are passed over; they stay in the bytes.

    Raises:
        ProtocolError: SYNC-002: malformed or too large; SYNC-003: of a version that is not understood; SYNC-001: it
            holds something that is neither a code nor a count.
    """
    if len(body) > LARGEST_BODY:
        raise ProtocolError("SYNC-002")
    try:
        plain = msgspec.json.decode(body)
        if not isinstance(plain, dict) or rfc8785.dumps(plain) != body:
            raise ProtocolError("SYNC-002")  # not the one form that these values have
        if plain.get("protocol") != PROTOCOL:
            raise ProtocolError("SYNC-003")
        kind = _KINDS.get(plain.get("kind")) if isinstance(plain.get("kind"), str) else None
        if kind is None:
            raise ProtocolError("SYNC-003")
        message = msgspec.convert(plain, kind)
    except (msgspec.DecodeError, msgspec.ValidationError, rfc8785.CanonicalizationError, RecursionError) as error:
        raise ProtocolError("SYNC-002") from error
    if not _only_codes_and_counts(message):
        raise ProtocolError("SYNC-001")
    return message


def record_hash(body: bytes) -> str:
    """The hash that receipts and following records name: SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(body).hexdigest()


# ---- signatures


def seal(body: bytes, key: Ed25519PrivateKey) -> Envelope:
    """Sign bytes."""
    return Envelope(b64encode(body).decode(), key_id(key.public_key()), b64encode(key.sign(body)).decode())


def pack(envelope: Envelope) -> bytes:
    """An envelope as it travels."""
    return rfc8785.dumps(msgspec.to_builtins(envelope))


def unpack(data: bytes, *, largest: int = 2 * LARGEST_BODY) -> Envelope:
    """Read an envelope; nothing is verified yet.

    Raises:
        ProtocolError: SYNC-002: malformed or larger than `largest` bytes.
    """
    if len(data) > largest:
        raise ProtocolError("SYNC-002")
    try:
        return msgspec.json.decode(data, type=Envelope)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("SYNC-002") from error


def unseal(envelope: Envelope, keys: Mapping[str, Ed25519PublicKey]) -> bytes:
    """Verify an envelope; its body.

    Args:
        envelope: The envelope.
        keys: The keys that may sign, by id.

    Raises:
        ProtocolError: SYNC-002: malformed; SYNC-004: no such key may sign; SYNC-005: the signature is wrong.
    """
    body = unsealed_body(envelope)
    try:
        signature = b64decode(envelope.signature, validate=True)
    except ValueError as error:
        raise ProtocolError("SYNC-002") from error
    key = keys.get(envelope.key)
    if key is None:
        raise ProtocolError("SYNC-004")
    try:
        key.verify(signature, body)
    except InvalidSignature as error:
        raise ProtocolError("SYNC-005") from error
    return body


def unsealed_body(envelope: Envelope) -> bytes:
    """The body of an envelope without a look at its signature: for one that was verified before.

    Raises:
        ProtocolError: SYNC-002: it is not base64.
    """
    try:
        return b64decode(envelope.body, validate=True)
    except ValueError as error:
        raise ProtocolError("SYNC-002") from error


def enrolment_of(envelope: Envelope) -> tuple[Enrolment, str]:
    """What a desk asks for, verified with the very key that it asks for, and that key's id.

    Raises:
        ProtocolError: SYNC-001 to SYNC-003: it is no enrolment; SYNC-004 or SYNC-005: another key signed it.
    """
    claimed = decode(unsealed_body(envelope))
    if not isinstance(claimed, Enrolment):
        raise ProtocolError("SYNC-002")
    key = public_key(claimed.public_key)
    unseal(envelope, {key_id(key): key})
    return claimed, key_id(key)


def moving_words(desk: str, digits: str) -> bytes:
    """What a desk's former key signs so that its new one takes its place."""
    return f"ban-mot-cua desk moves\n{desk}\n{digits}".encode()


def has_moved(asked: Enrolment, former: Ed25519PublicKey) -> bool:
    """Whether the former key says that the key which is asked for takes its place."""
    try:
        former.verify(bytes.fromhex(asked.moved), moving_words(asked.desk, asked.public_key))
    except InvalidSignature:
        return False
    return True


def public_key(digits: str) -> Ed25519PublicKey:
    """A public key of its 64 hexadecimal digits.

    Raises:
        ProtocolError: SYNC-002: they are none.
    """
    if not _is_hash(digits):
        raise ProtocolError("SYNC-002")
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(digits))


def public_digits(key: Ed25519PublicKey) -> str:
    """A public key as 64 hexadecimal digits."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def key_id(key: Ed25519PublicKey) -> str:
    """Names a key: the first 32 hexadecimal digits of its SHA-256."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


def fingerprint(key: Ed25519PublicKey) -> str:
    """A key's whole SHA-256 in groups of four, for two people to compare."""
    digits = sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest().upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


# ---- the one rule of what stands


def outcome_of(held: Held | None, revision: int, digest: str) -> Outcome:
    """What becomes of a record when this much is held of its day. The order of arrivals makes no difference."""
    if held is None or revision > held.revision:
        return Outcome.STORED
    if revision < held.revision:
        return Outcome.OLDER
    return Outcome.KNOWN if digest == held.hash else Outcome.CONFLICT


# ---- what may be in a message


def _only_codes_and_counts(message: Message) -> bool:
    if not _is_code(message.desk):
        return False
    if isinstance(message, DayRecord):
        return _is_plain_day(message)
    if not _is_moment(message.at):
        return False
    if isinstance(message, Receipt):
        known = message.outcome in set(Outcome) and message.alarm in set(Alarm)
        return known and _is_hash(message.holds) and _is_day(message.day) and message.revision >= 1
    if isinstance(message, Enrolment):
        moved = not message.before or (_is_key_id(message.before) and _is_signature(message.moved))
        return _is_hash(message.public_key) and moved
    return message.state in set(KeyState) and _is_key_id(message.key) and message.bundle >= 0


def _is_plain_day(record: DayRecord) -> bool:
    return (
        _is_day(record.day)
        and 1 <= record.revision <= LARGEST_COUNT
        and _is_code(record.catalogue)
        and (record.previous == NO_RECORD or _is_hash(record.previous))
        and len(record.counts) <= MOST_COUNTS
        and all(_is_code(name) and _is_count(count) for name, count in record.counts.items())
        and (record.audit is None or (_is_hash(record.audit.hash) and 1 <= record.audit.sequence <= LARGEST_COUNT))
    )


def _is_code(text: str) -> bool:
    return len(text) <= LONGEST_CODE and _CODE.fullmatch(text) is not None


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number <= LARGEST_COUNT


def _is_hash(text: str) -> bool:
    return _HASH.fullmatch(text) is not None


def _is_signature(text: str) -> bool:
    return _SIGNATURE.fullmatch(text) is not None


def _is_key_id(text: str) -> bool:
    return _KEY_ID.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.isoformat(timespec="seconds") == text
