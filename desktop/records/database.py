"""The encrypted database file: opened, checked, brought to the newest schema.

SQLCipher with a raw 256-bit key (a passphrase would cost 150 ms for each connection), WAL and `synchronous=FULL`: what
was committed survives a power cut. The file is locked for one program at a time.
"""

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlcipher3
import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from desktop.records.backup_queries import BackupQueries
from desktop.records.database_copies import DatabaseCopies
from desktop.records.database_errors import translate, translated
from desktop.records.encrypted_pages import why_closed
from desktop.records.indexing import IndexNaming
from desktop.records.migration_backup import MigrationBackup, OldDatabase
from desktop.records.migrations import HEAD, is_known, upgrade
from devices.errors import CodedError

KEY_BYTES = 32
PRAGMAS = (
    "PRAGMA cipher_memory_security = OFF",  # locks pages in memory; the key itself is the program's to wipe
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 1500",
    "PRAGMA cache_size = -32768",
    "PRAGMA secure_delete = ON",  # a wiped draft is overwritten, not only unlinked
    "PRAGMA temp_store = MEMORY",  # no clear text in temporary files
)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,63}")  # a desk's code, as a folder is named after it
NO_LOG = "PRAGMA cipher_log_level = NONE"


class Database:
    """An open database file; to be used from one thread.

    Attributes:
        path: The file.
        copies: Copies of it, made while it is in use; the one part that any thread may use.
    """

    def __init__(self, path: Path, engine: Engine, copies: DatabaseCopies) -> None:
        self.path = path
        self.copies = copies
        self._engine = engine

    def connect(self) -> Connection:
        """A connection; its transaction begins with the first statement and takes the write lock at once."""
        return self._engine.connect()

    def check(self) -> list[str]:
        """What SQLCipher and SQLite find wrong with the file; empty if nothing.

        Reads the whole file: some seconds for each gigabyte.
        """
        found: list[str] = []
        with suppress(CodedError):  # SQLCipher looks at the file alone; a page torn by a power cut is whole in the log
            self.fold()
        for pragma in ("cipher_integrity_check", "quick_check"):
            try:
                with translated(), self.connect() as connection:
                    found += [str(line[0]) for line in connection.execute(text(f"PRAGMA {pragma}"))]
            except CodedError as error:  # damage can also stop the check itself
                found.append(f"{pragma}: {error.code}")
        return [line for line in found if line != "ok"]

    def rekey(self, key: bytes | bytearray) -> None:
        """Encrypt every page anew, in one transaction; needs the file's size on the disk for a while.

        Raises:
            CodedError: DB-001, DB-005: the disk; the file has the key that it had.
        """
        with translated():
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"PRAGMA rekey = \"x'{bytes(key).hex()}'\"")
                cursor.close()
            finally:
                connection.close()
        self.copies.renew(key)
        self.fold()

    def fold(self) -> None:
        """Fold the write-ahead log into the file: after a change of the key, pages under the old one are gone then."""
        with translated():
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
                cursor.close()
            finally:
                connection.close()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self.copies.close()
        self._engine.dispose()


def open_database(
    path: Path,
    key: bytes | bytearray,
    *,
    create: bool = False,
    schema: str = HEAD,
    guard: MigrationBackup | None = None,
) -> Database:
    """Open the desk's database and bring it to the newest schema, whole or not at all.

    Args:
        path: The file.
        key: 32 bytes.
        create: Make a new file where there is none.
        schema: Revision to bring it to: the newest, but for one that old rows are still to be put into.
        guard: Makes a backup before a migration; None for a file that is a copy itself.

    Raises:
        CodedError: DB-001 disk full; DB-002 folder or file cannot be written; DB-003 wrong key; DB-004 damaged; DB-006
            open in another program; DB-007 made by a newer program; DB-008 no such file; DB-009 not a database;
            DB-010 no such folder; DB-011 no room for the backup before a migration; DB-012 the migration failed. The
            data are as they were.
    """
    if len(key) != KEY_BYTES:
        raise CodedError("DB-003")
    with translated():
        _find(path, create=create)
    opened: list[Any] = []
    engine = _engine(path, key, opened)
    try:
        with translated():
            prepare = _backed_up(path, guard, lambda: DatabaseCopies(opened[-1], key), schema)
            _bring_up_to_date(engine, schema, prepare)
        if guard is not None:
            guard.after(schema)
    except CodedError as error:
        engine.dispose()
        if error.code == "DB-004":
            with translated():
                raise CodedError(why_closed(path, key)) from None
        raise
    return Database(path, engine, DatabaseCopies(opened[-1], key))


def _engine(path: Path, key: bytes | bytearray, opened: list[Any]) -> Engine:
    """An engine of one connection, which is also appended to `opened`: copies are made over it."""

    def connect() -> Any:
        opened.append(_connect(path, key))
        return opened[-1]

    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=connect,
        poolclass=StaticPool,  # the key is needed once: the caller may wipe it afterwards
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = IndexNaming
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _find(path: Path, *, create: bool) -> None:
    """See that the file is there and may be written; make it where that is wanted."""
    if not path.parent.is_dir():
        raise CodedError("DB-010")
    if not path.is_file():
        if not create:
            raise CodedError("DB-008", file=path.name)
        # Only this user may read it; SQLite gives its write-ahead log the same rights.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if not os.access(path, os.W_OK):  # asked without opening: to close the file again would drop SQLite's own locks
        raise CodedError("DB-002")


def _connect(path: Path, key: bytes | bytearray) -> Any:
    connection = sqlcipher3.connect(str(path), isolation_level=None, check_same_thread=False, timeout=1.5)
    try:
        connection.execute(NO_LOG)
        connection.execute(f"PRAGMA key = \"x'{bytes(key).hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(engine: Engine, schema: str, prepare: Callable[[Connection, str], None]) -> None:
    """Migrate in one transaction, if there is something to do."""
    with engine.connect() as connection:
        version = _schema_version(connection)
        if version == schema:
            return
        if version:
            if not is_known(version):
                raise CodedError("DB-007", version=version)
            prepare(connection, version)
    with engine.connect() as connection:
        connection.begin()  # the transaction is ours: Alembic would end one that it began itself
        try:
            upgrade(connection, schema)
            connection.commit()
        except SQLAlchemyError as error:
            raise translate(error) or CodedError("DB-012", before=version or "—", after=schema) from None


def _backed_up(
    path: Path, guard: MigrationBackup | None, copies: Callable[[], DatabaseCopies], schema: str
) -> Callable[[Connection, str], None]:
    """What is done before an old schema is changed."""

    def prepare(connection: Connection, version: str) -> None:
        if guard is None:
            return
        old = OldDatabase(path, copies(), _desk(connection), BackupQueries(connection).marks(), version)
        connection.rollback()  # a copy waits for an open transaction
        try:
            guard.before(old, schema)
        finally:
            old.copies.close()

    return prepare


def _desk(connection: Connection) -> str:
    """The desk's code; settings are as old as the schema."""
    found = connection.execute(text("SELECT value FROM settings WHERE name = 'province.desk_code'")).scalar()
    code = json.loads(found) if found else ""
    return code if isinstance(code, str) and CODE.fullmatch(code) else "desk-0"


def _schema_version(connection: Connection) -> str:
    known = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")).scalar_one()
    if not known:
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or "")
