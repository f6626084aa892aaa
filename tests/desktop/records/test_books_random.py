"""Random orders of stages by random officers: nothing passes unlawfully, nothing is counted twice.

Held against the events alone, read with rules written down here anew.
"""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.book_stages import FACTS
from desktop.records.books import Book, Entry, EntryEvent, MatchResult, Stage
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.books import BINH, CHILD, LAN, MAI, book_of, captured, deed, officers
from tests.helpers.desk import NOW

ENTRIES, DAYS = 3, 3
STAGES = list(Stage)
Deeds = list[tuple[str, int, int, int, int]]
# What is done, to which entry, by whom, how many days after the first, and a choice of the deed's own.
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["go on", "go far", "go far", "jump", "back", "draw"]),
        st.integers(0, ENTRIES - 1),
        st.sampled_from([LAN, BINH, BINH, MAI]),
        st.integers(0, DAYS - 1),
        st.integers(0, 7),
    ),
    min_size=8,
    max_size=24,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(deeds=DEEDS)
def test_no_order_of_deeds_counts_twice_or_passes_unlawfully(database: Database, deeds: Deeds) -> None:
    with UnitOfWork(database) as uow:  # never committed: every example begins with an empty desk
        officers(uow)
        book = book_of(uow, entries=ENTRIES)
        uow.books.give_package(book.id, (1, 2), BINH, deed())
        ids = [captured(uow, book, number).id for number in range(1, ENTRIES + 1)]
        refused = Counter(_try(uow, book, ids, each) for each in deeds)
        assert refused.keys() <= {"", *(f"BOOK-{number:03d}" for number in (1, 2, 4, 5, 6, 12, 15))}
        _see_ways(uow, book, ids)
        _see_counts(uow, book, ids)


def _try(uow: UnitOfWork, book: Book, ids: list[int], each: tuple[str, int, int, int, int]) -> str:
    """Do a deed if it is let; the code of the refusal if not."""
    what, place, officer_id, day, choice = each
    entry, by = uow.book_entries.get(ids[place]), deed(officer_id, NOW + timedelta(days=day), "vì")
    before = (uow.book_entries.standing(entry.id), uow.book_entries.events(entry.id))
    try:
        if what == "draw":
            uow.book_draws.draw(book.id, f"{day}{choice}", by)
        elif what == "back":
            uow.book_entries.send_back(entry.id, STAGES[choice % 3], by)
        elif what == "go far":
            _go_far(uow, book, entry, choice, day)
        else:
            _pass(uow, entry, STAGES[choice] if what == "jump" else _next(entry), choice, officer_id, day)
    except CodedError as error:
        if what == "go far":
            return error.code
        after = (uow.book_entries.standing(entry.id), uow.book_entries.events(entry.id))
        assert after == before, "what is refused leaves nothing behind"
        return error.code
    return ""


def _next(entry: Entry) -> Stage:
    standing = entry.standing
    if standing.stage is Stage.CHECKED_ONCE and not standing.drawn:
        return Stage.UPDATED
    return STAGES[min(standing.stage.rank + 1, len(STAGES) - 1)]


def _go_far(uow: UnitOfWork, book: Book, entry: Entry, steps: int, day: int) -> None:
    """Some steps in a row as they should be, drawing where it is due."""
    for _ in range(steps):
        now = uow.book_entries.get(entry.id)
        standing = now.standing
        if standing.stage is Stage.CHECKED_ONCE and not standing.drawn and standing.draw_id is None:
            uow.book_draws.draw(book.id, f"{day}{steps}", deed())
            now = uow.book_entries.get(entry.id)
        holder = uow.books.holder(book.id, entry.page) or MAI
        _pass(uow, now, _next(now), steps, holder if _next(now) is Stage.ENTERED else MAI, day)


def _pass(uow: UnitOfWork, entry: Entry, to: Stage, choice: int, officer_id: int, day: int) -> None:
    by = deed(officer_id, NOW + timedelta(days=day))
    if to is Stage.ENTERED:
        uow.book_entries.enter(entry.id, CHILD, by)
    elif to is Stage.MATCHED:
        uow.book_entries.match(entry.id, list(MatchResult)[choice % 3], by)
    else:
        uow.book_entries.step(entry.id, to, by)


