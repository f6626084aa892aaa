"""Receiving a case: all of it or nothing, read back as it was handed over; the history only grows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.cases import CaseState, HistoryEntry
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import AN, NOW, PREFIX, case_of, person, receive


def test_a_case_reads_back_as_it_was_handed_over(database: Database) -> None:
    handed = case_of(submitter=person("Lê Thị Bé", "082190991002"), fee_amount=8000, fee_paid=True, note="Gấp")
    saved = receive(database, handed)
    assert saved.content == handed
    assert saved.code == f"{PREFIX}-261125-0001"
    assert (saved.state, saved.officer_name) == (CaseState.RECEIVED, "Trần Thị Lan")
    assert saved.history == (HistoryEntry(NOW, 1, "received", CaseState.RECEIVED),)
    with UnitOfWork(database) as uow:
        assert uow.cases.get(saved.id) == uow.cases.by_code(saved.code) == saved


def test_what_is_not_committed_leaves_nothing_behind(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.cases.receive(case_of())
    with UnitOfWork(database) as uow:
        assert uow.cases.recent(10) == []
        assert uow.citizens.by_number(AN.number) is None
        assert uow.search.cases("an") == []
    assert receive(database, case_of()).code.endswith("-0001")


def test_the_draft_goes_when_the_case_comes_and_never_becomes_two(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.drafts.save("d1", "{}", NOW)
        uow.commit()
    receive(database, case_of(draft_id="d1"))
    with pytest.raises(CodedError, match="CASE-005"):
        receive(database, case_of(draft_id="d1"))
    with UnitOfWork(database) as uow:
        assert uow.drafts.all() == []
        assert len(uow.cases.recent(10)) == 1
    assert receive(database, case_of(draft_id="d2")).code.endswith("-0002")


def test_lists_of_cases(database: Database) -> None:
    yesterday = NOW - timedelta(days=1)
    first = receive(database, case_of(at=yesterday))
    second = receive(database, case_of(person("Lê Văn Tám", "082090990001")))
    third = receive(database, case_of())
    with UnitOfWork(database) as uow:
        assert [case.id for case in uow.cases.recent(2)] == [third.id, second.id]
        assert [case.code for case in uow.cases.on_day(yesterday.date())] == [first.code]
        assert [case.id for case in uow.cases.for_citizen(AN.number, 10)] == [third.id, first.id]
        assert uow.cases.for_citizen("082090999999", 10) == []


def test_the_history_grows_and_gives_the_state(database: Database) -> None:
    saved = receive(database, case_of())
    later = NOW + timedelta(hours=1)
    with UnitOfWork(database) as uow:
        uow.cases.record(
            saved.id, CaseState.AWAITING_SUPPLEMENT, at=later, officer_id=1, happened="supplement", note="Thiếu ảnh"
        )
        uow.commit()
        case = uow.cases.get(saved.id)
    assert case.state == CaseState.AWAITING_SUPPLEMENT
    assert case.history[1] == HistoryEntry(later, 1, "supplement", CaseState.AWAITING_SUPPLEMENT, "Thiếu ảnh")


@pytest.mark.parametrize("change", ["UPDATE case_history SET note = 'x'", "DELETE FROM case_history"])
def test_the_file_itself_refuses_to_change_history(database: Database, change: str) -> None:
    receive(database, case_of())
    with database.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.execute(text(change))


@pytest.mark.parametrize("wanted", [7, -1])
def test_a_case_that_is_not_there(database: Database, wanted: int) -> None:
    with UnitOfWork(database) as uow:
        with pytest.raises(CodedError, match="CASE-006"):
            uow.cases.get(wanted)
        with pytest.raises(CodedError, match="CASE-006"):
            uow.cases.by_code(f"{PREFIX}-261125-0009")


def test_a_case_keeps_what_it_said_when_the_citizen_changes(database: Database) -> None:
    first = receive(database, case_of())
    moved = replace(AN, residence="Ấp 9, Tân Hương", issue_date=date(2024, 8, 1))
    receive(database, case_of(moved))
    with UnitOfWork(database) as uow:
        citizen = uow.citizens.by_number(AN.number)
        assert citizen is not None
        assert (citizen.details.residence, citizen.case_count) == ("Ấp 9, Tân Hương", 2)
        assert uow.cases.get(first.id).content.applicant.residence == AN.residence
