"""Closed days: kept as they were signed, one after another, and what was answered."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from desktop.records.database import Database
from desktop.records.day_records import SENT, Sending, StoredAnswer, StoredDay
from desktop.records.desk_facts import FactKind
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import NOW, case_of, receive

DAY = NOW.date()
# As a program of the first schema wrote it.
FIRST_SCHEMA_CASE = (
    "INSERT INTO officers VALUES (1, 'lan', 'Trần Thị Lan', 1)",
    "INSERT INTO citizens VALUES (1, '082190991001', '', 'Nguyễn Thị Ẩn', '', '', '', '', '', '', '{}', '2026-11-25')",
    """INSERT INTO cases VALUES (1, '000.99.09.H58-261125-0001', '261125-0001', 1, NULL, 1, 1, 'received', 'counter',
    'qr', '1.001193', 'Đăng ký khai sinh', '2025-07-01', 'Hộ tịch', 'essential_25', '2026-11', 'tt03-2025',
    '2026-11-25', '2026-11-25T09:30:00+07:00', '2026-11-26T09:30:00+07:00', 'Nguyễn Thị Ẩn', 'nguyen thi an',
    '082190991001', '{"full_name": "Nguyễn Thị Ẩn"}', NULL,
    '{"appointment": {"due_at": "2026-11-26T09:30:00+07:00"}, "dossiers": 1, "time_limit_text": "", "fee_amount": 0,
    "fee_paid": false, "return_method": "desk", "note": ""}')""",
    "INSERT INTO case_history VALUES (1, 1, '2026-11-25T09:30:00+07:00', 1, 'received', 'received', '')",
)


def closed(day: date = DAY, revision: int = 1, previous: str = "", digest: str = "") -> StoredDay:
    name = digest or f"{day}-{revision}"
    return StoredDay("d1", day, revision, name, previous, b"body " + name.encode(), b"signed", NOW, 1)


def answer(revision: int, holds: str, outcome: str = "stored") -> StoredAnswer:
    return StoredAnswer(NOW, "network", DAY, revision, holds, outcome, "", b"receipt")


def test_days_follow_one_another(database: Database) -> None:
    next_day = DAY + timedelta(days=1)
    with UnitOfWork(database) as uow:
        assert (uow.days.head(), uow.days.latest(DAY)) == ("", None)
        first = closed()
        second = closed(next_day, previous=first.hash)
        third = closed(revision=2, previous=second.hash)
        for each in (first, second, third):
            uow.days.close(each)
        assert uow.days.head() == third.hash
        assert uow.days.revisions(DAY) == [first, third]
        assert uow.days.latest_of_all(DAY) == [third, second]
        assert uow.days.latest_of_all(next_day) == [second]
        for wrong in (closed(revision=2, previous=third.hash, digest="x"), closed(revision=3, previous=first.hash)):
            with pytest.raises(CodedError, match="DAY-002"):
                uow.days.close(wrong)


def test_what_waits_for_an_answer(database: Database) -> None:
    with UnitOfWork(database) as uow:
        first, second = closed(), closed(revision=2, previous=closed().hash)
        uow.days.close(first)
        assert uow.days.waiting() == [first]
        uow.days.answer(answer(1, first.hash))
        assert uow.days.waiting() == []
        uow.days.close(second)
        third = closed(DAY + timedelta(days=1), previous=second.hash)
        uow.days.close(third)
        assert uow.days.waiting() == [second, third]
        uow.days.answer(answer(1, first.hash, "known"))  # late, about the former one
        assert uow.days.waiting() == [second, third]
        uow.days.answer(answer(2, "another", "conflict"))  # sent again, it would conflict again
        assert uow.days.waiting() == [third]
        assert [each.holds for each in uow.days.answers(DAY)] == [first.hash, first.hash, "another"]


def test_tries_are_noted_and_the_oldest_go(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.records.day_records.MOST_SENDINGS", 3)
    with UnitOfWork(database) as uow:
        sending = Sending(NOW, "network", DAY, 1, 900, "SYNC-060")
        uow.days.sent(sending)
        assert not uow.days.was_sent(DAY, 1)
        for _ in range(4):
            uow.days.sent(replace(sending, result=SENT))
        assert uow.days.was_sent(DAY, 1)
        assert not uow.days.was_sent(DAY, 2)
        assert [each.result for each in uow.days.sendings(10)] == [SENT] * 3


def test_days_on_which_something_was_counted(database: Database) -> None:
    receive(database, case_of())
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.VNEID_GUIDED, NOW + timedelta(days=2), 1)
        assert uow.days.days_with_facts(DAY, DAY + timedelta(days=5)) == [DAY, DAY + timedelta(days=2)]
        assert uow.days.days_with_facts(DAY + timedelta(days=1), DAY + timedelta(days=1)) == []


@pytest.mark.parametrize("table", ["desk_facts", "day_records", "day_answers"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET day = '2020-01-01'", "DELETE FROM {0}"])
def test_nothing_is_overwritten(database: Database, table: str, statement: str) -> None:
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1)
        uow.days.close(closed())
        uow.days.answer(answer(1, "x"))
        uow.commit()
    with database.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql(statement.format(table))


def test_a_desk_of_the_first_schema_is_brought_along(tmp_path: Path) -> None:
    """Made by the first released schema, with cases in it: nothing is lost, and its days can be counted."""
    from alembic import command
    from alembic.config import Config

    import desktop.records.database as opening
    from desktop.records import migrations
    from tests.helpers.desk import KEY

    def first_only(connection: object, _to: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "upgrade", first_only)
        patch.setattr(opening, "HEAD", "0001")
        old = opening.open_database(tmp_path / "desk.db", KEY, create=True)
        with old.connect() as connection:
            for statement in FIRST_SCHEMA_CASE:
                connection.exec_driver_sql(statement)
            connection.commit()
        old.close()
    database = opening.open_database(tmp_path / "desk.db", KEY)
    try:
        with UnitOfWork(database) as uow:
            assert uow.indicators().counts(DAY)["received.counter.essential_25"] == 1
            uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1)
            assert [each.event for each in uow.cases.by_code("000.99.09.H58-261125-0001").history] == ["received"]
    finally:
        database.close()
