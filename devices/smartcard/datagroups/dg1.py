"""DG1: the machine-readable zone (ICAO 9303-10, section 4.7.1)."""

from dataclasses import dataclass
from datetime import date

from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.datagroups.mrz import Mrz, parse_mrz
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import read_tlv

_ZONE = 0x5F1F


@dataclass(frozen=True, slots=True, repr=False)
class Dg1:
    """The zone.

    Attributes:
        mrz: Taken apart.
        text: As it is, without line breaks.
    """

    mrz: Mrz
    text: str

    @property
    def personal_number(self) -> str:
        """The 12-digit number of a Vietnamese card; "" for other documents."""
        return self.mrz.personal_number

    @property
    def issuing_state(self) -> str:
        """Three letters."""
        return self.mrz.issuing_state

    def __repr__(self) -> str:
        """Never shows the holder."""
        return f"Dg1({self.mrz!r})"


def parse_dg1(data: bytes, *, today: date) -> Dg1:
    """Read EF.DG1.

    Raises:
        DataGroupError: It is malformed.
    """
    for item in read_tlv(data, ElementaryFile.DG1.tag).children():
        if item.tag == _ZONE:
            try:
                text = item.value.decode("ascii")
            except UnicodeDecodeError as error:
                raise DataGroupError("LDS-010") from error
            return Dg1(parse_mrz(text, today=today), text)
    raise DataGroupError("LDS-010")
