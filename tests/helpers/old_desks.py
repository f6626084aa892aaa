"""A desk's database as an earlier program left it: migrated to that schema only, filled by plain SQL of that schema.

No repository of today's program writes a row here: rows are made from what the schema itself says (columns, types,
foreign keys), with lawful values where the program reads a meaning into a column.
"""

import json
import random
import string
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3

from desktop.records.audit_entries import entry_hash
from desktop.records.database import open_database
from desktop.records.database_copies import open_copy
from desktop.records.migrations import HEAD
from tests.helpers.desk import KEY, PREFIX, ZONE

HEADS = tuple(f"{number:04d}" for number in range(1, int(HEAD) + 1))
FIRST_DAY = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
NAMES = ("Nguyễn Thị Ẩn", "Trần Văn Đức", "Lê Hữu Phước", "Phạm Thị Mỹ Duyên", "Đỗ Quỳnh", "Y Bli Niê")
FOLDED = ("nguyen thi an", "tran van duc", "le huu phuoc", "pham thi my duyen", "do quynh", "y bli nie")
OPEN_STATES = ("submitted", "received", "in_progress", "awaiting_supplement", "awaiting_payment", "done")
STATES = (*OPEN_STATES, "returned", "withdrawn")
TRIES = 40  # for a row that happens to be there already
WRITTEN_BY_TRIGGERS = {"book_tallies", "data_flag_tallies"}
BY_HAND = {"alembic_version", "audit", "audit_people", "audit_anchors", "erasures"}
Row = dict[str, Any]


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    needed: bool
    key: int  # its place in the primary key, 0 for none
    parent: str  # the table whose key it holds, "" for none


def build(path: Path, head: str, seed: int, rows: int = 12, key: bytes | bytearray = KEY) -> None:
    """Make a closed database of a schema, with so many rows in each table."""
    open_database(path, key, create=True, schema=head).close()
    with bare_by(path, key) as connection:
        Filler(connection, random.Random(seed)).fill(rows)


@contextmanager
def bare_by(path: Path, key: bytes | bytearray) -> Iterator[Any]:
    """The file by the driver alone, foreign keys held."""
    connection = open_copy(path, key)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection
    finally:
        connection.close()


def bare(path: Path) -> AbstractContextManager[Any]:
    """The same under the tests' own key."""
    return bare_by(path, KEY)


def tables_of(connection: Any) -> list[str]:
    """Ordinary tables, by name; not what full-text indexes keep for themselves."""
    found = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return sorted(str(row[0]) for row in found)


def everything(path: Path) -> dict[str, list[Row]]:
    """All rows of all tables, by table."""
    with bare(path) as connection:
        found = {}
        for table in tables_of(connection):
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [each[0] for each in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
        return found


def schema_text(path: Path) -> str:
    """Every statement of a file's schema, tables before what belongs to them, as SQLite keeps it."""
    with bare(path) as connection:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%' "
            "AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') "
            "ORDER BY tbl_name, type <> 'table', type, name"
        )
        return "".join(f"{row[0]};\n" for row in found)


