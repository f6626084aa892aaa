"""The draft of an intake: everything entered so far, as one frozen value that is saved after each change."""

import uuid
from datetime import date, datetime

import msgspec

from desktop.records.cases import CasePaper, ReturnMethod
from desktop.records.catalogue.models import ReceptionChannel
from desktop.workflows.paper_reuse import TakenPaper
from desktop.workflows.person_form import PersonForm

FORMAT = 1


class DraftPaper(msgspec.Struct, frozen=True):
    """A paper of the draft: the case's paper, or None while the officer has not said what became of it.

    Attributes:
        taken: What was digitized before and stands for it; None where nothing does.
        valid_months: How long after it was digitized one is accepted again.
    """

    spec_id: str
    name: str
    required: bool
    condition: str = ""
    because: str = ""
    legal_text: str = ""
    answered: CasePaper | None = None
    usual: CasePaper | None = None
    taken: TakenPaper | None = None
    valid_months: int | None = None


class OtherAppointment(msgspec.Struct, frozen=True):
    """A promise other than the computed one, with the officer's reason."""

    due_at: datetime
    reason: str


class IntakeDraft(msgspec.Struct, frozen=True):
    """One intake in progress.

    Attributes:
        id: Random; a case takes it over, so that one draft can never become two cases.
        procedure_code: "" while none is chosen.
        procedure_valid_from: With the code, the version of the procedure that the papers come from.
        fee_amount: What the officer counted, in đồng; None while the catalogue's own fee stands.
        vneid_shown: The citizen was identified on the VNeID screen.
    """

    id: str
    started_at: datetime
    applicant: PersonForm = PersonForm()
    submitter: PersonForm | None = None
    procedure_code: str = ""
    procedure_valid_from: date | None = None
    papers: tuple[DraftPaper, ...] = ()
    channel: ReceptionChannel = ReceptionChannel.COUNTER
    return_method: ReturnMethod = ReturnMethod.DESK
    other_appointment: OtherAppointment | None = None
    dossiers: int = 1
    fee_amount: int | None = None
    fee_paid: bool = False
    vneid_shown: bool = False
    note: str = ""
    format: int = FORMAT

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered that would be worth keeping."""
        return self.applicant.is_empty and self.submitter is None and not self.procedure_code and not self.note

    def to_json(self) -> str:
        """The draft as JSON text, for the encrypted database only."""
        return msgspec.json.encode(self).decode()


def new_draft(now: datetime) -> IntakeDraft:
    """An empty draft with an id of its own."""
    return IntakeDraft(id=uuid.uuid4().hex, started_at=now)


def draft_from_json(text: str) -> IntakeDraft | None:
    """The draft that `IntakeDraft.to_json` gave, or None if the text is damaged or of a newer format."""
    try:
        draft = msgspec.json.decode(text.encode(), type=IntakeDraft)
    except msgspec.DecodeError:
        return None
    return draft if draft.format == FORMAT else None
