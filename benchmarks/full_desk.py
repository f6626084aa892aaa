"""A whole desk after years: cases and all that happened to them, papers, the log, books, doubtful data, closed days.

What has no path that is quick in bulk is written by statements in the shape that the program writes; triggers and
constraints are at work, and the log's chain is a true one. The log goes back as far as a desk keeps it.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Table, insert

from benchmarks.books import A_BOOK, fill
from benchmarks.records_seed import BATCH, KEY, LAST_DAY, PREFIX, build
from benchmarks.report_seed import work
from desktop.records.audit_entries import AuditAction, SubjectKind, canonical, entry_hash, utc_text
from desktop.records.audit_schema import audit, audit_people
from desktop.records.data_checks import SETTING, CheckState, DataChecks
from desktop.records.data_rules import load_date_rules
from desktop.records.database import Database, open_database
from desktop.records.desk_settings import DeskSettings, save_desk_settings
from desktop.records.former_units import load_former_units
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.audit_trail import LISTED, PERSON
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.desk_identity import desk_identity
from sync.indicators import load_indicators

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LOG_SINCE = "2024-12-01"  # the log is kept for 24 months
CLOSED_DAYS = 120
A_LIST = 8  # people in an entry about a list
PARTS = ("Địa chính", "Tư pháp")
_RANDOM = "lower(hex(randomblob(32)))"
_RUNNING = "state IN ('received', 'in_progress', 'awaiting_supplement')"
PAPERS = f"""
    INSERT INTO batches (id, at, officer_id, source, ended_at, outcome)
    SELECT id / 50 + 1, received_at, officer_id, 'sane', received_at, '' FROM cases WHERE id % 50 = 0 OR id = 1;

    INSERT INTO files (id, name, key, digest, size, kind, at)
    SELECT id, {_RANDOM}, randomblob(32), {_RANDOM}, 180000, 'signed', received_at FROM cases WHERE id % 10 < 9;

    INSERT INTO paper_events (id, case_id, paper_position, state, file_id, pages, note, at, officer_id)
    SELECT id, id, 0, 'stored', id, 1, '', received_at, officer_id FROM cases
    WHERE id % 10 < 9 AND received_day < '2026-11-23';

    INSERT INTO pages (batch_id, number, file_id, dpi, origin, defects, fingerprint, at, case_id, paper_position, place,
        rotation, dropped, event_id)
    SELECT id / 50 + 1, id % 50 + 1, id, 300, '', '', '', received_at,
        CASE WHEN id <= (SELECT max(id) - 30 FROM cases) THEN id END,
        CASE WHEN id <= (SELECT max(id) - 30 FROM cases) THEN 0 END,
        0, 0, 0, CASE WHEN received_day < '2026-11-23' THEN id END
    FROM cases WHERE id % 10 < 9;

    INSERT INTO paper_work (case_id, paper_position, state)
    SELECT id, 0, CASE WHEN id % 10 < 9 THEN 'scanned' ELSE 'not_yet' END FROM cases
    WHERE received_day >= '2026-11-23' OR (id % 10 = 9 AND ({_RUNNING} OR id % 400 = 9))
"""
DOUBTS = f"""
    INSERT INTO citizen_keys (citizen_id, person) SELECT id, id * 7919 FROM citizens;

    INSERT INTO data_flags (citizen_id, other_id, kind, fields, evidence, at)
    SELECT id, CASE WHEN id % 1000 = 0 THEN id - 1 END,
        CASE WHEN id % 1000 = 0 THEN 'same_person' WHEN id % 400 = 0 THEN 'card_expired' ELSE 'unit_gone' END,
        CASE WHEN id % 1000 = 0 THEN 'full_name birth_date' ELSE 'residence' END, {_RANDOM}, updated_at
    FROM citizens WHERE id % 5 = 0;

    INSERT INTO data_flag_standings (flag_id, citizen_id, kind, how)
    SELECT id, citizen_id, kind, 'open' FROM data_flags
"""


def build_full_desk(path: Path, count: int) -> None:
    """Write a desk of `count` cases to a new database file."""

    def more(connection: Connection) -> None:
        work(connection)
        for statement in (*PAPERS.split(";"), *DOUBTS.split(";")):
            connection.exec_driver_sql(statement)
            connection.commit()
        write_log(connection)

    build(path, count, more)
    database = open_database(path, KEY)
    fill(database, max(1, count // 4 // A_BOOK))
    settle(database)
    database.close()


def write_log(connection: Connection) -> None:
    """An entry for each case since the log is kept: three of four tell of a look at it, one of a list."""
    wanted = "SELECT id, citizen_id, officer_id, received_at FROM cases WHERE received_day >= ? ORDER BY id"
    rows = connection.exec_driver_sql(wanted, (LOG_SINCE,)).all()
    previous = ""
    entries: list[tuple[Any, ...]] = []
    people: list[tuple[Any, ...]] = []
    told: dict[str, object]
    for sequence, (case_id, citizen_id, officer_id, at) in enumerate(rows, 1):
        moment = utc_text(datetime.fromisoformat(at) + timedelta(days=1 if sequence > len(rows) - BATCH else 0))
        if sequence % 4:
            whom, told = [citizen_id], {"fields": sorted(PERSON)}
            action, kind, subject = AuditAction.CASE_SEEN, SubjectKind.CASE, str(case_id)
        else:
            seen = rows[max(0, sequence - A_LIST) : sequence]
            whom = sorted({row[1] for row in seen})
            told = {"fields": sorted(LISTED), "cases": [row[0] for row in seen], "where": "search"}
            action, kind, subject = AuditAction.CASES_LISTED, SubjectKind.NONE, ""
        told["people"] = whom
        values = (sequence, moment, officer_id, str(action), str(kind), subject, len(whom), canonical(told))
        digest = entry_hash(values, previous)
        entries.append((*values, previous, digest))
        people += [(each, sequence) for each in whom]
        previous = digest
        if len(entries) == BATCH or sequence == len(rows):
            _many(connection, audit, entries)
            _many(connection, audit_people, people)
            connection.commit()
            entries, people = [], []


def _many(connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
    names = [column.name for column in table.c]
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def settle(database: Database) -> None:
    """The desk's settings, the checks of data gone through, and the last months' days closed as the program does it."""
    units = load_former_units(resources_folder() / "units")
    checks = DataChecks(lambda: units, load_date_rules(resources_folder() / "cleaning"))
    counts = DayCounts(load_indicators(resources_folder() / "indicators"), (), "2026.11.25-2")
    with UnitOfWork(database) as uow:
        state = CheckState(0, checks.basis, NOW.date())
        uow.settings.set(SETTING, msgspec.to_builtins(state))
        save_desk_settings(
            uow.settings, DeskSettings("UBND XÃ MẪU", place="Xã Mẫu", case_code_prefix=PREFIX, parts=PARTS)
        )
        uow.commit()
    for nth in range(CLOSED_DAYS, 0, -1):
        day = LAST_DAY - timedelta(days=nth)
        with UnitOfWork(database) as uow:
            evening = datetime.combine(day, NOW.timetz()).replace(hour=17)
            counts.close(uow, day, desk_identity(uow), now=evening, officer_id=1)
