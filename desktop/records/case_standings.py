"""Keeps the short list of cases that are not at their end in step with their lives."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from desktop.records.case_life import ENDS, Standing
from desktop.records.case_life_schema import case_standings
from desktop.records.cases import CaseState
from desktop.records.schema import cases


def stand(connection: Connection, case_id: int, standing: Standing, moved_at: datetime | None) -> None:
    """Let the list follow a case; `moved_at` None leaves when it moved last as it is."""
    values = {
        "state": standing.state,
        "due_at": standing.due_at.isoformat() if standing.can_be_late else None,
        "part": standing.part,
        "holder_id": standing.holder_id,
    }
    _put(connection, case_id, standing.state, values, moved_at)


def stand_in(connection: Connection, case_id: int, state: CaseState, moved_at: datetime) -> None:
    """Let the list follow a case that only took another state."""
    due = select(cases.c.due_at).where(cases.c.id == case_id).scalar_subquery()
    values = {"state": state, "due_at": None if state is CaseState.DONE else due}
    _put(connection, case_id, state, values, moved_at)


def hold(connection: Connection, case_id: int, officer_id: int) -> None:
    """Note which officer has a case."""
    here = case_standings.c.case_id == case_id
    connection.execute(update(case_standings).where(here).values(holder_id=officer_id))


def _put(
    connection: Connection, case_id: int, state: CaseState, known: Mapping[str, object], moved_at: datetime | None
) -> None:
    if state in ENDS:
        connection.execute(case_standings.delete().where(case_standings.c.case_id == case_id))
        return
    values = dict(known)
    if moved_at is not None:
        values["moved_at"] = moved_at.isoformat()
    key = {"case_id": case_id, "moved_at": "", "part": ""}
    statement = insert(case_standings).values(key | values)
    connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=values))
