"""Closed days: kept as they were signed, one after another, and what was answered."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from desktop.records.database import Database, open_database
from desktop.records.day_records import SENT, Sending, StoredAnswer, StoredDay
from desktop.records.desk_facts import FactKind
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import KEY, NOW, case_of, receive
from tests.helpers.old_schema import OLD_CODE, first_schema_desk

DAY = NOW.date()


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
    first_schema_desk(tmp_path / "desk.db", KEY)
    database = open_database(tmp_path / "desk.db", KEY)
    try:
        with UnitOfWork(database) as uow:
            assert uow.indicators().counts(DAY)["received.counter.essential_25"] == 1
            uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1)
            assert [each.event for each in uow.cases.by_code(OLD_CODE).history] == ["received"]
    finally:
        database.close()
