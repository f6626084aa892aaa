"""The QR's text to an identity: seven fields (CCCD), eleven (Căn cước since 2024-07-01), or any more.

``number|old number|name|birth ddmmyyyy|sex|residence|issue ddmmyyyy`` and, on newer cards, four fields that were empty
on every sample seen; what they hold when filled is not published, so they are kept as they are and never interpreted.
UTF-8 without an ECI marker; any normalisation form is brought to NFC. Nothing is ever fixed in silence: what disagrees
is a flag, what came damaged is marked.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from devices.number import expiry_date, is_number, number_flags
from devices.qrcode import text_damage
from devices.qrcode.lookalikes import CHECK_START, LookAlike, look_alike
from devices.qrcode.syllables import strange_words
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
# Damage after which letters may have proved themselves again, and damage after which they cannot.
REVERSIBLE = frozenset({Damage.WRONG_ENCODING, Damage.CAPS_LOCK, Damage.DOUBLED_KEYS})
UNPROVABLE = frozenset(
    {Damage.WRONG_LAYOUT, Damage.INPUT_METHOD, Damage.UPPER_CASE, Damage.LOST_LETTERS, Damage.FOLDED}
)
OTHER_CODES = {LookAlike.VNEID: "QR-008", LookAlike.NUMBER_ONLY: "QR-009"}
BYTE_ORDER_MARK = "\ufeff"


def parse_payload(
    payload: bytes | str, *, device: InputDevice, today: date, damages: frozenset[Damage] = frozenset()
) -> CitizenIdentity:
    """Read a citizen card's QR text.

    Args:
        payload: The code's bytes, or its text as a scanner typed it (in no particular normalisation form).
        device: The way it came, which decides what its letters prove.
        today: For dates in the future and cards that ran out.
        damages: What was seen on the way and the text alone does not show, such as an input method's Backspaces.

    Raises:
        CodedError: QR-001 another kind of code (named); QR-002 NUL characters; QR-003 too long for a QR; QR-004 cut
            off; QR-005 typed for another keyboard; QR-006 two cards' scans glued together; QR-007 empty; QR-008
            VNeID's; QR-009 a number alone.
    """
    text, proved = _clean(payload)
    text, undone = text_damage.undo(text)
    text = text.replace(BYTE_ORDER_MARK, "").strip()
    scans = text_damage.split_scans(text)
    if len({scan.rstrip("|") for scan in scans}) > 1:
        raise CodedError("QR-006")
    parts = scans[0].split("|")
    fields = [" ".join(unicodedata.normalize("NFC", part).split()) for part in parts[:KNOWN_FIELDS]]
    _refuse_others(scans[0], fields)
    way = _Way(device, damages | undone, proved and not undone)
    return _identity(fields, tuple(parts[KNOWN_FIELDS:]), way, today)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way on which a text came; `proved` where its encoding alone shows that no letter was lost."""

    device: InputDevice
    damages: frozenset[Damage]
    proved: bool


def _clean(payload: bytes | str) -> tuple[str, bool]:
    """The text, and whether it came as bytes that were UTF-8 with letters beyond ASCII in them."""
    if len(payload) > LARGEST_TEXT:
        raise CodedError("QR-003", size=len(payload))
    proved = False
    if isinstance(payload, bytes):
        try:
            text = payload.decode("utf-8")
            proved = not text.replace(BYTE_ORDER_MARK, "").isascii()
        except UnicodeDecodeError:
            text = payload.decode("latin-1")
    else:
        text = payload
    if "\0" in text:
        raise CodedError("QR-002")
    text = text.replace(BYTE_ORDER_MARK, "").strip()
    if not text:
        raise CodedError("QR-007")
    return text, proved


def _refuse_others(text: str, fields: list[str]) -> None:
    is_check = fields[0] == CHECK_START
    if is_number(fields[0]) and len(fields) >= KNOWN_FIELDS and not is_check:
        return
    layout = text_damage.other_layout(text)
    if layout is not None:
        raise CodedError("QR-005", layout=layout.value)
    if is_number(fields[0]) and len(fields) > 1 and any(fields[1:]) and not is_check:
        raise CodedError("QR-004", fields=len(fields))
    kind = look_alike(text)
    raise CodedError(OTHER_CODES.get(kind, "QR-001"), looks_like=kind.value)


