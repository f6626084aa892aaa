"""SQLite goes the way that it is told to: what a statement names is in its plan, and nothing else is looked into."""

from typing import Any

import pytest
from sqlalchemy import Select, literal, select
from sqlalchemy.exc import OperationalError

from desktop.records.database import Database
from desktop.records.indexing import by_index, unsought
from desktop.records.schema import COUNTED_BY_DAY, COUNTED_BY_ID, case_history, cases, desk_facts


def plan(database: Database, wanted: Select[Any]) -> str:
    with database.connect() as connection:
        compiled = wanted.compile(connection, compile_kwargs={"literal_binds": True})
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


def test_a_case_is_found_in_the_index_that_is_named(database: Database) -> None:
    joined = select(case_history.c.day, cases.c.field).join_from(case_history, cases)
    assert "SEARCH cases USING INTEGER PRIMARY KEY" in plan(database, joined)
    assert f"SEARCH cases USING COVERING INDEX {COUNTED_BY_ID} (id=?)" in plan(
        database, by_index(joined, cases, COUNTED_BY_ID)
    )
    of_day = select(cases.c.fee).where(cases.c.received_day == literal("2026-11-25"))
    assert f"USING INDEX {COUNTED_BY_DAY} (received_day=?)" in plan(database, by_index(of_day, cases, COUNTED_BY_DAY))
    other = cases.alias("other")
    assert COUNTED_BY_ID not in plan(database, by_index(select(cases.c.id, other.c.state), other, COUNTED_BY_DAY))


def test_an_index_that_is_not_there_is_an_error(database: Database) -> None:
    with pytest.raises(OperationalError, match="no such index"):
        plan(database, by_index(select(cases.c.id), cases, "ix_cases_of_nobody"))


def test_a_column_that_is_not_sought(database: Database) -> None:
    of_case = select(desk_facts.c.amount).where(desk_facts.c.case_id == 1, desk_facts.c.paper_position == 0)
    kind = desk_facts.c.kind
    assert "(case_id=? AND paper_position=? AND kind=?)" in plan(database, of_case.where(kind.in_(("a", "b"))))
    assert plan(database, of_case.where(unsought(kind).in_(("a", "b")))).endswith("(case_id=? AND paper_position=?)")
