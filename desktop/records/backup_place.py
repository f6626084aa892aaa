"""A folder that holds a desk's backups: the files once for all of them, and one folder for each backup.

    BanMotCua-<desk>/files/ab/ab12…         encrypted files, by the hash of their bytes, copied once
    BanMotCua-<desk>/2026-11-26_12-30-00/   desk.db, keys.json, files.txt, others/, manifest.json, manifest.seal

A backup's folder takes its name when everything in it is on the disk; what is unfinished ends in ``.part``.

A place may be a stick that somebody else prepared: what is tidied up there is deleted, so nothing that leads out of it
is followed, and nothing is read that has no end.
"""

import hashlib
import shutil
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from desktop.records.lasting import move
from desktop.records.small_file import read_small
from devices.errors import CodedError

PREFIX = "BanMotCua-"
FILES, PART = "files", ".part"
STAMP = "%Y-%m-%d_%H-%M-%S"
MANIFEST, SEAL, NAMES, OTHERS = "manifest.json", "manifest.seal", "files.txt", "others"
FORMAT = 1
NEWEST_KEPT = 3  # whatever the days say
MOUNT_POINT = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: a junction of NTFS


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. No name and no number of a citizen is in it.

    Attributes:
        desk: The desk's code.
        at: When it was made, ISO 8601.
        program: Version of the program.
        schema: Revision of the database's schema.
        database: SHA-256 of ``desk.db``.
        size: Its bytes.
        counts: Its rows by table.
        files: How many files belong to it.
        names: SHA-256 of ``files.txt``.
        others: SHA-256 of every other file of the backup's folder, by its path in it.
        missing: How many files were already gone from the desk.
    """

    desk: str
    at: str
    program: str
    schema: str
    database: str
    size: int
    counts: dict[str, int]
    files: int
    names: str
    others: dict[str, str]
    missing: int = 0
    format: int = FORMAT


class Keep(msgspec.Struct, frozen=True):
    """How many backups a place keeps: the newest of so many days, weeks and months."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup."""

    folder: Path
    at: datetime

    @property
    def files(self) -> Path:
        """Where the files of this and its neighbours are."""
        return self.folder.parent / FILES

    def manifest(self) -> Manifest:
        """What it says of itself; its seal is not looked at.

        Raises:
            CodedError: BACK-004: it cannot be read.
        """
        try:
            return msgspec.json.decode(read_small(self.folder / MANIFEST), type=Manifest)
        except (OSError, ValueError):
            raise CodedError("BACK-004") from None

    def names(self) -> list[str]:
        """The files that belong to it."""
        return (self.folder / NAMES).read_text(encoding="ascii").split()


class BackupPlace:
    """One desk's backups in one folder."""

    def __init__(self, root: Path, desk: str) -> None:
        self.root = root
        self.folder = root / (PREFIX + desk)

    @property
    def files(self) -> Path:
        """The files of all backups."""
        return self.folder / FILES

    def refuse_links(self) -> None:
        """See that nothing in the place leads out of it.

        Raises:
            CodedError: BACK-012: something does.
            OSError: The place cannot be read.
        """
        around = [self.folder, *_entries(self.folder), *_entries(self.files)]
        if any(_leads_out(path) for path in around):
            raise CodedError("BACK-012", place=str(self.root))

    def stored(self) -> Iterator[Path]:
        """What lies where the encrypted files belong, whatever it is."""
        for folder in _entries(self.files):
            yield from _entries(folder)

    def backups(self) -> list[Backup]:
        """The finished ones, the newest first."""
        return sorted(backups_in(self.folder), key=lambda each: each.at, reverse=True)

    def free_moment(self, at: datetime) -> datetime:
        """A moment, or the next whole second after it that no backup here is named after."""
        while (self.folder / at.strftime(STAMP)).exists():
            at += timedelta(seconds=1)
        return at

    def rotate(self, keep: Keep) -> int:
        """Remove what is not kept, and the files that only that needed; how many backups went."""
        there = self.backups()
        stay = kept([each.at for each in there], keep)
        gone = [each for each in there if each.at not in stay]
        for each in gone:
            dead = each.folder.with_name(each.folder.name + PART)
            move(each.folder, dead)  # in one step: half a backup never looks like a whole one
            shutil.rmtree(dead)
        if gone:
            needed = {name for each in there if each.at in stay for name in each.names()}
            for path in self.stored():
                if path.name not in needed:
                    path.unlink()
        return len(gone)


def kept(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Which of several backups stay: the newest of each of the newest days, weeks and months that have one."""
    ordered = sorted(moments, reverse=True)
    stay = set(ordered[:NEWEST_KEPT])
    for form, most in (("%Y-%m-%d", keep.daily), ("%G-%V", keep.weekly), ("%Y-%m", keep.monthly)):
        seen: dict[str, datetime] = {}
        for moment in ordered:
            seen.setdefault(moment.strftime(form), moment)
        stay |= set(list(seen.values())[:most])
    return stay


def backups_in(folder: Path) -> list[Backup]:
    """The finished backups right in a folder."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            at = datetime.strptime(path.name, STAMP)  # noqa: DTZ007 - the place's own wall clock; the manifest has the zone
        except ValueError:
            continue
        if (path / MANIFEST).is_file():
            found.append(Backup(path, at))
    return found


def find_backups(folder: Path) -> list[Backup]:
    """The backups in a folder, a desk's folder in it, or one that was chosen itself; the newest first.

    Raises:
        CodedError: BACK-006: there is none.
    """
    try:
        around = [folder, *(path for path in folder.iterdir() if path.name.startswith(PREFIX))]
        found = [each for place in around for each in backups_in(place)]
        found = found or [each for each in backups_in(folder.parent) if each.folder == folder]
    except OSError:
        found = []
    if not found:
        raise CodedError("BACK-006")
    return sorted(found, key=lambda each: each.at, reverse=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file; "" where there is none, or something without an end."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() and not _leads_out(folder) else []


def _leads_out(path: Path) -> bool:
    try:
        told = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISLNK(told.st_mode) or getattr(told, "st_reparse_tag", 0) == MOUNT_POINT
