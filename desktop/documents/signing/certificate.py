"""A signer's certificate: whose it is, when it is in force, and whether it may sign papers."""

from datetime import datetime

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from desktop.records.local_time import ZONE
from devices.errors import CodedError

_SIGNING_KEYS = (RSAPublicKey, EllipticCurvePublicKey, Ed25519PublicKey, Ed448PublicKey)


def signer_name(certificate: x509.Certificate) -> str:
    """The person or the office: the common name, or the organisation where there is none."""
    # Read by asn1crypto: cryptography warns of more than 64 bytes, and offices' names in UTF-8 have more.
    subject = Certificate.load(certificate.public_bytes(Encoding.DER)).subject.native
    for kind in ("common_name", "organization_name"):
        said = subject.get(kind, "")
        text = said if isinstance(said, str) else said[0]
        if text.strip():
            return str(text.strip())
    return certificate.fingerprint(SHA256()).hex()


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether its key can sign and its key usage lets it; without that extension any use is allowed.

    Source: RFC 5280, 4.2.1.3.
    """
    try:
        if not isinstance(certificate.public_key(), _SIGNING_KEYS):
            return False
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except (UnsupportedAlgorithm, ValueError, x509.DuplicateExtension):
        return False
    return usage.digital_signature or usage.content_commitment


def require_signing_use(certificate: x509.Certificate) -> None:
    """Refuse a certificate that was issued for something else, as encryption.

    Raises:
        CodedError: SIGN-007.
    """
    if not may_sign(certificate):
        raise CodedError("SIGN-007")


def require_in_force(certificate: x509.Certificate, at: datetime) -> None:
    """Refuse a certificate outside its days.

    Raises:
        CodedError: SIGN-005, it has expired; SIGN-006, it is not in force yet.
    """
    if at > certificate.not_valid_after_utc:
        raise CodedError("SIGN-005", day=_day(certificate.not_valid_after_utc))
    if at < certificate.not_valid_before_utc:
        raise CodedError("SIGN-006", day=_day(certificate.not_valid_before_utc))


def _day(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%d/%m/%Y")
