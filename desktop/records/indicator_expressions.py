"""What each indicator counts: one condition over one source for each. `indicators` asks for them.

Definitions are in ``resources/indicators/indicators.yaml``; to add an indicator is one entry there and one here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from sqlalchemy import and_, case, exists, func, literal, or_, select, true

from desktop.records.case_life import LifeAct
from desktop.records.case_life_schema import case_due_spans, case_event_details
from desktop.records.cases import CaseState, IdentitySource, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.desk_facts import FactKind
from desktop.records.open_cases import CLOSED, RESOLVED, Condition, stands
from desktop.records.paper_counts import REUSED, WITH_FILE, answer_of, given, noted, owed
from desktop.records.paper_files import RESULT
from desktop.records.schema import case_history, case_papers, cases, desk_facts

_NEVER = "9999"  # later than any day
WAIVERS = ("old_number_confirmation", "residence", "identity_copy", "data_replaces_paper", "earlier_result")
_DIRECT = (ReceptionChannel.COUNTER, ReceptionChannel.POSTAL)
SOLVED = ("solved.early", "solved.on_time", "solved.late")  # of the table of fields: each closed case is one of them


class CountSource(StrEnum):
    """What is gone through, once for all the days that are asked for."""

    RECEIVED = "received"  # cases received on the day
    PAPERS = "papers"  # their papers
    EVENTS = "events"  # entries of histories on the day
    FACTS = "facts"  # desk facts of the day
    OPEN = "open"  # cases without a result at the end of the day


@dataclass(frozen=True, slots=True)
class Expression:
    """What is counted in a source; of facts the amounts are added up.

    Attributes:
        states: Of histories the states of the entries that can meet the condition: no other entry is looked at.
        acts: The same by what was done, where the state says nothing.
    """

    source: CountSource
    condition: Condition
    states: tuple[CaseState, ...] = ()
    acts: tuple[LifeAct, ...] = ()


@cache
def fixed(without_result: tuple[str, ...]) -> Mapping[str, Expression]:
    """Of every indicator but the stocks. Made once: some seventy conditions take longer to build than to count with."""
    return MappingProxyType(
        {
            **_received(),
            **_papers(),
            **_events(),
            **_results(without_result),
            **_facts(),
            **_solved(),
        }
    )


def _received() -> dict[str, Expression]:
    conditions: dict[str, Condition] = {
        f"received.{channel}.{group}": and_(cases.c.channel == channel, cases.c.service_group == group)
        for channel in ReceptionChannel
        for group in ServiceGroup
    }
    conditions |= {f"identity.{source}": cases.c.identity_source == source for source in IdentitySource}
    conditions["payment.due"] = func.json_extract(cases.c.details, "$.fee_amount") > 0
    conditions["payment.at_intake"] = and_(
        conditions["payment.due"], func.json_extract(cases.c.details, "$.fee_paid") == 1, cases.c.channel.in_(_DIRECT)
    )
    paper = case_papers.alias("paper")
    of_case = paper.c.case_id == cases.c.id
    declared = answer_of(paper).in_((PaperAnswer.DIGITIZE, PaperAnswer.DATA_EXISTS))
    conditions["digitized.cases_loose"] = exists().where(of_case, declared, given(paper))
    has_file = noted(WITH_FILE, paper.c.case_id, paper.c.position, cases.c.received_day)
    must = and_(of_case, owed(paper))
    conditions["digitized.cases_strict"] = and_(exists().where(must), ~exists().where(must, ~has_file))
    return {name: Expression(CountSource.RECEIVED, condition) for name, condition in conditions.items()}


def _papers() -> dict[str, Expression]:
    answered = answer_of(case_papers)
    conditions: dict[str, Condition] = {
        f"papers.{answer}": and_(given(case_papers), answered == answer) for answer in PaperAnswer
    }
    here = (case_papers.c.case_id, case_papers.c.position, cases.c.received_day)
    conditions["papers.with_file"] = and_(owed(case_papers), noted(WITH_FILE, *here))
    conditions["papers.reused"] = and_(conditions["papers.with_file"], noted(REUSED, *here))
    conditions["papers.missing"] = case_papers.c.state == PaperState.MISSING
    waived = case_papers.c.state == PaperState.WAIVED
    conditions |= {f"waived.{kind}": and_(waived, case_papers.c.waiver_id == kind) for kind in WAIVERS}
    conditions["waived.other"] = and_(waived, case_papers.c.waiver_id.not_in(WAIVERS))
    return {name: Expression(CountSource.PAPERS, condition) for name, condition in conditions.items()}


def _timeliness(done: Condition) -> dict[str, Condition]:
    """An end before, on and after the due time; by days, and by hours where the procedure's term is in hours.

    What costs little is compared first: whether the end is the case's first is then asked once for each entry.
    """
    due, at = cases.c.due_at, case_history.c.at
    due_day, due_hour = func.substr(due, 1, 10), func.substr(due, 1, 13)
    hour = func.substr(at, 1, 13)
    return {
        "early": and_(
            due_day >= case_history.c.day,
            or_(and_(~cases.c.by_hour, due_day > case_history.c.day), and_(cases.c.by_hour, due_hour > hour)),
            done,
        ),
        "on_time": and_(due_day == case_history.c.day, or_(~cases.c.by_hour, and_(due_hour == hour, due >= at)), done),
        "late": and_(
            due_day <= case_history.c.day, or_(due_day < case_history.c.day, and_(cases.c.by_hour, due < at)), done
        ),
    }


def _events() -> dict[str, Expression]:
    done, supplement = (CaseState.DONE,), (CaseState.AWAITING_SUPPLEMENT,)
    found: dict[str, tuple[Condition, tuple[CaseState, ...]]] = {
        f"finished.{when}": (each, done) for when, each in _timeliness(_first(done)).items()
    }
    found["events.supplement"] = (case_history.c.state == CaseState.AWAITING_SUPPLEMENT, supplement)
    for state in (CaseState.REFUSED, CaseState.STOPPED, CaseState.WITHDRAWN, CaseState.RETURNED):
        found[f"events.{state}"] = (_first((state,)), (state,))
    found["results.finished"] = (_first(RESOLVED), RESOLVED)
    expressions = {name: Expression(CountSource.EVENTS, *each) for name, each in found.items()}
    return {**expressions, "payment.offline": Expression(CountSource.EVENTS, _offline(), acts=(LifeAct.PAID,))}


def _results(without_result: Sequence[str]) -> dict[str, Expression]:
    """Cases that came to their result: those that owe a file of it, those that have it, and those without a paper.

    What was withdrawn or stopped came to none, and owes none.
    """
    none = cases.c.procedure_code.in_(without_result) if without_result else ~true()
    done = _first((CaseState.DONE,))
    file = noted((FactKind.RESULT_FILE,), case_history.c.case_id, literal(RESULT), case_history.c.day)
    conditions = {
        "results.owed": and_(~none, done),
        "results.with_file": and_(~none, done, file),
        "results.none": and_(none, done),
    }
    return {
        name: Expression(CountSource.EVENTS, condition, (CaseState.DONE,)) for name, condition in conditions.items()
    }


def _offline() -> Condition:
    """The first payment of a case, and it was not made online."""
    earlier, answer = case_history.alias("earlier"), case_event_details.c
    before = exists().where(
        earlier.c.case_id == case_history.c.case_id,
        earlier.c.id < case_history.c.id,
        earlier.c.event == LifeAct.PAID,
        *stands(earlier),
    )
    online = exists().where(answer.event_id == case_history.c.id, func.json_extract(answer.details, "$.online") == 1)
    return and_(case_history.c.event == LifeAct.PAID, ~before, ~online)


def _solved() -> dict[str, Expression]:
    """Every case once, by the first of its ends; what was handed back or withdrawn is in time (form 06a)."""
    when = _timeliness(case_history.c.state == CaseState.DONE)
    in_time = and_(~when["early"], ~when["late"])
    conditions = zip(SOLVED, (when["early"], in_time, when["late"]), strict=True)
    return {
        name: Expression(CountSource.EVENTS, and_(condition, _first(CLOSED)), CLOSED) for name, condition in conditions
    }


def fact_kinds() -> dict[str, FactKind]:
    """Kinds of facts are named as their indicators, but for the first dot."""
    named = {kind.value.replace("_", ".", 1): kind for kind in FactKind}
    del named["apology"], named["result.file"]
    return named | {"events.apology": FactKind.APOLOGY, "results.file": FactKind.RESULT_FILE}


def _facts() -> dict[str, Expression]:
    return {name: Expression(CountSource.FACTS, desk_facts.c.kind == kind) for name, kind in fact_kinds().items()}


def stocks_on(day: str) -> dict[str, Expression]:
    """A stock is held against the due time as it was at the end of the day; whoever is waited for is not late."""
    spans = case_due_spans
    newest = (
        select(case((spans.c.remaining >= 0, _NEVER), else_=func.substr(spans.c.due_at, 1, 10)))
        .where(spans.c.case_id == cases.c.id, spans.c.day <= day)
        .order_by(spans.c.event_id.desc())
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )
    due_day = func.coalesce(newest, func.substr(cases.c.due_at, 1, 10))
    late = or_(due_day < day, and_(due_day == day, cases.c.by_hour))
    return {
        "open.in_time": Expression(CountSource.OPEN, ~late),
        "open.late": Expression(CountSource.OPEN, late),
    }


def _first(states: tuple[CaseState, ...]) -> Condition:
    """The entry is the case's first with one of these states: what happens to a case twice is counted once."""
    earlier = case_history.alias("earlier")
    before = exists().where(
        earlier.c.case_id == case_history.c.case_id,
        earlier.c.id < case_history.c.id,
        earlier.c.state.in_(states),
        *stands(earlier),
    )
    return and_(case_history.c.state.in_(states), ~before)


def _names() -> tuple[str, ...]:
    return (*_received(), *_papers(), *_events(), *_results(()), *_facts(), *stocks_on(""))


INDICATORS = _names()
STOCKS = frozenset(stocks_on(""))
_WITHOUT_CASES = ("satisfaction.", "books.", "vneid.", "data.")
HAVE_CASES = frozenset(name for name in INDICATORS if not name.startswith(_WITHOUT_CASES))
