"""Where a page of a batch belongs: the receipt that lies before it says so, or whoever pressed the button.

A sheet with a case's code on it (its receipt) is a separator: what follows is of that case. ``CODE#2`` names the third
paper of the case besides. What nothing says anything of waits in the tray; nothing is ever guessed onto a case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.records.case_codes import CaseCode
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.paper_files import DigitizationState, PaperProgress
from devices.errors import CodedError

BETWEEN = "|"  # the parts of a receipt's code
PAPER = "#"


@dataclass(frozen=True, slots=True)
class Cue:
    """What a separator says: a case code, and the position of a paper where it names one."""

    code: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where pages go; of no case in the tray, of no paper where the case is known and the paper is not."""

    case_id: int | None = None
    position: int | None = None


def cue_of(codes: Iterable[str]) -> Cue | None:
    """What the codes on a page say; None where it is no separator."""
    for text in codes:
        code, _, position = text.split(BETWEEN, 1)[0].partition(PAPER)
        try:
            CaseCode.parse(code)
        except CodedError:
            continue
        return Cue(code, int(position) if position.isdecimal() and len(position) < 4 else None)
    return None


def deal(page_count: int, papers: Sequence[PaperProgress]) -> list[int] | None:
    """The position of the paper that each page of a case belongs to; None where only a person can say.

    Args:
        page_count: How many pages lie on the case.
        papers: Its papers.
    """
    open_papers = [each.position for each in papers if wants_pages(each) and not each.waiting and each.position >= 0]
    if len(open_papers) == 1:
        return open_papers * page_count
    return open_papers if open_papers and len(open_papers) == page_count else None


def wants_pages(progress: PaperProgress) -> bool:
    """Whether pages may be put on a paper."""
    return progress.paper.answer is PaperAnswer.DIGITIZE and progress.state in {
        DigitizationState.NOT_YET,
        DigitizationState.SCANNED,
    }
