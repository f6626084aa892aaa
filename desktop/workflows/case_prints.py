"""What is printed of cases: read together with which copy it would be, and noted once it was printed.

Looking at a print logs whose data came to the officer's eyes; the print itself is noted when it went to the printer or
into a file, in the log of prints and in the audit log, in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.case_life import CaseLife, HandOver, LifeEvent
from desktop.records.cases import Case
from desktop.records.form_fields import HAND_OVER_LIST
from desktop.records.print_log import Leaf, LoosePrint, PrintWay
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.audit_trail import saw_case, saw_list
from desktop.workflows.form_choice import event_told
from devices.errors import CodedError

MOST_FORMS = 200  # of one print


@dataclass(frozen=True, slots=True)
class ToPrint:
    """A form of a case, as it is to be printed.

    Attributes:
        leaf: Which form, and what of the case's life it tells.
        copy: 0 for the original, n for the n-th copy.
    """

    case: Case
    life: CaseLife
    leaf: Leaf
    copy: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A print that was made.

    Attributes:
        versions: Of each leaf the version of its form.
        sheet: Names the sheet that the cases stand on together; "" for none.
    """

    leaves: tuple[Leaf, ...]
    versions: tuple[str, ...]
    way: PrintWay
    at: datetime
    officer_id: int
    sheet: str = ""


def read_form(uow: UnitOfWork, case_id: int, form: str) -> ToPrint:
    """Read what a form of a case tells; logged, and committed.

    Raises:
        CodedError: CASE-006, there is no such case.
    """
    found = _read(uow, case_id, form)
    saw_case(uow, found.case, AuditAction.CASE_PRINTED)
    uow.commit()
    return found


def read_forms(uow: UnitOfWork, case_ids: Sequence[int], form: str, most: int = MOST_FORMS) -> list[ToPrint]:
    """Read the same form of many cases, in their order; logged, and committed.

    Raises:
        CodedError: FORM-011, there are too many; CASE-006.
    """
    if len(case_ids) > most:
        raise CodedError("FORM-011", most=most)
    found = [_read(uow, each, form) for each in case_ids]
    saw_list(uow, uow.cases.summaries(case_ids), form)
    uow.commit()
    return found


def _read(uow: UnitOfWork, case_id: int, form: str) -> ToPrint:
    return _read_leaf(uow, Leaf(case_id, form, event_told(uow.cases.life(case_id), form)))


def _read_leaf(uow: UnitOfWork, leaf: Leaf) -> ToPrint:
    return ToPrint(uow.cases.get(leaf.case_id), uow.cases.life(leaf.case_id), leaf, uow.prints.copies(leaf))


def which_copy(uow: UnitOfWork, life: CaseLife, form: str) -> int:
    """Which copy a print would be: 0 for the original, n for the n-th copy."""
    return uow.prints.copies(Leaf(life.basis.case_id, form, event_told(life, form)))


def note_print(uow: UnitOfWork, noted: Noted) -> tuple[int, ...]:
    """Note a print in both logs, in one transaction, committed; of each leaf which copy it was."""
    copies = tuple(
        uow.prints.add(leaf, version, noted.way, at=noted.at, officer_id=noted.officer_id, sheet=noted.sheet)
        for leaf, version in zip(noted.leaves, noted.versions, strict=True)
    )
    ids = [leaf.case_id for leaf in noted.leaves]
    one = len(ids) == 1
    uow.audit.add(
        AuditAction.FORM_PRINTED,
        SubjectKind.CASE if one else SubjectKind.NONE,
        ids[0] if one else "",
        people=uow.cases.citizens_of(ids),
        form=noted.leaves[0].form,
        versions=sorted(set(noted.versions)),
        copy=max(copies),
        way=str(noted.way),
        cases=[] if one else ids,
        sheet=noted.sheet,
    )
    uow.commit()
    return copies


def note_loose(uow: UnitOfWork, printed: LoosePrint, *, about: int = 0, cases: Sequence[int] = ()) -> None:
    """Note a print of what belongs to no case in both logs, in one transaction, committed.

    Args:
        uow: The transaction.
        printed: What went where; nobody is named in it.
        about: How many people's data stand on it who have no case here; their names are in no log.
        cases: The cases that are on a list.
    """
    uow.prints.add_loose(printed)
    uow.audit.add(
        AuditAction.FORM_PRINTED,
        people=uow.cases.citizens_of(list(cases)),
        count=about or None,
        form=printed.form,
        versions=[printed.version],
        way=str(printed.way),
        procedure=printed.procedure,
        cases=list(cases),
    )
    uow.commit()


def read_slip(uow: UnitOfWork, case_id: int) -> tuple[list[ToPrint], str]:
    """The slip that a case stands on since it was handed over last: its cases as they went then, and its name.

    A case that stands on none has a slip of its own, without a name yet. Logged, and committed.

    Raises:
        CodedError: CASE-006.
    """
    last = event_told(uow.cases.life(case_id), HAND_OVER_LIST)
    on = [each for each in uow.prints.of_case(case_id) if each.form == HAND_OVER_LIST and each.event_id == last]
    leaves = uow.prints.on_sheet(on[-1].sheet) if on else (Leaf(case_id, HAND_OVER_LIST, last),)
    found = [_read_leaf(uow, leaf) for leaf in leaves]
    saw_list(uow, uow.cases.summaries([leaf.case_id for leaf in leaves]), HAND_OVER_LIST)
    uow.commit()
    return found, on[-1].sheet if on else ""


def hand_over_of(found: ToPrint) -> tuple[LifeEvent, HandOver] | None:
    """The hand-over that a slip tells; None where it was taken back, or there was none."""
    return next(((event, slip) for event, slip in found.life.hand_overs if event.id == found.leaf.event_id), None)
