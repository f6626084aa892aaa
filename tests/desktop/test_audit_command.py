"""The log from the command line: verified, exported, held against a head that the province shows."""

import argparse
import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.bootstrap.audit_command import add_audit_command, run_audit_command
from desktop.records.audit_entries import AuditAction
from desktop.records.database import open_database
from desktop.records.desk_folder import DeskFolder
from desktop.records.personal_data import FILE
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.real_desk import NOW, SETUP, folder_at


@pytest.fixture
def folder(tmp_path: Path) -> DeskFolder:
    """A desk whose log has five entries."""
    made = folder_at(tmp_path / "desk")
    made.set_up(SETUP, NOW.date())
    worker = made.unlock(SETUP.login, SETUP.pin)

    def fill(uow: UnitOfWork) -> None:
        for _ in range(5):
            uow.audit.add(AuditAction.DESK_OPENED)
        uow.commit()

    worker.submit(fill).result()
    worker.close()
    return made


def run(folder: DeskFolder, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add_audit_command(parser.add_subparsers(dest="command"))
    given = parser.parse_args(["audit", *words, "--login", SETUP.login])
    return run_audit_command(given, folder, lambda: NOW, lambda _prompt: SETUP.pin)


def test_a_whole_log(folder: DeskFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "verify") == 0
    assert "5 entries, 1 to 5" in capsys.readouterr().out


def test_a_head_that_is_not_in_the_log(folder: DeskFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CodedError, match="AUD-001"):
        run(folder, "verify", "--head", f"5:{'0' * 64}")
    with pytest.raises(CodedError, match="AUD-001"):
        run(folder, "verify", "--head", f"900:{'0' * 64}")
    assert "900: cut" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["5", "five:00", ":", "5:xyz"])
def test_a_head_that_is_none_is_refused_and_not_passed_over(folder: DeskFolder, head: str) -> None:
    with pytest.raises(CodedError, match="AUD-005"):
        run(folder, "verify", "--head", head)


def test_a_log_that_was_changed(folder: DeskFolder, capsys: pytest.CaptureFixture[str]) -> None:
    database = open_database(folder.database, folder.vault.unlock(SETUP.login, SETUP.pin))
    with database.connect() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET action = 'x' WHERE sequence = 3"))
        connection.commit()
    database.close()
    with pytest.raises(CodedError, match="AUD-001"):
        run(folder, "verify")
    assert "3: changed" in capsys.readouterr().err


def test_export_and_fields(folder: DeskFolder, tmp_path: Path) -> None:
    assert run(folder, "export", "--out", str(tmp_path / "log.csv")) == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "log.csv").read_text(encoding="utf-8-sig"))))
    assert [row["sequence"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert run(folder, "fields", "--out", str(tmp_path / "fields.md")) == 0
    assert FILE in (tmp_path / "fields.md").read_text(encoding="utf-8")
