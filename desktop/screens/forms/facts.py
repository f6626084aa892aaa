"""From what has happened to a case to what a form tells of it."""

from desktop.documents.form_values import ActFacts
from desktop.records.cases import Case
from desktop.screens.forms.maker import Told
from desktop.workflows.form_choice import newest


def told_of(case: Case, form: str) -> Told:
    """What a form of a case tells: the newest happening of its kind; nothing where it has not happened yet."""
    entry = newest(case, form)
    return Told() if entry is None else Told(ActFacts(at=entry.at, why=entry.note))


def returned(case: Case) -> ActFacts:
    """When a case's result was given, for its line in the register."""
    entry = newest(case, "return_slip")
    return ActFacts() if entry is None else ActFacts(at=entry.at)
