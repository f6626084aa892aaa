"""What the workflows write into the audit log when somebody's data come to an officer's eyes.

Each of these adds one entry to the transaction of the look-up; whoever calls commits it. A view that cannot be logged
is not shown.
"""

from collections.abc import Sequence

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.books import Entry
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


def saw_book(
    uow: UnitOfWork, book_id: int, entries: Sequence[Entry], action: AuditAction = AuditAction.BOOK_LISTED
) -> None:
    """Entries of a civil-status book were listed or exported; nothing is logged where none of them was entered yet.

    Entries name people who are no citizens of this desk's records, so the log counts them and names the entries.
    """
    named = sorted(entry.id for entry in entries if any(entry.fields.values()))
    if named:
        fields = {name for entry in entries for name, text in entry.fields.items() if text}
        uow.audit.add(action, SubjectKind.BOOK, book_id, count=len(named), fields=sorted(fields), entries=spans(named))


def saw_entry(uow: UnitOfWork, entry: Entry) -> None:
    """One entry was shown whole, with its picture where there is one."""
    fields = [name for name, text in entry.fields.items() if text]
    uow.audit.add(
        AuditAction.BOOK_ENTRY_SEEN, SubjectKind.BOOK_ENTRY, entry.id, count=1, fields=fields, book=entry.book_id
    )


def spans(numbers: Sequence[int]) -> str:
    """Growing numbers in the fewest letters: ``1-3, 7``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number])
    return ", ".join("-".join(str(each) for each in span) for span in found)
