"""What makes a citizen's data doubtful: rules without a database. A finding names fields and copies no value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

import msgspec
import yaml

from desktop.records.addresses import Residence, Standing, read_residence
from desktop.records.folding import fold
from desktop.records.former_units import FormerUnits
from desktop.records.people import PersonDetails
from devices.errors import CodedError
from devices.identity import Field, Source
from devices.number import expiry_date, is_number, number_flags

FILE = "rules.yaml"
VERSION = 1  # of the rules: another one has every citizen looked at again
COMPARED = (Field.FULL_NAME, Field.BIRTH_DATE, Field.SEX, Field.OLD_NUMBER)
REQUIRED = (Field.NUMBER, Field.BIRTH_DATE, Field.SEX, Field.RESIDENCE)


class FlagKind(StrEnum):
    """What is doubtful, the gravest first."""

    SAME_NUMBER = "same_number"  # one number, two persons
    SAME_PERSON = "same_person"  # two numbers, one person
    DATE_IMPOSSIBLE = "date_impossible"
    SOURCES_DISAGREE = "sources_disagree"
    NUMBER_STRUCTURE = "number_structure"
    FIELD_MISSING = "field_missing"
    UNIT_SPLIT = "unit_split"  # the commune printed became parts of several, or it is not sure which
    UNIT_GONE = "unit_gone"  # the commune printed is now in one other
    UNIT_UNKNOWN = "unit_unknown"
    CARD_EXPIRED = "card_expired"

    @property
    def is_note(self) -> bool:
        """Good to know and nobody's mistake; not counted as work."""
        return self in {FlagKind.UNIT_GONE, FlagKind.UNIT_UNKNOWN, FlagKind.CARD_EXPIRED}


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about a citizen.

    Attributes:
        citizen_id: Whom it is about; of two citizens the one known later.
        fields: The fields concerned, the one to look at first being first.
        evidence: A hash of the kind and the values, so that the same values are not found twice.
        other_id: Of a pair the citizen known first.
        case_id: The case whose content differs from what the desk knows.
    """

    citizen_id: int
    kind: FlagKind
    fields: tuple[Field, ...]
    evidence: str
    other_id: int | None = None
    case_id: int | None = None


class DayRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A first day, and what it stands on."""

    day: date
    basis: str
    sure: bool


class AgeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An age in years, and what it stands on; it holds for what happened before `until`."""

    age: int
    basis: str
    sure: bool
    until: date | None = None


class DateRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bounds of dates on cards, from ``resources/cleaning``."""

    earliest_card: DayRule
    earliest_number: DayRule
    youngest_holder: AgeRule
    oldest_person: AgeRule


def load_date_rules(folder: Path) -> DateRules:
    """Read the bounds.

    Raises:
        CodedError: DATA-002: the file is missing or malformed.
    """
    try:
        return msgspec.convert(
            yaml.load((folder / FILE).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), DateRules
        )
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise CodedError("DATA-002") from error


def card_expiry(person: PersonDetails) -> date | None:
    """The day a card runs out: as the chip said, else by the age rule; None where it never does or is not known."""
    if person.expiry_date is not None:
        return person.expiry_date
    if person.birth_date is None or person.issue_date is None or not is_number(person.number):
        return None
    return expiry_date(person.birth_date, person.issue_date)


def own_findings(
    citizen_id: int, person: PersonDetails, units: FormerUnits | None, rules: DateRules, today: date
) -> Iterator[Finding]:
    """What is doubtful about one citizen by themselves."""
    missing = tuple(name for name in REQUIRED if not _text(person, name))
    if missing:
        yield finding(citizen_id, FlagKind.FIELD_MISSING, missing, *missing)
    impossible = tuple(_impossible(person, rules, today))
    if impossible:
        days = (str(person.birth_date), str(person.issue_date))
        yield finding(citizen_id, FlagKind.DATE_IMPOSSIBLE, impossible, *impossible, *days)
    flags = number_flags(person.number, person.birth_date, person.sex)
    if flags:
        fields = tuple(dict.fromkeys(name for flag in flags for name in flag.fields))
        values = (person.number, str(person.birth_date), person.sex)
        yield finding(citizen_id, FlagKind.NUMBER_STRUCTURE, fields, *(flag.code for flag in flags), *values)
    expiry = card_expiry(person)
    if expiry is not None and expiry <= today:
        yield finding(citizen_id, FlagKind.CARD_EXPIRED, (Field.ISSUE_DATE,), expiry.isoformat())
    if person.residence and units is not None:
        kind = _address_kind(read_residence(person.residence, units, person.issue_date))
        if kind is not None:
            yield finding(citizen_id, kind, (Field.RESIDENCE,), person.residence)


def _address_kind(residence: Residence) -> FlagKind | None:
    if residence.standing is Standing.UNKNOWN:
        return FlagKind.UNIT_UNKNOWN
    if residence.standing is Standing.ONE_OF or not residence.certain:
        return FlagKind.UNIT_SPLIT
    return FlagKind.UNIT_GONE if residence.standing is Standing.MOVED else None


