"""People in the records: who a case is for, who hands it in, who receives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from devices.identity import Field, Source


@dataclass(frozen=True, slots=True)
class OtherText:
    """What a source said for a field in which another one stands."""

    field: Field
    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """A person as written on one case; a snapshot that later corrections of the citizen do not change.

    Attributes:
        number: 12 digits, or "" where the person has none (then another paper is named in `note`).
        old_number: 9 digits, or "".
        full_name: NFC, as on the card.
        sex: "Nam", "Nữ" or "".
        residence: As printed on the card.
        sources: Where each field came from; a field absent here was typed.
        expiry_date: Of the card, where a chip said it.
        others: What other sources said where they differ.
    """

    full_name: str
    number: str = ""
    old_number: str = ""
    birth_date: date | None = None
    sex: str = ""
    residence: str = ""
    issue_date: date | None = None
    phone: str = ""
    email: str = ""
    note: str = ""
    sources: Mapping[Field, Source] = field(default_factory=dict)
    expiry_date: date | None = None
    others: tuple[OtherText, ...] = ()


@dataclass(frozen=True, slots=True)
class Citizen:
    """What the desk knows of a person over all cases.

    Attributes:
        id: The desk's own key.
        details: The latest known details.
        case_count: Cases of this citizen at this desk.
    """

    id: int
    details: PersonDetails
    case_count: int = 0


class Role(StrEnum):
    """What somebody does at the desk; which tasks that means is in `desktop.workflows.rights`."""

    OFFICER = "officer"
    HEAD = "head"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with an account on this desk.

    Attributes:
        role: What they do at it.
        last_seen: When they last unlocked it; None for never.
        pin_changed: When their PIN was last given; None where that was never noted.
        second_factor: Whether a one-time code is asked for besides the PIN.
        removed: Whether they have left for good; their cases keep their name.
    """

    id: int
    login: str
    full_name: str
    active: bool = True
    role: Role = Role.OFFICER
    last_seen: datetime | None = None
    pin_changed: datetime | None = None
    second_factor: bool = False
    removed: bool = False
