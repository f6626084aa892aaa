"""What there is to do at the desk, by kind."""

from enum import StrEnum


class WorkKind(StrEnum):
    """What is left to do, in the order of the list; those of cases are named as their boards."""

    MINE = "mine"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    HUNG = "hung"
    CITIZEN = "citizen"
    TO_RETURN = "to_return"
    LACKING = "lacking"  # another system does not have it
    PAPERS = "papers"  # cases with something to scan, to check or to sign
    DAYS = "days"  # days that were not closed

    @property
    def of_cases(self) -> bool:
        """Whether it is a list of cases; the others have pages of their own."""
        return self not in {WorkKind.PAPERS, WorkKind.DAYS}


# The kinds that a case is looked for in, the most urgent first.
SOUGHT = (
    WorkKind.OVERDUE,
    WorkKind.DUE_TODAY,
    WorkKind.TO_RETURN,
    WorkKind.CITIZEN,
    WorkKind.MINE,
    WorkKind.HUNG,
    WorkKind.LACKING,
)
