"""Whether a card's reading is of the person whose form is open. When in doubt the answer is a doubt, never a yes."""

from enum import StrEnum

from desktop.records.folding import fold
from desktop.workflows.person_form import PersonForm
from devices.identity import CitizenIdentity, Field


class Match(StrEnum):
    """The outcome of comparing a form with a reading."""

    SAME = "same"
    UNSURE = "unsure"  # nothing contradicts, nothing proves: the officer decides
    OTHER = "other"


def compare(person: PersonForm, identity: CitizenIdentity) -> Match:
    """Compare the person in a form with a card's reading.

    Two numbers decide alone. Without a number on either side, a name with a birth date proves the same person; a name
    alone is no proof (many people share one), a different name or date is another person.
    """
    if person.is_empty:
        return Match.SAME
    if person.number and identity.number:
        return Match.SAME if person.number == identity.number else Match.OTHER
    names = fold(person.text(Field.FULL_NAME)), fold(identity.text(Field.FULL_NAME))
    dates = person.text(Field.BIRTH_DATE), identity.text(Field.BIRTH_DATE)
    if _differ(names) or _differ(dates):
        return Match.OTHER
    return Match.SAME if all(names) and all(dates) else Match.UNSURE


def _differ(pair: tuple[str, str]) -> bool:
    return bool(pair[0] and pair[1]) and pair[0] != pair[1]
