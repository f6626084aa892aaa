"""Reads a case's whole life: what happened from the history, how it stands from what is kept beside it."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select

from desktop.records.case_life import (
    CaseLife,
    CodeFacts,
    CodeWay,
    Details,
    DueSpan,
    LifeAct,
    LifeBasis,
    LifeEvent,
    OutsideCode,
)
from desktop.records.case_life_course import recalled
from desktop.records.case_life_schema import case_due_spans, case_event_details, case_lacks, case_voids
from desktop.records.cases import CaseState
from desktop.records.paper_files import RESULT, DigitizationState
from desktop.records.schema import case_history, cases, officers, paper_events
from devices.errors import CodedError

_ACTS = {act.value: act for act in LifeAct}
# Every act on a case reads its life: built once, for to build these takes longer than to run them.
_CASE: BindParameter[int] = bindparam("case")
_SPANS = select(case_due_spans).where(case_due_spans.c.case_id == _CASE)
_LACKS = select(case_lacks.c.system).where(case_lacks.c.case_id == _CASE).order_by(case_lacks.c.system)
_BASIS = (
    select(cases.c.code, cases.c.state, cases.c.received_at, cases.c.procedure_code, cases.c.procedure_valid_from)
    .add_columns(cases.c.by_hour, cases.c.officer_id, officers.c.full_name)
    .add_columns(func.json_extract(cases.c.details, "$.appointment.due_at").label("first_due"))
    .join(officers)
    .where(cases.c.id == _CASE)
)
_EVENTS = (
    select(case_history, officers.c.full_name, case_event_details.c.details, case_voids.c.by_event_id)
    .join(officers, officers.c.id == case_history.c.officer_id)
    .outerjoin(case_event_details, case_event_details.c.event_id == case_history.c.id)
    .outerjoin(case_voids, case_voids.c.event_id == case_history.c.id)
    .where(case_history.c.case_id == _CASE)
    .order_by(case_history.c.id)
)
_RESULT = (
    select(paper_events.c.state, paper_events.c.at)
    .where(paper_events.c.case_id == _CASE, paper_events.c.paper_position == RESULT)
    .order_by(paper_events.c.id.desc())
    .limit(1)
)


def read_life(connection: Connection, case_id: int) -> CaseLife:
    """A case's life.

    Raises:
        CodedError: CASE-006, there is no such case.
    """
    events = _events(connection, case_id)
    basis = _basis(connection, case_id, events[0].id if events else 0)
    case = {"case": case_id}
    spans = {row.event_id: _span(row) for row in connection.execute(_SPANS, case)}
    standing = [e for e in events if e.taken_back_by is None and e.act is not LifeAct.CORRECTED]
    return CaseLife(
        basis,
        events,
        recalled(basis, standing, spans),
        tuple(_codes(standing)),
        tuple(str(row[0]) for row in connection.execute(_LACKS, case)),
        _digitized_at(connection, case_id),
    )


def _span(row: Row[Any]) -> DueSpan:
    day, due_at = date.fromisoformat(row.day), datetime.fromisoformat(row.due_at)
    return DueSpan(row.event_id, day, due_at, row.remaining)


def _basis(connection: Connection, case_id: int, first_event: int) -> LifeBasis:
    row = connection.execute(_BASIS, {"case": case_id}).one_or_none()
    if row is None:
        raise CodedError("CASE-006")
    return LifeBasis(
        case_id,
        row.code,
        CaseState(row.state),
        datetime.fromisoformat(row.received_at),
        first_event,
        row.officer_id,
        row.full_name,
        datetime.fromisoformat(row.first_due),
        row.procedure_code,
        date.fromisoformat(row.procedure_valid_from),
        bool(row.by_hour),
    )


def _events(connection: Connection, case_id: int) -> tuple[LifeEvent, ...]:
    return tuple(
        LifeEvent(
            row.id,
            _ACTS.get(row.event),
            datetime.fromisoformat(row.at),
            row.officer_id,
            row.full_name,
            CaseState(row.state),
            row.note,
            None if row.details is None else msgspec.json.decode(row.details.encode(), type=Details),
            row.by_event_id,
        )
        for row in connection.execute(_EVENTS, {"case": case_id})
    )


def _codes(events: list[LifeEvent]) -> list[OutsideCode]:
    """Of each system the code that was noted last."""
    found: dict[str, OutsideCode] = {}
    for event in events:
        if isinstance(event.details, CodeFacts):
            facts = event.details
            found[facts.system] = OutsideCode(facts.system, facts.code, CodeWay(facts.way), event.at, event.id)
    return list(found.values())


def _digitized_at(connection: Connection, case_id: int) -> datetime | None:
    row = connection.execute(_RESULT, {"case": case_id}).one_or_none()
    return None if row is None or row.state != DigitizationState.STORED else datetime.fromisoformat(row.at)
