"""A person as an intake gathers them: per field, what each source said, which one stands, and what disagrees.

The source to be trusted most stands by itself (chip verified > chip > QR > typed) until the officer chooses otherwise.
Nothing that any source said is thrown away: the others stay beside it and every difference is shown.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from desktop.records.people import OtherText, PersonDetails
from devices.identity import CitizenIdentity, Condition, Field, Flag, FlagCode, Source

COMPARED_WITH_RECORDS = (Field.FULL_NAME, Field.BIRTH_DATE, Field.SEX, Field.OLD_NUMBER, Field.RESIDENCE)
DATES = frozenset({Field.BIRTH_DATE, Field.ISSUE_DATE, Field.EXPIRY_DATE})


class SourceText(msgspec.Struct, frozen=True):
    """What one source said for one field; `condition` other than intact or repaired means: not to be used as it is."""

    source: Source
    text: str
    condition: Condition = Condition.INTACT

    @property
    def usable(self) -> bool:
        """Whether the text may stand in a record."""
        return bool(self.text) and self.condition in {Condition.INTACT, Condition.REPAIRED}


class FormField(msgspec.Struct, frozen=True):
    """One field with all that was said of it.

    Attributes:
        said: What each source said, at most one entry a source, most trusted first.
        chosen: The source that the officer chose by hand; None while the most trusted one stands.
    """

    said: tuple[SourceText, ...] = ()
    chosen: Source | None = None

    @property
    def standing(self) -> SourceText | None:
        """What goes into the record: the officer's choice, else the most trusted usable text."""
        if self.chosen is not None:
            return next((entry for entry in self.said if entry.source == self.chosen), None)
        return next((entry for entry in self.said if entry.usable), None)

    @property
    def text(self) -> str:
        """The text that stands, or ""."""
        return self.standing.text if self.standing else ""

    @property
    def damaged(self) -> SourceText | None:
        """What arrived damaged and has no usable text beside it: to be typed or read again."""
        if self.standing is not None:
            return None
        return next((entry for entry in self.said if entry.text and not entry.usable), None)

    def heard(self, entry: SourceText) -> "FormField":
        """This field with what a source says now, which replaces what the same source said before."""
        others = [known for known in self.said if known.source != entry.source]
        if not entry.text and not others:
            return FormField()
        said = sorted([*others, entry], key=lambda known: -known.source) if entry.text else others
        chosen = self.chosen if any(known.source == self.chosen for known in said) else None
        return FormField(tuple(said), chosen)


class Disagreement(msgspec.Struct, frozen=True):
    """Two values for one field. `other_source` is None where the other one is what the desk's records hold."""

    field: Field
    standing: str
    other: str
    other_source: Source | None


