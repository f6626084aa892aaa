"""The self-check put together: its probes, its page, the program's log, the support report."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.bootstrap.hardware import Hardware
from desktop.bootstrap.version import program_version
from desktop.documents.fonts import register_fonts
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.desk_settings import DeskSettings
from desktop.records.resources import resources_folder
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.check.screen import CheckScreen
from desktop.screens.messages import Messages
from desktop.screens.printing.printers import SystemPrinters
from desktop.workflows.backup_keeper import BackupKeeper
from desktop.workflows.check_probes import (
    check_aside,
    check_clock,
    check_database,
    check_days,
    check_disk,
    check_network,
    check_number,
)
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.program_log import ProgramLog
from desktop.workflows.province_link import LinkView, ProvinceLink
from desktop.workflows.self_check import CheckLine, Mark, Probe, Topic, run_checks
from desktop.workflows.support_report import write_report
from devices.errors import CodedError
from devices.smartcard import doctor
from devices.smartcard.authenticity.trust_store import TrustStore
from sync.desk.bundles import BundleFolder
from sync.protocol import KeyState


@dataclass(frozen=True, slots=True)
class Checked:
    """What a desk's self-check looks at.

    Attributes:
        folder: The desk's folder.
        trust: Folder of the root certificates.
        hardware: The devices.
        bundles: What the province sent.
        worker: The database.
        clock: The desk's time.
        link: To the province.
        keeper: Of the backups.
        settings: The desk's settings.
    """

    folder: Path
    trust: Path
    hardware: Hardware
    bundles: BundleFolder
    worker: DatabaseWorker
    clock: DeskClock
    link: ProvinceLink
    keeper: BackupKeeper
    settings: Callable[[], DeskSettings]


class CheckParts:
    """What belongs to the self-check.

    Attributes:
        log: What the program writes down of itself.
        screen: The page.
    """

    def __init__(self, checked: Checked, deliver: Background, messages: Messages) -> None:
        self._checked = checked
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="self-check")
        self.log = ProgramLog(checked.folder, checked.clock)
        messages.heard = self.log.hear
        self.screen = CheckScreen(self._check, self._report, deliver, messages)

    def close(self) -> None:
        """Stop; a check that goes on ends first."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.log.close()

    def _check(self) -> Future[list[CheckLine]]:
        probes = desk_probes(self._checked, printers=len(SystemPrinters().names()))
        return self._thread.submit(run_checks, probes)

    def _report(self, path: Path, lines: list[CheckLine]) -> Future[None]:
        settings = msgspec.structs.asdict(self._checked.settings())

        def work() -> None:
            write_report(
                path,
                program=program_version(),
                lines=lines,
                settings=settings,
                errors=self.log.errors(),
                log=self.log.path,
            )

        return self._thread.submit(work)


def device_probes(folder: Path, trust: Path, hardware: Hardware, *, printers: int) -> dict[Topic, Probe]:
    """The probes that need no unlocked desk."""
    return {
        Topic.DISK: lambda: check_disk(folder),
        Topic.CAMERA: lambda: check_number(Topic.CAMERA, len(hardware.camera_names()), CodedError("CHECK-005")),
        Topic.SCANNER: lambda: check_number(Topic.SCANNER, len(hardware.page_scanners()), CodedError("CHECK-006")),
        Topic.READER: lambda: _readers(hardware),
        Topic.PRINTER: lambda: check_number(Topic.PRINTER, printers, CodedError("CHECK-007")),
        Topic.FONTS: _fonts,
        Topic.NETWORK: check_network,
        Topic.TRUST: lambda: _trust(trust),
    }


def desk_probes(desk: Checked, *, printers: int) -> dict[Topic, Probe]:
    """All of them, of a desk that is unlocked."""
    view, stale, states = desk.link.view, desk.keeper.view.stale, desk.keeper.view.states
    failed = next((CodedError(state.error, place="") for state in states.values() if state.error), None)
    error = desk.clock.error()
    return {
        **device_probes(desk.folder, desk.trust, desk.hardware, printers=printers),
        Topic.DATABASE: lambda: check_database(desk.worker.copies, desk.folder),
        Topic.BACKUP: lambda: _of(Topic.BACKUP, stale or failed),
        Topic.CLOCK: lambda: check_clock(desk.worker, desk.clock, error),
        Topic.PROVINCE: lambda: _province(view),
        Topic.CATALOGUE: lambda: catalogue_line(desk.bundles),
        Topic.DAYS: lambda: check_days(desk.worker, desk.clock),
        Topic.ASIDE: lambda: check_aside(desk.folder, desk.clock().date()),
    }


def catalogue_line(bundles: BundleFolder) -> CheckLine:
    """Which catalogue is in force, and whether the province's can be read."""
    current = bundles.current
    given = None if current is None else current / "catalogue"
    try:
        catalogue = load_catalogue(given if given is not None and given.is_dir() else resources_folder() / "catalogue")
    except CodedError:
        return CheckLine(Topic.CATALOGUE, Mark.FAIL, CodedError("CHECK-011"))
    return CheckLine(Topic.CATALOGUE, Mark.OK, fact=catalogue.version)


def _of(topic: Topic, error: CodedError | None) -> CheckLine:
    return CheckLine(topic, Mark.OK if error is None else Mark.WARN, error)


def _readers(hardware: Hardware) -> CheckLine:
    found = hardware.examine_readers(False, "")
    if found.mark is not doctor.Mark.BAD:
        readers = [each for each in found.findings if each.subject is doctor.Subject.READER and not each.passed_over]
        return CheckLine(Topic.READER, Mark.OK, fact=str(len(readers)))
    code = next((each.code for each in found.findings if each.code), "CHECK-013")
    return CheckLine(Topic.READER, Mark.WARN, CodedError(code))


def _fonts() -> CheckLine:
    register_fonts(resources_folder() / "fonts")
    return CheckLine(Topic.FONTS, Mark.OK)


def _trust(folder: Path) -> CheckLine:
    anchors = len(TrustStore.load(folder).anchors) if folder.is_dir() else 0
    return check_number(Topic.TRUST, anchors, CodedError("CHECK-010"))


def _province(view: LinkView | None) -> CheckLine:
    if view is None or view.connection is None or view.key_state in {KeyState.PENDING, KeyState.UNKNOWN}:
        return CheckLine(Topic.PROVINCE, Mark.WARN, CodedError("CHECK-009"))
    if view.key_state is KeyState.REVOKED:
        return CheckLine(Topic.PROVINCE, Mark.FAIL, CodedError("SYNC-012"))
    return _of(Topic.PROVINCE, CodedError(view.report.error) if view.report.error else None)
