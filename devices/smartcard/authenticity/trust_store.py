"""The trust store: a folder of root certificates, master lists and revocation lists that somebody installed.

Nothing is shipped as trusted. A root certificate counts because a person compared its fingerprint with the one that the
authority publishes and installed it. A master list's certificates count only if the list's own signer was issued by
such a root, or if that very list was confirmed by its fingerprint. A file that cannot be used is reported and does not
keep the others from being used.
"""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from asn1crypto import pem
from asn1crypto.core import Integer, SetOf
from asn1crypto.core import Sequence as DerSequence

from devices.smartcard.authenticity.certificates import Certificate, name_key, parse_certificate
from devices.smartcard.authenticity.revocation import RevocationList, parse_revocation_list
from devices.smartcard.authenticity.signatures import signature_of
from devices.smartcard.datagroups.security_object import SignedContent, parse_signed_data
from devices.smartcard.errors import AuthenticityError, DataGroupError

LARGEST_FILE = 16 * 1024 * 1024  # bytes; the largest master lists have about one million
MOST_CERTIFICATES = 4096
ID_MASTER_LIST = "2.23.136.1.1.2"
CONFIRMED = "confirmed-master-lists.txt"  # SHA-256 fingerprints, one a line
_SUFFIXES = frozenset({".cer", ".crt", ".der", ".pem", ".ml", ".bin", ".crl"})
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError)


