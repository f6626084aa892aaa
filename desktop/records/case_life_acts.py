"""What an act must hold before it is written: complete, about this case, and given to whom the result belongs to."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.records.case_life import (
    ClockResume,
    CodeFacts,
    Details,
    HandOver,
    LifeAct,
    LifeStep,
    OtherDue,
    Receiver,
    ResultFacts,
    ReturnFacts,
    Standing,
)
from desktop.records.case_life_course import LifeCourse
from desktop.records.cases import ReturnMethod
from desktop.records.folding import fold
from desktop.records.people import PersonDetails
from devices.errors import CodedError

LONGEST = 500  # characters of a reason, a name, a code's remark
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class CasePeople:
    """Whose case it is, and who handed it in for them."""

    applicant: PersonDetails
    submitter: PersonDetails | None = None


def prepared(
    course: LifeCourse, standing: Standing, step: LifeStep, people: CasePeople | None, at: datetime
) -> Details | None:
    """What an act that is lawful will hold; `people` are needed for a return.

    Raises:
        CodedError: LIFE-002 no reason; LIFE-005 no due time that will do; LIFE-008 somebody else's card; LIFE-009
            something of the return is missing; LIFE-011 handed over to nobody, or to where it is; LIFE-012 no code.
    """
    act, rule = step.act, course.version.rule(step.act)
    if len(step.why) > LONGEST or (rule is not None and rule.why and not step.why):
        raise CodedError("LIFE-002")
    if act in {LifeAct.SUPPLEMENT_ASKED, LifeAct.PAYMENT_ASKED}:
        return course.stopping(standing, act, at, step.papers)
    if act in {LifeAct.SUPPLEMENTED, LifeAct.PAID}:
        return ClockResume(standing.due_at, course.resuming(standing, act, at), max(0, step.amount), step.online)
    if act in {LifeAct.EXTENDED, LifeAct.APOLOGISED}:
        return _other_due(course, standing, step, at)
    if act is LifeAct.HANDED_OVER:
        return _hand_over(standing, step.details)
    if act is LifeAct.RETURNED:
        if people is None:
            raise AssertionError("a return is held against the case's people")
        return checked_return(step.details, people)
    if act is LifeAct.CODE_NOTED:
        return _code(step.details)
    return step.details if isinstance(step.details, ResultFacts) else None


def _other_due(course: LifeCourse, standing: Standing, step: LifeStep, at: datetime) -> OtherDue:
    due = step.due_at
    if due is None or due <= max(standing.due_at, at) or not course.is_working(due):
        raise CodedError("LIFE-005")
    counts = step.act is LifeAct.EXTENDED or course.version.extension.counts_when_late
    return OtherDue(standing.due_at, due, counts)


def _hand_over(standing: Standing, details: Details | None) -> HandOver:
    if not isinstance(details, HandOver) or not details.to_part.strip():
        raise CodedError("LIFE-011")
    if len(details.to_part) > LONGEST or len(details.to_name) > LONGEST:
        raise CodedError("LIFE-011")
    slip = HandOver(
        standing.part or details.from_part.strip(),
        details.to_part.strip(),
        details.to_name.strip(),
        details.to_officer_id,
    )
    if slip.to_part == slip.from_part and slip.to_name == standing.holder_name:
        raise CodedError("LIFE-011")
    return slip


def _code(details: Details | None) -> CodeFacts:
    if not isinstance(details, CodeFacts):
        raise CodedError("LIFE-012")
    code = details.code.strip()
    if not code or len(code) > LONGEST_CODE or not code.isprintable() or not details.system:
        raise CodedError("LIFE-012")
    return CodeFacts(details.system, code, details.way)


def checked_return(details: Details | None, people: CasePeople) -> ReturnFacts:
    """The facts of a return, held against the case's people.

    At the counter a number decides where the case has one, otherwise the name, without regard to marks and case.

    Raises:
        CodedError: LIFE-008, the card is somebody else's; LIFE-009, something is missing.
    """
    if not isinstance(details, ReturnFacts):
        raise CodedError("LIFE-009")
    facts = details
    if facts.way is ReturnMethod.POSTAL:
        if not facts.tracking.strip():
            raise CodedError("LIFE-009")
        return _trimmed(facts)
    if facts.way is ReturnMethod.ONLINE:
        return _trimmed(facts)
    if not facts.signed or not facts.name.strip() or facts.source is None:
        raise CodedError("LIFE-009")
    if facts.receiver is Receiver.AUTHORISED:
        if not facts.authority.strip() or not facts.id_number.strip():
            raise CodedError("LIFE-009")
        return _trimmed(facts)
    person = people.applicant if facts.receiver is Receiver.APPLICANT else people.submitter
    if person is None or not is_person(person, facts.id_number, facts.name):
        raise CodedError("LIFE-008")
    return _trimmed(facts)


def is_person(person: PersonDetails, number: str, name: str) -> bool:
    """Whether a card with this number and name is a person's; an old card may show the old number."""
    if person.number:
        return number.strip() == person.number or bool(person.old_number and number.strip() == person.old_number)
    return fold(name) == fold(person.full_name)


def receiver_of(people: CasePeople, number: str, name: str) -> Receiver:
    """Who somebody with this card is to the case."""
    if is_person(people.applicant, number, name):
        return Receiver.APPLICANT
    if people.submitter is not None and is_person(people.submitter, number, name):
        return Receiver.SUBMITTER
    return Receiver.AUTHORISED


def _trimmed(facts: ReturnFacts) -> ReturnFacts:
    """Without blanks around its texts; a number and its source only where somebody was there."""
    at_desk = facts.way is ReturnMethod.DESK
    return ReturnFacts(
        facts.way,
        facts.receiver,
        facts.name.strip(),
        facts.id_number.strip() if at_desk else "",
        facts.source if at_desk else None,
        facts.tracking.strip(),
        facts.authority.strip(),
        facts.signed,
    )


def with_why(step: LifeStep) -> LifeStep:
    """The same without blanks around its reason."""
    return replace(step, why=step.why.strip())
