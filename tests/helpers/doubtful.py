"""Synthetic people about whom there is something to flag, and cases of them."""

from dataclasses import replace
from datetime import date

from desktop.records.people import OtherText, PersonDetails
from desktop.records.unit_of_work import UnitOfWork
from devices.identity import Field, Source
from devices.simulated.citizens import SyntheticCitizen
from tests.helpers.desk import AN, case_of

# A card of today with nothing to say about it.
CLEAN = replace(AN, residence="Ấp 1, Tân Hương, Đồng Tháp", issue_date=date(2025, 8, 1))
OTHER = replace(CLEAN, number="082190991002", old_number="", phone="", full_name="Trần Thị Mở")
WRONG_SEX = replace(OTHER, number="082190991007", sex="Nam")
MOVED = replace(OTHER, number="082190991003", residence=AN.residence)
SPLIT = replace(OTHER, number="082190991004", residence="Ấp Cây Mã, Gáo Giồng, Huyện Cao Lãnh, Đồng Tháp")
TWICE = replace(OTHER, number="082190991005", full_name=CLEAN.full_name, old_number=CLEAN.old_number)
QR_SAYS_MORE = replace(OTHER, number="082190991006", others=(OtherText(Field.BIRTH_DATE, Source.QR, "1990-05-02"),))
STRANGER = replace(OTHER, number=CLEAN.number, full_name="Võ Văn Sẵn", birth_date=date(1990, 9, 9), sources={})
DOUBTFUL = (CLEAN, WRONG_SEX, MOVED, SPLIT, TWICE, QR_SAYS_MORE, STRANGER)


def details(one: SyntheticCitizen) -> PersonDetails:
    """A synthetic citizen as a case has them whose card's QR code was read."""
    return PersonDetails(
        one.full_name,
        number=one.number,
        old_number=one.old_number,
        birth_date=one.birth_date,
        sex=one.sex,
        residence=one.residence,
        issue_date=one.issue_date,
        phone=one.phone,
        sources=dict.fromkeys(one.texts(), Source.QR),
    )


def receive_doubtful(uow: UnitOfWork) -> None:
    """Cases of all of them, saved without a check."""
    for person in DOUBTFUL:
        uow.cases.receive(case_of(person))
    uow.commit()
