"""A desk's month counted apart from the program: a plain ledger of what was done, and the figures that follow from it.

Nothing of the program is imported here. Every figure is counted as its definition in ``resources/indicators`` says, by
going through the ledger; terms and clocks are counted anew as well.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

HOURS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
SAME_DAY_UNTIL = time(15)
GIVEN = ("handed_in", "shown")
NAMED_WAIVERS = ("old_number_confirmation", "residence", "identity_copy", "data_replaces_paper", "earlier_result")
STATE_AFTER = {
    "handed_over": "in_progress",
    "supplement_asked": "awaiting_supplement",
    "supplemented": "in_progress",
    "payment_asked": "awaiting_payment",
    "paid": "in_progress",
    "refused": "refused",
    "stopped": "stopped",
    "withdrawn": "withdrawn",
    "finished": "done",
    "returned": "returned",
}
WAITING = ("awaiting_supplement", "awaiting_payment")
ENDS = ("finished", "withdrawn", "stopped", "refused", "returned")
LATE = -1
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Term:
    """How long a procedure may take."""

    unit: str
    amount: int = 0


class Days:
    """Working days and hours."""

    def __init__(self, off: Iterable[date] = (), worked: Iterable[date] = ()) -> None:
        self._off, self._worked = frozenset(off), frozenset(worked)

    def works(self, day: date) -> bool:
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def next(self, day: date, count: int = 1) -> date:
        """So many working days after a day."""
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is worked from a time on, without end."""
        day = since.date()
        while True:
            for begin, end in HOURS if self.works(day) else ():
                opens, closes = (datetime.combine(day, each, tzinfo=since.tzinfo) for each in (begin, end))
                if closes > since:
                    yield max(opens, since), closes
            day += timedelta(days=1)

    def first_due(self, received: datetime, term: Term) -> datetime:
        """When a term ends that begins with a receipt."""
        start, day = received, received.date()
        if not self.works(day) or start.time() >= HOURS[-1][1]:
            day = self.next(day)
            start = datetime.combine(day, HOURS[0][0], tzinfo=received.tzinfo)
        if term.unit == "working_hours":
            return self.after_minutes(start, term.amount * 60)
        if term.unit == "working_days":
            day = self.next(day, term.amount)
        elif term.unit == "same_day":
            day = day if start.time() < SAME_DAY_UNTIL else self.next(day)
        else:
            day += timedelta(days=term.amount)
            day = day if self.works(day) else self.next(day)
        return datetime.combine(day, HOURS[-1][1], tzinfo=received.tzinfo)

    def after_minutes(self, start: datetime, count: int) -> datetime:
        for begin, end in self.spans(start):
            room = (end - begin) // MINUTE
            if count <= room:
                return begin + count * MINUTE
            count -= room
        raise AssertionError("days never end")

    def left(self, at: datetime, due: datetime, unit: str) -> int:
        """What is left of a term: days, or minutes; `LATE` where it has run out."""
        if unit == "working_hours":
            if at > due:
                return LATE
            before = takewhile(lambda span: span[0] < due, self.spans(at))
            return sum((min(end, due) - begin) // MINUTE for begin, end in before)
        if at.date() > due.date():
            return LATE
        days = [at.date() + timedelta(days=nth + 1) for nth in range((due.date() - at.date()).days)]
        return len(days) if unit == "calendar_days" else sum(map(self.works, days))

    def resumed(self, at: datetime, left: int, unit: str) -> datetime:
        """When a term ends that had so much left when it was stopped."""
        if unit == "working_hours":
            return self.after_minutes(at, left)
        if unit == "same_day" and left == 0:
            return self.first_due(at, Term("same_day"))
        return self.first_due(at, Term("calendar_days" if unit == "calendar_days" else "working_days", left))


@dataclass
class Done:
    """Something that was done with a case; `due` is the other time of an apology, `part` where it went."""

    what: str
    at: datetime
    due: datetime | None = None
    part: str = ""
    online: bool = False
    taken_back: bool = False


@dataclass
class PaperLine:
    """A paper of a case; `steps` are what its digitization is counted as, each with its day."""

    name: str
    answer: str
    state: str
    waiver: str = ""
    spec: str = ""
    sheets: int = 0
    steps: list[tuple[str, date]] = dataclasses.field(default_factory=list)

    @property
    def given(self) -> bool:
        return self.state in GIVEN

    @property
    def step(self) -> str:
        """How far it is."""
        return self.steps[-1][0] if self.steps else ""


@dataclass(frozen=True)
class Clock:
    """How a case is held against its term."""

    due: datetime
    left: int | None = None


@dataclass
class CaseLine:
    """A case as it was taken, and what was done with it."""

    id: int
    code: str
    procedure: str
    sector: str
    group: str
    channel: str
    identity: str
    received: datetime
    term: Term
    fee: int
    gives_paper: bool
    papers: list[PaperLine]
    citizen: int
    fee_paid: bool = False
    submitter: int | None = None
    done: list[Done] = dataclasses.field(default_factory=list)
    result: PaperLine = dataclasses.field(default_factory=lambda: PaperLine("result", "digitize", "handed_in"))

    @property
    def by_hour(self) -> bool:
        return self.term.unit == "working_hours"

    @property
    def stands(self) -> list[Done]:
        return [each for each in self.done if not each.taken_back]

    @property
    def state(self) -> str:
        state = "received"
        for each in self.stands:
            if each.what != "handed_over" or state == "received":
                state = STATE_AFTER.get(each.what, state)
        return state

    @property
    def part(self) -> str:
        return next((each.part for each in reversed(self.stands) if each.part), "")

    def count(self, what: str) -> int:
        return sum(each.what == what for each in self.stands)

    def clock(self, days: Days, until: date = date.max) -> Clock:
        """How it is held against its term at the end of a day, by all that stands."""
        clock = Clock(days.first_due(self.received, self.term))
        for each in self.stands:
            if each.at.date() > until:
                break
            if each.what in {"supplement_asked", "payment_asked"}:
                clock = Clock(clock.due, days.left(each.at, clock.due, self.term.unit))
            elif each.what in {"supplemented", "paid"} and clock.left is not None:
                late = clock.left == LATE
                clock = Clock(clock.due if late else days.resumed(each.at, clock.left, self.term.unit))
            elif each.what == "extended" and each.due is not None:
                clock = Clock(each.due)
        return clock

    def is_late(self, at: datetime, due: datetime) -> bool:
        return at > due if self.by_hour else at.date() > due.date()

    def punctual(self, at: datetime, due: datetime) -> str:
        if self.is_late(at, due):
            return "late"
        same = (at.date(), at.hour) == (due.date(), due.hour) if self.by_hour else at.date() == due.date()
        return "on_time" if same else "early"

    def first_end(self) -> Done | None:
        return next((each for each in self.stands if each.what in ENDS), None)

    def is_open(self, day: date) -> bool:
        return self.received.date() <= day and not any(
            each.what in ENDS and each.at.date() <= day for each in self.stands
        )


@dataclass(frozen=True)
class Noted:
    """What no case holds."""

    what: str
    day: date
    amount: int


@dataclass
class Ledger:
    """All of it."""

    days: Days
    cases: list[CaseLine] = dataclasses.field(default_factory=list)
    noted: list[Noted] = dataclasses.field(default_factory=list)

    def happened(self, first: date, last: date, of: str | None = None) -> Counter[str]:
        """The figures of a span without stocks; of a field, or of all."""
        found: Counter[str] = Counter()
        for case in self.cases:
            if of is None or case.sector == of:
                found.update(_received(case, first, last))
                found.update(_papers(case, first, last))
                found.update(self._acts(case, first, last))
        if of is None:
            for each in self.noted:
                found[each.what] += each.amount * (first <= each.day <= last)
        return +found

    def open_at(self, day: date, of: str | None = None) -> Counter[str]:
        """The stocks at the end of a day."""
        found: Counter[str] = Counter()
        for case in self.cases:
            if (of is None or case.sector == of) and case.is_open(day):
                clock = case.clock(self.days, day)
                waits = clock.left is not None and clock.left != LATE
                gone = clock.due.date() < day or (case.by_hour and clock.due.date() == day)
                found["open.late" if gone and not waits else "open.in_time"] += 1
        return found

    def figures(self, day: date) -> Counter[str]:
        """A day's record."""
        return self.happened(day, day) + self.open_at(day)

    def solved(self, first: date, last: date, of: str) -> Counter[str]:
        """Form 06a: each case by the first of its ends; what was given back, stopped or withdrawn is in time."""
        found: Counter[str] = Counter()
        for case in self.cases:
            end = case.first_end()
            if case.sector == of and end is not None and first <= end.at.date() <= last:
                due = case.clock(self.days).due
                found[case.punctual(end.at, due) if end.what == "finished" else "on_time"] += 1
        return found

    def waived(self, first: date, last: date) -> dict[str, tuple[int, int]]:
        """By waiver how many papers, and how many sheets they would have been."""
        found: dict[str, tuple[int, int]] = {}
        for case in self.cases:
            for paper in case.papers:
                if first <= case.received.date() <= last and paper.state == "waived":
                    papers, sheets = found.get(paper.waiver, (0, 0))
                    found[paper.waiver] = (papers + 1, sheets + paper.sheets)
        return found

    def _acts(self, case: CaseLine, first: date, last: date) -> Iterator[str]:
        due = case.clock(self.days).due
        for each in case.stands:
            if not first <= each.at.date() <= last:
                continue
            if each.what == "finished":
                yield f"finished.{case.punctual(each.at, due)}"
            elif each.what in {"refused", "stopped", "withdrawn", "returned"}:
                yield f"events.{each.what}"
            elif each.what == "supplement_asked":
                yield "events.supplement"
            elif each.what in {"extended", "apologised"}:
                yield "events.apology"
        for each, name in (*_payments(case), *_result(case)):
            if first <= each.at.date() <= last:
                yield name


def _payments(case: CaseLine) -> Iterator[tuple[Done, str]]:
    """After intake: a case's first payment at the desk, unless one came before it; its first online one."""
    paid = [each for each in case.stands if each.what == "paid"]
    if paid and not paid[0].online:
        yield paid[0], "payment.offline"
    yield from [(each, "payment.online") for each in paid if each.online][:1]


def _result(case: CaseLine) -> Iterator[tuple[Done, str]]:
    """An end; if it is a result, whether a file of it is owed, and was there by the end of that day."""
    ended = next((each for each in case.stands if each.what in {"finished", "withdrawn", "stopped"}), None)
    if ended is not None:
        yield ended, "results.finished"
    done = next((each for each in case.stands if each.what == "finished"), None)
    if done is None:
        return
    yield done, "results.owed" if case.gives_paper else "results.none"
    if case.gives_paper and any(step == "stored" and day <= done.at.date() for step, day in case.result.steps):
        yield done, "results.with_file"


def _received(case: CaseLine, first: date, last: date) -> Iterator[str]:
    if not first <= case.received.date() <= last:
        return
    yield f"received.{case.channel}.{case.group}"
    yield f"identity.{case.identity}"
    if case.fee > 0:
        yield "payment.due"
        if case.fee_paid and case.channel in {"counter", "postal"}:
            yield "payment.at_intake"
    if any(paper.given and paper.answer in {"digitize", "data_exists"} for paper in case.papers):
        yield "digitized.cases_loose"
    must = [paper for paper in case.papers if paper.given and paper.answer == "digitize"]
    if must and all(_has_file(paper, case.received.date()) for paper in must):
        yield "digitized.cases_strict"
    for paper in case.papers:
        if paper.given:
            yield f"papers.{paper.answer}"
            yield from _file_of(paper, case.received.date())
        elif paper.state == "missing":
            yield "papers.missing"
        elif paper.state == "waived":
            yield f"waived.{paper.waiver if paper.waiver in NAMED_WAIVERS else 'other'}"


def _file_of(paper: PaperLine, day: date) -> Iterator[str]:
    """A paper that has to be digitized: whether it has a file at the end of a day, and whether by reuse."""
    if paper.answer == "digitize" and _has_file(paper, day):
        yield "papers.with_file"
        if any(step.startswith("reused.") and at <= day for step, at in paper.steps):
            yield "papers.reused"


def _has_file(paper: PaperLine, day: date) -> bool:
    return any(step in {"stored", "reused.paper", "reused.result"} and at <= day for step, at in paper.steps)


def _papers(case: CaseLine, first: date, last: date) -> Iterator[str]:
    for paper in case.papers:
        for step, day in paper.steps:
            if first <= day <= last:
                yield step if step.startswith("reused.") else f"digitized.{step}"
    yield from ("results.file" for step, day in case.result.steps if step == "stored" and first <= day <= last)
