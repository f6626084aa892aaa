"""Copies of an open database, made while it is worked with, and looked into with its own key.

SQLite's online backup reads pages through the very connection that writes them: what is written meanwhile is carried
over to the copy, a transaction that is open makes the copy wait, and the copy is the database as it is at the end
(https://www.sqlite.org/backup.html). SQLite is built serialized, so another thread may ask for it; nothing else of the
connection is touched from there. A copy has the same key as the database, so the same vault opens it.
"""

import hmac
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3

from desktop.records.backup_queries import GROWING
from desktop.records.database_errors import translated
from desktop.records.lasting import flush_file
from devices.errors import CodedError

SLICE_PAGES = 256  # 1 MB: whoever works waits no longer than one slice, some 10 ms
PAUSE = 0.001  # seconds between slices
WAIT = 0.005  # seconds, where a transaction is open


@dataclass(frozen=True, slots=True)
class CopyLook:
    """What was found in a copy that was opened.

    Attributes:
        schema: Revision of its schema.
        counts: Rows by table.
        marks: As `BackupQueries.marks`.
        files: Names of the files that its rows speak of.
    """

    schema: str
    counts: dict[str, int]
    marks: dict[str, int]
    files: tuple[str, ...]


class DatabaseCopies:
    """Makes and opens copies; safe to use from any thread, but not after `close`."""

    def __init__(self, connection: Any, key: bytes | bytearray) -> None:
        self._connection = connection
        self._key = bytearray(key)

    def make(self, path: Path, tell: Callable[[int, int], None] = lambda _done, _all: None) -> None:
        """Write a copy; it is on the disk when this returns.

        Args:
            path: A new file.
            tell: Told how many of how many pages are copied; what it raises ends the copying.

        Raises:
            CodedError: DB-001, DB-002, DB-005: it cannot be written; DB-004: the database itself is damaged.
        """

        def progress(_status: int, left: int, pages: int) -> None:
            tell(pages - left, pages)
            time.sleep(PAUSE)

        with translated():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            target = open_copy(path, self._key)
            try:
                target.execute("PRAGMA journal_mode = OFF")
                target.execute("PRAGMA synchronous = OFF")
                self._connection.backup(target, pages=SLICE_PAGES, progress=progress, sleep=WAIT)
                target.execute("PRAGMA journal_mode = DELETE")  # a copy leaves no log beside it when it is opened
            finally:
                target.close()
            flush_file(path)

    def look(self, path: Path) -> CopyLook:
        """Open a copy and check it.

        Raises:
            CodedError: BACK-005: it does not open, or is not whole.
        """
        return look_into(path, self._key)

    def seal(self, data: bytes) -> str:
        """A seal over data that only who has the key can make, 64 hexadecimal digits."""
        return seal(self._key, data)

    def renew(self, key: bytes | bytearray) -> None:
        """The database has another key from now on; a copy that is being made under the old one is not whole then."""
        self._key[:] = key

    def close(self) -> None:
        """Forget the key."""
        self._key[:] = bytes(len(self._key))


def seal(key: bytes | bytearray, data: bytes) -> str:
    """HMAC-SHA-256 under a key that follows from the database's."""
    return hmac.digest(hmac.digest(key, b"backup manifest", "sha256"), data, "sha256").hex()


def open_copy(path: Path, key: bytes | bytearray) -> Any:
    """A bare connection to a copy."""
    connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute("PRAGMA cipher_memory_security = OFF")
    connection.execute(f"PRAGMA key = \"x'{bytes(key).hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def look_into(path: Path, key: bytes | bytearray) -> CopyLook:
    """Open a copy and check it: every page, every index, every row.

    Raises:
        CodedError: BACK-005: it does not open, or is not whole.
    """
    connection = open_copy(path, key)
    try:
        found = [str(line[0]) for line in connection.execute("PRAGMA integrity_check(1)")]
        if found != ["ok"]:
            raise CodedError("BACK-005")
        return _look(connection)
    except sqlcipher3.Error:
        raise CodedError("BACK-005") from None
    finally:
        connection.close()


def _look(connection: Any) -> CopyLook:
    def values(statement: str) -> list[str]:
        return [str(row[0]) for row in connection.execute(statement)]

    def number(statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0] or 0)

    tables = values("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' ORDER BY name")
    counts = {table: number(f'SELECT count(*) FROM "{table}"') for table in tables}  # noqa: S608 - a table of the schema; names cannot be bound
    marks = {table: number(f'SELECT max(rowid) FROM "{table}"') for table in values(GROWING)}  # noqa: S608 - a table of the schema; names cannot be bound
    files = tuple(values("SELECT name FROM files ORDER BY name")) if "files" in counts else ()
    schema = "".join(values("SELECT version_num FROM alembic_version"))
    return CopyLook(schema, counts, marks, files)
