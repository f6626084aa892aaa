"""The page of papers put together: its desk, its scan, its screen, its dialogs."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from desktop.documents.case_export import ExportedFile, case_archive
from desktop.documents.paper_pdf import paper_pdf
from desktop.documents.saving import save_atomically
from desktop.documents.signing.verification import verify
from desktop.records.audit_entries import AuditAction
from desktop.records.cases import Case
from desktop.records.catalogue.models import Procedure
from desktop.records.desk_settings import DeskSettings
from desktop.records.file_store import FileStore, StoreReport
from desktop.records.paper_files import PaperEvent
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background, MainThread
from desktop.screens.messages import Messages
from desktop.screens.papers.screen import PapersScreen
from desktop.screens.papers.signing_dialog import SigningDialog
from desktop.screens.papers.words import digitization_name, signature_text
from desktop.screens.printing.document_viewer import DocumentViewer
from desktop.workflows.audit_trail import saw_case
from desktop.workflows.page_intake import Examine, finish_batch
from desktop.workflows.paper_desk import PaperDesk
from desktop.workflows.scan_run import ScanRun
from desktop.workflows.store_room import StoreUse, quota_of
from devices.documents.sources.source import PageSource
from devices.documents.sources.watched_folder import WatchedFolder

TAKEN = "da-nhan"  # sub-folder of a watched folder: nothing that a desk has not understood is ever lost
CUT_OFF = "cut-off"


class PapersPage(QObject):
    """Builds the page of papers and looks after it.

    Attributes:
        desk: What is looked at.
        run: The scan.
        screen: The page's widget.
        store: The files.

    Signals:
        settings_changed: The desk's settings after another certificate was chosen.
        sources_found: There are other scanners now.
    """

    settings_changed = Signal(str)
    sources_found = Signal()

    def __init__(
        self,
        worker: DatabaseWorker,
        folder: Path,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        *,
        examine: Examine,
        officer: Officer,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
        procedure_of: Callable[[Case], Procedure | None],
        scanners: Callable[[], Sequence[PageSource]],
    ) -> None:
        """Build it.

        Args:
            worker: The records.
            folder: Where the files are.
            deliver: Brings outcomes to this thread.
            helpers: Carries out what takes long.
            messages: The words for errors.
            examine: Looks at pages.
            officer: Who works here.
            clock: The desk's time.
            settings: The desk's settings as they are now.
            procedure_of: A case's procedure as it was on the day of receipt; None for one that is not known.
            scanners: Looks for page scanners; may take seconds, and is called on another thread.
        """
        super().__init__()
        self._worker = worker
        self.store = self._store = FileStore(folder)
        self._deliver = deliver
        self._helpers = helpers
        self._messages = messages
        self._settings = settings
        self._scanners = scanners
        self._found: tuple[PageSource, ...] = ()
        self._clock = clock
        self._officer_id = officer.id
        self._to_main = MainThread(self)
        self.desk = PaperDesk(
            worker,
            self._store,
            paper_pdf,
            deliver,
            helpers,
            clock=clock,
            officer_id=officer.id,
            officer_name=officer.full_name,
            procedure_of=procedure_of,
        )
        self.run = ScanRun(worker, self._store, examine, clock, deliver, post=self._to_main, officer_id=officer.id)
        self.screen = PapersScreen(self.desk, self.run, self.sources, deliver, messages)
        self.screen.document_wanted.connect(self._show_document)
        self.screen.signing_wanted.connect(self._sign)
        self.screen.papers.export_wanted.connect(self._export)
        self.screen.sources_wanted.connect(self.look_for_scanners)

    def start(self) -> None:
        """Finish what a crash cut off, remove what it left between disk and records, and look for scanners."""

        def resume(uow: UnitOfWork) -> None:
            for batch_id in uow.pages.unfinished():
                finish_batch(uow, batch_id, self._clock(), self._officer_id, CUT_OFF)
            uow.commit()
            self._store.collect(uow.pages.file_names())

        self._deliver(self._worker.submit(resume), lambda _: self.look_for_scanners(), self.screen.show_error)

    def close(self) -> None:
        """Let the scanner go; pages that were fed are safe."""
        self._to_main.close()
        self.run.close()

    def sources(self) -> Sequence[PageSource]:
        """The scanners that were found, and the folder that is watched."""
        folder = self._settings().scan_folder
        return (*self._found, *((self._watched(Path(folder)),) if folder else ()))

    def look_for_scanners(self) -> None:
        """Look again for scanners that were plugged in or out."""

        def show(found: Sequence[PageSource]) -> None:
            self._found = tuple(found)
            self.screen.scan_bar.show_sources()
            self.sources_found.emit()

        looking: Future[Sequence[PageSource]] = self._helpers.submit(self._scanners)
        self._deliver(looking, show, self.screen.show_error)

    def _watched(self, folder: Path) -> WatchedFolder:
        def already(origin: str) -> bool:
            return self._worker.submit(lambda uow: uow.pages.has_origin(origin)).result()

        return WatchedFolder(folder, already, done=TAKEN)

    def check_files(self) -> Future[StoreReport]:
        """Read every stored file and compare it with its name."""

        def work() -> StoreReport:
            names = self._worker.submit(lambda uow: uow.file_names()).result()
            return self._store.check(names)

        return self._helpers.submit(work)

    def store_use(self) -> Future[StoreUse]:
        """How much room the files take, may take and have left."""

        def work(uow: UnitOfWork) -> StoreUse:
            return StoreUse(uow.stored_bytes(), quota_of(uow), self._store.free())

        return self._worker.submit(work)

    # ---- dialogs

    def _sign(self) -> None:
        dialog = SigningDialog(self._settings(), self.desk.view.unsigned, self.screen)

        def on_finished(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                if dialog.certificate:
                    self.settings_changed.emit(dialog.certificate)
                self.desk.sign_all(dialog.opener())
            dialog.deleteLater()

        dialog.finished.connect(on_finished)
        dialog.open()

    def _export(self) -> None:
        case = self.desk.view.case
        if case is None:
            return
        title = self.screen.tr("Xuất hồ sơ {0}").format(case.code)
        path, _ = QFileDialog.getSaveFileName(self.screen, title, f"{case.code}.zip", "ZIP (*.zip)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the case that is looked at as an archive."""
        case, papers = self.desk.view.case, self.desk.view.papers
        if case is None:
            return

        def work() -> int:
            files = [
                ExportedFile(each.position, each.paper.name, each.state, latest.pages, self.desk.document(latest))
                for each in papers
                if (latest := each.latest) is not None and latest.file is not None
            ]
            self._worker.submit(lambda uow: _log_export(uow, case)).result()
            save_atomically(case_archive(case, files), path)
            return len(files)

        def done(files: int) -> None:
            self.screen.notice.say(
                self.screen.tr("Đã xuất {0} tệp").format(files),
                self.screen.tr("{0} có dữ liệu cá nhân: xóa khỏi ổ USB sau khi nạp xong.").format(path.name),
                role="noteGood",
            )

        self._deliver(self._helpers.submit(work), done, self.screen.show_error)

    def _show_document(self, event: PaperEvent) -> None:
        def read() -> tuple[bytes, str]:
            pdf = self.desk.document(event)
            return pdf, "\n".join(signature_text(each) for each in verify(pdf))

        def show(found: tuple[bytes, str]) -> None:
            pdf, signatures = found
            paper = self.desk.view.paper
            title = paper.paper.name if paper is not None else digitization_name(event.state)
            facts = f"{digitization_name(event.state)}\n{signatures}".strip()
            viewer = DocumentViewer(title, facts, pdf, self.screen)
            viewer.finished.connect(viewer.deleteLater)
            viewer.open()

        self._deliver(self._helpers.submit(read), show, self.screen.show_error)


def _log_export(uow: UnitOfWork, case: Case) -> None:
    """Before the file is written: what cannot be logged does not leave."""
    saw_case(uow, case, AuditAction.CASE_EXPORTED)
    uow.commit()
