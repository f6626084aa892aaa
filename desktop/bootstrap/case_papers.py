"""Forms of cases on their way to the printer: read anew, laid out, shown, and noted once they were printed."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desktop.bootstrap.dialogs import OpenDialogs
from desktop.documents.form_pdf import FormLayout
from desktop.documents.form_stack import stacked
from desktop.documents.hand_over_values import HandedOver, HandOverSlip
from desktop.documents.receipt import ReceiptLayout
from desktop.records.case_life import LifeEvent
from desktop.records.cases import Case
from desktop.records.desk_settings import DeskSettings
from desktop.records.form_fields import HAND_OVER_LIST, RECEIPT
from desktop.records.people import Officer
from desktop.records.print_log import PrintWay
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.forms.facts import told_of
from desktop.screens.forms.maker import FormMaker
from desktop.screens.main_window import MainWindow
from desktop.screens.messages import Messages
from desktop.screens.printing.preview import PrintPreview, ReceiptPreview
from desktop.screens.receipts import Receipts
from desktop.workflows.case_prints import Noted, ToPrint, hand_over_of, note_print, read_form, read_forms, read_slip
from devices.errors import CodedError

MOST_ON_SLIPS = 1000  # cases of one print of hand-over slips
Make = Callable[[str, int], bytes]  # in a layout, as the original (0) or the n-th copy


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be shown, and noted when it was printed.

    Attributes:
        make: Lays it out.
        copy: Which copy it is.
        sheet: Names the sheet of many cases; "" for none.
    """

    forms: tuple[ToPrint, ...]
    versions: tuple[str, ...]
    make: Make
    copy: int
    sheet: str = ""