class PersonForm(msgspec.Struct, frozen=True):
    """A person being filled in. Every change gives a new form.

    Attributes:
        fields: What is known, by field.
        flags: Flags of the readings, by code and fields; the newest reading of a device replaces its own.
        phone: Digits as typed.
        read_by: The most trusted source that read a whole card for this form; None if all was typed.
    """

    fields: dict[Field, FormField] = {}
    flags: tuple[tuple[FlagCode, tuple[Field, ...]], ...] = ()
    phone: str = ""
    email: str = ""
    read_by: Source | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was entered or read."""
        return not self.phone and not self.email and not any(entry.said for entry in self.fields.values())

    @property
    def number(self) -> str:
        """The 12-digit number that stands, or ""."""
        return self.text(Field.NUMBER)

    def field(self, name: Field) -> FormField:
        """All that was said of a field."""
        return self.fields.get(name, FormField())

    def text(self, name: Field) -> str:
        """The text that stands for a field, or ""."""
        return self.field(name).text

    def date(self, name: Field) -> date | None:
        """The date that stands for a date field, or None."""
        text = self.text(name)
        return date.fromisoformat(text) if text else None

    def with_reading(self, identity: CitizenIdentity) -> "PersonForm":
        """The form with a card's reading merged in, field by field. The caller has made sure it is the same person."""
        fields = dict(self.fields)
        for name, value in identity:
            entry = SourceText(value.source, value.text or value.raw, value.condition)
            fields[name] = self.field(name).heard(entry)
        best = max((value.source for _, value in identity), default=None)
        read_by = max((source for source in (self.read_by, best) if source is not None), default=None)
        return msgspec.structs.replace(self, fields=fields, flags=_plain(identity.flags), read_by=read_by)

    def with_typed(self, name: Field, text: str) -> "PersonForm":
        """The form after the officer typed into a field.

        A typed value that differs from a card's stands because the officer's hand is the last word at the counter; the
        card's stays beside it as a disagreement. Typing the card's own value again takes the card's back.
        """
        text = " ".join(unicodedata.normalize("NFC", text).split())
        field = self.field(name)
        card = next((entry for entry in field.said if entry.source != Source.TYPED and entry.usable), None)
        if card is not None and card.text == text:
            field = msgspec.structs.replace(field.heard(SourceText(Source.TYPED, "")), chosen=None)
        else:
            field = field.heard(SourceText(Source.TYPED, text))
            if text and card is not None:
                field = msgspec.structs.replace(field, chosen=Source.TYPED)
        return msgspec.structs.replace(self, fields={**self.fields, name: field})

    def with_choice(self, name: Field, source: Source) -> "PersonForm":
        """The form with the officer's choice of source for a field; one that gave nothing usable changes nothing."""
        field = self.field(name)
        if not any(entry.source == source and entry.usable for entry in field.said):
            return self
        chosen = msgspec.structs.replace(field, chosen=source)
        return msgspec.structs.replace(self, fields={**self.fields, name: chosen})

    def disagreements(self, known: PersonDetails | None = None) -> tuple[Disagreement, ...]:
        """Every field where two sources, or a source and the desk's records, differ."""
        found = []
        for name, field in self.fields.items():
            standing = field.standing
            if standing is None:
                continue
            found += [
                Disagreement(name, standing.text, entry.text, entry.source)
                for entry in field.said
                if entry.usable and entry.text != standing.text
            ]
        if known is not None and known.number and known.number == self.number:
            found += [
                Disagreement(name, self.text(name), kept, None)
                for name in COMPARED_WITH_RECORDS
                if (kept := known_text(known, name)) and self.text(name) and kept != self.text(name)
            ]
        return tuple(found)

    def details(self) -> PersonDetails:
        """What is saved with the case."""
        sources = {name: entry.standing.source for name, entry in self.fields.items() if entry.standing is not None}
        others = tuple(
            OtherText(each.field, each.other_source, each.other)
            for each in self.disagreements()
            if each.other_source is not None
        )
        return PersonDetails(
            full_name=self.text(Field.FULL_NAME),
            number=self.number,
            old_number=self.text(Field.OLD_NUMBER),
            birth_date=self.date(Field.BIRTH_DATE),
            sex=self.text(Field.SEX),
            residence=self.text(Field.RESIDENCE),
            issue_date=self.date(Field.ISSUE_DATE),
            phone=self.phone,
            email=self.email,
            sources=sources,
            expiry_date=self.date(Field.EXPIRY_DATE),
            others=others,
        )


def known_text(known: PersonDetails, name: Field) -> str:
    """What the desk's records hold for a field, in the field's text form."""
    values: Mapping[Field, str | date | None] = {
        Field.NUMBER: known.number,
        Field.FULL_NAME: known.full_name,
        Field.BIRTH_DATE: known.birth_date,
        Field.SEX: known.sex,
        Field.OLD_NUMBER: known.old_number,
        Field.RESIDENCE: known.residence,
        Field.ISSUE_DATE: known.issue_date,
    }
    value = values.get(name)
    return value.isoformat() if isinstance(value, date) else value or ""


def parse_typed_date(text: str) -> str | None:
    """The ISO form of a date typed the Vietnamese way (``1/2/1990``, ``01021990``, ``01-02-1990``).

    Returns:
        ``YYYY-MM-DD``, "" for empty text, None where it is no date of the years 1850 to 2199.
    """
    digits = [part for part in "".join(c if c.isdigit() else " " for c in text).split() if part]
    if not digits:
        return "" if not text.strip() else None
    if len(digits) == 1 and len(digits[0]) == 8:
        digits = [digits[0][:2], digits[0][2:4], digits[0][4:]]
    if len(digits) != 3 or len(digits[2]) != 4:
        return None
    try:
        parsed = date(int(digits[2]), int(digits[1]), int(digits[0]))
    except ValueError:
        return None
    return parsed.isoformat() if 1850 <= parsed.year <= 2199 else None


def _plain(flags: Iterable[Flag]) -> tuple[tuple[FlagCode, tuple[Field, ...]], ...]:
    """Flags without their details: those hold values that the fields already show."""
    return tuple((flag.code, flag.fields) for flag in flags)
