"""What the counts of papers and results are made of: which are owed a file, and which have one.

A share of them is bounded by construction: whatever is above the line is a condition on the same papers, or the same
ends of cases, as what is below it. A paper that is taken from what was digitized before is owed a file and has one
(the components' states that are exchanged nationally: 0 not digitized, 1 digitized, 2 and 3 reused), so it counts on
both sides; "data exists" is the answer for what never was to be digitized (TT 01/2023/TT-VPCP: already shared as data
of legal value).
"""

from enum import IntEnum

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, select

from desktop.records.cases import PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_facts import FactKind
from desktop.records.indexing import unsought
from desktop.records.paper_files import RESULT, DigitizationState
from desktop.records.schema import desk_facts, paper_events

Condition = ColumnElement[bool]
REUSED = (FactKind.REUSED_PAPER, FactKind.REUSED_RESULT)
WITH_FILE = (FactKind.DIGITIZED_STORED, *REUSED)
GIVEN = (PaperState.HANDED_IN, PaperState.SHOWN)


def answer_of(paper: FromClause) -> ColumnElement[str]:
    """Which of the four answers a row of `case_papers` means.

    A paper that was reused at the intake was once kept as "data exists", on the papers' page as "digitize"; both mean
    the latter.
    """
    step = paper_events.alias("reuse")
    reuse = exists().where(
        step.c.case_id == paper.c.case_id,
        step.c.paper_position == paper.c.position,
        step.c.state.in_((DigitizationState.REUSED_PAPER, DigitizationState.REUSED_RESULT)),
    )
    former = and_(paper.c.answer == PaperAnswer.DATA_EXISTS, paper.c.state == PaperState.HANDED_IN, reuse)
    return case((former, PaperAnswer.DIGITIZE.value), else_=paper.c.answer)


def given(paper: FromClause) -> Condition:
    """The paper was handed in or shown, or something stands for it."""
    return paper.c.state.in_(GIVEN)


def owed(paper: FromClause) -> Condition:
    """The paper has to be digitized."""
    return and_(given(paper), answer_of(paper) == PaperAnswer.DIGITIZE)


class FileOf(IntEnum):
    """What stands of a paper's file at the end of a day."""

    NONE = 0
    STORED = 1
    REUSED = 2  # taken from what was digitized before


def file_of(paper: FromClause, day: ColumnElement[str]) -> ColumnElement[int]:
    """Which of the three; by one look at the paper's few facts."""
    fact = desk_facts.alias("of_paper")
    stored = func.sum(fact.c.amount) > 0
    reused = func.sum(case((fact.c.kind.in_(REUSED), fact.c.amount), else_=0)) > 0
    found = select(case((and_(stored, reused), FileOf.REUSED), (stored, FileOf.STORED), else_=FileOf.NONE)).where(
        fact.c.case_id == paper.c.case_id,
        fact.c.paper_position == paper.c.position,
        unsought(fact.c.kind).in_(WITH_FILE),
        fact.c.day <= day,
    )
    return found.correlate_except(fact).scalar_subquery()


def has_result_file(entry: FromClause) -> Condition:
    """A case has its result's file at the end of the day of an entry of its history."""
    fact = desk_facts.alias("of_result")
    amount = select(func.sum(fact.c.amount)).where(
        fact.c.case_id == entry.c.case_id,
        fact.c.paper_position == RESULT,
        fact.c.kind == FactKind.RESULT_FILE,
        fact.c.day <= entry.c.day,
    )
    return func.coalesce(amount.correlate_except(fact).scalar_subquery(), 0) > 0
