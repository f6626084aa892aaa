"""Doubts about data: what is flagged, what is not, and what becomes of a flag."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.data_checks import SLICE, DataChecks
from desktop.records.data_flags import CLOSING, OPEN, DataFlag, Resolution
from desktop.records.data_flags_schema import data_flag_events, data_flags
from desktop.records.data_rules import FlagKind, card_expiry, load_date_rules, own_findings, pair_finding
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.former_units import load_former_units
from desktop.records.people import OtherText, PersonDetails
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from devices.identity import Field, Source
from devices.simulated.citizens import citizen
from tests.helpers.desk import AN, NOW, case_of, receive
from tests.helpers.doubtful import CLEAN, details

UNITS = load_former_units(resources_folder() / "units")
RULES = load_date_rules(resources_folder() / "cleaning")
TODAY = NOW.date()
CHECKS = DataChecks(lambda: UNITS, RULES)


def check_all(database: Database, at: datetime = NOW, *, again: bool = False) -> int:
    """A whole pass; gives how many flags were raised."""
    raised = 0
    while True:
        with UnitOfWork(database) as uow:
            done = CHECKS.check_slice(uow, at, 1, again=again)
            uow.commit()
        again = False
        raised += done.raised
        if done.finished:
            return raised


def save(database: Database, person: PersonDetails, at: datetime = NOW) -> int:
    """A case saved and checked in one transaction, as an intake does it; gives the citizen's id."""
    with UnitOfWork(database) as uow:
        saved = uow.cases.receive(case_of(person, at))
        CHECKS.check_case(uow, saved, at)
        uow.commit()
    return saved.citizen_id


def flags(database: Database, kind: FlagKind, how: str = OPEN) -> list[DataFlag]:
    with UnitOfWork(database) as uow:
        return uow.flags.flags(kind, 100, how=how)


def kinds(database: Database) -> set[FlagKind]:
    with UnitOfWork(database) as uow:
        return {kind for kind, how in uow.flags.tallies() if how == OPEN}


def counted(database: Database, kind: FactKind, day: date = TODAY) -> int:
    with UnitOfWork(database) as uow:
        return uow.facts.total(kind, day)


def own(person: PersonDetails, today: date = TODAY) -> dict[FlagKind, tuple[Field, ...]]:
    return {each.kind: each.fields for each in own_findings(1, person, UNITS, RULES, today)}


def test_a_clean_person_has_no_flag() -> None:
    assert own(CLEAN) == {}


@pytest.mark.parametrize(
    ("changes", "kind", "fields"),
    [
        ({"birth_date": date(2026, 12, 1), "number": ""}, FlagKind.DATE_IMPOSSIBLE, (Field.BIRTH_DATE,)),
        ({"birth_date": date(1890, 5, 1)}, FlagKind.DATE_IMPOSSIBLE, (Field.BIRTH_DATE,)),
        ({"issue_date": date(2027, 1, 1)}, FlagKind.DATE_IMPOSSIBLE, (Field.ISSUE_DATE,)),
        ({"issue_date": date(1989, 1, 1)}, FlagKind.DATE_IMPOSSIBLE, (Field.ISSUE_DATE,)),
        ({"issue_date": date(2015, 12, 31)}, FlagKind.DATE_IMPOSSIBLE, (Field.ISSUE_DATE,)),
        (
            {"birth_date": date(2012, 1, 1), "issue_date": date(2023, 1, 1), "number": "082212991001"},
            FlagKind.DATE_IMPOSSIBLE,
            (Field.ISSUE_DATE,),
        ),
        ({"sex": "Nam"}, FlagKind.NUMBER_STRUCTURE, (Field.NUMBER, Field.SEX)),
        ({"birth_date": date(1991, 5, 1)}, FlagKind.NUMBER_STRUCTURE, (Field.NUMBER, Field.BIRTH_DATE)),
        ({"number": "003190991001"}, FlagKind.NUMBER_STRUCTURE, (Field.NUMBER,)),
        ({"residence": ""}, FlagKind.FIELD_MISSING, (Field.RESIDENCE,)),
        ({"number": ""}, FlagKind.FIELD_MISSING, (Field.NUMBER,)),
        ({"residence": AN.residence}, FlagKind.UNIT_GONE, (Field.RESIDENCE,)),
        ({"residence": "Gáo Giồng, Huyện Cao Lãnh, Đồng Tháp"}, FlagKind.UNIT_SPLIT, (Field.RESIDENCE,)),
        ({"residence": "Ấp 1"}, FlagKind.UNIT_UNKNOWN, (Field.RESIDENCE,)),
    ],
)
def test_one_doubt_gives_one_flag(changes: dict[str, object], kind: FlagKind, fields: tuple[Field, ...]) -> None:
    person = replace(CLEAN, **changes)  # type: ignore[arg-type]
    assert own(person)[kind] == fields
    assert not set(own(person)) - {kind, FlagKind.NUMBER_STRUCTURE, FlagKind.CARD_EXPIRED, FlagKind.FIELD_MISSING}


