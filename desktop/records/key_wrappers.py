"""A wrapper of the database key: opened by a secret, sealed again to a new key without it.

Argon2id (RFC 9106) over the secret opens, by AES-256-GCM, a private key of X25519; the database key is sealed to its
public half (HPKE, RFC 9180). So the database key can be changed for everybody while nobody else's PIN is known, and who
kept an old vault and an old PIN still cannot open what came after. A public half that somebody put in place of another
is found by its proof, which only the database key makes.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from devices.errors import CodedError

KEY_BYTES = 32
CHECK_BYTES = 8
TARGET_SECONDS = 0.5  # what one derivation shall cost on the PC where it is made
LEAST_MEMORY, MOST_MEMORY = 64 * 1024, 512 * 1024  # KiB
MOST_PASSES, MOST_LANES = 100, 64
SALT_BYTES, NONCE_BYTES = 16, 12


class Cost(msgspec.Struct, frozen=True):
    """What a derivation costs: passes, memory in KiB, lanes (RFC 9106, section 4: the second recommended option)."""

    passes: int = 3
    memory_kib: int = LEAST_MEMORY
    lanes: int = 4


class Wrapper(msgspec.Struct, frozen=True):
    """The key, wrapped for one secret.

    Attributes:
        wrapped: The private key and the secret of the second factor, under the PIN or the recovery key.
        public: Its public half.
        sealed: The database key, sealed to it.
        proof: That the public half was put there by who held the database key.
        pending: While the database key is being changed, the next one, sealed; and its proof.
        bound: Whether this PC's secret is needed besides; see `keystore`.
        check: Start of the SHA-256 of the rest: tells a damaged wrapper from a wrong secret.
    """

    salt: bytes
    nonce: bytes
    wrapped: bytes
    cost: Cost
    public: bytes
    sealed: bytes
    proof: bytes
    pending: bytes = b""
    pending_proof: bytes = b""
    bound: bool = False
    check: bytes = b""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a secret opened.

    Attributes:
        key: The database key, 32 bytes; the caller wipes it.
        pending: The next one, while it is being changed; empty else.
        second: Secret of the second factor; empty where there is none.
    """

    key: bytearray = field(repr=False)
    pending: bytearray = field(repr=False)
    second: bytes = field(repr=False)

    def wipe(self) -> None:
        """Overwrite both keys."""
        wipe(self.key)
        wipe(self.pending)


def wipe(key: bytearray) -> None:
    """Overwrite a key; copies that libraries made are beyond reach."""
    key[:] = bytes(len(key))


