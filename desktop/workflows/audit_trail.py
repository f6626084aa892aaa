"""What the workflows write into the audit log when somebody's data come to an officer's eyes.

Each of these adds one entry to the transaction of the look-up; whoever calls commits it. A view that cannot be logged
is not shown.
"""

from collections.abc import Sequence

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.cases import Case, CaseSummary
from desktop.records.unit_of_work import UnitOfWork

LISTED = ("full_name", "number", "procedure_name")
PERSON = (
    "full_name",
    "number",
    "old_number",
    "birth_date",
    "sex",
    "residence",
    "issue_date",
    "phone",
    "email",
)


def saw_list(uow: UnitOfWork, found: Sequence[CaseSummary], where: str) -> None:
    """A list of cases was shown; nothing is logged for an empty one.

    Args:
        uow: The look-up's transaction.
        found: What was shown.
        where: Code of the place: ``search``, ``day``, ``papers``…
    """
    ids = [case.id for case in found]
    if ids:
        people = uow.cases.citizens_of(ids)
        uow.audit.add(AuditAction.CASES_LISTED, people=people, fields=LISTED, cases=ids, where=where)


def saw_case(
    uow: UnitOfWork, case: Case, action: AuditAction = AuditAction.CASE_SEEN, paper: int | None = None
) -> None:
    """One case was shown whole, printed, copied or exported."""
    people = {case.citizen_id}
    submitter = case.content.submitter
    if submitter is not None and submitter.number:
        known = uow.citizens.by_number(submitter.number)
        people |= {known.id} if known is not None else set()
    uow.audit.add(action, SubjectKind.CASE, case.id, people=people, fields=PERSON, paper=paper)


def saw_citizens(uow: UnitOfWork, citizen_ids: Sequence[int], where: str) -> None:
    """What the desk knows of people was shown."""
    ids = sorted(set(citizen_ids))
    if len(ids) == 1:
        uow.audit.add(AuditAction.CITIZEN_SEEN, SubjectKind.CITIZEN, ids[0], people=ids, fields=PERSON, where=where)
    elif ids:
        uow.audit.add(AuditAction.CITIZENS_LISTED, people=ids, fields=PERSON, where=where)
