"""Which outward forms make sense for a case now: by what has happened to it, and by how it stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.records.case_life import CaseLife, LifeAct, LifeEvent, LifeStep, ReturnFacts
from desktop.records.cases import CaseState, ReturnMethod
from desktop.records.form_fields import HAND_OVER_LIST, RECEIPT

# Form → what of a case's life it tells.
HAPPENED: Mapping[str, frozenset[LifeAct]] = {
    "supplement": frozenset({LifeAct.SUPPLEMENT_ASKED}),
    "refusal": frozenset({LifeAct.REFUSED}),
    "apology": frozenset({LifeAct.EXTENDED, LifeAct.APOLOGISED}),
    "stop": frozenset({LifeAct.STOPPED}),
    "return_slip": frozenset({LifeAct.RETURNED}),
}
# Form → the states in which it may be made before anything was noted.
READY: Mapping[str, frozenset[CaseState]] = {
    "supplement": frozenset({CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.IN_PROGRESS}),
    "refusal": frozenset({CaseState.SUBMITTED, CaseState.RECEIVED}),
    "return_slip": frozenset({CaseState.DONE}),
}
# Act → the form that is usually given right after it.
AFTER: Mapping[LifeAct, str] = {
    **{act: form for form, acts in HAPPENED.items() for act in acts},
    LifeAct.ACCEPTED: "receipt",
    LifeAct.HANDED_OVER: "control_slip",
}
ALWAYS = frozenset({RECEIPT, "control_slip"})
OF_HAND_OVERS = frozenset({"control_slip", HAND_OVER_LIST})
ORDER = ("receipt", "control_slip", "hand_over_list", "supplement", "refusal", "apology", "stop", "return_slip")


def offered(life: CaseLife, known: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Keys of the forms to offer for a case, in the order of a case's life.

    Args:
        life: The case's; what was taken back in it does not count.
        known: The forms that there are for the case: those of its set, and the office's own slips.
        now: To tell whether it is late.
    """
    standing, there = life.standing, frozenset(known)
    late = standing.can_be_late and now > standing.promised_at

    def makes_sense(form: str) -> bool:
        told, ready = newest(life, form) is not None, standing.state in READY.get(form, frozenset())
        handed = form == HAND_OVER_LIST and bool(life.hand_overs)
        return form in ALWAYS or told or ready or handed or (form == "apology" and late)

    return tuple(form for form in ORDER if form in there and makes_sense(form))


def form_after(step: LifeStep) -> str:
    """The form that is usually given right after an act; "" for none.

    A receipt of the result is signed at the desk: what went by post or online has none.
    """
    away = isinstance(step.details, ReturnFacts) and step.details.way is not ReturnMethod.DESK
    return "" if away else AFTER.get(step.act, "")


def newest(life: CaseLife, form: str) -> LifeEvent | None:
    """The newest happening that a form tells of and that was not taken back; None where there is none."""
    acts = HAPPENED.get(form, frozenset())
    return next((event for event in reversed(life.standing_events) if event.act in acts), None)


def event_told(life: CaseLife, form: str) -> int:
    """Id of the happening that a form tells: what decides whether a print of it is the original or a copy.

    A slip of hand-overs tells the last of them; a form that is made before anything was noted tells the last happening.
    """
    if form == RECEIPT:
        return life.basis.received_event_id
    if form in OF_HAND_OVERS:
        return life.hand_overs[-1][0].id if life.hand_overs else life.basis.received_event_id
    event = newest(life, form)
    return life.last_event_id if event is None else event.id
