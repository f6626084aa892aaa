"""Everything that can still be read of a damaged database, brought into a new one, with a report of what was lost.

Only pages that are proved whole give rows. A row whose parent is lost is kept in ``salvage_rest`` and not among the
facts, so that the program never shows half of one; a citizen who is lost is made anew from a case that names them.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from desktop.records.database import open_database
from desktop.records.database_copies import open_copy
from desktop.records.database_errors import translated
from desktop.records.migrations import HEAD
from desktop.records.salvage_pages import SalvagePages
from desktop.records.salvage_rows import FIRST, LAST, SalvageRows, Tree, Value
from devices.errors import CodedError

SCHEMA_COLUMNS = 5
# The full-text indexes by what makes them anew from their tables.
INDEXES = {
    "case_names": "INSERT INTO case_names (rowid, name) SELECT id, name_fold FROM cases",
    "page_word_index": "INSERT INTO page_word_index (page_word_index) VALUES ('rebuild')",
}
LATER_COLUMNS = 4  # so many columns may have been added to a table after a row was written
CITIZEN = """
INSERT OR IGNORE INTO citizens (id, number, full_name, updated_at,
    old_number, birth_date, sex, residence, issue_date, phone, email, sources)
SELECT citizen_id, CASE WHEN number <> '' AND number NOT IN (SELECT number FROM citizens WHERE number IS NOT NULL)
        THEN number END, full_name, max(received_at),
    coalesce(said ->> 'old_number', ''), coalesce(said ->> 'birth_date', ''), coalesce(said ->> 'sex', ''),
    coalesce(said ->> 'residence', ''), coalesce(said ->> 'issue_date', ''), coalesce(said ->> 'phone', ''),
    coalesce(said ->> 'email', ''), coalesce(said ->> 'sources', '{}')
FROM (SELECT *, CASE WHEN json_valid(applicant) THEN applicant ELSE '{}' END AS said FROM cases
    WHERE citizen_id NOT IN (SELECT id FROM citizens))
