"""Which index SQLite looks into, where it would choose another way (https://www.sqlite.org/optoverview.html)."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, UnaryExpression
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql.operators import custom_op

T = TypeVar("T")


class IndexNaming(SQLiteCompiler):
    """Writes what `by_index` asks for, which SQLAlchemy has no words for in SQLite."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """What follows a table's name."""
        del table
        return text


def by_index(wanted: Select[Any], table: FromClause, index: str) -> Select[Any]:
    """Have a table's rows found in one of its indexes and no other way: where all that is asked of them is in it."""
    return wanted.with_hint(table, f"INDEXED BY {index}", "sqlite")


def unsought(column: ColumnElement[T]) -> ColumnElement[T]:
    """A column that no index is looked into for: a plus in front of it is nothing but that.

    Among a case's few rows it is cheaper to go through them than to seek each value that is wanted.
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
