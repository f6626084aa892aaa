"""The carry file: the same signed messages on a USB stick, to the province and back.

Text, one JSON object a line: a header, the messages, and a trailer that counts and hashes them. Each message is signed
on its own, so a file that was cut off still gives every whole line of it, and says that it was cut off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import msgspec

from sync.errors import ProtocolError
from sync.protocol import Answer, Envelope

FORMAT = 1
SUFFIX = ".bmc"
LARGEST_FILE = 64 * 1024 * 1024  # bytes
MOST_LINES = 20_000


class CarryKind(StrEnum):
    """Which way a file goes."""

    RECORDS = "records"  # from a desk
    ANSWERS = "answers"  # from the province


class Header(msgspec.Struct, frozen=True):
    """The first line: whose file it is; only the signed messages prove it."""

    carry: int
    kind: CarryKind
    province: str
    desk: str


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message; exactly one of these is there."""

    enrolment: Envelope | None = None
    record: Envelope | None = None
    standing: Envelope | None = None
    answer: Answer | None = None
    bundle: Envelope | None = None


class _Trailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CarryFile:
    """A file that was read.

    Attributes:
        header: Whose it is.
        lines: The whole lines.
        whole: Whether all of it is there, unchanged.
    """

    header: Header
    lines: tuple[Line, ...]
    whole: bool


def write_carry(header: Header, lines: Iterable[Line]) -> bytes:
    """A carry file's bytes."""
    encoded = [msgspec.json.encode(line) for line in lines]
    trailer = _Trailer(len(encoded), _digest(encoded))
    return b"\n".join([msgspec.json.encode(header), *encoded, msgspec.json.encode(trailer)]) + b"\n"


def read_carry(data: bytes, kind: CarryKind) -> CarryFile:
    """Read a carry file; nothing in it is verified yet.

    Raises:
        ProtocolError: SYNC-030: it is none, or too large; SYNC-031: it goes the other way.
    """
    if len(data) > LARGEST_FILE:
        raise ProtocolError("SYNC-030")
    first, *rest = data.split(b"\n", MOST_LINES + 3)
    try:
        header = msgspec.json.decode(first.removeprefix(b"\xef\xbb\xbf"), type=Header)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("SYNC-030") from error
    if header.carry != FORMAT:
        raise ProtocolError("SYNC-030")
    if header.kind is not kind:
        raise ProtocolError("SYNC-031")
    rest = [line.removesuffix(b"\r") for line in rest if line.strip()]
    trailer = _trailer(rest[-1]) if rest else None
    body = rest[:-1] if trailer is not None else rest
    whole = trailer is not None and (trailer.lines, trailer.sha256) == (len(body), _digest(body))
    lines = tuple(_lines(body[:MOST_LINES]))
    return CarryFile(header, lines, whole and len(lines) == len(body))


def _lines(body: list[bytes]) -> Iterator[Line]:
    for each in body:
        try:
            yield msgspec.json.decode(each, type=Line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue  # cut off or spoilt: the others are still good


def _trailer(line: bytes) -> _Trailer | None:
    try:
        return msgspec.json.decode(line, type=_Trailer)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _digest(lines: list[bytes]) -> str:
    return sha256(b"\n".join(lines)).hexdigest()
