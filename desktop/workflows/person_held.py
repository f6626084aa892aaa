"""What this PC holds on one person (NĐ 356/2025/NĐ-CP, Điều 5): gathered, not copied, and logged."""

from dataclasses import dataclass
from datetime import datetime

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.audit_log import AuditFilter
from desktop.records.cases import Case
from desktop.records.file_store import StoredFile
from desktop.records.people import Citizen
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.audit_trail import PERSON
from desktop.workflows.erasing import need_right
from devices.errors import CodedError

MOST_CASES = 1000
MOST_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One digitized paper of the person."""

    case_code: str
    position: int
    name: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class PersonHeld:
    """All of it.

    Attributes:
        citizen: What the desk knows over all cases.
        cases: Their cases, whole, newest first.
        files: Their digitized papers.
        flags: What was found doubtful in their data: kind, fields.
        looked: Who saw or did what with their data: moment, action.
        handed_in: Cases of others that they handed in, and that name them therefore: code, moment.
    """

    citizen: Citizen
    cases: tuple[Case, ...]
    files: tuple[HeldFile, ...]
    flags: tuple[tuple[str, str], ...]
    looked: tuple[tuple[str, str], ...]
    handed_in: tuple[tuple[str, datetime], ...]


def person_held(uow: UnitOfWork, citizen_id: int) -> PersonHeld:
    """Gather it, and log that it was; commits.

    Raises:
        CodedError: AUD-003: without right; DATA-010: there is no such citizen.
    """
    need_right(uow, "export")
    found = uow.citizens.of_ids([citizen_id])
    if not found:
        raise CodedError("DATA-010")
    cases = tuple(uow.cases.get(each.id) for each in uow.cases.of_citizens([citizen_id], MOST_CASES))
    files = tuple(
        HeldFile(case.code, each.position, each.paper.name, latest.file)
        for case in cases
        for each in uow.papers.of_case(case.id)
        if (latest := each.latest) is not None and latest.file is not None and latest.file.key
    )
    looked = tuple(
        (entry.at, entry.action) for entry in uow.audit.entries(AuditFilter(citizen_id=citizen_id), MOST_ENTRIES)
    )
    number = found[0].details.number
    handed_in = tuple((each.code, each.received_at) for each in uow.cases.handed_in_by(number)) if number else ()
    flags = tuple((kind, fields) for kind, fields in uow.flags.told_of(citizen_id))
    uow.audit.add(
        AuditAction.PERSON_EXPORTED,
        SubjectKind.CITIZEN,
        citizen_id,
        people=[citizen_id],
        fields=PERSON,
        cases=[case.id for case in cases],
        files=len(files),
    )
    uow.commit()
    return PersonHeld(found[0], cases, files, flags, looked, handed_in)
