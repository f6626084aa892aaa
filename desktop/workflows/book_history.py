"""The history of an entry: stages, returns, what was entered anew, what the population database said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.records.book_sheet import NUMBER, PAGE
from desktop.records.books import Correction, EntryEvent, EntryVersion, Match, MatchResult, Stage


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after; "" where it is empty."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened.

    Attributes:
        stage: The stage afterwards; None for a comparison, and for a correction of page or number.
        returned_from: The stage that it was sent back from, if it was.
        match: What a comparison said, if it is one.
        fields: What was changed since it was entered last; of a correction, `PAGE` and `NUMBER`.
    """

    at: datetime
    officer_id: int
    note: str
    stage: Stage | None = None
    returned_from: Stage | None = None
    match: MatchResult | None = None
    fields: tuple[FieldChange, ...] = ()


def changes(
    events: Iterable[EntryEvent],
    versions: Iterable[EntryVersion],
    matches: Iterable[Match],
    corrections: Iterable[Correction] = (),
) -> list[Change]:
    """An entry's history; of things at one time a comparison comes before the stage that it led to."""
    by_round: dict[int, tuple[FieldChange, ...]] = {}
    before: Mapping[str, str] = {}
    for version in versions:
        by_round[version.round] = _difference(before, version.fields)
        before = version.fields
    found = [Change(match.at, match.officer_id, match.note, match=match.result) for match in matches]
    for each in corrections:
        put_right = _difference(
            {PAGE: str(each.page_before), NUMBER: each.number_before}, {PAGE: str(each.page), NUMBER: each.number}
        )
        found.append(Change(each.deed.at, each.deed.officer_id, each.deed.note, fields=put_right))
    for event in events:
        fields = by_round.get(event.round, ()) if event.stage is Stage.ENTERED else ()
        found.append(Change(event.at, event.officer_id, event.note, event.stage, event.returned_from, fields=fields))
    return sorted(found, key=lambda change: change.at)


def _difference(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        FieldChange(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )
