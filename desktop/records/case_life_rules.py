"""The rules of a case's life, by law version: the one table of transitions, and what stops or moves the clock.

A case lives under the version in force on the day of its receipt. The table is data
(``resources/catalogue/case_life.yaml``), and everything in it that was not seen in an official text is marked there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import msgspec

from desktop.records.case_life import ASIDE, LifeAct, LifeBasis
from desktop.records.cases import CaseState
from desktop.records.catalogue.calendar import WorkingCalendar
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.loading import CatalogueError, Mistake, load_entries
from desktop.records.catalogue.models import LegalBase, TimeLimit, TimeUnit
from devices.errors import CodedError

FILE = "case_life.yaml"
SYSTEMS_FILE = "outside_systems.yaml"
ANYWHERE = frozenset({LifeAct.CORRECTED, LifeAct.CODE_NOTED})  # lawful in every state
NOT_IN_TABLE = ANYWHERE | {LifeAct.RECEIVED}


class ClockMode(StrEnum):
    """What a request does to the clock until it is answered."""

    STOP = "stop"  # it stands still, and goes on with what was left
    RESTART = "restart"  # the whole term begins anew
    RUN = "run"  # nothing


class ActRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the table.

    Attributes:
        moves: State before to state after; no other state allows the act.
        why: A reason must be given.
        times: How often at most in one case; None for no limit.
    """

    act: LifeAct
    moves: dict[CaseState, CaseState]
    why: bool = False
    times: int | None = None


class ExtensionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an apology with another date is bound to.

    Attributes:
        proposed_days: Working days that the program proposes.
        counts_when_late: An apology after the due date moves the date that the case is held against.
    """

    proposed_days: int
    counts_when_late: bool = False


class LifeVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of a span of days.

    Attributes:
        supplement: What a request for supplements does to the clock.
        payment: What a request for payment does to it.
        unsure: What of it was not seen in an official text.
    """

    id: str
    title: str
    acts: tuple[ActRule, ...]
    supplement: ClockMode
    payment: ClockMode
    extension: ExtensionRule
    legal_base: LegalBase
    valid_from: date
    valid_to: date | None = None
    unsure: tuple[str, ...] = ()

    def rule(self, act: LifeAct) -> ActRule | None:
        """The line of an act."""
        return next((rule for rule in self.acts if rule.act is act), None)

    def after(self, act: LifeAct, state: CaseState) -> CaseState:
        """The state after an act.

        Raises:
            CodedError: LIFE-001, the state does not allow it.
        """
        if act in ANYWHERE:
            return state
        rule = self.rule(act)
        if rule is None or state not in rule.moves:
            raise CodedError("LIFE-001", act=act, state=state)
        return rule.moves[state]


class OutsideSystem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another system that a case has to be in as well.

    Attributes:
        name: What officers call it.
        fields: The cases' fields (lĩnh vực) that belong into it; empty for all.
    """

    id: str
    name: str
    valid_from: date
    valid_to: date | None = None
    fields: tuple[str, ...] = ()
    sure: bool = True


class LifeRules:
    """The table with the calendar and the terms that it needs.

    Attributes:
        systems: The other systems, in the order in which they are shown.
        calendar: Working days and hours.
    """

    def __init__(
        self, versions: Sequence[LifeVersion], catalogue: Catalogue, systems: Sequence[OutsideSystem] = ()
    ) -> None:
        self._versions = tuple(versions)
        self._catalogue = catalogue
        self.systems = tuple(systems)

    @property
    def calendar(self) -> WorkingCalendar:
        """Working days and hours."""
        return self._catalogue.calendar

    def on(self, day: date) -> LifeVersion:
        """The version for cases received on a day.

        Raises:
            CodedError: LIFE-014, there is none.
        """
        for version in self._versions:
            if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to):
                return version
        raise CodedError("LIFE-014", day=day.isoformat())

    def limit_of(self, basis: LifeBasis) -> TimeLimit:
        """The term of a case's procedure; counted in days or hours as the case says where the procedure is gone."""
        procedure = self._catalogue.procedure(basis.procedure_code, basis.received_at.date())
        if procedure is not None:
            return procedure.time_limit
        return TimeLimit(TimeUnit.WORKING_HOURS if basis.by_hour else TimeUnit.WORKING_DAYS)

    def expected_systems(self, field: str, day: date) -> tuple[str, ...]:
        """Ids of the systems that a case of a field, received on a day, has to be in."""
        return tuple(
            each.id
            for each in self.systems
            if each.valid_from <= day
            and (each.valid_to is None or day <= each.valid_to)
            and (not each.fields or field in each.fields)
        )


def load_life_rules(rules_folder: Path, systems_folder: Path, catalogue: Catalogue) -> LifeRules:
    """The rules and the other systems; each file's folder is given, since a bundle need not bring both.

    Raises:
        CatalogueError: A file is wrong.
    """
    versions = load_entries(rules_folder, FILE, LifeVersion)
    wrong = [*_gaps(versions), *(problem for version in versions for problem in _mistakes(version))]
    if wrong:
        raise CatalogueError([Mistake(FILE, 0, problem) for problem in wrong])
    systems = load_entries(systems_folder, SYSTEMS_FILE, OutsideSystem)
    twice = [name for name, count in Counter(each.id for each in systems).items() if count > 1]
    if twice:
        raise CatalogueError([Mistake(SYSTEMS_FILE, 0, f"trùng “{name}”") for name in twice])
    return LifeRules(versions, catalogue, systems)


def _gaps(versions: Sequence[LifeVersion]) -> Iterator[str]:
    ordered = sorted(versions, key=lambda version: version.valid_from)
    for before, after in pairwise(ordered):
        if before.valid_to is None or (after.valid_from - before.valid_to).days != 1:
            yield f"{after.id}: phải bắt đầu ngay sau ngày cuối của {before.id}"
    if not versions:
        yield "không có phiên bản nào"


def _mistakes(version: LifeVersion) -> Iterator[str]:
    counts = Counter(rule.act for rule in version.acts)
    for act in LifeAct:
        if counts[act] > 1 or (act in NOT_IN_TABLE and counts[act]):
            yield f"{version.id}: {act} không được có ở đây hoặc có hai lần"
    for rule in version.acts:
        ends = set(rule.moves.values())
        if rule.act not in ASIDE and len(ends) != 1:
            yield f"{version.id}: {rule.act} phải dẫn đến đúng một trạng thái"
        if rule.act in ASIDE and any(
            after is not before and (rule.act, after) != (LifeAct.HANDED_OVER, CaseState.IN_PROGRESS)
            for before, after in rule.moves.items()
        ):
            yield f"{version.id}: {rule.act} không được đổi trạng thái"
