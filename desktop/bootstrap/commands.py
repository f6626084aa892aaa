"""The command line's work without a window: the self-check, a restore, a salvage. Texts go to standard output."""

import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from desktop.bootstrap.hardware import Hardware
from desktop.bootstrap.people import door_of
from desktop.bootstrap.selfcheck import catalogue_line, device_probes
from desktop.records.backup_place import find_backups
from desktop.records.desk_folder import DeskFolder
from desktop.records.keys import wipe
from desktop.records.salvage import SalvageReport, salvage
from desktop.records.worker import DatabaseWorker
from desktop.screens.backup.restore_dialog import report_text
from desktop.screens.backup.words import phase_text
from desktop.screens.check.words import line_texts
from desktop.screens.messages import Messages
from desktop.workflows.check_probes import check_aside, check_clock, check_database, check_days
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.province_bundle import check_bundle
from desktop.workflows.restoring import Tell, restore
from desktop.workflows.self_check import CheckLine, Mark, Probe, Topic, run_checks
from devices.errors import CodedError
from sync.desk.bundles import BundleFolder

SALVAGED = "desk.salvaged.db"
CODE = "Mã xác thực (bỏ trống nếu không dùng)"


def ask_secret(what: str) -> str:
    """A secret from the keyboard, unseen; from standard input where that is no terminal."""
    return getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


def self_check(
    folder: DeskFolder,
    trust: Path,
    hardware: Hardware,
    messages: Messages,
    *,
    printers: int,
    clock: Callable[[], datetime],
    login: str = "",
    out: TextIO | None = None,
) -> int:
    """Print a line for each thing; 1 if one failed.

    Args:
        folder: The desk's.
        trust: Folder of the root certificates.
        hardware: The devices.
        messages: Words of errors.
        printers: How many there are.
        clock: The PC's time.
        login: Who unlocks the desk with a PIN, which is asked for; "" leaves it locked and its data unchecked.
        out: Where to; standard output unless given.
    """
    place = folder.path if folder.path.is_dir() else Path.home()
    probes: dict[Topic, Probe] = device_probes(place, trust, hardware, printers=printers)
    probes[Topic.CATALOGUE] = lambda: catalogue_line(BundleFolder(folder.path / "bundles", check_bundle))
    probes[Topic.DATABASE] = _locked
    probes[Topic.ASIDE] = lambda: check_aside(folder.path, clock().date())
    worker: DatabaseWorker | None = None
    if login:
        try:
            door = door_of(folder, clock)
            worker = door.enter(login, ask_secret("PIN"), ask_secret(CODE)).worker
        except CodedError as error:
            reason = error
            probes[Topic.DATABASE] = lambda: CheckLine(Topic.DATABASE, Mark.FAIL, reason)
        else:
            probes |= _unlocked(worker, folder.path, DeskClock(clock))
    stream = out or sys.stdout

    def tell(line: CheckLine) -> None:
        title, text = line_texts(line, messages)
        stream.write(f"[{line.mark.upper():4}] {title}\n")
        stream.writelines(f"       {part}\n" for part in text.splitlines())
        stream.flush()

    try:
        lines = run_checks(probes, tell)
    finally:
        if worker is not None:
            worker.close()
    return int(any(line.mark is Mark.FAIL for line in lines))


def _locked() -> CheckLine:
    return CheckLine(Topic.DATABASE, Mark.WARN, CodedError("CHECK-014"))


def _unlocked(worker: DatabaseWorker, folder: Path, clock: DeskClock) -> dict[Topic, Probe]:
    return {
        Topic.DATABASE: lambda: check_database(worker.copies, folder),
        Topic.CLOCK: lambda: check_clock(worker, clock, clock.error()),
        Topic.DAYS: lambda: check_days(worker, clock),
    }


def restore_newest(source: Path, target: Path, now: datetime, *, replace: bool, out: TextIO | None = None) -> int:
    """Bring the newest backup of a folder back; the recovery key is asked for.

    Raises:
        CodedError: As `desktop.workflows.restoring.restore`, and BACK-006: there is no backup.
    """
    backup = find_backups(source)[0]
    key = ask_secret("Khóa khôi phục")
    done = restore(backup, key, target, now, tell=percent_on(sys.stderr), replace=replace)
    stream = out or sys.stdout
    stream.write(f"{done.desk}\n{report_text(done)}\n")
    if done.aside is not None:
        stream.write(f"{done.aside}\n")
    return 0


def salvage_with(folder: DeskFolder, target: Path | None, recovery_key: str, tell: Tell) -> tuple[Path, str]:
    """Read a damaged database into a new one beside it; where that is, and the report.

    Raises:
        CodedError: KEY-002, KEY-003: the recovery key does not open it; BACK-009: nothing can be read; DB-….
    """
    path = target or folder.database.with_name(SALVAGED)
    key = folder.vault.recover(recovery_key)
    try:
        return path, salvage_text(salvage(folder.database, key, path, tell))
    finally:
        wipe(key)


def percent_on(stream: TextIO) -> Tell:
    """Says on a terminal how far long work is; nothing where the stream is none."""

    def tell(phase: str, done: int, of_all: int) -> None:
        if stream.isatty():
            stream.write(f"\r{phase_text(phase)} {done * 100 // max(of_all, 1):3} %\x1b[K")
            stream.flush()

    return tell


def salvage_desk(folder: DeskFolder, target: Path | None, out: TextIO | None = None) -> int:
    """Read a damaged database into a new one beside it; the recovery key is asked for.

    Raises:
        CodedError: KEY-002, KEY-003: the recovery key does not open it; BACK-009: nothing can be read; DB-….
    """
    path, report = salvage_with(folder, target, ask_secret("Khóa khôi phục"), percent_on(sys.stderr))
    stream = out or sys.stdout
    stream.write(f"{path}\n{report}\n")
    return 0


def salvage_text(report: SalvageReport) -> str:
    """The report: what was read of each table, and what was lost."""
    lines = [f"Trang hỏng: {report.damaged} / {report.pages}"]
    if not report.proved:
        lines.append("Đầu tệp đã mất: không đối chiếu được từng trang, hãy xem kỹ dữ liệu.")
    lines.append(f"{'bảng':28} {'đọc được':>9} {'mất':>9} {'để riêng':>9}")
    for table in report.tables:
        lost = f"{'≥ ' if table.more else ''}{table.lost}"
        lines.append(f"{table.name:28} {table.read:9} {lost:>9} {table.aside:9}")
    return "\n".join(lines)
