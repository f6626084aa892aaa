"""From a case's life to what a form tells of it."""

from desktop.documents.form_blocks import HandOverRow
from desktop.documents.form_values import ActFacts
from desktop.records.case_life import CaseLife, ClockStop, OtherDue, Receiver, ResultFacts, ReturnFacts
from desktop.records.cases import Case
from desktop.screens.forms.maker import Told
from desktop.workflows.form_choice import newest


def told_of(case: Case, life: CaseLife, form: str) -> Told:
    """What a form tells: the newest happening of its kind, and every hand-over; dots where nothing has happened."""
    rows = tuple(
        HandOverRow(
            from_part=each.from_part,
            to_part=each.to_part,
            at=event.at,
            from_name=event.officer_name,
            to_name=each.to_name,
            note=event.why,
        )
        for event, each in life.hand_overs
    )
    return Told(_act(case, life, form), rows)


def in_register(case: Case, life: CaseLife) -> ActFacts:
    """What the register tells: the time that was promised last; when the result was given, and to whom."""
    act = _act(case, life, "return_slip")
    return ActFacts(at=act.at, due_at=life.standing.promised_at, receiver=act.receiver if act.at else "")


def _act(case: Case, life: CaseLife, form: str) -> ActFacts:
    event, standing = newest(life, form), life.standing
    if event is None:
        return ActFacts(due_before=standing.promised_at, result=_result(life))
    details = event.details
    other = details if isinstance(details, OtherDue) else None
    return ActFacts(
        at=event.at,
        why=event.why,
        due_before=standing.promised_at if other is None else other.due_before,
        due_at=None if other is None else other.due_at,
        papers=details.papers if isinstance(details, ClockStop) else (),
        officer=event.officer_name,
        result=_result(life),
        receiver=_receiver(case, details) if isinstance(details, ReturnFacts) else "",
    )


def _receiver(case: Case, facts: ReturnFacts) -> str:
    content = case.content
    handed_in = facts.receiver is Receiver.SUBMITTER and content.submitter is not None
    person = content.submitter if handed_in and content.submitter is not None else content.applicant
    return facts.name or ("" if facts.receiver is Receiver.AUTHORISED else person.full_name)


def _result(life: CaseLife) -> str:
    found = next((e.details for e in reversed(life.standing_events) if isinstance(e.details, ResultFacts)), None)
    if found is None:
        return ""
    day = f"ngày {found.day:%d/%m/%Y}" if found.day is not None else ""
    return ", ".join(part for part in (f"số {found.number}" if found.number else "", day) if part)
