"""A day's closing over real records: revisions, warnings, states, and nothing of a citizen in any byte that leaves."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.records.cases import CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.database import Database
from desktop.records.day_records import SENT, Sending, StoredAnswer, StoredDay
from desktop.records.desk_facts import FactKind
from desktop.records.people import Role
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.day_closing import DayCounts, DayLine, DayWarning
from desktop.workflows.day_desk import DayDesk
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.desk_identity import desk_identity
from devices.errors import CodedError
from devices.simulated.citizens import citizen
from sync.carry import CarryKind, Header, Line, write_carry
from sync.desk.day_states import DayState
from sync.indicators import load_indicators
from sync.protocol import DayRecord, decode, encode, pack, record_hash, seal, unpack, unsealed_body
from tests.helpers.desk import KEY, NOW, case_of, desk, person, receive
from tests.helpers.pump import Pump

BOOK = load_indicators(Path(__file__).parents[3] / "resources" / "indicators")
COUNTS = DayCounts(BOOK, (), "2026.11.25-2")
DAY = NOW.date()
T = TypeVar("T")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with desk(tmp_path) as opened:
        yield opened


def in_unit(database: Database, work: Callable[[UnitOfWork], T]) -> T:
    with UnitOfWork(database) as uow:
        return work(uow)


def close(database: Database) -> StoredDay:
    def work(uow: UnitOfWork) -> StoredDay:
        return COUNTS.close(uow, DAY, desk_identity(uow), now=NOW, officer_id=1)

    return in_unit(database, work)


def state(database: Database) -> DayState:
    """Where the day stands; the list, which does not count it, says the same but for what has changed."""
    found = in_unit(database, lambda uow: COUNTS.look(uow, DAY).state)
    (known,) = in_unit(database, lambda uow: COUNTS.known_lines(uow, DAY, DAY))
    assert known.state is found or (found is DayState.CHANGED and known.state is not DayState.MISMATCH)
    return found


def answer(database: Database, revision: int, holds: str, held: bytes | None = None) -> None:
    def keep(uow: UnitOfWork) -> None:
        uow.days.answer(StoredAnswer(NOW, "network", DAY, revision, holds, "stored", "", b"signed", held))
        uow.commit()

    in_unit(database, keep)


def test_every_state_an_officer_sees(database: Database) -> None:
    receive(database, case_of())
    assert state(database) is DayState.OPEN
    first = close(database)
    assert (first.revision, first.previous, state(database)) == (1, "", DayState.CLOSED)

    def sent(uow: UnitOfWork) -> None:
        uow.days.sent(Sending(NOW, "network", DAY, 1, 900, SENT))
        uow.commit()

    in_unit(database, sent)
    assert state(database) is DayState.SENT
    answer(database, 1, first.hash)
    assert state(database) is DayState.HELD
    receive(database, case_of())
    assert state(database) is DayState.CHANGED
    second = close(database)
    assert (second.revision, second.previous, state(database)) == (2, first.hash, DayState.CLOSED)
    answer(database, 1, first.hash)  # about the former one, late: not green
    assert state(database) is DayState.CLOSED
    answer(database, 2, "f" * 64)
    assert state(database) is DayState.MISMATCH


def test_closing_twice_without_anything_new_is_one_record(database: Database) -> None:
    receive(database, case_of())
    assert close(database) == close(database)


def test_a_mismatch_says_what_differs_and_a_new_closing_goes_above_it(database: Database) -> None:
    receive(database, case_of())
    mine = close(database)
    identity = in_unit(database, desk_identity)
    theirs = DayRecord(identity.code, DAY.isoformat(), 4, "2026.11.25-2", {"received.counter.essential_25": 7})
    body = encode(theirs)
    answer(database, 4, record_hash(body), pack(seal(body, identity.key)))
    view = in_unit(database, lambda uow: COUNTS.look(uow, DAY))
    assert view.state is DayState.MISMATCH
    assert view.differs["received.counter.essential_25"] == (1, 7)
    again = close(database)
    assert (again.revision, again.previous) == (5, mine.hash)


def test_a_record_is_what_was_counted(database: Database) -> None:
    receive(database, case_of())
    closed = close(database)
    record = decode(unsealed_body(unpack(closed.envelope)))
    assert isinstance(record, DayRecord)
    assert record.counts == in_unit(database, lambda uow: COUNTS.counts(uow, DAY))
    assert record.counts["received.counter.essential_25"] == 1
    assert set(record.counts) == {indicator.id for indicator in BOOK.on(DAY)}
    assert closed.body == unsealed_body(unpack(closed.envelope))


def test_a_day_that_has_not_come(database: Database) -> None:
    with pytest.raises(CodedError, match="DAY-003"):
        in_unit(
            database,
            lambda uow: COUNTS.close(uow, DAY + timedelta(days=1), desk_identity(uow), now=NOW, officer_id=1),
        )


def test_what_should_be_looked_at_first(database: Database) -> None:
    missing = CasePaper("Giấy khai sinh", PaperAnswer.DIGITIZE, PaperState.MISSING)
    late = receive(database, case_of(at=NOW - timedelta(days=9)))
    other = receive(database, case_of(papers=(missing,)))
    warned = {each.kind: each.cases for each in in_unit(database, lambda uow: COUNTS.look(uow, DAY)).warnings}
    assert warned == {DayWarning.PAPER_MISSING: (other.id,), DayWarning.LATE_WITHOUT_APOLOGY: (late.id,)}

    def apologise(uow: UnitOfWork) -> None:
        uow.facts.add(FactKind.APOLOGY, NOW, 1, case_id=late.id)
        uow.commit()

    in_unit(database, apologise)
    warned = {each.kind: each.cases for each in in_unit(database, lambda uow: COUNTS.look(uow, DAY)).warnings}
    assert DayWarning.LATE_WITHOUT_APOLOGY not in warned


def test_the_list_of_days_and_the_cases_of_a_figure(database: Database) -> None:
    early = receive(database, case_of(at=NOW - timedelta(days=2)))
    lines = in_unit(database, lambda uow: COUNTS.lines(uow, DAY - timedelta(days=9), DAY))
    assert [(line.day, line.received) for line in lines] == [(DAY, 0), (DAY - timedelta(days=2), 1)]
    assert in_unit(database, lambda uow: COUNTS.known_lines(uow, DAY - timedelta(days=9), DAY)) == lines
    figure = "received.counter.essential_25"
    cases = in_unit(database, lambda uow: COUNTS.cases(uow, figure, DAY - timedelta(days=2)))
    assert [case.id for case in cases] == [early.id]


def test_only_counting_tells_that_a_closed_day_has_changed(database: Database) -> None:
    receive(database, case_of())
    close(database)
    assert in_unit(database, lambda uow: COUNTS.line(uow, DAY)) == DayLine(DAY, DayState.CLOSED, 1, 1)
    receive(database, case_of())
    known = in_unit(database, lambda uow: COUNTS.known_lines(uow, DAY, DAY))
    assert known == [DayLine(DAY, DayState.CLOSED, 1, 2)]
    assert in_unit(database, lambda uow: COUNTS.line(uow, DAY)) == DayLine(DAY, DayState.CHANGED, 1, 2)


def test_the_pieces_of_a_day_add_up_to_it(database: Database) -> None:
    for back in range(3):
        receive(database, case_of(at=NOW - timedelta(days=back)))
    close(database)
    receive(database, case_of())

    def look(uow: UnitOfWork) -> None:
        for back in range(4):
            day = DAY - timedelta(days=back)
            added = Counter[str]()
            for piece in COUNTS.pieces(day):
                added.update(piece(uow))
            assert COUNTS.line(uow, day, added) == COUNTS.line(uow, day)
            assert {name: added[name] for name in COUNTS.counts(uow, day)} == COUNTS.counts(uow, day)

    in_unit(database, look)


def test_the_list_comes_first_then_the_day_then_what_has_changed(tmp_path: Path) -> None:
    with desk(tmp_path) as database:
        receive(database, case_of())
        close(database)
        receive(database, case_of())
        officer = in_unit(database, lambda uow: uow.officers.all()[0])
    worker = DatabaseWorker(tmp_path / "desk.db", KEY)
    try:
        pump = Pump()
        days = DayDesk(worker, COUNTS, desk_identity, pump, lambda: NOW, officer=replace(officer, role=Role.HEAD))
        seen: list[tuple[DayState | None, list[DayState], int]] = []

        def look() -> None:
            view, lines = days.view, [line.state for line in days.lines]
            seen.append((None, lines, 0) if view is None else (view.state, lines, len(view.warnings)))

        days.subscribe(look)
        days.refresh()
        pump.run()
        # What is known to have changed stays so while it is counted again.
        days.refresh()
        pump.run()
    finally:
        worker.close()
    changed, closed = DayState.CHANGED, DayState.CLOSED
    first = [(None, [closed], 0), (changed, [closed], 0), (changed, [closed], 1), (changed, [changed], 1)]
    assert seen == [*first, (changed, [changed], 1)]


def test_a_desk_keeps_its_code_and_key(database: Database) -> None:
    first, second = in_unit(database, desk_identity), in_unit(database, desk_identity)
    assert (first.code, first.key_id) == (second.code, second.key_id) == ("000.99.09.H58-1", first.key_id)
    assert first.key.private_bytes_raw().hex() not in repr(first)


def test_no_citizen_in_any_byte_that_leaves(database: Database) -> None:
    """Marked citizens are planted in every field of cases; every byte of records and carry files is searched."""
    marks: set[str] = set()
    for seed in range(25):
        someone = citizen(seed)
        marks |= {someone.number, someone.full_name, someone.residence, someone.phone, someone.old_number}
        applicant = replace(person(someone.full_name, someone.number, phone=someone.phone), residence=someone.residence)
        papers = (CasePaper(someone.full_name, PaperAnswer.DIGITIZE, PaperState.WAIVED, waiver_id=someone.number),)
        case = case_of(applicant, note=someone.full_name, papers=papers, procedure_name=someone.residence)
        marks.add(receive(database, case).code)
    closed = close(database)
    identity = in_unit(database, desk_identity)
    lines = [Line(enrolment=identity.enrolment(NOW)), Line(record=unpack(closed.envelope))]
    carried = write_carry(Header(1, CarryKind.RECORDS, "82", identity.code), lines)
    sent = [closed.body, closed.envelope, carried, unsealed_body(identity.enrolment(NOW))]
    for mark in filter(None, marks):
        for data in sent:
            assert mark.encode() not in data
    assert all(data.isascii() for data in sent)


# ---- the clock


def test_a_clock_learns_from_the_province_and_forgets_a_jump() -> None:
    wall, tick = [NOW], [0.0]
    clock = DeskClock(lambda: wall[0], lambda: tick[0])
    assert clock() == NOW
    clock.learn(timedelta(seconds=30))
    assert clock() == NOW  # so little is how long answers travel
    clock.learn(timedelta(days=1))
    assert clock() == NOW - timedelta(days=1)
    wall[0], tick[0] = NOW + timedelta(hours=2), 7200.0
    assert clock() == NOW + timedelta(hours=2) - timedelta(days=1)
    clock.learn(timedelta(0))  # right, as it is told now
    assert clock() == NOW + timedelta(hours=2) - timedelta(days=1)
    wall[0] = NOW - timedelta(days=1) + timedelta(hours=2)  # somebody puts the PC right
    assert clock() == wall[0]
