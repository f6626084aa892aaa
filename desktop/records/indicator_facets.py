"""What the rows that are counted are told apart by: worked out once for each row, however many indicators look at it.

Numbers 0 and 1 stand for no and yes. What takes a look at other rows is asked only of rows that it can matter to;
the others have 0 there.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, String, UnaryExpression, and_, case, exists, func, literal, or_, select
from sqlalchemy.sql.operators import custom_op

from desktop.records.case_life import LifeAct
from desktop.records.case_life_schema import case_event_details
from desktop.records.cases import CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_facts import FactKind
from desktop.records.open_cases import CLOSED, RESOLVED, Condition, stands
from desktop.records.paper_counts import REUSED, WITH_FILE, answer_of, given, noted, owed
from desktop.records.paper_files import RESULT
from desktop.records.schema import case_history, case_papers, cases, desk_facts

Facets = Mapping[str, ColumnElement[Any]]
WAIVERS = ("old_number_confirmation", "residence", "identity_copy", "data_replaces_paper", "earlier_result")
_earlier = case_history.alias("earlier")


class CountSource(StrEnum):
    """What is gone through, once for all the days that are asked for."""

    RECEIVED = "received"  # cases received on the day
    PAPERS = "papers"  # their papers
    EVENTS = "events"  # entries of histories on the day
    FACTS = "facts"  # desk facts of the day
    OPEN = "open"  # cases without a result at the end of the day


class Timing(StrEnum):
    """When a result came; "" where there is none."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    NONE = ""


class Before(StrEnum):
    """What of its kind a case had before an entry that closes it: what happens to a case twice is counted once."""

    NOTHING = ""  # nor anything before another entry
    AN_END = "an_end"  # that is no result, or this entry is none
    A_RESULT = "a_result"
    THE_SAME = "the_same"


@cache
def facets_of(source: CountSource, without_result: tuple[str, ...]) -> Facets:
    """The facets of a source; `without_result` are codes of the procedures whose end is no paper.

    Raises:
        KeyError: Stocks have none: they are those of a day.
    """
    made: dict[CountSource, Callable[[], dict[str, ColumnElement[Any]]]] = {
        CountSource.RECEIVED: _received,
        CountSource.PAPERS: _papers,
        CountSource.EVENTS: partial(_events, without_result),
        CountSource.FACTS: _facts,
    }
    return MappingProxyType(made[source]())


def _facts() -> dict[str, ColumnElement[Any]]:
    return {"kind": desk_facts.c.kind}


def _received() -> dict[str, ColumnElement[Any]]:
    paper = case_papers.alias("paper")
    of_case = paper.c.case_id == cases.c.id
    declared = answer_of(paper).in_((PaperAnswer.DIGITIZE, PaperAnswer.DATA_EXISTS))
    has_file = noted(WITH_FILE, paper.c.case_id, paper.c.position, cases.c.received_day)
    every = select(func.min(_number(has_file))).where(of_case, owed(paper)).scalar_subquery()  # NULL without any
    fee = func.json_extract(cases.c.details, "$.fee_amount") > 0
    return {
        "channel": cases.c.channel,
        "group": cases.c.service_group,
        "identity": cases.c.identity_source,
        "fee": _number(fee),
        "paid": _number(and_(fee, func.json_extract(cases.c.details, "$.fee_paid") == 1)),
        "declared": _number(exists().where(of_case, declared, given(paper))),
        "all_with_file": _number(every == 1),
    }


def _papers() -> dict[str, ColumnElement[Any]]:
    here = (case_papers.c.case_id, case_papers.c.position, cases.c.received_day)
    must, waived = owed(case_papers), case_papers.c.state == PaperState.WAIVED
    return {
        "state": case_papers.c.state,
        "waiver": case((waived, case_papers.c.waiver_id), else_=""),
        "known_waiver": _number(and_(waived, case_papers.c.waiver_id.in_(WAIVERS))),
        "answer": case((given(case_papers), answer_of(case_papers)), else_=""),
        "file": _number(and_(must, noted(WITH_FILE, *here))),
        "reused": _number(and_(must, noted(REUSED, *here))),
    }


def _events(without_result: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    """Of an entry: its state; what the case had before; when it came; what lies with it."""
    state = case_history.c.state
    done = state == CaseState.DONE
    no_paper = cases.c.procedure_code.in_(without_result) if without_result else literal(0) == literal(1)
    file = noted((FactKind.RESULT_FILE,), case_history.c.case_id, literal(RESULT), case_history.c.day)
    return {
        "state": state,
        "before": case(
            (state.not_in(CLOSED), Before.NOTHING),
            (~_before(_state_in(CLOSED)), Before.NOTHING),
            (_before(_earlier.c.state == state), Before.THE_SAME),
            (and_(state.in_(RESOLVED), _before(_state_in(RESOLVED))), Before.A_RESULT),
            else_=Before.AN_END,
        ),
        "timing": case((done, _timing()), else_=Timing.NONE),
        "no_paper": _number(and_(done, no_paper)),
        "file": _number(and_(done, file)),
        "paid_offline": _number(and_(case_history.c.event == LifeAct.PAID, _offline())),
    }


def _timing() -> ColumnElement[str]:
    """An end before, on or after the due time; by days, and by hours where the procedure's term is in hours."""
    due, at, by_hour = cases.c.due_at, case_history.c.at, cases.c.by_hour
    due_day, hour = func.substr(due, 1, 10), func.substr(at, 1, 13)
    same_day = due_day == case_history.c.day
    early = or_(
        and_(~by_hour, due_day > case_history.c.day),
        and_(by_hour, due_day >= case_history.c.day, func.substr(due, 1, 13) > hour),
    )
    on_time = and_(same_day, or_(~by_hour, and_(func.substr(due, 1, 13) == hour, due >= at)))
    return case((early, Timing.EARLY), (on_time, Timing.ON_TIME), else_=Timing.LATE)


def _before(condition: Condition) -> Condition:
    """The case has an earlier entry of this kind that stands."""
    same_case = _earlier.c.case_id == case_history.c.case_id
    return exists().where(same_case, _earlier.c.id < case_history.c.id, condition, *stands(_earlier))


def _state_in(states: Sequence[CaseState]) -> Condition:
    """An earlier entry has one of these states: a case's few entries are gone through, not sought state by state.

    A plus in front of a column keeps SQLite from looking for it in an index (https://www.sqlite.org/optoverview.html).
    """
    return UnaryExpression(_earlier.c.state, operator=custom_op("+"), type_=String()).in_(states)


def _offline() -> Condition:
    """The first payment of a case, and it was not made online."""
    answer = case_event_details.c
    online = exists().where(answer.event_id == case_history.c.id, func.json_extract(answer.details, "$.online") == 1)
    return and_(~_before(_earlier.c.event == LifeAct.PAID), ~online)


def _number(condition: Condition) -> ColumnElement[int]:
    """1 or 0; SQLite works out an AND from its left, and no further than it has to."""
    return case((condition, 1), else_=0)