def calibrated(target: float = TARGET_SECONDS) -> Cost:
    """A cost that takes about `target` seconds on this PC, and never less than the usual one.

    Takes less than a second itself.
    """
    cost = Cost()
    for _ in range(2):  # the second time at the first answer: time does not grow quite as memory does
        begun = time.perf_counter()
        _derive(b"calibration", bytes(16), cost)
        memory = int(cost.memory_kib * target / (time.perf_counter() - begun))
        cost = Cost(memory_kib=min(max(memory, LEAST_MEMORY), MOST_MEMORY) // 1024 * 1024)
    return cost


def wrap(
    key: bytes | bytearray, secret: bytes, login: str, cost: Cost, *, second: bytes = b"", machine: bytes = b""
) -> msgspec.Raw:
    """Wrap the database key for a secret, and this PC's where there is one; `login` is bound to it."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    private = X25519PrivateKey.generate()
    public = private.public_key()
    payload = private.private_bytes_raw() + second
    wrapped = AESGCM(_derive(secret + machine, salt, cost)).encrypt(nonce, payload, login.encode())
    raw_public = public.public_bytes_raw()
    sealed = _suite().encrypt(bytes(key), public, login.encode())
    proof = _proof(key, login, raw_public)
    return encoded(Wrapper(salt, nonce, wrapped, cost, raw_public, sealed, proof, bound=bool(machine)))


def unwrap(raw: msgspec.Raw, secret: bytes, login: str, wrong: str, machine: Callable[[], bytes] = bytes) -> Opened:
    """Open a wrapper.

    Args:
        raw: The wrapper.
        secret: What opens it.
        login: Whose it is; "" for the recovery key.
        wrong: The code for a wrong secret.
        machine: Gives this PC's secret, where the wrapper is bound to one.

    Raises:
        CodedError: `wrong`; KEY-002, the wrapper is damaged; KEY-010, the PC has no memory left for the derivation.
    """
    wrapper = whole(raw)
    if wrapper is None:
        raise CodedError("KEY-002")
    derived = _derive(secret + machine() if wrapper.bound else secret, wrapper.salt, wrapper.cost)
    try:
        payload = AESGCM(derived).decrypt(wrapper.nonce, wrapper.wrapped, login.encode())
    except InvalidTag:
        raise CodedError(wrong) from None
    private, bound = X25519PrivateKey.from_private_bytes(payload[:KEY_BYTES]), login.encode()
    try:
        key = bytearray(_suite().decrypt(wrapper.sealed, private, bound))
        pending = bytearray(_suite().decrypt(wrapper.pending, private, bound) if wrapper.pending else b"")
    except InvalidTag:
        raise CodedError("KEY-002") from None
    return Opened(key, pending, payload[KEY_BYTES:])


def with_next_key(raw: msgspec.Raw, login: str, key: bytes | bytearray, following: bytes | bytearray) -> msgspec.Raw:
    """The wrapper, with the next key beside the one in force.

    Raises:
        CodedError: KEY-008, it is damaged, or its public half is not the one that was put there.
    """
    wrapper = whole(raw)
    if wrapper is None or not hmac.compare_digest(wrapper.proof, _proof(key, login, wrapper.public)):
        raise CodedError("KEY-008", login=login or "—")
    public = X25519PublicKey.from_public_bytes(wrapper.public)
    pending = _suite().encrypt(bytes(following), public, login.encode())
    proof = _proof(following, login, wrapper.public)
    return encoded(msgspec.structs.replace(wrapper, pending=pending, pending_proof=proof))


def settled(raw: msgspec.Raw, *, following: bool) -> msgspec.Raw:
    """The wrapper with one key: the next one, or the one before; a damaged one stays as it is."""
    wrapper = whole(raw)
    if wrapper is None or not wrapper.pending:
        return raw
    if following:
        wrapper = msgspec.structs.replace(wrapper, sealed=wrapper.pending, proof=wrapper.pending_proof)
    return encoded(msgspec.structs.replace(wrapper, pending=b"", pending_proof=b""))


def whole(raw: msgspec.Raw) -> Wrapper | None:
    """A wrapper as it was written, or None if it is damaged, or is what this program never writes."""
    try:
        wrapper = msgspec.json.decode(raw, type=Wrapper)
    except ValueError:
        return None
    return wrapper if hmac.compare_digest(wrapper.check, _check(wrapper)) and _is_sound(wrapper) else None


def _is_sound(wrapper: Wrapper) -> bool:
    """Whether a derivation can be asked for: whoever writes the file can write a right check, too."""
    cost, sizes = wrapper.cost, (len(wrapper.salt), len(wrapper.nonce), len(wrapper.public))
    affordable = 1 <= cost.passes <= MOST_PASSES and 8 * cost.lanes <= cost.memory_kib <= MOST_MEMORY  # RFC 9106, 3.1
    return affordable and 1 <= cost.lanes <= MOST_LANES and sizes == (SALT_BYTES, NONCE_BYTES, KEY_BYTES)


def encoded(wrapper: Wrapper) -> msgspec.Raw:
    """A wrapper as it is written, with its check."""
    return msgspec.Raw(msgspec.json.encode(msgspec.structs.replace(wrapper, check=_check(wrapper))))


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _derive(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID)
    except HashingError:  # of a sound cost only memory can be missing
        raise CodedError("KEY-010") from None


def _proof(key: bytes | bytearray, login: str, public: bytes) -> bytes:
    return hmac.digest(bytes(key), b"wrapper\0" + login.encode() + b"\0" + public, "sha256")


def _check(wrapper: Wrapper) -> bytes:
    content = msgspec.json.encode(msgspec.structs.replace(wrapper, check=b""))
    return hashlib.sha256(content).digest()[:CHECK_BYTES]
