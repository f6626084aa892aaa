"""Updates put together: what a start on trial says to the launcher, and the page of versions."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.bootstrap.version import program_version
from desktop.records.migration_backup import MigrationStep, steps_of
from desktop.records.migrations import HEAD
from desktop.records.resources import resources_folder
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background, MainThread
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.updates.screen import UpdateScreen
from desktop.workflows.update_desk import UpdateDesk, this_platform
from devices.errors import CodedError
from sync.desk.connection import Connection
from sync.release import version_key
from updates.keys import Keyring, pinned_keys
from updates.launcher import OPENING, STARTED
from updates.layout import BASE, ROOT_VARIABLE, VERSION_VARIABLE, Layout, Snapshot
from updates.taking import Here, Taker

PAGE = "updates"


@dataclass(frozen=True, slots=True)
class Managed:
    """A program that the launcher started.

    Attributes:
        layout: Where versions lie.
        version: As which it was started; "" for what an installer put on the PC.
    """

    layout: Layout
    version: str

    @property
    def name(self) -> str:
        """The version, for people and for comparing."""
        return self.version or program_version()

    def begin(self) -> bool:
        """Say which version this is; whether another one is to be started in its place.

        That is so where an installer has put an older program back under one that came as an update since: the older
        one could not open the data.
        """
        with self.layout.locked():
            state = self.layout.read()
            schemas = {**state.schemas, self.version: HEAD}
            changes: dict[str, object] = {"schemas": schemas}
            if self.version == BASE:
                changes["base"] = program_version()
        state = self.layout.change(**changes)
        updated = state.previous
        newer = self.version == BASE and updated and version_key(updated) > version_key(program_version())
        if newer and state.trial is None and state.failed is None and state.following is None:
            self.layout.change(following=updated)
            return True
        return False

    def came_up(self) -> None:
        """The first window is about to be shown."""
        self.layout.say(STARTED)

    def note(self, step: MigrationStep) -> None:
        """A database is about to be changed; from here on the copy counts if this version fails."""
        copy = Path(step.backup) / Path(step.database).name
        self.layout.note(Snapshot(step.database, str(copy), step.digest, step.size))
        self.layout.say(OPENING)

    def prove(self, worker: DatabaseWorker) -> None:
        """See that the desk's data are whole under this version, before it takes a case; a no-op but on trial.

        Raises:
            CodedError: UPD-020: they are not; the launcher goes back to the version before.
        """
        if self.layout.read().trial is None:
            return
        self.layout.say(OPENING)
        faults = worker.submit(lambda uow: uow.backup.foreign_faults()).result()
        if worker.check().result() or faults:
            raise CodedError("UPD-020")
        self.settle()

    def settle(self) -> None:
        """It works: what is saved from now on stays, whatever happens."""
        self.layout.prove(self.version)


def managed_by(environment: Mapping[str, str] = os.environ) -> Managed | None:
    """How this program was started; None without the launcher."""
    root = environment.get(ROOT_VARIABLE, "")
    return Managed(Layout(Path(root)), environment.get(VERSION_VARIABLE, BASE)) if root else None


def taker_of(managed: Managed) -> Taker:
    """Takes versions for this program.

    Raises:
        CodedError: UPD-010: the project's keys cannot be read.
    """
    keyring = Keyring(managed.layout.root, pinned_keys(resources_folder()))
    return Taker(managed.layout, keyring, Here(managed.name, this_platform(), resources_folder().parent))


class UpdateParts:
    """What belongs to updates in a desk's window.

    Attributes:
        desk: The workflow; None for a program that the launcher did not start.
        screen: The page.
    """

    def __init__(
        self,
        managed: Managed | None,
        folder: Path,
        deliver: Background,
        messages: Messages,
        *,
        post: MainThread,
        clock: Callable[[], datetime],
        connection: Callable[[], Connection | None],
    ) -> None:
        self.desk: UpdateDesk | None = None
        refused: CodedError | None = CodedError("UPD-017")
        if managed is not None:
            try:
                taker = taker_of(managed)
                self.desk = UpdateDesk(taker, deliver=deliver, post=post, clock=clock, connection=connection)
                refused = None if taker.keyring.keys() else CodedError("UPD-018")
                taker.tidy()
            except CodedError as error:
                refused = error
        version = managed.name if managed is not None else program_version()
        self.screen = UpdateScreen(self.desk, version, refused, messages, steps=lambda: steps_of(folder))

    def page(self, window: MainWindow) -> Page:
        """The page as the window has it."""
        screen: QWidget = self.screen
        return Page(PAGE, window.tr("Cập nhật"), "refresh-cw", "Ctrl+Shift+V", screen, seldom=True)

    def close(self) -> None:
        """Stop."""
        if self.desk is not None:
            self.desk.close()