class Filler:
    """Fills a database with rows that its schema allows."""

    def __init__(self, connection: Any, chance: random.Random) -> None:
        self._connection = connection
        self._chance = chance
        self._columns = {table: self._columns_of(table) for table in tables_of(connection)}

    def fill(self, rows: int) -> None:
        """Put rows into every table, parents first."""
        self._connection.execute("BEGIN")
        for table in self._in_order():
            if table == "audit":
                self._audit(rows)
            elif table not in BY_HAND | WRITTEN_BY_TRIGGERS:
                for nth in range(rows):
                    self._insert(table, nth)
        for key, name in self._connection.execute("SELECT id, name_fold FROM cases").fetchall():
            self._connection.execute("INSERT INTO case_names (rowid, name) VALUES (?, ?)", (key, name))
        self._connection.execute("COMMIT")

    def _columns_of(self, table: str) -> list[_Column]:
        parents = {row[3]: row[2] for row in self._connection.execute(f'PRAGMA foreign_key_list("{table}")')}
        return [
            _Column(row[1], str(row[2]).upper(), bool(row[3]), row[5], parents.get(row[1], ""))
            for row in self._connection.execute(f'PRAGMA table_info("{table}")')  # generated columns are not in it
        ]

    def _in_order(self) -> list[str]:
        ordered: list[str] = []

        def visit(table: str) -> None:
            for column in self._columns[table]:
                if column.parent and column.parent != table and column.parent not in ordered:
                    visit(column.parent)
            if table not in ordered:
                ordered.append(table)

        for table in self._columns:
            visit(table)
        return ordered

    def _insert(self, table: str, nth: int) -> None:
        for _ in range(TRIES):
            row = self._row(table, nth)
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            try:
                self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
            except sqlcipher3.IntegrityError as error:
                if "UNIQUE" not in str(error):
                    raise
            else:
                return
        # Every pair of parents is taken: the table is as full as it gets.

    def _row(self, table: str, nth: int) -> Row:
        row: Row = {}
        for column in self._columns[table]:
            own = LAWFUL.get(f"{table}.{column.name}", LAWFUL.get(column.name))
            if column.parent:
                row[column.name] = self._parent(table, column)
            elif column.key == 1 and column.kind == "INTEGER" and column.name == "id":
                row[column.name] = None  # the next
            elif own is not None:
                row[column.name] = own(self._chance, nth)
            else:
                row[column.name] = self._plain(column, nth)
        return row

    def _parent(self, table: str, column: _Column) -> int | None:
        if not column.needed and self._chance.random() < 0.4:
            return None
        key = next(each.name for each in self._columns[column.parent] if each.key == 1)
        keys = [row[0] for row in self._connection.execute(f'SELECT "{key}" FROM "{column.parent}"')]
        if not keys and column.parent == table:
            return None
        return int(self._chance.choice(keys))

    def _plain(self, column: _Column, nth: int) -> Any:
        if column.kind == "BOOLEAN":
            return self._chance.randrange(2)
        if column.kind == "INTEGER":
            return self._chance.randrange(1, 10_000)
        if column.kind == "BLOB":
            return self._chance.randbytes(self._chance.randrange(1, 200))
        if not column.needed and self._chance.random() < 0.3:
            return None
        if column.name == "at" or column.name.endswith("_at"):
            return moment(self._chance, nth)
        if column.name == "day" or column.name.endswith("_date"):
            return moment(self._chance, nth)[:10]
        letters = string.ascii_letters + "ĐđÂấệữ '\"%_\\"
        return "".join(self._chance.choices(letters, k=self._chance.randrange(1, 24)))

    def _audit(self, rows: int) -> None:
        """A chain that holds, with the people that its entries name."""
        before = ""
        for sequence in range(1, rows + 1):
            values = (sequence, f"2026-03-02T01:00:{sequence:02d}.000+00:00", 1, "desk.opened", "", "", 0, "{}")
            digest = entry_hash(values, before)
            self._connection.execute(
                "INSERT INTO audit (sequence, at, officer_id, action, subject_kind, subject, count, details, previous, "
                "hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, before, digest),
            )
            before = digest


def moment(chance: random.Random, nth: int) -> str:
    """A moment of the desk's first weeks, in the order of rows."""
    return (FIRST_DAY + timedelta(days=nth, minutes=chance.randrange(480))).isoformat(timespec="seconds")


def _number(chance: random.Random, _nth: int) -> str:
    return f"0820{chance.randrange(10, 99)}99{chance.randrange(10_000):04d}"


def _applicant(chance: random.Random, _nth: int) -> str:
    return json.dumps({"full_name": chance.choice(NAMES), "sources": {"full_name": 2}}, ensure_ascii=False)


def _details(chance: random.Random, nth: int) -> str:
    limit = chance.choice(("08 giờ làm việc", "05 ngày làm việc", "trong ngày"))
    appointment = {"due_at": moment(chance, nth + 3), "steps": [f"Thời hạn: {limit}"], "changed_because": ""}
    return json.dumps(
        {
            "appointment": appointment,
            "dossiers": 1,
            "time_limit_text": limit,
            "fee_amount": 0,
            "fee_paid": False,
            "return_method": "desk",
            "note": "",
        },
        ensure_ascii=False,
    )


