"""Signs with a key and a certificate from one file (PKCS#12, RFC 7292)."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto.pkcs12 import Pfx
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from desktop.documents.signing.certificate import require_in_force, require_signing_use, signer_name
from desktop.documents.signing.mark import lay_out
from desktop.records.small_file import read_small
from devices.errors import CodedError

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

OpenedFile = tuple[PrivateKeyTypes, x509.Certificate, list[x509.Certificate]]


class CertificateFileSigner:
    """A `Signer` whose key is in a ``.p12`` or ``.pfx`` file. The password is not kept."""

    def __init__(self, path: Path, password: str, timestamp_url: str | None = None) -> None:
        """Open the file.

        Args:
            path: The file.
            password: Empty for a file without one.
            timestamp_url: A timestamp authority; with it signatures are B-T.

        Raises:
            CodedError: SIGN-001, the file cannot be read; SIGN-002, it is no PKCS#12 file; SIGN-003, the password is
                wrong; SIGN-004, it has no key with a certificate; SIGN-007, the certificate is not for signing.
        """
        try:
            opened = _open(path, password)
        finally:
            del password  # the traceback of an error may live long, and its frames' names with it
        # Takes a second: what pyHanko is not needed for fails before.
        from desktop.documents.signing.keys import file_key, make_stamper  # noqa: PLC0415

        self._certificate: x509.Certificate = opened[1]
        self._key: SimpleSigner | None = file_key(*opened)
        self._stamper = make_stamper(timestamp_url)

    @property
    def name(self) -> str:
        """The signer, as the certificate says."""
        return signer_name(self._certificate)

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        """Sign a paper; see `Signer.sign`."""
        from desktop.documents.signing.pades import add_signature  # noqa: PLC0415

        if self._key is None:
            raise ValueError("the signer is closed")
        require_in_force(self._certificate, at)
        mark = lay_out(self.name, at)
        return add_signature(pdf, self._key, mark=mark, at=at, reason=reason, stamper=self._stamper)

    def close(self) -> None:
        """Let go of the key; again does nothing."""
        self._key = None


def _open(path: Path, password: str) -> OpenedFile:
    try:
        content = read_small(path)
    except OSError as error:
        raise CodedError("SIGN-001", number=error.errno or 0) from error
    try:
        # The outer form holds no secret: what fails here is the file; the password can only fail below.
        _ = Pfx.load(content, strict=True).native
    except (ValueError, TypeError, LookupError) as error:
        raise CodedError("SIGN-002") from error
    try:
        key, certificate, others = load_key_and_certificates(content, password.encode() or None)
    except UnsupportedAlgorithm as error:
        raise CodedError("SIGN-002") from error
    except ValueError as error:
        raise CodedError("SIGN-003") from error
    finally:
        del password
    if key is None or certificate is None or key.public_key() != certificate.public_key():
        raise CodedError("SIGN-004")
    require_signing_use(certificate)
    return key, certificate, others
