"""EF.COM: versions, and the data groups that are there (ICAO 9303-10, section 4.6.1). Nothing in it is signed."""

from dataclasses import dataclass

from devices.smartcard.datagroups.groups import DATA_GROUPS, ElementaryFile
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import read_tlv

_LDS_VERSION = 0x5F01
_UNICODE_VERSION = 0x5F36
_TAG_LIST = 0x5C


@dataclass(frozen=True, slots=True)
class Com:
    """What a chip lists.

    Attributes:
        lds_version: "0107", "0108".
        unicode_version: "040000".
        data_groups: Their numbers, in the chip's order; unknown tags left out.
    """

    lds_version: str
    unicode_version: str
    data_groups: tuple[int, ...]


def parse_com(data: bytes) -> Com:
    """Read EF.COM.

    Raises:
        DataGroupError: It is malformed.
    """
    found = {item.tag: item.value for item in read_tlv(data, ElementaryFile.COM.tag).children()}
    if _TAG_LIST not in found:
        raise DataGroupError("LDS-001")
    numbers = {group.tag: group.number for group in DATA_GROUPS}
    groups = tuple(numbers[tag] for tag in found[_TAG_LIST] if tag in numbers)
    return Com(_digits(found, _LDS_VERSION), _digits(found, _UNICODE_VERSION), groups)


def _digits(found: dict[int, bytes], tag: int) -> str:
    return found.get(tag, b"").decode("ascii", "replace")
