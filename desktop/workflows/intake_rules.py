"""What an intake draft still lacks, and what it becomes when it is saved. Pure functions of a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.records.cases import Appointment, CasePaper, IdentitySource, NewCase, PaperState
from desktop.records.catalogue.models import FormSet, Procedure, ReceptionChannel, TimeUnit
from desktop.workflows.intake_draft import IntakeDraft
from desktop.workflows.person_form import PersonForm
from devices.identity import Field, Source

TODAY_CHANNELS_WITHOUT_PAPER = frozenset({ReceptionChannel.COUNTER, ReceptionChannel.POSTAL})


class Role(StrEnum):
    """The two people of a case."""

    APPLICANT = "applicant"
    SUBMITTER = "submitter"


class ProblemCode(StrEnum):
    """What stands between a draft and its saving, or deserves a look before it."""

    NAME_MISSING = "name_missing"
    NUMBER_MISSING = "number_missing"
    NUMBER_MALFORMED = "number_malformed"
    FIELD_DAMAGED = "field_damaged"
    PROCEDURE_MISSING = "procedure_missing"
    PAPERS_UNANSWERED = "papers_unanswered"
    PAPER_MISSING_WITHOUT_REASON = "paper_missing_without_reason"
    CHANNEL_NOT_ALLOWED = "channel_not_allowed"
    SUBMITTER_INCOMPLETE = "submitter_incomplete"
    SUBMITTER_IS_APPLICANT = "submitter_is_applicant"
    APPOINTMENT_UNKNOWN = "appointment_unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to do, or to look at.

    Attributes:
        blocks: Whether the case cannot be saved while it stands.
        field: The person's field concerned, if any.
        count: How many (papers).
    """

    code: ProblemCode
    blocks: bool = True
    role: Role = Role.APPLICANT
    field: Field | None = None
    count: int = 0


def problems(draft: IntakeDraft, procedure: Procedure | None, appointment: Appointment | None) -> tuple[Problem, ...]:
    """Everything that stands against saving the draft, in the order of the screen: who, what, when and how."""
    return (
        *_person_problems(draft.applicant, Role.APPLICANT),
        *_submitter_problems(draft),
        *_procedure_problems(draft, procedure, appointment),
    )


def channel_allowed(procedure: Procedure, channel: ReceptionChannel) -> bool:
    """Whether the procedure may come in this way.

    Where no paper dossier is taken (Chỉ thị 24/CT-TTg: 25 services from 2025-10-01) the desk helps to submit online.
    """
    if not procedure.paper_accepted and channel in TODAY_CHANNELS_WITHOUT_PAPER:
        return False
    return channel in procedure.channels


def usual_channel(procedure: Procedure, wanted: ReceptionChannel) -> ReceptionChannel:
    """The wanted channel where the procedure allows it, else assisted online, else the first that it allows."""
    for channel in (wanted, ReceptionChannel.ONLINE_ASSISTED, *procedure.channels):
        if channel_allowed(procedure, channel):
            return channel
    return wanted


def usual_fee(procedure: Procedure) -> int:
    """The fees for one case in đồng; those by page or copy are counted by the officer."""
    return sum(fee.amount for fee in procedure.fees if fee.per == "case")


def identity_source(draft: IntakeDraft) -> IdentitySource:
    """How the applicant was identified, as it is counted: by the most trusted means used."""
    best = draft.applicant.read_by
    if best is not None and best >= Source.CHIP_UNVERIFIED:
        return IdentitySource.CHIP
    if best == Source.QR:
        return IdentitySource.QR
    return IdentitySource.VNEID if draft.vneid_shown else IdentitySource.TYPED


def new_case(
    draft: IntakeDraft,
    procedure: Procedure,
    appointment: Appointment,
    *,
    received_at: datetime,
    officer_id: int,
    catalogue_version: str,
    form_set: FormSet,
    time_limit_text: str,
) -> NewCase:
    """The case that a draft without blocking problems becomes."""
    papers = [paper for paper in draft.papers if paper.answered is not None]
    taken = ((position, paper.taken) for position, paper in enumerate(papers))
    return NewCase(
        applicant=draft.applicant.details(),
        submitter=draft.submitter.details() if draft.submitter else None,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        procedure_valid_from=procedure.valid_from,
        catalogue_version=catalogue_version,
        field=procedure.field,
        group=procedure.group,
        form_set=form_set.id,
        channel=draft.channel,
        identity_source=identity_source(draft),
        received_at=received_at,
        appointment=appointment,
        papers=tuple(paper.answered for paper in draft.papers if paper.answered is not None),
        officer_id=officer_id,
        dossiers=draft.dossiers,
        time_limit_text=time_limit_text,
        fee_amount=usual_fee(procedure) if draft.fee_amount is None else draft.fee_amount,
        fee_paid=draft.fee_paid,
        return_method=draft.return_method,
        note=draft.note,
        draft_id=draft.id,
        reused=tuple((position, each.event_id) for position, each in taken if each is not None),
        by_hour=procedure.time_limit.unit is TimeUnit.WORKING_HOURS,
    )


def _person_problems(person: PersonForm, role: Role) -> Iterator[Problem]:
    for name, field in person.fields.items():
        if field.damaged is not None:
            yield Problem(
                ProblemCode.FIELD_DAMAGED, blocks=name in {Field.FULL_NAME, Field.NUMBER}, role=role, field=name
            )
    if not person.text(Field.FULL_NAME) and person.field(Field.FULL_NAME).damaged is None:
        yield Problem(ProblemCode.NAME_MISSING, role=role, field=Field.FULL_NAME)
    number = person.number
    if not number and person.field(Field.NUMBER).damaged is None:
        yield Problem(ProblemCode.NUMBER_MISSING, blocks=False, role=role, field=Field.NUMBER)
    elif number and not (number.isascii() and number.isdecimal() and len(number) == 12):
        yield Problem(ProblemCode.NUMBER_MALFORMED, role=role, field=Field.NUMBER)


def _submitter_problems(draft: IntakeDraft) -> Iterator[Problem]:
    if draft.submitter is None:
        return
    if draft.submitter.is_empty:
        yield Problem(ProblemCode.SUBMITTER_INCOMPLETE, role=Role.SUBMITTER, field=Field.FULL_NAME)
        return
    yield from _person_problems(draft.submitter, Role.SUBMITTER)
    if draft.submitter.number and draft.submitter.number == draft.applicant.number:
        yield Problem(ProblemCode.SUBMITTER_IS_APPLICANT, role=Role.SUBMITTER, field=Field.NUMBER)


def _procedure_problems(
    draft: IntakeDraft, procedure: Procedure | None, appointment: Appointment | None
) -> Iterator[Problem]:
    if procedure is None:
        yield Problem(ProblemCode.PROCEDURE_MISSING)
        return
    unanswered = sum(paper.answered is None for paper in draft.papers)
    if unanswered:
        yield Problem(ProblemCode.PAPERS_UNANSWERED, count=unanswered)
    answered = (paper.answered for paper in draft.papers if paper.required)
    unexplained = sum(_missing_without_reason(paper) for paper in answered if paper is not None)
    if unexplained:
        yield Problem(ProblemCode.PAPER_MISSING_WITHOUT_REASON, count=unexplained)
    if not channel_allowed(procedure, draft.channel):
        yield Problem(ProblemCode.CHANNEL_NOT_ALLOWED)
    if appointment is None:
        yield Problem(ProblemCode.APPOINTMENT_UNKNOWN)


def _missing_without_reason(paper: CasePaper) -> bool:
    return paper.state in {PaperState.MISSING, PaperState.NOT_APPLICABLE} and not paper.reason