class FileKind(StrEnum):
    """What a file of the store is."""

    CERTIFICATE = "certificate"
    MASTER_LIST = "master_list"
    REVOCATION_LIST = "revocation_list"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of the store.

    Attributes:
        name: The file's name.
        kind: What it is.
        fingerprint: SHA-256 of its bytes, in upper-case hexadecimal.
        certificates: The root certificates that are trusted because of it.
        error_code: Why it is not used, as a code of ``resources/errors.toml``; "" where it is.
        countries: Countries of the certificates or of the list's issuer.
    """

    name: str
    kind: FileKind
    fingerprint: str
    certificates: tuple[Certificate, ...] = ()
    error_code: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustStore:
    """What is trusted.

    Attributes:
        anchors: Root certificates of issuers (CSCA).
        revocation_lists: Revocation lists, not verified yet.
        files: What each file of the folder held.
    """

    anchors: tuple[Certificate, ...] = ()
    revocation_lists: tuple[RevocationList, ...] = ()
    files: tuple[FileReport, ...] = ()
    _by_subject: dict[tuple[tuple[str, str], ...], list[Certificate]] = field(default_factory=dict, repr=False)

    @staticmethod
    def empty() -> "TrustStore":
        """A store that trusts nobody."""
        return TrustStore()

    @staticmethod
    def load(folder: Path) -> "TrustStore":
        """Read a folder; one that does not exist is an empty store. Never raises for a bad file."""
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES) if folder.is_dir() else []
        confirmed = _confirmed(folder)
        reports: list[FileReport] = []
        lists: list[RevocationList] = []
        anchors: dict[str, Certificate] = {}
        held_back: list[tuple[FileReport, SignedContent]] = []
        for path in paths:
            report, revocation, master_list = _judged(path.name, _content(path))
            if revocation is not None:
                lists.append(revocation)
            if master_list is not None:
                held_back.append((report, master_list))
            else:
                reports.append(report)
                anchors |= {certificate.raw.hex(): certificate for certificate in report.certificates}
        direct = tuple(anchors.values())
        for report, master_list in held_back:
            checked = _master_list(report, master_list, direct, confirmed)
            reports.append(checked)
            anchors |= {certificate.raw.hex(): certificate for certificate in checked.certificates}
        return _store(anchors.values(), lists, reports)

    def issuers_of(self, certificate: Certificate) -> tuple[Certificate, ...]:
        """The anchors that may have issued a certificate: by name, and by key identifier where both give one."""
        found = self._by_subject.get(name_key(certificate.issuer), [])
        wanted = certificate.issuer_key_id
        fitting = [anchor for anchor in found if not wanted or not anchor.key_id or anchor.key_id == wanted]
        return tuple(fitting)

    def anchors_of(self, country: str) -> tuple[Certificate, ...]:
        """The anchors of a country, two letters."""
        return tuple(anchor for anchor in self.anchors if anchor.country == country.upper())


class InstalledTrust:
    """The store in a folder, read anew when a file there changes. For one thread at a time."""

    def __init__(self, folder: Path | None) -> None:
        """None for a folder is a store that trusts nobody."""
        self._folder = folder
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._store = TrustStore.empty()

    def __call__(self) -> TrustStore:
        """What is trusted now."""
        if self._folder is None or not self._folder.is_dir():
            return TrustStore.empty()
        stats = ((path.name, path.stat()) for path in sorted(self._folder.iterdir()) if path.is_file())
        seen = tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
        if seen != self._seen:
            self._store, self._seen = TrustStore.load(self._folder), seen
        return self._store


def inspect_file(path: Path) -> FileReport:
    """What a file is, before it is installed; a master list is reported with all its certificates.

    Raises:
        AuthenticityError: TRUST-006: it cannot be read or is none of the store's kinds.
    """
    return _inspected(path.name, _content(path))


def _inspected(name: str, content: bytes | None) -> FileReport:
    report, _, master_list = _judged(name, content)
    if master_list is not None:
        certificates = _listed(master_list)
        return FileReport(
            report.name, report.kind, report.fingerprint, certificates, countries=_countries(certificates)
        )
    if report.error_code:
        raise AuthenticityError(report.error_code)
    return report


def install(path: Path, folder: Path, *, fingerprint: str = "", confirmed: bool = False) -> Path:
    """Copy a file into the store: whole or not at all. The same file again changes nothing.

    The file is read once: what was judged is what is written.

    Args:
        path: The file.
        folder: The store.
        fingerprint: That it had when a person looked at it; "" where nobody did.
        confirmed: A person compared a master list's fingerprint with the published one.

    Raises:
        AuthenticityError: TRUST-006: it cannot be read; TRUST-007: the store cannot be written; TRUST-010: it is not
            the file that was looked at.
    """
    content = _content(path)
    report = _inspected(path.name, content)
    if content is None or (fingerprint and report.fingerprint != fingerprint):
        raise AuthenticityError("TRUST-010")
    suffix = {FileKind.CERTIFICATE: ".cer", FileKind.MASTER_LIST: ".ml", FileKind.REVOCATION_LIST: ".crl"}[report.kind]
    target = folder / f"{report.kind}-{report.fingerprint[:16].lower()}{suffix}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(target, content)
        if confirmed and report.kind is FileKind.MASTER_LIST:
            known = _confirmed(folder) | {report.fingerprint}
            _write_whole(folder / CONFIRMED, "".join(f"{each}\n" for each in sorted(known)).encode())
    except OSError as error:
        raise AuthenticityError("TRUST-007") from error
    return target


def remove(name: str, folder: Path) -> None:
    """Take a file out of the store; one that is not there is no error.

    Raises:
        AuthenticityError: TRUST-007: the store cannot be written.
    """
    try:
        (folder / Path(name).name).unlink(missing_ok=True)
    except OSError as error:
        raise AuthenticityError("TRUST-007") from error


def _write_whole(target: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)
    if os.name == "posix":  # NTFS keeps names in its journal
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _confirmed(folder: Path) -> frozenset[str]:
    try:
        return frozenset((folder / CONFIRMED).read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return frozenset()


def _content(path: Path) -> bytes | None:
    """A file's bytes; None where there are none to be had, or too many."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError:
        return None
    return content if len(content) <= LARGEST_FILE else None