GROUP BY citizen_id
"""
OFFICER = "INSERT INTO officers (id, login, full_name, active) SELECT ?, 'lost-' || ?, '?', 0"
VERSION = "alembic_version"
_KINDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {"INTEGER": (int,), "BOOLEAN": (int,), "BLOB": (bytes,), "FLOAT": (int, float), "REAL": (int, float)}
)
PAGES_A_STEP = 256
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SalvagedTable:
    """What became of one table.

    Attributes:
        read: Rows that are in the new database.
        lost: Rows that are gone, by the gaps between their ids, and those that could not be read.
        more: Whether more may be gone than can be counted: an end, or all, of the table is lost.
        aside: Rows kept in ``salvage_rest``, because what they belong to is lost.
    """

    name: str
    read: int
    lost: int
    more: bool
    aside: int = 0


@dataclass(frozen=True, slots=True)
class SalvageReport:
    """What a salvage brought.

    Attributes:
        pages: Pages of the old file.
        damaged: Those that are not as they were written.
        proved: Whether each row was proved by its page's HMAC.
        tables: By name.
    """

    pages: int
    damaged: int
    proved: bool
    tables: tuple[SalvagedTable, ...]

    @property
    def lost(self) -> int:
        """Rows that are gone, as far as can be counted."""
        return sum(table.lost for table in self.tables)


@dataclass
class _Table:
    name: str
    columns: list[str]
    alias: int  # which column is the rowid; -1 for none
    needed: tuple[bool, ...]  # which columns are never NULL
    kinds: tuple[tuple[type, ...], ...]  # what each holds
    tree: Tree


def salvage(
    damaged: Path, key: bytes | bytearray, target: Path, tell: Tell = lambda _phase, _done, _all: None
) -> SalvageReport:
    """Read what can be read into a new database.

    Args:
        damaged: The file; neither it nor its log is changed.
        key: Its key, and that of the new one.
        target: A new file.
        tell: Told phase (``pages``, ``tables``), done and all. It may raise a `CodedError` to stop: the new file goes.

    Raises:
        CodedError: BACK-009: nothing can be read; DB-008: there is no such file; DB-001, DB-002, DB-005: the disk.
    """
    if not damaged.is_file():
        raise CodedError("DB-008", file=damaged.name)
    with translated():
        pages = SalvagePages(damaged, key)
        try:
            rows = SalvageRows(pages)
            statements, whole = _schema(rows)
            target.unlink(missing_ok=True)
            open_database(target, key, create=True, schema=_version(rows, statements)).close()
            tables = _tables(rows, statements, _new_tables(target, key), whole=whole)
            bad = _bad_pages(pages, tell)
        except CodedError:
            target.unlink(missing_ok=True)
            raise
        finally:
            pages.close()
    if not any(table.tree.rows for table in tables):
        target.unlink()
        raise CodedError("BACK-009")
    try:
        found = _write(target, key, tables, tell)
    except CodedError:
        target.unlink(missing_ok=True)
        raise
    open_database(target, key).close()  # to the newest schema
    return SalvageReport(pages.count, len(bad), pages.proved, found)


def _bad_pages(pages: SalvagePages, tell: Tell) -> set[int]:
    """The pages that are not as they were written."""
    bad = set()
    for number in range(1, pages.count + 1):
        if number % PAGES_A_STEP == 1:
            tell("pages", number, pages.count)
        if not pages.read(number):
            bad.add(number)
    return bad


def _schema(rows: SalvageRows) -> tuple[dict[str, tuple[str, int]], bool]:
    """Statement and first page of each table that is known, and whether all of them are."""
    schema = rows.table(1)
    entries = [row for _, row in schema.rows]
    if schema.holes:
        entries += [row for leaf in rows.orphans() for _, row in leaf.rows]
    known = {
        str(row[1]): (str(row[4]), row[3])
        for row in entries
        if _is_schema(row) and row[0] == "table" and str(row[4]).startswith("CREATE TABLE") and isinstance(row[3], int)
    }
    return known, not schema.holes


def _version(rows: SalvageRows, statements: dict[str, tuple[str, int]]) -> str:
    found = rows.table(statements[VERSION][1]).rows if VERSION in statements else []
    return str(found[0][1][0]) if found else HEAD


def _new_tables(path: Path, key: bytes | bytearray) -> dict[str, str]:
    """The statements of a new database's tables."""
    connection = open_copy(path, key)
    try:
        wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
        return {str(name): str(statement) for name, statement in connection.execute(wanted)}
    finally:
        connection.close()


def _tables(
    rows: SalvageRows, statements: dict[str, tuple[str, int]], new: dict[str, str], *, whole: bool
) -> list[_Table]:
    """Every table with its rows; of one whose place is not known, what leaves without a tree give."""
    tables = []
    for name in sorted({*statements, *new}):
        if name.startswith((*INDEXES, "sqlite_")) or name == VERSION:
            continue
        if name in statements:
            statement, root = statements[name]
            tables.append(_table(name, statement, rows.table(root)))
        else:
            tables.append(_table(name, new[name], Tree(holes=[(FIRST, LAST)])))
    if not whole or any(table.tree.holes for table in tables):
        _adopt(rows.orphans(), tables)
    return tables


def _is_schema(row: list[Value]) -> bool:
    return len(row) == SCHEMA_COLUMNS and row[0] in {"table", "index", "trigger", "view"}


def _table(name: str, statement: str, tree: Tree) -> _Table:
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(statement)
        lines = [line for line in memory.execute(f'PRAGMA table_xinfo("{name}")') if line[6] == 0]
    finally:
        memory.close()
    keys = [place for place, line in enumerate(lines) if line[5]]
    alias = keys[0] if len(keys) == 1 and str(lines[keys[0]][2]).upper() == "INTEGER" else -1
    needed = tuple(place != alias and bool(line[3]) for place, line in enumerate(lines))
    kinds = tuple(_KINDS.get(str(line[2]).upper(), (str,)) for line in lines)
    return _Table(name, [str(line[1]) for line in lines], alias, needed, kinds, tree)


def _adopt(orphans: Iterable[Tree], tables: list[_Table]) -> None:
    """Give leaves without a tree to the one table that lost such rows; where several could have, to none."""
    for leaf in orphans:
        if any(_is_schema(row) for _, row in leaf.rows):
            continue
        fitting = [table for table in tables if _fits(table, leaf)]
        width = max(len(row) for _, row in leaf.rows)
        exact = [table for table in fitting if len(table.columns) == width] or fitting
        if len(exact) == 1:
            exact[0].tree.rows += leaf.rows


