"""Messages: one form for one meaning, signed as they travel, and nothing in them but codes and counts."""

import json
from base64 import b64decode, b64encode
from itertools import permutations

import msgspec
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.citizens import citizen
from sync.errors import ProtocolError
from sync.protocol import (
    LARGEST_BODY,
    LARGEST_COUNT,
    DayRecord,
    Enrolment,
    Held,
    Message,
    Outcome,
    Receipt,
    Standing,
    decode,
    encode,
    fingerprint,
    key_id,
    outcome_of,
    pack,
    public_digits,
    public_key,
    record_hash,
    seal,
    unpack,
    unseal,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
RECORD = DayRecord(
    desk="000.00.00.H00-1",
    day="2026-11-25",
    revision=2,
    catalogue="2026-11-25.1",
    counts={"cases.counter": 31, "cases.online": 4, "papers.digitized": 57},
    previous="ab" * 32,
)
ENROLMENT = Enrolment("000.00.00.H00-1", public_digits(KEY.public_key()), "2026-11-25T17:05:09+07:00")
STANDING = Standing("000.00.00.H00-1", key_id(KEY.public_key()), "approved", "2026-11-25T17:05:09+07:00", 3)
RECEIPT = Receipt("000.00.00.H00-1", "2026-11-25", 2, "cd" * 32, "stored", "2026-11-25T17:05:09+07:00")


def test_the_bytes_of_a_record_are_these_and_no_others() -> None:
    """Written down: a change of one byte would make every signature and hash out there wrong."""
    assert encode(RECORD).decode() == (
        '{"catalogue":"2026-11-25.1","counts":{"cases.counter":31,"cases.online":4,"papers.digitized":57},'
        '"day":"2026-11-25","desk":"000.00.00.H00-1","kind":"day","previous":"' + "ab" * 32 + '",'
        '"protocol":1,"revision":2}'
    )
    assert record_hash(encode(RECORD)) == "ca2f2a42e3ad0b579bc750a817ec6577610325e3121defe7419910c7f40575bc"


@pytest.mark.parametrize("message", [RECORD, RECEIPT, ENROLMENT, STANDING])
def test_a_message_comes_back_as_it_went(message: Message) -> None:
    data = pack(seal(encode(message), KEY))
    envelope = unpack(data)
    body = unseal(envelope, KEYS)
    assert decode(body) == message
    assert envelope.key == key_id(KEY.public_key())
    assert record_hash(body) == record_hash(encode(message))


def test_fields_of_a_later_version_stay_in_the_bytes() -> None:
    plain = json.loads(encode(RECORD)) | {"weather": 3}
    plain["counts"] |= {"indicator.of.next.year": 9}
    body = rfc8785.dumps(plain)
    verified = unseal(seal(body, KEY), KEYS)
    message = decode(verified)
    assert isinstance(message, DayRecord)
    assert message.counts["indicator.of.next.year"] == 9
    assert b"weather" in verified
    assert record_hash(verified) != record_hash(encode(message))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda it: it | {"protocol": 2}, "SYNC-003"),
        (lambda it: it | {"revision": 0}, "SYNC-001"),
        (lambda it: it | {"revision": "2"}, "SYNC-002"),
        (lambda it: it | {"day": "2026-11-31"}, "SYNC-001"),
        (lambda it: it | {"day": "2026-1-1"}, "SYNC-001"),
        (lambda it: it | {"previous": "ab"}, "SYNC-001"),
        (lambda it: it | {"counts": {"cases": -1}}, "SYNC-001"),
        (lambda it: it | {"counts": {"cases": 1.5}}, "SYNC-002"),
        (lambda it: it | {"counts": {"cases": True}}, "SYNC-002"),
        (lambda it: it | {"counts": {"cases": LARGEST_COUNT + 1}}, "SYNC-001"),
        (lambda it: it | {"counts": {"Nguyễn Văn Mẫu": 1}}, "SYNC-001"),
        (lambda it: it | {"desk": "082199990001"}, "SYNC-001"),
        (lambda it: {name: value for name, value in it.items() if name != "desk"}, "SYNC-002"),
    ],
)
def test_what_is_no_record(change: object, code: str) -> None:
    body = rfc8785.dumps(change(json.loads(encode(RECORD))))  # type: ignore[operator]
    with pytest.raises(ProtocolError, match=code):
        decode(body)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff", b'{"protocol": 1}', b"[" * 30_000, b"0" * (LARGEST_BODY + 1)]
)
def test_what_is_no_message_at_all(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="SYNC-00[23]"):  # noqa: RUF043 - a class of digits is meant
        decode(body)


def test_the_same_values_in_another_form_are_refused() -> None:
    spaced = json.dumps(json.loads(encode(RECORD)), indent=1).encode()
    with pytest.raises(ProtocolError, match="SYNC-002"):
        decode(spaced)


# ---- signatures


