"""Updates put together: how this program was started, and the page of versions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.version import program_version
from desktop.records.migration_backup import steps_of
from desktop.records.resources import program_folder, resources_folder
from desktop.screens.background import Background, MainThread
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.updates.screen import UpdateScreen
from desktop.workflows.rights import Task, require, sees_page
from desktop.workflows.update_desk import UpdateDesk, this_platform
from desktop.workflows.update_start import Managed, managed_by
from devices.errors import CodedError
from sync.desk.connection import Connection
from updates.keys import Keyring, pinned_keys
from updates.proving import try_out
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
    return Taker(managed.layout, keyring, Here(managed.name, this_platform(), program_folder()))


@dataclass(frozen=True, slots=True)
class SimulatedUpdates:
    """What stands for the world where nothing is really updated.

    Attributes:
        taker: Takes versions into a root that no launcher looks at; what it takes is not tried out.
        stick: The folder that stands for a USB stick.
    """

    taker: Taker
    stick: Path


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
        permit: Callable[[], None],
        simulated: SimulatedUpdates | None = None,
    ) -> None:
        self._post = post
        self.desk: UpdateDesk | None = None
        refused: CodedError | None = CodedError("UPD-017")
        if managed is not None:
            try:
                taker = simulated.taker if simulated is not None else taker_of(managed)
                self.desk = UpdateDesk(
                    taker,
                    deliver=deliver,
                    post=post,
                    clock=clock,
                    connection=connection,
                    permit=permit,
                    try_program=try_out if simulated is None else lambda _program: None,
                )
                refused = None if taker.keyring.keys() else CodedError("UPD-018")
                taker.tidy()
            except CodedError as error:
                refused = error
        version = managed.name if managed is not None else program_version()
        stick = simulated.stick if simulated is not None else None
        self.screen = UpdateScreen(self.desk, version, refused, messages, steps=lambda: steps_of(folder), stick=stick)

    def page(self, window: MainWindow) -> Page:
        """The page as the window has it."""
        screen: QWidget = self.screen
        return Page(PAGE, window.tr("Cập nhật"), "refresh-cw", "Ctrl+Shift+V", screen, seldom=True)

    def close(self) -> None:
        """Stop."""
        self._post.close()
        if self.desk is not None:
            self.desk.close()


def add_updates(
    desk: Desk, managed: Managed | None, folder: Path, simulated: SimulatedUpdates | None = None
) -> UpdateParts:
    """Add the page of versions to a desk's window, for whoever may see it; it ends with the desk.

    Args:
        desk: The desk.
        managed: How its program was started.
        folder: The desk's folder.
        simulated: For a desk of synthetic data.
    """
    post = MainThread()
    parts = UpdateParts(
        managed,
        folder,
        desk.background,
        desk.messages,
        post=post,
        clock=desk.clock,
        connection=lambda: desk.link.view.connection if desk.link.view is not None else None,
        permit=lambda: require(desk.officer, Task.SETTINGS),
        simulated=simulated,
    )
    page = parts.page(desk.window)
    if sees_page(desk.officer, page.id):
        desk.window.add_page(page)
    else:
        desk.window.own(page.widget)
    desk.window.own(post)
    desk.close_with(parts.close)
    return parts
