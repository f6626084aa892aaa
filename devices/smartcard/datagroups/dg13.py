"""DG13 of the Vietnamese card: the personal details, as a set of numbered fields in DER.

    6D { 30 { 02 01 version, 06 OID 1.0.10646.1.0.8 (UTF-8), 31 { 30 { 02 01 n, value… } … } } }

ICAO 9303-10 leaves the group to the state; this layout is what public readers of the card agree on. Every field may be
missing: cards given since 1 July 2024 may keep some to themselves (Circular 16/2024/TT-BCA, article 6). What is not
laid out so is kept as it is and not interpreted.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from types import MappingProxyType

from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import Limits, Tlv, read_tlv

NEVER_EXPIRES = "Không thời hạn"
_LIMITS = Limits(size=64 * 1024, objects=256, depth=8)
_INTEGER, _OID, _SEQUENCE, _SET = 0x02, 0x06, 0x30, 0x31
_STRINGS = frozenset({0x0C, 0x13, 0x16})  # UTF8String, PrintableString, IA5String


class Dg13Field(IntEnum):
    """The fields by number."""

    NUMBER = 1
    FULL_NAME = 2
    BIRTH_DATE = 3
    SEX = 4
    NATIONALITY = 5
    ETHNICITY = 6
    RELIGION = 7
    ORIGIN = 8
    RESIDENCE = 9
    FEATURES = 10
    ISSUE_DATE = 11
    EXPIRY_DATE = 12
    PARENTS = 13
    SPOUSES = 14
    OLD_NUMBER = 15
    CHIP_ID = 16


@dataclass(frozen=True, slots=True, repr=False)
class Dg13:
    """The details, field by field.

    Attributes:
        texts: The strings of each field that is there, in order, in NFC; an empty tuple for a field without any, such
            as the spouse of somebody unmarried. Father comes before mother.
        unknown: Fields of other numbers, and fields whose contents are no strings that can be read; their contents in
            DER. Such a field is not in `texts`: it is not known to be empty.
        recognised: Whether the group has the Vietnamese layout at all; the rest is empty where it has not.
        raw: The file.
    """

    texts: Mapping[Dg13Field, tuple[str, ...]]
    unknown: Mapping[int, bytes]
    recognised: bool
    raw: bytes

    def text(self, name: Dg13Field) -> str | None:
        """A field's first string, "" where the field is empty; None where the chip has no such field."""
        strings = self.texts.get(name)
        return None if strings is None else next(iter(strings), "")

    def date(self, name: Dg13Field) -> date | None:
        """A field's date; None where it is missing, empty, "Không thời hạn", or no date."""
        return parse_date(self.text(name) or "")

    @property
    def never_expires(self) -> bool:
        """Whether the expiry field says that the card is valid without end."""
        return (self.text(Dg13Field.EXPIRY_DATE) or "").casefold() == NEVER_EXPIRES.casefold()

    def __repr__(self) -> str:
        """Shows which fields are there, not what they say."""
        return f"Dg13({', '.join(name.name for name in self.texts)}, recognised={self.recognised})"


def parse_dg13(data: bytes) -> Dg13:
    """Read EF.DG13. A group of another layout is no error: it is not recognised.

    Raises:
        DataGroupError: The file is no DG13 at all.
    """
    outer = read_tlv(data, ElementaryFile.DG13.tag, limits=_LIMITS)
    try:
        fields = _fields(outer)
    except DataGroupError:
        fields = None
    if fields is None:
        return Dg13(MappingProxyType({}), MappingProxyType({}), recognised=False, raw=data)
    return Dg13(*fields, recognised=True, raw=data)


def parse_date(text: str) -> date | None:
    """dd/MM/yyyy or ddMMyyyy."""
    digits = text.strip().replace("/", "")
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def _fields(outer: Tlv) -> tuple[Mapping[Dg13Field, tuple[str, ...]], Mapping[int, bytes]] | None:
    """The fields by number; None where the layout is another.

    Raises:
        DataGroupError: A part is malformed.
    """
    body = outer.children(_LIMITS)
    parts = body[0].children(_LIMITS) if len(body) == 1 and body[0].tag == _SEQUENCE else ()
    if [part.tag for part in parts] != [_INTEGER, _OID, _SET]:
        return None
    texts: dict[Dg13Field, tuple[str, ...]] = {}
    unknown: dict[int, bytes] = {}
    for item in parts[2].children(_LIMITS):
        inner = item.children(_LIMITS) if item.tag == _SEQUENCE else ()
        if not inner or inner[0].tag != _INTEGER:
            return None
        number = int.from_bytes(inner[0].value, "big")
        strings = _field_strings(inner[1:]) if number in Dg13Field._value2member_map_ else None
        if strings is None:
            unknown[number] = unknown.get(number, b"") + item.value
        else:
            name = Dg13Field(number)
            texts[name] = texts.get(name, ()) + strings  # a field that comes twice goes on
    return MappingProxyType(texts), MappingProxyType(unknown)


def _field_strings(parts: tuple[Tlv, ...]) -> tuple[str, ...] | None:
    """A field's strings; None where it holds something, but none that can be read."""
    try:
        strings = tuple(text for part in parts for text in _strings(part))
    except UnicodeDecodeError:
        return None
    return strings if strings or not any(part.value for part in parts) else None


def _strings(item: Tlv) -> list[str]:
    """Every string in an object, in order: parents stand side by side on some cards, nested on others."""
    if item.tag in _STRINGS:
        return [unicodedata.normalize("NFC", item.value.decode("utf-8")).strip()]
    if item.constructed:
        return [text for part in item.children(_LIMITS) for text in _strings(part)]
    return []