def _judged(name: str, content: bytes | None) -> tuple[FileReport, RevocationList | None, SignedContent | None]:
    """A file as far as it can be judged alone."""
    if content is None:
        return FileReport(name, FileKind.UNKNOWN, "", error_code="TRUST-006"), None, None
    fingerprint = sha256(content).hexdigest().upper()
    try:
        certificate = parse_certificate(content)
    except AuthenticityError:
        pass
    else:
        return _anchor(name, fingerprint, certificate), None, None
    try:
        revocation = parse_revocation_list(content)
    except AuthenticityError:
        pass
    else:
        return FileReport(name, FileKind.REVOCATION_LIST, fingerprint), revocation, None
    try:
        signed = parse_signed_data(_der(content), MOST_CERTIFICATES)
        if signed.content_type == ID_MASTER_LIST:
            return FileReport(name, FileKind.MASTER_LIST, fingerprint), None, signed
    except DataGroupError:
        pass
    return FileReport(name, FileKind.UNKNOWN, fingerprint, error_code="TRUST-006"), None, None


def _anchor(name: str, fingerprint: str, certificate: Certificate) -> FileReport:
    """A certificate as a root: it must be one that may issue others."""
    code = "" if certificate.is_ca else "TRUST-008"
    trusted = () if code else (certificate,)
    return FileReport(name, FileKind.CERTIFICATE, fingerprint, trusted, code, _countries((certificate,)))


def _master_list(
    report: FileReport, signed: SignedContent, anchors: tuple[Certificate, ...], confirmed: frozenset[str]
) -> FileReport:
    """A list with the certificates that count because of it."""
    try:
        signer = signature_of(signed)
        by_anchor = signer is not None and any(_issued(anchor, signer) for anchor in anchors)
        code = "" if signer is not None and (by_anchor or report.fingerprint in confirmed) else "TRUST-009"
        certificates = () if code else _listed(signed)
    except AuthenticityError as error:
        code, certificates = error.code, ()
    return FileReport(
        report.name, FileKind.MASTER_LIST, report.fingerprint, certificates, code, _countries(certificates)
    )


def _issued(anchor: Certificate, signer: Certificate) -> bool:
    try:
        return name_key(anchor.subject) == name_key(signer.issuer) and anchor.issued(signer)
    except AuthenticityError:
        return False


def _listed(signed: SignedContent) -> tuple[Certificate, ...]:
    """The certificates of a CscaMasterList (ICAO 9303-12, section 8): those that can be read and may issue others.

    Raises:
        AuthenticityError: TRUST-006: it is no such list.
    """
    try:
        outer = DerSequence.load(signed.content)
        members = SetOf.load(outer[1].dump(), spec=DerSequence) if isinstance(outer[0], Integer) else ()
        encoded = [bytes(member.dump()) for member in members]
    except _MALFORMED as error:
        raise AuthenticityError("TRUST-006") from error
    found: list[Certificate] = []
    for each in encoded[:MOST_CERTIFICATES]:
        try:
            certificate = parse_certificate(each)
        except AuthenticityError:
            continue
        if certificate.is_ca:
            found.append(certificate)
    return tuple(found)


def _store(
    anchors: Iterable[Certificate], lists: Iterable[RevocationList], reports: Iterable[FileReport]
) -> TrustStore:
    trusted = tuple(anchors)
    by_subject: dict[tuple[tuple[str, str], ...], list[Certificate]] = {}
    for anchor in trusted:
        by_subject.setdefault(name_key(anchor.subject), []).append(anchor)
    return TrustStore(trusted, tuple(lists), tuple(sorted(reports, key=lambda report: report.name)), by_subject)


def _countries(certificates: Iterable[Certificate]) -> tuple[str, ...]:
    return tuple(sorted({certificate.country for certificate in certificates if certificate.country}))


def _der(content: bytes) -> bytes:
    if pem.detect(content):
        _, _, content = pem.unarmor(content)
    return content
