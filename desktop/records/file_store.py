"""Files beside the database, each encrypted with a key of its own and named by what it is.

A file is put first and spoken of by a row afterwards, in the transaction of whatever it belongs to. What is on the disk
without a row is what a crash left between the two: nobody was told of it, and `collect` removes it. A row's key is the
only one that opens its file, so to delete the row is to delete the file in every copy of it that was ever made.

Encryption is AES-256-GCM (NIST SP 800-38D): twelve bytes of nonce, the ciphertext, sixteen bytes of tag.
"""

import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop.records.database_errors import translated
from desktop.records.lasting import flush_folder, make_folder, replace_whole
from devices.errors import CodedError

KEY_BYTES = 32
NONCE_BYTES = 12
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What opens a file.

    Attributes:
        name: SHA-256 of the encrypted bytes, 64 hexadecimal digits.
        key: Its key, 32 bytes.
        digest: SHA-256 of what is inside.
        size: Bytes of what is inside.
    """

    name: str
    key: bytes = field(repr=False)
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What an integrity check found; names of files.

    Attributes:
        whole: How many are as they were put.
        missing: Spoken of and not there.
        damaged: There and not what they were.
        strays: There and not spoken of.
    """

    whole: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    strays: tuple[str, ...]


class FileStore:
    """A folder of encrypted files, spread over 256 folders by the first two digits of their names.

    Safe to use from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._making = threading.Lock()
        self._made = False

    def put(self, data: bytes) -> StoredFile:
        """Encrypt and write; it is on the disk when this returns.

        Raises:
            CodedError: DB-001: the disk is full; DB-002, DB-005: it cannot be written.
        """
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, data, None)
        name = sha256(sealed).hexdigest()
        path = self._path(name)
        with translated():
            self._make_folders()
            replace_whole(path, sealed, UNFINISHED)
        return StoredFile(name, key, sha256(data).hexdigest(), len(data))

    def get(self, stored: StoredFile) -> bytes:
        """What is inside.

        Raises:
            CodedError: FILE-001: it is not there; FILE-002: it is not what was written.
        """
        try:
            sealed = self._path(stored.name).read_bytes()
        except FileNotFoundError:
            raise CodedError("FILE-001") from None
        except OSError:
            raise CodedError("FILE-002") from None
        try:
            return AESGCM(stored.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise CodedError("FILE-002") from None

    def need_room(self, wanted: int) -> None:
        """See that there is room before something is begun that needs it.

        Args:
            wanted: Bytes.

        Raises:
            CodedError: FILE-003: there is not.
        """
        free = self.free()
        if free < wanted:
            raise CodedError("FILE-003", free=f"{free // 2**20} MB", wanted=f"{wanted // 2**20} MB")

    def free(self) -> int:
        """Bytes that the disk has left."""
        with translated():
            self._folder.mkdir(parents=True, exist_ok=True)
            return shutil.disk_usage(self._folder).free

    def names(self) -> Iterator[str]:
        """The name of every file that is whole; not in order."""
        for path in self._entries():
            if path.suffix != UNFINISHED:
                yield path.name

    def remove(self, name: str) -> None:
        """Remove a file; nothing happens where there is none."""
        self._path(name).unlink(missing_ok=True)

    def collect(self, spoken_of: AbstractSet[str]) -> list[str]:
        """Remove what no row speaks of, and what was never finished; what was removed.

        Nothing may be put meanwhile: it is done once, when the desk is opened.
        """
        strays = [path for path in self._entries() if path.name not in spoken_of]
        for path in strays:
            path.unlink(missing_ok=True)
        return [path.name for path in strays if path.suffix != UNFINISHED]

    def check(self, spoken_of: AbstractSet[str]) -> StoreReport:
        """Read every file and compare it with its name.

        Raises:
            CodedError: DB-002, DB-005: the disk does not answer.
        """
        with translated():
            there = set(self.names())
            damaged = {name for name in there & spoken_of if sha256(self._path(name).read_bytes()).hexdigest() != name}
        return StoreReport(
            whole=len(there & spoken_of) - len(damaged),
            missing=tuple(sorted(spoken_of - there)),
            damaged=tuple(sorted(damaged)),
            strays=tuple(sorted(there - spoken_of)),
        )

    def _make_folders(self) -> None:
        """All 256 at once, before the first file of a run: a folder's own name must be on the disk, too."""
        with self._making:
            if self._made:
                return
            make_folder(self._folder)
            for nth in range(256):
                (self._folder / f"{nth:02x}").mkdir(exist_ok=True)
            flush_folder(self._folder)
            flush_folder(self._folder.parent)  # it may have been made just before by somebody who did not wait for it
            self._made = True

    def _entries(self) -> Iterator[Path]:
        """Every file below the 256 folders, what was never finished, too."""
        if self._folder.is_dir():
            with os.scandir(self._folder) as folders:
                for folder in folders:
                    if folder.is_dir():
                        yield from Path(folder).iterdir()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
