"""The work list of data cleaning: what it shows, what it records, and the going-through of everybody."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.records.data_checks import SLICE, DataChecks
from desktop.records.data_flags import OPEN, Resolution
from desktop.records.data_rules import FlagKind, load_date_rules
from desktop.records.former_units import load_former_units
from desktop.records.people import PersonDetails
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.data_cleaning import DataCleaning
from desktop.workflows.data_evidence import Against
from desktop.workflows.intake_store import RecordsIntakeStore
from devices.errors import CodedError
from devices.identity import Field, Source
from devices.simulated.citizens import citizen
from tests.helpers.desk import KEY, NOW, case_of, desk
from tests.helpers.doubtful import CLEAN, OTHER, SPLIT, details, receive_doubtful

T = TypeVar("T")
UNITS = load_former_units(resources_folder() / "units")
CHECKS = DataChecks(lambda: UNITS, load_date_rules(resources_folder() / "cleaning"))


class World:
    """A desk whose answers come when `deliver` is called."""

    def __init__(self, folder: Path) -> None:
        with desk(folder) as database, UnitOfWork(database) as uow:
            receive_doubtful(uow)
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self.answers: deque[Callable[[], None]] = deque()
        self.cleaning = DataCleaning(self.worker, CHECKS, lambda: UNITS, self.take, lambda: NOW, officer_id=1)
        self.told = 0
        self.cleaning.subscribe(self._count)

    def take(self, future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
        def answer() -> None:
            error = future.exception()
            if isinstance(error, CodedError):
                failure(error)
            else:
                success(future.result())

        self.answers.append(answer)

    def deliver(self) -> None:
        """All answers, and those to what they asked."""
        while self.answers:
            self.answers.popleft()()

    def _count(self) -> None:
        self.told += 1


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.cleaning.start_check()
    made.deliver()
    yield made
    made.worker.close()


def choose(world: World, kind: FlagKind) -> None:
    world.cleaning.choose(kind)
    world.deliver()


def test_the_gravest_kind_comes_first_with_its_evidence(world: World) -> None:
    cleaning = world.cleaning
    assert cleaning.kind is FlagKind.SAME_NUMBER
    assert {kind for kind, how in cleaning.tallies if how == OPEN} == {
        FlagKind.SAME_NUMBER,
        FlagKind.SAME_PERSON,
        FlagKind.SOURCES_DISAGREE,
        FlagKind.NUMBER_STRUCTURE,
        FlagKind.UNIT_SPLIT,
        FlagKind.UNIT_GONE,
    }
    evidence = cleaning.evidence
    assert evidence is not None
    assert evidence.against is Against.CASE
    name = next(row for row in evidence.rows if row.field is Field.FULL_NAME)
    assert (name.here, name.there, name.marked) == (CLEAN.full_name, "Võ Văn Sẵn", True)
    assert len(evidence.cases) == 2


def test_two_citizens_stand_side_by_side(world: World) -> None:
    choose(world, FlagKind.SAME_PERSON)
    evidence = world.cleaning.evidence
    assert evidence is not None
    assert evidence.against is Against.OTHER_CITIZEN
    number = next(row for row in evidence.rows if row.field is Field.NUMBER)
    assert {number.here, number.there} == {CLEAN.number, "082190991005"}


def test_what_another_source_said_stands_beside_what_was_kept(world: World) -> None:
    choose(world, FlagKind.SOURCES_DISAGREE)
    world.cleaning.open(next(each.id for each in world.cleaning.flags if each.number == "082190991006"))
    world.deliver()
    evidence = world.cleaning.evidence
    assert evidence is not None
    assert (evidence.against, evidence.source) == (Against.SOURCE, Source.QR)
    birth = next(row for row in evidence.rows if row.marked)
    assert (birth.here, birth.there) == ("1990-05-01", "1990-05-02")


def test_a_split_commune_is_chosen_and_the_printed_address_stays(world: World) -> None:
    choose(world, FlagKind.UNIT_SPLIT)
    cleaning = world.cleaning
    evidence = cleaning.evidence
    assert evidence is not None
    assert evidence.residence is not None
    units = [each.text for each in evidence.residence.today]
    assert len(units) == 2
    cleaning.resolve(Resolution.UNIT_CHOSEN, "công dân nói", units[1])
    world.deliver()
    assert cleaning.count(FlagKind.UNIT_SPLIT) == 0
    assert cleaning.count(FlagKind.UNIT_SPLIT, Resolution.UNIT_CHOSEN) == 1
    flag = evidence.flag.id
    events = world.worker.submit(lambda uow: uow.flags.events(flag)).result()
    assert [(each.how, each.answer) for each in events] == [(Resolution.UNIT_CHOSEN, units[1])]
    citizen_id = evidence.citizen.id
    (after,) = world.worker.submit(lambda uow: uow.citizens.of_ids([citizen_id])).result()
    assert after.details.residence == SPLIT.residence


def test_after_one_is_resolved_the_next_is_shown(world: World) -> None:
    choose(world, FlagKind.SOURCES_DISAGREE)
    cleaning = world.cleaning
    first, second = (each.id for each in cleaning.flags[:2])
    cleaning.resolve(Resolution.RIGHT, "đã so thẻ")
    world.deliver()
    assert first not in {each.id for each in cleaning.flags}
    assert cleaning.evidence is not None
    assert cleaning.evidence.flag.id == second


def test_without_a_reason_nothing_is_recorded(world: World) -> None:
    cleaning = world.cleaning
    cleaning.resolve(Resolution.RIGHT, "  ")
    world.deliver()
    assert cleaning.error is not None
    assert cleaning.error.code == "DATA-004"
    assert cleaning.evidence is not None


def test_a_flag_that_has_gone_meanwhile_is_said_and_the_list_is_new(world: World) -> None:
    choose(world, FlagKind.NUMBER_STRUCTURE)
    cleaning = world.cleaning
    gone = cleaning.flags[0].id

    def elsewhere(uow: UnitOfWork) -> None:
        uow.flags.resolve(gone, Resolution.RIGHT, "đã xem", NOW, 1)
        uow.commit()

    world.worker.submit(elsewhere).result()
    cleaning.resolve(Resolution.RIGHT, "đã so thẻ")
    world.deliver()
    assert cleaning.error is not None
    assert cleaning.error.code == "DATA-003"
    assert gone not in {each.id for each in cleaning.flags}


def test_sure_proposals_are_taken_together(world: World) -> None:
    world.cleaning.accept_moved("theo bảng")
    world.deliver()
    assert world.cleaning.count(FlagKind.UNIT_GONE) == 0
    assert world.cleaning.count(FlagKind.UNIT_GONE, Resolution.UNIT_CHOSEN) == 1
    assert world.cleaning.count(FlagKind.UNIT_SPLIT) == 1


def test_an_answer_to_an_older_choice_is_dropped(world: World) -> None:
    world.cleaning.choose(FlagKind.SAME_PERSON)
    world.cleaning.choose(FlagKind.UNIT_SPLIT)
    world.deliver()
    assert world.cleaning.kind is FlagKind.UNIT_SPLIT
    assert {each.kind for each in world.cleaning.flags} == {FlagKind.UNIT_SPLIT}


def test_others_come_between_the_slices(world: World) -> None:
    def many(uow: UnitOfWork) -> None:
        for seed in range(2 * SLICE):
            uow.cases.receive(case_of(details(citizen(seed))))
        uow.commit()

    world.worker.submit(many).result()
    world.cleaning.start_check(again=True)
    world.cleaning.start_check(again=True)
    slices, between = 0, []
    while world.cleaning.checking:
        between.append(world.worker.submit(lambda uow: uow.settings.get("data_check")))
        world.answers.popleft()()
        slices += 1
    world.deliver()
    assert slices == 3
    assert len({str(each.result()) for each in between}) == 3
    assert world.cleaning.looked_at == 2 * SLICE + 6


def test_a_pass_that_is_done_is_not_done_again_at_the_next_start(world: World) -> None:
    world.cleaning.start_check()
    world.deliver()
    assert world.cleaning.looked_at == 0


def test_closing_ends_the_pass_after_the_slice_at_work(world: World) -> None:
    world.cleaning.start_check(again=True)
    world.cleaning.close()
    told = world.told
    world.deliver()
    assert (world.cleaning.checking, world.told) == (False, told)


def test_an_intake_s_case_is_flagged_as_it_is_saved(world: World) -> None:
    store = RecordsIntakeStore(world.worker, lambda: NOW, CHECKS)
    before = world.worker.submit(lambda uow: uow.flags.tallies()).result()
    wrong = case_of(PersonDetails("Lê Thị Thỏa", number="082190991088", sex="Nam"), submitter=OTHER)
    store.receive(wrong).result()
    after = world.worker.submit(lambda uow: uow.flags.tallies()).result()
    assert after[FlagKind.NUMBER_STRUCTURE, OPEN] == before[FlagKind.NUMBER_STRUCTURE, OPEN] + 1
    assert (FlagKind.FIELD_MISSING, OPEN) in after


def test_without_the_table_everything_but_addresses_is_checked(world: World) -> None:
    checks = DataChecks(lambda: None, load_date_rules(resources_folder() / "cleaning"))
    RecordsIntakeStore(world.worker, lambda: NOW, checks).receive(case_of(SPLIT)).result()
    flags = world.worker.submit(lambda uow: uow.flags.flags(FlagKind.UNIT_UNKNOWN, 10)).result()
    assert flags == []
