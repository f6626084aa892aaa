"""An intake as named states: from the first scan to a saved case. No widget and no database is known here.

```
            scan / typing                    save                    saved
  EMPTY ───────────────────▶ FILLING ───────────────▶ SAVING ───────────────▶ SAVED
    ▲                          │  ▲                      │                      │
    │   start_over / set_aside │  └──────────────────────┘ failed               │ the next scan, or start_over
    └──────────────────────────┴────────────────────────────────────────────────┘
```

A scan of somebody else while a draft is open never touches the draft: it waits as `Intake.pending` until the officer
decides. Every answer of the database is checked against the draft that asked, so that nothing of one citizen can reach
the draft of another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from desktop.records.cases import Appointment, Case, NewCase, PaperState, ReturnMethod
from desktop.records.catalogue.models import PaperAnswer, Procedure, ReceptionChannel
from desktop.workflows import intake_papers
from desktop.workflows.draft_keeper import DraftKeeper
from desktop.workflows.intake_draft import IntakeDraft, OtherAppointment, draft_from_json, new_draft
from desktop.workflows.intake_rules import Problem, Role, new_case, problems, usual_channel
from desktop.workflows.matching import Match, compare
from desktop.workflows.paper_reuse import TakenPaper, offer
from desktop.workflows.person_form import PersonForm
from desktop.workflows.ports import Deliver, DeskRules, IntakeStore, KnownCitizen
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Field, Source


class IntakeState(StrEnum):
    """Where an intake stands."""

    EMPTY = "empty"
    FILLING = "filling"
    SAVING = "saving"
    SAVED = "saved"


class Decision(StrEnum):
    """What the officer wants of a card that is not the draft's."""

    NEW_CASE = "new_case"  # put the open draft aside, begin a new one with this card
    SUBMITTER = "submitter"  # this person hands the open draft in for its applicant
    SAME_PERSON = "same_person"  # what was typed so far is this person's
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class PendingScan:
    """A card that waits for the officer's decision, and what may be decided."""

    identity: CitizenIdentity
    choices: tuple[Decision, ...]