def test_a_typed_number_may_be_of_the_older_card_with_twelve_digits() -> None:
    typed = replace(CLEAN, issue_date=date(2014, 1, 1), sources={})
    assert FlagKind.DATE_IMPOSSIBLE not in own(typed)
    assert FlagKind.DATE_IMPOSSIBLE in own(replace(typed, issue_date=date(2010, 1, 1)))


def test_a_card_runs_out_on_its_day_and_the_chip_s_word_comes_first() -> None:
    young = replace(CLEAN, birth_date=date(2000, 3, 1), issue_date=date(2022, 1, 1), number="082300991001")
    assert card_expiry(young) == date(2025, 3, 1)
    assert FlagKind.CARD_EXPIRED not in own(young, date(2025, 2, 28))
    assert FlagKind.CARD_EXPIRED in own(young, date(2025, 3, 1))
    assert FlagKind.CARD_EXPIRED not in own(replace(young, expiry_date=date(2040, 3, 1)))


def test_two_numbers_with_one_old_number_are_one_person_or_one_number_of_two() -> None:
    other = replace(CLEAN, number="082190991002")
    found = pair_finding((7, other), (3, CLEAN))
    assert found is not None
    assert (found.kind, found.citizen_id, found.other_id) == (FlagKind.SAME_PERSON, 7, 3)
    stranger = replace(other, full_name="Lê Văn Bình", birth_date=date(1980, 2, 2))
    found = pair_finding((3, CLEAN), (7, stranger))
    assert found is not None
    assert found.kind is FlagKind.SAME_NUMBER


def test_a_common_name_and_a_birth_date_alone_are_not_one_person() -> None:
    other = replace(
        CLEAN, number="082190991002", old_number="", phone="0190999999", residence="Ấp 9, Cái Bè, Đồng Tháp"
    )
    assert pair_finding((1, CLEAN), (2, other)) is None
    assert pair_finding((1, CLEAN), (2, replace(other, residence=CLEAN.residence))) is not None
    twin = replace(other, full_name="Nguyễn Thị Bé", residence=CLEAN.residence)
    assert pair_finding((1, CLEAN), (2, twin)) is None


def test_saving_raises_the_flag_in_the_same_transaction_and_once(database: Database) -> None:
    save(database, replace(CLEAN, sex="Nam"))
    assert len(flags(database, FlagKind.NUMBER_STRUCTURE)) == 1
    save(database, replace(CLEAN, sex="Nam"))
    assert check_all(database) == 0
    assert len(flags(database, FlagKind.NUMBER_STRUCTURE)) == 1
    assert counted(database, FactKind.DATA_FLAGGED) == 1


def test_a_transaction_that_is_rolled_back_leaves_no_flag(database: Database) -> None:
    with UnitOfWork(database) as uow:
        CHECKS.check_case(uow, uow.cases.receive(case_of(replace(CLEAN, sex="Nam"))), NOW)
    assert kinds(database) == set()


def test_a_flag_holds_no_value_of_the_citizen(database: Database) -> None:
    save(database, replace(CLEAN, sex="Nam", residence=AN.residence))
    with database.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM data_flags")).all())
    for value in (AN.full_name, AN.number, AN.old_number, AN.residence, "1990"):
        assert value not in rows


