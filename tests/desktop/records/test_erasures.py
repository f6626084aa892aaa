"""Deletion: nothing of a person is left in rows, index or files; counts stay; a restored copy is held to the list."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from desktop.records.audit_entries import AuditAction
from desktop.records.audit_log import Actor, AuditFilter
from desktop.records.case_life import ReturnFacts
from desktop.records.cases import ReturnMethod
from desktop.records.catalogue.models import ReceptionChannel
from desktop.records.database import Database, open_database
from desktop.records.erasure_list import FILE, apply_erasures, complete_list, read_list, write_list
from desktop.records.erasures import ERASED_NAME, Why
from desktop.records.file_store import FileStore
from desktop.records.paper_files import DigitizationState, FileKind
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import AN, KEY, NOW, case_of, person, receive

WHY = Why("case", "Luật 91/2025/QH15, Điều 14")
BINH = person("Lê Văn Bình", "082190991002")
NOTED = "gọi 0190123456"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def two(database: Database, store: FileStore) -> Database:
    """Ẩn's case 1 with a scan, its file and notes; Bình's case 2."""
    receive(database, replace(case_of(submitter=BINH), note=NOTED, draft_id="draft"))
    receive(database, case_of(BINH))
    with UnitOfWork(database) as uow:
        scan, pdf = (uow.pages.add_file(store.put(content), FileKind.PAGE, NOW) for content in (b"scan", b"pdf"))
        batch = uow.pages.begin(NOW, 1, "test")
        uow.papers.add(1, 0, DigitizationState.SCANNED, at=NOW, officer_id=1, note=NOTED)
        uow.papers.add(1, 0, DigitizationState.CHECKED, at=NOW, officer_id=1, file_id=pdf)
        with_page = text(
            "INSERT INTO pages (batch_id, number, file_id, dpi, origin, defects, fingerprint, at, case_id, place, "
            "rotation, dropped) VALUES (:batch, 1, :file, 300, 'an.jpg', '', 'ff', :at, 1, 1, 0, 0)"
        )
        told = text("INSERT INTO case_event_details VALUES (1, :details)")
        details = msgspec.json.encode(
            ReturnFacts(ReturnMethod.DESK, name=AN.full_name, id_number=AN.number, authority=NOTED)
        ).decode()
        uow.audit._connection.execute(told, {"details": details})
        uow.audit._connection.execute(with_page, {"batch": batch, "file": scan, "at": NOW.isoformat()})
        words = {"words": f"nguyen {AN.number}"}
        uow.audit._connection.execute(text("INSERT INTO page_words VALUES (1, :words, '')"), words)
        uow.commit()
    return database


def everything(database: Database) -> str:
    """All that the tables hold, as text."""
    with database.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'case_names%'")
        ).scalars()
        return "\n".join(str(row) for name in list(tables) for row in connection.execute(text(f"SELECT * FROM {name}")))


def counts(database: Database) -> dict[str, int]:
    with UnitOfWork(database) as uow:
        return dict(uow.indicators().counts(NOW.date()))


def erase(database: Database, *case_ids: int) -> None:
    with UnitOfWork(database, Actor(1, lambda: NOW + timedelta(days=1))) as uow:
        for case_id in case_ids:
            uow.erasures.erase_case(case_id, WHY)
        uow.commit()


def erase_an(database: Database) -> None:
    erase(database, 1)
    with UnitOfWork(database, Actor(1, lambda: NOW + timedelta(days=1))) as uow:
        uow.erasures.erase_citizen(1, WHY)
        uow.commit()


def traces(database: Database) -> list[str]:
    whole = everything(database)
    secrets = (AN.full_name, AN.number, AN.old_number, AN.phone, AN.residence, NOTED, "an.jpg")
    return [secret for secret in secrets if secret in whole.replace(BINH.residence, "")]


def test_nothing_of_the_person_is_left_and_the_other_is_whole(two: Database) -> None:
    assert traces(two)
    before = counts(two)
    erase_an(two)
    assert [each for each in traces(two) if each != AN.residence] == []
    assert counts(two) == before
    with UnitOfWork(two) as uow:
        assert uow.cases.get(2).content.applicant.full_name == BINH.full_name
        gone = uow.cases.get(1)
        assert (gone.content.applicant.full_name, gone.content.submitter) == (ERASED_NAME, None)
        assert gone.content.channel is ReceptionChannel.COUNTER
        assert uow.search.cases("nguyen thi an") == []
        assert uow.search.cases(AN.number) == []
        assert uow.citizens.by_number(AN.number) is None
        assert uow.audit.verify().holds


@pytest.mark.parametrize(("citizen", "other"), [(1, 2), (2, 1)], ids=["found later", "known before"])
def test_what_was_said_of_a_pair_goes_with_either_of_the_two(two: Database, citizen: int, other: int) -> None:
    said = f"{AN.full_name} là chị em sinh đôi"
    with UnitOfWork(two) as uow:
        connection, at = uow.audit._connection, NOW.isoformat()
        pair = "INSERT INTO data_flags (id, citizen_id, other_id, kind, fields, evidence, at) VALUES"
        event = "INSERT INTO data_flag_events (flag_id, at, officer_id, how, reason, answer) VALUES"
        for statement in (
            f"{pair} (71, {citizen}, {other}, 'same_person', 'full_name', 'hash of both', '{at}')",
            f"{event} (71, '{at}', 1, 'right', '{said}', '')",
        ):
            connection.execute(text(statement))
        uow.commit()
    assert said in everything(two)
    erase_an(two)
    left = everything(two)
    assert said not in left
    assert "hash of both" not in left
    with two.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text("UPDATE data_flag_events SET reason = 'other' WHERE flag_id = 71"))


def names_in_the_index(database: Database) -> bytes:
    """The index's own pages: deleted rows are only marked in them, so no query shows what is left there."""
    with database.connect() as connection:
        return b"\0".join(connection.execute(text("SELECT block FROM case_names_data")).scalars())


