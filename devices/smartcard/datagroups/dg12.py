"""DG12: additional document details (ICAO 9303-10, section 4.7.12)."""

from dataclasses import dataclass

from devices.smartcard.datagroups.details import date_text, details, text
from devices.smartcard.datagroups.groups import ElementaryFile


@dataclass(frozen=True, slots=True, repr=False)
class Dg12:
    """The details; "" and empty tuples for what is not there. Pictures of the document are left out.

    Attributes:
        issuing_authority: As given.
        issue_date: YYYYMMDD.
        other_persons: Further persons that the document names.
        endorsements: As given.
        tax_requirements: Tax or exit requirements.
        personalization_time: YYYYMMDDhhmmss.
        personalization_system: Its serial number.
    """

    issuing_authority: str
    issue_date: str
    other_persons: tuple[str, ...]
    endorsements: str
    tax_requirements: str
    personalization_time: str
    personalization_system: str

    def __repr__(self) -> str:
        """Never shows what is in it: other persons may be named."""
        return "Dg12(…)"


def parse_dg12(data: bytes) -> Dg12:
    """Read EF.DG12.

    Raises:
        DataGroupError: It is malformed.
    """
    found = details(data, ElementaryFile.DG12.tag)

    def first(tag: int) -> bytes:
        return next(iter(found.get(tag, ())), b"")

    moment = first(0x5F55)
    return Dg12(
        issuing_authority=text(first(0x5F19)),
        issue_date=date_text(first(0x5F26)),
        other_persons=tuple(text(value) for value in found.get(0x5F1A, ())),
        endorsements=text(first(0x5F1B)),
        tax_requirements=text(first(0x5F1C)),
        personalization_time=moment.hex() if len(moment) == 7 else text(moment),
        personalization_system=text(first(0x5F56)),
    )