def test_what_is_resolved_stays_resolved_until_the_data_change(database: Database) -> None:
    save(database, replace(CLEAN, sex="Nam"))
    (flag,) = flags(database, FlagKind.NUMBER_STRUCTURE)
    with UnitOfWork(database) as uow:
        uow.flags.resolve(flag.id, Resolution.RIGHT, "  Đúng như   thẻ ", NOW, 1)
        uow.commit()
    check_all(database, again=True)
    assert flags(database, FlagKind.NUMBER_STRUCTURE) == []
    assert counted(database, FactKind.DATA_RESOLVED) == 1
    with UnitOfWork(database) as uow:
        (event,) = uow.flags.events(flag.id)
    assert (event.how, event.reason, event.officer) == (Resolution.RIGHT, "Đúng như thẻ", "Trần Thị Lan")
    save(database, replace(CLEAN, sex="Nam", birth_date=date(1991, 5, 1)))
    assert len(flags(database, FlagKind.NUMBER_STRUCTURE)) == 1


def test_what_is_put_right_closes_by_itself_and_comes_back_if_it_comes_back(database: Database) -> None:
    wrong = replace(CLEAN, residence="Ấp 1")
    save(database, wrong)
    (flag,) = flags(database, FlagKind.UNIT_UNKNOWN)
    save(database, CLEAN)
    assert [each.id for each in flags(database, FlagKind.UNIT_UNKNOWN, Resolution.GONE)] == [flag.id]
    save(database, wrong)
    assert [each.id for each in flags(database, FlagKind.UNIT_UNKNOWN)] == [flag.id]
    with UnitOfWork(database) as uow:
        assert [each.how for each in uow.flags.events(flag.id)] == [Resolution.GONE, Resolution.REOPENED]
    assert counted(database, FactKind.DATA_FLAGGED) == 0  # a note is no work


@pytest.mark.parametrize(
    ("how", "reason", "answer", "code"),
    [
        (Resolution.RIGHT, "   ", "", "DATA-004"),
        (Resolution.GONE, "vì", "", "DATA-004"),
        (Resolution.UNIT_CHOSEN, "vì", "", "DATA-004"),
        (Resolution.RIGHT, "vì", "Xã A", "DATA-004"),
    ],
)
def test_a_resolution_says_how_and_why(
    database: Database, how: Resolution, reason: str, answer: str, code: str
) -> None:
    save(database, replace(CLEAN, residence="Ấp 1"))
    (flag,) = flags(database, FlagKind.UNIT_UNKNOWN)
    with UnitOfWork(database) as uow, pytest.raises(CodedError, match=code):
        uow.flags.resolve(flag.id, how, reason, NOW, 1, answer=answer)


def test_nothing_is_resolved_twice_and_a_mistake_is_taken_back(database: Database) -> None:
    save(database, replace(CLEAN, sex="Nam"))
    (flag,) = flags(database, FlagKind.NUMBER_STRUCTURE)
    with UnitOfWork(database) as uow:
        with pytest.raises(CodedError, match="DATA-003"):
            uow.flags.reopen(flag.id, "nhầm", NOW, 1)
        uow.flags.resolve(flag.id, Resolution.CITIZEN_ASKED, "Đã hướng dẫn", NOW, 1)
        with pytest.raises(CodedError, match="DATA-003"):
            uow.flags.resolve(flag.id, Resolution.RIGHT, "nữa", NOW, 1)
        uow.flags.reopen(flag.id, "nhầm", NOW + timedelta(days=1), 1)
        assert uow.flags.get(flag.id).how == OPEN
        with pytest.raises(CodedError, match="DATA-003"):
            uow.flags.get(999)
        uow.commit()
    assert counted(database, FactKind.DATA_RESOLVED) == 0


def test_another_name_and_date_under_one_number_are_two_persons(database: Database) -> None:
    save(database, CLEAN)
    save(database, replace(CLEAN, full_name="Lê Văn Bình", birth_date=date(1990, 6, 6), sources={}))
    (flag,) = flags(database, FlagKind.SAME_NUMBER)
    assert flag.fields == (Field.NUMBER, Field.FULL_NAME, Field.BIRTH_DATE)
    assert flag.case_id == 2
    (other,) = flags(database, FlagKind.SOURCES_DISAGREE)  # the typed date has replaced the first case's
    assert (other.fields, other.case_id) == ((Field.BIRTH_DATE,), 1)


