"""Keys in the form that pyHanko signs with; imported, like pyHanko, when the first key is opened."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from pkcs11 import Mechanism, Session
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1, translate_pyca_cryptography_key_to_asn1
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desktop.documents.signing.timestamping import HttpTimeStamper
from desktop.documents.signing.token_session import TokenKey

# The program hashes, the token signs the digest: all tokens can do that, and not all can hash.
_OF_A_DIGEST = {"rsa": Mechanism.RSA_PKCS, "ec": Mechanism.ECDSA}


def file_key(key: PrivateKeyTypes, certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> SimpleSigner:
    """A key in memory; `others` go into its signatures, for whoever verifies them."""
    store = SimpleCertificateStore()
    store.register_multiple([translate_pyca_cryptography_cert_to_asn1(each) for each in others])
    return SimpleSigner(
        translate_pyca_cryptography_cert_to_asn1(certificate), translate_pyca_cryptography_key_to_asn1(key), store
    )


def token_key(session: Session, found: TokenKey) -> PKCS11Signer:
    """A key on a token, by a session that is logged in."""
    certificate = translate_pyca_cryptography_cert_to_asn1(found.certificate)
    return PKCS11Signer(
        session,
        signing_cert=certificate,
        key_id=found.key_id,
        ca_chain=[translate_pyca_cryptography_cert_to_asn1(each) for each in found.others],
        use_raw_mechanism=_OF_A_DIGEST.get(certificate.public_key.algorithm) in found.mechanisms,
    )


def make_stamper(url: str | None) -> TimeStamper | None:
    """What asks for timestamps at an address."""
    return HttpTimeStamper(url) if url else None
