"""A day's faces and queue numbers in the database."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.citizen_settings import (
    CitizenSettings,
    load_citizen_settings,
    save_citizen_settings,
)
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.satisfaction import FACES
from desktop.records.unit_of_work import UnitOfWork
from devices.identity import Field
from tests.helpers.desk import NOW

DAY = NOW.date()
NEXT = DAY + timedelta(days=1)
GOOD, MIDDLING, BAD = FACES


def test_votes_are_counted_by_day_and_go_into_the_days_counts(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.SATISFACTION_SATISFIED, NOW, 1, amount=2)
        for face in (GOOD, BAD, GOOD):
            uow.satisfaction.vote(face, DAY)
        uow.satisfaction.vote(MIDDLING, NEXT)
        uow.commit()
    with UnitOfWork(database) as uow:
        assert uow.satisfaction.of_day(DAY) == {GOOD: 2, MIDDLING: 0, BAD: 1}
        counts = uow.indicators().days(DAY, NEXT)
        assert [counts[DAY][f"satisfaction.{name}"] for name in ("satisfied", "neutral", "unsatisfied")] == [4, 0, 1]
        assert counts[NEXT]["satisfaction.neutral"] == 1
        assert NEXT in uow.days.days_with_facts(DAY, NEXT)


def test_votes_are_of_three_kinds(database: Database) -> None:
    with UnitOfWork(database) as uow, pytest.raises(ValueError, match="satisfaction_very"):
        uow.satisfaction.vote(FactKind.SATISFACTION_VERY, DAY)


def test_a_vote_holds_no_order_no_person_and_no_moment(database: Database) -> None:
    """Whoever votes first and last, the bytes are the same: one row a day and face, in the order of the key."""
    rows = []
    for day, order in ((DAY, (GOOD, BAD, MIDDLING)), (NEXT, (MIDDLING, GOOD, BAD))):
        with UnitOfWork(database) as uow:
            for face in order:
                uow.satisfaction.vote(face, day)
            uow.commit()
        with database.connect() as connection:
            found = connection.execute(text("SELECT * FROM satisfaction_counts WHERE day = :day"), {"day": str(day)})
            rows.append([tuple(row)[1:] for row in found])
            columns = [row[1] for row in connection.execute(text("PRAGMA table_info(satisfaction_counts)"))]
    assert rows[0] == rows[1]
    assert columns == ["day", "kind", "votes"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM satisfaction_counts",
        "UPDATE satisfaction_counts SET votes = votes - 1",
        "UPDATE satisfaction_counts SET votes = votes + 2",
        "INSERT INTO satisfaction_counts VALUES ('2020-01-01', 'satisfaction_neutral', 5)",
    ],
)
def test_counts_only_grow(database: Database, statement: str) -> None:
    with UnitOfWork(database) as uow:
        uow.satisfaction.vote(GOOD, DAY)
        uow.commit()
    with database.connect() as connection, pytest.raises(IntegrityError, match="satisfaction_counts"):
        connection.execute(text(statement))


def test_numbers_are_called_in_turn_again_and_put_aside(database: Database) -> None:
    with UnitOfWork(database) as uow:
        assert [uow.queue.take(DAY) for _ in range(3)] == [1, 2, 3]
        assert uow.queue.take(NEXT) == 1
        assert uow.queue.call_next(DAY, "Quầy 1") == 1
        assert uow.queue.call_next(DAY, "Quầy 2") == 2
        uow.queue.call(DAY, 1, "Quầy 1")
        uow.queue.skip(DAY, 2)
        uow.queue.call(DAY, 99, "Quầy 1")
        board = uow.queue.board(DAY)
        assert (board.waiting, board.skipped) == ((3,), (2,))
        assert [(call.number, call.counter, call.nth) for call in board.called] == [(1, "Quầy 1", 3)]
        uow.queue.call(DAY, 2, "Quầy 2")
        assert [call.number for call in uow.queue.board(DAY).called] == [2, 1]
        assert uow.queue.call_next(DAY, "Quầy 1") == 3
        assert uow.queue.call_next(DAY, "Quầy 1") is None
        uow.commit()
    with UnitOfWork(database) as uow:  # as after a restart
        assert uow.queue.take(DAY) == 4


def test_settings_are_kept_and_unknown_ones_are_the_usual(database: Database) -> None:
    chosen = CitizenSettings(enabled=True, fields=(Field.SEX,), announcements=("Nghỉ trưa",))
    with UnitOfWork(database) as uow:
        assert load_citizen_settings(uow.settings) == CitizenSettings()
        save_citizen_settings(uow.settings, chosen)
        assert load_citizen_settings(uow.settings) == chosen
        uow.settings.set("citizen_screen", {"use": "hologram"})
        assert load_citizen_settings(uow.settings) == CitizenSettings()
