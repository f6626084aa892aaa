"""Active authentication (ICAO 9303-11, section 6.1): the chip signs a random challenge with its own key.

RSA: ISO/IEC 9796-2 digital signature scheme 1, partial message recovery. ECDSA: r ‖ s (BSI TR-03111).
"""

import hmac
from types import MappingProxyType

from devices.smartcard.authenticity.algorithms import scheme_by_oid
from devices.smartcard.authenticity.verdicts import YES, Reason, Verdict, no, unknown
from devices.smartcard.channel.key_agreement import RandomBytes, system_random
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import EcPublicKey, RsaPublicKey, digest, parse_public_key, verify_ecdsa

CHALLENGE = 8  # bytes
_SHA1_TRAILER = 0xBC
_EXPLICIT_TRAILER = 0xCC
# Hash identifiers of ISO/IEC 10118 before the CC of the trailer.
_TRAILER_HASHES = MappingProxyType({0x33: "sha1", 0x34: "sha256", 0x35: "sha512", 0x36: "sha384", 0x38: "sha224"})


def new_challenge(random: RandomBytes = system_random) -> bytes:
    """Eight unpredictable bytes: an answer to a fixed challenge could be a recording."""
    return random(CHALLENGE)


def verify_active_authentication(
    spki: bytes, challenge: bytes, response: bytes, signature_algorithm: str | None = None
) -> Verdict:
    """Whether the chip has the private key of DG15.

    Args:
        spki: The public key, in DER.
        challenge: What was asked.
        response: What INTERNAL AUTHENTICATE gave.
        signature_algorithm: From ActiveAuthenticationInfo in DG14, dotted; needed for elliptic curves.
    """
    try:
        key = parse_public_key(spki)
        if isinstance(key, EcPublicKey):
            hash_name = scheme_by_oid(signature_algorithm).hash_name if signature_algorithm else _usual_hash(key)
            proved = verify_ecdsa(key, response, digest(challenge, hash_name))
        elif isinstance(key, RsaPublicKey):
            proved = _verify_9796_2(key, challenge, response)
        else:
            return unknown(Reason.NOT_SUPPORTED)
    except AuthenticityError:
        return unknown(Reason.NOT_SUPPORTED)
    return YES if proved else no(Reason.PROOF_WRONG)


def _usual_hash(key: EcPublicKey) -> str:
    """Without ActiveAuthenticationInfo: the hash of the curve's own size."""
    bits = key.curve.n.bit_length()
    return "sha256" if bits <= 256 else "sha384" if bits <= 384 else "sha512"


def _verify_9796_2(key: RsaPublicKey, challenge: bytes, signature: bytes) -> bool:
    """ISO/IEC 9796-2:2010, section 8, with the header 6A: a part of the message is recovered, the rest is given."""
    size = (key.n.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= key.n:
        return False
    block = _opened(key, value, size)
    if block is None:
        return False
    if block[-1] == _SHA1_TRAILER:
        hash_name, end = "sha1", 1
    elif block[-1] == _EXPLICIT_TRAILER and block[-2] in _TRAILER_HASHES:
        hash_name, end = _TRAILER_HASHES[block[-2]], 2
    else:
        return False
    hashed_size = len(digest(b"", hash_name))
    body = block[1:-end]
    if len(body) < hashed_size:
        return False
    recovered, hashed = body[:-hashed_size], body[-hashed_size:]
    return hmac.compare_digest(hashed, digest(recovered + challenge, hash_name))


def _opened(key: RsaPublicKey, value: int, size: int) -> bytes | None:
    """The representative: the result or its complement, whichever ends as a trailer does (Annex B of the standard)."""
    opened = pow(value, key.e, key.n)
    for candidate in (opened, key.n - opened):
        block = candidate.to_bytes(size, "big")
        if block[0] == 0x6A and block[-1] & 0x0F == 0x0C:
            return block
    return None
