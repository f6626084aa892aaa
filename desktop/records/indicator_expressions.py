"""What each indicator counts: which facets a row of its source must have. `indicators` asks for them.

Definitions are in ``resources/indicators/indicators.yaml``; to add an indicator is one entry there and one here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from sqlalchemy import and_, case, func, select

from desktop.records.case_life import LifeAct
from desktop.records.case_life_schema import case_due_spans
from desktop.records.cases import CaseState, IdentitySource, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.desk_facts import FactKind
from desktop.records.indicator_facets import WAIVERS, Before, CountSource, Declared, Timing, facets_of
from desktop.records.open_cases import CLOSED, RESOLVED, Condition, Day
from desktop.records.paper_counts import FileOf
from desktop.records.schema import cases

_NEVER = "9999"  # later than any day
_DIRECT = (ReceptionChannel.COUNTER, ReceptionChannel.POSTAL)
SOLVED = ("solved.early", "solved.on_time", "solved.late")  # of the table of fields: each closed case is one of them
Values = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """What is counted in a source; of facts the amounts are added up.

    Attributes:
        condition: What is so of a row that counts.
        where: The same by facet: the values of which a row has one. Empty for a stock.
        acts: Of histories what was done, where that is what counts; the state then does not tell.
    """

    source: CountSource
    condition: Condition
    where: Mapping[str, Values] = field(default_factory=dict)
    acts: tuple[LifeAct, ...] = ()


Table = dict[str, tuple[CountSource, Mapping[str, Values]]]


@cache
def fixed(without_result: tuple[str, ...]) -> Mapping[str, Expression]:
    """Of every indicator but the stocks; `without_result` as in `facets_of`.

    Made once: some seventy conditions take longer to build than to count with.
    """
    made: dict[str, Expression] = {}
    for name, (source, where) in {**_received(), **_papers(), **_events(), **_facts(), **_solved()}.items():
        facets = facets_of(source, without_result)
        condition = and_(*(facets[facet].in_(values) for facet, values in where.items()))
        acts = (LifeAct.PAID,) if "paid_offline" in where else ()
        made[name] = Expression(source, condition, MappingProxyType(where), acts)
    return MappingProxyType(made)


def _received() -> Table:
    found: dict[str, Mapping[str, Values]] = {
        f"received.{channel}.{group}": {"channel": (channel,), "group": (group,)}
        for channel in ReceptionChannel
        for group in ServiceGroup
    }
    found |= {f"identity.{source}": {"identity": (source,)} for source in IdentitySource}
    found["payment.due"] = {"fee": (1, 2)}
    found["payment.at_intake"] = {"fee": (2,), "channel": _DIRECT}
    found["digitized.cases_loose"] = {"declared": (Declared.PAPERS, Declared.ALL_WITH_FILE)}
    found["digitized.cases_strict"] = {"declared": (Declared.ALL_WITH_FILE,)}
    return {name: (CountSource.RECEIVED, where) for name, where in found.items()}


def _papers() -> Table:
    found: dict[str, Mapping[str, Values]] = {f"papers.{answer}": {"answer": (answer,)} for answer in PaperAnswer}
    found["papers.with_file"] = {"file": (FileOf.STORED, FileOf.REUSED)}
    found["papers.reused"] = {"file": (FileOf.REUSED,)}
    found["papers.missing"] = {"state": (PaperState.MISSING,)}
    found |= {f"waived.{kind}": {"state": (PaperState.WAIVED,), "waiver": (kind,)} for kind in WAIVERS}
    found["waived.other"] = {"state": (PaperState.WAIVED,), "known_waiver": (0,)}
    return {name: (CountSource.PAPERS, where) for name, where in found.items()}


def _events() -> Table:
    """Ends and results. What was withdrawn or stopped came to no result, and owes none."""
    first = tuple(before for before in Before if before is not Before.THE_SAME)
    result: Mapping[str, Values] = {"state": (CaseState.DONE,), "before": first}
    found: dict[str, Mapping[str, Values]] = {
        f"finished.{when}": {**result, "timing": (when,)} for when in (Timing.EARLY, Timing.ON_TIME, Timing.LATE)
    }
    found["events.supplement"] = {"state": (CaseState.AWAITING_SUPPLEMENT,)}
    for state in (CaseState.REFUSED, CaseState.STOPPED, CaseState.WITHDRAWN, CaseState.RETURNED):
        found[f"events.{state}"] = {"state": (state,), "before": first}
    found["results.finished"] = {"state": RESOLVED, "before": (Before.NOTHING, Before.AN_END)}
    found["payment.offline"] = {"paid_offline": (1,)}
    found["results.owed"] = {**result, "no_paper": (0,)}
    found["results.with_file"] = {**result, "no_paper": (0,), "file": (1,)}
    found["results.none"] = {**result, "no_paper": (1,)}
    return {name: (CountSource.EVENTS, where) for name, where in found.items()}


def _solved() -> Table:
    """Every case once, by the first of its ends; what was handed back or withdrawn is in time (form 06a)."""
    when = ((Timing.EARLY,), (Timing.ON_TIME, Timing.NONE), (Timing.LATE,))
    return {
        name: (CountSource.EVENTS, {"state": CLOSED, "before": (Before.NOTHING,), "timing": values})
        for name, values in zip(SOLVED, when, strict=True)
    }


def fact_kinds() -> dict[str, FactKind]:
    """Kinds of facts are named as their indicators, but for the first dot."""
    named = {kind.value.replace("_", ".", 1): kind for kind in FactKind}
    del named["apology"], named["result.file"]
    return named | {"events.apology": FactKind.APOLOGY, "results.file": FactKind.RESULT_FILE}


def _facts() -> Table:
    return {name: (CountSource.FACTS, {"kind": (kind,)}) for name, kind in fact_kinds().items()}


def stocks_on(day: Day) -> dict[str, Expression]:
    """The two stocks, into which the open cases of a day fall."""
    late = is_late(day)
    return {
        "open.in_time": Expression(CountSource.OPEN, ~late),
        "open.late": Expression(CountSource.OPEN, late),
    }


def is_late(day: Day) -> Condition:
    """A case is held against the due time as it was at the end of the day; whoever is waited for is not late."""
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
    return case((cases.c.by_hour, due_day <= day), else_=due_day < day)  # either way the due day is looked up once


def _names() -> tuple[str, ...]:
    return (*_received(), *_papers(), *_events(), *_facts(), *stocks_on(""))


INDICATORS = _names()
STOCKS = frozenset(stocks_on(""))
_WITHOUT_CASES = ("satisfaction.", "books.", "vneid.", "data.")
HAVE_CASES = frozenset(name for name in INDICATORS if not name.startswith(_WITHOUT_CASES))
