"""The page of reports put together: its desk, its screen, its files."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.documents.period_report.decision_766 import load_groups
from desktop.documents.period_report.letter import Issuer, annexes, period_letter, state
from desktop.documents.period_report.tables import TREND
from desktop.documents.saving import save_atomically
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.desk_settings import DeskSettings
from desktop.records.people import Officer
from desktop.records.period_facts import MonthCounts, PeriodFacts
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.messages import Messages
from desktop.screens.reports.screen import ReportsScreen
from desktop.screens.reports.words import period_name
from desktop.workflows.period_report import PeriodReports
from desktop.workflows.report_desk import ReportDesk
from sync.indicators import IndicatorBook
from sync.reporting.letter import Annex, Letter


class ReportsPage(QObject):
    """Builds the page of reports and writes its files.

    Attributes:
        desk: What is looked at.
        screen: The page's widget.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        book: IndicatorBook,
        catalogue: Catalogue,
        resources: Path,
        *,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
        officer: Officer,
    ) -> None:
        """Build it.

        Args:
            worker: The records.
            book: What is counted.
            catalogue: Procedures and waivers.
            resources: Folder of the program's data.
            deliver: Brings outcomes to this thread.
            helpers: Writes the files.
            messages: The words for errors.
            clock: The desk's time.
            settings: The desk's settings as they are now.
            officer: Who looks.
        """
        super().__init__()
        self._book = book
        self._catalogue = catalogue
        self._fonts = resources / "fonts"
        self._groups = load_groups(resources / "reports")
        self._deliver = deliver
        self._helpers = helpers
        self._settings = settings
        without_result = {each.code for each in catalogue.procedures if not each.result}
        reports = PeriodReports(book, without_result, self._sheets)
        self.desk = ReportDesk(worker, reports, TREND, deliver, clock, officer=officer)
        self.screen = ReportsScreen(self.desk, self._parts, state, deliver, messages)
        self.screen.file_wanted.connect(self._export)

    def _sheets(self, code: str, day: date, paper: str) -> int:
        procedure = self._catalogue.procedure(code, day)
        specs = () if procedure is None else procedure.papers
        return sum(spec.originals + spec.copies for spec in specs if spec.id == paper)

    def _parts(self, facts: PeriodFacts, months: Sequence[MonthCounts]) -> tuple[Annex, ...]:
        def waiver(name: str) -> tuple[str, str]:
            found = self._catalogue.waiver(name, facts.period.last)
            return (name or self.tr("Khác"), "") if found is None else (found.title, found.legal_base.text)

        return annexes(facts, months, self._book, self._groups, waiver)

    def letter(self) -> Letter | None:
        """The period that is looked at as a letter; None while it is being looked up."""
        facts, set_up = self.desk.facts, self._settings()
        if facts is None:
            return None
        issuer = Issuer(set_up.parent_name, set_up.unit_name, set_up.office_name, set_up.place)
        return period_letter(facts, self._book, issuer, self._parts(facts, self.desk.months))

    def _export(self, kind: str) -> None:
        period = self.desk.period
        name = f"bao-cao-{period.first:%Y%m%d}-{period.last:%Y%m%d}.{kind}"
        title = self.screen.tr("Xuất báo cáo {0}").format(period_name(period))
        path, _ = QFileDialog.getSaveFileName(self.screen, title, name, f"{kind.upper()} (*.{kind})")
        if path:
            self.export_to(kind, Path(path))

    def export_to(self, kind: str, path: Path) -> None:
        """Write the period as ``docx``, ``xlsx`` or ``pdf``; on a helper's thread."""
        letter = self.letter()
        if letter is None:
            return

        def work() -> str:
            save_atomically(_written(letter, kind, self._fonts), path)
            return path.name

        self._deliver(self._helpers.submit(work), self.screen.say_written, self.screen.say_error)


def _written(letter: Letter, kind: str, fonts: Path) -> bytes:
    """A letter's file; what writes it is loaded when the first one is written, not at the program's start."""
    match kind:
        case "docx":
            from sync.reporting.docx import make_docx  # noqa: PLC0415

            return make_docx(letter, fonts)
        case "pdf":
            from sync.reporting.pdf import make_pdf  # noqa: PLC0415

            return make_pdf(letter, fonts)
        case _:
            from sync.reporting.xlsx import make_xlsx  # noqa: PLC0415

            return make_xlsx(letter)