def _one_of(*values: str) -> Callable[[random.Random, int], Any]:
    return lambda chance, _nth: chance.choice(values)


def _fixed(value: Any) -> Callable[[random.Random, int], Any]:
    return lambda _chance, _nth: value


def _counted(form: str) -> Callable[[random.Random, int], Any]:
    return lambda _chance, nth: form.format(nth + 1)


LAWFUL: dict[str, Callable[[random.Random, int], Any]] = {
    "citizens.number": _number,
    "citizens.full_name": _one_of(*NAMES),
    "citizens.birth_date": lambda chance, _: (
        f"19{chance.randrange(40, 99)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}"
    ),
    "citizens.issue_date": _fixed("2021-06-01"),
    "citizens.sex": _one_of("Nam", "Nữ"),
    "citizens.sources": _fixed('{"full_name":2}'),
    "officers.login": _counted("can-bo-{0}"),
    "officers.full_name": _one_of(*NAMES),
    "officers.active": lambda _, nth: int(nth != 1),
    "officers.role": lambda _, nth: "officer" if nth else "head",
    "officers.last_seen": moment,
    "officers.pin_changed": moment,
    "number_blocks.prefix": _fixed(PREFIX),
    "number_blocks.first": lambda _, nth: nth * 100 + 1,
    "number_blocks.last": lambda _, nth: nth * 100 + 100,
    "number_blocks.valid_from": _fixed("2026-01-01"),
    "number_blocks.valid_to": _fixed(None),
    "settings.name": _counted("own.setting.{0}"),
    "settings.value": lambda chance, _: json.dumps({"text": chance.choice(NAMES), "number": chance.randrange(99)}),
    "cases.code": lambda _, nth: f"{PREFIX}-{260302 + nth}-{nth + 1:04d}",
    "cases.code_tail": lambda _, nth: f"{260302 + nth}-{nth + 1:04d}",
    "cases.running_number": lambda _, nth: nth + 1,
    "cases.draft_id": _counted("draft-{0}"),
    "cases.state": _one_of(*STATES),
    "cases.channel": _one_of("counter", "online", "postal"),
    "cases.identity_source": _one_of("qr", "typed"),
    "cases.procedure_code": _fixed("1.001193"),
    "cases.procedure_valid_from": _fixed("2025-07-01"),
    "cases.service_group": _one_of("essential_25"),
    "cases.received_day": lambda _, nth: (FIRST_DAY + timedelta(days=nth)).date().isoformat(),
    "cases.received_at": lambda _, nth: (FIRST_DAY + timedelta(days=nth)).isoformat(timespec="seconds"),
    "cases.name_fold": _one_of(*FOLDED),
    "cases.applicant": _applicant,
    "cases.submitter": lambda chance, nth: _applicant(chance, nth) if nth % 3 == 0 else None,
    "cases.details": _details,
    "case_history.event": _one_of("received", "noted"),
    "case_history.state": _one_of(*STATES),
    "case_papers.position": lambda chance, _: chance.randrange(4),
    "case_papers.answer": _one_of("digitize", "copy", "shown"),
    "case_papers.waiver_reason": _fixed(""),
    "case_papers.state": _one_of("handed_in", "shown", "missing"),
    "case_event_details.details": _fixed("{}"),
    "case_standings.state": _one_of(*OPEN_STATES),
    "desk_facts.kind": _one_of("vneid_guided", "guided"),
    "desk_facts.amount": _fixed(1),
    "files.name": lambda chance, _: chance.randbytes(32).hex(),
    "files.key": lambda chance, _: chance.randbytes(32),
    "files.digest": lambda chance, _: chance.randbytes(32).hex(),
    "pages.number": lambda chance, _: chance.randrange(1, 1000),
    "pages.rotation": lambda chance, _: chance.choice((0, 90, 180, 270)),
    "page_words.words": _one_of("khai sinh", "dang ky", "to khai"),
    "book_standings.stage": _fixed("collected"),
    "satisfaction_counts.votes": _fixed(0),
    "book_drafts.fields": _fixed("{}"),
    "book_entry_versions.fields": _fixed("{}"),
}
