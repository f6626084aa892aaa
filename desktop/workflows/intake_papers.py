"""What an officer may say of a draft's papers. Pure functions; an answer that changes nothing gives the same papers."""

from dataclasses import replace

import msgspec

from desktop.records.cases import CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.workflows.intake_draft import DraftPaper
from desktop.workflows.paper_reuse import TakenPaper

Papers = tuple[DraftPaper, ...]


def all_as_usual(papers: Papers) -> Papers:
    """Everything not answered yet is as the procedure asks; papers "if there is one" are not needed."""
    return tuple(
        paper if paper.answered is not None else msgspec.structs.replace(paper, answered=paper.usual)
        for paper in papers
    )


def with_state(papers: Papers, index: int, state: PaperState, reason: str) -> Papers:
    """One paper with what became of it."""
    paper = papers[index]
    usual = (paper.answered if paper.taken is None else None) or paper.usual
    if usual is None:
        return papers
    waived = state is PaperState.WAIVED
    answered = replace(
        usual,
        state=state,
        waiver_id=usual.waiver_id if waived else "",
        waiver_reason=usual.waiver_reason if waived else None,
        reason=reason.strip(),
    )
    return _with(papers, index, answered)


def with_answer(papers: Papers, index: int, answer: PaperAnswer, reason: str) -> Papers:
    """One paper with another of the four answers than the catalogue's; without a reason nothing changes."""
    paper = papers[index]
    current = (paper.answered if paper.taken is None else None) or paper.usual
    if current is None or not reason.strip():
        return papers
    return _with(papers, index, replace(current, answer=answer, reason=reason.strip()))


def with_counts(papers: Papers, index: int, originals: int, copies: int) -> Papers:
    """One paper with how many originals and copies were handed in."""
    current = papers[index].answered or papers[index].usual
    if current is None or papers[index].taken is not None:
        return papers
    return _with(papers, index, replace(current, originals=max(0, originals), copies=max(0, copies)))


def with_added(papers: Papers, name: str, answer: PaperAnswer, originals: int, copies: int) -> Papers:
    """The papers and one more that the procedure does not name."""
    name = " ".join(name.split())
    if not name:
        return papers
    taken = CasePaper(name, answer, PaperState.HANDED_IN, originals=originals, copies=copies)
    return (*papers, DraftPaper("", name, required=False, answered=taken, usual=taken))


def with_taken(papers: Papers, index: int, taken: TakenPaper) -> Papers:
    """One paper that need not be handed in, because it was digitized before; it stays one that has to be digitized."""
    usual = papers[index].usual
    if usual is None:
        return papers
    said = f"bản số hóa ngày {taken.stored_on:%d/%m/%Y}, hồ sơ {taken.case_code}"
    answered = replace(usual, state=PaperState.HANDED_IN, originals=0, copies=0, reason=said)
    changed = msgspec.structs.replace(papers[index], answered=answered, taken=taken)
    return (*papers[:index], changed, *papers[index + 1 :])


def without_taken(papers: Papers) -> Papers:
    """The papers as if nothing had been digitized before: they are asked for again."""
    return tuple(
        paper if paper.taken is None else msgspec.structs.replace(paper, answered=None, taken=None) for paper in papers
    )


def without(papers: Papers, index: int) -> Papers:
    """The papers without one that the officer added; the procedure's own stay."""
    return papers if papers[index].spec_id else papers[:index] + papers[index + 1 :]


def _with(papers: Papers, index: int, answered: CasePaper) -> Papers:
    changed = msgspec.structs.replace(papers[index], answered=answered, taken=None)
    return (*papers[:index], changed, *papers[index + 1 :])
