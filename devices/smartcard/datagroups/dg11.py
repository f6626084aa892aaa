"""DG11: additional personal details (ICAO 9303-10, section 4.7.11). The Vietnamese card has none; others do."""

from dataclasses import dataclass

from devices.smartcard.datagroups.details import date_text, details, text
from devices.smartcard.datagroups.groups import ElementaryFile


@dataclass(frozen=True, slots=True, repr=False)
class Dg11:
    """The details; "" and empty tuples for what is not there. Pictures (proof of citizenship) are left out.

    Attributes:
        full_name: Surname and given names, as the zone separates them.
        other_names: Further names.
        personal_number: Of the issuing state.
        full_birth_date: YYYYMMDD.
        birth_place: Its parts.
        address: Its parts.
        telephone: As given.
        profession: As given.
        title: As given.
        personal_summary: As given.
        custody: As given.
        other_documents: Numbers of other valid travel documents.
    """

    full_name: str
    other_names: tuple[str, ...]
    personal_number: str
    full_birth_date: str
    birth_place: tuple[str, ...]
    address: tuple[str, ...]
    telephone: str
    profession: str
    title: str
    personal_summary: str
    custody: str
    other_documents: tuple[str, ...]

    def __repr__(self) -> str:
        """Never shows the holder."""
        return "Dg11(…)"


def parse_dg11(data: bytes) -> Dg11:
    """Read EF.DG11.

    Raises:
        DataGroupError: It is malformed.
    """
    found = details(data, ElementaryFile.DG11.tag)

    def all_of(tag: int) -> tuple[str, ...]:
        return tuple(text(value) for value in found.get(tag, ()))

    def one(tag: int) -> str:
        return next(iter(all_of(tag)), "")

    def parts(tag: int) -> tuple[str, ...]:
        joined = next(iter(found.get(tag, ())), b"")
        return tuple(text(part) for part in joined.split(b"<") if part)

    return Dg11(
        full_name=one(0x5F0E),
        other_names=all_of(0x5F0F),
        personal_number=one(0x5F10),
        full_birth_date=date_text(next(iter(found.get(0x5F2B, ())), b"")),
        birth_place=parts(0x5F11),
        address=parts(0x5F42),
        telephone=one(0x5F12),
        profession=one(0x5F13),
        title=one(0x5F14),
        personal_summary=one(0x5F15),
        custody=one(0x5F18),
        other_documents=parts(0x5F17),
    )
