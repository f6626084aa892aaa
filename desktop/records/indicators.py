"""Every count, derived from facts: one expression for each indicator, and the same one finds the cases behind it.

A day's counts are a handful of statements, one for each source, however many indicators there are. Definitions are in
``resources/indicators/indicators.yaml``; to add an indicator is one entry there and one expression here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, literal, or_, select, true

from desktop.records.cases import CaseState, IdentitySource, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.desk_facts import FactKind
from desktop.records.schema import case_history, case_papers, cases, desk_facts

Condition = ColumnElement[bool]
WAIVERS = ("old_number_confirmation", "residence", "identity_copy", "data_replaces_paper", "earlier_result")
RESOLVED = (CaseState.DONE, CaseState.WITHDRAWN, CaseState.STOPPED)
CLOSED = (*RESOLVED, CaseState.REFUSED, CaseState.RETURNED)
_REUSED = (FactKind.REUSED_PAPER, FactKind.REUSED_RESULT)


class CountSource(StrEnum):
    """What is gone through, once for each day."""

    RECEIVED = "received"  # cases received on the day
    PAPERS = "papers"  # their papers
    EVENTS = "events"  # entries of histories on the day
    FACTS = "facts"  # desk facts of the day
    OPEN = "open"  # cases without a result at the end of the day


@dataclass(frozen=True, slots=True)
class Expression:
    """What is counted in a source; of facts the amounts are added up."""

    source: CountSource
    condition: Condition


class IndicatorQueries:
    """Counts days; within one transaction."""

    def __init__(self, connection: Connection, without_result: Iterable[str] = ()) -> None:
        """Count on a connection.

        Args:
            connection: Where the facts are.
            without_result: Codes of the procedures whose end is no paper (`results.none`).
        """
        self._connection = connection
        self._without_result = tuple(without_result)

    def counts(self, day: date) -> dict[str, int]:
        """Every indicator of a day; 0 where nothing happened."""
        found: dict[str, int] = {}
        expressions = self._expressions(day)
        for source in CountSource:
            mine = {name: each for name, each in expressions.items() if each.source is source}
            amount = desk_facts.c.amount if source is CountSource.FACTS else literal(1)
            sums = [
                func.coalesce(func.sum(case((each.condition, amount), else_=0)), 0).label(name)
                for name, each in mine.items()
            ]
            row = self._connection.execute(_from(source, select(*sums), day)).one()
            found |= {name: max(0, int(count)) for name, count in zip(mine, row, strict=True)}
        return {name: found[name] for name in expressions}

    def case_ids(self, indicator: str, day: date, limit: int) -> list[int]:
        """The cases behind a count, oldest first; none for what has no case behind it."""
        wanted = self._expressions(day).get(indicator)
        if wanted is None or indicator not in HAVE_CASES:
            return []
        case_id = {
            CountSource.RECEIVED: cases.c.id,
            CountSource.PAPERS: cases.c.id,
            CountSource.OPEN: cases.c.id,
            CountSource.EVENTS: case_history.c.case_id,
            CountSource.FACTS: desk_facts.c.case_id,
        }[wanted.source]
        found = _from(wanted.source, select(case_id).distinct(), day).where(wanted.condition, case_id.is_not(None))
        return [int(row[0]) for row in self._connection.execute(found.order_by(case_id).limit(limit))]

    def _expressions(self, day: date) -> Mapping[str, Expression]:
        text = day.isoformat()
        stored = cases.c.procedure_code.in_(self._without_result) if self._without_result else ~true()
        return MappingProxyType(
            {
                **_received(text),
                **_papers(),
                **_events(text),
                "results.none": Expression(CountSource.EVENTS, and_(_first(RESOLVED), stored)),
                **_facts(),
                **_open(text),
            }
        )


def _from(source: CountSource, wanted: Select[Any], day: date) -> Select[Any]:
    text = day.isoformat()
    if source is CountSource.RECEIVED:
        return wanted.select_from(cases).where(cases.c.received_day == text)
    if source is CountSource.PAPERS:
        return wanted.select_from(cases.join(case_papers)).where(cases.c.received_day == text)
    if source is CountSource.EVENTS:
        return wanted.select_from(case_history.join(cases)).where(case_history.c.day == text)
    if source is CountSource.FACTS:
        return wanted.select_from(desk_facts).where(desk_facts.c.day == text)
    return wanted.select_from(cases).where(_is_open(text))


def _received(day: str) -> dict[str, Expression]:
    conditions: dict[str, Condition] = {
        f"received.{channel}.{group}": and_(cases.c.channel == channel, cases.c.service_group == group)
        for channel in ReceptionChannel
        for group in ServiceGroup
    }
    conditions |= {f"identity.{source}": cases.c.identity_source == source for source in IdentitySource}
    conditions["payment.due"] = func.json_extract(cases.c.details, "$.fee_amount") > 0
    paper, kept = case_papers.alias("paper"), desk_facts.alias("kept")
    of_case = paper.c.case_id == cases.c.id
    declared = (PaperAnswer.DIGITIZE, PaperAnswer.DATA_EXISTS)
    conditions["digitized.cases_loose"] = exists().where(of_case, paper.c.answer.in_(declared), _given(paper.c.state))
    must = and_(of_case, paper.c.answer == PaperAnswer.DIGITIZE, _given(paper.c.state))
    has_file = (
        select(func.sum(kept.c.amount))
        .where(
            kept.c.case_id == paper.c.case_id,
            kept.c.paper_position == paper.c.position,
            kept.c.kind.in_((FactKind.DIGITIZED_STORED, *_REUSED)),
            kept.c.day <= day,
        )
        .scalar_subquery()
    )
    lacking = exists().where(must, func.coalesce(has_file, 0) <= 0)
    conditions["digitized.cases_strict"] = and_(exists().where(must), ~lacking)
    return {name: Expression(CountSource.RECEIVED, condition) for name, condition in conditions.items()}


def _papers() -> dict[str, Expression]:
    conditions: dict[str, Condition] = {
        f"papers.{answer}": and_(case_papers.c.answer == answer, _given(case_papers.c.state)) for answer in PaperAnswer
    }
    conditions["papers.missing"] = case_papers.c.state == PaperState.MISSING
    waived = case_papers.c.state == PaperState.WAIVED
    conditions |= {f"waived.{kind}": and_(waived, case_papers.c.waiver_id == kind) for kind in WAIVERS}
    conditions["waived.other"] = and_(waived, case_papers.c.waiver_id.not_in(WAIVERS))
    return {name: Expression(CountSource.PAPERS, condition) for name, condition in conditions.items()}


def _events(day: str) -> dict[str, Expression]:
    due_day = func.substr(cases.c.due_at, 1, 10)
    done = _first((CaseState.DONE,))
    conditions: dict[str, Condition] = {
        "finished.early": and_(done, due_day > day),
        "finished.on_time": and_(done, due_day == day),
        "finished.late": and_(done, due_day < day),
        "events.supplement": case_history.c.state == CaseState.AWAITING_SUPPLEMENT,
        "events.refused": _first((CaseState.REFUSED,)),
        "events.stopped": _first((CaseState.STOPPED,)),
        "events.withdrawn": _first((CaseState.WITHDRAWN,)),
        "events.returned": _first((CaseState.RETURNED,)),
        "results.finished": _first(RESOLVED),
    }
    return {name: Expression(CountSource.EVENTS, condition) for name, condition in conditions.items()}


def _facts() -> dict[str, Expression]:
    """Kinds of facts are named as their indicators, but for the first dot."""
    named = {kind.value.replace("_", ".", 1): kind for kind in FactKind}
    del named["apology"], named["result.file"]
    named |= {"events.apology": FactKind.APOLOGY, "results.file": FactKind.RESULT_FILE}
    return {name: Expression(CountSource.FACTS, desk_facts.c.kind == kind) for name, kind in named.items()}


def _open(day: str) -> dict[str, Expression]:
    late = func.substr(cases.c.due_at, 1, 10) < day
    return {
        "open.in_time": Expression(CountSource.OPEN, ~late),
        "open.late": Expression(CountSource.OPEN, late),
    }


def _given(state: ColumnElement[str]) -> Condition:
    return state.in_((PaperState.HANDED_IN, PaperState.SHOWN))


def _first(states: tuple[CaseState, ...]) -> Condition:
    """The entry is the case's first with one of these states: what happens to a case twice is counted once."""
    earlier = case_history.alias("earlier")
    before = exists().where(
        earlier.c.case_id == case_history.c.case_id, earlier.c.id < case_history.c.id, earlier.c.state.in_(states)
    )
    return and_(case_history.c.state.in_(states), ~before)


def _is_open(day: str) -> Condition:
    """Received by a day's end and not closed by then; what happened afterwards makes no difference.

    A case that is closed now was open then only if its history goes on after that day, so only those are looked into.
    """
    entry = case_history.alias("entry")
    closed_by_then = exists().where(entry.c.case_id == cases.c.id, entry.c.day <= day, entry.c.state.in_(CLOSED))
    later = select(entry.c.case_id).where(entry.c.day > day)
    candidates = or_(cases.c.state.not_in(CLOSED), cases.c.id.in_(later))
    return and_(candidates, cases.c.received_day <= day, ~closed_by_then)


def _names() -> tuple[str, ...]:
    day = date.min.isoformat()
    return (*_received(day), *_papers(), *_events(day), "results.none", *_facts(), *_open(day))


INDICATORS = _names()
_WITHOUT_CASES = ("satisfaction.", "books.", "vneid.", "data.")
HAVE_CASES = frozenset(name for name in INDICATORS if not name.startswith(_WITHOUT_CASES))