def _fits(table: _Table, leaf: Tree) -> bool:
    first, last = leaf.rows[0][0], leaf.rows[-1][0]
    if not any(low <= first and last <= high for low, high in table.tree.holes):
        return False
    return all(_could_be(table, row) for _, row in leaf.rows)


def _could_be(table: _Table, row: list[Value]) -> bool:
    if not len(table.columns) - LATER_COLUMNS <= len(row) <= len(table.columns):
        return False
    if table.alias >= 0 and row[table.alias] is not None:
        return False
    return all(
        not needed if value is None else isinstance(value, kinds)
        for value, needed, kinds in zip(row, table.needed, table.kinds, strict=False)
    )


def _write(path: Path, key: bytes | bytearray, tables: list[_Table], tell: Tell) -> tuple[SalvagedTable, ...]:
    connection = open_copy(path, key)
    try:
        with translated():
            connection.execute("BEGIN IMMEDIATE")
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
            for nth, table in enumerate(tables):
                tell("tables", nth, len(tables))
                _insert(connection, table)
            aside = _set_aside(connection)
            for index, statement in INDEXES.items():
                if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
                    connection.execute(statement)
            for _, statement in triggers:
                connection.execute(statement)
            connection.execute("COMMIT")
            return tuple(_outcome(connection, table, aside.get(table.name, 0)) for table in tables)
    finally:
        connection.close()


def _insert(connection: Any, table: _Table) -> None:
    there = {line[1] for line in connection.execute(f'PRAGMA table_xinfo("{table.name}")') if line[6] == 0}
    for rowid, stored in table.tree.rows:
        values = dict(zip(table.columns, stored, strict=False))
        if table.alias >= 0:
            values[table.columns[table.alias]] = rowid
        values = {name: value for name, value in values.items() if name in there}
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        connection.execute(f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({marks})', tuple(values.values()))  # noqa: S608 - a table of the schema; names cannot be bound


def _set_aside(connection: Any) -> dict[str, int]:
    """Make citizens and officers anew, and keep apart what still belongs to nothing."""
    connection.execute("CREATE TABLE salvage_rest (name TEXT NOT NULL, content TEXT NOT NULL)")
    connection.execute(CITIZEN)
    aside: dict[str, int] = {}
    while broken := connection.execute("PRAGMA foreign_key_check").fetchall():
        for name, rowid, parent, number in broken:
            cursor = connection.execute(f'SELECT * FROM "{name}" WHERE rowid = ?', (rowid,))  # noqa: S608 - a table of the schema; names cannot be bound
            row = cursor.fetchone()
            if row is None:
                continue
            values = {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
            links = connection.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            column = next(link[3] for link in links if link[0] == number)
            if parent == "officers":
                if not connection.execute("SELECT 1 FROM officers WHERE id = ?", (values[column],)).fetchone():
                    connection.execute(OFFICER, (values[column], values[column]))
                continue
            content = json.dumps(values, ensure_ascii=False, default=lambda value: bytes(value).hex())
            connection.execute("INSERT INTO salvage_rest VALUES (?, ?)", (name, content))
            connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (rowid,))  # noqa: S608 - a table of the schema; names cannot be bound
            aside[name] = aside.get(name, 0) + 1
    return aside


def _outcome(connection: Any, table: _Table, aside: int) -> SalvagedTable:
    count, first, last = connection.execute(
        f'SELECT count(*), coalesce(min(rowid), 0), coalesce(max(rowid), 0) FROM "{table.name}"'  # noqa: S608 - a table of the schema; names cannot be bound
    ).fetchone()
    holes = [(max(low, first), min(high, last)) for low, high in table.tree.holes]
    ids: set[int] = {row[0] for row in table.tree.rows}
    gaps = (
        sum(1 for low, high in holes for rowid in range(low, high + 1) if rowid not in ids) if table.alias >= 0 else 0
    )
    more = any(low in {FIRST} or high == LAST or table.alias < 0 for low, high in table.tree.holes)
    return SalvagedTable(table.name, count, gaps + table.tree.broken, more, aside)
