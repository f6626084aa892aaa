"""What DG11 and DG12 have in common: tagged texts, some lists, and a tag list that names what is there."""

import unicodedata
from collections.abc import Mapping

from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import Limits, Tlv, read_tlv

LIMITS = Limits(size=256 * 1024, objects=256, depth=8)
_TAG_LIST = 0x5C
_LIST = 0xA0  # other names: count (02), then as many objects


def details(data: bytes, tag: int) -> Mapping[int, tuple[bytes, ...]]:
    """The contents by tag; lists taken apart, the tag list left out.

    Raises:
        DataGroupError: It is malformed.
    """
    found: dict[int, tuple[bytes, ...]] = {}
    for item in read_tlv(data, tag, limits=LIMITS).children(LIMITS):
        for part in _members(item):
            found[part.tag] = (*found.get(part.tag, ()), part.value)
    return found


def text(value: bytes) -> str:
    """A UTF-8 text in NFC; fillers become spaces.

    Raises:
        DataGroupError: LDS-011: it is no UTF-8.
    """
    try:
        plain = unicodedata.normalize("NFC", value.decode("utf-8")).replace("<", " ")
    except UnicodeDecodeError as error:
        raise DataGroupError("LDS-011") from error
    return " ".join(plain.split())


def date_text(value: bytes) -> str:
    """YYYYMMDD, given in ASCII or packed two digits a byte; "" where it is neither."""
    digits = value.hex() if len(value) == 4 else value.decode("ascii", "replace")
    return digits if digits.isdigit() and len(digits) == 8 else ""


def _members(item: Tlv) -> tuple[Tlv, ...]:
    if item.tag == _TAG_LIST:
        return ()
    if item.tag == _LIST:
        return tuple(part for part in item.children(LIMITS) if part.tag != 0x02)
    return (item,)
