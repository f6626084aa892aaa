"""The communes until 2025-06-30 and the communes of today that each became: a table of our own, read from a file.

Names are found however they are typed: without marks, with i for y, with or without the type of the unit or its
abbreviation. What a name's own marks decide is decided by them; what they do not stays several.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from desktop.records.folding import words
from devices.errors import CodedError

FILE = "former_communes.tsv"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_KINDS = {
    "tinh": "tỉnh",
    "t": "tỉnh",
    "thanh pho": "thành phố",
    "tp": "thành phố",
    "huyen": "huyện",
    "h": "huyện",
    "quan": "quận",
    "q": "quận",
    "thi xa": "thị xã",
    "tx": "thị xã",
    "xa": "xã",
    "x": "xã",
    "phuong": "phường",
    "p": "phường",
    "thi tran": "thị trấn",
    "tt": "thị trấn",
    "dac khu": "đặc khu",
}
_KIND_ENDS = frozenset(kind.split()[-1] for kind in _KINDS)
# On which level units of a type are: 1 province, 2 district, 4 commune.
_LEVELS = {
    "tỉnh": 1,
    "thành phố": 3,
    "huyện": 2,
    "quận": 2,
    "thị xã": 2,
    "xã": 4,
    "phường": 4,
    "thị trấn": 4,
    "đặc khu": 4,
}
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
# Other ways in which provinces are written, as keys.
_ALIASES = {
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "thua thien hue": "hue",
    "daklak": "dak lak",
    "dac lac": "dak lak",
    "dac nong": "dak nong",
    "daknong": "dak nong",
    "kontum": "kon tum",
    "brvt": "ba ria vung tau",
    "vung tau": "ba ria vung tau",
}


@dataclass(frozen=True, slots=True)
class UnitOfToday:
    """A commune as it is since 2025-07-01; names with their types."""

    commune: str
    province: str

    @property
    def text(self) -> str:
        """``Xã Cái Bè, Đồng Tháp``: the province without its type, which has changed for some since."""
        return f"{self.commune}, {bare(self.province)}"


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A commune as it was until 2025-06-30.

    Attributes:
        became: The communes of today that it, or a part of it, belongs to.
        certain: Whether two tables agree on that.
    """

    commune: str
    district: str
    province: str
    became: tuple[UnitOfToday, ...]
    certain: bool

    @property
    def text(self) -> str:
        """The three names, with their types."""
        return f"{self.commune}, {self.district}, {self.province}"


Named = TypeVar("Named")


class NameIndex(dict[str, list[tuple[str, Named]]]):
    """Things by the key of their names."""

    def put(self, name: str, thing: Named) -> None:
        """Add a thing under its name, given with its type."""
        self.setdefault(_key(words(bare(name))), []).append((name, thing))

    def find(self, typed: str) -> list[Named]:
        """What a typed name may mean; a number alone means nothing, it may be that of a house."""
        parts = words(re.sub(r"(?i)\b([pq])\.?(\d)", r"\1 \2", typed))
        kind, rest = _kind(parts)
        found = self._at(_key(parts))
        if found:
            if _key(parts).isdecimal():
                return []
            kind = ""
        else:
            found = self._at(_key(rest))
        if kind:
            found = [each for each in found if _LEVELS[kind] & _LEVELS[_type(each[0])]]
            found = _narrow(found, lambda name: _type(name) == kind)
        wanted = _spelling(typed)
        return [thing for _, thing in _narrow(found, lambda name: wanted.endswith(_spelling(bare(name))))]

    def _at(self, key: str) -> list[tuple[str, Named]]:
        return self.get(key) or self.get(_ALIASES.get(key, ""), [])


