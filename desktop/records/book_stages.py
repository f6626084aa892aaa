"""Which stage may follow which, who may pass it, and what of it counts. Pure functions of where an entry stands.

Sent back, an entry begins a new round and goes through every stage again; what it had passed above the stage that it
returns to no longer counts.
"""

import hashlib
from collections.abc import Iterable
from types import MappingProxyType

from desktop.records.books import EntryEvent, Stage, Standing
from desktop.records.desk_facts import FactKind
from devices.errors import CodedError

SHARE = 30  # per cent of what passed check 1
CHECKS = frozenset({Stage.CHECKED_ONCE, Stage.CHECKED_TWICE, Stage.APPROVED})
AWAIT_CHECK = frozenset({Stage.ENTERED, Stage.CHECKED_ONCE})
FACTS = MappingProxyType(
    {
        Stage.COLLECTED: FactKind.BOOKS_COLLECTED,
        Stage.CAPTURED: FactKind.BOOKS_SCANNED,
        Stage.ENTERED: FactKind.BOOKS_ENTERED,
        Stage.CHECKED_ONCE: FactKind.BOOKS_CHECKED_ONCE,
        Stage.CHECKED_TWICE: FactKind.BOOKS_CHECKED_TWICE,
        Stage.UPDATED: FactKind.BOOKS_UPDATED,
        Stage.MATCHED: FactKind.BOOKS_MATCHED,
        Stage.APPROVED: FactKind.BOOKS_ACCEPTED,
    }
)


def check_step(standing: Standing, to: Stage, officer_id: int, *, draw_settled: bool) -> None:
    """See that an entry may pass a stage now.

    Args:
        standing: Where it is.
        to: The stage to pass.
        officer_id: Who would have passed it.
        draw_settled: Whether everything drawn in its draw has been looked at.

    Raises:
        CodedError: BOOK-001, the stage does not follow; BOOK-002, who entered it does not check it; BOOK-005, check 2
            is still to be drawn, or the entry was drawn for it; BOOK-006, its draw has not been checked to the end.
    """
    after_check_one = standing.stage is Stage.CHECKED_ONCE
    if after_check_one and to is Stage.UPDATED:
        if standing.drawn or standing.draw_id is None:
            raise CodedError("BOOK-005")
        if not draw_settled:
            raise CodedError("BOOK-006")
        return
    if to.rank != standing.stage.rank + 1 or (after_check_one and not standing.drawn):
        raise CodedError("BOOK-001", stage=standing.stage.rank + 1, wanted=to.rank + 1)
    if to in CHECKS and officer_id == standing.enterer_id:
        raise CodedError("BOOK-002")


def check_return(standing: Standing, to: Stage, officer_id: int, reason: str) -> None:
    """See that an entry may be sent back.

    Raises:
        CodedError: BOOK-002, a check's verdict by who entered it; BOOK-003, no reason; BOOK-004, it goes back to be
            captured or entered again only, from a later stage, and not once it is approved.
    """
    if not reason.strip():
        raise CodedError("BOOK-003")
    backwards = to in {Stage.COLLECTED, Stage.CAPTURED} and to.rank < standing.stage.rank
    if not backwards or standing.stage is Stage.APPROVED:
        raise CodedError("BOOK-004", stage=standing.stage.rank + 1, wanted=to.rank + 1)
    if standing.stage in AWAIT_CHECK and officer_id == standing.enterer_id:
        raise CodedError("BOOK-002")


def counted_events(events: Iterable[EntryEvent]) -> dict[Stage, EntryEvent]:
    """The events whose facts stand, by stage, from an entry's whole history in order."""
    found: dict[Stage, EntryEvent] = {}
    for event in events:
        if event.returned_from is not None:
            found = {stage: each for stage, each in found.items() if stage.rank <= event.stage.rank}
        elif event.counted:
            found[event.stage] = event
    return found


def draw_order(seed: str, entry_ids: Iterable[int]) -> list[int]:
    """Entries in the order of a draw: anybody who has the seed gets the same one."""
    return sorted(entry_ids, key=lambda entry_id: hashlib.sha256(f"{seed}{entry_id}".encode()).digest())


def drawn(seed: str, entry_ids: Iterable[int]) -> list[int]:
    """The share of entries that is checked a second time, rounded up."""
    order = draw_order(seed, entry_ids)
    return order[: -(-len(order) * SHARE // 100)]
