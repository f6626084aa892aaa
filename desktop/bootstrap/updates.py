"""Updates put together: how this program was started, and the page of versions."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.bootstrap.version import program_version
from desktop.records.migration_backup import steps_of
from desktop.records.resources import resources_folder
from desktop.screens.background import Background, MainThread
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.updates.screen import UpdateScreen
from desktop.workflows.update_desk import UpdateDesk, this_platform
from desktop.workflows.update_start import Managed, managed_by
from devices.errors import CodedError
from sync.desk.connection import Connection
from updates.keys import Keyring, pinned_keys
from updates.taking import Here, Taker

PAGE = "updates"


def managed_here() -> Managed | None:
    """How this program was started; None without the launcher."""
    return managed_by(program_version())


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
        self._post = post
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
        self._post.close()
        if self.desk is not None:
            self.desk.close()
