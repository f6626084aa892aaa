"""The one value that every card source yields: what was read, field by field, and how far each may be trusted.

A webcam, a serial scanner, a keyboard-wedge scanner, a chip and an officer's own typing all give a
`CitizenIdentity`. Nothing here decides which source is right: `FieldValue.source` is ordered by trust and a
disagreement is a `Flag`, shown to the officer, never a silent fix.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Source(IntEnum):
    """Where a field came from; a higher number is to be trusted more."""

    TYPED = 1
    QR = 2
    CHIP_UNVERIFIED = 3
    CHIP_VERIFIED = 4


class InputDevice(StrEnum):
    """The device that a reading came through."""

    KEYBOARD = "keyboard"
    CAMERA = "camera"
    SERIAL_SCANNER = "serial_scanner"
    WEDGE_SCANNER = "wedge_scanner"
    CHIP_READER = "chip_reader"


class Field(StrEnum):
    """A field of an identity; the value's text form is given in brackets."""

    NUMBER = "number"  # 12 digits
    OLD_NUMBER = "old_number"  # 9 digits, the number of the old identity card (CMND)
    FULL_NAME = "full_name"  # NFC
    BIRTH_DATE = "birth_date"  # YYYY-MM-DD
    SEX = "sex"  # "Nam" or "Nữ", as printed
    RESIDENCE = "residence"  # NFC, as printed
    ISSUE_DATE = "issue_date"  # YYYY-MM-DD
    EXPIRY_DATE = "expiry_date"  # YYYY-MM-DD, or "" where the card never expires
    NATIONALITY = "nationality"
    ETHNICITY = "ethnicity"
    ORIGIN = "origin"  # quê quán


class Condition(StrEnum):
    """How a field's text came through."""

    INTACT = "intact"
    REPAIRED = "repaired"  # damaged on the way, and proved right again
    DAMAGED = "damaged"  # damaged on the way; what it should be cannot be proved
    MISSING = "missing"  # the source has this field and gave nothing usable


class FlagCode(StrEnum):
    """What deserves the officer's eye. Each has its Vietnamese text in the screens."""

    PROVINCE_CODE_UNKNOWN = "province_code_unknown"
    CENTURY_DISAGREES = "century_disagrees"  # the number's century digit against the birth date
    SEX_DISAGREES = "sex_disagrees"  # the number's sex digit against the sex
    YEAR_DISAGREES = "year_disagrees"  # the number's two year digits against the birth date
    BIRTH_DATE_IMPOSSIBLE = "birth_date_impossible"
    ISSUE_DATE_IMPOSSIBLE = "issue_date_impossible"
    BIRTH_DATE_IN_FUTURE = "birth_date_in_future"
    ISSUE_DATE_IN_FUTURE = "issue_date_in_future"
    ISSUED_BEFORE_BIRTH = "issued_before_birth"
    SEX_UNKNOWN = "sex_unknown"
    OLD_NUMBER_MALFORMED = "old_number_malformed"
    NAME_SUSPICIOUS = "name_suspicious"  # letters that no Vietnamese name has
    ADDRESS_SUSPICIOUS = "address_suspicious"
    NO_DIACRITICS = "no_diacritics"  # neither name nor address has a single mark: ask
    CARD_EXPIRED = "card_expired"
    CANCELLED_NUMBER_PRESENT = "cancelled_number_present"
    UNKNOWN_FIELDS_PRESENT = "unknown_fields_present"  # fields after the known ones, kept as they are
    SOURCES_DISAGREE = "sources_disagree"  # two sources, or what the desk knows, give different values
    TEXT_DAMAGED = "text_damaged"  # a scanner or decoder lost letters
    TEXT_REPAIRED = "text_repaired"  # it did, and the loss was undone and proved


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a reading that the officer should see.

    Attributes:
        code: What it is.
        fields: The fields concerned, the one to look at first being first.
        details: Values for the flag's text, such as the two values that differ. May hold personal data:
            never logged.
    """

    code: FlagCode
    fields: tuple[Field, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One field as one source gave it.

    Attributes:
        text: The value in the form that `Field` states for it; "" when there is none.
        source: Where it came from.
        condition: How it came through. A DAMAGED text is what arrived, for the officer's eye only.
        raw: The source's own text, before any normalisation; "" if it is the same as `text`.
    """

    text: str
    source: Source
    condition: Condition = Condition.INTACT
    raw: str = ""

    @property
    def usable(self) -> bool:
        """Whether the text may go into a record without the officer's own check."""
        return self.condition in {Condition.INTACT, Condition.REPAIRED}


@dataclass(frozen=True, slots=True)
class CitizenIdentity:
    """What one reading of one citizen's card gave.

    Attributes:
        fields: Every field that the source has; absent where the source does not know the field at all.
        device: The device it came through.
        flags: What deserves the officer's eye.
        unknown: Payload fields after the known ones, in order, verbatim; never interpreted.
    """

    fields: Mapping[Field, FieldValue]
    device: InputDevice
    flags: tuple[Flag, ...] = ()
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))

    def __iter__(self) -> Iterator[tuple[Field, FieldValue]]:
        return iter(self.fields.items())

    def text(self, name: Field) -> str:
        """The field's usable text, or "" if the source gave none that may be used."""
        value = self.fields.get(name)
        return value.text if value is not None and value.usable else ""

    def date(self, name: Field) -> date | None:
        """The field's date, or None if the source gave none that may be used."""
        text = self.text(name)
        return date.fromisoformat(text) if text else None

    @property
    def number(self) -> str:
        """The 12-digit personal number, or "" if it was not read."""
        return self.text(Field.NUMBER)

    def __repr__(self) -> str:
        """Never shows a value: a repr ends up in logs."""
        read = ", ".join(f"{name}:{value.condition}" for name, value in self)
        return f"CitizenIdentity({self.device}, {read}, {len(self.flags)} flags)"
