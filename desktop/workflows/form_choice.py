"""Which outward forms make sense for a case now: by what has happened to it, and by how it stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.records.case_life import CaseLife, LifeAct, LifeEvent
from desktop.records.cases import CaseState

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
ALWAYS = frozenset({"receipt", "control_slip"})
ORDER = ("receipt", "control_slip", "supplement", "refusal", "apology", "stop", "return_slip")


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
        return form in ALWAYS or told or ready or (form == "apology" and late)

    return tuple(form for form in ORDER if form in there and makes_sense(form))


def newest(life: CaseLife, form: str) -> LifeEvent | None:
    """The newest happening that a form tells of and that was not taken back; None where there is none."""
    acts = HAPPENED.get(form, frozenset())
    return next((event for event in reversed(life.standing_events) if event.act in acts), None)
