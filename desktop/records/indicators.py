"""Every count, derived from facts: one expression for each indicator, and the same one finds the cases behind it.

The counts of a day, or of each day of a span, are a handful of statements, one for each source, however many indicators
and days there are: a row's facets are worked out once, the rows that have them all alike are counted together, and each
such number is added to every indicator that these facets count for. What is counted stands in `indicator_expressions`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from desktop.records.cases import PaperState
from desktop.records.citizen_schema import satisfaction_counts
from desktop.records.desk_facts import FactKind
from desktop.records.indexing import by_index
from desktop.records.indicator_expressions import (
    HAVE_CASES,
    INDICATORS,
    SOLVED,
    STOCKS,
    Expression,
    Values,
    fact_kinds,
    fixed,
    is_late,
    stocks_on,
)
from desktop.records.indicator_facets import CountSource, facets_of
from desktop.records.open_cases import Condition, is_open, may_be_open, stands
from desktop.records.schema import COUNTED_BY_DAY, COUNTED_BY_ID, case_history, case_papers, cases, desk_facts

ALL = (0, 1)
NEIGHBOURS = 50  # cases that are in one share: they lie side by side, so that a page of the file is read for one share
_DAYS = MappingProxyType(
    {
        CountSource.RECEIVED: cases.c.received_day,
        CountSource.PAPERS: cases.c.received_day,
        CountSource.EVENTS: case_history.c.day,
        CountSource.FACTS: desk_facts.c.day,
    }
)
_TABLES: Mapping[CountSource, FromClause] = MappingProxyType(
    {
        CountSource.RECEIVED: cases,
        CountSource.PAPERS: cases.join(case_papers),
        CountSource.EVENTS: case_history.join(cases),
        CountSource.FACTS: desk_facts,
    }
)
_CASES_BY = MappingProxyType(
    {
        CountSource.RECEIVED: COUNTED_BY_DAY,
        CountSource.PAPERS: COUNTED_BY_DAY,
        CountSource.EVENTS: COUNTED_BY_ID,
        CountSource.OPEN: COUNTED_BY_ID,
    }
)
_CASE_IDS = MappingProxyType(
    {
        CountSource.RECEIVED: cases.c.id,
        CountSource.PAPERS: cases.c.id,
        CountSource.OPEN: cases.c.id,
        CountSource.EVENTS: case_history.c.case_id,
        CountSource.FACTS: desk_facts.c.case_id,
    }
)


@dataclass(frozen=True, slots=True)
class WaivedPapers:
    """So many papers of one kind that were not asked for.

    Attributes:
        waiver: Id of the waiver; "" for none that is known.
        procedure: Code of the procedure, with the first day of its version in `valid_from`.
        paper: Id of the paper in that procedure; "" for one that the officer added.
        count: How many.
    """

    waiver: str
    procedure: str
    valid_from: date
    paper: str
    count: int


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
        return self.days(day, day)[day] | self.open_on(day)

    def days(self, first: date, last: date, names: Collection[str] | None = None) -> dict[date, dict[str, int]]:
        """What happened on each day of a span: these indicators, or all; of stocks, which are no day's, a 0.

        Both `first` and `last` are counted.
        """
        return {day: _whole(fields.values(), names) for day, fields in self._flows(first, last, names, literal(""))}

    def days_and_fields(
        self, first: date, last: date, names: Collection[str]
    ) -> tuple[dict[date, dict[str, int]], dict[str, dict[str, int]]]:
        """The same, and the span's sums by the cases' field; what belongs to no case stands under ""."""
        days: dict[date, dict[str, int]] = {}
        sums: dict[str, dict[str, int]] = {}
        for day, fields in self._flows(first, last, names, cases.c.field):
            days[day] = _whole(fields.values(), names)
            for field, counts in fields.items():
                mine = sums.setdefault(field, dict.fromkeys(names, 0))
                for name, count in counts.items():
                    mine[name] += count
        return days, sums

    def _flows(
        self, first: date, last: date, names: Collection[str] | None, field: ColumnElement[str]
    ) -> Iterable[tuple[date, dict[str, dict[str, int]]]]:
        """Of each day what happened on it, by field."""
        found: dict[date, dict[str, dict[str, int]]] = {
            first + timedelta(days=nth): {} for nth in range((last - first).days + 1)
        }
        chosen = tuple(name for name in (INDICATORS if names is None else names) if name not in STOCKS)
        span = {"first": first.isoformat(), "last": last.isoformat()}
        for source, wanted in _by_source(chosen, self._without_result).items():
            if source is CountSource.FACTS:
                self._add_facts(found, set(wanted), first, last, field)
                continue
            facets, statement = _flow(source, wanted, self._without_result, by_field=field is cases.c.field)
            counted = _Counted(facets, {name: fixed(self._without_result)[name].where for name in wanted})
            for day, of_field, count, *values in self._connection.execute(statement, span):
                counts = found[date.fromisoformat(day)].setdefault(of_field or "", {})
                for name in counted.as_what(tuple(values)):
                    counts[name] = counts.get(name, 0) + count
        return found.items()

    def together(self, names: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """These indicators, without stocks, in the groups that are counted by one look at the records each."""
        chosen = tuple(name for name in names if name not in STOCKS)
        return tuple(_by_source(chosen, self._without_result).values())

    def changes(self) -> int:
        """How many rows were ever written through this connection: the same number as before means the same counts."""
        return int(self._connection.execute(select(func.total_changes())).scalar_one())

    def received(self, first: date, last: date) -> dict[date, dict[str, int]]:
        """Of each day of a span the ``received.`` indicators that are not 0, out of one index alone."""
        columns = (cases.c.received_day, cases.c.channel, cases.c.service_group)
        rows = select(*columns, func.count()).where(columns[0].between(first.isoformat(), last.isoformat()))
        found: dict[date, dict[str, int]] = {}
        for day, channel, group, count in self._connection.execute(rows.group_by(*columns)):
            found.setdefault(date.fromisoformat(day), {})[f"received.{channel}.{group}"] = count
        return found

    def _add_facts(
        self,
        found: Mapping[date, dict[str, dict[str, int]]],
        names: Collection[str],
        first: date,
        last: date,
        field: ColumnElement[str],
    ) -> None:
        """Facts are of one kind each, so that they are grouped not compared with every kind; votes beside them."""
        kinds = {kind: name for name, kind in fact_kinds().items() if name in names}
        rows = select(desk_facts.c.day, field, desk_facts.c.kind, func.sum(desk_facts.c.amount))
        rows = rows.where(desk_facts.c.kind.in_(kinds)).group_by(desk_facts.c.day, desk_facts.c.kind)
        if field is cases.c.field:  # a group's term that is the same in all rows costs a sorting of them
            rows = by_index(rows.group_by(field), cases, COUNTED_BY_ID)
        for row in self._connection.execute(
            _within(CountSource.FACTS, rows, first, last, with_cases=field is cases.c.field)
        ):
            found[date.fromisoformat(row[0])].setdefault(row[1] or "", {})[kinds[FactKind(row[2])]] = row[3]
        votes = select(satisfaction_counts).where(
            satisfaction_counts.c.kind.in_(kinds),
            satisfaction_counts.c.day.between(first.isoformat(), last.isoformat()),
        )
        for day, kind, count in self._connection.execute(votes):
            counts = found[date.fromisoformat(day)].setdefault("", {})
            name = kinds[FactKind(kind)]
            counts[name] = counts.get(name, 0) + count

    def open_on(self, day: date, share: tuple[int, int] = ALL) -> dict[str, int]:
        """The stocks at the end of a day; or a share of them, the first being (0, 3) of three that add up to them."""
        return _whole(self.open_by_field(day, share).values(), sorted(STOCKS))

    def open_by_field(self, day: date, share: tuple[int, int] = ALL) -> dict[str, dict[str, int]]:
        """The stocks at the end of a day, by the cases' field."""
        rows = self._connection.execute(_stock(), {"end": day.isoformat(), "nth": share[0], "of": share[1]})
        return {field: {"open.in_time": count - late, "open.late": late} for field, count, late in rows}

    def waived_papers(self, first: date, last: date) -> list[WaivedPapers]:
        """What was not asked for in the cases received in a span, by waiver and by the paper that would have been."""
        columns = (case_papers.c.waiver_id, cases.c.procedure_code, cases.c.procedure_valid_from, case_papers.c.spec_id)
        rows = _within(CountSource.PAPERS, select(*columns, func.count()), first, last)
        rows = rows.where(case_papers.c.state == PaperState.WAIVED).group_by(*columns).order_by(*columns)
        return [
            WaivedPapers(row[0], row[1], date.fromisoformat(row[2]), row[3], row[4])
            for row in self._connection.execute(rows)
        ]

    def case_ids(
        self, indicator: str, day: date, limit: int, *, first: date | None = None, field: str | None = None
    ) -> list[int]:
        """The cases behind a count, oldest first; none for what has no case behind it.

        Args:
            indicator: Its id.
            day: The day, or the last one of a span.
            limit: How many at most.
            first: The first day of the span; None for the one day.
            field: Only the cases of a field; None for all.
        """
        if indicator not in HAVE_CASES and indicator not in SOLVED:
            return []
        end = day.isoformat()
        wanted = (stocks_on(end) if indicator in STOCKS else fixed(self._without_result))[indicator]
        case_id = _CASE_IDS[wanted.source]
        if wanted.source is CountSource.PAPERS:  # else SQLite goes through the papers of all cases, for their order
            of_case = exists().where(case_papers.c.case_id == cases.c.id, wanted.condition)
            found = _within(CountSource.RECEIVED, select(case_id), first or day, day).where(of_case)
        else:
            found = _within(wanted.source, select(case_id).distinct(), first or day, day, with_cases=field is not None)
            found = found.where(wanted.condition, case_id.is_not(None))
        if field is not None:
            found = found.where(cases.c.field == field)
        return [int(row[0]) for row in self._connection.execute(found.order_by(case_id).limit(limit))]


