"""EF.SOD: the signed hashes of the data groups (ICAO 9303-10, section 4.6.2): a CMS SignedData (RFC 5652).

What is signed is an LDSSecurityObject: the hash algorithm and, per data group, the hash of the whole file. Real ones
differ in details that do not matter to safety: how the signer is named, whether the content is split, how a signature
algorithm is written. Those are taken as they come; the rest is strict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from asn1crypto import cms
from asn1crypto.algos import DigestAlgorithm
from asn1crypto.core import Integer, OctetString, PrintableString, SequenceOf
from asn1crypto.core import Sequence as DerSequence

from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import Limits, read_tlv

_LIMITS = Limits(size=256 * 1024)
ID_LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
MOST_GROUPS = 16
MOST_CERTIFICATES = 8
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


class _DataGroupHash(DerSequence):  # type: ignore[misc] # asn1crypto has no types
    _fields = [("number", Integer), ("hash", OctetString)]  # noqa: RUF012 - asn1crypto's own form


class _DataGroupHashes(SequenceOf):  # type: ignore[misc]
    _child_spec = _DataGroupHash


class _VersionInfo(DerSequence):  # type: ignore[misc]
    _fields = [("lds", PrintableString), ("unicode", PrintableString)]  # noqa: RUF012


class _LdsSecurityObject(DerSequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("version", Integer),
        ("algorithm", DigestAlgorithm),
        ("hashes", _DataGroupHashes),
        ("version_info", _VersionInfo, {"optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """How and by whom something was signed.

    Attributes:
        issuer: The issuer's name of the signer's certificate in DER; None where it is named by its key.
        serial: That certificate's serial number; None likewise.
        key_id: The subject key identifier, where it is named so.
        hash_name: "sha1" to "sha512": of the content.
        signature_algorithm: The SignedDigestAlgorithm, in DER.
        signature: The signature.
        signed_attributes: What was signed, as a DER SET; b"" where the content itself was.
        message_digest: The content's hash among the signed attributes; None where there are none.
        content_type: The content's type among them, dotted; "" where there are none.
        signing_time: Among them; None where it is not said.
    """

    issuer: bytes | None
    serial: int | None
    key_id: bytes | None
    hash_name: str
    signature_algorithm: bytes
    signature: bytes
    signed_attributes: bytes
    message_digest: bytes | None
    content_type: str
    signing_time: datetime | None


@dataclass(frozen=True, slots=True)
class SignedContent:
    """A CMS SignedData with one signer.

    Attributes:
        content_type: Dotted.
        content: What is signed.
        signer: Who signed it.
        certificates: The certificates that travel with it, in DER.
    """

    content_type: str
    content: bytes
    signer: SignerInfo
    certificates: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """The signed hashes.

    Attributes:
        version: 0 or 1.
        hash_name: "sha1" to "sha512": of the data groups.
        hashes: The hash of each data group's whole file, by the group's number.
        lds_version: "0107", "0108"; "" where version 0 does not say.
        signed: The signature around them.
    """

    version: int
    hash_name: str
    hashes: Mapping[int, bytes]
    lds_version: str
    signed: SignedContent


def parse_security_object(data: bytes) -> SecurityObject:
    """Read EF.SOD. Nothing is verified here.

    Raises:
        DataGroupError: LDS-030: it is malformed.
    """
    signed = parse_signed_data(read_tlv(data, ElementaryFile.SOD.tag, limits=_LIMITS).value)
    if signed.content_type != ID_LDS_SECURITY_OBJECT:
        raise DataGroupError("LDS-030")
    try:
        lds = _LdsSecurityObject.load(signed.content)
        hashes = {int(each["number"].native): bytes(each["hash"].native) for each in lds["hashes"]}
        version = int(lds["version"].native)
        info = lds["version_info"].native
        return SecurityObject(
            version,
            str(lds["algorithm"]["algorithm"].native),
            MappingProxyType(_checked(hashes, len(lds["hashes"]))),
            str(info["lds"]) if info else "",
            signed,
        )
    except _MALFORMED as error:
        raise DataGroupError("LDS-030") from error


def parse_signed_data(data: bytes, most_certificates: int = MOST_CERTIFICATES) -> SignedContent:
    """Take a CMS SignedData of one signer apart; bytes after it are ignored.

    Raises:
        DataGroupError: LDS-030: it is malformed or has another number of signers.
    """
    try:
        outer = cms.ContentInfo.load(data)
        if outer["content_type"].dotted != "1.2.840.113549.1.7.2":
            raise ValueError("not signed data")
        signed = outer["content"]
        signers = signed["signer_infos"]
        if len(signers) != 1:
            raise ValueError("not one signer")
        content = signed["encap_content_info"]["content"]
        given = signed["certificates"]
        certificates = tuple(bytes(each.chosen.dump()) for each in given if each.name == "certificate") if given else ()
        if len(certificates) > most_certificates or content is None or not content.contents:
            raise ValueError("too many certificates, or nothing signed")
        return SignedContent(
            signed["encap_content_info"]["content_type"].dotted,
            _octets(content),
            _signer(signers[0]),
            certificates,
        )
    except _MALFORMED as error:
        raise DataGroupError("LDS-030") from error


def _checked(hashes: dict[int, bytes], listed: int) -> dict[int, bytes]:
    if not 1 <= len(hashes) <= MOST_GROUPS or len(hashes) != listed:
        raise ValueError("no data groups, too many, or one named twice")
    if not all(1 <= number <= MOST_GROUPS for number in hashes):
        raise ValueError("no such data group")
    return hashes


def _octets(content: Any) -> bytes:
    """The octets of an OCTET STRING, whole or in parts."""
    return bytes(content.cast(OctetString).native if not isinstance(content, OctetString) else content.native)


def _signer(info: Any) -> SignerInfo:
    sid = info["sid"]
    by_issuer = sid.name == "issuer_and_serial_number"
    attributes: dict[str, Any] = {}
    raw = b""
    signed = info["signed_attrs"]
    if signed and len(signed):
        # Signed is the SET, not the implicit tag that stands in its place (RFC 5652, section 5.4).
        raw = b"\x31" + bytes(signed.dump())[1:]
        for attribute in signed:
            oid = attribute["type"].dotted
            if oid in attributes or len(attribute["values"]) != 1:
                raise ValueError("an attribute twice, or with several values")
            attributes[oid] = attribute["values"][0].native
    digest = attributes.get("1.2.840.113549.1.9.4")
    content_type = attributes.get("1.2.840.113549.1.9.3", "")
    if raw and digest is None:
        raise ValueError("signed attributes without the content's hash")
    moment = attributes.get("1.2.840.113549.1.9.5")
    return SignerInfo(
        issuer=bytes(sid.chosen["issuer"].dump()) if by_issuer else None,
        serial=int(sid.chosen["serial_number"].native) if by_issuer else None,
        key_id=None if by_issuer else bytes(sid.chosen.native),
        hash_name=str(info["digest_algorithm"]["algorithm"].native),
        signature_algorithm=bytes(info["signature_algorithm"].dump()),
        signature=bytes(info["signature"].native),
        signed_attributes=raw,
        message_digest=None if digest is None else bytes(digest),
        content_type=_dotted(content_type),
        signing_time=moment if isinstance(moment, datetime) else None,
    )


def _dotted(name: str) -> str:
    return cms.ContentType.unmap(name) if name and not name[0].isdigit() else name
