"""The log and data protection put together, with what is wiped when the desk is opened, a day is closed, or it ends."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.records.audit_entries import AuditAction
from desktop.records.desk_settings import DeskSettings
from desktop.records.file_store import FileStore
from desktop.records.people import Officer
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.audit.page import AuditPage
from desktop.screens.background import Background
from desktop.screens.messages import Messages
from devices.errors import CodedError


class AuditParts(QObject):
    """What belongs to the log.

    Attributes:
        page: Its page.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        folder: Path,
        *,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        clock: Callable[[], datetime],
        officer: Officer,
        settings: Callable[[], DeskSettings],
        open_draft: Callable[[], str],
    ) -> None:
        """Build it; `open_draft` says which draft is being filled in."""
        super().__init__()
        self._worker = worker
        self._deliver = deliver
        self._clock = clock
        self._open_draft = open_draft
        self.page = AuditPage(
            worker,
            store,
            folder,
            resources_folder(),
            deliver=deliver,
            helpers=helpers,
            messages=messages,
            clock=clock,
            officer=officer,
            settings=settings,
        )

    def start(self) -> None:
        """Log that the desk is open, and wipe what is left of earlier days."""
        self._note(AuditAction.DESK_OPENED)
        self._wipe(closed=False)

    def on_day_closed(self, _record: object) -> None:
        """Wipe today's drafts, but for the one that somebody is filling in."""
        self._wipe(closed=True, keep=self._open_draft())

    def close(self) -> None:
        """Log that the desk ends; where its day is closed, no draft of it stays behind."""
        today = self._clock().date()
        if self._worker.submit(lambda uow: uow.days.latest(today) is not None).result():
            self.page.desk.run_retention(closed=True)
        self._note(AuditAction.DESK_CLOSED)

    def _wipe(self, *, closed: bool, keep: str = "") -> None:
        done = self.page.desk.run_retention(closed=closed, keep=keep)
        self._deliver(done, lambda _: None, self.page.screen.say_error)

    def _note(self, action: AuditAction) -> None:
        def note(uow: UnitOfWork) -> None:
            uow.audit.add(action)
            uow.commit()

        self._deliver(self._worker.submit(note), lambda _: None, self._failed)

    def _failed(self, error: CodedError) -> None:
        self.page.screen.say_error(error)
