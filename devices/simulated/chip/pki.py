"""An issuer that does not exist: root certificate, document signer, revocation list, master list, signed hash lists.

Certificates are made by `cryptography`; what it cannot make (written-out curve parameters, signed data of CMS) is
written by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from devices.simulated.chip.der import integer, objects, oid, sequence, set_of, tlv

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha1": hashes.SHA1,
}
_HASH_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_ECDSA_OIDS = {"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}
_RSA_OIDS = {"sha256": "1.2.840.113549.1.1.11", "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}
LDS_OBJECT = "2.23.136.1.1.1"
MASTER_LIST = "2.23.136.1.1.2"
BEGINNING = datetime(2021, 1, 19, tzinfo=UTC)
SIGNED_AT = datetime(2022, 6, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the certificate of its public one, in DER."""

    key: PrivateKey
    certificate: bytes

    @property
    def parsed(self) -> x509.Certificate:
        """The certificate."""
        return x509.load_der_x509_certificate(self.certificate)


def _name(common: str, country: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Simulated Authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def new_key(kind: str) -> PrivateKey:
    """A fresh key: the name of a curve of `cryptography`, or "rsa2048"."""
    if kind.startswith("rsa"):
        return rsa.generate_private_key(65_537, int(kind[3:]))
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "brainpool256": ec.BrainpoolP256R1()}
    return ec.generate_private_key(curves[kind])


@dataclass(slots=True)
class Issuer:
    """A root that signs document signers, lists of revoked ones, and lists of roots.

    Attributes:
        root: Key and self-signed certificate.
        country: Two letters.
        serial: The serial number of the next certificate.
    """

    root: Signer
    country: str = "VN"
    serial: int = field(default=1000)

    @classmethod
    def create(
        cls,
        country: str = "VN",
        common: str = "CSCA Simulated",
        kind: str = "p384",
        key_until: datetime | None = None,
    ) -> "Issuer":
        """A new root."""
        key = new_key(kind)
        name = _name(common, country)
        end = BEGINNING + timedelta(days=365 * 25)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .serial_number(1)
            .public_key(key.public_key())
            .not_valid_before(BEGINNING)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.PrivateKeyUsagePeriod(BEGINNING, key_until or BEGINNING + timedelta(days=365 * 5)), critical=False
            )
        )
        certificate = builder.sign(key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)
        return cls(Signer(key, certificate), country)

    def document_signer(
        self,
        kind: str = "p256",
        country: str = "",
        start: datetime = BEGINNING + timedelta(days=200),
        days: int = 365 * 10,
    ) -> Signer:
        """A new document signer."""
        key = new_key(kind)
        self.serial += 1
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(f"DS {self.serial}", country or self.country))
            .issuer_name(self.root.parsed.subject)
            .serial_number(self.serial)
            .public_key(key.public_key())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(authority, critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        return Signer(key, builder.sign(self.root.key, hashes.SHA384()).public_bytes(serialization.Encoding.DER))

    def revocation_list(self, *revoked: Signer, now: datetime, days: int = 90) -> bytes:
        """A list of revoked document signers, in DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.parsed.subject)
            .last_update(now)
            .next_update(now + timedelta(days=days))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.root.key.public_key()), critical=False
            )
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for signer in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(signer.parsed.serial_number).revocation_date(now)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.root.key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)

    def master_list(self, *roots: bytes) -> bytes:
        """A master list of root certificates, signed by a signer of this root."""
        content = sequence(integer(0), set_of(*roots))
        return signed_data(MASTER_LIST, content, self.document_signer(), "sha256")


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def hash_of(data: bytes, name: str) -> bytes:
    """A hash."""
    work = hashes.Hash(_HASHES[name]())
    work.update(data)
    return work.finalize()


def security_object(
    groups: dict[int, bytes],
    signer: Signer,
    *,
    hash_name: str = "sha256",
    version: int = 0,
    scheme: str = "",
    at: datetime | None = SIGNED_AT,
) -> bytes:
    """EF.SOD over whole data groups by number; `scheme` "pss" for RSA-PSS."""
    items = [
        sequence(integer(number), tlv(0x04, hash_of(group, hash_name))) for number, group in sorted(groups.items())
    ]
    algorithm = sequence(oid(_HASH_OIDS[hash_name]))
    versions = sequence(tlv(0x13, b"0108"), tlv(0x13, b"040000")) if version else b""
    content = sequence(integer(version), algorithm, sequence(*items), versions)
    return tlv(0x77, signed_data(LDS_OBJECT, content, signer, hash_name, scheme=scheme, at=at))


def signed_data(
    content_type: str,
    content: bytes,
    signer: Signer,
    hash_name: str,
    *,
    scheme: str = "",
    at: datetime | None = SIGNED_AT,
) -> bytes:
    """CMS SignedData with signed attributes (RFC 5652); with None for `at` it does not say when it was made."""
    certificate = signer.certificate
    tbs = next(objects(next(objects(certificate))[1]))[1]
    parts = [whole for tag, _, whole in objects(tbs) if tag != 0xA0]
    serial, issuer = parts[0], parts[2]
    attributes = [
        sequence(oid("1.2.840.113549.1.9.3"), tlv(0x31, oid(content_type))),
        sequence(oid("1.2.840.113549.1.9.4"), tlv(0x31, tlv(0x04, hash_of(content, hash_name)))),
    ]
    if at is not None:
        moment = tlv(0x17, f"{at:%y%m%d%H%M%SZ}".encode())
        attributes.append(sequence(oid("1.2.840.113549.1.9.5"), tlv(0x31, moment)))
    signed = set_of(*attributes)
    algorithm, signature = _signed(signer.key, signed, hash_name, scheme)
    digest_algorithm = sequence(oid(_HASH_OIDS[hash_name]))
    info = sequence(
        integer(1), sequence(issuer, serial), digest_algorithm, b"\xa0" + signed[1:], algorithm, tlv(0x04, signature)
    )
    data = sequence(
        integer(3),
        tlv(0x31, digest_algorithm),
        sequence(oid(content_type), tlv(0xA0, tlv(0x04, content))),
        tlv(0xA0, certificate),
        tlv(0x31, info),
    )
    return sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, data))


def _signed(key: PrivateKey, data: bytes, hash_name: str, scheme: str) -> tuple[bytes, bytes]:
    """AlgorithmIdentifier and signature."""
    digest = _HASHES[hash_name]()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return sequence(oid(_ECDSA_OIDS[hash_name])), key.sign(data, ec.ECDSA(digest))
    if scheme == "pss":
        hashed = sequence(oid(_HASH_OIDS[hash_name]))
        mask = sequence(oid("1.2.840.113549.1.1.8"), hashed)
        salt = digest.digest_size
        parameters = sequence(tlv(0xA0, hashed), tlv(0xA1, mask), tlv(0xA2, integer(salt)))
        signature = key.sign(data, padding.PSS(padding.MGF1(digest), salt), digest)
        return sequence(oid("1.2.840.113549.1.1.10"), parameters), signature
    return sequence(oid(_RSA_OIDS[hash_name]), b"\x05\x00"), key.sign(data, padding.PKCS1v15(), digest)


def public_key_info(key: PrivateKey) -> bytes:
    """SubjectPublicKeyInfo in DER."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
