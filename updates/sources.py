"""Where a bundle is read from, piece by piece: a file on a disk or stick, or the province."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from devices.errors import CodedError
from sync.errors import ProtocolError
from sync.protocol import Envelope
from sync.release import HEAD, SUFFIX, read_envelope, read_head

MOST_BUNDLES = 50  # looked at in one folder
PART = 1024 * 1024  # bytes asked for at once


class Source(Protocol):
    """A bundle."""

    def envelope(self) -> Envelope:
        """Its signed manifest; nothing in it is verified yet.

        Raises:
            CodedError: UPD-001: it is no bundle; UPD-008, SYNC-…: it cannot be read.
        """

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of its contents, counted from the end of the envelope; fewer than asked for, but one at least.

        Raises:
            CodedError: UPD-001: it ends before; UPD-008, SYNC-…: it cannot be read.
        """


class FileSource:
    """A bundle in a file. A link, a pipe or a device in its place is not followed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = 0

    def envelope(self) -> Envelope:
        """As `Source`."""
        try:
            length = read_head(self._bytes(0, HEAD))
            self._start = HEAD + length
            return read_envelope(self._bytes(HEAD, length))
        except ProtocolError as error:
            raise CodedError(error.code) from None

    def read(self, offset: int, length: int) -> bytes:
        """As `Source`."""
        found = self._bytes(self._start + offset, min(length, PART))
        if not found:
            raise CodedError("UPD-001")
        return found

    def _bytes(self, offset: int, length: int) -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(self._path, flags)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise CodedError("UPD-001")
                file.seek(offset)
                return file.read(length)
        except OSError:
            raise CodedError("UPD-008") from None


class ProvinceSource:
    """A bundle that the province passes on."""

    def __init__(self, envelope: Envelope, sequence: int, part: Callable[[int, int, int], bytes]) -> None:
        """Read what the province named.

        Args:
            envelope: The manifest as it came.
            sequence: Its number.
            part: Asks for bytes by sequence, offset and length.
        """
        self._envelope = envelope
        self._sequence = sequence
        self._part = part

    def envelope(self) -> Envelope:
        """As `Source`."""
        return self._envelope

    def read(self, offset: int, length: int) -> bytes:
        """As `Source`."""
        try:
            found = self._part(self._sequence, offset, min(length, PART))
        except ProtocolError as error:
            raise CodedError(error.code) from None
        if not found or len(found) > length:
            raise CodedError("UPD-001")
        return found


def bundles_in(folder: Path) -> list[Path]:
    """The bundles right in a folder, a stick's root; links are passed over.

    Raises:
        CodedError: UPD-019: there is none.
    """
    try:
        with os.scandir(folder) as entries:
            found = [
                Path(entry.path)
                for entry in entries
                if entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False)
            ]
    except OSError:
        found = []
    if not found:
        raise CodedError("UPD-019")
    return sorted(found)[:MOST_BUNDLES]
