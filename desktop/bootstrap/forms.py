"""The outward forms put together: templates, the office's wording, their page, their way to the printer."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from desktop.bootstrap.case_life import CaseLifeParts
from desktop.bootstrap.case_papers import CasePapers
from desktop.documents.form_pdf import FormLayout
from desktop.documents.guidance_pdf import GuidanceLayout
from desktop.records.case_life import CaseLife
from desktop.records.cases import Case
from desktop.records.catalogue.models import Procedure
from desktop.records.form_fields import HAND_OVER_LIST, RECEIPT, REGISTER
from desktop.records.form_templates import FormTemplate, load_templates
from desktop.records.own_forms import OwnForms
from desktop.records.people import Officer
from desktop.records.print_log import LoosePrint, PrintWay
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.dialog import ask_text
from desktop.screens.forms.facts import in_register
from desktop.screens.forms.maker import FormMaker
from desktop.screens.forms.register_dialog import RegisterDialog
from desktop.screens.forms.screen import FormsScreen
from desktop.screens.intake.procedure_panel import ProcedurePanel
from desktop.screens.main_window import MainWindow
from desktop.screens.messages import Messages
from desktop.screens.printing.preview import PrintPreview
from desktop.screens.receipts import Receipts
from desktop.workflows.audit_trail import saw_list
from desktop.workflows.case_prints import note_loose, which_copy
from desktop.workflows.form_choice import offered
from desktop.workflows.intake import Intake
from devices.errors import CodedError

MOST_CASES = 1000  # in one register
MOST_DAYS = 366
CaseWithLife = tuple[Case, CaseLife]


@dataclass(frozen=True, slots=True)
class Loose:
    """What is shown to be printed and belongs to no case.

    Attributes:
        procedure: Code of the procedure that it is about; "" for none.
        about: How many people without a case here stand on it.
        cases: Ids of the cases on a list.
    """

    form_set: str
    form: str
    procedure: str = ""
    about: int = 0
    cases: tuple[int, ...] = ()


class FormsParts(QObject):
    """What belongs to the outward forms.

    Attributes:
        maker: Makes them.
        papers: Those of cases, on their way to the printer.
        screen: The page where their wording is adjusted.
    """

    def __init__(
        self,
        services: tuple[DatabaseWorker, Background, Executor, Messages],
        folders: tuple[Path, Path],
        receipts: Receipts,
        *,
        officer: Officer,
        clock: Callable[[], datetime],
    ) -> None:
        """Read the templates.

        Args:
            services: The records, what brings outcomes to this thread, what carries out long work, words for errors.
            folders: The desk's own; where the templates are.
            deliver: Brings outcomes to this thread.
            helpers: Carries out what takes long.
            messages: The words for errors.
            receipts: Catalogue and settings as receipts use them.
            officer: Who works here.
            clock: The desk's time.
        """
        super().__init__()
        self._worker, self._deliver, self._helpers, self._messages = services
        self._clock = clock
        self._officer = officer
        own, templates = folders
        self.maker = FormMaker(
            _templates(templates),
            OwnForms(own),
            receipts.catalogue,
            receipts.settings,
            clock,
            officer_name=officer.full_name,
            demo=receipts.demo,
        )
        receipts.use_wording(self.maker.with_own_labels)
        self.papers = CasePapers(
            services, self.maker, receipts, officer=officer, clock=clock, settings=receipts.settings
        )
        sets = sorted(receipts.catalogue.form_sets, key=lambda each: each.valid_from, reverse=True)
        self.screen = FormsScreen(self.maker, self._messages, [(each.id, each.title) for each in sets])
        self.screen.guidance_wanted.connect(lambda form: self.show_guidance(form, None))

    def connect_to(self, life: CaseLifeParts, procedure: ProcedurePanel, window: MainWindow) -> None:
        """Offer forms on the page of cases, after acts too, and at the intake."""
        self._cases = cases = life.screen
        self.papers.stand_over(window)
        life.panel.offer_forms(self.maker.forms_of)
        life.panel.form_wanted.connect(self.papers.show_form)
        self.papers.noted.connect(life.on_printed)
        cases.receipt_wanted.connect(partial(self.papers.show_form, form=RECEIPT))
        cases.detail.forms_wanted.connect(self._offer)
        cases.register_wanted.connect(self._ask_register)
        procedure.guidance_wanted.connect(self.show_guidance)

    def close(self) -> None:
        """Close what is open."""
        self.papers.close()
        self.screen.close_pages()

    # ---- a case's forms

    def menu(self, case: Case, life: CaseLife, copies: Mapping[str, int]) -> QMenu:
        """The forms that make sense for a case now; `copies` says which copy each would be, 0 for the original."""
        menu = QMenu(self._cases)
        form_set = case.content.form_set
        for form in self._offered(case, life):
            name, copy = self.maker.template(form_set, form).name, copies.get(form, 0)
            text = self.screen.tr("{0} (bản sao số {1})").format(name, copy) if copy else name
            menu.addAction(text).triggered.connect(partial(self._chosen, case, form))
        return menu

    def _offered(self, case: Case, life: CaseLife) -> tuple[str, ...]:
        return offered(life, (*self.maker.forms_of(case.content.form_set), HAND_OVER_LIST), self._clock())

    def _chosen(self, case: Case, form: str, _checked: bool = False) -> None:
        self.papers.show_form(case, form)

    def _offer(self, case: Case) -> None:
        anchor = self._cases.detail.forms

        def read(uow: UnitOfWork) -> tuple[CaseLife, dict[str, int]]:
            life = uow.cases.life(case.id)
            return life, {form: which_copy(uow, life, form) for form in self._offered(case, life)}

        def show(found: tuple[CaseLife, dict[str, int]]) -> None:
            shown = self._cases.detail.case
            if shown is None or shown.id != case.id:
                return
            menu = self.menu(case, *found)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

        self._deliver(self._worker.submit(read), show, self._tell)

    # ---- guidance

    def show_guidance(self, form: str, procedure: Procedure | None) -> None:
        """Show a guidance slip or the poster, to be printed."""
        tr = self.screen.tr
        layouts = {
            GuidanceLayout.A5.value: tr("A5, mang về"),
            GuidanceLayout.A4.value: tr("A4, dán tường"),
            GuidanceLayout.A3.value: tr("A3, áp phích"),
        }
        layout = GuidanceLayout.A4 if form == "poster" else GuidanceLayout.A5
        self._show(
            lambda key: self.maker.guidance(form, GuidanceLayout(key), procedure),
            self.maker.template("", form).name,
            f"huong-dan-{form}",
            layouts,
            loose=Loose("", form, "" if procedure is None else procedure.code),
            layout=layout.value,
        )

    def print_before_receipt(self, intake: Intake, procedure: ProcedurePanel) -> None:
        """Offer at an intake what is given to whoever lacks papers, or is refused, before there is a case."""
        procedure.slip_wanted.connect(partial(self._ask_slip, intake))

    def _ask_slip(self, intake: Intake, form: str) -> None:
        content = intake.as_it_stands()
        if content is None:
            return
        name = self.maker.template(content.form_set, form).name
        question = self.screen.tr("Nội dung, lý do (in trên phiếu; chưa tiếp nhận hồ sơ)")
        why = ask_text(self._cases.window(), name, question)
        if why:
            self._show(
                lambda key: self.maker.before_receipt(content, form, why, FormLayout(key)),
                name,
                f"{form}-chua-tiep-nhan",
                self.papers.layouts(),
                loose=Loose(content.form_set, form, content.procedure_code, about=1 + (content.submitter is not None)),
            )

    # ---- the register

    def _ask_register(self) -> None:
        shown = [self._cases.model.case(row).id for row in range(self._cases.model.rowCount())]
        dialog = RegisterDialog(self._clock().date(), len(shown), self._cases.window())

        def accepted() -> None:
            first, last = dialog.days
            self.show_register(first, last, shown if dialog.by_list.isChecked() else None)

        dialog.accepted.connect(accepted)
        self.papers.open.show(dialog)

    def show_register(self, first: date, last: date, case_ids: Sequence[int] | None = None) -> None:
        """Show the register of the days, or of some cases, to be printed."""

        def read(uow: UnitOfWork) -> list[CaseWithLife]:
            wanted = case_ids if case_ids is not None else _received(uow, first, last)
            if len(wanted) > MOST_CASES:
                raise CodedError("FORM-011", most=MOST_CASES)
            found = [(uow.cases.get(each), uow.cases.life(each)) for each in wanted]
            saw_list(uow, uow.cases.summaries([case.id for case, _ in found]), "register")
            uow.commit()
            return sorted(found, key=lambda each: each[0].content.received_at)

        def show(made: tuple[bytes, Loose]) -> None:
            (pdf, loose), layouts = made, {"a4": self.screen.tr("A4 ngang")}
            title = self.screen.tr("Sổ theo dõi hồ sơ")
            self._show(lambda _key: pdf, title, f"so-theo-doi-{first}-{last}", layouts, loose=loose)

        def lay_out(found: list[CaseWithLife]) -> None:
            self._deliver(self._helpers.submit(self._register, found, first, last), show, self._tell)

        reading: Future[list[CaseWithLife]] = self._worker.submit(read)
        self._deliver(reading, lay_out, self._tell)

    def _register(self, cases: Sequence[CaseWithLife], first: date, last: date) -> tuple[bytes, Loose]:
        days = [case.content.received_at.date() for case, _ in cases]
        first, last = min([first, *days]), max([last, *days])
        loose = Loose(self.maker.register_set(last), REGISTER, cases=tuple(case.id for case, _ in cases))
        return self.maker.register([(case, in_register(case, life)) for case, life in cases], first, last), loose

    # ---- dialogs

    def _show(
        self,
        make: Callable[[str], bytes],
        title: str,
        stem: str,
        layouts: dict[str, str],
        *,
        loose: Loose,
        layout: str = "",
    ) -> None:
        preview = PrintPreview(make, title, stem, layouts, self._messages, layout=layout, parent=self.screen.window())
        preview.printed.connect(lambda: self._note(loose, PrintWay.PRINTER))
        preview.saved.connect(lambda _path: self._note(loose, PrintWay.FILE))
        self.papers.open.show(preview)

    def _note(self, loose: Loose, way: PrintWay) -> None:
        """Note a print in the records; it went out already, so what stops that is told on the page of cases."""
        version = self.maker.version(loose.form_set, loose.form)
        printed = LoosePrint(loose.form, version, loose.procedure, way, self._clock(), self._officer.id)
        noting = self._worker.submit(lambda uow: note_loose(uow, printed, about=loose.about, cases=loose.cases))
        self._deliver(noting, lambda _nothing: None, self._tell)

    def _tell(self, error: CodedError) -> None:
        self._cases.notice.say_error(self._messages.explain(error))


def _templates(wanted: Path) -> tuple[FormTemplate, ...]:
    """The bundle's, or what the program came with where those cannot be read."""
    try:
        return load_templates(wanted)
    except CodedError:
        return load_templates(resources_folder() / "forms")


def _received(uow: UnitOfWork, first: date, last: date) -> list[int]:
    days = min((last - first).days + 1, MOST_DAYS)
    return [case.id for each in range(days) for case in uow.cases.on_day(first + timedelta(days=each))]
