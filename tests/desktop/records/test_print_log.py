"""What was printed: the original and its copies, kept for good, and what is older than the log."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from desktop.records.audit_entries import AuditAction
from desktop.records.audit_log import AuditFilter, details_of
from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.database import Database
from desktop.records.print_log import BEGUN_AFTER, Leaf, LoosePrint, PrintWay
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.case_prints import Noted, note_loose, note_print, read_forms, read_slip, which_copy
from desktop.workflows.form_choice import event_told
from devices.errors import CodedError
from tests.helpers.case_life import act
from tests.helpers.desk import AN, NOW, case_of, person
from tests.helpers.shipped import shipped_rules

RULES = shipped_rules()
VERSION = "tt-03-2025/supplement 1"


def receive(database: Database, *names: str) -> list[int]:
    with UnitOfWork(database) as uow:
        ids = [uow.cases.receive(case_of(person(name))).id for name in names]
        uow.commit()
    return ids


def printed(database: Database, *leaves: Leaf, sheet: str = "") -> tuple[int, ...]:
    with UnitOfWork(database) as uow:
        return note_print(uow, Noted(leaves, (VERSION,) * len(leaves), PrintWay.PRINTER, NOW, 1, sheet))


def leaf(database: Database, case_id: int, form: str) -> Leaf:
    with UnitOfWork(database) as uow:
        return Leaf(case_id, form, event_told(uow.cases.life(case_id), form))


def test_the_first_is_the_original_and_every_further_one_a_copy_with_its_number(database: Database) -> None:
    (case_id,) = receive(database, "Lê Văn Một")
    receipt = leaf(database, case_id, "receipt")
    assert [printed(database, receipt) for _ in range(3)] == [(0,), (1,), (2,)]
    with UnitOfWork(database) as uow:
        noted = uow.prints.of_case(case_id)
        assert which_copy(uow, uow.cases.life(case_id), "receipt") == 3
    assert [(each.form, each.copy, each.version, each.at) for each in noted] == [
        ("receipt", number, VERSION, NOW) for number in range(3)
    ]


def test_another_request_has_an_original_of_its_own(database: Database) -> None:
    (case_id,) = receive(database, "Lê Văn Một")
    at = NOW
    for step in (LifeAct.SUPPLEMENT_ASKED, LifeAct.SUPPLEMENTED, LifeAct.SUPPLEMENT_ASKED):
        at += timedelta(minutes=1)
        act(database, RULES, case_id, LifeStep(step, "Thiếu giấy"), at)
        if step is LifeAct.SUPPLEMENT_ASKED:
            assert printed(database, leaf(database, case_id, "supplement")) == (0,)
    assert printed(database, leaf(database, case_id, "supplement")) == (1,)


def test_what_is_older_than_the_log_counts_as_printed_once(database: Database) -> None:
    (old,) = receive(database, "Lê Văn Một")
    with UnitOfWork(database) as uow:
        uow.settings.set(BEGUN_AFTER, uow.cases.life(old).last_event_id)
        uow.commit()
    (new,) = receive(database, "Trần Thị Hai")
    assert printed(database, leaf(database, old, "receipt")) == (1,)
    assert printed(database, leaf(database, new, "receipt")) == (0,)


@pytest.mark.parametrize("change", ["UPDATE prints SET copy = 0", "DELETE FROM prints"])
def test_nothing_is_changed_or_taken_out(database: Database, change: str) -> None:
    (case_id,) = receive(database, "Lê Văn Một")
    printed(database, leaf(database, case_id, "receipt"))
    with pytest.raises(Exception, match="append-only"), database.connect() as connection:
        connection.execute(text(change))
    with UnitOfWork(database) as uow:
        assert len(uow.prints.of_case(case_id)) == 1


def test_the_audit_log_tells_each_print_and_holds_nothing_personal(database: Database) -> None:
    with UnitOfWork(database) as uow:
        case_id = uow.cases.receive(case_of(AN)).id
        uow.commit()
    printed(database, leaf(database, case_id, "receipt"))
    printed(database, leaf(database, case_id, "receipt"))
    with UnitOfWork(database) as uow:
        entries = uow.audit.entries(AuditFilter(action=AuditAction.FORM_PRINTED), 9)
        assert uow.audit.verify().holds
        kept = str(uow.prints.of_case(case_id)) + str(entries)
    assert [details_of(each)["copy"] for each in entries] == [1, 0]
    assert {each.subject for each in entries} == {str(case_id)}
    assert not any(secret in kept for secret in (AN.full_name, AN.number, AN.phone, AN.residence))


def hand_over(database: Database, case_ids: list[int], minutes: int) -> None:
    for case_id in case_ids:
        step = LifeStep(LifeAct.HANDED_OVER, details=HandOver("Một cửa", "Tư pháp"))
        act(database, RULES, case_id, step, NOW + timedelta(minutes=minutes))


def test_a_slip_is_found_again_as_it_was_though_one_of_its_cases_went_on(database: Database) -> None:
    ids = receive(database, "Lê Văn Một", "Trần Thị Hai", "Lê Văn Ba")
    hand_over(database, ids, 1)
    leaves = [leaf(database, each, "hand_over_list") for each in ids]
    assert printed(database, *leaves, sheet="s1") == (0, 0, 0)
    act(
        database,
        RULES,
        ids[2],
        LifeStep(LifeAct.HANDED_OVER, details=HandOver("Tư pháp", "Địa chính")),
        NOW + timedelta(hours=1),
    )
    with UnitOfWork(database) as uow:
        found, sheet = read_slip(uow, ids[0])
        alone, no_sheet = read_slip(uow, ids[2])
    assert (sheet, [each.leaf for each in found], {each.copy for each in found}) == ("s1", leaves, {1})
    assert (no_sheet, [each.leaf.case_id for each in alone], alone[0].copy) == ("", [ids[2]], 0)


def test_too_many_at_once_are_refused(database: Database) -> None:
    with UnitOfWork(database) as uow, pytest.raises(CodedError, match="FORM-011"):
        read_forms(uow, range(1, 202), "apology")


def test_what_belongs_to_no_case_is_noted_without_anybody(database: Database) -> None:
    listed = receive(database, "Lê Văn Một", "Trần Thị Hai")
    slip = LoosePrint("refusal", "tt-03-2025/refusal 1", "1.001193", PrintWay.PRINTER, NOW, 1)
    register = LoosePrint("register", "tt-03-2025/register 1", "", PrintWay.FILE, NOW, 1)
    with UnitOfWork(database) as uow:
        note_loose(uow, slip, about=1)
    with UnitOfWork(database) as uow:
        note_loose(uow, register, cases=listed)
    with UnitOfWork(database) as uow:
        assert uow.prints.loose() == (slip, register)
        newest, older = uow.audit.entries(AuditFilter(action=AuditAction.FORM_PRINTED), 9)
        assert uow.audit.verify().holds
    assert (older.count, older.subject_kind, details_of(older)["procedure"]) == (1, "", "1.001193")
    assert "people" not in details_of(older)
    assert (newest.count, details_of(newest)["cases"]) == (2, listed)


@pytest.mark.parametrize("change", ["UPDATE loose_prints SET form = ''", "DELETE FROM loose_prints"])
def test_nothing_without_a_case_is_changed_or_taken_out(database: Database, change: str) -> None:
    with UnitOfWork(database) as uow:
        note_loose(uow, LoosePrint("poster", "guidance/poster 1", "", PrintWay.PRINTER, NOW, 1))
    with pytest.raises(Exception, match="append-only"), database.connect() as connection:
        connection.execute(text(change))
