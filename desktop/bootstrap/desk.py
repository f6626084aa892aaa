"""A running desk: every part built, handed what it needs, and connected."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QTimer

from desktop.bootstrap.audit import AuditParts
from desktop.bootstrap.backup import BackupParts
from desktop.bootstrap.case_life import CaseLifeParts
from desktop.bootstrap.chip import ChipParts
from desktop.bootstrap.citizen import CitizenParts
from desktop.bootstrap.cleaning import CleaningParts
from desktop.bootstrap.codes import CodeParts
from desktop.bootstrap.collecting import look_at_all_again, pass_over_what_stays
from desktop.bootstrap.data import DeskData
from desktop.bootstrap.days import DayParts
from desktop.bootstrap.forms import FormsParts
from desktop.bootstrap.hardware import Hardware, desk_clock
from desktop.bootstrap.help import HelpParts, help_figures
from desktop.bootstrap.pages import CASES, CHIP_READER, SCANNER_CHECK, pages_of
from desktop.bootstrap.papers import PaperParts
from desktop.bootstrap.people import PEOPLE, PeopleParts, door_of, read_desk
from desktop.bootstrap.selfcheck import Checked, CheckParts
from desktop.bootstrap.work import WORK, WorkParts
from desktop.records.audit_log import Actor
from desktop.records.book_forms import FILE as BOOK_FORMS
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.desk_folder import DeskFolder
from desktop.records.desk_settings import DeskSettings, save_desk_settings
from desktop.records.drafts import KeptDraft
from desktop.records.form_fields import RECEIPT
from desktop.records.keystore import os_keystore
from desktop.records.look import load_look
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background, MainThread
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.screen import IntakeScreen
from desktop.screens.main_window import MainWindow
from desktop.screens.messages import Messages, load_messages
from desktop.screens.receipts import Receipts
from desktop.screens.reports.page import ReportsPage
from desktop.screens.settings.screen import SettingsScreen
from desktop.screens.words import time_limit_text
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.desk_rules import CatalogueRules
from desktop.workflows.intake import Intake
from desktop.workflows.intake_store import RecordsIntakeStore
from desktop.workflows.rights import Task, admission, allowed, require, sees_page
from desktop.workflows.trust_folder import permit_by
from devices.errors import CodedError
from devices.qrcode.serial_scanner import serial_ports
from sync.indicators import load_indicators

FILES = "files"
CURTAIN_MS = 1_000  # after a lock: every window is covered by then


class Desk:
    """A running desk.

    Attributes:
        window: The officer's window.
        intake: The intake behind its first page.
        screen: That page.
        camera: The camera's panel on it; `codes` is everything that reads codes.
        chip: The card on the reader beside it; `chip_parts` is everything of it.
        day: The day that is looked at; `days` is everything of it and of the way to the province.
        papers: The page of papers; `scanned` is everything of papers, books and their files.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        login: str,
        hardware: Hardware,
        *,
        trust_folder: Path,
        catalogue: Catalogue | None = None,
        clock: Callable[[], datetime] = desk_clock,
        demo: bool = False,
    ) -> None:
        """Build everything; `trust_folder` holds the root certificates of chips, and need not exist."""
        self._worker = worker
        self._others: list[Callable[[], None]] = []
        self.clock = clock if isinstance(clock, DeskClock) else DeskClock(clock)
        self._hardware = hardware
        self.data = DeskData(trust_folder.parent)
        self.bundles = self.data.bundles
        self.catalogue = catalogue or self.data.catalogue()
        self.book = load_indicators(self.data.folder("indicators"))
        self.messages: Messages = load_messages(resources_folder(), load_look(trust_folder.parent).language)
        self.background = Background()
        self._helpers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="helper")
        self.officer, self.settings = worker.submit(lambda uow: read_desk(uow, login)).result()
        worker.admit_by(admission(self.officer))
        worker.work_for(Actor(self.officer.id, self.clock))
        self.receipts = Receipts(self.catalogue, lambda: self.settings, demo=demo)
        self.rules = CatalogueRules(self.catalogue)
        self.cleaning = CleaningParts(
            worker, self.background, self._helpers, self.messages, officer=self.officer, clock=self.clock
        )
        self.case_life = self._case_life()
        expected = self.case_life.rules.expected_systems
        self.store = RecordsIntakeStore(worker, self.clock, self.cleaning.checks, expected)
        self.intake = Intake(self.store, self.background, self.rules, self.clock, self.officer.id)
        self._demo = demo
        self.codes = self._code_parts()
        self.camera, self.scanners = self.codes.camera, self.codes.scanners
        self.reading, self.scanner_check = self.codes.reading, self.codes.check
        self.chip_parts = self._chip_parts(trust_folder)
        self.chip = self.chip_parts.desk
        self.screen = self._intake_screen()
        self.cases = self.case_life.screen
        self._to_main = MainThread()
        self.days = self._day_parts(trust_folder)
        self.link, self.day = self.days.link, self.days.desk
        self.day_page, self.province_page = self.days.page, self.days.province
        self.scanned = self._paper_parts(trust_folder.parent / FILES)
        self.papers, self.words, self.books = self.scanned.page, self.scanned.words, self.scanned.books
        self.reports = self._reports_page()
        services = (worker, self.background, self._helpers, self.messages)
        folders = (trust_folder.parent, self.data.folder("forms"))
        self.forms = FormsParts(services, folders, self.receipts, officer=self.officer, clock=self.clock)
        self._build_safety(trust_folder)
        self.work = WorkParts(
            worker,
            self.background,
            self.messages,
            self.case_life.rules,
            officer=self.officer,
            clock=self.clock,
            settings=lambda: self.settings,
        )
        self.help = HelpParts(trust_folder.parent, worker, self.intake, help_figures(self.people.policy))
        self.citizen = self._citizen_parts()
        self.window = self._window(demo=demo)
        self.citizen.install(self.window, self.screen.show_reading_error, operated=allowed(self.officer, Task.CITIZENS))
        self.help.install(self.window, training=demo)
        self.people.install(self.window, training=demo)
        self.people.lock.subscribe(self.citizen.follow_lock)
        self._connect()

    # ---- building

    def _build_safety(self, trust_folder: Path) -> None:
        """What keeps the desk's data, and watches over who touches them."""
        folder = trust_folder.parent
        self.backup = BackupParts(
            self._worker,
            folder,
            self.background,
            self.messages,
            post=self._to_main,
            clock=self.clock,
            permit=lambda: require(self.officer, Task.BACKUP),
        )
        parts = (
            self._hardware,
            self.bundles,
            self._worker,
            self.clock,
            self.link,
            self.backup.keeper,
            lambda: self.settings,
        )
        self.check = CheckParts(Checked(folder, trust_folder, *parts), self.background, self.messages)
        self.audit = AuditParts(self, self._worker, self._helpers, folder)
        door = door_of(DeskFolder(folder, keystore=os_keystore()), self.clock, self.data.folder(PEOPLE))
        self.people = PeopleParts(
            door,
            self._worker,
            self._helpers,
            self.background,
            messages=self.messages,
            clock=self.clock,
            officer=self.officer,
        )

    def _citizen_parts(self) -> CitizenParts:
        return CitizenParts(
            self._worker,
            self.background,
            self.messages,
            intake=self.intake,
            settings=self.settings,
            clock=self.clock,
            high_contrast=lambda: self.help.look.high_contrast,
        )

    def _case_life(self) -> CaseLifeParts:
        return CaseLifeParts(
            self._worker,
            self.background,
            self.messages,
            catalogue=self.catalogue,
            folder_with=self.data.with_file,
            officer=self.officer,
            clock=self.clock,
            settings=lambda: self.settings,
        )

    def _day_parts(self, trust_folder: Path) -> DayParts:
        return DayParts(
            self._worker,
            self.background,
            self._helpers,
            self.messages,
            bundles=self.bundles,
            trust_folder=trust_folder,
            catalogue=self.catalogue,
            book=self.book,
            officer=self.officer,
            clock=self.clock,
            post=self._to_main,
            permit=lambda: require(self.officer, Task.PROVINCE),
        )

    def _reports_page(self) -> ReportsPage:
        return ReportsPage(
            self._worker,
            self.book,
            self.catalogue,
            resources_folder(),
            deliver=self.background,
            helpers=self._helpers,
            messages=self.messages,
            clock=self.clock,
            settings=lambda: self.settings,
            officer=self.officer,
        )

    def _paper_parts(self, folder: Path) -> PaperParts:
        return PaperParts(
            self._worker,
            self.background,
            self._helpers,
            self.messages,
            folder=folder,
            book_forms=self.data.with_file(BOOK_FORMS),
            catalogue=self.catalogue,
            rules=self.rules,
            officer=self.officer,
            clock=self.clock,
            settings=lambda: self.settings,
            keep=self._keep,
            scanners=lambda: self._hardware.all_scanners(self.settings.camera, self.window.tr("Camera chụp giấy")),
        )

    def _code_parts(self) -> CodeParts:
        return CodeParts(
            self._hardware,
            self.background,
            self._helpers,
            self.messages,
            setting=self.settings.camera,
            clock=self.clock,
            panel=self.case_life.panel,
            intake=lambda: self.screen,
        )

    def _chip_parts(self, trust_folder: Path) -> ChipParts:
        return ChipParts(
            self._hardware,
            trust_folder,
            self.intake,
            self.codes.take,
            deliver=self.background,
            helpers=self._helpers,
            messages=self.messages,
            clock=self.clock,
            permit=permit_by(self._worker, self.officer),
        )

    def _intake_screen(self) -> IntakeScreen:
        return IntakeScreen(
            self.intake,
            lambda text: self.catalogue.search(text, self.clock().date()),
            time_limit_text,
            self.messages,
            reading=self.chip_parts.corner(self.camera),
            drafts=DraftsButton(self.store.drafts, self.background),
            unit_of_today=self.cleaning.unit_of_today,
        )

    def _window(self, *, demo: bool) -> MainWindow:
        window = MainWindow(
            desk_name=" · ".join(part for part in (self.settings.unit_name, self.settings.office_name) if part),
            officer_name=self.officer.full_name,
            demo=demo,
            clock=self.clock,
        )
        window.paint_first(self._worker.hold, self._worker.go_on)
        self.settings_screen = SettingsScreen(
            self.settings,
            ports=lambda: tuple((port.key, port.name) for port in serial_ports()),
            numbers_left=self._numbers_left,
            check_files=self.papers.check_files,
            store_use=self.papers.store_use,
            deliver=self.background,
            words=self.words.panel,
            cards=(self.help.look_card(), self.citizen.card),
        )
        for page in pages_of(self, window):
            if sees_page(self.officer, page.id):
                window.add_page(page)
            else:
                window.own(page.widget)
        return window

    def _connect(self) -> None:
        self.codes.connect_to(
            locked=lambda: self.people.lock.locked,
            checking=lambda: self.window.current_page == SCANNER_CHECK,
            citizens=allowed(self.officer, Task.CITIZENS),
        )
        self.case_life.panel.read_with(self.camera)
        self.camera.setting_chosen.connect(lambda setting: self._keep(camera=setting))
        self.chip_parts.connect_to(lambda: self.window.show_page(CHIP_READER), self.screen.show_reading_error)
        self.screen.receipt_wanted.connect(self.show_receipt)
        cases_elsewhere = (self.day_page, self.reports.screen, self.cleaning.screen, self.audit.page.screen)
        for page in (self.screen, self.papers.screen, *cases_elsewhere):
            page.case_wanted.connect(self._open_case)
        self.papers.screen.code_wanted.connect(self._open_code)
        self.days.connect()
        self.day_page.closed.connect(lambda _record: self.citizen.view.hide())
        self.day_page.closed.connect(self.audit.on_day_closed)
        self.papers.settings_changed.connect(lambda path: self._keep(signing_certificate=path))
        self.window.page_changed.connect(self._on_page)
        self.people.lock.subscribe(self._on_lock)
        self.window.find_wanted.connect(self._find)
        self.settings_screen.changed.connect(self._on_settings)
        self.work.connect_to(self.window, self.cases, self._open_case)
        self.work.print_with(self.forms.papers)
        self.forms.connect_to(self.case_life, self.screen.procedure, self.window)
        self.forms.print_before_receipt(self.intake, self.screen.procedure)
        self.forms.papers.failed.connect(self._tell_printing)
        self.forms.papers.layout_chosen.connect(lambda layout: self._keep(receipt_layout=layout))
        self.window.own(self.background, self._to_main, self.scanners, self.chip_parts.relay, self.people.lock)
        self.window.own(self.papers, self.books, self.reports, self.forms, self.audit)

    # ---- running

    def start(self) -> None:
        """Show the window, listen to the scanners, and open the draft that was being filled when the program ended."""
        pass_over_what_stays()
        self.window.show()
        if self.settings.wedge:
            self.scanners.listen_to_keyboard()
        self.scanners.use_port(self.settings.serial_port)
        self.link.open()
        if not self._demo:
            self.people.lock.start()
            self.backup.start()
        self.audit.start(wipes=allowed(self.officer, Task.CITIZENS))
        if not allowed(self.officer, Task.CITIZENS):
            return
        self.chip_parts.station.start()
        self.scanned.start()
        self.cleaning.desk.start_check()
        self.citizen.start()
        self.background(self.store.drafts(), self._resume_newest, self.screen.show_reading_error)
        self.screen.procedure.search_line.setFocus()

    def _on_lock(self, locked: bool) -> None:
        if locked:  # the curtain first
            QTimer.singleShot(CURTAIN_MS, self.window, pass_over_what_stays)

    def close_with(self, close: Callable[[], None]) -> None:
        """Have something that was added to the desk let go when the desk does."""
        self._others.append(close)

    def close(self) -> None:
        """Let go of every device, file and window; what was submitted is still written."""
        look_at_all_again()
        for other in self._others:
            other()
        self.people.close()
        self.citizen.close()
        self.background.close()
        self.intake.close()
        self._to_main.close()
        self.link.close()
        self.scanned.close()
        self.forms.close()
        self.work.close()
        self.cleaning.desk.close()
        self.backup.close()
        self.check.close()
        self.audit.close()
        self.codes.close()
        self.chip_parts.close()
        self._helpers.shutdown(wait=True)
        self._worker.close()
        self.window.end()

    def show_receipt(self, case: Case) -> None:
        """Show a case's receipt; Enter prints it."""
        self.forms.papers.show_form(case, RECEIPT)

    def _tell_printing(self, error: CodedError) -> None:
        """Say on the page in front why something cannot be printed."""
        pages = {CASES: self.cases.show_error, WORK: self.work.screen.show_error}
        pages.get(self.window.current_page, self.screen.show_reading_error)(error)

    def _resume_newest(self, drafts: Sequence[KeptDraft]) -> None:
        if drafts and self.intake.draft.is_empty:
            self.intake.resume(drafts[0].payload)

    def _on_page(self, page_id: str) -> None:
        if page_id == CASES:
            self.cases.refresh()

    def _find(self) -> None:
        if not sees_page(self.officer, CASES):
            return
        self.window.show_page(CASES)
        self.cases.search_line.setFocus()
        self.cases.search_line.selectAll()

    def _open_case(self, case_id: int) -> None:
        self.window.show_page(CASES)
        self.cases.open_case(case_id)

    def _open_code(self, code: str) -> None:
        self.background(self.case_life.queries.id_of(code), self._open_case, self.papers.screen.show_error)

    def _on_settings(self, settings: DeskSettings) -> None:
        require(self.officer, Task.SETTINGS)
        port_changed = settings.serial_port != self.settings.serial_port
        self._keep(**msgspec.structs.asdict(settings))
        if port_changed:
            self.scanners.use_port(settings.serial_port)

    def _keep(self, **changes: object) -> None:
        self.settings = settings = msgspec.structs.replace(self.settings, **changes)
        self.settings_screen.know(settings)

        def save(uow: UnitOfWork) -> None:
            save_desk_settings(uow.settings, settings)
            uow.commit()

        self.background(self._worker.submit(save), lambda _: None, self.screen.show_reading_error)

    def _numbers_left(self) -> Future[int]:
        today = self.clock().date()
        return self._worker.submit(lambda uow: uow.blocks.remaining(today))
