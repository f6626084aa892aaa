"""Public keys as chips and their certificates give them, and signatures made with the private ones.

Many issuers write the parameters of an elliptic curve out instead of naming it (ICAO 9303-12, section 4.1.6.1, demands
it), which `cryptography` refuses for most curves. Such a key is taken for one on a named curve only if every parameter
is that curve's: a key with a generator of its own could be anybody's (the fault of CVE-2020-0601).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from asn1crypto.algos import DSASignature
from asn1crypto.core import Integer, Sequence
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from devices.smartcard.domain_parameters import CURVES, CURVES_BY_OID
from devices.smartcard.elliptic_curves import Curve, Point
from devices.smartcard.errors import AuthenticityError

LARGEST_KEY = 16 * 1024  # bytes of a SubjectPublicKeyInfo
RSA_BITS: Final = range(1024, 8193)
DH_BITS: Final = range(1024, 8193)
_EC = "1.2.840.10045.2.1"
_RSA = frozenset({"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})
_DH_PKCS3 = "1.2.840.113549.1.3.1"
_DH_X942 = "1.2.840.10046.2.1"
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class EcPublicKey:
    """A point of a named curve."""

    curve: Curve
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class RsaPublicKey:
    """Modulus and exponent."""

    n: int
    e: int


@dataclass(frozen=True, slots=True)
class DhPublicKey:
    """Prime, generator, the generator's order where it is given, and the public value."""

    p: int
    g: int
    q: int | None
    y: int


PublicKey = EcPublicKey | RsaPublicKey | DhPublicKey