def _identity(fields: list[str], unknown: tuple[str, ...], way: _Way, today: date) -> CitizenIdentity:
    texts = dict(zip(ORDER, fields, strict=True))
    flags: list[Flag] = []
    values = {
        Field.NUMBER: FieldValue(texts[Field.NUMBER], Source.QR),
        Field.OLD_NUMBER: _old_number(texts[Field.OLD_NUMBER], flags),
        Field.BIRTH_DATE: _date(texts[Field.BIRTH_DATE], Field.BIRTH_DATE, today, flags),
        Field.SEX: _sex(texts[Field.SEX], flags),
        Field.ISSUE_DATE: _date(texts[Field.ISSUE_DATE], Field.ISSUE_DATE, today, flags),
    }
    if Damage.WRONG_LAYOUT in way.damages:
        values = {name: _proved_by_shape(value) for name, value in values.items()}
    condition = _letters(texts, way, flags)
    for name, code in ((Field.FULL_NAME, FlagCode.NAME_SUSPICIOUS), (Field.RESIDENCE, FlagCode.ADDRESS_SUSPICIOUS)):
        text = texts[name]
        if condition is not Condition.DAMAGED and text and _is_strange(name, text, way.device):
            flags.append(Flag(code, (name,)))
        values[name] = FieldValue(text, Source.QR, condition if text else Condition.MISSING)
    flags += _cross_checks(values, today)
    if any(unknown):
        flags.append(Flag(FlagCode.UNKNOWN_FIELDS_PRESENT, ()))
    return CitizenIdentity({name: values[name] for name in ORDER}, way.device, tuple(flags), unknown)


def _proved_by_shape(value: FieldValue) -> FieldValue:
    return replace(value, condition=Condition.REPAIRED) if value.usable and value.text else value


def _is_strange(name: Field, text: str, device: InputDevice) -> bool:
    """Whether a text has letters that no name or address has; from a serial port also words that are no syllable."""
    if not (is_name(text) if name is Field.FULL_NAME else is_address(text)):
        return True
    words = text_damage.part_province(text)[0] if name is Field.RESIDENCE else text
    return device in LOSSY and bool(strange_words(words))


def _letters(texts: Mapping[Field, str], way: _Way, flags: list[Flag]) -> Condition:
    """How name and residence came through, from what their letters and the way prove."""
    name, address, sex = texts[Field.FULL_NAME], texts[Field.RESIDENCE], texts[Field.SEX]
    fields = (Field.FULL_NAME, Field.RESIDENCE)
    proved = way.proved and is_name(name) and (not address or is_address(address))
    proved = proved or text_damage.letters_proved(name, address, sex)
    if Damage.CAPS_LOCK in way.damages:
        # Letters typed by code are not swapped, and swapping them back leaves a capital inside a word.
        proved = proved and all(word == word.capitalize() for word in name.split())
    if not way.damages & UNPROVABLE:
        if way.damages & REVERSIBLE and proved:
            flags.append(Flag(FlagCode.TEXT_REPAIRED, fields))
            return Condition.REPAIRED
        if not way.damages & REVERSIBLE and (proved or way.device not in LOSSY):
            return Condition.INTACT
    lost_all = not has_marks(name + address)
    code = FlagCode.NO_DIACRITICS if lost_all else FlagCode.TEXT_DAMAGED
    damage = next(iter(sorted(way.damages & (UNPROVABLE | REVERSIBLE))), text_damage.loss_seen(name, address))
    flags.append(Flag(code, fields, {"damage": damage}))
    return Condition.DAMAGED


def _old_number(text: str, flags: list[Flag]) -> FieldValue:
    if not text:
        return FieldValue("", Source.QR)
    if len(text) == 9 and text.isascii() and text.isdecimal():
        return FieldValue(text, Source.QR)
    flags.append(Flag(FlagCode.OLD_NUMBER_MALFORMED, (Field.OLD_NUMBER,)))
    return FieldValue(text, Source.QR, Condition.DAMAGED)


def _sex(text: str, flags: list[Flag]) -> FieldValue:
    """Nam, Nữ; where a letter was lost or rewritten it can only be Nữ, since Nam has none to lose."""
    if text in {"Nam", "Nữ"}:
        return FieldValue(text, Source.QR)
    plain = "".join(letter for letter in text.lower() if letter.isascii() and letter.isalpha())
    if text.lower() == "nam":
        return FieldValue("Nam", Source.QR, Condition.REPAIRED, raw=text)
    if plain in {"n", "nu"}:
        return FieldValue("Nữ", Source.QR, Condition.REPAIRED, raw=text)
    flags.append(Flag(FlagCode.SEX_UNKNOWN, (Field.SEX,)))
    return FieldValue(text, Source.QR, Condition.DAMAGED if text else Condition.MISSING)


def _date(text: str, name: Field, today: date, flags: list[Flag]) -> FieldValue:
    """``ddmmyyyy`` to ISO form."""
    birth = name is Field.BIRTH_DATE
    impossible = FlagCode.BIRTH_DATE_IMPOSSIBLE if birth else FlagCode.ISSUE_DATE_IMPOSSIBLE
    if not text:
        return FieldValue("", Source.QR, Condition.MISSING)
    if not text_damage.is_payload_date(text):
        cut = not birth and len(text) < 8 and text.isascii() and text.isdecimal()
        details = {"damage": Damage.TRUNCATED.value} if cut else {}
        flags.append(Flag(FlagCode.TEXT_DAMAGED if cut else impossible, (name,), details))
        return FieldValue(text, Source.QR, Condition.DAMAGED)
    day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
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
