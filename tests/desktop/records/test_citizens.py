"""What the desk knows of a citizen: the newest reading wins where it is to be trusted as much."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.records.database import Database
from desktop.records.people import PersonDetails
from desktop.records.unit_of_work import UnitOfWork
from devices.identity import Field, Source
from tests.helpers.desk import AN, NOW, person

OLD_HOME, NEW_HOME = "Ấp 1", "Ấp 2"


def reading(home: str, source: Source, issued: date = date(2021, 6, 1)) -> PersonDetails:
    sources = dict.fromkeys((Field.RESIDENCE, Field.ISSUE_DATE), source)
    return replace(AN, residence=home, issue_date=issued, sources=sources)


@pytest.mark.parametrize(
    ("before", "after", "home"),
    [
        (reading(OLD_HOME, Source.QR), reading(NEW_HOME, Source.QR), NEW_HOME),
        (reading(OLD_HOME, Source.QR), reading(NEW_HOME, Source.TYPED), OLD_HOME),
        (reading(OLD_HOME, Source.TYPED), reading(NEW_HOME, Source.QR), NEW_HOME),
        (reading(OLD_HOME, Source.CHIP_VERIFIED), reading(NEW_HOME, Source.QR), OLD_HOME),
        (reading(OLD_HOME, Source.CHIP_VERIFIED), reading(NEW_HOME, Source.QR, date(2024, 8, 1)), NEW_HOME),
        (reading(OLD_HOME, Source.CHIP_VERIFIED), reading(NEW_HOME, Source.TYPED, date(2024, 8, 1)), OLD_HOME),
        (reading(OLD_HOME, Source.QR), reading("", Source.QR), OLD_HOME),
        (reading("", Source.CHIP_VERIFIED), reading(NEW_HOME, Source.TYPED), NEW_HOME),
    ],
)
def test_which_of_two_readings_stays(
    database: Database, before: PersonDetails, after: PersonDetails, home: str
) -> None:
    with UnitOfWork(database) as uow:
        assert uow.citizens.keep(before, NOW) == uow.citizens.keep(after, NOW)
        citizen = uow.citizens.by_number(AN.number)
    assert citizen is not None
    assert citizen.details.residence == home


def test_phone_and_e_mail_are_the_newest_that_were_given(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.citizens.keep(replace(AN, email="an@example.invalid"), NOW)
        uow.citizens.keep(replace(AN, phone="0190999888", email=""), NOW)
        citizen = uow.citizens.by_number(AN.number)
    assert citizen is not None
    assert (citizen.details.phone, citizen.details.email) == ("0190999888", "an@example.invalid")


def test_a_corrected_name_is_kept(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.citizens.keep(AN, NOW)
        uow.citizens.keep(replace(AN, full_name="Nguyễn Thị Ánh"), NOW)
        citizen = uow.citizens.by_number(AN.number)
    assert citizen is not None
    assert citizen.details.full_name == "Nguyễn Thị Ánh"


def test_people_without_a_number_are_never_taken_for_one(database: Database) -> None:
    child = person("Lê Bé Na")
    with UnitOfWork(database) as uow:
        assert uow.citizens.keep(child, NOW) != uow.citizens.keep(child, NOW)
        assert uow.citizens.by_number("") is None
