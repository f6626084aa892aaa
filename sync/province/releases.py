"""Versions of the program that the province passes on to its desks: files as the project signed them, unchanged.

The province signs nothing of them and needs to believe nothing: a desk checks the project's signature itself.
"""

import os
import re
import shutil
from pathlib import Path

from sync.errors import ProtocolError
from sync.protocol import Envelope
from sync.release import HEAD, SUFFIX, Release, peek_release, read_envelope, read_head

LARGEST_PART = 1024 * 1024  # bytes in one answer
_NAME = re.compile(r"(\d{1,10})" + re.escape(SUFFIX))
_PLATFORM = re.compile(r"[a-z]+-[a-z0-9_]+")


class ReleaseShelf:
    """One folder of bundles: ``<platform>/<sequence>.bmcu``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, bundle: Path) -> Release:
        """Keep a bundle for the desks; what it says of itself.

        Raises:
            ProtocolError: UPD-001, UPD-003: it is none, or was cut off; UPD-008: it cannot be read or kept.
        """
        try:
            envelope, start = read_bundle_head(bundle)
            release = peek_release(envelope)
            if bundle.stat().st_size != start + release.packed:
                raise ProtocolError("UPD-001")
            place = self._folder / release.platform
            place.mkdir(parents=True, exist_ok=True)
            part = place / f"{release.sequence}{SUFFIX}.part"
            shutil.copyfile(bundle, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(place / f"{release.sequence}{SUFFIX}")
        except OSError as error:
            raise ProtocolError("UPD-008") from error
        return release

    def newest(self, platform: str) -> Envelope | None:
        """The signed manifest of the newest version for a platform."""
        sequences = self._sequences(platform)
        if not sequences:
            return None
        return read_bundle_head(self._path(platform, max(sequences)))[0]

    def part(self, platform: str, sequence: int, offset: int, length: int) -> bytes | None:
        """Bytes of a bundle's contents, counted from the end of its envelope; None where there is no such bundle."""
        if sequence not in self._sequences(platform):
            return None
        path = self._path(platform, sequence)
        _, start = read_bundle_head(path)
        with path.open("rb") as file:
            file.seek(start + offset)
            return file.read(min(length, LARGEST_PART))

    def _sequences(self, platform: str) -> list[int]:
        if not _PLATFORM.fullmatch(platform) or not (self._folder / platform).is_dir():
            return []
        names = (_NAME.fullmatch(path.name) for path in (self._folder / platform).iterdir())
        return [int(name[1]) for name in names if name]

    def _path(self, platform: str, sequence: int) -> Path:
        return self._folder / platform / f"{sequence}{SUFFIX}"


def read_bundle_head(path: Path) -> tuple[Envelope, int]:
    """A bundle's envelope, and where its contents begin.

    Raises:
        ProtocolError: UPD-001: it is no bundle.
    """
    with path.open("rb") as file:
        length = read_head(file.read(HEAD))
        return read_envelope(file.read(length)), HEAD + length
