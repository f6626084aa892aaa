"""Help, the guide of the first case, how the program looks, and the desk for practice."""

import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop.records.book_stages import SHARE
from desktop.records.look import Look, load_look, save_look
from desktop.records.protection import LEAST_AUDIT_MONTHS
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.appearance.theme import apply_colours
from desktop.screens.help.guide_bar import GuideBar
from desktop.screens.help.help_dialog import HelpDialog, help_text
from desktop.screens.main_window import MainWindow
from desktop.screens.settings.look_card import LookCard
from desktop.workflows.first_guide import FirstGuide
from desktop.workflows.intake import Intake
from desktop.workflows.pin_policy import PeoplePolicy

GUIDE = "first_guide"  # the setting that holds how many steps are done
TRAINING = "training"  # the command, and the folder beside the desk's own


def training_command() -> list[str]:
    """What starts the desk for practice as a program of its own."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    return [*program, TRAINING]


def help_figures(policy: PeoplePolicy) -> dict[str, int]:
    """The figures of rules that help tells, by the names that stand for them in its pages."""
    return {
        "pin_alone": policy.pin_alone,
        "pin_with_second": policy.pin_with_second,
        "idle_days": policy.idle_days,
        "review_months": policy.review_months,
        "log_months": LEAST_AUDIT_MONTHS,
        "drawn_per_cent": SHARE,
    }


class HelpParts:
    """What helps an officer in a window.

    Attributes:
        guide: The first-run guide.
    """

    def __init__(self, folder: Path, worker: DatabaseWorker, intake: Intake, figures: Mapping[str, int]) -> None:
        """Read how far the guide came; `figures` are those that help tells, by name."""
        self._folder = folder
        self._figures = figures
        self._worker = worker
        done = worker.submit(lambda uow: uow.settings.get(GUIDE, 0)).result()
        self.look = load_look(folder)
        self.guide = FirstGuide(intake, self._keep, done if isinstance(done, int) else 0)

    def _keep(self, done: int) -> None:
        def save(uow: UnitOfWork) -> None:
            uow.settings.set(GUIDE, done)
            uow.commit()

        self._worker.submit(save)

    def look_card(self) -> LookCard:
        """The card of the settings page."""
        return LookCard(self.look, self._on_look)

    def _on_look(self, look: Look) -> None:
        self.look = look
        save_look(self._folder, look)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_colours(application, resources_folder(), high_contrast=look.high_contrast)

    def install(self, window: MainWindow, *, training: bool) -> None:
        """Put the guide above the pages, and help and practice on the rail."""
        if any(page.id == "intake" for page in window.pages):
            window.add_above_pages(GuideBar(self.guide))
        window.page_changed.connect(self.guide.page_shown)
        window.help_wanted.connect(lambda: self._open_help(window))
        QShortcut(QKeySequence("Shift+F1"), window).activated.connect(window.help_wanted)
        window.add_action(self._tr("Xem lại năm bước đầu"), "history", self.guide.restart)
        if not training:
            window.add_action(self._tr("Bàn tập (dữ liệu giả)…"), "user-plus", self._start_training)

    @staticmethod
    def _tr(text: str) -> str:
        return QCoreApplication.translate("HelpParts", text)

    @staticmethod
    def _start_training() -> None:
        program, *arguments = training_command()
        QProcess.startDetached(program, arguments)

    def _open_help(self, window: MainWindow) -> None:
        page = next(page for page in window.pages if page.id == window.current_page)
        text = help_text(resources_folder(), self.look.language, page.id, self._figures)
        dialog = HelpDialog(self._tr("Trợ giúp: {0}").format(page.name.replace("\n", " ")), text, window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.keys_wanted.connect(window.open_shortcuts)
        dialog.open()