@lru_cache(maxsize=32)
def _by_source(names: tuple[str, ...], without_result: tuple[str, ...]) -> Mapping[CountSource, tuple[str, ...]]:
    """These indicators by what is gone through for them; a source that none needs is left out."""
    expressions = fixed(without_result)
    chosen = {source: tuple(name for name in names if expressions[name].source is source) for source in _DAYS}
    return MappingProxyType({source: wanted for source, wanted in chosen.items() if wanted})


class _Counted:
    """Which indicators count a row, by the values of its facets; the same values come again and again."""

    def __init__(self, facets: Sequence[str], wanted: Mapping[str, Mapping[str, Values]]) -> None:
        self._facets = facets
        self._wanted = wanted
        self._known: dict[tuple[str | int, ...], tuple[str, ...]] = {}

    def as_what(self, values: tuple[str | int, ...]) -> tuple[str, ...]:
        """Names of the indicators."""
        found = self._known.get(values)
        if found is None:
            row = dict(zip(self._facets, values, strict=True))
            each = self._wanted.items()
            found = tuple(
                name for name, where in each if all(row[facet] in allowed for facet, allowed in where.items())
            )
            self._known[values] = found
        return found


@lru_cache(maxsize=32)
def _flow(
    source: CountSource, names: tuple[str, ...], without_result: tuple[str, ...], *, by_field: bool
) -> tuple[tuple[str, ...], Select[Any]]:
    """The facets that these indicators of a source are told by, and how many rows have which of their values.

    On each day from ``first`` to ``last``, by field or with "" in its place: day, field, how many, the facets' values.
    """
    wanted = [fixed(without_result)[name] for name in names]
    facets = {name: facet for name, facet in facets_of(source, without_result).items() if _tells(name, wanted)}
    day, field = _DAYS[source].label("day"), (cases.c.field if by_field else literal("")).label("field")
    rows = select(day, field, *(facet.label(f"{name}_") for name, facet in facets.items()))
    rows = rows.select_from(_TABLES[source]).where(*_span(source, bindparam("first"), bindparam("last")))
    if source is CountSource.EVENTS:
        states = {state for each in wanted for state in each.where.get("state", ())}
        acts = {act for each in wanted for act in each.acts}
        rows = rows.where(or_(case_history.c.state.in_(sorted(states)), case_history.c.event.in_(sorted(acts))))
    rows = by_index(rows, cases, _CASES_BY[source])
    # Materialized, else SQLite may work a facet out again for each use of it.
    once = rows.cte("once").prefix_with("MATERIALIZED")
    keys = (once.c.day, once.c.field, *(once.c[f"{name}_"] for name in facets))
    return tuple(facets), select(keys[0], keys[1], func.count(), *keys[2:]).group_by(*keys)


