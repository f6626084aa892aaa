"""Signature algorithms by their identifiers (RFC 3279, 4055, 5758; BSI TR-03111, section 5.2.1)."""

from types import MappingProxyType
from typing import Any

from asn1crypto.algos import RSASSAPSSParams, SignedDigestAlgorithm

from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import HASHES, SignatureScheme

_PSS = "1.2.840.113549.1.1.10"
_RSA = "1.2.840.113549.1.1.1"
_NAMED = MappingProxyType(
    {
        "1.2.840.113549.1.1.5": ("pkcs1", "sha1"),
        "1.2.840.113549.1.1.14": ("pkcs1", "sha224"),
        "1.2.840.113549.1.1.11": ("pkcs1", "sha256"),
        "1.2.840.113549.1.1.12": ("pkcs1", "sha384"),
        "1.2.840.113549.1.1.13": ("pkcs1", "sha512"),
        "1.2.840.10045.4.1": ("ecdsa", "sha1"),
        "1.2.840.10045.4.3.1": ("ecdsa", "sha224"),
        "1.2.840.10045.4.3.2": ("ecdsa", "sha256"),
        "1.2.840.10045.4.3.3": ("ecdsa", "sha384"),
        "1.2.840.10045.4.3.4": ("ecdsa", "sha512"),
        # ecdsa-plain: r ‖ s in place of DER, as active authentication uses it
        "0.4.0.127.0.7.1.1.4.1.1": ("ecdsa", "sha1"),
        "0.4.0.127.0.7.1.1.4.1.2": ("ecdsa", "sha224"),
        "0.4.0.127.0.7.1.1.4.1.3": ("ecdsa", "sha256"),
        "0.4.0.127.0.7.1.1.4.1.4": ("ecdsa", "sha384"),
        "0.4.0.127.0.7.1.1.4.1.5": ("ecdsa", "sha512"),
    }
)


def scheme_of(algorithm: bytes, hash_name: str = "") -> SignatureScheme:
    """The scheme of an AlgorithmIdentifier in DER; `hash_name` where that names the key alone.

    Raises:
        AuthenticityError: TRUST-002: it is not known here.
    """
    try:
        parsed = SignedDigestAlgorithm.load(algorithm)
        oid = parsed["algorithm"].dotted
        if oid == _PSS:
            return _pss(parsed["parameters"])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise AuthenticityError("TRUST-002") from error
    if oid == _RSA and hash_name in HASHES:
        return SignatureScheme("pkcs1", hash_name)
    return scheme_by_oid(oid)


def scheme_by_oid(oid: str) -> SignatureScheme:
    """The scheme of an object identifier, dotted.

    Raises:
        AuthenticityError: TRUST-002: it is not known here.
    """
    if oid not in _NAMED:
        raise AuthenticityError("TRUST-002")
    return SignatureScheme(*_NAMED[oid])


def _pss(parameters: Any) -> SignatureScheme:
    if not isinstance(parameters, RSASSAPSSParams):
        parameters = RSASSAPSSParams({})
    hash_name = str(parameters["hash_algorithm"]["algorithm"].native)
    mask = parameters["mask_gen_algorithm"]
    same = str(mask["parameters"]["algorithm"].native) == hash_name
    salt = int(parameters["salt_length"].native)
    if hash_name not in HASHES or not same or not 0 <= salt <= 64:
        raise AuthenticityError("TRUST-002")
    return SignatureScheme("pss", hash_name, salt)
