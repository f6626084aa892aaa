"""What the province gives its desks in one signed piece: catalogue, targets, number blocks, trust anchors, notices.

Its version only grows and it expires, as The Update Framework teaches (TUF specification, sections 1.5.2 and 5): an old
bundle that somebody plays again is refused, and one that was held back is noticed. It is applied whole or not at all.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import date

import msgspec
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import ProtocolError
from sync.protocol import PROTOCOL, Envelope, seal, unseal

KIND = "bundle"
LARGEST_BUNDLE = 16 * 1024 * 1024  # bytes of the body
LARGEST_ENVELOPE = 24 * 1024 * 1024  # the same, in base64
MOST_FILES = 500
MOST_NOTICES = 50
# Files for these places and no others; no name leads out of its folder.
_PATH = re.compile(r"(catalogue|indicators|trust)/(?:[a-z0-9_\-]+/)?[A-Za-z0-9][A-Za-z0-9._\-]*")


class NumberBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Running numbers of case codes that one desk may give, each day, from `first` to `last`."""

    desk: str
    prefix: str
    first: int
    last: int
    valid_from: date
    valid_to: date | None = None


class Bundle(msgspec.Struct, frozen=True):
    """A bundle.

    Attributes:
        province: The province's code.
        version: Higher than every one before.
        issued: The day it was made.
        expires: The last day that it may be taken.
        files: Contents in base64, by path.
        blocks: Of every desk; each takes its own.
        notices: Lines for the officers, in Vietnamese.
        protocol: Version of the protocol.
        kind: Always ``bundle``.
    """

    province: str
    version: int
    issued: date
    expires: date
    files: dict[str, str]
    blocks: tuple[NumberBlock, ...] = ()
    notices: tuple[str, ...] = ()
    protocol: int = PROTOCOL
    kind: str = KIND

    def content(self) -> dict[str, bytes]:
        """The files' bytes, by path.

        Raises:
            ProtocolError: SYNC-050: one is not base64.
        """
        try:
            return {path: b64decode(text, validate=True) for path, text in self.files.items()}
        except ValueError as error:
            raise ProtocolError("SYNC-050") from error


def encoded_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files as a bundle holds them."""
    return {path: b64encode(data).decode() for path, data in sorted(files.items())}


def seal_bundle(bundle: Bundle, key: Ed25519PrivateKey) -> Envelope:
    """Sign a bundle.

    Raises:
        ProtocolError: SYNC-050: it is too large, or a path in it leads elsewhere.
    """
    body = rfc8785.dumps(msgspec.to_builtins(bundle))
    if not _is_sound(bundle) or len(body) > LARGEST_BUNDLE:
        raise ProtocolError("SYNC-050")
    return seal(body, key)


def open_bundle(
    envelope: Envelope, keys: Mapping[str, Ed25519PublicKey], *, province: str, newer_than: int, today: date
) -> Bundle:
    """Verify a bundle and read it.

    Args:
        envelope: As it came.
        keys: The province's keys, by id.
        province: Whose bundle it must be.
        newer_than: The highest version that was ever taken.
        today: The day.

    Raises:
        ProtocolError: SYNC-002, SYNC-004, SYNC-005: it is not signed by the province; SYNC-050: malformed, another
            province's, or of a later protocol; SYNC-051: not newer; SYNC-052: expired.
    """
    body = unseal(envelope, keys)
    try:
        bundle = msgspec.json.decode(body, type=Bundle)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("SYNC-050") from error
    own = (bundle.kind, bundle.protocol, bundle.province) == (KIND, PROTOCOL, province)
    if not own or len(body) > LARGEST_BUNDLE or not _is_sound(bundle):
        raise ProtocolError("SYNC-050")
    if bundle.version <= newer_than:
        raise ProtocolError("SYNC-051")
    if bundle.expires < today:
        raise ProtocolError("SYNC-052")
    return bundle


def _is_sound(bundle: Bundle) -> bool:
    few = len(bundle.files) <= MOST_FILES and len(bundle.notices) <= MOST_NOTICES
    return few and bundle.version >= 1 and all(_PATH.fullmatch(path) for path in bundle.files)
