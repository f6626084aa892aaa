"""Which outward forms make sense for a case now: by what has happened to it, and by how it stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop.records.cases import Case, CaseState, HistoryEntry

# Form → what of a case's history it tells.
HAPPENED: Mapping[str, frozenset[str]] = {
    "supplement": frozenset({"supplement_asked"}),
    "refusal": frozenset({"refused"}),
    "apology": frozenset({"extended", "apologised"}),
    "stop": frozenset({"stopped"}),
    "return_slip": frozenset({"returned"}),
}
# Form → the states in which it may be made before anything was noted.
READY: Mapping[str, frozenset[CaseState]] = {
    "supplement": frozenset({CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.IN_PROGRESS}),
    "refusal": frozenset({CaseState.SUBMITTED, CaseState.RECEIVED}),
    "return_slip": frozenset({CaseState.DONE}),
}
OPEN = frozenset({CaseState.SUBMITTED, CaseState.RECEIVED, CaseState.IN_PROGRESS})
ORDER = ("receipt", "control_slip", "supplement", "refusal", "apology", "stop", "return_slip")


def offered(case: Case, known: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Keys of the forms to offer for a case, in the order of a case's life.

    Args:
        case: With its history.
        known: The forms that there are for the case: those of its set, and the office's own slips.
        now: To tell whether it is late.
    """
    happened = {entry.event for entry in case.history}
    late = case.state in OPEN and now > case.content.appointment.due_at
    found = []
    for form in ORDER:
        if form not in known:
            continue
        told = bool(HAPPENED.get(form, frozenset()) & happened)
        ready = case.state in READY.get(form, frozenset())
        if form in {"receipt", "control_slip"} or told or ready or (form == "apology" and late):
            found.append(form)
    return tuple(found)


def newest(case: Case, form: str) -> HistoryEntry | None:
    """The newest entry of a case's history that a form tells of; None where it has not happened."""
    events = HAPPENED.get(form, frozenset())
    return next((entry for entry in reversed(case.history) if entry.event in events), None)