def test_a_changed_body_or_signature_is_noticed() -> None:
    envelope = seal(encode(RECORD), KEY)
    more = b64decode(envelope.body).replace(b":31", b":32")
    for changed in (
        msgspec.structs.replace(envelope, body=b64encode(more).decode()),
        msgspec.structs.replace(envelope, signature=b64encode(bytes(64)).decode()),
        msgspec.structs.replace(envelope, signature=""),
    ):
        with pytest.raises(ProtocolError, match="SYNC-005"):
            unseal(changed, KEYS)
    with pytest.raises(ProtocolError, match="SYNC-004"):
        unseal(envelope, {})
    with pytest.raises(ProtocolError, match="SYNC-002"):
        unseal(msgspec.structs.replace(envelope, body="!"), KEYS)


@given(st.binary(max_size=300))
def test_no_bytes_are_an_envelope_by_chance(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        unseal(unpack(data), KEYS)


def test_an_envelope_has_a_size() -> None:
    with pytest.raises(ProtocolError, match="SYNC-002"):
        unpack(pack(seal(b"x" * 2 * LARGEST_BODY, KEY)))


@given(st.integers(0, 700), st.integers(1, 255))
def test_no_byte_of_an_envelope_can_be_changed(place: int, by: int) -> None:
    data = bytearray(pack(seal(encode(RECORD), KEY)))
    data[place % len(data)] ^= by
    try:
        body = unseal(unpack(bytes(data)), KEYS)
    except ProtocolError:
        return
    assert body == encode(RECORD)  # a change that base64 or JSON do not see


def test_keys_have_names_and_fingerprints() -> None:
    public = KEY.public_key()
    assert len(key_id(public)) == 32
    assert len(fingerprint(public).split()) == 16
    assert fingerprint(public).replace(" ", "").lower().startswith(key_id(public))
    assert public_key(public_digits(public)) == public
    for bad in ("", "ab", "x" * 64):
        with pytest.raises(ProtocolError, match="SYNC-002"):
            public_key(bad)


@pytest.mark.parametrize(
    ("message", "change"),
    [
        (RECEIPT, {"alarm": "fire"}),
        (RECEIPT, {"at": "2026-11-25T17:05:09"}),
        (RECEIPT, {"holds": "?"}),
        (ENROLMENT, {"public_key": "ab"}),
        (ENROLMENT, {"at": "today"}),
        (STANDING, {"state": "friendly"}),
        (STANDING, {"key": "x"}),
        (STANDING, {"bundle": -1}),
        (STANDING, {"desk": "Xã Mẫu"}),
    ],
)
def test_what_else_may_not_be_said(message: Message, change: dict[str, object]) -> None:
    with pytest.raises(ProtocolError, match="SYNC-001"):
        decode(rfc8785.dumps(json.loads(encode(message)) | change))


# ---- what stands


def test_the_order_of_arrivals_makes_no_difference() -> None:
    """Sent twice, late, out of order: the highest revision stands, whatever came when."""
    arrivals = [(1, "a"), (2, "b"), (3, "c"), (3, "c"), (2, "b")]
    for order in permutations(arrivals):
        held: Held | None = None
        for revision, digest in order:
            outcome = outcome_of(held, revision, digest)
            assert outcome is not Outcome.CONFLICT
            if outcome is Outcome.STORED:
                held = Held(revision, digest)
        assert held == Held(3, "c")


def test_two_pcs_with_one_key_are_noticed() -> None:
    assert outcome_of(Held(2, "b"), 2, "other") is Outcome.CONFLICT
    assert outcome_of(Held(2, "b"), 2, "b") is Outcome.KNOWN
    assert outcome_of(Held(2, "b"), 1, "a") is Outcome.OLDER
    assert outcome_of(None, 5, "x") is Outcome.STORED


# ---- nothing personal


@given(st.integers(0, 9999))
def test_no_citizen_fits_into_a_record(seed: int) -> None:
    someone = citizen(seed)
    words = (
        someone.number,
        someone.old_number,
        someone.full_name,
        someone.phone,
        someone.residence,
        someone.number[3:],
    )
    for word in filter(None, words):
        for record in (
            msgspec.structs.replace(RECORD, desk=word),
            msgspec.structs.replace(RECORD, catalogue=word),
            msgspec.structs.replace(RECORD, day=word),
            msgspec.structs.replace(RECORD, previous=word),
            msgspec.structs.replace(RECORD, counts={word: 1}),
        ):
            with pytest.raises(ProtocolError, match="SYNC-001"):
                encode(record)


@given(
    st.text(max_size=70),
    st.dictionaries(st.text(max_size=20), st.integers(), max_size=5),
    st.integers(),
)
def test_whatever_is_encoded_is_codes_and_counts(desk: str, counts: dict[str, int], revision: int) -> None:
    try:
        body = encode(DayRecord(desk, "2026-11-25", revision, "c1", counts))
    except ProtocolError:
        return
    assert body.isascii()
    assert decode(body) == DayRecord(desk, "2026-11-25", revision, "c1", counts)
