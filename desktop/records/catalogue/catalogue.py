"""The loaded catalogue: what is in force on a day, and finding it by a few letters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from desktop.records.catalogue.calendar import WorkingCalendar
from desktop.records.catalogue.models import (
    FormSet,
    Holiday,
    LegalBase,
    OpeningHours,
    PaperAnswer,
    PaperSpec,
    Procedure,
    Unit,
    Waiver,
)
from desktop.records.folding import words
from devices.errors import CodedError

V = TypeVar("V", Procedure, Waiver, Unit, FormSet)


@dataclass(frozen=True, slots=True)
class EffectivePaper:
    """A paper of a procedure on a day.

    Attributes:
        answer: The catalogue's answer; DATA_EXISTS where a waiver is in force.
        waiver: Why it may not be asked for; None if it may.
    """

    spec: PaperSpec
    answer: PaperAnswer
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Catalogue:
    """Everything legal, immutable."""

    version: str
    units: tuple[Unit, ...]
    waivers: tuple[Waiver, ...]
    holidays: tuple[Holiday, ...]
    hours: tuple[OpeningHours, ...]
    form_sets: tuple[FormSet, ...]
    procedures: tuple[Procedure, ...]

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Working days and hours."""
        return WorkingCalendar(self.holidays, self.hours)

    def procedures_on(self, day: date) -> list[Procedure]:
        """The procedures in force on a day, in the catalogue's order."""
        return [procedure for procedure in self.procedures if in_force(procedure, day)]

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The procedure with a code, as in force on a day."""
        return _one([p for p in self._by_code.get(code, ()) if in_force(p, day)])

    def waiver(self, waiver_id: str, day: date) -> Waiver | None:
        """The waiver with an id, as in force on a day."""
        return _one([w for w in self.waivers if w.id == waiver_id and in_force(w, day)])

    def papers_for(self, procedure: Procedure, day: date) -> tuple[EffectivePaper, ...]:
        """The procedure's papers with the waivers in force on a day."""
        return tuple(self._effective(spec, day) for spec in procedure.papers)

    def form_set(self, day: date) -> FormSet:
        """The official forms in force on a day.

        Raises:
            CodedError: CAT-002, the catalogue has none for that day.
        """
        found = _one([forms for forms in self.form_sets if in_force(forms, day)])
        if found is None:
            raise CodedError("CAT-002", day=day.isoformat())
        return found

    def form_set_by_id(self, form_set_id: str) -> FormSet | None:
        """The set that an older case was received under."""
        return next((forms for forms in self.form_sets if forms.id == form_set_id), None)

    def unit(self, unit_id: str) -> Unit | None:
        """The unit with an id, in its newest version."""
        return self._newest_units.get(unit_id)

    def units_on(self, day: date) -> list[Unit]:
        """The units in force on a day."""
        return [unit for unit in self.units if in_force(unit, day)]

    def current_units_of(self, unit_id: str) -> list[Unit]:
        """The units of today on a former one's area; several where it was split: the officer chooses, nobody else."""
        unit = self.unit(unit_id)
        if unit is None:
            return []
        return [unit] if unit.valid_to is None else [u for other in unit.became for u in self.current_units_of(other)]

    def search(self, text: str, day: date, limit: int = 30) -> list[Procedure]:
        """Procedures by a few letters without marks: beginnings of words, initials (``dkks``), keywords or code.

        For no text the favourites come, then the rest in the catalogue's order.
        """
        in_force_now = self.procedures_on(day)
        typed = words(text)
        if not typed:
            return sorted(in_force_now, key=lambda procedure: not procedure.favourite)[:limit]
        ranked = [
            (rank, place, p) for place, p in enumerate(in_force_now) if (rank := self._rank(p, typed)) is not None
        ]
        return [procedure for _, _, procedure in sorted(ranked, key=lambda item: item[:2])[:limit]]

    def _rank(self, procedure: Procedure, typed: list[str]) -> tuple[int, int] | None:
        """Smaller is better; None does not match."""
        names = self._words[procedure.code, procedure.valid_from]
        joined = "".join(typed)
        preferred = 0 if procedure.favourite else 1
        if joined in {names.short_initials, names.initials} or joined in names.keyword_set:
            return 0, preferred
        if typed in (names.short, names.full):
            return 0, preferred
        if _begin_one_by_one(typed, names.short) or _begin_one_by_one(typed, names.full):
            return 1, preferred
        if _begin_in_order(typed, names.short):
            return 2, preferred
        if _begin_in_order(typed, names.full):
            return 3, preferred
        if all(any(word.startswith(part) for word in names.everything) for part in typed):
            return 4, preferred
        if names.initials.startswith(joined) or names.short_initials.startswith(joined):
            return 5, preferred
        return (6, preferred) if joined in names.code else None

    def _effective(self, spec: PaperSpec, day: date) -> EffectivePaper:
        waiver = self.waiver(spec.waived_by, day) if spec.waived_by else None
        return EffectivePaper(spec, PaperAnswer.DATA_EXISTS if waiver else spec.answer, waiver)

    @cached_property
    def _newest_units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in sorted(self.units, key=lambda unit: unit.valid_from)}

    @cached_property
    def _by_code(self) -> dict[str, list[Procedure]]:
        found: defaultdict[str, list[Procedure]] = defaultdict(list)
        for procedure in self.procedures:
            found[procedure.code].append(procedure)
        return found

    @cached_property
    def _words(self) -> dict[tuple[str, date], "_Words"]:
        return {(procedure.code, procedure.valid_from): _words_of(procedure) for procedure in self.procedures}


@dataclass(frozen=True, slots=True)
class _Words:
    short: list[str]
    full: list[str]
    everything: list[str]
    keyword_set: frozenset[str]
    initials: str
    short_initials: str
    code: str


def _words_of(procedure: Procedure) -> _Words:
    short, full = words(procedure.short_name), words(procedure.name)
    keywords = [words(keyword) for keyword in procedure.keywords]
    return _Words(
        short,
        full,
        [*short, *full, *(word for keyword in keywords for word in keyword), *words(procedure.field)],
        frozenset("".join(keyword) for keyword in keywords),
        "".join(word[0] for word in full),
        "".join(word[0] for word in short),
        "".join(words(procedure.code)),
    )


def in_force(entry: Procedure | Waiver | Unit | FormSet | OpeningHours, day: date) -> bool:
    """Whether an entry is in force on a day."""
    return entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to)


def legal_text(base: LegalBase) -> str:
    """A legal base as shown, with its mark where it was not seen in an official source."""
    return base.text if base.sure else f"{base.text} (chưa đối chiếu văn bản chính thức)"


def _one(found: list[V]) -> V | None:
    return found[-1] if found else None


def _begin_one_by_one(typed: list[str], names: list[str]) -> bool:
    """Whether the typed parts begin the first words, none passed over."""
    return len(typed) <= len(names) and all(word.startswith(part) for part, word in zip(typed, names, strict=False))


def _begin_in_order(typed: list[str], names: list[str]) -> bool:
    """Whether every typed part begins a word, in the order of the words."""
    place = 0
    for part in typed:
        while place < len(names) and not names[place].startswith(part):
            place += 1
        if place == len(names):
            return False
        place += 1
    return True
