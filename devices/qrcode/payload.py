"""The QR's text to an identity: seven fields (CCCD), eleven (Căn cước since 2024-07-01), or any more.

``number|old number|name|birth ddmmyyyy|sex|residence|issue ddmmyyyy`` and, on newer cards, four fields that were empty
on every sample seen; what they hold when filled is not published, so they are kept as they are and never interpreted.
UTF-8 without an ECI marker; any normalisation form is brought to NFC. Nothing is ever fixed in silence: what disagrees
is a flag, what came damaged is marked.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date

from devices.errors import CodedError
from devices.identity import (
    CitizenIdentity,
    Condition,
    Field,
    FieldValue,
    Flag,
    FlagCode,
    InputDevice,
    Source,
)
from devices.qrcode import text_damage
from devices.qrcode.lookalikes import LookAlike, look_alike
from devices.qrcode.number import expiry_date, is_number, number_flags
from devices.qrcode.text_damage import Damage
from devices.qrcode.vietnamese import has_marks, is_address, is_name

LARGEST_QR = 2953  # bytes in a version 40-L code (ISO/IEC 18004, table 7)
LARGEST_TEXT = 4 * LARGEST_QR  # a wrong decoding makes up to three characters of one
KNOWN_FIELDS = 7
ORDER = (
    Field.NUMBER,
    Field.OLD_NUMBER,
    Field.FULL_NAME,
    Field.BIRTH_DATE,
    Field.SEX,
    Field.RESIDENCE,
    Field.ISSUE_DATE,
)
# Ways on which letters may get lost; a camera's bytes are proved by the code's own error correction.
LOSSY = frozenset({InputDevice.WEDGE_SCANNER, InputDevice.SERIAL_SCANNER})


def parse_payload(payload: bytes | str, *, device: InputDevice, today: date) -> CitizenIdentity:
    """Read a citizen card's QR text.

    Args:
        payload: The code's bytes, or its text as a scanner typed it.
        device: The way it came, which decides what its letters prove.
        today: For dates in the future and cards that ran out.

    Raises:
        CodedError: QR-001 another kind of code (named); QR-002 NUL characters; QR-003 too long for a QR; QR-004 cut
            off; QR-005 typed for another keyboard; QR-006 two cards' scans glued together; QR-007 empty; QR-008
            VNeID's.
    """
    text, damages = _clean(payload)
    text, damages = _repair(text, damages)
    scans = text_damage.split_scans(text)
    if len(set(scans)) > 1:
        raise CodedError("QR-006")
    fields = [" ".join(unicodedata.normalize("NFC", part).split()) for part in scans[0].split("|")]
    _refuse_others(scans[0], fields)
    return _identity(fields, damages, device, today)


def _clean(payload: bytes | str) -> tuple[str, frozenset[Damage]]:
    if len(payload) > LARGEST_TEXT:
        raise CodedError("QR-003", size=len(payload))
    damages: frozenset[Damage] = frozenset()
    if isinstance(payload, bytes):
        try:
            text = payload.decode("utf-8")
        except UnicodeDecodeError:
            text = payload.decode("latin-1")
            damages = frozenset({Damage.WRONG_ENCODING})
    else:
        text = payload
    if "\0" in text:
        raise CodedError("QR-002")
    text = unicodedata.normalize("NFC", text.replace("\ufeff", "")).strip()
    if not text:
        raise CodedError("QR-007")
    return text, damages


def _repair(text: str, damages: frozenset[Damage]) -> tuple[str, frozenset[Damage]]:
    """Undo what is provable; a text that still is not Vietnamese keeps its damage."""
    for damage, repair in (
        (Damage.WRONG_ENCODING, text_damage.repair_encoding),
        (Damage.CAPS_LOCK, text_damage.repair_caps_lock),
        (Damage.WRONG_LAYOUT, text_damage.repair_separator),
    ):
        repaired = repair(text)
        if repaired is not None:
            return repaired, damages | {damage}
    return text, damages


def _refuse_others(text: str, fields: list[str]) -> None:
    if is_number(fields[0]) and len(fields) >= KNOWN_FIELDS:
        return
    if text_damage.looks_like_other_layout(text):
        raise CodedError("QR-005")
    if is_number(fields[0]) and len(fields) > 1 and any(fields[1:]):
        raise CodedError("QR-004", fields=len(fields))
    kind = look_alike(text)
    raise CodedError("QR-008" if kind is LookAlike.VNEID else "QR-001", looks_like=kind.value)


def _identity(fields: list[str], damages: frozenset[Damage], device: InputDevice, today: date) -> CitizenIdentity:
    texts = dict(zip(ORDER, fields, strict=False))
    flags: list[Flag] = []
    values = {
        Field.NUMBER: FieldValue(texts[Field.NUMBER], Source.QR),
        Field.OLD_NUMBER: _old_number(texts[Field.OLD_NUMBER], flags),
        Field.BIRTH_DATE: _date(texts[Field.BIRTH_DATE], Field.BIRTH_DATE, today, flags),
        Field.SEX: _sex(texts[Field.SEX], flags),
        Field.ISSUE_DATE: _date(texts[Field.ISSUE_DATE], Field.ISSUE_DATE, today, flags),
    }
    condition = _letters(texts, damages, device, flags)
    for name, check, code in (
        (Field.FULL_NAME, is_name, FlagCode.NAME_SUSPICIOUS),
        (Field.RESIDENCE, is_address, FlagCode.ADDRESS_SUSPICIOUS),
    ):
        text = texts[name]
        if condition is not Condition.DAMAGED and text and not check(text):
            flags.append(Flag(code, (name,)))
        values[name] = FieldValue(text, Source.QR, condition if text else Condition.MISSING)
    flags += _cross_checks(values, today)
    unknown = tuple(fields[KNOWN_FIELDS:])
    if any(unknown):
        flags.append(Flag(FlagCode.UNKNOWN_FIELDS_PRESENT, ()))
    return CitizenIdentity({name: values[name] for name in ORDER}, device, tuple(flags), unknown)


def _letters(
    texts: Mapping[Field, str], damages: frozenset[Damage], device: InputDevice, flags: list[Flag]
) -> Condition:
    """How name and residence came through, from what their letters prove."""
    name, address, sex = texts[Field.FULL_NAME], texts[Field.RESIDENCE], texts[Field.SEX]
    fields = (Field.FULL_NAME, Field.RESIDENCE)
    proved = text_damage.letters_proved(name, address, sex)
    if damages & {Damage.WRONG_ENCODING, Damage.CAPS_LOCK} and proved:
        flags.append(Flag(FlagCode.TEXT_REPAIRED, fields))
        return Condition.REPAIRED
    if Damage.WRONG_LAYOUT in damages or damages or (device in LOSSY and not proved):
        lost_all = not has_marks(name + address)
        flags.append(Flag(FlagCode.NO_DIACRITICS if lost_all else FlagCode.TEXT_DAMAGED, fields))
        return Condition.DAMAGED
    return Condition.INTACT


def _old_number(text: str, flags: list[Flag]) -> FieldValue:
    if not text:
        return FieldValue("", Source.QR)
    if len(text) == 9 and text.isascii() and text.isdecimal():
        return FieldValue(text, Source.QR)
    flags.append(Flag(FlagCode.OLD_NUMBER_MALFORMED, (Field.OLD_NUMBER,)))
    return FieldValue(text, Source.QR, Condition.DAMAGED)


def _sex(text: str, flags: list[Flag]) -> FieldValue:
    """Nam, Nữ; an ``N`` with its letter lost can only be Nữ, since Nam loses nothing."""
    if text in {"Nam", "Nữ"}:
        return FieldValue(text, Source.QR)
    if text in {"N", "Nu", "N?", "NU"}:
        return FieldValue("Nữ", Source.QR, Condition.REPAIRED, raw=text)
    flags.append(Flag(FlagCode.SEX_UNKNOWN, (Field.SEX,)))
    return FieldValue(text, Source.QR, Condition.DAMAGED if text else Condition.MISSING)


def _date(text: str, name: Field, today: date, flags: list[Flag]) -> FieldValue:
    """``ddmmyyyy`` to ISO form."""
    birth = name is Field.BIRTH_DATE
    impossible = FlagCode.BIRTH_DATE_IMPOSSIBLE if birth else FlagCode.ISSUE_DATE_IMPOSSIBLE
    if not text:
        return FieldValue("", Source.QR, Condition.MISSING)
    if len(text) != 8 or not text.isascii() or not text.isdecimal():
        flags.append(Flag(impossible, (name,)))
        return FieldValue(text, Source.QR, Condition.DAMAGED)
    try:
        day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        flags.append(Flag(impossible, (name,)))
        return FieldValue(text, Source.QR, Condition.DAMAGED)
    if day > today:
        flags.append(Flag(FlagCode.BIRTH_DATE_IN_FUTURE if birth else FlagCode.ISSUE_DATE_IN_FUTURE, (name,)))
    return FieldValue(day.isoformat(), Source.QR, raw=text)


def _cross_checks(values: Mapping[Field, FieldValue], today: date) -> list[Flag]:
    birth, issue = _usable_date(values[Field.BIRTH_DATE]), _usable_date(values[Field.ISSUE_DATE])
    sex = values[Field.SEX]
    flags = number_flags(values[Field.NUMBER].text, birth, sex.text if sex.usable else "")
    if birth is not None and issue is not None:
        if issue < birth:
            flags.append(Flag(FlagCode.ISSUED_BEFORE_BIRTH, (Field.ISSUE_DATE, Field.BIRTH_DATE)))
        else:
            expiry = expiry_date(birth, issue)
            if expiry is not None and expiry < today:
                flags.append(Flag(FlagCode.CARD_EXPIRED, (Field.ISSUE_DATE,), {"expiry": expiry.isoformat()}))
    return flags


def _usable_date(value: FieldValue) -> date | None:
    return date.fromisoformat(value.text) if value.usable and value.text else None
