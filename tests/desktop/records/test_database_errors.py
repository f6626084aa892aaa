"""What SQLite and the disk report, each in the desk's own code; what is a bug stays what it is."""

import errno

import pytest
from sqlalchemy.exc import OperationalError

from desktop.records.database import Database
from desktop.records.database_errors import translate, translated
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError


class DriverError(Exception):
    """An error as the driver gives it."""

    def __init__(self, sqlite_errorcode: int) -> None:
        super().__init__("0190123456")
        self.sqlite_errorcode = sqlite_errorcode


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (3, "DB-002"),
        (5, "DB-006"),
        (5 | 2 << 8, "DB-006"),  # SQLITE_BUSY_SNAPSHOT
        (6, "DB-006"),
        (8 | 3 << 8, "DB-002"),  # SQLITE_READONLY_ROLLBACK
        (10 | 4 << 8, "DB-005"),  # SQLITE_IOERR_FSYNC
        (11, "DB-004"),
        (13, "DB-001"),
        (14, "DB-002"),
        (26, "DB-004"),
    ],
)
def test_a_result_of_sqlite(result: int, code: str) -> None:
    wrapped = OperationalError("SELECT", {}, DriverError(result))
    for error in (DriverError(result), wrapped):
        coded = translate(error)
        assert coded is not None
        assert coded.code == code
        assert "0190123456" not in repr(coded)


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DB-001"), (errno.EROFS, "DB-002"), (errno.EACCES, "DB-002"), (errno.EIO, "DB-005")],
)
def test_an_error_of_the_disk(number: int, code: str) -> None:
    with pytest.raises(CodedError, match=code), translated():
        raise OSError(number, "x")


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), DriverError(19), DriverError(1), OSError("x")])
def test_a_bug_is_not_dressed_up_as_a_fault_of_the_disk(error: Exception) -> None:
    assert translate(error) is None


def test_a_unit_of_work_lets_no_error_of_the_disk_out(database: Database) -> None:
    with pytest.raises(CodedError, match="DB-001") as caught, UnitOfWork(database):
        raise OperationalError("INSERT", {"phone": "0190123456"}, DriverError(13))
    assert caught.value.__cause__ is None
