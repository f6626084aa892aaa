"""What SQLite and the disk can say, in the desk's own codes. The one place where their errors are translated."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3
from sqlalchemy.exc import DBAPIError

from devices.errors import CodedError

# Primary result codes: https://www.sqlite.org/rescode.html. The extended codes keep these in their low byte.
_BY_RESULT = {
    3: "DB-002",  # SQLITE_PERM
    5: "DB-006",  # SQLITE_BUSY
    6: "DB-006",  # SQLITE_LOCKED
    8: "DB-002",  # SQLITE_READONLY
    10: "DB-005",  # SQLITE_IOERR
    11: "DB-004",  # SQLITE_CORRUPT
    13: "DB-001",  # SQLITE_FULL
    14: "DB-002",  # SQLITE_CANTOPEN
    26: "DB-004",  # SQLITE_NOTADB: a page that does not decrypt; on opening, `open_database` looks closer
}
_BY_ERRNO = {
    errno.ENOSPC: "DB-001",
    errno.EDQUOT: "DB-001",
    errno.EFBIG: "DB-001",
    errno.EROFS: "DB-002",
    errno.EACCES: "DB-002",
    errno.EPERM: "DB-002",
    errno.EIO: "DB-005",
}


def translate(error: BaseException) -> CodedError | None:
    """The coded error for a failure of the database, or None if it is something else (a bug)."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
    if isinstance(error, OSError):
        code = _BY_ERRNO.get(error.errno or 0)
    else:
        code = _BY_RESULT.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return CodedError(code) if code else None


@contextmanager
def translated() -> Iterator[None]:
    """Let no failure of the database or the disk out untranslated; a bug passes through as it is."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, sqlcipher3.Error, OSError) as error:
        coded = translate(error)
        if coded is None:
            raise
        raise coded from None  # the driver's own error may quote a statement's values
