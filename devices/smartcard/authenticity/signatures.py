"""Signatures of CMS SignedData: which of the certificates that travel with it signed, and whether it did."""

from devices.smartcard.authenticity.algorithms import scheme_of
from devices.smartcard.authenticity.certificates import Certificate, name_key, parse_certificate
from devices.smartcard.datagroups.security_object import SignedContent, SignerInfo
from devices.smartcard.public_keys import digest, parse_public_key, verify


def signer_of(signed: SignedContent) -> Certificate | None:
    """The signer's certificate among those that travel with the content; None where it is not there.

    Raises:
        AuthenticityError: A certificate or a name is malformed.
    """
    for raw in signed.certificates:
        certificate = parse_certificate(raw)
        if _named(certificate, signed.signer):
            return certificate
    return None


def signed_by(signed: SignedContent, certificate: Certificate) -> bool:
    """Whether the signature is this certificate's, over this very content.

    Raises:
        AuthenticityError: The key or an algorithm cannot be used here.
    """
    signer = signed.signer
    if signer.signed_attributes:
        if signer.content_type != signed.content_type:
            return False
        if digest(signed.content, signer.hash_name) != signer.message_digest:
            return False
    over = signer.signed_attributes or signed.content
    return verify(
        parse_public_key(certificate.key),
        signer.signature,
        over,
        scheme_of(signer.signature_algorithm, signer.hash_name),
    )


def signature_of(signed: SignedContent) -> Certificate | None:
    """The certificate that signed; None where none that travels along did.

    Raises:
        AuthenticityError: As for `signed_by`.
    """
    certificate = signer_of(signed)
    return certificate if certificate is not None and signed_by(signed, certificate) else None


def _named(certificate: Certificate, signer: SignerInfo) -> bool:
    if signer.key_id is not None:
        return bool(certificate.key_id) and certificate.key_id == signer.key_id
    return (
        signer.issuer is not None
        and certificate.serial == signer.serial
        and name_key(certificate.issuer) == name_key(signer.issuer)
    )