class CasePapers(QObject):
    """Prints forms of cases.

    Signals:
        noted: Ids of the cases of which something was printed just now.
        layout_chosen: The officer's usual layout of receipts, another one.
        failed: A `CodedError`.
    """

    noted = Signal(object)
    layout_chosen = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        services: tuple[DatabaseWorker, Background, Executor, Messages],
        maker: FormMaker,
        receipts: Receipts,
        *,
        officer: Officer,
        clock: Callable[[], datetime],
        settings: Callable[[], DeskSettings],
    ) -> None:
        """Nothing is read before something is to be shown."""
        super().__init__()
        self._worker, self._deliver, self._helpers, self._messages = services
        self._maker = maker
        self._receipts = receipts
        self._officer = officer
        self._clock = clock
        self._settings = settings
        self._window: MainWindow | None = None
        self._closed = False
        self.open = OpenDialogs()

    def stand_over(self, window: MainWindow) -> None:
        """Show everything over this window."""
        self._window = window
        window.own(self)

    def close(self) -> None:
        """Close what is open; what is still being read is shown no more."""
        self._closed = True
        self.open.close()

    # ---- one case

    def show_form(self, case: Case, form: str) -> None:
        """Show a form of a case, to be printed; what it tells is read anew."""
        if self._closed:  # a case was received while the program ended
            return
        if form == HAND_OVER_LIST:
            self._show_slip_of(case.id)
            return
        show = self._show_receipt if form == RECEIPT else self._show_one
        self._deliver(self._worker.submit(lambda uow: read_form(uow, case.id, form)), show, self.failed.emit)

    def _show_receipt(self, found: ToPrint) -> None:
        case = found.case
        version = self._version(found)

        def make(key: str, copy: int) -> bytes:
            return self._receipts.make(case, ReceiptLayout(key), reprint=copy)

        def build(make_pdf: Callable[[str], bytes]) -> PrintPreview:
            layout = ReceiptLayout(self._settings().receipt_layout)
            preview = ReceiptPreview(make_pdf, case.code, layout, self._messages, parent=self._window)
            preview.layout_chosen.connect(self.layout_chosen)
            return preview

        self._show(Paper((found,), (version,), make, found.copy), build)

    def _show_one(self, found: ToPrint) -> None:
        case, form = found.case, found.leaf.form
        told = told_of(case, found.life, form)

        def make(key: str, copy: int) -> bytes:
            return self._maker.make(case, form, told, FormLayout(key), reprint=copy)

        title = f"{self._name(case.content.form_set, form)} – {case.code}"
        paper = Paper((found,), (self._version(found),), make, found.copy)
        self._show(paper, self._plain(title, f"{form.replace('_', '-')}-{case.code}", self.layouts()))

    # ---- many cases

    def show_each(self, case_ids: Sequence[int], form: str) -> None:
        """Show the same form of each of some cases, as one print."""

        def show(found: list[ToPrint]) -> None:
            if not found:
                return

            def make(key: str, extra: int) -> bytes:
                made = [
                    self._maker.make(
                        each.case,
                        form,
                        told_of(each.case, each.life, form),
                        FormLayout(key),
                        reprint=each.copy + extra,
                    )
                    for each in found
                ]
                return stacked(made)

            name = self._name(found[0].case.content.form_set, form)
            title = self.tr("{0} – {1} hồ sơ").format(name, len(found))
            versions = tuple(self._version(each) for each in found)
            build = self._plain(title, f"{form.replace('_', '-')}-{len(found)}-ho-so", self.layouts())
            self._show(Paper(tuple(found), versions, make, 0, secrets.token_hex(8)), build)

        self._deliver(self._worker.submit(lambda uow: read_forms(uow, case_ids, form)), show, self.failed.emit)

    def show_hand_overs(self, case_ids: Sequence[int]) -> None:
        """Show the slip of cases that were handed over: one for each way they went. What was not is left out."""
        reading = self._worker.submit(lambda uow: read_forms(uow, case_ids, HAND_OVER_LIST, MOST_ON_SLIPS))
        self._deliver(reading, lambda found: self._lay_out_slips(found, ""), self.failed.emit)

    def _show_slip_of(self, case_id: int) -> None:
        """The slip that a case stands on with others, or one for it alone where it stands on none since it went."""
        reading = self._worker.submit(lambda uow: read_slip(uow, case_id))
        self._deliver(reading, lambda slip: self._lay_out_slips(*slip), self.failed.emit)

    def _lay_out_slips(self, found: Sequence[ToPrint], sheet: str) -> None:
        """A long list is laid out once, beside the window's own work."""
        handed = tuple(each for each in found if hand_over_of(each) is not None)
        if not handed:
            self.failed.emit(CodedError("FORM-012"))
            return
        slips, copy = slips_of(handed), max(each.copy for each in handed)

        def lay_out(number: int) -> bytes:
            return stacked([self._maker.hand_over_list(slip, reprint=number) for slip in slips])

        def show(pdf: bytes) -> None:
            title = self.tr("{0} – {1} hồ sơ").format(self._name("", HAND_OVER_LIST), len(handed))
            versions = (self._version(handed[0]),) * len(handed)
            paper = Paper(
                handed,
                versions,
                lambda _key, number: pdf if number == copy else lay_out(number),
                copy,
                sheet or secrets.token_hex(8),
            )
            stem = f"ban-giao-{self._clock():%Y%m%d-%H%M}"
            self._show(paper, self._plain(title, stem, {"a4": self.tr("A4 ngang")}))

        self._deliver(self._helpers.submit(lay_out, copy), show, self.failed.emit)

    # ---- the parts

    def _version(self, found: ToPrint) -> str:
        """Which template it is made of; one that is gone says so in the preview, where it cannot be laid out."""
        form_set, form = found.case.content.form_set, found.leaf.form
        try:
            return self._maker.version(form_set, form)
        except CodedError:
            return f"{form_set}/{form}"

    def _name(self, form_set: str, form: str) -> str:
        try:
            return self._maker.template(form_set, form).name
        except CodedError:
            return form

    def layouts(self) -> dict[str, str]:
        """Key of each layout of a form to its name."""
        return {
            FormLayout.A5.value: self.tr("A5"),
            FormLayout.A4.value: self.tr("A4, chữ lớn"),
            FormLayout.A4_TWO_UP.value: self.tr("A4 ngang, hai bản trên một tờ"),
        }

    def _plain(
        self, title: str, stem: str, layouts: Mapping[str, str]
    ) -> Callable[[Callable[[str], bytes]], PrintPreview]:
        return lambda make: PrintPreview(make, title, stem, layouts, self._messages, parent=self._window)

    def _show(self, paper: Paper, build: Callable[[Callable[[str], bytes]], PrintPreview]) -> None:
        """Show a paper; whatever is printed of it after the first time is a further copy."""
        if self._closed:
            return
        made = 0
        preview = build(lambda key: paper.make(key, paper.copy + made))

        def note(way: PrintWay) -> None:
            nonlocal made
            made += 1
            noted = Noted(
                tuple(each.leaf for each in paper.forms),
                paper.versions,
                way,
                self._clock(),
                self._officer.id,
                paper.sheet,
            )
            ids = tuple(each.case.id for each in paper.forms)
            noting = self._worker.submit(lambda uow: note_print(uow, noted))
            self._deliver(noting, lambda _copies: self.noted.emit(ids), self.failed.emit)

        def saved(_path: str) -> None:
            note(PrintWay.FILE)
            preview.lay_out_again()

        preview.printed.connect(lambda: note(PrintWay.PRINTER))
        preview.saved.connect(saved)
        self.open.show(preview)


def slips_of(found: Sequence[ToPrint]) -> tuple[HandOverSlip, ...]:
    """One slip for each way that cases went: from part to part, from person to person, in the order of the first."""
    ways: dict[tuple[str, str, str, str], list[tuple[ToPrint, LifeEvent]]] = {}
    for each in found:
        went = hand_over_of(each)
        if went is not None:
            event, slip = went
            way = (slip.from_part, slip.to_part, event.officer_name, slip.to_name)
            ways.setdefault(way, []).append((each, event))
    return tuple(
        HandOverSlip(
            from_part,
            to_part,
            max(event.at for _, event in went),
            from_name,
            to_name,
            tuple(HandedOver(each.case, each.life.standing.promised_at, event.why) for each, event in went),
        )
        for (from_part, to_part, from_name, to_name), went in ways.items()
    )
