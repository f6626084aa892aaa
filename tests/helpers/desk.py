"""A desk for tests of the records: an open database in a folder, with an officer and a block of numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.records.cases import Appointment, Case, CasePaper, IdentitySource, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.database import Database, open_database
from desktop.records.number_blocks import NumberBlock
from desktop.records.people import PersonDetails
from desktop.records.unit_of_work import UnitOfWork
from devices.identity import Field, Source
from tests.helpers.ready_made import Files, made_once, put

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZONE)
KEY = bytes(range(32))
PREFIX = "000.99.09.H58"
FILE = "desk.db"
AN = PersonDetails(
    "Nguyễn Thị Ẩn",
    number="082190991001",
    old_number="001234567",
    birth_date=date(1990, 5, 1),
    sex="Nữ",
    residence="Ấp 1, Tân Hương, Châu Thành, Tiền Giang",
    issue_date=date(2021, 6, 1),
    phone="0190123456",
    sources=dict.fromkeys((Field.NUMBER, Field.FULL_NAME, Field.RESIDENCE, Field.ISSUE_DATE), Source.QR),
)
PAPERS = (
    CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1),
    CasePaper("Thẻ căn cước", PaperAnswer.SHOWN, PaperState.SHOWN, spec_id="card"),
)


def person(full_name: str, number: str = "", **more: str) -> PersonDetails:
    """A person with a few details; the others are the sample's, without its number, old number and phone."""
    return replace(AN, full_name=full_name, number=number, **({"old_number": "", "phone": ""} | more))  # type: ignore[arg-type]


def case_of(applicant: PersonDetails = AN, at: datetime = NOW, **more: object) -> NewCase:
    """A case of a person."""
    made = NewCase(
        applicant=applicant,
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        procedure_valid_from=date(2025, 7, 1),
        catalogue_version="2026-11",
        field="Hộ tịch",
        group=ServiceGroup.ESSENTIAL_25,
        form_set="tt03-2025",
        channel=ReceptionChannel.COUNTER,
        identity_source=IdentitySource.QR,
        received_at=at,
        appointment=Appointment(at + timedelta(days=1), ("Thời hạn: 1 ngày làm việc",)),
        papers=PAPERS,
        officer_id=1,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@cache
def _new(first: int, last: int) -> Files:
    def make(folder: Path) -> None:
        folder.mkdir()
        database = open_database(folder / FILE, KEY, create=True)
        with UnitOfWork(database) as uow:
            uow.officers.add("lan", "Trần Thị Lan")
            uow.blocks.add(NumberBlock(PREFIX, first, last, date(2026, 1, 1)))
            uow.commit()
        database.close()

    return made_once(make)


@contextmanager
def desk(folder: Path, first: int = 1, last: int = 9999) -> Iterator[Database]:
    """A new desk in a folder."""
    put(_new(first, last), folder)
    database = open_database(folder / FILE, KEY)
    try:
        yield database
    finally:
        database.close()


def receive(database: Database, case: NewCase) -> Case:
    """Receive one case in a transaction of its own."""
    with UnitOfWork(database) as uow:
        saved = uow.cases.receive(case)
        uow.commit()
    return saved