@pytest.mark.parametrize("restored", [False, True], ids=["here", "in a restored copy"])
def test_no_word_of_the_name_is_left_in_the_index(two: Database, tmp_path: Path, restored: bool) -> None:
    rare = person("Nguyễn Quắnhươ Zlôtkha", "082190991005")
    receive(two, case_of(rare))
    assert b"quanhuo" in names_in_the_index(two)
    two.fold()
    shutil.copy(two.path, tmp_path / "copy.db")
    with UnitOfWork(two, Actor(1, lambda: NOW + timedelta(days=1))) as uow:
        uow.erasures.erase_case(3, WHY)
        uow.erasures.sweep_names()
        uow.commit()
        listed = uow.erasures.all()
    database = open_database(tmp_path / "copy.db", KEY) if restored else two
    if restored:
        assert apply_erasures(database, listed) == 1
    left = names_in_the_index(database)
    assert b"quanhuo" not in left
    assert b"zlotkha" not in left
    assert b"binh" in left
    with UnitOfWork(database) as uow:
        assert [each.id for each in uow.search.cases("le van binh")] == [2]
    if restored:
        database.close()


def test_files_open_no_more_in_any_copy(two: Database, store: FileStore, tmp_path: Path) -> None:
    with UnitOfWork(two) as uow:
        names = uow.pages.file_names()
    shutil.copytree(tmp_path / "files", tmp_path / "backup")
    erase(two, 1)
    with UnitOfWork(two) as uow:
        assert uow.pages.file_names() == frozenset()
        assert uow.pages.stored_bytes() == 0
        event = uow.papers.latest(1, 0)
        assert event is not None
        assert event.file is not None
    assert event.file.key == b""
    with pytest.raises(CodedError, match="FILE-002"):
        FileStore(tmp_path / "backup").get(event.file)
    assert sorted(store.collect(frozenset())) == sorted(names)


def test_erasing_is_the_only_way(two: Database) -> None:
    for statement in ("UPDATE case_history SET note = ''", "UPDATE paper_events SET note = ''"):
        with two.connect() as connection, pytest.raises(Exception, match="append-only"):
            connection.execute(text(statement))
    erase(two, 1)
    for statement in (
        "UPDATE paper_events SET note = 'x' WHERE case_id = 1",
        "UPDATE paper_events SET state = 'signed', note = '' WHERE case_id = 1",
        "DELETE FROM paper_events WHERE case_id = 1",
        "UPDATE erasures SET reason = ''",
        "DELETE FROM erasures",
    ):
        with two.connect() as connection, pytest.raises(Exception, match="append-only"):
            connection.execute(text(statement))


def test_refusals(two: Database) -> None:
    with UnitOfWork(two) as uow:
        with pytest.raises(CodedError, match="DATA-012"):
            uow.erasures.erase_citizen(1, WHY)
        with pytest.raises(CodedError, match="DATA-010"):
            uow.erasures.erase_citizen(99, WHY)
        with pytest.raises(CodedError, match="CASE-006"):
            uow.erasures.erase_case(99, WHY)
        uow.erasures.erase_case(1, WHY)
        with pytest.raises(CodedError, match="DATA-011"):
            uow.erasures.erase_case(1, WHY)


def test_the_log_tells_of_it_and_the_list_names_nobody(two: Database, tmp_path: Path) -> None:
    erase_an(two)
    with UnitOfWork(two) as uow:
        told = uow.audit.entries(AuditFilter(action=AuditAction.ERASED), 5)
        write_list(tmp_path, uow.erasures.all())
    assert [entry.subject_kind for entry in told] == ["citizen", "case"]
    written = (tmp_path / FILE).read_text(encoding="utf-8")
    assert AN.number not in written
    assert AN.full_name not in written
    write_list(tmp_path, [])
    assert len(read_list(tmp_path)) == 2


def test_a_list_that_the_power_cut_off_is_completed(two: Database, tmp_path: Path) -> None:
    erase_an(two)
    with UnitOfWork(two) as uow:
        deleted = uow.erasures.all()
    write_list(tmp_path, deleted[:1])
    complete_list(tmp_path, deleted)
    assert len(read_list(tmp_path)) == len(deleted) == 2
    before = (tmp_path / FILE).stat().st_mtime_ns
    complete_list(tmp_path, deleted)
    assert (tmp_path / FILE).stat().st_mtime_ns == before


def test_a_restored_copy_is_brought_to_the_state_of_the_list(two: Database, tmp_path: Path) -> None:
    two.fold()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(two.path, copy / "desk.db")
    erase_an(two)
    with UnitOfWork(two) as uow:
        write_list(copy, uow.erasures.all())
    restored = open_database(copy / "desk.db", KEY)
    try:
        assert AN.number in traces(restored)
        assert apply_erasures(restored) == 2
        assert [each for each in traces(restored) if each != AN.residence] == []
        assert apply_erasures(restored) == 0
        with UnitOfWork(restored) as uow:
            assert uow.pages.file_names() == frozenset()
            assert len(uow.erasures.all()) == 2
            assert uow.audit.verify().holds
            receive_again = case_of(at=NOW + timedelta(days=9))
            uow.cases.receive(receive_again)  # they come again: that is new, and stays
            uow.commit()
        assert apply_erasures(restored) == 0
        assert AN.number in traces(restored)
    finally:
        restored.close()


def test_a_damaged_list_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("[", encoding="utf-8")
    with pytest.raises(CodedError, match="DATA-015"):
        read_list(tmp_path)
