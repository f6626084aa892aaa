"""What an officer can do with the case they look at, and why not the rest; each act is carried out by the records.

The records hold every act against the rules again in the transaction that writes it, and against what the officer had
seen of the case: two windows cannot undo one another.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from desktop.records.case_life import CaseLife, HandOver, LifeAct, LifeStep, Receiver
from desktop.records.case_life_acts import CasePeople, receiver_of
from desktop.records.case_life_course import LifeCourse
from desktop.records.case_life_repository import why_not
from desktop.records.case_life_rules import ClockMode, LifeRules, LifeVersion, OutsideSystem
from desktop.records.cases import Case, CaseState
from desktop.records.people import Officer
from desktop.records.print_log import Print
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.form_choice import form_after
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

MAIN: Mapping[CaseState, tuple[LifeAct, ...]] = {
    CaseState.SUBMITTED: (LifeAct.ACCEPTED,),
    CaseState.RECEIVED: (LifeAct.HANDED_OVER, LifeAct.FINISHED),
    CaseState.IN_PROGRESS: (LifeAct.FINISHED,),
    CaseState.AWAITING_SUPPLEMENT: (LifeAct.SUPPLEMENTED,),
    CaseState.AWAITING_PAYMENT: (LifeAct.PAID,),
    CaseState.DONE: (LifeAct.RETURNED,),
}
# In the order in which they are offered.
OFFERED = (
    LifeAct.ACCEPTED,
    LifeAct.HANDED_OVER,
    LifeAct.FINISHED,
    LifeAct.RESULT_RECEIVED,
    LifeAct.RETURNED,
    LifeAct.SUPPLEMENT_ASKED,
    LifeAct.SUPPLEMENTED,
    LifeAct.PAYMENT_ASKED,
    LifeAct.PAID,
    LifeAct.EXTENDED,
    LifeAct.APOLOGISED,
    LifeAct.CODE_NOTED,
    LifeAct.WITHDRAWN,
    LifeAct.STOPPED,
    LifeAct.REFUSED,
)


@dataclass(frozen=True, slots=True)
class Doable:
    """An act that is offered.

    Attributes:
        refusal: Why it cannot be done now; None if it can.
    """

    act: LifeAct
    refusal: CodedError | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that is shown of a case's life, as of one moment.

    Attributes:
        at: That moment.
        main: What is usually done next; None at the end of a life.
        offered: Every act, the lawful ones and why not the others.
        proposal: The other time that an apology may name; None where the calendar does not reach it.
        due_after: When the term ends if what is waited for comes now.
        officers: Who works here.
        version: The rules that the case lives under.
        prints: What was printed of it, the oldest first.
        clock_stops: The clock stands still while the citizen is asked for papers.
    """

    case: Case
    life: CaseLife
    at: datetime
    main: LifeAct | None = None
    offered: tuple[Doable, ...] = ()
    proposal: datetime | None = None
    due_after: datetime | None = None
    officers: tuple[Officer, ...] = field(default=())
    version: LifeVersion | None = None
    prints: tuple[Print, ...] = ()
    clock_stops: bool = False

    @property
    def people(self) -> CasePeople:
        """Whose case it is, and who handed it in."""
        return CasePeople(self.case.content.applicant, self.case.content.submitter)

    def receiver(self, number: str, name: str) -> Receiver:
        """Who somebody with this card is to the case."""
        return receiver_of(self.people, number, name)

    def can(self, act: LifeAct) -> bool:
        """Whether an act is lawful now."""
        return any(each.act is act and each.refusal is None for each in self.offered)


