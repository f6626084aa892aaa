"""From a chip's contents to a citizen's identity, field by field, with what was verified and what disagrees.

DG13 says it with all marks; the machine-readable zone has none, so that its name is never taken for the citizen's.
Cards given since July 2024 may keep some fields to themselves: what is not there is left out, and the QR's stands.
"""

from collections.abc import Mapping
from datetime import date

from devices.identity import CitizenIdentity, Condition, Field, FieldValue, Flag, FlagCode, InputDevice, Source
from devices.number import number_flags
from devices.smartcard.authenticity.verdicts import Answer
from devices.smartcard.datagroups.dg13 import Dg13, Dg13Field
from devices.smartcard.document import ChipDocument

_TEXTS = {
    Field.FULL_NAME: Dg13Field.FULL_NAME,
    Field.SEX: Dg13Field.SEX,
    Field.NATIONALITY: Dg13Field.NATIONALITY,
    Field.ETHNICITY: Dg13Field.ETHNICITY,
    Field.ORIGIN: Dg13Field.ORIGIN,
    Field.RESIDENCE: Dg13Field.RESIDENCE,
}
_SEXES = {"M": "Nam", "F": "Nữ"}


def identity_from_chip(document: ChipDocument, *, today: date) -> CitizenIdentity:
    """What the chip says of its holder. Religion, parents, spouse and features are not part of an identity.

    A chip whose data are proved false gives no usable field: what it says is shown, and taken nowhere.
    """
    verdict = document.verdicts.data_genuine.answer
    source = Source.CHIP_VERIFIED if verdict is Answer.YES else Source.CHIP_UNVERIFIED
    condition = Condition.DAMAGED if verdict is Answer.NO else Condition.INTACT
    texts = _zone(document) | (_details(document.dg13) if document.dg13 is not None else {})
    fields = {name: FieldValue(text, source, condition) for name, text in texts.items()}
    return CitizenIdentity(fields, InputDevice.CHIP_READER, tuple(_flags(document, texts, today)))


def _zone(document: ChipDocument) -> dict[Field, str]:
    """What DG1 alone can be trusted with: everything but the name."""
    mrz = document.dg1.mrz
    found: dict[Field, str] = {}
    if mrz.personal_number:
        found[Field.NUMBER] = mrz.personal_number
    if mrz.birth_date is not None:
        found[Field.BIRTH_DATE] = mrz.birth_date.isoformat()
    if mrz.sex in _SEXES:
        found[Field.SEX] = _SEXES[mrz.sex]
    if mrz.never_expires or mrz.expiry_date is not None:
        found[Field.EXPIRY_DATE] = mrz.expiry_date.isoformat() if mrz.expiry_date else ""
    return found


def _details(dg13: Dg13) -> dict[Field, str]:
    found = {name: text for name, part in _TEXTS.items() if (text := dg13.text(part))}
    number = dg13.text(Dg13Field.NUMBER)
    if number:
        found[Field.NUMBER] = number
    old = dg13.text(Dg13Field.OLD_NUMBER)
    if old and len(old) == 9 and old.isdigit():
        found[Field.OLD_NUMBER] = old
    for name, part in ((Field.BIRTH_DATE, Dg13Field.BIRTH_DATE), (Field.ISSUE_DATE, Dg13Field.ISSUE_DATE)):
        day = dg13.date(part)
        if day is not None:
            found[name] = day.isoformat()
    expiry = dg13.date(Dg13Field.EXPIRY_DATE)
    if expiry is not None or dg13.never_expires:
        found[Field.EXPIRY_DATE] = expiry.isoformat() if expiry else ""
    return found


def _flags(document: ChipDocument, texts: Mapping[Field, str], today: date) -> list[Flag]:
    """Disagreements inside the chip, an expired card, and the number's own structure."""
    zone = _zone(document)
    flags = [
        Flag(FlagCode.SOURCES_DISAGREE, (name,), {"zone": text, "details": texts[name]})
        for name, text in zone.items()
        if texts[name] != text
    ]
    if document.dg1.mrz.bad_check_digits:
        flags.append(Flag(FlagCode.TEXT_DAMAGED, (Field.NUMBER,), {"damage": "check digits"}))
    expiry = texts.get(Field.EXPIRY_DATE, "")
    if expiry and date.fromisoformat(expiry) < today:
        flags.append(Flag(FlagCode.CARD_EXPIRED, (Field.EXPIRY_DATE,), {"expiry": expiry}))
    born = texts.get(Field.BIRTH_DATE, "")
    day = date.fromisoformat(born) if born else None
    return flags + number_flags(texts.get(Field.NUMBER, ""), day, texts.get(Field.SEX, ""))
