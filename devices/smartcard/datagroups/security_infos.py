"""SecurityInfos, as EF.CardAccess and DG14 hold them (ICAO 9303-11, section 9.2; BSI TR-03110-3, A.1.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from asn1crypto.core import Asn1Value, Integer, ObjectIdentifier, Sequence, SetOf

from devices.smartcard.errors import DataGroupError

ID_PK = "0.4.0.127.0.7.2.2.1"
ID_TA = "0.4.0.127.0.7.2.2.2"
ID_CA = "0.4.0.127.0.7.2.2.3"
ID_PACE = "0.4.0.127.0.7.2.2.4"
ID_AA = "2.23.136.1.1.5"
LARGEST = 16 * 1024  # bytes
MOST_INFOS = 64


@dataclass(frozen=True, slots=True)
class PaceInfo:
    """PACE is offered in this variant, over standardized parameters where an id is given."""

    oid: str
    version: int
    parameter_id: int | None


@dataclass(frozen=True, slots=True)
class PaceDomainParameterInfo:
    """Domain parameters of the chip's own for PACE: an AlgorithmIdentifier in DER."""

    oid: str
    domain_parameter: bytes
    parameter_id: int | None


@dataclass(frozen=True, slots=True)
class ChipAuthenticationInfo:
    """Chip authentication is offered in this variant, with this key where there are several."""

    oid: str
    version: int
    key_id: int | None


@dataclass(frozen=True, slots=True)
class ChipAuthenticationPublicKeyInfo:
    """The chip's public key for chip authentication: a SubjectPublicKeyInfo in DER."""

    oid: str
    subject_public_key_info: bytes
    key_id: int | None


@dataclass(frozen=True, slots=True)
class ActiveAuthenticationInfo:
    """The signature algorithm of active authentication with an elliptic-curve key."""

    oid: str
    version: int
    signature_algorithm: str


@dataclass(frozen=True, slots=True)
class TerminalAuthenticationInfo:
    """Terminal authentication is offered; nothing here uses it."""

    oid: str
    version: int


@dataclass(frozen=True, slots=True)
class UnknownSecurityInfo:
    """An info of another protocol, kept as it is, in DER."""

    oid: str
    raw: bytes


SecurityInfo = (
    PaceInfo
    | PaceDomainParameterInfo
    | ChipAuthenticationInfo
    | ChipAuthenticationPublicKeyInfo
    | ActiveAuthenticationInfo
    | TerminalAuthenticationInfo
    | UnknownSecurityInfo
)


@dataclass(frozen=True, slots=True)
class SecurityInfos:
    """What a chip says of its protocols, in its own order."""

    infos: tuple[SecurityInfo, ...]

    @property
    def pace(self) -> tuple[PaceInfo, ...]:
        """The PACE variants."""
        return tuple(info for info in self.infos if isinstance(info, PaceInfo))

    @property
    def chip_authentication(self) -> tuple[ChipAuthenticationInfo, ...]:
        """The variants of chip authentication."""
        return tuple(info for info in self.infos if isinstance(info, ChipAuthenticationInfo))

    @property
    def chip_authentication_keys(self) -> tuple[ChipAuthenticationPublicKeyInfo, ...]:
        """The keys of chip authentication."""
        return tuple(info for info in self.infos if isinstance(info, ChipAuthenticationPublicKeyInfo))

    @property
    def active_authentication(self) -> ActiveAuthenticationInfo | None:
        """The algorithm of active authentication, where it is named."""
        return next((info for info in self.infos if isinstance(info, ActiveAuthenticationInfo)), None)


def parse_security_infos(data: bytes) -> SecurityInfos:
    """Read a DER SET OF SecurityInfo; bytes after it are ignored.

    Raises:
        DataGroupError: LDS-004: it is malformed or larger than any chip's.
    """
    if len(data) > LARGEST:
        raise DataGroupError("LDS-004")
    try:
        items = list(SetOf.load(data, spec=Sequence))
        if len(items) > MOST_INFOS:
            raise DataGroupError("LDS-004")
        return SecurityInfos(tuple(_info(item) for item in items))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise DataGroupError("LDS-004") from error


def _info(item: Sequence) -> SecurityInfo:
    parts = [item[index] for index in range(len(item))]
    if not 1 <= len(parts) <= 3 or not isinstance(parts[0], ObjectIdentifier):
        raise ValueError("not a SecurityInfo")
    oid = str(parts[0].native)
    for prefix, read in _READERS.items():
        if oid == prefix or oid.startswith(prefix + "."):
            return read(oid, parts) or UnknownSecurityInfo(oid, bytes(item.dump()))
    return UnknownSecurityInfo(oid, bytes(item.dump()))


def _integer(parts: list[Asn1Value], index: int) -> int | None:
    if index < len(parts) and isinstance(parts[index], Integer):
        return int(parts[index].native)
    return None


def _pace(oid: str, parts: list[Asn1Value]) -> SecurityInfo | None:
    if len(parts) > 1 and isinstance(parts[1], Sequence):
        return PaceDomainParameterInfo(oid, bytes(parts[1].dump()), _integer(parts, 2))
    version = _integer(parts, 1)
    return None if version is None else PaceInfo(oid, version, _integer(parts, 2))


def _chip_authentication(oid: str, parts: list[Asn1Value]) -> SecurityInfo | None:
    version = _integer(parts, 1)
    return None if version is None else ChipAuthenticationInfo(oid, version, _integer(parts, 2))


def _public_key(oid: str, parts: list[Asn1Value]) -> SecurityInfo | None:
    if len(parts) < 2 or not isinstance(parts[1], Sequence):
        return None
    return ChipAuthenticationPublicKeyInfo(oid, bytes(parts[1].dump()), _integer(parts, 2))


def _active_authentication(oid: str, parts: list[Asn1Value]) -> SecurityInfo | None:
    version = _integer(parts, 1)
    if version is None or len(parts) < 3 or not isinstance(parts[2], ObjectIdentifier):
        return None
    return ActiveAuthenticationInfo(oid, version, str(parts[2].native))


def _terminal_authentication(oid: str, parts: list[Asn1Value]) -> SecurityInfo | None:
    version = _integer(parts, 1)
    return None if version is None else TerminalAuthenticationInfo(oid, version)


_READERS: MappingProxyType[str, Callable[[str, list[Asn1Value]], SecurityInfo | None]] = MappingProxyType(
    {
        ID_PK: _public_key,
        ID_TA: _terminal_authentication,
        ID_CA: _chip_authentication,
        ID_PACE: _pace,
        ID_AA: _active_authentication,
    }
)
