"""Making one backup: the database copied while it is used, its files, the vault; opened, compared, then named.

Nothing takes an earlier backup's place, and what is unfinished never looks finished. Files are content-addressed, so
each is copied once for a place; of those that lie there some are read again every time, and what rotted is replaced.
"""

import random
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from desktop.records.backup_place import (
    MANIFEST,
    NAMES,
    OTHERS,
    PART,
    SEAL,
    STAMP,
    BackupPlace,
    Keep,
    Manifest,
    digest_of,
)
from desktop.records.database_copies import CopyLook, DatabaseCopies
from desktop.records.database_errors import translate
from desktop.records.lasting import flush_all, flush_file, flush_folder, move
from devices.errors import CodedError

READ_AGAIN = 100  # files of earlier backups, at random
TRIES = 3  # a file that went while the database was being copied: the copy is made anew
SPARE = 64 * 2**20  # bytes that stay free on the place
LEFT_OUT = {"desk.db", "desk.db-wal", "desk.db-shm", "files", "backup", "log"}
Tell = Callable[[str, int, int], None]
_CODES = {"DB-001": "BACK-002", "DB-002": "BACK-003", "DB-005": "BACK-003"}


class StoppedError(Exception):
    """The backup was stopped; what was copied of files stays for the next one."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is backed up.

    Attributes:
        copies: Of the open database.
        folder: The desk's folder: vault, look, trust, bundles.
        desk: The desk's code.
        program: Version of the program.
        marks: Asks the database how far its growing tables have come.
    """

    copies: DatabaseCopies
    folder: Path
    desk: str
    program: str
    marks: Callable[[], dict[str, int]]

    @property
    def files(self) -> Path:
        """The desk's encrypted files."""
        return self.folder / "files"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and verified.

    Attributes:
        folder: Where it is.
        size: Bytes that were written.
        files: Files that belong to it.
        missing: Files that the desk itself has no more.
        mended: Files of the place that had rotted and were replaced.
        removed: Older backups that went.
    """

    folder: Path
    size: int
    files: int
    missing: int
    mended: int
    removed: int


@dataclass
class BackupRun:
    """One backup, made by `make` on a thread of its own.

    Attributes:
        sources: What is backed up.
        place: Where to.
        stop: Set to end it early.
        tell: Told phase (``database``, ``files``, ``check``), done and all.
        database_only: Leave files to other backups of the place: what it lacks of them counts as missing.
    """

    sources: Sources
    place: BackupPlace
    stop: threading.Event = field(default_factory=threading.Event)
    tell: Tell = lambda _phase, _done, _all: None
    database_only: bool = False
    _written: int = 0

    def make(self, at: datetime, keep: Keep | None) -> Made:
        """Make it; older ones go as `keep` says, None keeps all. Another one of the same second gets the next one.

        It is named after the moment `at`, or after the next second that is free: by hand, before a migration and by the
        clock may fall together.

        Raises:
            CodedError: BACK-001: there is no such place; BACK-002: it is full; BACK-003: it cannot be written;
                BACK-005: the copy was opened and is not whole; BACK-012: something in the place leads out of it;
                DB-004: the database itself is damaged.
            StoppedError: `stop` was set.
        """
        if not self.place.root.is_dir():
            raise CodedError("BACK-001", place=str(self.place.root))
        try:
            return self._make(at, keep)
        except CodedError as error:
            raise self._of_place(error) from None
        except OSError as error:
            raise self._of_place(translate(error) or CodedError("DB-005")) from None

    def _of_place(self, error: CodedError) -> CodedError:
        code = _CODES.get(error.code)
        return CodedError(code, place=str(self.place.root)) if code else error

    def _make(self, at: datetime, keep: Keep | None) -> Made:
        self.place.refuse_links()
        place = self.place
        place.files.mkdir(parents=True, exist_ok=True)
        self._sweep()
        at = place.free_moment(at)
        part = place.folder / (at.strftime(STAMP) + PART)
        part.mkdir()
        flush_folder(place.folder)  # a file of a backup that was cut off is known by this
        look, missing = self._copy(part)
        mended = 0 if self.database_only else self._read_again(set(look.files))
        others = self._copy_others(part)
        flush_all(place.stored())
        manifest = Manifest(
            self.sources.desk,
            at.isoformat(timespec="seconds"),
            self.sources.program,
            look.schema,
            digest_of(part / "desk.db"),
            (part / "desk.db").stat().st_size,
            look.counts,
            len(look.files),
            digest_of(part / NAMES),
            others,
            len(missing),
        )
        content = msgspec.json.format(msgspec.json.encode(manifest))
        self._write(part / MANIFEST, content)
        self._write(part / SEAL, self.sources.copies.seal(content).encode())
        finished = part.with_name(part.name.removesuffix(PART))
        flush_folder(part)
        move(part, finished)
        removed = 0 if keep is None else place.rotate(keep)
        return Made(finished, self._written, len(look.files), len(missing), mended, removed)

    def _sweep(self) -> None:
        """Remove what earlier backups left unfinished; files that no backup speaks of are trusted only after a look."""
        unfinished = [path for path in self.place.folder.iterdir() if path.name.endswith(PART)]
        if unfinished:
            known = {name for backup in self.place.backups() for name in backup.names()}
            for path in self.place.stored():
                if path.name not in known and digest_of(path) != path.name:
                    path.unlink()
        for path in unfinished:  # last: while one is there, files are looked at
            shutil.rmtree(path)

    def _copy(self, part: Path) -> tuple[CopyLook, list[str]]:
        missing: list[str] = []
        for _ in range(TRIES):
            (part / "desk.db").unlink(missing_ok=True)
            look = self._copy_database(part / "desk.db")
            missing = self._copy_files(look.files)
            if not missing or self.database_only:
                break
        self._write(part / NAMES, "\n".join(look.files).encode())
        return look, missing

    def _copy_database(self, path: Path) -> CopyLook:
        def tell(done: int, pages: int) -> None:
            self._go_on("database", done, pages)

        self._need_room((self.sources.folder / "desk.db").stat().st_size)
        before = self.sources.marks()
        self.sources.copies.make(path, tell)
        after = self.sources.marks()
        self._go_on("check", 0, 1)
        look = self.sources.copies.look(path)
        if any(not low <= look.marks.get(table, -1) <= after[table] for table, low in before.items()):
            raise CodedError("BACK-005")
        self._written += path.stat().st_size
        return look

    def _copy_files(self, names: Iterable[str]) -> list[str]:
        """Copy what the place does not have; what the desk does not have itself."""
        wanted = [name for name in names if not self._there(name).is_file()]
        if self.database_only:
            return wanted
        missing = []
        for nth, name in enumerate(wanted):
            self._go_on("files", nth, len(wanted))
            if not self._copy_file(name):
                missing.append(name)
        return missing

    def _copy_file(self, name: str) -> bool:
        try:
            data = (self.sources.files / name[:2] / name).read_bytes()
        except OSError:
            return False
        if sha256(data).hexdigest() != name:
            return False
        self._need_room(len(data))
        target = self._there(name)
        target.parent.mkdir(exist_ok=True)
        beside = target.with_name(name + PART)
        beside.write_bytes(data)
        beside.replace(target)
        self._written += len(data)
        return True

    def _there(self, name: str) -> Path:
        return self.place.files / name[:2] / name

    def _read_again(self, names: set[str]) -> int:
        there = [name for name in names if self._there(name).is_file()]
        mended = 0
        for nth, name in enumerate(random.sample(there, min(READ_AGAIN, len(there)))):
            self._go_on("check", nth, READ_AGAIN)
            if digest_of(self._there(name)) != name:
                mended += self._copy_file(name)
        return mended

    def _copy_others(self, part: Path) -> dict[str, str]:
        """The vault and everything small beside the database."""
        digests = {}
        for path in sorted(self.sources.folder.rglob("*")):
            inside = path.relative_to(self.sources.folder)
            if inside.parts[0] in LEFT_OUT or not path.is_file() or path.suffix in {".new", PART}:
                continue
            target = part / OTHERS / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            self._write(target, path.read_bytes())
            digests[(Path(OTHERS) / inside).as_posix()] = digest_of(target)
        return digests

    def _write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data)
        flush_file(path)

    def _need_room(self, size: int) -> None:
        if shutil.disk_usage(self.place.folder).free < size + SPARE:
            raise CodedError("BACK-002", place=str(self.place.root))

    def _go_on(self, phase: str, done: int, of_all: int) -> None:
        if self.stop.is_set():
            raise StoppedError
        self.tell(phase, done, of_all)