class CaseDesk:
    """Looks at one case at a time, and does what the officer wants with it.

    Attributes:
        view: What is known of it; None while no case is looked at.
        error: What went wrong last; None if nothing did.
        busy: An act is being carried out.
        done: How many acts and corrections were carried out.
        form: Key of the form that is usually given after what was done with the case just now; "" for none.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        rules: LifeRules,
        deliver: Deliver,
        clock: Callable[[], datetime],
        *,
        officer_id: int,
        parts: Callable[[], tuple[str, ...]],
        home: Callable[[], str],
    ) -> None:
        """Work over the records.

        Args:
            worker: The records.
            rules: The table of lawful acts.
            deliver: Brings outcomes to this thread.
            clock: The desk's time.
            officer_id: Who works here.
            parts: The unit's parts, as they are set now.
            home: What this desk is called among them.
        """
        self._worker = worker
        self._rules = rules
        self._deliver = deliver
        self._clock = clock
        self._officer_id = officer_id
        self._parts = parts
        self._home = home
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._case_id: int | None = None
        self.view: CaseView | None = None
        self.error: CodedError | None = None
        self.busy = False
        self.done = 0
        self.form = ""

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def systems(self) -> tuple[OutsideSystem, ...]:
        """The other systems."""
        return self._rules.systems

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that a case may be handed to: those of the unit, and this desk."""
        return tuple(dict.fromkeys((*self._parts(), self.home)))

    @property
    def home(self) -> str:
        """What this desk is called among the parts."""
        return self._home()

    # ---- looking

    def choose(self, case_id: int | None) -> None:
        """Look at a case."""
        if case_id != self._case_id:
            self.form = ""
        self._case_id, self.error = case_id, None
        if self.view is not None and self.view.case.id != case_id:
            self.view = None
            self._tell()
        self.refresh()

    def form_dealt_with(self) -> None:
        """The form was printed, or is not wanted: it is offered no more."""
        self.form = ""
        self._tell()

    def refresh(self) -> None:
        """Look again; an answer about a case that is not looked at any more is dropped."""
        case_id = self._case_id
        if case_id is not None:
            self._ask(self._worker.submit(lambda uow: self._read(uow, case_id)))

    def _read(self, uow: UnitOfWork, case_id: int) -> CaseView:
        case, life, at = uow.cases.get(case_id), uow.cases.life(case_id), self._clock()
        officers = tuple(officer for officer in uow.officers.all() if officer.active)
        refusals = why_not(life, self._rules, at)
        offered = tuple(Doable(act, refusals[act]) for act in OFFERED)
        main = next((act for act in MAIN.get(life.standing.state, ()) if refusals[act] is None), None)
        course = LifeCourse(life.basis, self._rules)
        return CaseView(
            case,
            life,
            at,
            main,
            offered,
            _if_known(lambda: course.proposal(life.standing, at)),
            _if_known(lambda: course.resuming(life.standing, main or LifeAct.SUPPLEMENTED, at)),
            officers,
            course.version,
            uow.prints.of_case(case_id),
            course.mode(LifeAct.SUPPLEMENT_ASKED) is ClockMode.STOP,
        )

    # ---- doing

    def act(self, step: LifeStep) -> None:
        """Do something with the case; what is refused changes nothing and is in `error`."""
        if self.view is None or self.busy:
            return
        case_id, seen, at = self.view.case.id, self.view.life.last_event_id, self._clock()
        details = step.details
        if isinstance(details, HandOver) and not details.from_part:
            named = HandOver(self.home, details.to_part, details.to_name, details.to_officer_id)
            step = LifeStep(step.act, step.why, named)

        def work(uow: UnitOfWork) -> CaseView:
            uow.case_life.act(case_id, step, self._rules, at=at, officer_id=self._officer_id, seen=seen)
            view = self._read(uow, case_id)
            uow.commit()
            return view

        self._carry_out(work, form_after(step))

    def correct(self, event_id: int, why: str) -> None:
        """Take back what was noted by mistake; what is refused changes nothing and is in `error`."""
        if self.view is None or self.busy:
            return
        case_id, seen, at = self.view.case.id, self.view.life.last_event_id, self._clock()

        def work(uow: UnitOfWork) -> CaseView:
            uow.case_life.correct(case_id, event_id, why, self._rules, at=at, officer_id=self._officer_id, seen=seen)
            view = self._read(uow, case_id)
            uow.commit()
            return view

        self._carry_out(work)

    def _carry_out(self, work: Callable[[UnitOfWork], CaseView], form: str = "") -> None:
        self.busy, self.error, self.form = True, None, ""
        self._tell()
        self._ask(self._worker.submit(work), acts=1, form=form)

    def _ask(self, future: Future[CaseView], *, acts: int = 0, form: str = "") -> None:
        self._asked += 1
        asked = self._asked

        def show(view: CaseView) -> None:
            self.busy = False
            self.done += acts
            if asked == self._asked and view.case.id == self._case_id:
                self.view, self.error = view, None
                self.form = form or self.form
            self._tell()

        def fail(error: CodedError) -> None:
            self.busy, self.error = False, error
            self._tell()

        self._deliver(future, show, fail)

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()


def _if_known(count: Callable[[], datetime]) -> datetime | None:
    try:
        return count()
    except CodedError:  # the calendar does not reach that far
        return None
