"""A synthetic desk with years of cases, in the records' own tables, written in bulk.

The skew is that of a Vietnamese desk: 38 % of the people are Nguyễn, most men have Văn and most women Thị in the
middle, four in five were born in the desk's own province, and some citizens come again and again. Nobody's numbers:
12 digits end in 99xxxx, old ones begin with 00, phones with 0190.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Table, func, insert, select

from desktop.records.case_codes import CaseCode
from desktop.records.case_repository import INDEX_NAME
from desktop.records.case_rows import case_row, paper_rows
from desktop.records.cases import Appointment, CasePaper, IdentitySource, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.database import Database, open_database
from desktop.records.folding import fold
from desktop.records.number_blocks import NumberBlock
from desktop.records.people import PersonDetails, Role
from desktop.records.schema import case_code_counters, case_history, case_papers, cases, citizens
from desktop.records.unit_of_work import UnitOfWork
from devices.identity import Field, Source

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
KEY = bytes(range(32))
PREFIX = "000.99.09.H58"
LAST_DAY = date(2026, 11, 24)
CASES_A_DAY = 800
BATCH = 5_000
ROOM = "PRAGMA cache_size = {}"  # KiB, below 0
FILLING, WORKING = -400_000, -32_768
CITIZENS_PER_CASE = 0.55

FAMILY = {
    "Nguyễn": 38, "Trần": 12, "Lê": 9, "Phạm": 7, "Huỳnh": 5, "Phan": 4, "Võ": 4, "Đặng": 3, "Bùi": 3, "Đỗ": 2,
    "Hồ": 2, "Ngô": 2, "Dương": 2, "Lý": 1, "Đoàn": 1, "Trương": 1, "Mai": 1, "Đinh": 1, "Lâm": 1, "Cao": 1,
}  # fmt: skip
MIDDLE_MEN = {"Văn": 50, "Hữu": 8, "Minh": 8, "Thành": 6, "Quốc": 5, "Công": 4, "Đức": 4, "Hoàng": 4, "Thanh": 4}
MIDDLE_WOMEN = {"Thị": 55, "Thị Mỹ": 6, "Thị Thu": 6, "Thị Ngọc": 6, "Ngọc": 6, "Kim": 4, "Thanh": 4, "Bích": 2, "": 2}
GIVEN_MEN = (
    "Hùng Dũng Tuấn Nam Sơn Bình An Hải Long Phúc Đức Tâm Thành Khánh Quang Tài Lộc Phát Vinh Trung Kiệt Nhân Tín Lợi "
    "Hòa Cường Thắng Toàn Duy Khoa Đạt Huy Bảo Khôi Nghĩa Sang Tiến Trọng Út Ẩn"
)
GIVEN_WOMEN = (
    "Lan Hương Hoa Mai Hồng Thảo Trang Linh Ngân Yến Phương Hằng Nga Thủy Tuyết Loan Dung Hạnh Hiền Liên Nhung Oanh "
    "Phượng Quyên Thúy Trinh Vân Xuân Ánh Bích Cúc Diễm Duyên Đào Giang Kiều My Như Thơ Uyên"
)
PROVINCES = {"082": 80, "087": 6, "079": 5, "083": 3, "080": 2, "086": 2, "001": 1, "094": 1}
PROCEDURES = (
    ("1.001193", "Đăng ký khai sinh", 20),
    ("2.000815", "Chứng thực bản sao từ bản chính", 45),
    ("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", 15),
    ("1.000656", "Đăng ký khai tử", 8),
    ("1.000894", "Đăng ký kết hôn", 12),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic citizen."""

    id: int
    details: PersonDetails


def build(path: Path, count: int, more: Callable[[Connection], None] = lambda _connection: None) -> None:
    """Write a desk of `count` cases to a new database file; `more` adds to it while that is quick.

    The connection's safety is not turned down: what is built is what a desk would have written.
    """
    database = open_database(path, KEY, create=True)
    chance = random.Random(82)
    with UnitOfWork(database) as uow:
        uow.officers.add("lan", "Trần Thị Lan", Role.HEAD)
        uow.blocks.add(NumberBlock(PREFIX, 1, 9999, date(2020, 1, 1)))
        uow.commit()
    people = list(_people(chance, max(1, int(count * CITIZENS_PER_CASE))))
    with filled(database) as connection:
        for batch in _batches(iter(people)):
            connection.execute(insert(citizens), [_citizen_row(person) for person in batch])
            connection.commit()
        for batch in _batches(iter(_schedule(count))):
            _write_cases(connection, [(index, at, chance.choice(people)) for index, at in batch], chance)
            connection.commit()
        _write_counters(connection, count)
        connection.commit()
        more(connection)
        connection.commit()
    database.close()


@contextmanager
def filled(database: Database) -> Iterator[Connection]:
    """A connection to write very much over: ordinary indexes are taken away and made again from the schema's own words.

    Each index is then written once and in order, as after years of `VACUUM`ed work; with a million cases that is the
    difference between minutes and hours. Constraints and triggers stay.
    """
    made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with database.connect() as connection:
        connection.exec_driver_sql(ROOM.format(FILLING))
        indexes = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(made)]
        for name, _ in indexes:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.commit()
        yield connection
        for _, statement in indexes:
            connection.exec_driver_sql(statement)
            connection.commit()
        connection.exec_driver_sql(ROOM.format(WORKING))
        connection.commit()


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(itertools.islice(items, BATCH)):
        yield batch


