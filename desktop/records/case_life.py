"""A case's life after intake as values: what can happen to it, what each happening holds, and how the case stands.

A happening is only ever added. One that was entered by mistake is taken back by a correction, which names it and says
why; state and clock are then those of the happenings that stand.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec

from desktop.records.cases import CaseState, IdentitySource, ReturnMethod
from desktop.records.catalogue.models import TimeUnit


class LifeAct(StrEnum):
    """What happens to a case; the value is the event of its history."""

    RECEIVED = "received"
    ACCEPTED = "accepted"  # what was registered online is received
    HANDED_OVER = "handed_over"  # phiếu kiểm soát quá trình
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLEMENTED = "supplemented"
    PAYMENT_ASKED = "payment_asked"
    PAID = "paid"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"  # with an apology, before the due date
    APOLOGISED = "apologised"  # after the due date, with another date
    FINISHED = "finished"
    RESULT_RECEIVED = "result_received"
    RETURNED = "returned"
    CORRECTED = "corrected"
    CODE_NOTED = "code_noted"


# They leave the state as it is, or come back to one: the counts of what happened to cases pass them over.
ASIDE = frozenset(
    {
        LifeAct.HANDED_OVER,
        LifeAct.EXTENDED,
        LifeAct.APOLOGISED,
        LifeAct.RESULT_RECEIVED,
        LifeAct.CORRECTED,
        LifeAct.CODE_NOTED,
    }
)
ENDS = frozenset({CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.STOPPED, CaseState.RETURNED})


class Timeliness(StrEnum):
    """An end held against the due time: by date, and by hour where the procedure counts hours."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


class Receiver(StrEnum):
    """Who a result is given to."""

    APPLICANT = "applicant"
    SUBMITTER = "submitter"  # who handed the case in for the applicant
    AUTHORISED = "authorised"  # somebody else, with a paper that says so


class CodeWay(StrEnum):
    """Which way a case went between this desk and another system."""

    BROUGHT = "brought"  # it came from there
    CARRIED = "carried"  # it was entered there


class HandOver(msgspec.Struct, frozen=True, tag=True):
    """One line of the control slip: from part to part, with persons; the time is the happening's."""

    from_part: str
    to_part: str
    to_name: str = ""
    to_officer_id: int | None = None


class ClockStop(msgspec.Struct, frozen=True, tag=True):
    """The clock as it was stopped.

    Attributes:
        due_before: The due time then.
        left: What was left of the term, in `unit`s; of hours in minutes. Below nothing: it was late already.
        runs: The version lets the clock run on.
        papers: What is asked for.
    """

    due_before: datetime
    left: int
    unit: TimeUnit
    runs: bool = False
    papers: tuple[str, ...] = ()


class ClockResume(msgspec.Struct, frozen=True, tag=True):
    """The clock as it was started again.

    Attributes:
        due_before: The due time when it was stopped.
        due_at: The due time from now on.
        amount: What was paid, in đồng; 0 for papers.
        online: Paid online.
    """

    due_before: datetime
    due_at: datetime
    amount: int = 0
    online: bool = False


class OtherDue(msgspec.Struct, frozen=True, tag=True):
    """An apology with another time.

    Attributes:
        due_before: The due time then.
        due_at: The time that is promised now.
        counts: Whether the case is held against it; a case that was late stays late.
    """

    due_before: datetime
    due_at: datetime
    counts: bool = True


class ResultFacts(msgspec.Struct, frozen=True, tag=True):
    """A result: its number and day, where it has them."""

    number: str = ""
    day: date | None = None


class ReturnFacts(msgspec.Struct, frozen=True, tag=True):
    """Who got the result, and how.

    Attributes:
        receiver: Who they are to the case.
        name: Their name.
        id_number: Their number; "" by post or online.
        source: How they were identified at the counter; None by post or online.
        tracking: The post's number.
        authority: The paper by which somebody else may receive it.
        signed: They signed for it.
    """

    way: ReturnMethod
    receiver: Receiver = Receiver.APPLICANT
    name: str = ""
    id_number: str = ""
    source: IdentitySource | None = None
    tracking: str = ""
    authority: str = ""
    signed: bool = False


class Correction(msgspec.Struct, frozen=True, tag=True):
    """Takes a happening back."""

    event_id: int


class CodeFacts(msgspec.Struct, frozen=True, tag=True):
    """The code that a case has in another system."""

    system: str
    code: str
    way: CodeWay


