"""What was digitized before and serves again: for which paper, until when, and how a case takes it over."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from desktop.records.folding import fold
from desktop.records.paper_files import DigitizationState, Reusable
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError

SHORTEST_NAME = 8  # letters: a shorter name is in too many others


class TakenPaper(msgspec.Struct, frozen=True):
    """A stored file that stands for a paper of a draft.

    Attributes:
        event_id: The step that stored it.
        name: What it is.
        case_code: Where it is from.
        stored_on: When it was stored.
        is_result: Whether it is a result that was issued, not a paper that was handed in.
        valid_until: The last day on which the procedure accepts it; None where it does not run out.
    """

    event_id: int
    name: str
    case_code: str
    stored_on: date
    is_result: bool
    valid_until: date | None = None

    def is_valid(self, day: date) -> bool:
        """Whether it is still accepted on a day."""
        return self.valid_until is None or day <= self.valid_until


def serves(offered: Reusable, paper_name: str) -> bool:
    """A paper serves for one of the same name; a result for a paper that is named after it or after its procedure."""
    have, want = fold(offered.name), fold(paper_name)
    if have == want:
        return True
    return offered.is_result and min(len(have), len(want)) >= SHORTEST_NAME and (have in want or want in have)


def offer(kept: Sequence[Reusable], paper_name: str, valid_months: int | None) -> TakenPaper | None:
    """What serves for a paper, of several the newest; None for nothing.

    Args:
        kept: What is stored of the citizen, the newest first.
        paper_name: The paper's name.
        valid_months: How long the procedure accepts one after it was stored; None for always.
    """
    found = next((each for each in kept if serves(each, paper_name)), None)
    if found is None:
        return None
    stored_on = found.event.at.date()
    until = None if valid_months is None else months_after(stored_on, valid_months)
    return TakenPaper(found.event.id, found.name, found.case_code, stored_on, found.is_result, until)


def months_after(day: date, months: int) -> date:
    """The day so many months later; the month's last where it has no such day (Bộ luật Dân sự 2015, Điều 148)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def take_over(uow: UnitOfWork, case_id: int, taken: Sequence[tuple[int, int]], at: datetime, officer_id: int) -> None:
    """Let stored files stand for papers of a case that is being received; nothing is copied, and each counts as reuse.

    Args:
        uow: The transaction that receives the case.
        case_id: The case.
        taken: Positions of papers, with the step that stored the file.
        at: When.
        officer_id: Who receives.

    Raises:
        CodedError: PAPER-009: one of them is another citizen's, was begun again meanwhile, or is not there any more.
    """
    if not taken:
        return
    citizen_id = uow.cases.get(case_id).citizen_id
    allowed = {each.event.id: each for each in uow.papers.reusable(citizen_id, besides=case_id)}
    for position, event_id in taken:
        found = allowed.get(event_id)
        if found is None:
            raise CodedError("PAPER-009")
        uow.papers.add(
            case_id,
            position,
            DigitizationState.REUSED_RESULT if found.is_result else DigitizationState.REUSED_PAPER,
            at=at,
            officer_id=officer_id,
            file_id=uow.papers.file_id(event_id),
            pages_in=found.event.pages,
            taken_from=event_id,
        )