def _see_ways(uow: UnitOfWork, book: Book, ids: list[int]) -> None:
    """Every way, read from its events: each stage in its turn, by who may, after the checks that were due."""
    drawn = {entry_id for draw in uow.book_draws.of_book(book.id) for entry_id in draw.drawn}
    members = Counter(entry_id for draw in uow.book_draws.of_book(book.id) for entry_id in draw.members)
    for entry_id in ids:
        events = uow.book_entries.events(entry_id)
        stage, enterer, rounds = Stage.COLLECTED, 0, 0
        for event in events:
            if event.returned_from is not None:
                assert event.returned_from is stage
                assert event.stage.rank < stage.rank
                rounds += 1
            else:
                _see_step(stage, event, enterer)
            assert event.round == rounds
            stage = event.stage
            if stage is Stage.ENTERED:
                enterer = event.officer_id
        assert uow.book_entries.standing(entry_id).stage is stage
        assert members[entry_id] <= rounds + 1, "one draw a round"
        unchecked = _updated_unchecked(events)
        if unchecked:
            assert members[entry_id] >= 1
        if entry_id in drawn:
            assert unchecked <= rounds, "after it was drawn no round goes on without check 2"


def _see_step(before: Stage, event: EntryEvent, enterer: int) -> None:
    skips = before is Stage.CHECKED_ONCE and event.stage is Stage.UPDATED
    assert skips or event.stage.rank == before.rank + 1
    if event.stage in {Stage.CHECKED_ONCE, Stage.CHECKED_TWICE, Stage.APPROVED}:
        assert event.officer_id != enterer


def _updated_unchecked(events: list[EntryEvent]) -> int:
    by_round: dict[int, set[Stage]] = {}
    for event in events:
        by_round.setdefault(event.round, set()).add(event.stage)
    return sum(Stage.UPDATED in stages and Stage.CHECKED_TWICE not in stages for stages in by_round.values())


def _see_counts(uow: UnitOfWork, book: Book, ids: list[int]) -> None:
    """The facts of all days together are the entries as they stand, and no day has less than none."""
    days = [NOW.date() + timedelta(days=day) for day in range(DAYS)]
    expected: Counter[Stage] = Counter({Stage.COLLECTED: ENTRIES})
    for entry_id in ids:
        expected.update(_stands(uow, entry_id))
    for stage, kind in FACTS.items():
        by_day = [uow.facts.total(kind, day) for day in days]
        assert min(by_day) >= 0
        assert sum(by_day) == expected[stage], stage
    stages = Counter(uow.book_entries.standing(entry_id).stage for entry_id in ids)
    assert {line.stage: line.count for line in uow.books.board()} == stages
    assert stages.total() == book.content.entries


def _stands(uow: UnitOfWork, entry_id: int) -> set[Stage]:
    """The stages that count for an entry: passed since it was last sent back below them."""
    stands: set[Stage] = set()
    for event in uow.book_entries.events(entry_id):
        if event.returned_from is not None:
            stands = {stage for stage in stands if stage.rank <= event.stage.rank}
        else:
            stands.add(event.stage)
    matches = uow.book_entries.matches(entry_id)
    if matches and matches[-1].result is not MatchResult.MATCH:
        stands.discard(Stage.MATCHED)
    return stands


def test_the_schema_itself_refuses_a_stage_twice_in_a_round(database: Database) -> None:
    with UnitOfWork(database) as uow:
        officers(uow)
        captured(uow, book_of(uow, entries=1), 1)
        uow.commit()
    columns = "entry_id, round, stage, at, officer_id, note, counted"
    with database.connect() as connection, pytest.raises(IntegrityError, match="UNIQUE"):
        connection.execute(text(f"INSERT INTO book_entry_events({columns}) SELECT {columns} FROM book_entry_events"))
