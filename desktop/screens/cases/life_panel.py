"""A case's life on its page: how it stands, what is done next, everything else in a menu, and what has happened."""

from collections.abc import Callable, Container
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desktop.records.case_life import CaseLife, LifeAct, LifeStep
from desktop.records.cases import Case, CaseState
from desktop.screens.building import button, card, clear, give_icon, label, name_button, row
from desktop.screens.cases.act_dialogs import (
    ActDialog,
    CodeDialog,
    CorrectionDialog,
    HandOverDialog,
    OtherDueDialog,
    PaymentDialog,
    ReasonDialog,
    ResultDialog,
    SupplementDialog,
)
from desktop.screens.cases.form_offer import FormOffer
from desktop.screens.cases.life_words import act_name, clock_text, form_name, when_text
from desktop.screens.cases.return_dialog import ReturnDialog
from desktop.screens.cases.timeline import timeline
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.scanning.camera_panel import CameraPanel
from desktop.screens.words import ENDED, moment_text
from desktop.workflows.case_desk import CaseDesk, CaseView
from devices.errors import CodedError
from devices.identity import CitizenIdentity

KEY, OTHERS_KEY = "Ctrl+Return", "F4"
SHORT = 24  # letters: what stands beside a heading in a narrow column
ONE_LINE = 40  # letters that go on a line of their own
NO_QUESTION = frozenset({LifeAct.ACCEPTED, LifeAct.RESULT_RECEIVED})


