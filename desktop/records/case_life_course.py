"""The course of a life: from what happened to how a case stands.

`LifeCourse` goes through the happenings that stand and holds each against the rules; the same goes on with a new one.
What an act made of the clock is kept with it and stays as the citizen was told, also under a newer calendar; it is
counted anew only where the due time that it started from is another, because something before it was taken back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from desktop.records.appointments import appointment
from desktop.records.case_life import (
    ASIDE,
    ClockResume,
    ClockStop,
    DueSpan,
    HandOver,
    LifeAct,
    LifeBasis,
    LifeEvent,
    OtherDue,
    Standing,
    Stop,
    is_late,
    timeliness,
)
from desktop.records.case_life_rules import ClockMode, LifeRules, LifeVersion
from desktop.records.cases import CaseState
from desktop.records.working_time import LATE, due_after, time_left
from devices.errors import CodedError


def beginning(basis: LifeBasis, state: CaseState = CaseState.RECEIVED) -> Standing:
    """A case as it was received."""
    due = basis.first_due_at
    span = DueSpan(basis.received_event_id, basis.received_at.date(), due)
    return Standing(state, due, due, holder_id=basis.received_by, holder_name=basis.receiver_name, spans=(span,))


def advance(standing: Standing, event: LifeEvent, state: CaseState, span: DueSpan | None, *, by_hour: bool) -> Standing:
    """How a case stands after one more happening, given the state and the due time after it."""
    counts = Counter(dict(standing.counts))
    if event.act is not None:
        counts[event.act] += 1
    after = replace(standing, state=state, counts=tuple(counts.items()))
    details = event.details
    if span is not None:
        unit = details.unit if isinstance(details, ClockStop) else None
        stop = Stop(event.at, span.left, unit) if span.left is not None and unit is not None else None
        moved = stop is None and span.due_at != standing.due_at  # else the citizen was told of no other time
        promised = span.due_at if moved else standing.promised_at
        after = replace(after, due_at=span.due_at, promised_at=promised, stop=stop, spans=(*standing.spans, span))
    elif isinstance(details, OtherDue):
        after = replace(after, promised_at=details.due_at)
    if isinstance(details, HandOver):
        holder = details.to_officer_id
        after = replace(after, part=details.to_part, holder_id=holder, holder_name=details.to_name)
    elif event.act is LifeAct.RESULT_RECEIVED:  # back at the desk, with whoever took it
        after = replace(after, part="", holder_id=event.officer_id, holder_name=event.officer_name)
    if event.act is LifeAct.FINISHED or (state is CaseState.DONE and standing.state is not CaseState.DONE):
        after = replace(after, finished=timeliness(event.at, after.due_at, by_hour=by_hour))
    here = event.act is LifeAct.RESULT_RECEIVED or (standing.result_here and state is CaseState.DONE)
    return replace(after, result_here=here)


def recalled(basis: LifeBasis, events: Iterable[LifeEvent], spans: Mapping[int, DueSpan]) -> Standing:
    """How a case stands, from what the records keep; holds nothing against the rules."""
    standing = beginning(basis)
    for event in events:
        if event.act is not LifeAct.RECEIVED:
            # A hand-over of a case whose end was taken back since still tells of that end; it does not bring it about.
            told_only = event.act in ASIDE and event.state is CaseState.DONE
            state = standing.state if told_only else event.state
            standing = advance(standing, event, state, spans.get(event.id), by_hour=basis.by_hour)
    return replace(standing, state=basis.state)


class LifeCourse:
    """Goes through a case's happenings under the version of its day of receipt."""

    def __init__(self, basis: LifeBasis, rules: LifeRules) -> None:
        """Take the case's version.

        Raises:
            CodedError: LIFE-014, there is none for its day.
        """
        self.basis = basis
        self.version: LifeVersion = rules.on(basis.received_at.date())
        self._limit = rules.limit_of(basis)
        self._calendar = rules.calendar

    def through(self, events: Iterable[LifeEvent]) -> Standing:
        """How the case stands after all of these, oldest first.

        Raises:
            CodedError: As `check`, one of them is not lawful after those before it.
        """
        standing = beginning(self.basis)
        for event in events:
            if event.act is not LifeAct.RECEIVED:
                standing = self.after(standing, event)
        return standing

    def after(self, standing: Standing, event: LifeEvent) -> Standing:
        """How the case stands after one more.

        Raises:
            CodedError: As `check`.
        """
        state = event.state if event.act is None else self.check(standing, event.act, event.at)
        return advance(standing, event, state, self._span(standing, event), by_hour=self.basis.by_hour)

    def check(self, standing: Standing, act: LifeAct, at: datetime) -> CaseState:
        """The state after an act.

        Raises:
            CodedError: LIFE-001 the state does not allow it; LIFE-003 it is too late for an extension; LIFE-004 it was
                done as often as is allowed; LIFE-015 an apology for lateness without lateness.
        """
        state = self.version.after(act, standing.state)
        rule = self.version.rule(act)
        if rule is not None and rule.times is not None and standing.count(act) >= rule.times:
            raise CodedError("LIFE-004", act=act, times=rule.times)
        late = is_late(at, standing.due_at, by_hour=self.basis.by_hour)
        if act is LifeAct.EXTENDED and late:
            raise CodedError("LIFE-003")
        if act is LifeAct.APOLOGISED and not late:
            raise CodedError("LIFE-015")
        return state

    # ---- the clock

    def mode(self, act: LifeAct) -> ClockMode:
        """What a request does to the clock."""
        payment = act in {LifeAct.PAYMENT_ASKED, LifeAct.PAID}
        return self.version.payment if payment else self.version.supplement

    def stopping(self, standing: Standing, act: LifeAct, at: datetime, papers: tuple[str, ...]) -> ClockStop:
        """What a request keeps of the clock."""
        runs = self.mode(act) is ClockMode.RUN
        return ClockStop(standing.due_at, self._left(standing, at), self._limit.unit, runs, papers)

    def resuming(self, standing: Standing, act: LifeAct, at: datetime) -> datetime:
        """When the term ends after the answer to a request."""
        if standing.stop is None or standing.stop.left == LATE:
            return standing.due_at
        if self.mode(act) is ClockMode.RESTART and self._limit.amount:
            return appointment(at, self._limit, self._calendar).due_at
        return due_after(at, standing.stop.left, self._limit, self._calendar)

    def proposal(self, standing: Standing, at: datetime, days: int | None = None) -> datetime:
        """Another time for an apology: some working days after the due time, or after today where that is later.

        `days` is how many; None for as many as the version proposes.
        """
        day = max(standing.due_at, at).date()
        left = self.version.extension.proposed_days if days is None else days
        while left > 0:
            day = self._calendar.next_working(day.fromordinal(day.toordinal() + 1))
            left -= 1
        return self._calendar.end_of(day, at.tzinfo)

    def is_working(self, moment: datetime) -> bool:
        """Whether a time is on a working day."""
        return self._calendar.is_working(moment.date())

    def _left(self, standing: Standing, at: datetime) -> int:
        return time_left(at, standing.due_at, self._limit.unit, self._calendar)

    def _span(self, standing: Standing, event: LifeEvent) -> DueSpan | None:
        """The due time from an event on; None where it leaves it as it is."""
        details, day = event.details, event.at.date()
        if isinstance(details, ClockStop) and not details.runs:
            same = details.due_before == standing.due_at
            return DueSpan(event.id, day, standing.due_at, details.left if same else self._left(standing, event.at))
        if isinstance(details, ClockResume) and standing.stop is not None and event.act is not None:
            same = details.due_before == standing.due_at
            due = details.due_at if same else self.resuming(standing, event.act, event.at)
            return DueSpan(event.id, day, due)
        if isinstance(details, OtherDue) and details.counts:
            return DueSpan(event.id, day, details.due_at)
        return None
