"""What happens to cases, written where nothing can break the rules: in the transaction that checks them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, exists, insert, select, update

from desktop.records.case_life import (
    CaseLife,
    ClockResume,
    CodeFacts,
    Correction,
    Details,
    LifeAct,
    LifeEvent,
    LifeStep,
    Standing,
)
from desktop.records.case_life_acts import LONGEST, CasePeople, prepared, with_why
from desktop.records.case_life_boards import CaseLifeBoards
from desktop.records.case_life_course import LifeCourse
from desktop.records.case_life_rules import LifeRules
from desktop.records.case_life_schema import (
    case_due_spans,
    case_event_details,
    case_lacks,
    case_voids,
    outside_codes,
)
from desktop.records.case_repository import CaseRepository
from desktop.records.case_standings import stand
from desktop.records.desk_facts import DeskFactRepository, FactKind
from desktop.records.schema import cases
from devices.errors import CodedError


class CaseLifeRepository(CaseLifeBoards):
    """Acts and corrections, and the boards of what is left to do."""

    def __init__(self, connection: Connection, case_repository: CaseRepository, facts: DeskFactRepository) -> None:
        super().__init__(connection)
        self._cases = case_repository
        self._facts = facts

    def act(
        self,
        case_id: int,
        step: LifeStep,
        rules: LifeRules,
        *,
        at: datetime,
        officer_id: int,
        seen: int | None = None,
    ) -> int:
        """Do something with a case; id of the happening.

        Args:
            case_id: The case.
            step: What is done.
            rules: The table, the calendar, the terms.
            at: Aware local time, from the desk's clock.
            officer_id: Who does it.
            seen: `CaseLife.last_event_id` as the officer saw it; None where nobody looked.

        Raises:
            CodedError: As `LifeCourse.check` and `case_life_acts.prepared`; LIFE-010 the clock is behind the case's
                last event; LIFE-013 another case has this code; LIFE-016 the case has changed since `seen`; CASE-006.
        """
        step = with_why(step)
        if step.act in {LifeAct.RECEIVED, LifeAct.CORRECTED}:
            raise CodedError("LIFE-001", act=step.act, state="")
        life = self._cases.life(case_id)
        self._is_newest(life, at, seen)
        course = LifeCourse(life.basis, rules)
        state = course.check(life.standing, step.act, at)
        people = self._people(case_id) if step.act is LifeAct.RETURNED else None
        details = prepared(course, life.standing, step, people, at)
        if isinstance(details, CodeFacts):
            self._is_free(details, case_id, rules)
        event_id = self._cases.add_entry(case_id, state, at=at, officer_id=officer_id, happened=step.act, note=step.why)
        self._keep(event_id, details)
        event = LifeEvent(event_id, step.act, at, officer_id, "", state, step.why, details)
        self._stands(life, course.after(life.standing, event), at, moved=step.act is not LifeAct.CODE_NOTED)
        self._count(life, [*life.standing_events, event], at, officer_id)
        if isinstance(details, CodeFacts):
            row = {"event_id": event_id, "case_id": case_id, "system": details.system, "code": details.code}
            self._connection.execute(insert(outside_codes).values(row | {"way": details.way}))
            self._lack(case_id, details.system, lacks=False)
        return event_id

    def correct(
        self,
        case_id: int,
        event_id: int,
        why: str,
        rules: LifeRules,
        *,
        at: datetime,
        officer_id: int,
        seen: int | None = None,
    ) -> int:
        """Take back a happening that was entered by mistake; it stays to be read. Id of the correction.

        Raises:
            CodedError: LIFE-002 no reason; LIFE-006 it cannot be taken back; LIFE-007 what came after it does not stand
                without it; LIFE-010, LIFE-016, CASE-006 as `act`.
        """
        if not why.strip() or len(why) > LONGEST:
            raise CodedError("LIFE-002")
        life = self._cases.life(case_id)
        self._is_newest(life, at, seen)
        mistake = next((event for event in life.standing_events if event.id == event_id), None)
        if mistake is None or mistake.act is LifeAct.RECEIVED or event_id == life.basis.received_event_id:
            raise CodedError("LIFE-006")
        rest = [event for event in life.standing_events if event.id != event_id]
        try:
            standing = LifeCourse(life.basis, rules).through(rest)
        except CodedError as error:
            if error.code in {"LIFE-001", "LIFE-003", "LIFE-004", "LIFE-015"}:
                raise CodedError("LIFE-007") from None
            raise
        by = self._cases.add_entry(
            case_id, standing.state, at=at, officer_id=officer_id, happened=LifeAct.CORRECTED, note=why.strip()
        )
        self._keep(by, Correction(event_id))
        self._connection.execute(insert(case_voids).values(event_id=event_id, by_event_id=by))
        self._stands(life, standing, at, moved=True)
        self._count(life, rest, at, officer_id)
        if isinstance(mistake.details, CodeFacts):
            self._code_taken_back(case_id, mistake.details.system, rest)
        return by

    # ---- what is written

    def _people(self, case_id: int) -> CasePeople:
        content = self._cases.get(case_id).content
        return CasePeople(content.applicant, content.submitter)

    @staticmethod
    def _is_newest(life: CaseLife, at: datetime, seen: int | None) -> None:
        if seen is not None and seen != life.last_event_id:
            raise CodedError("LIFE-016")
        if life.events and at < life.events[-1].at:
            raise CodedError("LIFE-010")

    def _is_free(self, facts: CodeFacts, case_id: int, rules: LifeRules) -> None:
        if facts.system not in {each.id for each in rules.systems}:
            raise CodedError("LIFE-012")
        voided = exists().where(case_voids.c.event_id == outside_codes.c.event_id)
        others = select(outside_codes.c.case_id).where(
            outside_codes.c.code == facts.code,
            outside_codes.c.system == facts.system,
            outside_codes.c.case_id != case_id,
            ~voided,
        )
        if self._connection.execute(others.limit(1)).first() is not None:
            raise CodedError("LIFE-013")

    def _keep(self, event_id: int, details: Details | None) -> None:
        if details is not None:
            text = msgspec.json.encode(details).decode()
            self._connection.execute(insert(case_event_details).values(event_id=event_id, details=text))

    def _stands(self, life: CaseLife, standing: Standing, at: datetime, *, moved: bool) -> None:
        """Let everything that mirrors how the case stands follow."""
        case_id = life.basis.case_id
        values = {"state": standing.state, "due_at": standing.due_at.isoformat()}
        self._connection.execute(update(cases).where(cases.c.id == case_id).values(values))
        if standing.spans != life.standing.spans:
            self._connection.execute(case_due_spans.delete().where(case_due_spans.c.case_id == case_id))
            rows = [
                {
                    "case_id": case_id,
                    "event_id": span.event_id,
                    "day": span.day.isoformat(),
                    "due_at": span.due_at.isoformat(),
                    "remaining": span.left,
                }
                for span in standing.spans
            ]
            if len(rows) > 1:
                self._connection.execute(insert(case_due_spans), rows)
        stand(self._connection, case_id, standing, at if moved else None)

    def _count(self, life: CaseLife, now: Iterable[LifeEvent], at: datetime, officer_id: int) -> None:
        """What counts as a fact of the desk, on the day it happened; what does not stand any more, taken back there."""
        before, after = _counted(life.standing_events), _counted(now)
        for amount, counted in ((-1, before - after), (1, after - before)):
            for kind, day in counted.elements():
                self._facts.put(
                    kind, at, officer_id, case_id=life.basis.case_id, paper_position=None, amount=amount, day=day
                )

    def _code_taken_back(self, case_id: int, system: str, rest: list[LifeEvent]) -> None:
        if not any(isinstance(e.details, CodeFacts) and e.details.system == system for e in rest):
            self._lack(case_id, system, lacks=True)

    def _lack(self, case_id: int, system: str, *, lacks: bool) -> None:
        here = (case_lacks.c.case_id == case_id) & (case_lacks.c.system == system)
        self._connection.execute(case_lacks.delete().where(here))
        if lacks:
            self._connection.execute(insert(case_lacks).values(case_id=case_id, system=system))


def _counted(events: Iterable[LifeEvent]) -> Counter[tuple[FactKind, date]]:
    """What happenings count as, by day: every apology, and of online payments the first, since cases are counted."""
    found: Counter[tuple[FactKind, date]] = Counter()
    paid = False
    for event in events:
        if event.act in {LifeAct.EXTENDED, LifeAct.APOLOGISED}:
            found[FactKind.APOLOGY, event.at.date()] += 1
        elif event.act is LifeAct.PAID and isinstance(event.details, ClockResume) and event.details.online and not paid:
            paid = True
            found[FactKind.PAYMENT_ONLINE, event.at.date()] += 1
    return found


def why_not(life: CaseLife, rules: LifeRules, at: datetime) -> dict[LifeAct, CodedError | None]:
    """Of every act whether a case allows it now: None, or why not.

    Raises:
        CodedError: LIFE-014.
    """
    course = LifeCourse(life.basis, rules)
    found: dict[LifeAct, CodedError | None] = {}
    for act in LifeAct:
        if act in {LifeAct.RECEIVED, LifeAct.CORRECTED}:
            continue
        try:
            course.check(life.standing, act, at)
            found[act] = None
        except CodedError as error:
            found[act] = error
    return found
