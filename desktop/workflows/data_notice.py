"""Whose data, what, how many: for the notice within 72 hours (Luật 91/2025/QH15, Điều 23 khoản 1; form Mẫu 08)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.records.audit_log import AuditFilter, details_of
from desktop.records.people import Citizen
from desktop.records.unit_of_work import UnitOfWork

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DataNotice:
    """What was seen or touched.

    Attributes:
        wanted: Of whom and when it is about.
        people: Each citizen with how many entries name them; the erased ones with their place holder.
        unknown: Ids that the desk has no citizen for any more.
        fields: Names of fields, and how many entries name each.
        actions: What was done, and how often.
        entries: How many entries that is.
    """

    wanted: AuditFilter
    people: tuple[tuple[Citizen, int], ...] = ()
    unknown: tuple[int, ...] = ()
    fields: Mapping[str, int] = field(default_factory=dict)
    actions: Mapping[str, int] = field(default_factory=dict)
    entries: int = 0

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.people) + len(self.unknown)


def data_notice(uow: UnitOfWork, wanted: AuditFilter) -> DataNotice:
    """Gather it from the log."""
    people: Counter[int] = Counter()
    fields: Counter[str] = Counter()
    actions: Counter[str] = Counter()
    entries = 0
    for entry in uow.audit.each(wanted):
        told = details_of(entry)
        if not told.get("people") and not entry.count:
            continue
        entries += 1
        people.update(told.get("people", ()))
        fields.update(told.get("fields", ()))
        actions[entry.action] += 1
    ids = sorted(people)
    found = [each for at in range(0, len(ids), AT_ONCE) for each in uow.citizens.of_ids(ids[at : at + AT_ONCE])]
    known = {each.id for each in found}
    return DataNotice(
        wanted,
        tuple((each, people[each.id]) for each in found),
        tuple(each for each in ids if each not in known),
        dict(fields.most_common()),
        dict(actions.most_common()),
        entries,
    )
