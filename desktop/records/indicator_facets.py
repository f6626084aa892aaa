"""What the rows that are counted are told apart by: worked out once for each row, however many indicators look at it.

Numbers 0 and 1 stand for no and yes. What takes a look at other rows is asked only of rows that it can matter to;
the others have 0 there.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, StrEnum
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select

from desktop.records.case_life import LifeAct
from desktop.records.case_life_schema import case_event_details
from desktop.records.cases import CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.indexing import unsought
from desktop.records.open_cases import CLOSED, RESOLVED, Condition, stands
from desktop.records.paper_counts import FileOf, answer_of, file_of, given, has_result_file, owed
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


class Before(IntEnum):
    """What of its kind a case had before an entry that closes it: what happens to a case twice is counted once.

    Of several the last of these is what it had.
    """

    NOTHING = 0  # nor anything before another entry
    AN_END = 1  # that is no result, or this entry is none
    A_RESULT = 2
    THE_SAME = 3


class Declared(IntEnum):
    """What there is of a case's papers that were given and have to be digitized or are there as data."""

    NOTHING = 0
    PAPERS = 1
    ALL_WITH_FILE = 2  # all that have to be digitized, of which there is at least one


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
    declared = func.max(_number(answer_of(paper).in_((PaperAnswer.DIGITIZE, PaperAnswer.DATA_EXISTS))))
    has_file = _number(file_of(paper, cases.c.received_day) != FileOf.NONE)
    every = func.coalesce(func.min(case((owed(paper), has_file))), 0)  # the least of NULLs alone is NULL
    papers = select(declared + every).where(paper.c.case_id == cases.c.id, given(paper))
    return {
        "channel": cases.c.channel,
        "group": cases.c.service_group,
        "identity": cases.c.identity_source,
        "fee": cases.c.fee,
        "declared": func.coalesce(papers.scalar_subquery(), Declared.NOTHING),
    }


def _papers() -> dict[str, ColumnElement[Any]]:
    waived = case_papers.c.state == PaperState.WAIVED
    return {
        "state": case_papers.c.state,
        "waiver": case((waived, case_papers.c.waiver_id), else_=""),
        "known_waiver": _number(and_(waived, case_papers.c.waiver_id.in_(WAIVERS))),
        "answer": case((given(case_papers), answer_of(case_papers)), else_=""),
        "file": case((owed(case_papers), file_of(case_papers, cases.c.received_day)), else_=FileOf.NONE),
    }


def _events(without_result: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    """Of an entry: its state; what the case had before; when it came; what lies with it."""
    state = case_history.c.state
    done = state == CaseState.DONE
    no_paper = cases.c.procedure_code.in_(without_result) if without_result else literal(0) == literal(1)
    return {
        "state": state,
        "before": case((state.in_(CLOSED), _ends_before()), else_=Before.NOTHING),
        "timing": case((done, _timing()), else_=Timing.NONE),
        "no_paper": _number(and_(done, no_paper)),
        "file": _number(and_(done, has_result_file(case_history))),
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


def _before(condition: Condition) -> tuple[Condition, ...]:
    """Of the earlier entries of the same case those of this kind that stand."""
    same_case = _earlier.c.case_id == case_history.c.case_id
    return (same_case, _earlier.c.id < case_history.c.id, condition, *stands(_earlier))


def _ends_before() -> ColumnElement[int]:
    """What a case had before an entry that closes it, by one look at its few entries."""
    state = case_history.c.state
    had = case(
        (_earlier.c.state == state, Before.THE_SAME),
        (and_(_earlier.c.state.in_(RESOLVED), state.in_(RESOLVED)), Before.A_RESULT),
        else_=Before.AN_END,
    )
    found = select(func.max(had)).where(*_before(unsought(_earlier.c.state).in_(CLOSED)))
    return func.coalesce(found.scalar_subquery(), Before.NOTHING)


def _offline() -> Condition:
    """The first payment of a case, and it was not made online."""
    answer = case_event_details.c
    online = exists().where(answer.event_id == case_history.c.id, func.json_extract(answer.details, "$.online") == 1)
    return and_(~exists().where(*_before(_earlier.c.event == LifeAct.PAID)), ~online)


def _number(condition: Condition) -> ColumnElement[int]:
    """1 or 0; SQLite works out an AND from its left, and no further than it has to."""
    return case((condition, 1), else_=0)
