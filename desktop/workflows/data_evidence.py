"""What a flag is about, side by side: what the desk knows and what stands against it. Values are read, not copied."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.records.addresses import Residence, read_residence
from desktop.records.cases import CaseSummary
from desktop.records.data_flags import DataFlag, FlagEvent
from desktop.records.data_rules import FlagKind, card_expiry
from desktop.records.former_units import FormerUnits
from desktop.records.people import Citizen, PersonDetails
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.person_form import known_text
from devices.identity import Field, Source

SHOWN = (
    Field.FULL_NAME,
    Field.NUMBER,
    Field.OLD_NUMBER,
    Field.BIRTH_DATE,
    Field.SEX,
    Field.ISSUE_DATE,
    Field.RESIDENCE,
)
ADDRESS_KINDS = frozenset({FlagKind.UNIT_GONE, FlagKind.UNIT_SPLIT, FlagKind.UNIT_UNKNOWN})
EARLIER = 10  # cases of the citizen that are offered


class Against(StrEnum):
    """What stands on the right side."""

    NOTHING = "nothing"
    OTHER_CITIZEN = "other_citizen"
    CASE = "case"
    SOURCE = "source"  # what another source said in the same case


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One field on both sides; `marked` where the flag is about it."""

    field: Field
    here: str
    there: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A flag with everything that an officer needs to decide.

    Attributes:
        against: What the right side is.
        source: Which source, for SOURCE.
        residence: What the printed address was understood as, for flags about it.
        expiry: The day the card ran out, for that flag.
        cases: The citizen's newest cases, the one of the flag first.
    """

    flag: DataFlag
    citizen: Citizen
    against: Against
    rows: tuple[EvidenceRow, ...]
    events: tuple[FlagEvent, ...]
    cases: tuple[CaseSummary, ...]
    source: Source | None = None
    residence: Residence | None = None
    expiry: date | None = None


def look_at_flag(uow: UnitOfWork, flag_id: int, units: FormerUnits | None) -> Evidence:
    """Gather a flag's evidence.

    Raises:
        CodedError: DATA-003: there is no such flag.
    """
    flag = uow.flags.get(flag_id)
    (citizen,) = uow.citizens.of_ids([flag.citizen_id])
    here, there, against, source = citizen.details, None, Against.NOTHING, None
    if flag.other_id is not None:
        (other,) = uow.citizens.of_ids([flag.other_id])
        there, against = other.details, Against.OTHER_CITIZEN
    elif flag.case_id is not None:
        of_case = uow.cases.get(flag.case_id).content.applicant
        there, against = of_case, Against.CASE
        said = {each.field: each for each in of_case.others}
        if set(flag.fields) <= said.keys() and all(
            known_text(here, name) == known_text(of_case, name) for name in flag.fields
        ):
            source = said[flag.fields[0]].source
            here, there, against = of_case, None, Against.SOURCE
    texts = {} if there is None else {name: known_text(there, name) for name in SHOWN}
    if against is Against.SOURCE:
        texts = {each.field: each.text for each in here.others}
    rows = tuple(
        EvidenceRow(name, known_text(here, name), texts.get(name, ""), name in flag.fields)
        for name in SHOWN
        if name in flag.fields or known_text(here, name) or texts.get(name)
    )
    return Evidence(
        flag,
        citizen,
        against,
        rows,
        tuple(uow.flags.events(flag_id)),
        _cases(uow, flag),
        source,
        _residence(citizen.details, units) if flag.kind in ADDRESS_KINDS else None,
        card_expiry(citizen.details) if flag.kind is FlagKind.CARD_EXPIRED else None,
    )


def _residence(person: PersonDetails, units: FormerUnits | None) -> Residence | None:
    return None if units is None else read_residence(person.residence, units, person.issue_date)


def _cases(uow: UnitOfWork, flag: DataFlag) -> tuple[CaseSummary, ...]:
    cases = uow.cases.of_citizens([each for each in (flag.citizen_id, flag.other_id) if each is not None], EARLIER)
    if flag.case_id is not None:
        cases = [*uow.cases.summaries([flag.case_id]), *(case for case in cases if case.id != flag.case_id)]
    return tuple(cases)
