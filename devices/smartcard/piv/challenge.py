"""A challenge that only the holder of a private key answers, and how the answer is judged.

The key signs the SHA-256 of a text of our own before 32 random bytes, so that the answer to a challenge is no signature
of anything else. RSA: PKCS #1 v1.5 (RFC 8017, 9.2); ECC: ECDSA over P-256 (FIPS 186-5).
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_der_public_key

from devices.smartcard.errors import OfficerCardError
from devices.smartcard.piv.applet import Algorithm

CHALLENGE_BYTES = 32
PURPOSE = b"ban-mot-cua officer card\0"
_SHA_256 = bytes.fromhex("3031300D060960864801650304020105000420")  # DigestInfo before the hash (RFC 8017, 9.2 note 1)
_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class Challenge:
    """A fresh challenge; used once."""

    digest: bytes

    def block(self, algorithm: Algorithm) -> bytes:
        """What the card is given to sign."""
        if algorithm is Algorithm.P_256:
            return self.digest
        info = _SHA_256 + self.digest
        return b"\0\1" + b"\xff" * (_RSA_BITS // 8 - len(info) - 3) + b"\0" + info


def fresh_challenge(random: Callable[[int], bytes] = secrets.token_bytes) -> Challenge:
    """A challenge that was never there before."""
    return Challenge(hashlib.sha256(PURPOSE + random(CHALLENGE_BYTES)).digest())


def algorithm_of(public_key: bytes) -> Algorithm:
    """The algorithm of a DER SubjectPublicKeyInfo.

    Raises:
        OfficerCardError: CARD-006: it is neither RSA with 2048 bits nor ECC over P-256.
    """
    key = _loaded(public_key)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == _RSA_BITS:
        return Algorithm.RSA_2048
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return Algorithm.P_256
    raise OfficerCardError("CARD-006")


def check_answer(public_key: bytes, challenge: Challenge, answer: bytes) -> None:
    """See that the private key of this public one has signed the challenge.

    Raises:
        OfficerCardError: CARD-007, it has not.
    """
    key, prehashed = _loaded(public_key), Prehashed(hashes.SHA256())
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(answer, challenge.digest, padding.PKCS1v15(), prehashed)
        else:
            key.verify(answer, challenge.digest, ec.ECDSA(prehashed))
    except (InvalidSignature, ValueError):
        raise OfficerCardError("CARD-007") from None


def _loaded(public_key: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(public_key)
    except Exception:  # noqa: BLE001 - whatever a card gave: no key that can be used
        raise OfficerCardError("CARD-006") from None
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise OfficerCardError("CARD-006")
    return key