def parse_public_key(spki: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo in DER.

    Raises:
        AuthenticityError: TRUST-001: it is malformed, of another kind, on no curve known here, or too weak.
    """
    if len(spki) > LARGEST_KEY:
        raise AuthenticityError("TRUST-001")
    try:
        oid = Sequence.load(spki)[0][0].dotted
        if oid == _EC:
            return _ec(PublicKeyInfo.load(spki))
        if oid in _RSA:
            return _rsa(PublicKeyInfo.load(spki))
        if oid in {_DH_PKCS3, _DH_X942}:
            return _dh(spki, x942=oid == _DH_X942)
    except _MALFORMED as error:
        raise AuthenticityError("TRUST-001") from error
    raise AuthenticityError("TRUST-001")


def verify(key: PublicKey, signature: bytes, data: bytes, scheme: "SignatureScheme") -> bool:
    """Whether a signature over data is this key's.

    Raises:
        AuthenticityError: TRUST-002: key and scheme do not go together.
    """
    if isinstance(key, EcPublicKey) and scheme.kind == "ecdsa":
        return verify_ecdsa(key, signature, digest(data, scheme.hash_name))
    if isinstance(key, RsaPublicKey) and scheme.kind in {"pkcs1", "pss"}:
        return _verify_rsa(key, signature, data, scheme)
    raise AuthenticityError("TRUST-002")


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """How a signature was made.

    Attributes:
        kind: "ecdsa", "pkcs1" or "pss".
        hash_name: "sha1" to "sha512".
        salt: Bytes of salt, for "pss".
    """

    kind: str
    hash_name: str
    salt: int = 0


HASHES: Mapping[str, Callable[[], hashes.HashAlgorithm]] = MappingProxyType(
    {
        "sha1": hashes.SHA1,
        "sha224": hashes.SHA224,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
)


def digest(data: bytes, hash_name: str) -> bytes:
    """The hash of data.

    Raises:
        AuthenticityError: TRUST-002: no such hash is known here.
    """
    if hash_name not in HASHES:
        raise AuthenticityError("TRUST-002")
    hasher = hashes.Hash(HASHES[hash_name]())
    hasher.update(data)
    return hasher.finalize()


def verify_ecdsa(key: EcPublicKey, signature: bytes, hashed: bytes) -> bool:
    """ECDSA (BSI TR-03111, section 4.2.1.2) over a hash; the signature in DER or as r ‖ s.

    One way for every curve: own arithmetic knows them all, and verifying handles no secret.
    """
    curve = key.curve
    pair = _r_and_s(signature, curve)
    if pair is None:
        return False
    r, s = pair
    if not (0 < r < curve.n and 0 < s < curve.n):
        return False
    number = int.from_bytes(hashed, "big")
    excess = len(hashed) * 8 - curve.n.bit_length()
    if excess > 0:
        number >>= excess
    inverse = pow(s, -1, curve.n)
    mine = curve.multiply(number * inverse, curve.generator)
    theirs = curve.multiply(r * inverse, Point(key.x, key.y))
    point = curve.add(mine, theirs)
    return point is not None and point.x % curve.n == r


def _r_and_s(signature: bytes, curve: Curve) -> tuple[int, int] | None:
    size = (curve.n.bit_length() + 7) // 8
    if signature[:1] == b"\x30" and len(signature) != 2 * size:
        try:
            pair = DSASignature.load(signature, strict=True)
            return int(pair["r"].native), int(pair["s"].native)
        except _MALFORMED:
            return None
    if len(signature) != 2 * size:
        return None
    return int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")


def _verify_rsa(key: RsaPublicKey, signature: bytes, data: bytes, scheme: SignatureScheme) -> bool:
    if scheme.hash_name not in HASHES:
        raise AuthenticityError("TRUST-002")
    hasher = HASHES[scheme.hash_name]()
    way = padding.PSS(padding.MGF1(hasher), scheme.salt) if scheme.kind == "pss" else padding.PKCS1v15()
    try:
        rsa.RSAPublicNumbers(key.e, key.n).public_key().verify(signature, data, way, hasher)
    except (InvalidSignature, ValueError):
        return False
    return True


def _ec(info: PublicKeyInfo) -> EcPublicKey:
    parameters = info["algorithm"]["parameters"]
    chosen = parameters.chosen
    curve = CURVES_BY_OID.get(chosen.dotted) if parameters.name == "named" else _curve_of(chosen)
    if curve is None:
        raise AuthenticityError("TRUST-003")
    point = _point(bytes(info["public_key"].native), curve)
    return EcPublicKey(curve, point.x, point.y)


def _curve_of(written: Sequence) -> Curve | None:
    """The named curve that written parameters are, every one of them; None for any other."""
    if written["field_id"]["field_type"].native != "prime_field":
        return None
    p = int(written["field_id"]["parameters"].native)
    for curve in CURVES.values():
        if curve.p != p:
            continue
        equation = written["curve"]
        same = (
            int.from_bytes(bytes(equation["a"].native), "big") == curve.a
            and int.from_bytes(bytes(equation["b"].native), "big") == curve.b
            and _point(bytes(written["base"].native), curve) == curve.generator
            and int(written["order"].native) == curve.n
            and written["cofactor"].native in {None, 1}
        )
        if same:
            return curve
    return None


def _point(encoded: bytes, curve: Curve) -> Point:
    """A point in uncompressed or compressed form (SEC 1, section 2.3.4).

    Raises:
        ValueError: It is none of this curve.
    """
    if encoded[:1] in {b"\x02", b"\x03"} and len(encoded) == 1 + curve.size:
        x = int.from_bytes(encoded[1:], "big")
        y = _square_root((x * x * x + curve.a * x + curve.b) % curve.p, curve.p)
        if y & 1 != encoded[0] & 1:
            y = curve.p - y
        point = Point(x, y)
        if not curve.contains(point):
            raise ValueError("not on this curve")
        return point
    return curve.decode(encoded)


def _square_root(value: int, p: int) -> int:
    """Of a number modulo p, for p ≡ 3 (mod 4); every curve here but secp224r1 has such a prime."""
    if p % 4 != 3:
        raise ValueError("compressed points of this curve are not supported")
    return pow(value, (p + 1) // 4, p)


def _rsa(info: PublicKeyInfo) -> RsaPublicKey:
    parsed = info["public_key"].parsed
    n, e = int(parsed["modulus"].native), int(parsed["public_exponent"].native)
    if n.bit_length() not in RSA_BITS or e < 3 or e % 2 == 0 or e.bit_length() > 64:
        raise AuthenticityError("TRUST-003")
    return RsaPublicKey(n, e)


def _dh(spki: bytes, *, x942: bool) -> DhPublicKey:
    """PKCS #3: p, g. ANSI X9.42 (RFC 3279, section 2.3.3): p, g, q."""
    outer = Sequence.load(spki)
    parameters = outer[0][1]
    numbers = [int(parameters[index].native) for index in range(min(len(parameters), 3))]
    p, g = numbers[:2]
    q = numbers[2] if x942 and len(numbers) > 2 else None
    y = int(Integer.load(bytes(outer[1].contents)[1:]).native)  # after the count of unused bits
    if p.bit_length() not in DH_BITS or not 1 < g < p - 1 or not 1 < y < p - 1:
        raise AuthenticityError("TRUST-003")
    return DhPublicKey(p, g, q, y)
