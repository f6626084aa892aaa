"""The command ``python -m desktop audit verify | export | fields``: without a window, for an inspector."""

import argparse
import re
import sys
from collections.abc import Callable
from datetime import datetime
from getpass import getpass
from pathlib import Path

from desktop.bootstrap.commands import CODE
from desktop.bootstrap.people import door_of
from desktop.documents.personal_data_page import personal_data_page
from desktop.documents.saving import save_atomically
from desktop.records.audit_entries import AuditAction, AuditHead, SubjectKind
from desktop.records.audit_log import Actor, AuditFilter
from desktop.records.desk_folder import DeskFolder
from desktop.records.personal_data import load_personal_data
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_desk import verify_log
from desktop.workflows.erasing import need_right
from desktop.workflows.rights import Task, require
from devices.errors import CodedError

HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
COLUMNS = ("sequence", "at", "officer_id", "action", "subject_kind", "subject", "count", "details", "previous", "hash")


def add_audit_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    audit = commands.add_parser("audit", help="verify or export the log of who saw and did what")
    audit.add_argument("what", choices=("verify", "export", "fields"))
    audit.add_argument("--folder", type=Path, default=None, help="where the desk's data is")
    audit.add_argument("--login", default="", help="whose PIN opens the desk; it is asked for")
    audit.add_argument("--head", default="", metavar="NUMBER:HASH", help="a head as the province shows it")
    audit.add_argument("--out", type=Path, default=None, help="the file to write")


def run_audit_command(
    given: argparse.Namespace,
    folder: DeskFolder,
    clock: Callable[[], datetime],
    ask_pin: Callable[[str], str] = getpass,
) -> int:
    """Do it; 0 where the chain holds.

    Raises:
        CodedError: KEY-…, USER-…, DB-…: the desk cannot be opened; AUD-001: the chain does not hold; AUD-003,
            USER-010: no right.
    """
    if given.what == "fields":
        _write(given.out, personal_data_page(load_personal_data(resources_folder())).encode())
        return 0
    login = given.login or folder.vault.logins()[0]
    door = door_of(folder, clock)  # which counts wrong tries and asks for a second factor, as at the desk
    worker = door.enter(login, ask_pin(f"PIN ({login}): "), ask_pin(CODE)).worker
    try:
        officer = worker.submit(lambda uow: uow.officers.by_login(login)).result()
        worker.work_for(Actor(None if officer is None else officer.id, clock))
        require(officer, Task.AUDIT)
        if given.what == "export":
            _write(given.out, _export(worker))
            return 0
        return _verify(worker, _head(given.head))
    finally:
        worker.close()


def _verify(worker: DatabaseWorker, heads: list[AuditHead]) -> int:
    verdict = worker.submit(lambda uow: verify_log(uow, heads)).result()
    if not verdict.holds:
        for fault in verdict.faults:
            sys.stderr.write(f"{fault.sequence}: {fault.kind}\n")
        raise CodedError("AUD-001", faults=str(len(verdict.faults)), first=str(verdict.faults[0].sequence))
    told = f"{verdict.entries} entries, {verdict.first} to {verdict.last}, {verdict.heads} heads of day records"
    sys.stdout.write(f"OK: {told}\n")
    return 0


def _export(worker: DatabaseWorker) -> bytes:
    from desktop.documents.audit_export import make_csv  # noqa: PLC0415 - openpyxl is slow to load

    def read(uow: UnitOfWork) -> bytes:
        need_right(uow, "log")
        rows = [
            ["" if (value := getattr(entry, name)) is None else value for name in COLUMNS]
            for entry in uow.audit.each(AuditFilter())
        ]
        uow.audit.add(AuditAction.AUDIT_EXPORTED, SubjectKind.LOG, entries=len(rows))
        uow.commit()
        return make_csv(COLUMNS, rows)

    return worker.submit(read).result()


def _head(text: str) -> list[AuditHead]:
    """The head that was brought; none where none was.

    Raises:
        CodedError: AUD-005: it is malformed. Passed over, it would make a verification of less than was asked for.
    """
    found = HEAD.fullmatch(text.strip())
    if text and found is None:
        raise CodedError("AUD-005")
    return [] if found is None else [AuditHead(int(found[1]), found[2])]


def _write(path: Path | None, content: bytes) -> None:
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        save_atomically(content, path)
