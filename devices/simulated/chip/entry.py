"""The chip's side of BAC, PACE, chip authentication and active authentication."""

import hmac
from collections.abc import Callable
from hashlib import sha1

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from devices.simulated.chip.arithmetic import Pair, PrimeGroup, Weierstrass
from devices.simulated.chip.der import oid, tlv
from devices.simulated.chip.parameters import PARAMETERS
from devices.simulated.chip.pki import PrivateKey
from devices.simulated.chip.profile import ChipKey, Pace
from devices.simulated.chip.session import (
    KEY_SIZES,
    Session,
    authenticated,
    decrypted,
    encrypted,
    key_from,
    session_from,
)

RandomSource = Callable[[int], bytes]


class RefusedError(Exception):
    """A step is refused.

    Attributes:
        status: With this status word.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"{status:04X}")


def answer_bac(zone_key: str, challenge: bytes, request: bytes, random: RandomSource) -> tuple[bytes, Session]:
    """EXTERNAL AUTHENTICATE (ICAO 9303-11, section 4.3.3).

    Raises:
        RefusedError: The other side has another key, or sent something else.
    """
    seed = sha1(zone_key.encode(), usedforsecurity=False).digest()[:16]
    k_enc, k_mac = key_from(seed, 1, "3des"), key_from(seed, 2, "3des")
    if len(request) != 40:
        raise RefusedError(0x6700)
    if not hmac.compare_digest(authenticated("3des", k_mac, request[:32]), request[32:]):
        raise RefusedError(0x6300)
    plain = decrypted("3des", k_enc, request[:32], bytes(8))
    if plain[8:16] != challenge:
        raise RefusedError(0x6300)
    key_part = random(16)
    body = encrypted("3des", k_enc, challenge + plain[:8] + key_part, bytes(8))
    secret = bytes(a ^ b for a, b in zip(plain[16:], key_part, strict=True))
    counter = int.from_bytes(challenge[4:] + plain[4:8], "big")
    return body + authenticated("3des", k_mac, body), session_from(secret, "3des", counter)


class PaceRun:
    """PACE with generic mapping, step by step (ICAO 9303-11, section 4.4)."""

    def __init__(self, offer: Pace, password: bytes, random: RandomSource) -> None:
        self._offer = offer
        self._random = random
        self._domain = PARAMETERS[offer.parameters]
        self._password_key = key_from(password, 3, offer.cipher)
        self._nonce = random(16)
        self._step = 0
        self._generator: Pair | int = (
            (self._domain.x, self._domain.y) if isinstance(self._domain, Weierstrass) else self._domain.g
        )
        self._secret = 0
        self._mine = b""
        self._theirs = b""
        self._session: Session | None = None

    def step(self, tag: int | None, value: bytes) -> bytes:
        """What goes into the answer's 7C.

        Raises:
            RefusedError: It is not this step's turn, the value is none, or the password is another.
        """
        wanted = (None, 0x81, 0x83, 0x85)[self._step] if self._step < 4 else 0
        if tag != wanted:
            raise RefusedError(0x6A80)
        self._step += 1
        if self._step == 1:
            size = 8 if self._offer.cipher == "3des" else 16
            return tlv(0x80, encrypted(self._offer.cipher, self._password_key, self._nonce, bytes(size)))
        try:
            return (self._map, self._agree, self._confirm)[self._step - 2](value)
        except ValueError as error:
            raise RefusedError(0x6A80) from error

    def session(self) -> Session | None:
        """The session, once both sides have confirmed it."""
        return self._session if self._step == 4 else None

    def _map(self, value: bytes) -> bytes:
        domain, s = self._domain, int.from_bytes(self._nonce, "big")
        secret = self._number()
        public = self._public(secret)
        shared = self._power(value, secret)
        if isinstance(domain, Weierstrass) and isinstance(shared, tuple):
            mapped = domain.plus(domain.times(s, (domain.x, domain.y)), shared)
            if mapped is None:
                raise ValueError("neutral")
            self._generator = mapped
        elif isinstance(domain, PrimeGroup) and isinstance(shared, int):
            self._generator = pow(domain.g, s, domain.p) * shared % domain.p
        return tlv(0x82, public)

    def _agree(self, value: bytes) -> bytes:
        secret = self._number()
        self._mine, self._theirs = self._public(secret), value
        shared = self._power(value, secret)
        width = self._domain.width
        material = (shared[0] if isinstance(shared, tuple) else shared).to_bytes(width, "big")
        self._session = session_from(material, self._offer.cipher)
        return tlv(0x84, self._mine)

    def _confirm(self, value: bytes) -> bytes:
        session = self._session
        if session is None or not hmac.compare_digest(self._token(session, self._mine), value):
            self._step = 9
            raise RefusedError(0x6300)
        return tlv(0x86, self._token(session, self._theirs))

    def _token(self, session: Session, public: bytes) -> bytes:
        tag = 0x86 if isinstance(self._domain, Weierstrass) else 0x84
        data = tlv(0x7F49, oid(self._offer.oid), tlv(tag, public))
        return authenticated(session.cipher, session.check_key, data)

    def _number(self) -> int:
        order = self._domain.n if isinstance(self._domain, Weierstrass) else self._domain.q
        width = -(-order.bit_length() // 8)
        value = int.from_bytes(self._random(width), "big") % order
        return value or 1

    def _public(self, secret: int) -> bytes:
        domain, generator = self._domain, self._generator
        if isinstance(domain, Weierstrass) and isinstance(generator, tuple):
            point = domain.times(secret, generator)
            if point is None:
                raise ValueError("neutral")
            return domain.write(point)
        if isinstance(domain, PrimeGroup) and isinstance(generator, int):
            return domain.write(pow(generator, secret, domain.p))
        raise TypeError("generator and domain do not go together")

    def _power(self, public: bytes, secret: int) -> Pair | int:
        return shared_value(self._domain, public, secret)


def shared_value(domain: Weierstrass | PrimeGroup, public: bytes, secret: int) -> Pair | int:
    """What both sides can compute.

    Raises:
        ValueError: The public key is none of this domain.
    """
    if isinstance(domain, Weierstrass):
        point = domain.times(secret, domain.read(public))
        if point is None:
            raise ValueError("neutral")
        return point
    return pow(domain.read(public), secret, domain.p)


def answer_chip_authentication(key: ChipKey, public: bytes) -> Session:
    """The session after chip authentication (section 6.2).

    Raises:
        RefusedError: The public key is none of the domain.
    """
    try:
        shared = shared_value(key.domain, public, key.secret)
    except ValueError as error:
        raise RefusedError(0x6A80) from error
    material = (shared[0] if isinstance(shared, tuple) else shared).to_bytes(key.domain.width, "big")
    return session_from(material, key.cipher)


def foreign_session(cipher: str, random: RandomSource) -> Session:
    """What a copy without the private key ends up with: keys that are not the other side's."""
    return Session(cipher, random(KEY_SIZES[cipher]), random(KEY_SIZES[cipher]))


def sign_challenge(key: PrivateKey, challenge: bytes, random: RandomSource) -> bytes:
    """INTERNAL AUTHENTICATE (section 6.1): r ‖ s, or ISO/IEC 9796-2 scheme 1 with SHA-256."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(challenge, ec.ECDSA(hashes.SHA256())))
        width = -(-key.curve.key_size // 8)
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")
    return _sign_9796(key, challenge, random)


def _sign_9796(key: rsa.RSAPrivateKey, challenge: bytes, random: RandomSource) -> bytes:
    numbers = key.private_numbers()
    n = numbers.public_numbers.n
    width = -(-n.bit_length() // 8)
    own = random(width - 32 - 3)
    work = hashes.Hash(hashes.SHA256())
    work.update(own + challenge)
    block = b"\x6a" + own + work.finalize() + b"\x34\xcc"
    value = pow(int.from_bytes(block, "big"), numbers.d, n)
    return min(value, n - value).to_bytes(width, "big")