class Intake:
    """One officer's intake desk: the open draft, what it lacks, and its way into the records.

    Attributes:
        draft: The open draft.
        state: Where it stands.
        procedure: The chosen procedure, in the version of today.
        appointment: When the result would be promised if the case were saved now; None while unknown.
        known: What the desk knows of the applicant already; None while nothing is.
        pending: A card that waits for a decision.
        expecting_submitter: The next card read is the authorised person's.
        saved: The case, once saved.
        error: The last failure of saving, until the next change.
    """

    def __init__(
        self, store: IntakeStore, deliver: Deliver, rules: DeskRules, clock: Callable[[], datetime], officer_id: int
    ) -> None:
        self._store = store
        self._deliver = deliver
        self._rules = rules
        self._clock = clock
        self._officer_id = officer_id
        self._observers: list[Callable[[], None]] = []
        self._keeper = DraftKeeper(store, deliver, self._on_store_failed)
        self._begin(new_draft(clock()))

    def _begin(self, draft: IntakeDraft) -> None:
        self.draft = draft
        self.state = IntakeState.EMPTY if draft.is_empty else IntakeState.FILLING
        self.procedure: Procedure | None = None
        self.appointment: Appointment | None = None
        self.known: KnownCitizen | None = None
        self.pending: PendingScan | None = None
        self.expecting_submitter = False
        self.saved: Case | None = None
        self.error: CodedError | None = None

    # ---- observing

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have `observer` called after every change, on the thread of the change."""
        self._observers.append(observer)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the draft lacks."""
        return problems(self.draft, self.procedure, self.appointment)

    @property
    def can_save(self) -> bool:
        """Whether `save` would do something."""
        return self.state == IntakeState.FILLING and not any(problem.blocks for problem in self.problems)

    @property
    def today(self) -> date:
        """The desk's day."""
        return self._clock().date()

    # ---- who

    def scan(self, identity: CitizenIdentity) -> None:
        """Take a card's reading: into the draft where it is the draft's person, else to be decided by the officer."""
        just_served = self.state == IntakeState.SAVED and compare(self.draft.applicant, identity) is Match.SAME
        if just_served or self.state == IntakeState.SAVING:
            # A card that is picked up passes the camera once more: that is no wish for a second case.
            self.pending = PendingScan(identity, (Decision.NEW_CASE, Decision.IGNORE))
            self._notify()
            return
        if self.state == IntakeState.SAVED:
            self._begin(new_draft(self._clock()))
        if self.expecting_submitter:
            self._scan_submitter(identity)
        else:
            self._scan_applicant(identity)

    def _scan_applicant(self, identity: CitizenIdentity) -> None:
        submitter = self.draft.submitter
        if submitter is not None and compare(submitter, identity) is Match.SAME:
            self._change(submitter=submitter.with_reading(identity))
            return
        match = compare(self.draft.applicant, identity)
        if match is Match.SAME:
            self.pending = None
            self._change(applicant=self.draft.applicant.with_reading(identity))
            self._look_up()
            return
        choices = [Decision.NEW_CASE, Decision.SUBMITTER, Decision.IGNORE]
        if match is Match.UNSURE:
            choices.insert(0, Decision.SAME_PERSON)
        self.pending = PendingScan(identity, tuple(choices))
        self._notify()

    def _scan_submitter(self, identity: CitizenIdentity) -> None:
        submitter = self.draft.submitter or PersonForm()
        if compare(submitter, identity) is Match.OTHER:
            submitter = PersonForm()
        self.expecting_submitter = False
        self.pending = None
        self._change(submitter=submitter.with_reading(identity))

    def decide(self, decision: Decision) -> None:
        """Do with the waiting card what the officer decided; without one, or for a choice not offered, nothing."""
        pending = self.pending
        if pending is None or decision not in pending.choices or self.state == IntakeState.SAVING:
            return
        self.pending = None
        if decision is Decision.NEW_CASE:
            self.set_aside()
            self.scan(pending.identity)
        elif decision is Decision.SUBMITTER:
            self._scan_submitter(pending.identity)
        elif decision is Decision.SAME_PERSON:
            self._change(applicant=self.draft.applicant.with_reading(pending.identity))
            self._look_up()
        else:
            self._notify()

    def type_field(self, role: Role, name: Field, text: str) -> None:
        """The officer typed a field; dates in ISO form, "" to clear."""
        person = self._person(role)
        before = person.number
        self._change_person(role, person.with_typed(name, text))
        if role is Role.APPLICANT and name is Field.NUMBER and self.draft.applicant.number != before:
            self._look_up()

    def type_contact(self, role: Role, *, phone: str | None = None, email: str | None = None) -> None:
        """The officer typed how to reach a person."""
        person = self._person(role)
        self._change_person(
            role,
            msgspec.structs.replace(
                person,
                phone=person.phone if phone is None else phone.strip(),
                email=person.email if email is None else email.strip(),
            ),
        )

    def choose_source(self, role: Role, name: Field, source: Source) -> None:
        """The officer says which source is right for a field."""
        self._change_person(role, self._person(role).with_choice(name, source))

    def expect_submitter(self) -> None:
        """An authorised person hands the case in: open their form and take the next card for it."""
        self.expecting_submitter = True
        self._change(submitter=self.draft.submitter or PersonForm())

    def remove_submitter(self) -> None:
        """The applicant hands the case in after all."""
        self.expecting_submitter = False
        self._change(submitter=None)

    def set_vneid_shown(self, shown: bool) -> None:
        """The citizen was identified on the VNeID screen."""
        self._change(vneid_shown=shown)

    # ---- what

    def choose_procedure(self, procedure: Procedure) -> None:
        """Take a procedure with its papers of today; answers given for another one are dropped."""
        if procedure.code == self.draft.procedure_code and self.procedure is not None:
            return
        day = self._clock().date()
        self.procedure = procedure
        self._change(
            procedure_code=procedure.code,
            procedure_valid_from=procedure.valid_from,
            papers=self._rules.papers(procedure, day),
            channel=usual_channel(procedure, self.draft.channel),
            other_appointment=None,
            fee_amount=None,
        )

    def clear_procedure(self) -> None:
        """Take no procedure after all."""
        self.procedure = None
        self._change(procedure_code="", procedure_valid_from=None, papers=(), other_appointment=None, fee_amount=None)

    def answer_papers(self) -> None:
        """Everything not answered yet is there as the procedure asks (papers "if there is one" are not needed)."""
        self._change(papers=intake_papers.all_as_usual(self.draft.papers))

    def answer_paper(self, index: int, state: PaperState, reason: str = "") -> None:
        """Say what became of one paper; a required one that is missing wants a reason."""
        self._change(papers=intake_papers.with_state(self.draft.papers, index, state, reason))

    def change_answer(self, index: int, answer: PaperAnswer, reason: str) -> None:
        """Give a paper another of the four answers than the catalogue's, with the officer's reason."""
        self._change(papers=intake_papers.with_answer(self.draft.papers, index, answer, reason))

    def set_counts(self, index: int, *, originals: int, copies: int) -> None:
        """How many originals and copies of a paper were handed in."""
        self._change(papers=intake_papers.with_counts(self.draft.papers, index, originals, copies))

    def add_paper(self, name: str, answer: PaperAnswer, *, originals: int = 1, copies: int = 0) -> None:
        """Take a paper that the procedure does not name."""
        self._change(papers=intake_papers.with_added(self.draft.papers, name, answer, originals, copies))

    def remove_paper(self, index: int) -> None:
        """Drop a paper that the officer added; the procedure's own papers stay."""
        self._change(papers=intake_papers.without(self.draft.papers, index))

    @property
    def offers(self) -> dict[int, TakenPaper]:
        """What was digitized of the applicant before and serves for a paper of the draft, by the paper's index.

        One that has run out is among them, to be seen; it is not taken.
        """
        if self.known is None or self.state in {IntakeState.SAVING, IntakeState.SAVED}:
            return {}
        found: dict[int, TakenPaper] = {}
        for index, paper in enumerate(self.draft.papers):
            if paper.taken is None and paper.usual is not None and paper.usual.answer is PaperAnswer.DIGITIZE:
                offered = offer(self.known.papers, paper.name, paper.valid_months)
                if offered is not None:
                    found[index] = offered
        return found

    def take_paper(self, index: int) -> None:
        """Let what was digitized before stand for a paper; nothing where nothing is offered or it has run out."""
        offered = self.offers.get(index)
        if offered is not None and offered.is_valid(self._clock().date()):
            self._change(papers=intake_papers.with_taken(self.draft.papers, index, offered))

    def take_papers(self) -> None:
        """Take everything that is offered for papers which have not been answered otherwise."""
        for index in self.offers:
            if self.draft.papers[index].answered is None:
                self.take_paper(index)

    # ---- when and how

    def set_channel(self, channel: ReceptionChannel) -> None:
        """How the case came in."""
        self._change(channel=channel)

    def set_return_method(self, method: ReturnMethod) -> None:
        """Where the result goes."""
        self._change(return_method=method)

    def promise(self, due_at: datetime, reason: str) -> None:
        """Promise another time than the computed one; a reason is needed."""
        if reason.strip():
            self._change(other_appointment=OtherAppointment(due_at, reason.strip()))

    def promise_as_computed(self) -> None:
        """Go back to the computed time."""
        self._change(other_appointment=None)

    def set_fee(self, amount: int | None, *, paid: bool) -> None:
        """The fee counted by the officer in đồng (None: the catalogue's), and whether it was paid."""
        self._change(fee_amount=amount, fee_paid=paid)

    def set_note(self, note: str) -> None:
        """A remark on the case."""
        self._change(note=note.strip())

    # ---- the draft's life

    def save(self) -> None:
        """Save the case; the outcome arrives as state SAVED with `saved`, or FILLING with `error`."""
        if not self.can_save:
            return
        self._refresh_appointment()
        case = self.as_it_stands()
        if case is None:
            return
        self.state = IntakeState.SAVING
        self.error = None
        self._keeper.forget()
        self._notify()
        self._deliver(self._store.receive(case), self._on_saved, self._on_save_failed)

    def as_it_stands(self) -> NewCase | None:
        """The case that the draft would be now, however much it lacks; None without a procedure or its appointment."""
        if self.procedure is None or self.appointment is None:
            return None
        now = self._clock()
        return new_case(
            self.draft,
            self.procedure,
            self.appointment,
            received_at=now,
            officer_id=self._officer_id,
            catalogue_version=self._rules.version,
            form_set=self._rules.form_set(now.date()),
            time_limit_text=self._rules.time_limit_text(self.procedure),
        )

    def _on_saved(self, case: Case) -> None:
        self.state = IntakeState.SAVED
        self.saved = case
        self._notify()

    def _on_save_failed(self, error: CodedError) -> None:
        self.state = IntakeState.FILLING
        self._keeper.keep(self.draft)
        self.error = error
        self._notify()

    def set_aside(self) -> None:
        """Keep the open draft for later and begin an empty one."""
        if self.state != IntakeState.SAVING:
            self._begin(new_draft(self._clock()))
            self._notify()

    def discard(self) -> None:
        """Wipe the open draft and begin an empty one."""
        if self.state == IntakeState.SAVING:
            return
        if self.state == IntakeState.FILLING:
            self._keeper.wipe(self.draft)
        self._begin(new_draft(self._clock()))
        self._notify()

    def resume(self, text: str) -> bool:
        """Open a draft that was kept; False if its text cannot be read any more."""
        draft = draft_from_json(text)
        if draft is None or self.state == IntakeState.SAVING:
            return False
        self._begin(draft)
        if draft.procedure_code:
            self.procedure = self._rules.procedure(draft.procedure_code, self._clock().date())
            if self.procedure is None or self.procedure.valid_from != draft.procedure_valid_from:
                self.procedure = None
                self.draft = msgspec.structs.replace(draft, procedure_code="", procedure_valid_from=None, papers=())
        self._refresh_appointment()
        self._look_up()
        self._notify()
        return True

    def close(self) -> None:
        """The program ends: the last change is handed to the store, and nothing more is asked of it."""
        self._keeper.close()

    # ---- inside

    def _person(self, role: Role) -> PersonForm:
        return self.draft.applicant if role is Role.APPLICANT else self.draft.submitter or PersonForm()

    def _change_person(self, role: Role, person: PersonForm) -> None:
        if role is Role.APPLICANT:
            self._change(applicant=person)
        else:
            self._change(submitter=person)

    def _change(self, **changes: object) -> None:
        if self.state in {IntakeState.SAVING, IntakeState.SAVED}:
            return
        before = self.draft.applicant.number
        self.draft = msgspec.structs.replace(self.draft, **changes)
        if self.draft.applicant.number != before:  # what was digitized before is of somebody else, or of nobody known
            papers = intake_papers.without_taken(self.draft.papers)
            self.draft = msgspec.structs.replace(self.draft, papers=papers)
        self.error = None
        self.state = IntakeState.EMPTY if self.draft.is_empty else IntakeState.FILLING
        self._refresh_appointment()
        self._keeper.keep(self.draft)
        self._notify()

    def _refresh_appointment(self) -> None:
        if self.procedure is None:
            self.appointment = None
        elif self.draft.other_appointment is not None:
            other = self.draft.other_appointment
            self.appointment = Appointment(other.due_at, (), changed_because=other.reason)
        else:
            try:
                self.appointment = self._rules.appointment(self.procedure, self._clock())
            except CodedError as error:
                self.appointment = None
                self.error = error

    def _on_store_failed(self, error: CodedError) -> None:
        self.error = error
        self._notify()

    def _look_up(self) -> None:
        """Ask the records for the applicant; the answer counts only if the same draft still has the same number."""
        number, draft_id = self.draft.applicant.number, self.draft.id
        self.known = None
        if len(number) != 12:
            return

        def answer(known: KnownCitizen | None) -> None:
            if self.draft.id != draft_id or self.draft.applicant.number != number or known is None:
                return
            self.known = known
            details = known.citizen.details
            if details.phone and not self.draft.applicant.phone and self.state == IntakeState.FILLING:
                applicant = msgspec.structs.replace(self.draft.applicant, phone=details.phone)
                self.draft = msgspec.structs.replace(self.draft, applicant=applicant)
                self._keeper.keep(self.draft)
            self._notify()

        self._deliver(self._store.known(number), answer, self._on_store_failed)

    def _notify(self) -> None:
        for observer in tuple(self._observers):
            observer()
