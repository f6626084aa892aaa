"""Cases past their time of keeping, for whoever is in charge of data protection: what, since when, by which rule."""

from dataclasses import dataclass
from datetime import date

from desktop.records.audit_entries import AuditAction
from desktop.records.personal_data import PersonalData, RetentionRule
from desktop.records.protection import load_protection
from desktop.records.retention import PastCase
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.erasing import TERM_OVER, months_before, need_right

MOST_LISTED, MOST_COUNTED = 200, 10_000


@dataclass(frozen=True, slots=True)
class PastCases:
    """What is past its time.

    Attributes:
        months: How long the unit keeps cases; 0 while it has set nothing, and then no case is past it.
        rule: The rule that the time follows.
        cases: The oldest of them.
        count: How many there are, counted up to `MOST_COUNTED`.
    """

    months: int
    rule: RetentionRule
    cases: tuple[PastCase, ...] = ()
    count: int = 0


def past_cases(uow: UnitOfWork, data: PersonalData, today: date) -> PastCases:
    """List what may be deleted, without anybody's name; logged, and committed.

    Raises:
        CodedError: AUD-003: without right.
    """
    need_right(uow, "erase")
    months, rule = load_protection(uow.settings).case_months, data.rules[TERM_OVER]
    if not months:
        return PastCases(0, rule)
    before = months_before(today, months)
    found = tuple(uow.retention.past_cases(before, MOST_LISTED))
    ids = [each.id for each in found]
    if ids:
        people = uow.cases.citizens_of(ids)
        uow.audit.add(
            AuditAction.CASES_LISTED, people=people, fields=("procedure_name",), cases=ids, where="past_cases"
        )
        uow.commit()
    return PastCases(months, rule, found, uow.retention.count_past(before, MOST_COUNTED))


def over_since(received: date, months: int) -> date:
    """The first day on which a case may be deleted: whole months are kept, counted after the month of its receipt."""
    years, month = divmod(received.year * 12 + received.month + months, 12)
    return date(years, month + 1, 1)
