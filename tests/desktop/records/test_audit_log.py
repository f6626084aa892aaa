"""The audit log: chained, append-only, pruned by whole anchors, and never silent about what was changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from desktop.records.audit_entries import AuditAction, AuditHead, SubjectKind
from desktop.records.audit_log import Actor, AuditFilter, details_of
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.erasing import run_retention
from tests.helpers.desk import NOW

DROP = "DROP TRIGGER {0}"


def fill(database: Database, entries: int = 12) -> list[AuditHead]:
    """Entries of one officer, one a day; the heads after each."""
    heads = []
    for nth in range(entries):
        actor = Actor(1, lambda nth=nth: NOW + timedelta(days=nth))  # type: ignore[misc]
        with UnitOfWork(database, actor) as uow:
            uow.audit.add(AuditAction.CASE_SEEN, SubjectKind.CASE, nth, people=(nth % 3 + 1,), fields=("number",))
            heads.append(uow.audit.head())
            uow.commit()
    return heads


@contextmanager
def tampering(database: Database, trigger: str) -> Iterator[None]:
    """As somebody who has the key and removes what stands in the way."""
    with database.connect() as connection:
        connection.execute(text(DROP.format(trigger)))
        connection.commit()
    yield


def run(database: Database, statement: str) -> None:
    with database.connect() as connection:
        connection.execute(text(statement))
        connection.commit()


def faults(database: Database, *heads: AuditHead) -> list[tuple[int, str]]:
    with UnitOfWork(database) as uow:
        return [(fault.sequence, fault.kind) for fault in uow.audit.verify(heads).faults]


def test_an_entry_goes_with_the_act_or_not_at_all(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.audit.add(AuditAction.CASE_SEEN, SubjectKind.CASE, 1)
    with UnitOfWork(database) as uow:
        assert uow.audit.head() == AuditHead(0, "")
        entry = uow.audit.add(AuditAction.CASE_SEEN, SubjectKind.CASE, 1, people=(7, 5, 7), fields=("b", "a"))
        uow.commit()
    assert (entry.sequence, entry.previous, entry.count) == (1, "", 2)
    assert details_of(entry) == {"people": [5, 7], "fields": ["a", "b"]}


def test_times_are_utc(database: Database) -> None:
    with UnitOfWork(database, Actor(1, lambda: NOW)) as uow:
        entry = uow.audit.add(AuditAction.DESK_OPENED)
    assert entry.at == "2026-11-25T02:30:00.000+00:00"
    assert entry.moment == NOW.astimezone(UTC)
    assert entry.officer_id == 1


def test_a_whole_chain_holds(database: Database) -> None:
    heads = fill(database)
    assert faults(database, *heads) == []
    with UnitOfWork(database) as uow:
        verdict = uow.audit.verify(heads)
    assert (verdict.first, verdict.last, verdict.entries, verdict.heads) == (1, 12, 12, 12)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET count = 0",
        "DELETE FROM audit",
        "DELETE FROM audit_people",
        "UPDATE audit_people SET citizen_id = 9",
        "INSERT INTO audit_anchors VALUES (3, '', '')",
    ],
)
def test_nothing_is_changed_or_removed(database: Database, statement: str) -> None:
    fill(database, 3)
    if statement.startswith("INSERT"):  # an anchor itself stays
        run(database, statement)
        statement = "DELETE FROM audit_anchors"
    with pytest.raises(Exception, match="append-only"):
        run(database, statement)


@pytest.mark.parametrize(
    ("trigger", "statement", "found"),
    [
        ("audit_no_update", "UPDATE audit SET officer_id = NULL WHERE sequence = 5", (5, "changed")),
        ("audit_no_update", "UPDATE audit SET at = '2020' WHERE sequence = 1", (1, "changed")),
        ("audit_no_delete", "DELETE FROM audit WHERE sequence = 6", (7, "gap")),
        ("audit_people_no_delete", "DELETE FROM audit_people WHERE sequence = 4", (4, "people")),
        ("audit_people_no_update", "UPDATE audit_people SET citizen_id = 99 WHERE sequence = 4", (4, "people")),
    ],
)
def test_tampering_is_found(database: Database, trigger: str, statement: str, found: tuple[int, str]) -> None:
    fill(database)
    with tampering(database, trigger):
        run(database, "PRAGMA defer_foreign_keys = ON")
        if "sequence = 6" in statement:
            run(database, DROP.format("audit_people_no_delete"))
            run(database, "DELETE FROM audit_people WHERE sequence = 6")
        run(database, statement)
    assert found in faults(database)


def test_a_chain_that_went_back_is_found_by_a_head_kept_elsewhere(database: Database) -> None:
    heads = fill(database)
    with tampering(database, "audit_no_delete"), tampering(database, "audit_people_no_delete"):
        run(database, "DELETE FROM audit_people WHERE sequence > 9")
        run(database, "DELETE FROM audit WHERE sequence > 9")
    assert faults(database) == []  # whole in itself
    assert faults(database, heads[-1]) == [(12, "cut")]
    fill(database, 3)
    assert (12, "head") in faults(database, heads[-1]) or faults(database, replace(heads[-1], hash="0" * 64))


def test_pruning_leaves_a_chain_that_holds(database: Database) -> None:
    heads = fill(database)
    with UnitOfWork(database, Actor(1, lambda: NOW + timedelta(days=20))) as uow:
        assert uow.audit.prune(NOW + timedelta(days=4)) == 4
        uow.commit()
    assert faults(database, *heads) == []
    with UnitOfWork(database) as uow:
        verdict = uow.audit.verify()
        newest = uow.audit.entries(AuditFilter(), 1)[0]
        assert uow.audit.prune(NOW) == 0
    assert (verdict.first, verdict.last, verdict.entries) == (5, 13, 9)
    assert newest.action == AuditAction.AUDIT_PRUNED
    assert details_of(newest) == {"removed": 4, "hash": heads[3].hash}


def test_a_pruning_that_came_too_early_is_found(database: Database) -> None:
    """Whoever has the key can prune as the program does: an anchor, an entry that tells of it."""
    heads = fill(database)
    with UnitOfWork(database, Actor(1, lambda: NOW + timedelta(days=20))) as uow:
        uow.audit.prune(NOW + timedelta(days=4))
        uow.commit()
        old, young = heads[3], heads[4]
        assert uow.audit.verify(heads, too_young=[young]).holds
        assert [(fault.sequence, fault.kind) for fault in uow.audit.verify(heads, too_young=[old, young]).faults] == [
            (4, "early")
        ]


def test_everything_may_be_pruned_and_the_chain_goes_on(database: Database) -> None:
    fill(database, 3)
    with UnitOfWork(database) as uow:
        uow.audit.prune(datetime(2030, 1, 1, tzinfo=UTC))
        uow.commit()
        assert uow.audit.head().sequence == 4
    assert faults(database) == []


def test_a_clock_that_jumped_ahead_costs_no_log(database: Database) -> None:
    """Three years on the whole log would be past its time; only work in other months shows that the years went by."""
    fill(database, 3)

    def opened(at: datetime) -> int:
        with UnitOfWork(database, Actor(1, lambda: at)) as uow:
            uow.audit.add(AuditAction.DESK_OPENED)
            gone = run_retention(uow, at.date(), closed=False).entries
            uow.commit()
            return gone

    ahead = NOW + timedelta(days=3 * 365)
    assert opened(ahead) == 0
    assert opened(NOW + timedelta(days=4)) == 0
    assert opened(ahead) == 0
    with UnitOfWork(database) as uow:
        assert uow.audit.verify().entries == 6
    assert opened(ahead + timedelta(days=40)) == 5
    assert faults(database) == []


def test_filters(database: Database) -> None:
    fill(database)
    with UnitOfWork(database, Actor(None, lambda: NOW)) as uow:
        uow.audit.add(AuditAction.CASES_LISTED, people=(1, 2))
        log = uow.audit
        assert [each.sequence for each in log.entries(AuditFilter(citizen_id=2), 3)] == [13, 11, 8]
        two_days = AuditFilter(first=NOW + timedelta(days=1), last=NOW + timedelta(days=2))
        for wanted, count in (
            (AuditFilter(), 13),
            (AuditFilter(officer_id=1), 12),
            (AuditFilter(action="cases."), 1),
            (AuditFilter(officer_id=1, action="case.", first=NOW), 12),
            (two_days, 2),
        ):
            every = [each.sequence for each in log.each(wanted)]
            assert log.count(wanted, 20) == len(every) == count
            assert log.count(wanted, 1) == min(2, count)
            assert [each.sequence for each in log.entries(wanted, 20)] == every[::-1]
            assert [each.sequence for each in log.entries(wanted, 2)] == every[:-3:-1]
        assert [each.sequence for each in log.each(AuditFilter(action="case.seen"))] == list(range(1, 13))
