"""Checking citizens for doubts: those of a case in the transaction that saves it, and all of them in slices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from desktop.records.cases import Case
from desktop.records.data_rules import (
    VERSION,
    DateRules,
    Finding,
    case_findings,
    own_findings,
    pair_finding,
    person_key,
)
from desktop.records.former_units import FormerUnits
from desktop.records.people import PersonDetails

if TYPE_CHECKING:
    from desktop.records.unit_of_work import UnitOfWork

SLICE = 50  # citizens looked at in one transaction: some 20 ms, which is what a search has to wait at most
PASS_DAYS = 7  # cards run out with time: after so many days everybody is looked at again
SETTING = "data_check"


class CheckState(msgspec.Struct, frozen=True):
    """How far the going-through of all citizens is.

    Attributes:
        next_id: Where the next slice begins; 0 when the last pass is finished.
        basis: The rules and table that the pass looks with.
        finished: Day on which the last whole pass with this basis ended.
    """

    next_id: int = 0
    basis: str = ""
    finished: date | None = None


@dataclass(frozen=True, slots=True)
class SliceDone:
    """What one slice did: citizens looked at, flags raised, and whether the pass is finished."""

    looked_at: int
    raised: int
    finished: bool


class DataChecks:
    """The checks, with the table and the rules that they need."""

    def __init__(self, units: Callable[[], FormerUnits | None], rules: DateRules) -> None:
        """Keep the rules; the table is asked for on the thread of the records. Without one no address is looked at."""
        self._units = units
        self._rules = rules

    @property
    def basis(self) -> str:
        """What a check depends on besides the data."""
        units = self._units()
        return f"{VERSION}/{0 if units is None else len(units.formers)}"

    def check_case(self, uow: "UnitOfWork", case: Case, at: datetime) -> int:
        """Look at the people of a case; call it in the transaction that saves the case. Gives the flags raised."""
        ids = [case.citizen_id]
        submitter = case.content.submitter
        if submitter is not None and submitter.number:
            citizen = uow.citizens.by_number(submitter.number)
            if citizen is not None:
                ids.append(citizen.id)
        return self.check(uow, list(dict.fromkeys(ids)), at, case.content.officer_id)

    def check(self, uow: "UnitOfWork", citizen_ids: Sequence[int], at: datetime, officer_id: int) -> int:
        """Look at citizens, and bring their flags in line with what is found; gives how many flags were raised."""
        people = {each.id: each.details for each in uow.citizens.of_ids(citizen_ids)}
        findings = [*self._own(people, at.date()), *self._of_cases(uow, people), *self._pairs(uow, people)]
        return uow.flags.settle(list(people), findings, at, officer_id)

    def _own(self, people: dict[int, PersonDetails], today: date) -> Iterator[Finding]:
        for citizen_id, person in people.items():
            yield from own_findings(citizen_id, person, self._units(), self._rules, today)

    @staticmethod
    def _of_cases(uow: "UnitOfWork", people: dict[int, PersonDetails]) -> Iterator[Finding]:
        for citizen_id, said in uow.checks.applicants(list(people)).items():
            yield from case_findings(citizen_id, people[citizen_id], said)

    @staticmethod
    def _pairs(uow: "UnitOfWork", people: dict[int, PersonDetails]) -> Iterator[Finding]:
        """Pairs of one of these people and anybody."""
        keys = {each: key for each, person in people.items() if (key := person_key(person)) is not None}
        uow.checks.keep_keys(keys)
        old_numbers = {person.old_number for person in people.values() if person.old_number}
        alike = uow.checks.alike(keys.values(), old_numbers) - people.keys()
        others = {each.id: each.details for each in uow.citizens.of_ids(sorted(alike))} if alike else {}
        everybody = people | others
        groups: dict[int | str, list[int]] = {}
        for each, person in everybody.items():
            of_person = keys[each] if each in keys else person_key(person)
            for group in (of_person, person.old_number or None):
                if group is not None:
                    groups.setdefault(group, []).append(each)
        pairs = {
            (min(one, other), max(one, other))
            for members in groups.values()
            for one in members
            if one in people
            for other in members
            if other != one
        }
        for one, other in sorted(pairs):
            found = pair_finding((one, everybody[one]), (other, everybody[other]))
            if found is not None:
                yield found

    # ---- everybody, slice by slice

    def state(self, uow: "UnitOfWork", today: date) -> CheckState:
        """Where the pass is; one from the beginning where rules or table have changed, or the last is too long ago."""
        text = uow.settings.get(SETTING)
        state = msgspec.convert(text, CheckState) if text is not None else CheckState()
        if state.basis != self.basis:
            return CheckState(next_id=1, basis=self.basis)
        old = state.finished is None or (today - state.finished).days >= PASS_DAYS
        return msgspec.structs.replace(state, next_id=1) if state.next_id == 0 and old else state

    def check_slice(self, uow: "UnitOfWork", at: datetime, officer_id: int, *, again: bool = False) -> SliceDone:
        """Look at the next citizens of the pass and remember how far it is; the caller commits.

        Args:
            uow: The records.
            at: When.
            officer_id: At whose desk.
            again: Begin a new pass, finished or not.
        """
        state = CheckState(1, self.basis) if again else self.state(uow, at.date())
        if state.next_id == 0:
            return SliceDone(0, 0, finished=True)
        ids = uow.checks.ids_from(state.next_id, SLICE)
        raised = self.check(uow, ids, at, officer_id) if ids else 0
        finished = len(ids) < SLICE
        after = CheckState(0, self.basis, at.date()) if finished else CheckState(ids[-1] + 1, self.basis)
        uow.settings.set(SETTING, msgspec.to_builtins(after))
        return SliceDone(len(ids), raised, finished)
