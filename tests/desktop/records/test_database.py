"""Opening the desk's file: what can be wrong with it is told apart, and nothing is lost by trying."""

import os
import stat
from pathlib import Path

import pytest
import sqlcipher3
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from desktop.records.database import Database, open_database
from desktop.records.encrypted_pages import PAGE, why_closed
from desktop.records.keys import wipe
from desktop.records.migrations import HEAD, upgrade
from desktop.records.schema import metadata
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import AN, KEY, case_of, desk, receive

OTHER_KEY = bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed desk of some cases."""
    with desk(tmp_path) as database:
        for _ in range(30):
            receive(database, case_of())
    return tmp_path / "desk.db"


def code_of_opening(path: Path, key: bytes = KEY, *, create: bool = False) -> str:
    with pytest.raises(CodedError) as caught:
        open_database(path, key, create=create)
    return caught.value.code


def damage(path: Path, *pages: int) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 1000] ^= 1
    path.write_bytes(content)


def count(path: Path) -> int:
    database = open_database(path, KEY)
    with UnitOfWork(database) as uow:
        found = len(uow.cases.recent(1000))
    database.close()
    return found


def test_no_clear_text_in_the_file(path: Path) -> None:
    content = path.read_bytes()
    assert AN.number.encode() not in content
    assert AN.full_name.encode() not in content
    assert b"SQLite" not in content


@pytest.mark.skipif(os.name != "posix", reason="other systems keep rights in another way")
def test_only_this_user_may_read_the_file(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("locking_mode", "exclusive"),
    ],
)
def test_how_the_file_is_kept(database: Database, pragma: str, value: object) -> None:
    with database.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_the_key_may_be_wiped_once_the_desk_is_open(path: Path) -> None:
    key = bytearray(KEY)
    database = open_database(path, key)
    wipe(key)
    assert receive(database, case_of()).code.endswith("-0031")
    database.close()
    assert count(path) == 31


def test_another_key(path: Path) -> None:
    assert code_of_opening(path, OTHER_KEY) == "DB-003"
    assert code_of_opening(path, KEY[:16]) == "DB-003"
    assert count(path) == 30


def test_a_damaged_first_page_is_not_taken_for_a_wrong_key(path: Path) -> None:
    damage(path, 1)
    assert code_of_opening(path) == "DB-004"
    assert code_of_opening(path, OTHER_KEY) == "DB-003"


def read_everything(path: Path) -> None:
    database = open_database(path, KEY)
    try:
        with UnitOfWork(database) as uow:
            for case in uow.cases.recent(1000):
                uow.cases.get(case.id)
    finally:
        database.close()


def test_a_truncated_file_is_damaged(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    with pytest.raises(CodedError, match="DB-004"):
        read_everything(path)


def test_damage_further_in_is_told_when_it_is_met_and_found_by_the_check(path: Path) -> None:
    last = path.stat().st_size // PAGE
    damage(path, *range(last - 5, last + 1))
    with pytest.raises(CodedError, match="DB-004"):
        read_everything(path)
    database = open_database(path, KEY)
    assert any("HMAC" in line for line in database.check())
    database.close()


def test_a_whole_file_has_nothing_wrong(path: Path) -> None:
    database = open_database(path, KEY)
    assert database.check() == []
    database.close()


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\0" + bytes(PAGE - 16), b"PK\3\4" * 2000])
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    assert code_of_opening(path) == "DB-009"
    assert path.read_bytes() == content


def test_no_file_and_no_folder(tmp_path: Path) -> None:
    assert code_of_opening(tmp_path / "desk.db") == "DB-008"
    assert not (tmp_path / "desk.db").exists()
    assert code_of_opening(tmp_path / "gone" / "desk.db", create=True) == "DB-010"


def test_a_second_program_is_told(path: Path) -> None:
    first = open_database(path, KEY)
    assert code_of_opening(path) == "DB-006"
    first.close()
    assert count(path) == 30


def test_a_newer_schema_is_left_alone(path: Path) -> None:
    database = open_database(path, KEY)
    with database.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    database.close()
    with pytest.raises(CodedError) as caught:
        open_database(path, KEY)
    assert (caught.value.code, caught.value.details) == ("DB-007", {"version": "9999"})


def test_a_migrated_schema_is_the_one_that_the_code_knows(database: Database) -> None:
    """Tables, columns, keys and indexes; the indexes of words and the triggers exist in the migrations alone."""

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith(("case_names", "page_word_index"))

    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
        triggers = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")).scalar_one()
    assert triggers == 71


def test_the_newest_migration_is_the_one_that_the_program_waits_for() -> None:
    folder = Path(upgrade.__code__.co_filename).parent
    config = Config()
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_neither_key_nor_person_in_any_error(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = open_database(path, KEY)
    case = case_of(officer_id=77)
    with pytest.raises(Exception, match="FOREIGN KEY") as caught, UnitOfWork(database) as uow:
        uow.cases.receive(case)
    told = f"{caught.value!s} {caught.value!r} {caplog.text} {database!r} {database.connect().engine!r}"
    database.close()
    for secret in (AN.number, AN.full_name, KEY.hex()):
        assert secret not in told


def test_why_closed_knows_the_layout_of_this_cipher(path: Path) -> None:
    """Held against the library itself: every page it wrote fits, so the layout is understood."""
    assert sqlcipher3.connect(":memory:").execute("PRAGMA cipher_version").fetchone()[0].startswith("4.")
    assert why_closed(path, KEY) == "DB-004"
    assert why_closed(path, OTHER_KEY) == "DB-003"
