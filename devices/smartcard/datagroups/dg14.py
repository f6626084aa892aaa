"""DG14: the protocols that the chip offers, signed (ICAO 9303-10, section 4.7.14; 9303-11, section 9.2)."""

from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.datagroups.security_infos import SecurityInfos, parse_security_infos
from devices.smartcard.tlv import read_tlv


def parse_dg14(data: bytes) -> SecurityInfos:
    """Read EF.DG14.

    Raises:
        DataGroupError: It is malformed.
    """
    return parse_security_infos(read_tlv(data, ElementaryFile.DG14.tag).value)
