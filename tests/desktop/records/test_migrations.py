"""A desk of every schema that was released comes to the newest with all its rows, behind a backup that is whole."""

import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from desktop.records import database as opening
from desktop.records.backup_place import find_backups
from desktop.records.backup_restoring import bring_back
from desktop.records.database import open_database
from desktop.records.database_copies import look_into
from desktop.records.migration_backup import MigrationBackup, MigrationStep, backup_of, steps_of
from desktop.records.migrations import HEAD, upgrade
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers import released_schemas
from tests.helpers.desk import KEY, NOW, case_of, receive
from tests.helpers.old_desks import FIRST_DAY, HEADS, OPEN_STATES, bare, build, everything, schema_text

# Rows that a step adds to a table that was there before it: table, then a column and its value.
ADDED = {("settings", "name", "erasures.key"), ("settings", "name", "prints.begun_after")}
SEED = 2026


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "desk"
    made.mkdir()
    return made


def guarded(path: Path) -> MigrationBackup:
    return MigrationBackup(path.parent, "1.0", lambda: NOW)


def migrated(path: Path) -> None:
    open_database(path, KEY, guard=guarded(path)).close()


def schema_of(path: Path) -> str:
    with bare(path) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.mark.parametrize("head", HEADS)
def test_a_desk_of_every_schema_keeps_its_rows(folder: Path, head: str) -> None:
    path = folder / "desk.db"
    build(path, head, SEED + int(head))
    before = everything(path)
    assert min(len(rows) for table, rows in before.items() if table in {"cases", "citizens", "case_history"}) == 12
    migrated(path)
    after = everything(path)
    assert schema_of(path) == HEAD
    for table, rows in before.items():
        if table == "alembic_version" or not rows:
            continue
        now = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert [row for row in rows if row not in now] == [], table
        new = [row for row in now if row not in rows]
        assert [row for row in new if not any((table, name, value) in ADDED for name, value in row.items())] == []
    with bare(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = connection.execute("SELECT count(*) FROM case_names WHERE case_names MATCH 'nguyen OR tran OR le'")
        folded = [row["name_fold"].split()[0] for row in before["cases"]]
        assert names.fetchone()[0] == sum(each in {"nguyen", "tran", "le"} for each in folded)
    assert schema_text(path) == released_schemas.snapshot(HEAD).read_text(encoding="utf-8")
    _works(path)
    assert steps_of(folder) == [] if head == HEAD else steps_of(folder)[0].done


def _works(path: Path) -> None:
    """Today's program reads every case of it, counts a day of it, and receives one more."""
    database = open_database(path, KEY)
    try:
        assert database.check() == []
        with UnitOfWork(database) as uow:
            assert uow.audit.verify().holds
            assert [uow.cases.get(case.id).content.applicant.full_name for case in uow.cases.recent(100)]
            assert uow.indicators().counts(FIRST_DAY.date())
            number = len(uow.cases.recent(1000))
            assert "head" in {officer.role.value for officer in uow.officers.all()}
        receive(database, case_of(at=NOW))
        with UnitOfWork(database) as uow:
            assert len(uow.cases.recent(1000)) == number + 1
        with database.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql("DELETE FROM case_history")
    finally:
        database.close()


def test_what_steps_derive_from_older_rows(folder: Path) -> None:
    path = folder / "desk.db"
    build(path, "0001", SEED, rows=60)
    before = everything(path)
    migrated(path)
    after = everything(path)
    to_digitize = {
        (row["case_id"], row["position"])
        for row in before["case_papers"]
        if row["answer"] == "digitize" and row["state"] in {"handed_in", "shown"}
    }
    assert {(row["case_id"], row["paper_position"]) for row in after["paper_work"]} == to_digitize
    assert {row["case_id"]: row["state"] for row in after["case_standings"]} == {
        row["id"]: row["state"] for row in before["cases"] if row["state"] in OPEN_STATES
    }
    assert {row["id"] for row in after["cases"] if row["by_hour"]} == {
        row["id"] for row in before["cases"] if "giờ làm việc" in row["details"]
    }
    first = min(row["id"] for row in before["officers"] if row["active"])
    assert [row["id"] for row in after["officers"] if row["role"] == "head"] == [first]


def test_results_that_came_back_leave_the_part_that_had_them(folder: Path) -> None:
    path = folder / "desk.db"
    build(path, "0017", SEED)
    lives = (  # what happened, as an older program wrote it; a number takes that happening back
        ("handed_over", "result_received"),
        ("handed_over", "result_received", "handed_over"),
        ("handed_over", "result_received", 1),
        ("result_received",),
        ("handed_over",),
        ("received",),
    )
    expected = []
    with bare(path) as connection:
        taken = connection.execute("SELECT case_id FROM case_standings ORDER BY case_id").fetchall()
        officers = [row[0] for row in connection.execute("SELECT id FROM officers ORDER BY id")]
        connection.execute("BEGIN")
        for (case_id,), life in zip(taken, lives, strict=False):
            connection.execute(f"UPDATE case_standings SET part = 'Tư pháp', holder_id = 1 WHERE case_id = {case_id}")
            ids = [_happened(connection, case_id, each, officers[4]) for each in life if isinstance(each, str)]
            for each in life:
                if isinstance(each, int):
                    by = _happened(connection, case_id, "corrected", 1)
                    connection.execute(f"INSERT INTO case_voids VALUES ({ids[each]}, {by})")
            expected.append(("", officers[4]) if life in {lives[0], lives[3]} else ("Tư pháp", 1))
        connection.execute("COMMIT")
    assert len(expected) == len(lives)
    before = everything(path)["case_standings"]
    migrated(path)
    after = everything(path)["case_standings"]
    assert [(row["part"], row["holder_id"]) for row in after[: len(lives)]] == expected
    assert after[len(lives) :] == before[len(lives) :]
    assert [row["moved_at"] for row in after] == [row["moved_at"] for row in before]


def _happened(connection: Any, case_id: int, act: str, officer_id: int) -> int:
    values = (case_id, FIRST_DAY.isoformat(), officer_id, act, "done")
    columns = "case_id, at, officer_id, event, state, note"
    made = connection.execute(f"INSERT INTO case_history ({columns}) VALUES (?, ?, ?, ?, ?, '')", values)
    return int(made.lastrowid)


def test_before_a_migration_there_is_a_whole_backup(folder: Path) -> None:
    path = folder / "desk.db"
    build(path, "0007", SEED)
    (folder / "keys.json").write_text("{}")
    before = everything(path)
    noted: list[MigrationStep] = []
    phases: list[str] = []
    guard = guarded(path)
    guard.tell = lambda phase, _done, _all: phases.append(phase)

    def note(step: MigrationStep) -> None:
        noted.append(step)

    guard.noted = note
    open_database(path, KEY, guard=guard).close()
    [step] = steps_of(folder)
    assert (step.before, step.after, step.program, step.done) == ("0007", HEAD, "1.0", True)
    assert noted == [msgspec.structs.replace(step, done=False)]
    assert {"database", "check"} <= set(phases)
    [backup] = find_backups(guard.place)
    assert backup_of(step) == backup.folder
    assert look_into(backup.folder / "desk.db", KEY).schema == "0007"
    assert everything(backup.folder / "desk.db") == before
    _, lost = bring_back(backup, KEY, folder.with_name("back"), lambda *_: None)
    assert len(lost) == len(before["files"])  # what no backup of this place had yet is said, not hidden
    migrated(folder.with_name("back") / "desk.db")


def test_a_desk_of_today_is_opened_without_a_backup(folder: Path) -> None:
    path = folder / "desk.db"
    build(path, HEAD, SEED, rows=2)
    migrated(path)
    assert steps_of(folder) == []
    assert not guarded(path).place.exists()


def test_no_room_for_the_backup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "desk.db"
    build(path, "0009", SEED, rows=3)
    content = path.read_bytes()
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(CodedError) as caught:
        migrated(path)
    assert (caught.value.code, caught.value.details["free"]) == ("DB-011", 0)
    assert path.read_bytes() == content
    monkeypatch.undo()
    migrated(path)
    assert schema_of(path) == HEAD


def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_schema(folder: Path) -> None:
    """The file may not grow by more than some pages, at whatever step that ends the migration."""
    path = folder / "desk.db"
    build(path, "0002", SEED)
    before = everything(path)
    database = open_database(path, KEY, schema="0002")
    codes = []
    with database.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    database.close()
    for spare in (0, 3, 10, 40):

        def narrow(connection: Connection, to: str, spare: int = spare) -> None:
            connection.execute(text(f"PRAGMA max_page_count = {pages + spare}"))
            upgrade(connection, to)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(opening, "upgrade", narrow)
            with pytest.raises(CodedError) as caught:
                migrated(path)
        codes.append(caught.value.code)
        assert everything(path) == before
    assert set(codes) == {"DB-001"}
    migrated(path)
    assert schema_of(path) == HEAD


def test_a_step_that_fails_is_taken_back_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "desk.db"
    build(path, "0011", SEED)
    before = everything(path)

    def broken(connection: Connection, to: str) -> None:
        upgrade(connection, to)
        connection.exec_driver_sql("INSERT INTO officers (login) VALUES ('Nguyễn Thị Ẩn')")

    monkeypatch.setattr(opening, "upgrade", broken)
    with pytest.raises(CodedError) as caught:
        migrated(path)
    assert (caught.value.code, caught.value.details) == ("DB-012", {"before": "0011", "after": HEAD})
    assert "Ẩn" not in str(caught.value)
    assert everything(path) == before
    assert not steps_of(folder)[0].done


@pytest.mark.parametrize("version", ["9999", f"{int(HEAD) + 1:04d}", "0012-own", "x"])
def test_data_of_a_newer_program_are_refused_and_left(folder: Path, version: str) -> None:
    path = folder / "desk.db"
    build(path, HEAD, SEED, rows=2)
    with bare(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    content = path.read_bytes()
    with pytest.raises(CodedError) as caught:
        migrated(path)
    assert (caught.value.code, caught.value.details) == ("DB-007", {"version": version})
    assert path.read_bytes() == content
    assert steps_of(folder) == []


def test_two_migrations_in_one_second_are_two_backups(folder: Path) -> None:
    path = folder / "desk.db"
    build(path, "0008", SEED, rows=2)
    for schema in ("0009", "0010"):
        open_database(path, KEY, schema=schema, guard=guarded(path)).close()
    assert [each.at - NOW.replace(tzinfo=None) for each in find_backups(guarded(path).place)] == [
        timedelta(seconds=1),
        timedelta(),
    ]
    assert [(step.before, step.after, step.done) for step in steps_of(folder)] == [
        ("0008", "0009", True),
        ("0009", "0010", True),
    ]


@pytest.mark.parametrize("content", [b"", b"[", b"[{}]", b"null", b"\xff" * 100])
def test_a_spoilt_note_stops_nothing(folder: Path, content: bytes) -> None:
    path = folder / "desk.db"
    build(path, "0011", SEED, rows=2)
    (folder / "migrations.json").write_bytes(content)
    migrated(path)
    assert [step.done for step in steps_of(folder)] == [True]


def test_released_migrations_were_not_edited() -> None:
    """A migration that is new is noted by ``python -m tests.helpers.released_schemas``; a noted one stays as it is."""
    assert released_schemas.scripts() == released_schemas.noted()


@pytest.mark.parametrize("head", HEADS)
def test_migrations_lead_to_the_schemas_that_were_released(head: str) -> None:
    assert released_schemas.made(head) == released_schemas.snapshot(head).read_text(encoding="utf-8")
