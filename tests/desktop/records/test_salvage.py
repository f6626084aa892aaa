"""Salvage of really damaged databases: flipped bytes, torn ends, lost beginnings, at random places."""

import random
from pathlib import Path

import pytest

from desktop.records.database import open_database
from desktop.records.database_copies import look_into, open_copy
from desktop.records.encrypted_pages import PAGE
from desktop.records.salvage import salvage
from desktop.records.salvage_pages import SalvagePages
from desktop.records.salvage_rows import LEAF
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.backups import filled_desk
from tests.helpers.desk import KEY

CASES = 240


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "desk"
    filled_desk(folder, cases=CASES, files=3)
    return folder / "desk.db"


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    path = tmp_path / "damaged.db"
    path.write_bytes(whole.read_bytes())
    return path


def facts(path: Path, table: str = "cases") -> dict[int, tuple[object, ...]]:
    connection = open_copy(path, KEY)
    try:
        return {row[0]: tuple(row) for row in connection.execute(f"SELECT * FROM {table}")}
    finally:
        connection.close()


def test_a_whole_database_loses_nothing(whole: Path, tmp_path: Path) -> None:
    report = salvage(whole, KEY, tmp_path / "new.db")
    before, after = look_into(whole, KEY).counts, look_into(tmp_path / "new.db", KEY).counts
    assert after["salvage_rest"] == 0
    assert {name: count for name, count in after.items() if name in before and "case_names" not in name} == {
        name: count for name, count in before.items() if "case_names" not in name
    }
    assert (report.damaged, report.lost, report.proved) == (0, 0, True)
    for table in ("cases", "case_history", "citizens", "files"):
        assert facts(tmp_path / "new.db", table) == facts(whole, table)
    database = open_database(tmp_path / "new.db", KEY)
    with UnitOfWork(database) as uow:
        assert len(uow.search.cases("nguyen thi an")) >= 1
    database.close()


@pytest.mark.parametrize("seed", range(12))
def test_bytes_flipped_at_random_places(damaged: Path, whole: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(damaged.read_bytes())
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(16, len(data))] ^= 1 << chance.randrange(8)
    damaged.write_bytes(data)
    report = salvage(damaged, KEY, tmp_path / "new.db")
    before, after = facts(whole), facts(tmp_path / "new.db")
    assert 1 <= report.damaged <= 20
    assert all(before[rowid] == row for rowid, row in after.items()), "what was read is what was written"
    table = next(each for each in report.tables if each.name == "cases")
    assert table.read == len(after)
    assert table.read + table.lost + table.aside == CASES or table.more
    look_into(tmp_path / "new.db", KEY)


@pytest.mark.parametrize("seed", range(6))
def test_a_file_that_ends_too_early(damaged: Path, whole: Path, tmp_path: Path, seed: int) -> None:
    data = damaged.read_bytes()
    damaged.write_bytes(data[: random.Random(seed).randrange(len(data) // 2, len(data))])
    salvage(damaged, KEY, tmp_path / "new.db")
    before, after = facts(whole), facts(tmp_path / "new.db")
    assert all(before[rowid] == row for rowid, row in after.items())


@pytest.mark.parametrize("start", [0, 16, 100])
def test_a_lost_beginning(damaged: Path, whole: Path, tmp_path: Path, start: int) -> None:
    data = bytearray(damaged.read_bytes())
    data[start : start + 40] = bytes(40)
    damaged.write_bytes(data)
    report = salvage(damaged, KEY, tmp_path / "new.db")
    assert facts(tmp_path / "new.db") == facts(whole)
    assert report.proved == (start >= 16)


def test_every_page_lost_in_turn_leaves_the_others(damaged: Path, whole: Path, tmp_path: Path) -> None:
    data, before = damaged.read_bytes(), facts(whole)
    for number in random.Random(5).sample(range(2, len(data) // PAGE), 10):
        torn = bytearray(data)
        torn[number * PAGE + 7] ^= 0x55
        damaged.write_bytes(torn)
        report = salvage(damaged, KEY, tmp_path / "new.db")
        after = facts(tmp_path / "new.db")
        assert report.damaged == 1
        assert len(after) >= CASES - 12, "a page holds some cases, not all"
        assert all(before[rowid] == row for rowid, row in after.items())


def test_citizens_who_are_lost_are_made_anew_from_their_cases(damaged: Path, whole: Path, tmp_path: Path) -> None:
    """A page of them is torn: their cases are there all the same, and who they were stands as at the newest case."""
    pages = SalvagePages(whole, KEY)
    residence, of_case = "Tiền Giang".encode(), b"appointment"
    read = {number: pages.read(number) for number in range(2, pages.count + 1)}
    here = [n for n, page in read.items() if page[0] == LEAF and residence in page and of_case not in page]
    pages.close()
    data = bytearray(damaged.read_bytes())
    data[(here[0] - 1) * PAGE + 7] ^= 0x55
    damaged.write_bytes(data)
    report = salvage(damaged, KEY, tmp_path / "new.db")
    assert next(table for table in report.tables if table.name == "citizens").lost > 1
    for table in ("cases", "citizens"):
        assert facts(tmp_path / "new.db", table) == facts(whole, table), table


def test_what_was_committed_to_the_log_is_read(whole: Path, tmp_path: Path) -> None:
    live = open_copy(tmp_path / "live.db", KEY)
    live.execute("PRAGMA journal_mode = WAL")
    live.execute("PRAGMA wal_autocheckpoint = 0")
    source = open_copy(whole, KEY)
    source.backup(live)
    live.execute("UPDATE officers SET full_name = 'Lan, later'")
    live.execute("BEGIN")
    live.execute("UPDATE officers SET full_name = 'never committed'")
    for path in tmp_path.glob("live.db*"):
        (tmp_path / path.name.replace("live", "copy")).write_bytes(path.read_bytes())
    source.close()
    live.close()
    salvage(tmp_path / "copy.db", KEY, tmp_path / "new.db")
    assert [row[2] for row in facts(tmp_path / "new.db", "officers").values()] == ["Lan, later"]


def test_with_another_key_there_is_nothing(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="BACK-009"):
        salvage(whole, bytes(32), tmp_path / "new.db")
    with pytest.raises(CodedError, match="DB-008"):
        salvage(tmp_path / "none.db", KEY, tmp_path / "new.db")
