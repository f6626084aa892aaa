"""The files of the eMRTD application and of the master file (ICAO 9303-10, section 3.11, tables 38 and 39)."""

from enum import Enum


class ElementaryFile(Enum):
    """A file: its identifier, its short identifier, its outer tag, and its data group number (0 for none)."""

    CARD_ACCESS = (0x011C, 0x1C, 0x31, 0)
    COM = (0x011E, 0x1E, 0x60, 0)
    SOD = (0x011D, 0x1D, 0x77, 0)
    DG1 = (0x0101, 0x01, 0x61, 1)
    DG2 = (0x0102, 0x02, 0x75, 2)
    DG3 = (0x0103, 0x03, 0x63, 3)
    DG4 = (0x0104, 0x04, 0x76, 4)
    DG5 = (0x0105, 0x05, 0x65, 5)
    DG6 = (0x0106, 0x06, 0x66, 6)
    DG7 = (0x0107, 0x07, 0x67, 7)
    DG8 = (0x0108, 0x08, 0x68, 8)
    DG9 = (0x0109, 0x09, 0x69, 9)
    DG10 = (0x010A, 0x0A, 0x6A, 10)
    DG11 = (0x010B, 0x0B, 0x6B, 11)
    DG12 = (0x010C, 0x0C, 0x6C, 12)
    DG13 = (0x010D, 0x0D, 0x6D, 13)
    DG14 = (0x010E, 0x0E, 0x6E, 14)
    DG15 = (0x010F, 0x0F, 0x6F, 15)
    DG16 = (0x0110, 0x10, 0x70, 16)

    def __init__(self, file_id: int, short_id: int, tag: int, number: int) -> None:
        self.file_id = file_id
        self.short_id = short_id
        self.tag = tag
        self.number = number


# Fingerprints and iris: locked by extended access control, and no business of a counter.
NEVER_READ = frozenset({ElementaryFile.DG3, ElementaryFile.DG4})
DATA_GROUPS = tuple(file for file in ElementaryFile if file.number)


def data_group(number: int) -> ElementaryFile:
    """The file of a data group.

    Raises:
        ValueError: There is no data group of this number.
    """
    if not 1 <= number <= len(DATA_GROUPS):
        raise ValueError(f"no data group {number}")
    return DATA_GROUPS[number - 1]
