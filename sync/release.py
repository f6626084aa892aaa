"""A version of the program in one signed file: what the project's maker signs, the province passes on, a desk checks.

As The Update Framework teaches (TUF specification, sections 1.5.2 and 5): one manifest names every file by size and
hash, so that nothing can be mixed; its sequence only grows, so that nothing older comes back; it expires, so that a
desk that hears nothing for long says so; a key that follows is announced in a manifest that the key before it signed.

    magic | length of the envelope, 4 bytes, big endian | envelope (JSON) | the files' bytes, each deflated

A content that several files have is there once. Offsets follow from the order of files, so a part can be fetched alone.
"""

import re
import struct
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import msgspec
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import ProtocolError
from sync.protocol import Envelope, seal, unpack, unseal, unsealed_body

MAGIC = b"BMCUPD1\n"
SUFFIX = ".bmcu"
KIND, FORMAT = "release", 1
HEAD = len(MAGIC) + 4  # bytes before the envelope
LARGEST_MANIFEST = 6 * 1024 * 1024  # bytes of the body
LARGEST_ENVELOPE = 9 * 1024 * 1024  # the same, in base64
LARGEST_FILE = 1024**3  # bytes, unpacked
LARGEST_PROGRAM = 4 * 1024**3  # bytes, all files unpacked
MOST_FILES = 20_000
LONGEST_PATH = 180  # characters: with a user's folder before it, still within what Windows takes
LONGEST_NOTES = 20_000
MOST_PACKED_MORE = 4096  # bytes by which deflate may make what does not shrink larger, per 16 MB
_PART = re.compile(r"\.?[A-Za-z0-9_+\[][A-Za-z0-9_.+\-@ (),=~\[\]]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){1,3}")
_PLATFORM = re.compile(r"(linux|windows)-(x86_64|aarch64)")
# Names that Windows gives to devices, whatever follows a dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class ReleaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a version.

    Attributes:
        path: Its place in the version's folder, with ``/``.
        size: Its bytes.
        sha256: Of them.
        packed: Bytes that it takes in the bundle, deflated.
        executable: Whether it can be run.
    """

    path: str
    size: int
    sha256: str
    packed: int
    executable: bool = False


class Release(msgspec.Struct, frozen=True):
    """A version of the program.

    Attributes:
        version: ``1.4.0``.
        sequence: Grows with every version.
        platform: ``linux-x86_64``, ``windows-x86_64``…
        updates_from: The oldest version that it may follow.
        schema: The revision that it brings a desk's data to.
        program: The file that is started, see `program_name`.
        issued: The day it was signed.
        expires: The last day on which it is news, and may be taken.
        files: All of them.
        links: Path of a link, and the file that it stands for; never on Windows.
        notes: What is new, by language (``vi``, ``en``).
        next_key: Public key, 64 hexadecimal digits, that later versions may be signed by; "" for none.
        format: Of this manifest.
        kind: Always ``release``.
    """

    version: str
    sequence: int
    platform: str
    updates_from: str
    schema: str
    program: str
    issued: date
    expires: date
    files: tuple[ReleaseFile, ...]
    links: dict[str, str] = {}
    notes: dict[str, str] = {}
    next_key: str = ""
    format: int = FORMAT
    kind: str = KIND

    def offsets(self) -> dict[str, tuple[int, ReleaseFile]]:
        """Where each content begins, counted from the end of the envelope, by its hash; with a file that has it."""
        found: dict[str, tuple[int, ReleaseFile]] = {}
        offset = 0
        for file in self.files:
            if file.sha256 not in found:
                found[file.sha256] = (offset, file)
                offset += file.packed
        return found

    @property
    def packed(self) -> int:
        """Bytes of all contents in the bundle."""
        return sum(file.packed for _, file in self.offsets().values())

    @property
    def size(self) -> int:
        """Bytes of all files on the disk."""
        return sum(file.size for file in self.files)


def version_key(version: str) -> tuple[int, ...]:
    """Versions in their order; 0 for what is none."""
    return tuple(int(part) for part in version.split(".")) if _VERSION.fullmatch(version) else (0,)


def seal_release(release: Release, key: Ed25519PrivateKey) -> Envelope:
    """Sign a manifest.

    Raises:
        ProtocolError: UPD-003: it is not one that a desk would take.
    """
    body = rfc8785.dumps(msgspec.to_builtins(release))
    if not is_sound(release) or len(body) > LARGEST_MANIFEST:
        raise ProtocolError("UPD-003")
    return seal(body, key)


def open_release(envelope: Envelope, keys: Mapping[str, Ed25519PublicKey]) -> Release:
    """Verify who signed a manifest, then read it.

    Args:
        envelope: As it came.
        keys: The keys that are believed, by id.

    Raises:
        ProtocolError: UPD-002: none of these keys signed it; UPD-003: it is malformed, or names what no desk takes.
    """
    try:
        body = unseal(envelope, keys)
    except ProtocolError as error:
        raise ProtocolError("UPD-002") from error
    return _read(body)


def peek_release(envelope: Envelope) -> Release:
    """Read a manifest that nothing has verified: for whoever only passes it on.

    Raises:
        ProtocolError: UPD-003: it is none.
    """
    try:
        return _read(unsealed_body(envelope))
    except ProtocolError as error:
        raise ProtocolError("UPD-003") from error


def _read(body: bytes) -> Release:
    if len(body) > LARGEST_MANIFEST:
        raise ProtocolError("UPD-003")
    try:
        release = msgspec.json.decode(body, type=Release)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("UPD-003") from error
    if not is_sound(release):
        raise ProtocolError("UPD-003")
    return release


def read_head(data: bytes) -> int:
    """How many bytes the envelope has, from a bundle's first `HEAD` bytes.

    Raises:
        ProtocolError: UPD-001: it is no bundle.
    """
    if len(data) < HEAD or not data.startswith(MAGIC):
        raise ProtocolError("UPD-001")
    (length,) = struct.unpack(">I", data[len(MAGIC) : HEAD])
    if not 0 < length <= LARGEST_ENVELOPE:
        raise ProtocolError("UPD-001")
    return int(length)


def read_envelope(data: bytes) -> Envelope:
    """The envelope's bytes read; nothing in it is verified yet.

    Raises:
        ProtocolError: UPD-001: it is none.
    """
    try:
        return unpack(data, largest=LARGEST_ENVELOPE)
    except ProtocolError as error:
        raise ProtocolError("UPD-001") from error


def head_of(envelope: Envelope) -> bytes:
    """A bundle's bytes before its files' contents."""
    data = msgspec.json.encode(envelope)
    return MAGIC + struct.pack(">I", len(data)) + data


def is_sound(release: Release) -> bool:
    """Whether a manifest is one that a desk takes, whoever signed it."""
    plain = (
        (release.kind, release.format) == (KIND, FORMAT)
        and _VERSION.fullmatch(release.version) is not None
        and _VERSION.fullmatch(release.updates_from) is not None
        and _PLATFORM.fullmatch(release.platform) is not None
        and re.fullmatch(r"\d{4}", release.schema) is not None
        and 1 <= release.sequence <= 10**9
        and release.issued <= release.expires
        and (not release.next_key or _DIGEST.fullmatch(release.next_key) is not None)
        and sum(map(len, (*release.notes, *release.notes.values()))) <= LONGEST_NOTES
    )
    return plain and _are_files_sound(release) and _are_paths_sound(release)


def _are_files_sound(release: Release) -> bool:
    if not 1 <= len(release.files) <= MOST_FILES or len(release.links) > MOST_FILES:
        return False
    first: dict[str, ReleaseFile] = {}
    for file in release.files:
        most = file.size + MOST_PACKED_MORE * (1 + file.size // 2**24)
        if not (0 <= file.size <= LARGEST_FILE and 0 < file.packed <= most and _DIGEST.fullmatch(file.sha256)):
            return False
        same = first.setdefault(file.sha256, file)
        if (same.size, same.packed) != (file.size, file.packed):
            return False
    return release.size <= LARGEST_PROGRAM


def _are_paths_sound(release: Release) -> bool:
    """No path leads out, names a device, differs from another by case alone, or goes through a file or a link."""
    files = {file.path for file in release.files}
    if (
        release.program != program_name(release.platform)
        or release.program not in files
        or not set(release.links.values()) <= files
    ):
        return False
    if release.links and release.platform.startswith("windows"):
        return False
    paths = [file.path for file in release.files] + list(release.links)
    if not all(map(is_path_sound, paths)):
        return False
    folded = sorted(tuple(path.casefold().split("/")) for path in paths)
    return all(second[: len(first)] != first for first, second in pairwise(folded))


def program_name(platform: str) -> str:
    """The file that is started, right in a version's folder."""
    return "ban-mot-cua.exe" if platform.startswith("windows") else "ban-mot-cua"


def is_path_sound(path: str) -> bool:
    """Whether a path stays in its folder on every system."""
    parts = path.split("/")
    return len(path) <= LONGEST_PATH and all(
        _PART.fullmatch(part) and not part.endswith((".", " ")) and not _DEVICES.fullmatch(part) for part in parts
    )
