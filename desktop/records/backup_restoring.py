"""Bringing a backup back: proved by its seal and its hashes, whole in a folder beside, then in its place."""

import hmac
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from desktop.records.backup_place import (
    MANIFEST,
    NAMES,
    OTHERS,
    SEAL,
    STAMP,
    Backup,
    Manifest,
    digest_of,
)
from desktop.records.database_copies import look_into, seal
from desktop.records.database_errors import translated
from desktop.records.desk_folder import DATABASE, VAULT, DeskFolder
from desktop.records.erasure_list import FILE as LIST
from desktop.records.erasure_list import read_list
from desktop.records.erasures import Erasure
from desktop.records.keys import Cost, Vault
from desktop.records.lasting import flush_all, move
from desktop.records.small_file import read_small
from devices.errors import CodedError

RESTORING = ".restoring"
BEFORE = ".before-"  # and the moment: where what was there is put aside; see `put_aside`
PART = 1 << 20  # bytes that are copied between two looks at whether to go on
Tell = Callable[[str, int, int], None]


def unlock_backup(backup: Backup, recovery_key: str) -> bytearray:
    """The key of a backup's database, by the printed recovery key.

    Raises:
        CodedError: KEY-003: the recovery key is mistyped or another desk's; KEY-002: the backup's vault is damaged.
    """
    return Vault(backup.folder / OTHERS / VAULT, Cost()).recover(recovery_key)


def proved(backup: Backup, key: bytes | bytearray) -> Manifest:
    """What the backup says of itself, proved by its seal.

    Raises:
        CodedError: BACK-004: it is not what was written.
    """
    try:
        content, sealed = read_small(backup.folder / MANIFEST), read_small(backup.folder / SEAL)
    except OSError:
        raise CodedError("BACK-004") from None
    if not hmac.compare_digest(sealed, seal(key, content).encode()):
        raise CodedError("BACK-004")
    return backup.manifest()


def bring_back(backup: Backup, key: bytes | bytearray, into: Path, tell: Tell) -> tuple[Manifest, list[str]]:
    """Copy a backup to a new folder, proving every byte.

    Args:
        backup: Which one.
        key: Of its database.
        into: The folder; what is there goes.
        tell: Told phase (``database``, ``files``, ``check``), done and all.

    Returns:
        What it says of itself, and the files that are not there as they were.

    Raises:
        CodedError: BACK-004: it is not what was written; BACK-005: its database is not whole; DB-001, DB-002, DB-005:
            the folder cannot be written.
    """
    manifest = proved(backup, key)
    with translated():
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        tell("database", 0, 1)
        _copy(backup.folder / DATABASE, into / DATABASE, manifest.database, tell)
        for path, digest in manifest.others.items():
            _copy(backup.folder / path, into / Path(path).relative_to(OTHERS), digest)
        lost = _files(backup, manifest, into, tell)
    tell("check", 0, 1)
    if look_into(into / DATABASE, key).counts != manifest.counts:
        raise CodedError("BACK-005")
    return manifest, lost


def erased_since(backup: Backup, key: bytes | bytearray) -> list[Erasure]:
    """What later backups beside it say was deleted for good; only lists that their seals prove are believed.

    Raises:
        CodedError: DATA-015: a list that is proved cannot be read.
    """
    path = (Path(OTHERS) / LIST).as_posix()
    erased: list[Erasure] = []
    for folder in backup.folder.parent.glob(f"*/{MANIFEST}"):
        later = Backup(folder.parent, backup.at)
        try:
            digest = proved(later, key).others.get(path)
        except CodedError:  # another desk's, another key's, or not what was written
            continue
        if digest is not None and (later.folder / path).is_file() and digest_of(later.folder / path) == digest:
            erased += read_list(later.folder / OTHERS)
    return erased


def take_place(made: Path, target: Path, now: datetime) -> Path | None:
    """Put a folder where the desk belongs; where what was there is now, if there was something.

    Raises:
        CodedError: DB-002: it cannot be moved.
    """
    aside = None
    with translated():
        flush_all(path for path in made.rglob("*") if path.is_file())
        if target.is_dir() and any(target.iterdir()):
            aside = target.with_name(f"{target.name}{BEFORE}{now.strftime(STAMP)}")
            move(target, aside)
        elif target.is_dir():
            target.rmdir()
        move(made, target)
    return aside


def refuse_if_set_up(target: Path, *, replace: bool) -> None:
    """See that no desk is overwritten.

    Raises:
        CodedError: BACK-007: there is one, and `replace` was not said.
    """
    folder = DeskFolder(target)
    if (folder.is_set_up or folder.database.exists()) and not replace:
        raise CodedError("BACK-007")


def _copy(source: Path, target: Path, digest: str, tell: Tell = lambda _phase, _done, _all: None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not source.is_file():
            raise CodedError("BACK-004")
        parts = -(-source.stat().st_size // PART)
        with source.open("rb") as read, target.open("wb") as written:
            for nth in range(parts):
                tell("database", nth, parts)
                written.write(read.read(PART))
    except FileNotFoundError:
        raise CodedError("BACK-004") from None
    target.chmod(0o600)
    if digest_of(target) != digest:
        raise CodedError("BACK-004")


def _files(backup: Backup, manifest: Manifest, into: Path, tell: Tell) -> list[str]:
    try:
        if digest_of(backup.folder / NAMES) != manifest.names:
            raise CodedError("BACK-004")
        names = backup.names()
    except FileNotFoundError:
        raise CodedError("BACK-004") from None
    lost = []
    for nth, name in enumerate(names):
        tell("files", nth, len(names))
        source, target = (folder / name[:2] / name for folder in (backup.files, into / "files"))
        if not _is_whole(source, name):  # looked at piece by piece: whatever somebody put there, it is not held whole
            lost.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return lost


def _is_whole(path: Path, name: str) -> bool:
    try:
        return digest_of(path) == name
    except OSError:
        return False