class FormerUnits:
    """The whole table."""

    def __init__(self, formers: Iterable[FormerUnit], today: Iterable[UnitOfToday]) -> None:
        self.formers = tuple(formers)
        became = {unit for former in self.formers for unit in former.became}
        self.today = tuple(sorted(became | set(today), key=lambda unit: (unit.province, unit.commune)))

    @cached_property
    def provinces(self) -> NameIndex[str]:
        """Former provinces by name."""
        return _index((name, name) for name in dict.fromkeys(each.province for each in self.formers))

    @cached_property
    def provinces_today(self) -> NameIndex[str]:
        """Provinces of today by name."""
        return _index((name, name) for name in dict.fromkeys(each.province for each in self.today))

    @cached_property
    def districts(self) -> dict[str, NameIndex[str]]:
        """Former districts by province and name."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for each in self.formers:
            found[each.province][each.district] = None
        return {province: _index((name, name) for name in names) for province, names in found.items()}

    @cached_property
    def communes(self) -> dict[tuple[str, str], NameIndex[FormerUnit]]:
        """Former communes by province, district and name; with "" for the district, those of the whole province."""
        found: dict[tuple[str, str], NameIndex[FormerUnit]] = defaultdict(NameIndex)
        for each in self.formers:
            found[each.province, each.district].put(each.commune, each)
            found[each.province, ""].put(each.commune, each)
        return dict(found)

    @cached_property
    def communes_today(self) -> dict[str, NameIndex[UnitOfToday]]:
        """Communes of today by province and name."""
        found: dict[str, NameIndex[UnitOfToday]] = defaultdict(NameIndex)
        for each in self.today:
            found[each.province].put(each.commune, each)
        return dict(found)


def load_former_units(folder: Path) -> FormerUnits:
    """Read the table.

    Raises:
        CodedError: DATA-001: it is missing, or is none.
    """
    formers: list[FormerUnit] = []
    extra: list[UnitOfToday] = []
    province = today = district = ""
    try:
        for line in (folder / FILE).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            first, *rest = line.split("\t")
            if first == "P":
                province, today = rest
            elif first == "D":
                (district,) = rest
            elif first == "+":
                extra.append(UnitOfToday(rest[1], rest[0]))
            else:
                became = tuple(UnitOfToday(name, today) for name in rest[0].split("; "))
                formers.append(FormerUnit(first, district, province, became, certain=rest[1:] != ["?"]))
    except (OSError, ValueError, IndexError) as error:
        raise CodedError("DATA-001") from error
    if not formers:
        raise CodedError("DATA-001")
    return FormerUnits(formers, extra)


def bare(name: str) -> str:
    """A unit's name without its type, which stands first in the table's names."""
    for kind in ("Thành phố ", "Thị trấn ", "Thị xã ", "Đặc khu ", "Tỉnh ", "Huyện ", "Quận ", "Phường ", "Xã "):
        if name.startswith(kind):
            return name[len(kind) :]
    return name


def is_kind(word: str) -> bool:
    """Whether a folded word ends the type of a unit."""
    return word in _KIND_ENDS


def _type(name: str) -> str:
    """The type of a name of the table, in lower case."""
    return name[: len(name) - len(bare(name))].strip().casefold()


def _index(named: Iterable[tuple[str, str]]) -> NameIndex[str]:
    index: NameIndex[str] = NameIndex()
    for name, thing in named:
        index.put(name, thing)
    return index


def _kind(parts: list[str]) -> tuple[str, list[str]]:
    """The type that typed words begin with, and the words after it."""
    for length in (2, 1):
        kind = _KINDS.get(" ".join(parts[:length]))
        if kind is not None and len(parts) > length:
            return kind, parts[length:]
    return "", []


def _key(parts: list[str]) -> str:
    *first, last = parts or [""]
    last = _ROMAN.get(last, last)
    if last.isdecimal():
        last = last.lstrip("0")
    return " ".join((*first, last)).replace("y", "i")


def _spelling(name: str) -> str:
    """A name with its marks, wherever in a syllable the tone is written: ``hoà`` is ``hòa``."""
    spelt = []
    for word in unicodedata.normalize("NFD", name.casefold()).split():
        tones = "".join(letter for letter in word if letter in _TONES)
        spelt.append("".join(letter for letter in word if letter not in _TONES) + tones)
    return " ".join(spelt)


def _narrow(found: list[tuple[str, Named]], wanted: Callable[[str], bool]) -> list[tuple[str, Named]]:
    """Those whose name is as wanted, or all where none is."""
    return [each for each in found if wanted(each[0])] or found
