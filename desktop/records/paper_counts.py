"""What the counts of papers and results are made of: which are owed a file, and which have one.

A share of them is bounded by construction: whatever is above the line is a condition on the same papers, or the same
ends of cases, as what is below it. A paper that is taken from what was digitized before is owed a file and has one
(the components' states that are exchanged nationally: 0 not digitized, 1 digitized, 2 and 3 reused), so it counts on
both sides; "data exists" is the answer for what never was to be digitized (TT 01/2023/TT-VPCP: already shared as data
of legal value).
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, select

from desktop.records.cases import PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_facts import FactKind
from desktop.records.paper_files import DigitizationState
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


def noted(
    kinds: Collection[FactKind], case_id: ColumnElement[int], position: ColumnElement[int], day: ColumnElement[str]
) -> Condition:
    """What stands of these facts about a paper at the end of a day is more than nothing."""
    fact = desk_facts.alias("noted")
    amount = select(func.sum(fact.c.amount)).where(
        fact.c.case_id == case_id, fact.c.paper_position == position, fact.c.kind.in_(kinds), fact.c.day <= day
    )
    return func.coalesce(amount.correlate_except(fact).scalar_subquery(), 0) > 0