class LifePanel(QWidget):
    """The cards of a case's life; the case's own page puts them between its other cards.

    Attributes:
        main: Does what is usually done next; hidden where a life has come to its end.
        others: Opens the menu of everything else.
        offer: Offers the form that belongs to what was done just now.
        history: The card of what has happened.
        dialog: The one that is open; None for none.

    Signals:
        changed: A `Case` that something was done with.
        form_wanted: A `Case`, and the key of its form that is to be printed.
    """

    changed = Signal(object)
    form_wanted = Signal(object, str)

    def __init__(self, desk: CaseDesk, messages: Messages) -> None:
        super().__init__()
        self._desk = desk
        self._messages = messages
        self._shown: tuple[int, int] = (0, 0)
        self._done = 0
        self._known: Callable[[str], Container[str]] = lambda _form_set: ()
        self._camera: CameraPanel | None = None
        self.dialog: ActDialog | None = None
        self.notice = Notice()
        doing, column = card()
        self._standing, self._codes = QVBoxLayout(), QVBoxLayout()
        self.offer = FormOffer()
        self.offer.wanted.connect(self._on_offer)
        self.offer.left.connect(desk.form_dealt_with)
        self.main = button("", self._on_main, role="primary", key=KEY)
        self.others = button(self.tr("Việc khác"), self._open_menu, key=OTHERS_KEY)
        give_icon(self.others, "chevron-down")
        column.addLayout(self._standing)
        column.addLayout(row(self.main, None))
        column.addLayout(row(self.others, None))
        column.addLayout(self._codes)
        self.history, self._history = card()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.offer)
        self._column.addWidget(doing)
        self._column.addWidget(self.history)
        self.hide()
        desk.subscribe(self._on_desk)

    def show_case(self, case: Case | None) -> None:
        """Look at another case, or at none."""
        self.notice.hide()
        self._desk.choose(None if case is None else case.id)

    def take(self, identity: CitizenIdentity) -> bool:
        """Take a scanned card; False where no dialog waits for one."""
        if isinstance(self.dialog, ReturnDialog):
            self.dialog.take(identity)
            return True
        return False

    def show_reading_error(self, error: CodedError) -> bool:
        """Show why a card could not be read; False where no dialog waits for one."""
        if isinstance(self.dialog, ReturnDialog):
            self.dialog.show_error(self._messages.explain(error))
            return True
        return False

    def read_with(self, camera: CameraPanel) -> None:
        """Read the card of whoever a result is given to with a camera, whose own page is not in front then."""
        self._camera = camera

    def offer_forms(self, known: Callable[[str], Container[str]]) -> None:
        """Offer forms after acts; `known` says which forms a set of forms has."""
        self._known = known

    # ---- what the desk says

    def _on_desk(self) -> None:
        view, error = self._desk.view, self._desk.error
        self.setVisible(view is not None)
        if error is not None:
            self._show_error(error)
        if view is None:
            return
        self._show_offer(view)
        moved = (view.case.id, view.life.last_event_id)
        if self._done != self._desk.done:
            self._done = self._desk.done
            self.notice.hide()
            if self.dialog is not None:
                self.dialog.accept()
        if moved != self._shown:
            again = moved[0] == self._shown[0]
            self._shown = moved
            self._show(view)
            if again:
                self.changed.emit(view.case)
        elif not self._desk.busy:
            self._show(view)

    def _show_offer(self, view: CaseView) -> None:
        """Of what was done just now the form that belongs to it, where the case's set of forms has one."""
        form = self._desk.form
        if form and form in self._known(view.case.content.form_set):
            self.offer.offer(self.tr("Đã ghi. In {0}?").format(form_name(form)), self.tr("In phiếu"))
        else:
            self.offer.offer("", "")

    def _on_offer(self) -> None:
        view = self._desk.view
        if view is not None and self._desk.form:
            self.form_wanted.emit(view.case, self._desk.form)

    def _show_error(self, error: CodedError) -> None:
        message = self._messages.explain(error)
        if self.dialog is not None:
            self.dialog.show_error(message)
        else:
            self.notice.say_error(message)
        if error.code == "LIFE-016":
            self._desk.refresh()

    def _show(self, view: CaseView) -> None:
        for each in (self._standing, self._codes, self._history):
            clear(each)
        self._show_standing(view)
        self._show_buttons(view)
        self._show_codes(view.life)
        self._history.addWidget(label(self.tr("Đã xảy ra"), "heading"))
        names = self._system_names()
        for entry in timeline(view.life, view.prints, names):
            self._history.addWidget(entry)

    def _show_standing(self, view: CaseView) -> None:
        life, standing = view.life, view.life.standing
        text, role = clock_text(life, view.at)
        head = row(label(self.tr("Giải quyết"), "heading"), None)
        beside = len(text) <= SHORT
        if text and beside:
            head.addWidget(label(text, role))
        self._standing.addLayout(head)
        if not beside:
            made = label(text, role, wrap=len(text) > ONE_LINE)
            self._standing.addLayout(row(made) if made.wordWrap() else row(made, None))
        if standing.due_at != life.basis.first_due_at:
            due = self.tr("Hẹn trả hiện nay: {0} (hẹn đầu: {1})")
            self._line(due.format(moment_text(standing.due_at), when_text(life.basis.first_due_at)))
        if standing.promised_at != standing.due_at:
            self._line(self.tr("Đã hẹn lại với người dân: {0}").format(moment_text(standing.promised_at)))
        if standing.result_here and standing.state is CaseState.DONE:
            self._line(self.tr("Kết quả đã về quầy, chờ trả"))
        elif standing.part and standing.state not in ENDED:
            holder = f" · {standing.holder_name}" if standing.holder_name else ""
            self._line(self.tr("Đang ở: {0}").format(standing.part + holder))
        if life.result_digitized_at is not None:
            self._line(self.tr("Kết quả đã số hóa lúc {0}").format(when_text(life.result_digitized_at)))

    def _show_buttons(self, view: CaseView) -> None:
        self.main.setVisible(view.main is not None)
        if view.main is not None:
            name_button(self.main, act_name(view.main), KEY)

    def _on_main(self) -> None:
        view = self._desk.view
        if view is not None and view.main is not None:
            self.start(view.main)

    def _open_menu(self) -> None:
        if self._desk.view is not None:
            menu = self.menu(self._desk.view)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.others.mapToGlobal(self.others.rect().bottomLeft()))

    def menu(self, view: CaseView) -> QMenu:
        """Every act; what cannot be done now says why not."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        refused = []
        for each in view.offered:
            if each.refusal is None:
                if each.act is not view.main:
                    menu.addAction(act_name(each.act)).triggered.connect(partial(self._chosen, each.act))
            else:
                refused.append((each.act, each.refusal))
        if len(view.life.standing_events) > 1:
            menu.addSeparator()
            menu.addAction(act_name(LifeAct.CORRECTED) + "…").triggered.connect(
                partial(self._chosen, LifeAct.CORRECTED)
            )
        menu.addSeparator()
        for act, error in refused:
            message = self._messages.explain(error)
            by_state = error.code == "LIFE-001"
            action = menu.addAction(act_name(act) if by_state else f"{act_name(act)} ({message.title})")
            action.setEnabled(False)
            action.setToolTip(f"{message.title}. {message.cause}")
        return menu

    def _chosen(self, act: LifeAct, _checked: bool = False) -> None:
        self.start(act)

    def _show_codes(self, life: CaseLife) -> None:
        names = self._system_names()
        found = {code.system: code for code in life.outside}
        for system in dict.fromkeys((*life.lacks, *found)):
            name = label(names.get(system, system), "fieldLabel", wrap=True)
            if system in found:
                code = label(found[system].code, "", wrap=True)
                line = row(name, code)
                line.setStretch(1, 1)
            else:
                line = row(name, label(self.tr("Chưa có"), "tagWarn"))
                line.setStretch(0, 1)
            self._codes.addLayout(line)

    def _system_names(self) -> dict[str, str]:
        return {system.id: system.name for system in self._desk.systems}

    def _line(self, text: str) -> None:
        self._standing.addWidget(label(text, "", wrap=True))

    # ---- doing

    def start(self, act: LifeAct) -> None:
        """Begin an act: with its dialog, or at once where nothing is to be asked."""
        view = self._desk.view
        if view is None or self._desk.busy or self.dialog is not None:
            return
        if act in NO_QUESTION:
            self._desk.act(LifeStep(act))
            return
        self.dialog = dialog = self._dialog(act, view)
        dialog.wanted.connect(self._on_wanted)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    def _on_wanted(self, step: LifeStep) -> None:
        if isinstance(self.dialog, CorrectionDialog):
            self._desk.correct(self.dialog.event_id, step.why)
        else:
            self._desk.act(step)

    def _on_closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if isinstance(dialog, ReturnDialog) and self._camera is not None:
            self._camera.take_back()
        if dialog is not None:
            dialog.deleteLater()

    def _dialog(self, act: LifeAct, view: CaseView) -> ActDialog:
        window, desk = self.window(), self._desk
        makers: dict[LifeAct, Callable[[], ActDialog]] = {
            LifeAct.HANDED_OVER: lambda: HandOverDialog(act, view, desk.parts, desk.home, window),
            LifeAct.SUPPLEMENT_ASKED: lambda: SupplementDialog(act, view, window),
            LifeAct.PAID: lambda: PaymentDialog(act, view, window),
            LifeAct.EXTENDED: lambda: OtherDueDialog(act, view, window),
            LifeAct.APOLOGISED: lambda: OtherDueDialog(act, view, window),
            LifeAct.FINISHED: lambda: ResultDialog(act, view, window),
            LifeAct.RETURNED: lambda: self._return_dialog(view),
            LifeAct.CODE_NOTED: lambda: CodeDialog(act, view, desk.systems, window),
            LifeAct.CORRECTED: lambda: CorrectionDialog(act, view, self._system_names(), window),
        }
        return makers.get(act, lambda: ReasonDialog(act, view, window))()

    def _return_dialog(self, view: CaseView) -> ReturnDialog:
        picture = None if self._camera is None else self._camera.lend()
        return ReturnDialog(LifeAct.RETURNED, view, self.window(), camera=picture)
