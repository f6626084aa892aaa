"""The day's work put together: the board, its page, and the ways to where the work is done."""

from collections.abc import Callable
from datetime import datetime

from desktop.records.case_life_rules import LifeRules
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.work.screen import WorkScreen
from desktop.workflows.rights import sees_page
from desktop.workflows.work_board import DeskWays, WorkBoard, WorkKind

WORK, KEY = "work", "Ctrl+9"


class WorkParts:
    """What belongs to the day's work.

    Attributes:
        board: What is left to do.
        screen: Its page.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        messages: Messages,
        rules: LifeRules,
        *,
        officer: Officer,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
    ) -> None:
        """Build it; nothing is read before the page is shown."""
        ways = DeskWays(parts=lambda: settings().parts, home=lambda: settings().office_name)
        self.board = WorkBoard(worker, rules, deliver, clock, ways, officer_id=officer.id)
        self.screen = WorkScreen(self.board, messages)
        if not sees_page(officer, "day"):
            self.screen.kinds.leave_out(WorkKind.DAYS)

    def page(self, window: MainWindow) -> Page:
        """Its place in the window: in the menu, for the rail of a small screen is full; its key follows the rail's."""
        return Page(WORK, window.tr("Việc hôm nay"), "list-todo", KEY, self.screen, seldom=True)

    def connect_to(self, window: MainWindow, open_case: Callable[[int], None]) -> None:
        """Lead to a case, and to the pages where papers and days are dealt with."""
        self.screen.case_wanted.connect(open_case)
        self.screen.page_wanted.connect(window.show_page)

    def close(self) -> None:
        """End what is at work; each case that was dealt with stays so."""
        self.screen.close_dialog()
        self.board.stop()
