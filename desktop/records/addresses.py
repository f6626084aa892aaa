"""A residence as printed, and the unit of today beside it. What is printed is never changed, and no network is asked.

Older cards name a commune, a district and a province (``Ấp 3, Tân Hội, Cai Lậy, Tiền Giang``), mostly without the types
of the units; since 2025-07-01 there are a commune and a province. Read from the right end. Where several communes may
be meant the answer is several: nothing is guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from desktop.records.folding import words
from desktop.records.former_units import FormerUnit, FormerUnits, UnitOfToday, bare, is_kind

TWO_TIER = date(2025, 7, 1)
LONGEST = 400  # letters; a longer text is no address
# Words after which comes the name of something smaller than a commune.
_SMALLER = frozenset(
    [
        "ap",
        "thon",
        "xom",
        "to",
        "khom",
        "pho",
        "ban",
        "lang",
        "buon",
        "duong",
        "so",
        "hem",
        "ngo",
        "ngach",
        "khu",
        "doi",
        "cum",
    ]
)
Found = TypeVar("Found")


class Standing(StrEnum):
    """What has become of the commune of an address."""

    CURRENT = "current"  # it is one of today
    MOVED = "moved"  # it no longer exists; its place is in one commune of today
    ONE_OF = "one_of"  # it was split, or several may be meant
    UNKNOWN = "unknown"  # no commune that the table knows


@dataclass(frozen=True, slots=True)
class Residence:
    """What an address was understood as.

    Attributes:
        detail: What stands before the units, as printed.
        today: The commune of today; several for ONE_OF, none for UNKNOWN.
        former: The former unit's full name, or "" where none was meant, or several.
        certain: False where the tables disagree, or the commune's name was not set apart from the rest.
    """

    standing: Standing
    detail: str = ""
    today: tuple[UnitOfToday, ...] = ()
    former: str = ""
    certain: bool = True

    def proposals(self) -> tuple[str, ...]:
        """The whole address with each commune of today in it."""
        return tuple(", ".join(part for part in (self.detail, unit.text) if part) for unit in self.today)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand an address; `apart` is whether the commune stood between commas or had its type."""

    detail: str
    formers: tuple[FormerUnit, ...] = ()
    today: tuple[UnitOfToday, ...] = ()
    apart: bool = True


def read_residence(printed: str, units: FormerUnits, issued: date | None = None) -> Residence:
    """Understand an address as printed on a card; `issued` decides where both forms of address are possible."""
    parts = [part for part in (" ".join(part.split()) for part in re.split(r"[,;\n]", printed)) if part]
    if not parts or len(printed) > LONGEST:
        return Residence(Standing.UNKNOWN)
    three, two = _three_tiers(parts, units), _two_tiers(parts, units)
    if three and two and issued is not None:
        three, two = (None, two) if issued >= TWO_TIER else (three, None)
    return _answer([reading for reading in (three, two) if reading is not None])


def _three_tiers(parts: list[str], units: FormerUnits) -> _Reading | None:
    provinces, rest, _ = _take(parts, units.provinces.find)
    for province in provinces:
        districts, before, _ = _take(rest, units.districts[province].find)
        if districts:
            found = _commune(before, [units.communes[province, district].find for district in districts])
            if found is not None:
                communes, detail, apart = found
                return _Reading(detail, formers=tuple(communes), apart=apart)
    for province in provinces:
        if province not in units.provinces_today.find(province):  # else it is how an address of today looks
            found = _commune(rest, [units.communes[province, ""].find])
            if found is not None:
                communes, detail, _ = found
                return _Reading(detail, formers=tuple(communes), apart=False)
    return None


def _two_tiers(parts: list[str], units: FormerUnits) -> _Reading | None:
    provinces, rest, _ = _take(parts, units.provinces_today.find)
    for province in provinces:
        found = _commune(rest, [units.communes_today[province].find])
        if found is not None:
            communes, detail, apart = found
            return _Reading(detail, today=tuple(communes), apart=apart)
    return None


def _commune(parts: list[str], finds: list[Callable[[str], list[Found]]]) -> tuple[list[Found], str, bool] | None:
    communes, rest, apart = _take(parts, lambda typed: [each for find in finds for each in find(typed)])
    return (communes, ", ".join(rest), apart) if communes else None


def _take(parts: list[str], find: Callable[[str], list[Found]]) -> tuple[list[Found], list[str], bool]:
    """What the last part names, or its last words where a comma is missing; what is before; whether it stood apart.

    A single word at the end of a longer part names nothing, nor does what follows the word of something smaller, or of
    a unit of another kind.
    """
    if not parts:
        return [], [], True
    *before, last = parts
    found = find(last)
    if found:
        return found, before, True
    typed = last.split()
    for start in range(1, len(typed) - 1):
        smaller = words(typed[start - 1])
        if smaller and (smaller[-1] in _SMALLER or is_kind(smaller[-1])):
            continue
        found = find(" ".join(typed[start:]))
        if found:
            return found, [*before, " ".join(typed[:start])], False
    return [], parts, True


def _answer(readings: list[_Reading]) -> Residence:
    if not readings:
        return Residence(Standing.UNKNOWN)
    formers = [former for reading in readings for former in reading.formers]
    current = [unit for reading in readings for unit in reading.today]
    today = tuple(dict.fromkeys([unit for former in formers for unit in former.became] + current))
    certain = all(reading.apart for reading in readings) and all(former.certain for former in formers)
    if not formers:
        standing = Standing.CURRENT if len(today) == 1 else Standing.ONE_OF
    else:
        standing = Standing.MOVED if len(today) == 1 else Standing.ONE_OF
    former = formers[0] if len(formers) == 1 and not current else None
    name = f"{former.commune}, {former.district}, {bare(former.province)}" if former is not None else ""
    return Residence(standing, readings[0].detail, today, name, certain)
