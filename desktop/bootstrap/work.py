"""The day's work put together: the board, its page, and the ways to where the work is done."""

from collections.abc import Callable, Sequence
from datetime import datetime

from desktop.bootstrap.case_papers import CasePapers
from desktop.records.case_life_rules import LifeRules
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.cases.screen import CasesScreen
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.work.screen import WorkScreen
from desktop.workflows.rights import sees_page
from desktop.workflows.work_board import DeskWays, WorkBoard
from desktop.workflows.work_kinds import WorkKind

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
        """Its place in the window: on the rail, beside the cases; its key follows those of the others."""
        return Page(WORK, window.tr("Việc\nhôm nay"), "list-todo", KEY, self.screen)

    def connect_to(self, window: MainWindow, cases: CasesScreen, open_case: Callable[[int], None]) -> None:
        """Lead to a case and back, and to the pages where papers and days are dealt with."""
        self.screen.case_wanted.connect(open_case)
        self.screen.page_wanted.connect(window.show_page)

        def seek(case_id: int, code: str) -> None:
            window.show_page(WORK)
            self.board.seek(case_id, code)

        cases.work_wanted.connect(seek)

    def print_with(self, papers: CasePapers) -> None:
        """Offer what belongs to an act on many."""
        self.screen.slip_wanted.connect(papers.show_hand_overs)
        self.screen.forms_wanted.connect(papers.show_each)
        papers.noted.connect(self._on_printed)

    def _on_printed(self, case_ids: Sequence[int]) -> None:
        did = self.board.did
        if did is not None and set(did.case_ids) <= set(case_ids):
            self.board.forms_dealt_with()

    def close(self) -> None:
        """End what is at work; each case that was dealt with stays so."""
        self.screen.close_dialog()
        self.board.stop()
