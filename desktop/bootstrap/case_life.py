"""The page of cases put together: the rules of a case's life, what an officer does with one, what is copied out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from desktop.records.audit_entries import AuditAction
from desktop.records.case_life import LifeAct
from desktop.records.case_life_rules import FILE, SYSTEMS_FILE, LifeRules, load_life_rules
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.copy_out import FILE as COPY_OUT
from desktop.records.catalogue.copy_out import load_copy_out
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.cases.copy_out import CopyOutDialog
from desktop.screens.cases.life_panel import LifePanel
from desktop.screens.cases.screen import CasesScreen
from desktop.screens.messages import Messages
from desktop.workflows.case_desk import CaseDesk
from desktop.workflows.case_queries import RecordsCaseQueries


class CaseLifeParts:
    """What belongs to a case's life.

    Attributes:
        rules: The table by law version.
        desk: What is done with the case that is looked at.
        panel: Its cards.
        queries: What is asked about cases, and logged.
        screen: The page of cases.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        messages: Messages,
        *,
        catalogue: Catalogue,
        folder_with: Callable[[str], Path],
        officer: Officer,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
    ) -> None:
        """Read the rules; `folder_with` says in which folder of data a file is."""
        self.rules: LifeRules = load_life_rules(folder_with(FILE), folder_with(SYSTEMS_FILE), catalogue)
        self.desk = CaseDesk(
            worker,
            self.rules,
            deliver,
            clock,
            officer_id=officer.id,
            parts=lambda: settings().parts,
            home=lambda: settings().office_name,
        )
        self.panel = LifePanel(self.desk, messages)
        self.queries = RecordsCaseQueries(worker)
        self.screen = CasesScreen(self.queries, deliver, messages, clock, self.panel)
        self.screen.detail.copy_wanted.connect(self._copy_out)
        self._folder_with = folder_with
        self._deliver = deliver

    def on_printed(self, case_ids: Sequence[int]) -> None:
        """Something of these cases was printed: the one that is looked at tells so, and offers it no more."""
        view = self.desk.view
        if view is not None and view.case.id in case_ids:
            self.desk.form_dealt_with()
            self.desk.refresh()

    def _copy_out(self, case: Case) -> None:
        logged = self.queries.took_out(case, AuditAction.CASE_COPIED)
        self._deliver(logged, lambda _: None, self.screen.show_error)
        forms = load_copy_out(self._folder_with(COPY_OUT))
        dialog = CopyOutDialog(case, forms, self.screen.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.code_wanted.connect(lambda: self._note_code(case))
        dialog.show()

    def _note_code(self, case: Case) -> None:
        """Ask for the code of another system, unless another case is looked at by now."""
        if self.desk.view is not None and self.desk.view.case.id == case.id:
            self.panel.start(LifeAct.CODE_NOTED)
        else:
            self.screen.open_case(case.id)
