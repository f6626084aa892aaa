"""Certificate revocation lists of issuers (RFC 5280, section 5; ICAO 9303-12, section 7.1.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, pem

from devices.smartcard.authenticity.algorithms import scheme_of
from devices.smartcard.authenticity.certificates import Certificate
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import parse_public_key, verify

LARGEST = 8 * 1024 * 1024  # bytes
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True, repr=False)
class RevocationList:
    """A list of revoked certificates.

    Attributes:
        issuer: Name in DER.
        issuer_key_id: Authority key identifier, b"" without one.
        this_update: When it was issued.
        next_update: When the next one is due; None where it is not said.
        revoked: Serial numbers, with the moment of revocation.
        signed: What its issuer signed.
        algorithm: AlgorithmIdentifier in DER.
        signature: The signature.
    """

    issuer: bytes
    issuer_key_id: bytes
    this_update: datetime
    next_update: datetime | None
    revoked: dict[int, datetime]
    signed: bytes
    algorithm: bytes
    signature: bytes

    def issued_by(self, issuer: Certificate) -> bool:
        """Whether the signature is this issuer's, who may sign lists.

        Raises:
            AuthenticityError: The key or the algorithm cannot be used here.
        """
        if issuer.key_usages is not None and "crl_sign" not in issuer.key_usages:
            return False
        return verify(parse_public_key(issuer.key), self.signature, self.signed, scheme_of(self.algorithm))

    def stale(self, now: datetime) -> bool:
        """Whether a newer list should be there by now."""
        return self.next_update is not None and now > self.next_update


def parse_revocation_list(data: bytes) -> RevocationList:
    """Read a list in DER or PEM.

    Raises:
        AuthenticityError: TRUST-005: it is malformed, or only a part of one (delta list, unknown critical extension).
    """
    if len(data) > LARGEST:
        raise AuthenticityError("TRUST-005")
    try:
        if pem.detect(data):
            _, _, data = pem.unarmor(data)
        return _list(crl.CertificateList.load(data, strict=True))
    except _MALFORMED as error:
        raise AuthenticityError("TRUST-005") from error


def _list(parsed: Any) -> RevocationList:
    tbs = parsed["tbs_cert_list"]
    key_id = b""
    for extension in tbs["crl_extensions"]:
        name = str(extension["extn_id"].native)
        if name == "authority_key_identifier":
            key_id = bytes(extension["extn_value"].parsed["key_identifier"].native or b"")
        elif extension["critical"].native:
            raise ValueError("a critical extension that is not understood")
    revoked: dict[int, datetime] = {}
    for entry in tbs["revoked_certificates"] or ():
        revoked[int(entry["user_certificate"].native)] = entry["revocation_date"].native
    following = tbs["next_update"].native
    return RevocationList(
        issuer=bytes(tbs["issuer"].dump()),
        issuer_key_id=key_id,
        this_update=tbs["this_update"].native,
        next_update=following,
        revoked=revoked,
        signed=bytes(tbs.dump()),
        algorithm=bytes(parsed["signature_algorithm"].dump()),
        signature=bytes(parsed["signature"].native),
    )