Details = HandOver | ClockStop | ClockResume | OtherDue | ResultFacts | ReturnFacts | Correction | CodeFacts


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """One happening.

    Attributes:
        act: What; None for an entry of a kind that this program does not know.
        state: The case's state after it.
        why: The reason or remark.
        taken_back_by: Id of the correction; None for one that stands.
    """

    id: int
    act: LifeAct | None
    at: datetime
    officer_id: int
    officer_name: str
    state: CaseState
    why: str = ""
    details: Details | None = None
    taken_back_by: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A clock that stands still."""

    since: datetime
    left: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class DueSpan:
    """From a day on a case is held against a due time.

    Attributes:
        event_id: What made it so.
        day: The first day.
        due_at: The due time.
        left: What is left of the term while the clock stands still, as `ClockStop.left`; None while it runs.
    """

    event_id: int
    day: date
    due_at: datetime
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands after what has happened.

    Attributes:
        due_at: The due time it is held against.
        promised_at: The time that the citizen was told last.
        stop: The clock's stop; None while it runs.
        part: The part that has the case; "" for the desk that received it.
        holder_id: The officer of this program who has it; None for nobody, or somebody else.
        holder_name: Whoever has it.
        counts: How often each act stands in it.
        spans: The due times it was held against, oldest first; one at least.
        finished: How the end was held against the due time; None without an end.
        result_here: The result lies at the desk.
    """

    state: CaseState
    due_at: datetime
    promised_at: datetime
    stop: Stop | None = None
    part: str = ""
    holder_id: int | None = None
    holder_name: str = ""
    counts: tuple[tuple[LifeAct, int], ...] = ()
    spans: tuple[DueSpan, ...] = ()
    finished: Timeliness | None = None
    result_here: bool = False

    def count(self, act: LifeAct) -> int:
        """How often an act stands."""
        return dict(self.counts).get(act, 0)

    @property
    def can_be_late(self) -> bool:
        """Whether the clock still matters: it runs, or had run out before it was stopped, and there is no end yet."""
        return self.state not in ENDS | {CaseState.DONE} and (self.stop is None or self.stop.left < 0)


@dataclass(frozen=True, slots=True)
class OutsideCode:
    """What a case is called in another system."""

    system: str
    code: str
    way: CodeWay
    at: datetime
    event_id: int


@dataclass(frozen=True, slots=True)
class LifeBasis:
    """What of a case its life is held against."""

    case_id: int
    code: str
    state: CaseState
    received_at: datetime
    received_event_id: int
    received_by: int
    receiver_name: str
    first_due_at: datetime
    procedure_code: str
    procedure_valid_from: date
    by_hour: bool


@dataclass(frozen=True, slots=True)
class CaseLife:
    """A case's whole life.

    Attributes:
        events: All of them, the oldest first, also those that were taken back.
        standing: How the case stands.
        outside: Its codes in other systems.
        lacks: Ids of the systems that still lack it.
        result_digitized_at: When its result was stored as a file; None if it was not.
    """

    basis: LifeBasis
    events: tuple[LifeEvent, ...]
    standing: Standing
    outside: tuple[OutsideCode, ...] = ()
    lacks: tuple[str, ...] = ()
    result_digitized_at: datetime | None = None

    @property
    def standing_events(self) -> tuple[LifeEvent, ...]:
        """What was not taken back, without the corrections themselves."""
        return tuple(e for e in self.events if e.taken_back_by is None and e.act is not LifeAct.CORRECTED)

    @property
    def last_event_id(self) -> int:
        """Id of the newest happening: what an officer has seen of the case."""
        return self.events[-1].id if self.events else 0

    @property
    def hand_overs(self) -> tuple[tuple[LifeEvent, HandOver], ...]:
        """The lines of the control slip, the oldest first."""
        return tuple((e, e.details) for e in self.standing_events if isinstance(e.details, HandOver))


@dataclass(frozen=True, slots=True)
class LifeStep:
    """What an officer does with a case.

    Attributes:
        why: The reason or remark.
        details: What the act holds; of clocks the records fill it in.
        due_at: The other time, of an apology.
        papers: What is asked for, of a request for supplements.
        amount: What was paid, in đồng.
        online: Paid online.
    """

    act: LifeAct
    why: str = ""
    details: Details | None = None
    due_at: datetime | None = None
    papers: tuple[str, ...] = ()
    amount: int = 0
    online: bool = False


def timeliness(at: datetime, due_at: datetime, *, by_hour: bool) -> Timeliness:
    """An end held against its due time; the same as `desktop.records.indicators` counts."""
    if by_hour:
        if at > due_at:
            return Timeliness.LATE
        same = at.replace(minute=0, second=0, microsecond=0) == due_at.replace(minute=0, second=0, microsecond=0)
        return Timeliness.ON_TIME if same else Timeliness.EARLY
    if at.date() == due_at.date():
        return Timeliness.ON_TIME
    return Timeliness.LATE if at.date() > due_at.date() else Timeliness.EARLY


def is_late(at: datetime, due_at: datetime, *, by_hour: bool) -> bool:
    """Whether a due time has gone by."""
    return timeliness(at, due_at, by_hour=by_hour) is Timeliness.LATE
