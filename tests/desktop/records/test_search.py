"""Searching as one types: what is found, what comes first, and that nothing typed is syntax."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records.database import Database
from desktop.records.people import PersonDetails
from desktop.records.search import POOL
from desktop.records.unit_of_work import UnitOfWork
from tests.helpers.desk import AN, NOW, case_of, person, receive

PEOPLE = (
    person("Nguyễn Văn An", "082090990001"),
    person("Nguyễn Văn Ẩn", "082090990002"),
    person("Nguyễn Văn Anh", "082090990003", phone="0190555123"),
    person("Trần Đức Dũng", "079085990004", old_number="007654321"),
    person("Đỗ Thị Thúy An", "082190990005"),
    person("Nguyen Van An Khang", "082090990006"),
    person("H'Hen Niê", "066192990007"),
)


def receive_all(database: Database, people: tuple[PersonDetails, ...] = PEOPLE) -> None:
    for nth, each in enumerate(people):
        receive(database, case_of(each, NOW + timedelta(minutes=nth)))


def names(database: Database, typed: str, limit: int = 20) -> list[str]:
    with UnitOfWork(database) as uow:
        return [case.full_name for case in uow.search.cases(typed, limit)]


def test_equal_names_come_first_those_with_the_typed_marks_before_the_others(database: Database) -> None:
    receive_all(database)
    assert names(database, "nguyễn văn ẩn") == [
        "Nguyễn Văn Ẩn",
        "Nguyễn Văn An",
        "Nguyen Van An Khang",
        "Nguyễn Văn Anh",
    ]
    assert names(database, "nguyen van an")[:2] == ["Nguyễn Văn Ẩn", "Nguyễn Văn An"]
    assert names(database, "NGUYỄN VĂN AN")[0] == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("duc dung", "Trần Đức Dũng"),
        ("đức dũng", "Trần Đức Dũng"),
        ("do thi", "Đỗ Thị Thúy An"),
        ("thuy a", "Đỗ Thị Thúy An"),
        ("dung tran", "Trần Đức Dũng"),
        ("hen nie", "H'Hen Niê"),
        ("h'hen", "H'Hen Niê"),
        ("đỗ thị", "Đỗ Thị Thúy An"),
        ("Đỗ", "Đỗ Thị Thúy An"),
        ("079085", "Trần Đức Dũng"),
        ("079 085 990 004", "Trần Đức Dũng"),
        ("007654321", "Trần Đức Dũng"),
        ("0076", "Trần Đức Dũng"),
        ("0190555", "Nguyễn Văn Anh"),
        ("000.99.09.H58-261125-0004", "Trần Đức Dũng"),
        ("000.99.09.h58-261125-0004", "Trần Đức Dũng"),
        ("261125-0004", "Trần Đức Dũng"),
        ("0004", "Trần Đức Dũng"),
    ],
)
def test_every_way_to_a_case(database: Database, typed: str, found: str) -> None:
    receive_all(database)
    assert names(database, typed)[0] == found


def test_marks_that_come_apart_are_the_same_letters(database: Database) -> None:
    receive_all(database)
    apart = "nguye\u0302\u0303n va\u0306n a\u0302\u0309n"
    assert names(database, apart)[0] == "Nguyễn Văn Ẩn"


def test_a_whole_day_by_the_beginning_of_its_codes_newest_first(database: Database) -> None:
    receive_all(database)
    with UnitOfWork(database) as uow:
        tails = [case.code[-4:] for case in uow.search.cases("261125-", 3)]
        codes = [case.code[-4:] for case in uow.search.cases("000.99.09.H58-2611", 3)]
    assert tails == codes == ["0007", "0006", "0005"]


@pytest.mark.parametrize("typed", ["", "   ", "-", "***", '"', "'", "()", "\0"])
def test_nothing_is_found_for_nothing(database: Database, typed: str) -> None:
    receive_all(database)
    assert names(database, typed) == []


@pytest.mark.parametrize(
    "typed", ['an" OR "a', "an*", "name:an", "NEAR(an)", "an AND", "an NOT van", "^an", "an; DROP"]
)
def test_what_is_typed_is_never_syntax(database: Database, typed: str) -> None:
    receive_all(database)
    assert set(names(database, typed)) <= {each.full_name for each in PEOPLE}


def test_no_text_breaks_a_search(database: Database) -> None:
    receive_all(database)

    @given(st.text(max_size=200))
    @settings(max_examples=200, deadline=None)
    def search(typed: str) -> None:
        with UnitOfWork(database) as uow:
            assert len(uow.search.cases(typed)) <= len(PEOPLE)
            assert len(uow.search.citizens(typed)) <= len(PEOPLE)

    search()


def test_an_old_case_of_the_very_name_is_found_among_many_newer_that_begin_with_it(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.cases.receive(case_of(person("Nguyễn Văn An", "082090990001")))
        for nth in range(POOL + 5):
            uow.cases.receive(case_of(person("Nguyễn Văn Anh", f"0820909{nth + 10:05d}")))
        uow.commit()
        found = uow.search.cases("nguyen van an", 3)
    assert [case.full_name for case in found] == ["Nguyễn Văn An", "Nguyễn Văn Anh", "Nguyễn Văn Anh"]
    assert found[1].id > found[2].id


def test_citizens_are_found_once_each_with_the_number_of_their_cases(database: Database) -> None:
    receive_all(database)
    receive(database, case_of(PEOPLE[0]))
    with UnitOfWork(database) as uow:
        by_name = uow.search.citizens("nguyễn văn an")
        by_number = uow.search.citizens("082090990001")
        by_phone = uow.search.citizens("0190555123")
    assert [(citizen.details.number, citizen.case_count) for citizen in by_name[:2]] == [
        ("082090990001", 2),
        ("082090990002", 1),
    ]
    assert by_number == by_name[:1]
    assert [citizen.details.full_name for citizen in by_phone] == ["Nguyễn Văn Anh"]


def test_an_equal_number_comes_before_numbers_that_begin_with_it(database: Database) -> None:
    receive(database, case_of(person("Trần Thị Bé", "082190990001", old_number="000190123")))
    receive(database, case_of(AN))
    receive(database, case_of(person("Lê Văn Tám", "000190123999")))
    with UnitOfWork(database) as uow:
        assert [each.details.full_name for each in uow.search.citizens("000190123")] == ["Trần Thị Bé", "Lê Văn Tám"]
        assert [case.full_name for case in uow.search.cases("000190123")] == ["Trần Thị Bé", "Lê Văn Tám"]


def test_few_digits_are_first_of_all_the_beginning_of_a_number(database: Database) -> None:
    receive_all(database)
    with UnitOfWork(database) as uow:
        found = uow.search.cases("4")
        assert [case.code[-4:] for case in found] == ["0004"]
        assert uow.search.cases("066")[0].full_name == "H'Hen Niê"