@lru_cache(maxsize=1)
def _stock() -> Select[Any]:
    """By field how many cases are open at the end of the day ``end``, and how many of them late; made once: some ms.

    Of the cases the share ``nth`` from 0 on, of so many shares as ``of`` says.
    """
    end: ColumnElement[str] = bindparam("end")
    late = func.sum(case((is_late(end), 1), else_=0))
    mine = cases.c.id // NEIGHBOURS % bindparam("of") == bindparam("nth")
    rows = select(cases.c.field, func.count(), late).where(may_be_open(end), is_open(end), mine).group_by(cases.c.field)
    return by_index(rows, cases, COUNTED_BY_ID)


def _tells(facet: str, wanted: Iterable[Expression]) -> bool:
    return any(facet in each.where for each in wanted)


def _whole(fields: Iterable[Mapping[str, int]], names: Collection[str] | None) -> dict[str, int]:
    """What a day has in all its fields together; never less than nothing."""
    total = dict.fromkeys(INDICATORS if names is None else names, 0)
    for counts in fields:
        for name, count in counts.items():
            total[name] += count
    return {name: max(0, count) for name, count in total.items()}


def _within(
    source: CountSource, wanted: Select[Any], first: date, last: date, *, with_cases: bool = False
) -> Select[Any]:
    """What a source has from one day to another; facts beside their cases only where these are needed."""
    if source is not CountSource.FACTS:
        wanted = by_index(wanted, cases, _CASES_BY[source])
    if source is CountSource.OPEN:
        return wanted.select_from(cases).where(may_be_open(last.isoformat()), is_open(last.isoformat()))
    table = desk_facts.outerjoin(cases) if source is CountSource.FACTS and with_cases else _TABLES[source]
    return wanted.select_from(table).where(*_span(source, literal(first.isoformat()), literal(last.isoformat())))


def _span(source: CountSource, first: ColumnElement[str], last: ColumnElement[str]) -> list[Condition]:
    """The days of a span; of histories only what stands."""
    days = _DAYS[source].between(first, last)
    return [days, *stands(case_history)] if source is CountSource.EVENTS else [days]
