"""What the citizen's screen may show: one frozen value, made of the open intake under what the officer lets show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.records.cases import Case, PaperState, ReturnMethod
from desktop.records.citizen_settings import CitizenSettings
from desktop.workflows.intake import Intake
from desktop.workflows.intake_draft import DraftPaper
from devices.identity import Field

DIGITS = 12  # of a whole number
SHOWN_DIGITS = 4  # of a masked one
GIVEN = (PaperState.HANDED_IN, PaperState.SHOWN)


class CitizenStage(StrEnum):
    """What the citizen's screen shows."""

    IDLE = "idle"
    TICKET = "ticket"
    CONFIRM = "confirm"
    PAPERS = "papers"
    APPOINTMENT = "appointment"
    FACES = "faces"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class NeededPaper:
    """A paper to be handed in or shown; `given` where it was."""

    name: str
    given: bool


@dataclass(frozen=True, slots=True)
class SparedPaper:
    """A paper that need not be handed in, and what answers in its place."""

    name: str
    because: str


@dataclass(frozen=True, slots=True)
class CitizenPage:
    """All that the screen shows. The page of nobody is `CitizenPage()`.

    Attributes:
        fields: Each field with its text as it may be shown: a masked number is masked here already.
        submitter: Name of who hands the case in for the applicant; "" if the applicant does.
        from_card: Whether a card was read.
        answer: What the citizen pressed: True, right; False, not right; None, nothing yet.
        procedure: Its short name.
        fee: In đồng.
        qr: What the code of the receipt holds.
        ticket: A queue number that was just taken, and how many are before it.
    """

    stage: CitizenStage = CitizenStage.IDLE
    fields: tuple[tuple[Field, str], ...] = ()
    submitter: str = ""
    from_card: bool = False
    answer: bool | None = None
    procedure: str = ""
    needed: tuple[NeededPaper, ...] = ()
    spared: tuple[SparedPaper, ...] = ()
    code: str = ""
    qr: str = ""
    due_at: datetime | None = None
    fee: int = 0
    fee_paid: bool = False
    return_method: ReturnMethod = ReturnMethod.DESK
    ticket: tuple[int, int] | None = None


def masked(number: str) -> str:
    """A number of which only the last four digits can be read, in groups of four."""
    hidden = "•" * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]
    return " ".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))


def shown_fields(intake: Intake, settings: CitizenSettings) -> tuple[tuple[Field, str], ...]:
    """The applicant's fields that the officer lets show, in the order of the settings."""
    person = intake.draft.applicant
    found = []
    for name in settings.fields:
        text = person.text(name)
        if name is Field.NUMBER:  # while it is being typed, its last digits would be each of them in turn
            text = "" if len(text) != DIGITS else masked(text) if settings.mask_number else text
        if text:
            found.append((name, text))
    return tuple(found)


def confirm_page(intake: Intake, settings: CitizenSettings, *, answer: bool | None) -> CitizenPage:
    """What was read, to be confirmed."""
    submitter = intake.draft.submitter
    named = submitter is not None and Field.FULL_NAME in settings.fields
    return CitizenPage(
        CitizenStage.CONFIRM,
        fields=shown_fields(intake, settings),
        submitter=submitter.text(Field.FULL_NAME) if submitter is not None and named else "",
        from_card=intake.draft.applicant.read_by is not None,
        answer=answer,
    )


def papers_page(intake: Intake) -> CitizenPage:
    """The papers that are needed, and those that are not."""
    papers = [paper for paper in intake.draft.papers if _applies(paper)]
    return CitizenPage(
        CitizenStage.PAPERS,
        procedure=intake.procedure.short_name if intake.procedure is not None else "",
        needed=tuple(
            NeededPaper(paper.name, paper.answered is not None and paper.answered.state in GIVEN)
            for paper in papers
            if not _is_spared(paper)
        ),
        spared=tuple(SparedPaper(paper.name, paper.because) for paper in papers if _is_spared(paper)),
    )


def appointment_page(case: Case, qr_text: Callable[[Case], str]) -> CitizenPage:
    """When to come back, with what, for how much."""
    content = case.content
    return CitizenPage(
        CitizenStage.APPOINTMENT,
        procedure=content.procedure_name,
        code=case.code,
        qr=qr_text(case),
        due_at=content.appointment.due_at,
        fee=content.fee_amount,
        fee_paid=content.fee_paid,
        return_method=content.return_method,
    )


def _applies(paper: DraftPaper) -> bool:
    """Optional papers are shown once they are handed in: until then the officer asks whether there is one."""
    if paper.answered is None:
        return paper.required
    return paper.answered.state is not PaperState.NOT_APPLICABLE


def _is_spared(paper: DraftPaper) -> bool:
    waived = paper.answered is not None and paper.answered.state is PaperState.WAIVED
    return waived or paper.taken is not None
