"""DG15: the public key of active authentication (ICAO 9303-10, section 4.7.15)."""

from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import read_tlv

_SEQUENCE = 0x30


def parse_dg15(data: bytes) -> bytes:
    """The SubjectPublicKeyInfo in EF.DG15, in DER.

    Raises:
        DataGroupError: It is malformed.
    """
    value = read_tlv(data, ElementaryFile.DG15.tag).value
    if not value or value[0] != _SEQUENCE:
        raise DataGroupError("LDS-001")
    return value
