"""The log and data protection put together, with what is wiped when the desk is opened, a day is closed, or it ends."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.bootstrap.case_life import CaseLifeParts
from desktop.records.audit_entries import AuditAction
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.audit.page import AuditPage
from desktop.screens.background import Background
from desktop.screens.messages import Messages
from desktop.screens.papers.page import PapersPage
from desktop.workflows.intake import Intake
from devices.errors import CodedError


class AroundLog(Protocol):
    """What of a desk the log uses."""

    background: Background
    messages: Messages
    officer: Officer
    settings: DeskSettings
    intake: Intake
    papers: PapersPage
    case_life: CaseLifeParts

    @property
    def clock(self) -> Callable[[], datetime]:
        """The desk's time."""


class AuditParts(QObject):
    """What belongs to the log.

    Attributes:
        page: Its page.
    """

    def __init__(self, around: AroundLog, worker: DatabaseWorker, helpers: Executor, folder: Path) -> None:
        """Build it; `folder` is the desk's own."""
        super().__init__()
        self._around = around
        self._worker = worker
        self._wipes = False
        self._deliver = around.background
        self.page = AuditPage(
            worker,
            around.papers.store,
            folder,
            resources_folder(),
            deliver=around.background,
            helpers=helpers,
            messages=around.messages,
            clock=around.clock,
            officer=around.officer,
            settings=lambda: around.settings,
        )
        self.page.setParent(self)

    def start(self, *, wipes: bool = True) -> None:
        """Log that the desk is open, and wipe what is left of earlier days, where its officer may touch that."""
        self._wipes = wipes
        self._note(AuditAction.DESK_OPENED)
        if wipes:
            self._wipe(closed=False)

    def on_day_closed(self, _record: object) -> None:
        """Wipe today's drafts, but for the one that somebody is filling in."""
        self._wipe(closed=True, keep=self._around.intake.draft.id)

    def close(self) -> None:
        """Log that the desk ends; where its day is closed, no draft of it stays behind."""
        self.page.close()
        today = self._around.clock().date()
        if self._wipes and self._worker.submit(lambda uow: uow.days.latest(today) is not None).result():
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
