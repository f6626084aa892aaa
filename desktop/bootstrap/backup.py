"""Backups put together: their keeper, its clock, its page, and the dialog that brings one back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QWidget

from desktop.bootstrap.commands import salvage_with
from desktop.bootstrap.version import program_version
from desktop.records.backup_place import Backup
from desktop.records.desk_folder import DeskFolder
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background, MainThread
from desktop.screens.backup.aside_card import AsideCard
from desktop.screens.backup.restore_dialog import RestoreDialog
from desktop.screens.backup.salvage_dialog import SalvageDialog
from desktop.screens.backup.screen import BackupScreen
from desktop.screens.messages import Messages
from desktop.workflows.backup_keeper import BackupKeeper
from desktop.workflows.put_aside import KEEP_DAYS, remove_because_asked
from desktop.workflows.restoring import Restored, Tell, restore

EVERY = 60_000  # milliseconds; the first look is after one of them, when the program has started


class BackupParts:
    """What belongs to backups.

    Attributes:
        keeper: Makes them.
        screen: Its page.
        aside: The card of the copies that a restore put aside.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        folder: Path,
        deliver: Background,
        messages: Messages,
        *,
        post: MainThread,
        clock: Callable[[], datetime],
        permit: Callable[[], None],
    ) -> None:
        self.keeper = BackupKeeper(
            worker, folder, program_version(), deliver=deliver, post=post, clock=clock, permit=permit
        )
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="put-aside")
        self.aside = AsideCard(
            folder,
            lambda: self._helper.submit(remove_because_asked, worker, folder),
            deliver,
            messages,
            today=lambda: clock().date(),
            keep_days=KEEP_DAYS,
        )
        self.keeper.subscribe(self.aside.refresh)
        self.screen = BackupScreen(self.keeper, messages, self.aside)
        self._timer = QTimer(self.screen)
        self._timer.timeout.connect(self.keeper.tick)

    def start(self) -> None:
        """Back up by itself from now on."""
        self._timer.start(EVERY)

    def close(self) -> None:
        """Stop."""
        self._timer.stop()
        self._helper.shutdown(wait=True)
        self.keeper.close()


def restore_here(
    folder: DeskFolder,
    clock: Callable[[], datetime],
    messages: Messages,
    parent: QWidget | None = None,
    *,
    source: Path | None = None,
    replace: bool = False,
) -> bool:
    """Ask for a backup and bring it back; whether there is a desk now.

    Args:
        folder: The desk's.
        clock: The time.
        messages: The words for errors.
        parent: The window.
        source: Where to look for backups first.
        replace: Whether a desk that is there is put aside.
    """

    def bring(backup: Backup, key: str, tell: Tell) -> Restored:
        return restore(backup, key, folder.path, clock(), tell=tell, replace=replace)

    with ThreadPoolExecutor(1, thread_name_prefix="restore") as helpers:
        dialog = RestoreDialog(bring, helpers, messages, parent)
        if source is not None:
            dialog.use(source)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return accepted


def salvage_here(folder: DeskFolder, target: Path | None, messages: Messages) -> bool:
    """Ask for the recovery key and read what can be read of a damaged database; whether there is a new one now."""

    def bring(key: str, tell: Tell) -> tuple[Path, str]:
        return salvage_with(folder, target, key, tell)

    with ThreadPoolExecutor(1, thread_name_prefix="salvage") as helpers:
        dialog = SalvageDialog(bring, helpers, messages)
        dialog.exec()
    dialog.deleteLater()
    return dialog.made is not None