def test_a_name_without_marks_is_no_disagreement_but_another_mark_is(database: Database) -> None:
    save(database, CLEAN)
    save(database, replace(CLEAN, full_name="NGUYEN THI AN", sources={}))
    assert kinds(database) == set()
    save(database, replace(CLEAN, full_name="Nguyễn Thị Ân", sources={}))
    (flag,) = flags(database, FlagKind.SOURCES_DISAGREE)
    assert (flag.fields, flag.case_id) == ((Field.FULL_NAME,), 3)


def test_what_another_source_said_at_the_intake_is_flagged(database: Database) -> None:
    said = (
        OtherText(Field.BIRTH_DATE, Source.QR, "1990-05-02"),
        OtherText(Field.FULL_NAME, Source.TYPED, "nguyễn thị ẩn"),
    )
    save(database, replace(CLEAN, others=said))
    (flag,) = flags(database, FlagKind.SOURCES_DISAGREE)
    assert flag.fields == (Field.BIRTH_DATE,)


def test_a_pass_finds_what_was_saved_before_there_were_checks(database: Database) -> None:
    for seed in range(2 * SLICE + 5):
        receive(database, case_of(details(citizen(seed))))
    twice = details(citizen(1))
    receive(database, case_of(replace(twice, number="082" + twice.number[3:-1] + "9")))
    check_all(database)
    found = kinds(database)
    assert found <= {FlagKind.SAME_PERSON, FlagKind.UNIT_GONE, FlagKind.CARD_EXPIRED}
    (flag,) = flags(database, FlagKind.SAME_PERSON)
    assert flag.other_id is not None
    assert flag.other_id < flag.citizen_id
    assert check_all(database) == 0
    assert check_all(database, NOW + timedelta(days=8)) == check_all(database, again=True) == 0


def test_the_tallies_are_the_flags(database: Database) -> None:
    for seed in range(60):
        save(database, details(citizen(seed)))
    (first, *_) = flags(database, FlagKind.UNIT_GONE)
    with UnitOfWork(database) as uow:
        uow.flags.resolve(first.id, Resolution.UNIT_CHOSEN, "theo bảng", NOW, 1, answer="Xã A, Đồng Tháp")
        tallies = uow.flags.tallies()
        for (kind, how), count in tallies.items():
            assert len(uow.flags.flags(kind, 1000, how=how)) == count
        page = uow.flags.flags(FlagKind.UNIT_GONE, 5)
        rest = uow.flags.flags(FlagKind.UNIT_GONE, 5, before=page[-1].id)
        assert max(each.id for each in rest) < page[-1].id
        assert first.id in {each.id for each in uow.flags.of_citizen(first.citizen_id)}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 9_999), min_size=2, max_size=60))
def test_synthetic_citizens_are_never_taken_for_one_another(seeds: set[int]) -> None:
    people = [(seed, details(citizen(seed))) for seed in sorted(seeds)]
    for nth, one in enumerate(people):
        assert all(pair_finding(one, other) is None for other in people[nth + 1 :])
        found = {each.kind for each in own_findings(*one, UNITS, RULES, NOW.date())}
        assert all(kind.is_note for kind in found)


@pytest.mark.parametrize("table", [data_flags, data_flag_events])
def test_flags_and_what_was_done_are_only_added_to(database: Database, table: object) -> None:
    save(database, replace(CLEAN, sex="Nam"))
    (flag,) = flags(database, FlagKind.NUMBER_STRUCTURE)
    with UnitOfWork(database) as uow:
        uow.flags.resolve(flag.id, CLOSING[0], "vì", NOW, 1)
        uow.commit()
    for statement in (f"UPDATE {table} SET at = ''", f"DELETE FROM {table}", "DELETE FROM data_flag_standings"):
        with database.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(text(statement))


def test_rules_that_cannot_be_read_are_said(tmp_path: object) -> None:
    with pytest.raises(CodedError, match="DATA-002"):
        load_date_rules(resources_folder() / "units")