def _impossible(person: PersonDetails, rules: DateRules, today: date) -> Iterator[Field]:
    """The dates that cannot be."""
    birth, issue = person.birth_date, person.issue_date
    if birth is not None and (birth > today or _age(birth, today) > rules.oldest_person.age):
        yield Field.BIRTH_DATE
    if issue is None:
        return
    read = person.sources.get(Field.ISSUE_DATE, Source.TYPED) >= Source.QR
    first = rules.earliest_card.day if read else rules.earliest_number.day
    too_early = bool(person.number) and issue < first
    youngest = rules.youngest_holder
    bound = youngest.until is None or issue < youngest.until
    too_young = birth is not None and (issue < birth or (bound and _age(birth, issue) < youngest.age))
    if issue > today or too_early or (too_young and birth is not None and birth <= today):
        yield Field.ISSUE_DATE


def case_findings(
    citizen_id: int, known: PersonDetails, cases: Sequence[tuple[int, PersonDetails]]
) -> Iterator[Finding]:
    """Where a citizen's cases, or the sources of one case, say something else than what the desk knows now.

    Name and birth date both different under one number are two persons, whichever of them the desk has kept. Another
    residence or card is no doubt: people move and renew.
    """
    seen = [known]
    for case_id, person in cases:
        differing = tuple(name for name in COMPARED if differ(_text(known, name), _text(person, name)))
        stranger = next((each for each in seen if known.number and _differ_plainly(each, person)), None)
        seen.append(person)
        if stranger is not None:
            fields = (Field.FULL_NAME, Field.BIRTH_DATE)
            values = [_text(each, name) for each in (stranger, person) for name in fields]
            yield finding(citizen_id, FlagKind.SAME_NUMBER, (Field.NUMBER, *fields), *values, case_id=case_id)
        elif differing:
            values = [text for name in differing for text in (_text(known, name), _text(person, name))]
            yield finding(citizen_id, FlagKind.SOURCES_DISAGREE, differing, *values, case_id=case_id)
        for other in person.others:
            standing = _text(person, other.field)
            if differ(standing, other.text):
                values = [other.field, standing, other.text]
                yield finding(citizen_id, FlagKind.SOURCES_DISAGREE, (other.field,), *values, case_id=case_id)


def _differ_plainly(one: PersonDetails, other: PersonDetails) -> bool:
    names = bool(one.full_name and other.full_name) and fold(one.full_name) != fold(other.full_name)
    return names and one.birth_date is not None and other.birth_date is not None and one.birth_date != other.birth_date


def pair_finding(one: tuple[int, PersonDetails], other: tuple[int, PersonDetails]) -> Finding | None:
    """Whether two citizens with different numbers are one person, or share an old number that only one can have."""
    (first_id, first), (later_id, later) = sorted((one, other), key=lambda each: each[0])
    if not first.number or not later.number or first.number == later.number:
        return None
    same_old = bool(first.old_number) and first.old_number == later.old_number
    same = [name for name in (Field.FULL_NAME, Field.BIRTH_DATE, Field.SEX) if _same(first, later, name)]
    numbers = (first.number, later.number)
    if same_old:
        kind = FlagKind.SAME_PERSON if Field.FULL_NAME in same or Field.BIRTH_DATE in same else FlagKind.SAME_NUMBER
        fields = (Field.OLD_NUMBER, Field.NUMBER, *same)
        return finding(later_id, kind, fields, *numbers, first.old_number, other_id=first_id)
    home = bool(first.residence) and fold(first.residence) == fold(later.residence)
    phone = bool(first.phone) and first.phone == later.phone
    if len(same) == 3 and (home or phone):
        fields = (Field.NUMBER, *same, *((Field.RESIDENCE,) if home else ()))
        return finding(later_id, FlagKind.SAME_PERSON, fields, *numbers, other_id=first_id)
    return None


def _same(one: PersonDetails, other: PersonDetails, name: Field) -> bool:
    text = fold(_text(one, name))
    return bool(text) and text == fold(_text(other, name))


def person_key(person: PersonDetails) -> int | None:
    """A 63-bit hash of folded name, birth date and sex; None where one is not known."""
    if not person.full_name or person.birth_date is None or not person.sex:
        return None
    text = f"{fold(person.full_name)}|{person.birth_date}|{person.sex}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


def differ(one: str, other: str) -> bool:
    """Whether two texts for one field say different things; letters without any mark prove nothing about marks."""
    if not one or not other or one.casefold() == other.casefold():
        return False
    folded = fold(one), fold(other)
    return folded[0] != folded[1] or folded[0] not in {one.casefold(), other.casefold()}


def finding(
    citizen_id: int,
    kind: FlagKind,
    fields: tuple[Field, ...],
    *values: str,
    other_id: int | None = None,
    case_id: int | None = None,
) -> Finding:
    """A finding with the hash of its values."""
    evidence = blake2b("\0".join((kind, *values)).encode(), digest_size=12).hexdigest()
    return Finding(citizen_id, kind, fields, evidence, other_id, case_id)


def _text(person: PersonDetails, name: Field) -> str:
    value = {
        Field.NUMBER: person.number,
        Field.OLD_NUMBER: person.old_number,
        Field.FULL_NAME: person.full_name,
        Field.BIRTH_DATE: person.birth_date,
        Field.SEX: person.sex,
        Field.RESIDENCE: person.residence,
        Field.ISSUE_DATE: person.issue_date,
        Field.EXPIRY_DATE: person.expiry_date,
    }.get(name)
    return value.isoformat() if isinstance(value, date) else value or ""


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
