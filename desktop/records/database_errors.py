"""What SQLite and the disk can say, in the desk's own codes. The one place where their errors are translated."""

import errno

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from devices.errors import CodedError

# SQLite gives its conditions as fixed English texts (sqlite3ErrStr in main.c); the driver passes them through.
_BY_TEXT = (
    ("database or disk is full", "DB-001"),
    ("attempt to write a readonly database", "DB-002"),
    ("unable to open database file", "DB-002"),
    ("file is not a database", "DB-003"),
    ("file is encrypted or is not a database", "DB-003"),
    ("hmac check failed", "DB-003"),
    ("database disk image is malformed", "DB-004"),
    ("disk i/o error", "DB-005"),
    ("database is locked", "DB-006"),
)
_BY_ERRNO = {errno.ENOSPC: "DB-001", errno.EDQUOT: "DB-001", errno.EROFS: "DB-002", errno.EACCES: "DB-002"}


def translate(error: BaseException) -> CodedError | None:
    """The coded error for a failure of the database, or None if it is something else (a bug)."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
    elif isinstance(error, SQLAlchemyError):
        return None
    if isinstance(error, OSError) and error.errno in _BY_ERRNO:
        return CodedError(_BY_ERRNO[error.errno])
    text = str(error).lower()
    return next((CodedError(code) for part, code in _BY_TEXT if part in text), None)
