"""Bundles on the desk's disk: each in a folder of its own, one in force, its predecessor kept for going back.

A bundle is unpacked beside, tried, and takes its place by one small file that is replaced in one step: a power cut
leaves the old one or the new one. The highest version ever taken is remembered even after going back, so an old bundle
cannot be played again.
"""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from sync.bundle import Bundle, NumberBlock
from sync.errors import ProtocolError

STATE = "state.json"
DETAILS = "bundle.json"


class Details(msgspec.Struct, frozen=True):
    """What a bundle holds besides its files."""

    version: int
    blocks: tuple[NumberBlock, ...] = ()
    notices: tuple[str, ...] = ()


class _State(msgspec.Struct, frozen=True):
    highest: int = 0
    current: int = 0
    previous: int = 0


class BundleFolder:
    """The bundles in one folder; safe to use from any thread: the network and a carry file may bring one at once."""

    def __init__(self, path: Path, check: Callable[[Path], None]) -> None:
        """Look at a folder, which need not exist.

        Args:
            path: The folder.
            check: Tries an unpacked bundle; a `ProtocolError` says that it cannot be used.
        """
        self._path = path
        self._check = check
        self._changing = threading.Lock()

    @property
    def highest(self) -> int:
        """The highest version ever taken; 0 before the first."""
        return self._state().highest

    @property
    def version(self) -> int:
        """The version in force; 0 for what the program came with."""
        return self._state().current

    @property
    def current(self) -> Path | None:
        """The folder of the bundle in force; None for what the program came with."""
        version = self.version
        return self._path / str(version) if version else None

    def details(self) -> Details:
        """What the bundle in force holds besides its files."""
        folder = self.current
        if folder is None:
            return Details(0)
        return msgspec.json.decode((folder / DETAILS).read_bytes(), type=Details)

    def take(self, bundle: Bundle) -> None:
        """Unpack a verified bundle, try it, and put it in force.

        Raises:
            ProtocolError: SYNC-051: it, or a later one, was taken before; SYNC-053: it cannot be used, or not be
                written. Everything is as before.
        """
        with self._changing:
            self._take(bundle)

    def _take(self, bundle: Bundle) -> None:
        state = self._state()
        if bundle.version <= state.highest:
            raise ProtocolError("SYNC-051")
        new = self._path / f"{bundle.version}.new"
        try:
            shutil.rmtree(new, ignore_errors=True)
            for path, data in bundle.content().items():
                _write(new / path, data)
            _write(new / DETAILS, msgspec.json.encode(Details(bundle.version, bundle.blocks, bundle.notices)))
            self._check(new)
            place = self._path / str(bundle.version)
            shutil.rmtree(place, ignore_errors=True)  # left by a take that was cut off
            _flush_folders(new)
            new.replace(place)
            _flush_folder(self._path)
            self._keep(_State(max(state.highest, bundle.version), bundle.version, state.current))
        except OSError as error:
            raise ProtocolError("SYNC-053") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
        self._tidy()

    def go_back(self) -> int:
        """Put the predecessor in force again; its version, 0 for what the program came with.

        Raises:
            ProtocolError: SYNC-053: it cannot be written.
        """
        with self._changing:
            state = self._state()
            try:
                self._keep(_State(state.highest, state.previous, 0))
            except OSError as error:
                raise ProtocolError("SYNC-053") from error
            return state.previous

    def _state(self) -> _State:
        try:
            state = msgspec.json.decode((self._path / STATE).read_bytes(), type=_State)
        except FileNotFoundError:
            return _State()
        except (OSError, msgspec.DecodeError, ValueError):
            return _State()  # what the program came with always works
        return (
            state
            if not state.current or (self._path / str(state.current) / DETAILS).exists()
            else _State(state.highest)
        )

    def _keep(self, state: _State) -> None:
        _write(self._path / f"{STATE}.new", msgspec.json.encode(state))
        (self._path / f"{STATE}.new").replace(self._path / STATE)
        _flush_folder(self._path)

    def _tidy(self) -> None:
        state = self._state()
        for each in self._path.iterdir():
            if each.is_dir() and each.name not in {str(state.current), str(state.previous)}:
                shutil.rmtree(each, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folders(folder: Path) -> None:
    """Have the names of everything in a folder on the disk, and its own place beside its neighbours."""
    for each in (folder.parent.parent, folder.parent, folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _flush_folder(each)


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":  # NTFS keeps names in its journal
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
