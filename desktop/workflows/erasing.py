"""Deleting: what goes the same day, what goes when its time of keeping is over, and who may have it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.audit_log import AuditFilter
from desktop.records.cases import CaseState
from desktop.records.erasure_list import apply_erasures
from desktop.records.erasures import Erased, Why
from desktop.records.personal_data import PersonalData
from desktop.records.protection import load_protection
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.rights import Task, allowed
from devices.errors import CodedError

__all__ = ["RetentionDone", "apply_erasures", "erase_case", "erase_citizen", "need_right", "run_retention"]
TERM_OVER, REQUEST = "case", "request"
REASONS = (TERM_OVER, REQUEST)  # why a case is deleted: its time alone, or somebody asked for it and its time is over
MOST_AT_ONCE = 200
A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class RetentionDone:
    """What a run came to.

    Attributes:
        drafts: Wiped.
        pages: Put away, and deleted with their files.
        entries: Of the log, pruned.
        file_names: Files to be removed from the disk.
    """

    drafts: int
    pages: int
    entries: int
    file_names: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether something was deleted."""
        return bool(self.drafts or self.pages or self.entries)


def run_retention(uow: UnitOfWork, today: date, *, closed: bool, keep: str = "") -> RetentionDone:
    """Wipe what is past its time, in this transaction; commits it.

    Args:
        uow: The records.
        today: The desk's day.
        closed: Whether the day is closed: then today's drafts go, too.
        keep: Id of a draft that somebody is filling in just now; "" for none.
    """
    drafts = uow.retention.wipe_drafts(None if closed else today, keep=keep if closed else "")
    names = uow.retention.wipe_put_away(today)
    entries = _prune_log(uow, today)
    done = RetentionDone(drafts, len(names), entries, tuple(names))
    if done.anything:
        uow.audit.add(AuditAction.RETENTION_RUN, count=drafts, pages=len(names), entries=entries)
        uow.commit()
    return done


def _prune_log(uow: UnitOfWork, today: date) -> int:
    """Remove what of the log is past its time; how many entries.

    A clock that jumped ahead calls the whole log old. So nothing goes before the log reaches into the time that is
    kept, with entries of another month than this one.
    """
    kept, now = load_protection(uow.settings).audit_months, uow.audit.now()
    begin = datetime.combine(months_before(today, kept), time.min, tzinfo=now.tzinfo)
    reaches = AuditFilter(first=begin, last=now - A_MONTH)
    return uow.audit.prune(begin) if uow.audit.count(reaches, 0) else 0


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many whole months back."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def need_right(uow: UnitOfWork, wish: str) -> None:
    """See that whoever works is in charge of data protection; a refusal is logged, too.

    Raises:
        CodedError: AUD-003: they are not.
    """
    wanted = load_protection(uow.settings).logins
    officers = uow.officers.all()
    here = next((each for each in officers if each.id == uow.audit.officer_id), None)
    if here is not None and here.active and (here.login in wanted if wanted else allowed(here, Task.AUDIT)):
        return
    uow.audit.add(AuditAction.REFUSED, wish=wish)
    uow.commit()
    raise CodedError("AUD-003")


@dataclass(frozen=True, slots=True)
class CaseHeld:
    """A case that somebody thinks of deleting.

    Attributes:
        due: Its time of keeping is over, so it may go.
        erased: It was deleted before.
    """

    id: int
    code: str
    procedure_name: str
    received_at: datetime
    state: CaseState
    due: bool
    erased: bool


def case_held(uow: UnitOfWork, code: str, today: date) -> CaseHeld:
    """What a case is, without anybody's name, and whether its time is over; logged, and committed.

    Raises:
        CodedError: AUD-003: without right; CASE-006: there is no case of this code.
    """
    need_right(uow, "erase")
    case = uow.cases.by_code(code.strip().upper())
    uow.audit.add(
        AuditAction.CASE_SEEN, SubjectKind.CASE, case.id, people=[case.citizen_id], fields=("procedure_name",)
    )
    uow.commit()
    content = case.content
    return CaseHeld(
        case.id,
        case.code,
        content.procedure_name,
        content.received_at,
        case.state,
        _is_over(uow, case.id, today),
        uow.erasures.is_erased(case.id),
    )


def _is_over(uow: UnitOfWork, case_id: int, today: date) -> bool:
    months = load_protection(uow.settings).case_months
    return bool(months) and not uow.retention.is_kept(case_id, months_before(today, months))


def erase_case(
    uow: UnitOfWork, case_id: int, data: PersonalData, today: date, *, reason: str = TERM_OVER
) -> Sequence[Erased]:
    """Delete a case whose time of keeping is over, and whom no other case names any more; commits.

    Args:
        uow: The records.
        case_id: The case.
        data: The law that the time of keeping follows.
        today: The desk's day.
        reason: One of `REASONS`.

    Raises:
        CodedError: AUD-003: without right; DATA-014: its time is not over, or was never set; CASE-006; DATA-011.
    """
    need_right(uow, "erase")
    if reason not in REASONS:
        raise ValueError(reason)
    if not _is_over(uow, case_id, today):
        raise CodedError("DATA-014")
    people = uow.erasures.people_of(case_id)
    done = [uow.erasures.erase_case(case_id, Why(reason, data.rules["case"].legal_base))]
    done += _erase_whom_nothing_names(uow, people, data)
    uow.erasures.sweep_names()
    uow.commit()
    return done


def _erase_whom_nothing_names(uow: UnitOfWork, people: Sequence[int], data: PersonalData) -> list[Erased]:
    why = Why("citizen", data.rules["citizen"].legal_base)
    return [uow.erasures.erase_citizen(each, why) for each in uow.erasures.without_cases(people)]


def erase_citizen(uow: UnitOfWork, citizen_id: int, data: PersonalData, today: date) -> Sequence[Erased]:
    """Delete a citizen with all their cases, if the time of every one is over; commits.

    Raises:
        CodedError: AUD-003: without right; DATA-014: a case has to be kept; DATA-012: they handed in a case that is
            kept; DATA-010; DATA-011.
    """
    need_right(uow, "erase")
    done: list[Erased] = []
    others: set[int] = set()
    for case in uow.cases.of_citizens([citizen_id], MOST_AT_ONCE):
        if uow.erasures.is_erased(case.id):
            continue
        if not _is_over(uow, case.id, today):
            raise CodedError("DATA-014")
        others.update(uow.erasures.people_of(case.id))
        done.append(uow.erasures.erase_case(case.id, Why(TERM_OVER, data.rules["case"].legal_base)))
    done.append(uow.erasures.erase_citizen(citizen_id, Why("citizen", data.rules["citizen"].legal_base)))
    done += _erase_whom_nothing_names(uow, sorted(others), data)
    uow.erasures.sweep_names()
    uow.commit()
    return done