def person_name(chance: random.Random, woman: bool) -> str:
    """A name with the frequencies of the country."""
    middle, given = (MIDDLE_WOMEN, GIVEN_WOMEN) if woman else (MIDDLE_MEN, GIVEN_MEN)
    parts = (_weighted(chance, FAMILY), _weighted(chance, middle), chance.choice(given.split()))
    return " ".join(part for part in parts if part)


def _weighted(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


def _people(chance: random.Random, count: int) -> Iterator[Person]:
    taken: set[str] = set()
    card = dict.fromkeys((Field.NUMBER, Field.FULL_NAME, Field.BIRTH_DATE, Field.RESIDENCE), Source.QR)
    for identifier in range(1, count + 1):
        woman = chance.random() < 0.51
        number = ""
        while not number or number in taken:
            born = date(1940, 1, 1) + timedelta(days=chance.randrange(83 * 365))
            sex_digit = int(woman) + (2 if born.year >= 2000 else 0)
            number = f"{_weighted(chance, PROVINCES)}{sex_digit}{born:%y}99{chance.randrange(10_000):04d}"
        taken.add(number)
        details = PersonDetails(
            full_name=person_name(chance, woman),
            number=number,
            old_number=f"00{chance.randrange(10_000_000):07d}" if chance.random() < 0.4 else "",
            birth_date=born,
            sex="Nữ" if woman else "Nam",
            residence=f"Ấp {chance.randint(1, 12)}, Tân Hương, Châu Thành, Tiền Giang",
            issue_date=date(2021, 1, 1) + timedelta(days=chance.randrange(1500)),
            phone=f"0190{chance.randrange(1_000_000):06d}" if chance.random() < 0.9 else "",
            sources=card,
        )
        yield Person(identifier, details)


def _schedule(count: int) -> Iterator[tuple[int, datetime]]:
    """Case index of its day (from 1) and moment of receipt, oldest first."""
    days = -(-count // CASES_A_DAY)
    for done in range(count):
        day = LAST_DAY - timedelta(days=days - 1 - done // CASES_A_DAY)
        index = done % CASES_A_DAY
        yield index + 1, datetime.combine(day, time(7, 30), ZONE) + timedelta(seconds=index * 30)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _citizen_row(person: Person) -> dict[str, Any]:
    details = person.details
    return {
        "id": person.id,
        "number": details.number,
        "old_number": details.old_number,
        "full_name": details.full_name,
        "birth_date": str(details.birth_date),
        "sex": details.sex,
        "residence": details.residence,
        "issue_date": str(details.issue_date),
        "phone": details.phone,
        "sources": _json(details.sources),
        "updated_at": datetime.combine(LAST_DAY, time(8), ZONE).isoformat(),
    }


def _write_cases(connection: Connection, batch: list[tuple[int, datetime, Person]], chance: random.Random) -> None:
    first = (connection.execute(select(func.max(cases.c.id))).scalar() or 0) + 1
    rows: dict[Table, list[dict[str, Any]]] = {cases: [], case_papers: [], case_history: []}
    names = []
    for case_id, (index, at, person) in enumerate(batch, first):
        case = new_case(person.details, at, chance)
        rows[cases].append({"id": case_id, **case_row(case, CaseCode(PREFIX, at.date(), index), person.id)})
        rows[case_papers] += paper_rows(case_id, case.papers)
        rows[case_history].append(
            {"case_id": case_id, "at": at.isoformat(), "officer_id": 1, "event": "received", "state": "received"}
        )
        names.append({"id": case_id, "name": fold(person.details.full_name)})
    for table, values in rows.items():
        connection.execute(insert(table), values)
    connection.execute(INDEX_NAME, names)


def _write_counters(connection: Connection, count: int) -> None:
    last = {at.date(): index for index, at in _schedule(count)}
    rows = [{"prefix": PREFIX, "day": str(day), "last": index} for day, index in last.items()]
    connection.execute(insert(case_code_counters), rows)


def new_case(person: PersonDetails, at: datetime, chance: random.Random) -> NewCase:
    """A case of one of the usual procedures."""
    code, name, _ = chance.choices(PROCEDURES, tuple(weight for *_, weight in PROCEDURES))[0]
    papers = (
        CasePaper("Tờ khai theo mẫu", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1),
        CasePaper("Thẻ căn cước", PaperAnswer.SHOWN, PaperState.SHOWN, spec_id="card"),
    )
    return NewCase(
        applicant=person,
        procedure_code=code,
        procedure_name=name,
        procedure_valid_from=date(2025, 7, 1),
        catalogue_version="2026-11",
        field="Hộ tịch",
        group=ServiceGroup.OTHER,
        form_set="tt03-2025",
        channel=chance.choice((ReceptionChannel.COUNTER, ReceptionChannel.ONLINE_ASSISTED)),
        identity_source=IdentitySource.QR,
        received_at=at,
        appointment=Appointment(at + timedelta(days=3), ("Thời hạn: 3 ngày làm việc",)),
        papers=papers,
        officer_id=1,
        time_limit_text="3 ngày làm việc",
    )
