"""The database, opened: an embedded SQLite file for a trial, PostgreSQL for real; the same code above it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Executable,
    Insert,
    Table,
    Update,
    bindparam,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from sync.errors import ProtocolError
from sync.province.store.migrations import upgrade

__all__ = ["Connection", "Database", "bound", "carry_out", "open_database", "upsert", "upserting"]

POOL_SIZE = 8
POOL_PATIENCE = 10  # seconds
SQLITE_PATIENCE = 15  # seconds
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
)
_WRITES = "writes"


class Database:
    """An open database; may be used from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed at the end unless something is raised.

        Raises:
            ProtocolError: SYNC-020: the database cannot be reached or cannot store (full, stopped, too busy).
        """
        engine = self._engine.execution_options(**{_WRITES: True})
        with _translated(), engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with, on which nothing is committed.

        Raises:
            ProtocolError: SYNC-020, as `write`.
        """
        with _translated(), self._engine.connect() as connection:
            yield connection

    def ping(self) -> None:
        """See whether it answers.

        Raises:
            ProtocolError: SYNC-020: it does not.
        """
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """Open a database and bring its schema up to date.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER@HOST:PORT/NAME``.

    Raises:
        ProtocolError: SYNC-020: it cannot be opened.
    """
    engine = _engine(url)
    database = Database(engine)
    try:
        with database.write() as connection:
            upgrade(connection)
    except ProtocolError:
        engine.dispose()
        raise
    return database


def upsert(connection: Connection, table: Table, values: Mapping[str, Any], keep: tuple[str, ...] = ()) -> None:
    """Insert a row, or change the one with its key; columns in `keep` stay as they are on a row that is there."""
    statement = _upsert_of(table, connection.dialect.name, tuple(values), keep)
    connection.execute(statement, dict(values))


@cache
def _upsert_of(
    table: Table, dialect: str, columns: tuple[str, ...], keep: tuple[str, ...]
) -> postgresql.Insert | sqlite.Insert:
    """The statement, built once: to build it costs as much as to carry it out."""
    keys = [column.name for column in table.primary_key.columns]
    changed = [name for name in columns if name not in keys and name not in keep]
    if dialect == "postgresql":
        added = postgresql.insert(table)
        return added.on_conflict_do_update(index_elements=keys, set_={name: added.excluded[name] for name in changed})
    put = sqlite.insert(table)
    return put.on_conflict_do_update(index_elements=keys, set_={name: put.excluded[name] for name in changed})


# ---- several tables in one way there and back


def bound(table: Table, *columns: str) -> dict[str, BindParameter[Any]]:
    """Columns of a table, each to the value that `carry_out` is handed for it."""
    return {name: bindparam(_bind_name(table, name), type_=table.c[name].type) for name in columns}


def upserting(table: Table, dialect: str, columns: tuple[str, ...], keep: tuple[str, ...] = ()) -> Insert:
    """The statement of `upsert` with `bound` columns."""
    return _upsert_of(table, dialect, columns, keep).values(bound(table, *columns))


def carry_out(
    connection: Connection, statements: Sequence[Insert | Update], values: Mapping[Table, Mapping[str, Any]]
) -> None:
    """Carry out statements, each on a table of its own, with the values of their `bound` columns.

    On PostgreSQL that is one statement, all but the last as common table expressions. SQLite is in this process, where
    one more costs little.
    """
    if connection.dialect.name == "postgresql":
        everything = {_bind_name(table, name): value for table in values for name, value in values[table].items()}
        connection.execute(_as_one(tuple(statements)), everything)
        return
    for statement in statements:
        table = cast("Table", statement.table)
        connection.execute(statement, {_bind_name(table, name): value for name, value in values[table].items()})


@cache
def _as_one(statements: tuple[Insert | Update, ...]) -> Executable:
    *before, last = statements
    return last.add_cte(*(each.cte(f"write_{nth}") for nth, each in enumerate(before)))


def _bind_name(table: Table, column: str) -> str:
    return f"{table.name}__{column}"


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": SQLITE_PATIENCE, "check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_PATIENCE,
        hide_parameters=True,
        connect_args={"connect_timeout": POOL_PATIENCE},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where something is written: what was read cannot change before."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        if isinstance(error, OperationalError | PoolTimeoutError) or getattr(error, "connection_invalidated", False):
            raise ProtocolError("SYNC-020") from error
        raise
