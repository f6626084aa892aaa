"""Taking a new version: what is offered examined, its contents fetched and checked, its folder built beside the others.

Nothing of a bundle is believed before its manifest is; then every content is held to the size and hash that stand
there, while it is unpacked, so that what is not as signed never becomes a file of a version. What the running version
already has is copied from there. A fetch that is cut off goes on where it was.
"""

import hashlib
import os
import shutil
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec

from devices.errors import CodedError
from sync.errors import ProtocolError
from sync.protocol import Envelope
from sync.release import Release, ReleaseFile, open_release, read_envelope, version_key
from updates.keys import Keyring
from updates.layout import BASE, INCOMING, Layout, flush_folder, write_in_one_step
from updates.sources import PART, Source

SPARE = 256 * 1024 * 1024  # bytes that stay free: the desk goes on working
MB = 2**20
Tell = Callable[[int, int], None]


class StoppedError(Exception):
    """Fetching was stopped; what arrived stays for the next time."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A version that may be taken."""

    release: Release
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Here:
    """What an offer is held against.

    Attributes:
        version: Of the running program.
        platform: ``linux-x86_64``.
        folder: Where the running program lies: what it has already is not fetched.
    """

    version: str
    platform: str
    folder: Path


@dataclass
class Taker:
    """Takes versions into one root.

    Attributes:
        layout: The root.
        keyring: Who may sign.
        here: The running program.
        stop: Set to end a fetch early.
    """

    layout: Layout
    keyring: Keyring
    here: Here
    stop: threading.Event = field(default_factory=threading.Event)

    def examine(self, envelope: Envelope, today: date) -> Offer | None:
        """See whether a signed manifest offers something newer; None for the version that there is.

        Raises:
            CodedError: UPD-018: no key is known here; UPD-002: none of them signed it; UPD-003: malformed; UPD-011: for
                another system; UPD-005: expired; UPD-004: older than what was seen already; UPD-012: this version is
                too old for it.
        """
        with self.layout.locked():
            state = self.layout.read()
            keys = self.keyring.keys(state.signer)
            if not keys:
                raise CodedError("UPD-018")
            try:
                release = open_release(envelope, keys)
            except ProtocolError as error:
                raise CodedError(error.code) from None
            if release.platform != self.here.platform:
                raise CodedError("UPD-011", platform=release.platform)
            if release.expires < today:
                raise CodedError("UPD-005", day=release.expires.isoformat())
            older = version_key(release.version) < version_key(self.here.version)
            if release.sequence < state.highest or older:
                raise CodedError("UPD-004", version=release.version)
            self.keyring.learn(envelope, state.signer)
            news = max(state.news, release.expires.isoformat())
            self.layout.write(replace(state, highest=release.sequence, news=news))
        if version_key(release.version) == version_key(self.here.version):
            return None
        if version_key(self.here.version) < version_key(release.updates_from):
            raise CodedError("UPD-012", version=release.updates_from)
        return Offer(release, envelope)

    def best_of(self, sources: Iterable[Source], today: date) -> tuple[Offer, Source] | None:
        """The newest of several that may be taken; None where nothing is newer than the running version.

        Raises:
            CodedError: See `examine`: none of them may be taken, and why the last may not.
        """
        found: list[tuple[Offer, Source]] = []
        refused: CodedError | None = None
        known = False
        for source in sources:
            try:
                offer = self.examine(source.envelope(), today)
            except CodedError as error:
                refused = error
                continue
            known = True
            if offer is not None:
                found.append((offer, source))
        if refused is not None and not known:
            raise refused
        return max(found, key=lambda each: version_key(each[0].release.version), default=None)

    def fetch(self, offer: Offer, source: Source, tell: Tell = lambda _done, _all: None) -> None:
        """Have every content of a version here, each checked.

        Args:
            offer: What was examined.
            source: Where it is read from.
            tell: Told how many of how many bytes are here.

        Raises:
            CodedError: UPD-006: a content is not what was signed; UPD-007: no room; UPD-001, UPD-008, SYNC-…: it cannot
                be read or kept.
            StoppedError: `stop` was set.
        """
        release = offer.release
        incoming = self.layout.incoming(release.version)
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            self._need_room(release, incoming)
            done, everything = 0, release.packed
            have = self._at_hand(release)
            for digest, (offset, file) in release.offsets().items():
                target = incoming / digest
                if not target.is_file() and not self._copied(have.get(digest), file, target):
                    self._fetch_one(source, offset, file, target, _onwards(tell, done, everything))
                done += file.packed
                tell(done, everything)
        except OSError:
            raise CodedError("UPD-008") from None

    def build(self, offer: Offer) -> Path:
        """Put a version's folder together out of what was fetched; it has its name only when it is whole.

        Raises:
            CodedError: UPD-006: something is not as signed; UPD-008: it cannot be written.
        """
        release = offer.release
        target = self.layout.folder(release.version)
        made = target.with_name(f"{release.version}.new")
        try:
            for old in (made, target):
                shutil.rmtree(old, ignore_errors=True)
            incoming = self.layout.incoming(release.version)
            for file in release.files:
                self._go_on()
                _place(incoming / file.sha256, made / file.path, file)
            for path, stands_for in release.links.items():
                link = made / path
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(os.path.relpath(made / stands_for, link.parent))
            if wrong := wrong_files(made, release):
                raise CodedError("UPD-006", file=wrong[0])
            for folder in (made, *(path for path in made.rglob("*") if path.is_dir() and not path.is_symlink())):
                flush_folder(folder)
            write_in_one_step(self.layout.manifest(release.version), msgspec.json.encode(offer.envelope))
            made.replace(target)
            flush_folder(self.layout.versions)
            shutil.rmtree(incoming, ignore_errors=True)
        except OSError:
            raise CodedError("UPD-008") from None
        return target

    def ready(self, offer: Offer) -> None:
        """Note that a version was built and tried out: it may be put in force."""
        with self.layout.locked():
            state = self.layout.read()
            schemas = {**state.schemas, offer.release.version: offer.release.schema}
            self.layout.write(replace(state, ready=offer.release.version, schemas=schemas))

    def tidy(self) -> None:
        """Remove versions that nothing leads to any more, and what was fetched of those that are not newer."""
        state = self.layout.read()
        here = version_key(self.here.version)
        incoming = self.layout.root / INCOMING
        for path in incoming.iterdir() if incoming.is_dir() else ():
            if version_key(path.name) <= here:
                shutil.rmtree(path, ignore_errors=True)
        needed = {state.current, state.previous, state.following, state.ready}
        if state.trial is None and self.layout.versions.is_dir():
            for path in self.layout.versions.iterdir():
                version = path.name.removesuffix(".new")
                if path.is_dir() and version not in needed:
                    shutil.rmtree(path, ignore_errors=True)

    def _need_room(self, release: Release, folder: Path) -> None:
        here = sum(path.stat().st_size for path in folder.iterdir())
        needed = 2 * release.size - min(here, release.size) + SPARE
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise CodedError("UPD-007", needed=needed // MB + 1, free=free // MB)

    def _at_hand(self, release: Release) -> dict[str, Path]:
        """Files that the running program has at the same place, by the hash that they should have."""
        return {file.sha256: self.here.folder / file.path for file in release.files}

    def _copied(self, path: Path | None, file: ReleaseFile, target: Path) -> bool:
        """Take a content from the running program, if it is the very same."""
        if path is None or not path.is_file() or path.stat().st_size != file.size:
            return False
        part = target.with_name(f"{target.name}.copy")
        shutil.copyfile(path, part)
        if _digest(part) != file.sha256:
            part.unlink()
            return False
        part.replace(target)
        return True

    def _fetch_one(
        self, source: Source, offset: int, file: ReleaseFile, target: Path, tell: Callable[[int], None]
    ) -> None:
        part = target.with_name(f"{target.name}.part")
        with part.open("ab") as packed:
            while packed.tell() < file.packed:
                self._go_on()
                wanted = min(PART, file.packed - packed.tell())
                packed.write(source.read(offset + packed.tell(), wanted)[:wanted])
                tell(packed.tell())
        try:
            _unpack(part, file, target)
        except CodedError:
            part.unlink()  # the next try fetches it anew
            raise
        part.unlink()

    def _go_on(self) -> None:
        if self.stop.is_set():
            raise StoppedError


def _onwards(tell: Tell, done: int, everything: int) -> Callable[[int], None]:
    """Tell of one content's bytes as a part of all."""
    return lambda more: tell(done + more, everything)


def _unpack(packed: Path, file: ReleaseFile, target: Path) -> None:
    """Inflate a content, no further than the size that was signed, and hold it to its hash.

    Raises:
        CodedError: UPD-006: it is not what was signed.
    """
    inflate, digest, size = zlib.decompressobj(), hashlib.sha256(), 0
    beside = target.with_name(f"{target.name}.raw")
    try:
        with packed.open("rb") as source, beside.open("wb") as out:
            while not inflate.eof:
                data = inflate.unconsumed_tail or source.read(PART)
                some = inflate.decompress(data, PART)
                size += len(some)
                if size > file.size or not (data or some):
                    raise CodedError("UPD-006", file=file.path)
                digest.update(some)
                out.write(some)
            out.flush()
            os.fsync(out.fileno())
            rest = inflate.unused_data or source.read(1)
        if size != file.size or rest or digest.hexdigest() != file.sha256:
            raise CodedError("UPD-006", file=file.path)
        beside.replace(target)
    except zlib.error:
        raise CodedError("UPD-006", file=file.path) from None
    finally:
        beside.unlink(missing_ok=True)


def _place(content: Path, target: Path, file: ReleaseFile) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(content, target)
    target.chmod(0o755 if file.executable else 0o644)
    with target.open("rb+") as made:
        os.fsync(made.fileno())


def wrong_files(folder: Path, release: Release) -> list[str]:
    """What of a version's folder is not as its manifest says, missing or too much; empty if nothing."""
    expected = {file.path: file for file in release.files}
    found: list[str] = []
    seen: set[str] = set()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            stands_for = release.links.get(inside)
            if stands_for is None or path.resolve() != (folder / stands_for).resolve():
                found.append(inside)
        elif path.is_file():
            file = expected.get(inside)
            if file is None or path.stat().st_size != file.size or _digest(path) != file.sha256:
                found.append(inside)
        elif not path.is_dir():
            found.append(inside)
        seen.add(inside)
    return found + sorted((expected.keys() | release.links.keys()) - seen)


def manifest_of(layout: Layout, version: str) -> Envelope | None:
    """The signed manifest of a version that lies here; None for the base, or where it is lost."""
    try:
        return read_envelope(layout.manifest(version).read_bytes()) if version != BASE else None
    except (OSError, ProtocolError):
        return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
