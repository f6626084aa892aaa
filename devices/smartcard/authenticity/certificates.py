"""Certificates of issuers (CSCA) and of document signers (DS), as far as ICAO 9303-12, section 7, makes use of them.

Read with a tolerant parser: real ones have negative serial numbers, NULL parameters, written-out curves. What is used
for a decision is checked strictly.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from asn1crypto import pem, x509

from devices.smartcard.authenticity.algorithms import scheme_of
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import parse_public_key, verify

LARGEST = 64 * 1024  # bytes
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True, repr=False)
class Certificate:
    """A certificate.

    Attributes:
        raw: In DER.
        signed: What its issuer signed (TBSCertificate).
        subject: Name in DER.
        issuer: Name in DER.
        subject_text: Name for people, its values joined with dots.
        country: Two letters, upper case; "" where the subject names none.
        serial: Serial number.
        not_before: Beginning of its validity.
        not_after: End of its validity.
        key_from: Beginning of the private key's use; None where it is not restricted.
        key_until: End of it.
        key_id: Subject key identifier, b"" without one.
        issuer_key_id: Authority key identifier, b"" without one.
        is_ca: Whether it may issue certificates.
        key_usages: Names such as "digital_signature", "key_cert_sign"; None where it is not restricted.
        key: SubjectPublicKeyInfo in DER.
        algorithm: Of the issuer's signature: AlgorithmIdentifier in DER.
        signature: The issuer's signature.
    """

    raw: bytes
    signed: bytes
    subject: bytes
    issuer: bytes
    subject_text: str
    country: str
    serial: int
    not_before: datetime
    not_after: datetime
    key_from: datetime | None
    key_until: datetime | None
    key_id: bytes
    issuer_key_id: bytes
    is_ca: bool
    key_usages: frozenset[str] | None
    key: bytes
    algorithm: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole, in upper-case hexadecimal."""
        return sha256(self.raw).hexdigest().upper()

    def issued(self, other: "Certificate") -> bool:
        """Whether the other's signature is this one's.

        Raises:
            AuthenticityError: The key or the algorithm cannot be used here.
        """
        return verify(parse_public_key(self.key), other.signature, other.signed, scheme_of(other.algorithm))

    def __repr__(self) -> str:
        """Names the subject: an authority, never a citizen."""
        return f"Certificate({self.subject_text!r}, {self.fingerprint[:16]})"


def parse_certificate(data: bytes) -> Certificate:
    """Read a certificate in DER or PEM.

    Raises:
        AuthenticityError: TRUST-004: it is malformed.
    """
    if len(data) > LARGEST:
        raise AuthenticityError("TRUST-004")
    try:
        if pem.detect(data):
            _, _, data = pem.unarmor(data)
        parsed = x509.Certificate.load(data, strict=True)
        return _certificate(parsed, bytes(data))
    except _MALFORMED as error:
        raise AuthenticityError("TRUST-004") from error


def name_key(name: bytes) -> tuple[tuple[str, str], ...]:
    """A name as it is compared: attribute and text, without case and double spaces (RFC 5280, section 7.1).

    Raises:
        AuthenticityError: TRUST-004: it is malformed.
    """
    try:
        parsed = x509.Name.load(name)
        found = [
            (part["type"].dotted, " ".join(str(part["value"].native).casefold().split()))
            for relative in parsed.chosen
            for part in relative
        ]
    except _MALFORMED as error:
        raise AuthenticityError("TRUST-004") from error
    return tuple(found)


def _certificate(parsed: Any, raw: bytes) -> Certificate:
    tbs = parsed["tbs_certificate"]
    if bytes(tbs["signature"].dump()) != bytes(parsed["signature_algorithm"].dump()):
        raise ValueError("two signature algorithms")
    extensions = _extensions(tbs)
    usage = extensions.get("key_usage")
    constraints = extensions.get("basic_constraints")
    period = extensions.get("private_key_usage_period")
    authority = extensions.get("authority_key_identifier")
    subject_key = extensions.get("key_identifier")
    issuer_key = authority["key_identifier"].native if authority is not None else None
    return Certificate(
        raw=raw,
        signed=bytes(tbs.dump()),
        subject=bytes(tbs["subject"].dump()),
        issuer=bytes(tbs["issuer"].dump()),
        subject_text=_plain_name(tbs["subject"]),
        country=_country(tbs["subject"]),
        serial=int(tbs["serial_number"].native),
        not_before=tbs["validity"]["not_before"].native,
        not_after=tbs["validity"]["not_after"].native,
        key_from=period["not_before"].native if period is not None else None,
        key_until=period["not_after"].native if period is not None else None,
        key_id=bytes(subject_key.native) if subject_key is not None else b"",
        issuer_key_id=bytes(issuer_key) if issuer_key else b"",
        is_ca=bool(constraints["ca"].native) if constraints is not None else False,
        key_usages=None if usage is None else frozenset(usage.native),
        key=bytes(tbs["subject_public_key_info"].dump()),
        algorithm=bytes(parsed["signature_algorithm"].dump()),
        signature=bytes(parsed["signature_value"].native),
    )


def _extensions(tbs: Any) -> dict[str, Any]:
    """The extensions by name, each once (RFC 5280, section 4.2)."""
    found: dict[str, Any] = {}
    for extension in tbs["extensions"]:
        name = str(extension["extn_id"].native)
        if name in found:
            raise ValueError("an extension twice")
        found[name] = extension["extn_value"].parsed
    return found


def _plain_name(name: Any) -> str:
    """The values of a name in their order: country, organisation, common name."""
    return " · ".join(str(part["value"].native) for relative in name.chosen for part in relative)


def _country(name: Any) -> str:
    for relative in name.chosen:
        for part in relative:
            if part["type"].dotted == "2.5.4.6":
                return str(part["value"].native).upper()
    return ""
