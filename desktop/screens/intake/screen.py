"""The intake screen: a view of one `Intake`, and the hand that drives it."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.records.catalogue.models import PaperAnswer, Procedure
from desktop.screens.building import button, card, label
from desktop.screens.intake.action_bar import ActionBar
from desktop.screens.intake.arrangement import Arrangement
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.notice_bar import IntakeNotice
from desktop.screens.intake.person_panel import PersonPanel
from desktop.screens.intake.procedure_panel import ProcedurePanel
from desktop.screens.intake.reception_panel import ReceptionPanel
from desktop.screens.messages import Messages
from desktop.screens.tab_order import TabOrder
from desktop.workflows.intake import Intake, IntakeState
from desktop.workflows.intake_rules import Role
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Field


class IntakeScreen(QWidget):
    """Everything of an intake on one screen.

    Signals:
        receipt_wanted: The case that was just saved.
        case_wanted: Id of an earlier case to look at.
    """

    receipt_wanted = Signal(object)
    case_wanted = Signal(int)

    def __init__(
        self,
        intake: Intake,
        search: Callable[[str], list[Procedure]],
        limit_text: Callable[[Procedure], str],
        messages: Messages,
        *,
        reading: QWidget,
        drafts: DraftsButton,
        unit_of_today: Callable[[str, date | None], tuple[str, str]] = lambda _printed, _issued: ("", ""),
    ) -> None:
        super().__init__()
        self.intake = intake
        self._limit_text = limit_text
        self._announced = ""
        self._counted = ""
        self.drafts = drafts
        self.notice = IntakeNotice(intake, messages)
        self.add_submitter = button(self.tr("Nộp thay…"), intake.expect_submitter, role="link", key="F4")
        self.add_submitter.setToolTip(self.tr("Người khác nộp thay chủ hồ sơ"))
        remove = button(self.tr("Bỏ"), intake.remove_submitter, role="link")
        self.applicant = PersonPanel(Role.APPLICANT, self.tr("Chủ hồ sơ"), self.add_submitter, unit_of_today)
        self.submitter = PersonPanel(Role.SUBMITTER, self.tr("Người nộp thay"), remove, unit_of_today)
        self.procedure = ProcedurePanel(search)
        self.reception = ReceptionPanel()
        self.action_bar = ActionBar(intake, drafts, self.notice.ask_about_discarding)
        what, column = card()
        column.addWidget(self.procedure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        self._parts = Arrangement(self._who(reading), what, self.procedure, self.reception)
        layout.addWidget(self._parts, 1)
        layout.addWidget(self.action_bar)
        self._tab_order = TabOrder(self)
        self._connect()
        self._shortcuts()
        intake.subscribe(self._on_change)
        self.refresh()

    # ---- building

    def _who(self, reading: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(reading)
        frame, inside = card()
        inside.addWidget(self.applicant)
        column.addWidget(frame)
        self._submitter_card, inside = card()
        self._submitter_hint = label(self.tr("Đưa thẻ của người nộp thay vào, hoặc gõ"), "caption", wrap=True)
        inside.addWidget(self._submitter_hint)
        inside.addWidget(self.submitter)
        column.addWidget(self._submitter_card)
        column.addStretch(1)
        return box

    def _connect(self) -> None:
        intake = self.intake
        for panel in (self.applicant, self.submitter):
            panel.typed.connect(intake.type_field)
            panel.contact_typed.connect(lambda role, which, text: intake.type_contact(role, **{which: text}))
            panel.source_chosen.connect(intake.choose_source)
            panel.case_wanted.connect(self.case_wanted)
        self.procedure.chosen.connect(self._on_procedure)
        papers = self.procedure.papers
        papers.all_answered.connect(self._on_all_papers)
        papers.all_taken.connect(intake.take_papers)
        papers.taken.connect(intake.take_paper)
        papers.answered.connect(intake.answer_paper)
        papers.added.connect(lambda name: intake.add_paper(name, PaperAnswer.DIGITIZE))
        papers.removed.connect(intake.remove_paper)
        papers.counted.connect(
            lambda index, originals, copies: intake.set_counts(index, originals=originals, copies=copies)
        )
        reception = self.reception
        reception.channel_chosen.connect(intake.set_channel)
        reception.method_chosen.connect(intake.set_return_method)
        reception.vneid_toggled.connect(intake.set_vneid_shown)
        reception.promised.connect(intake.promise)
        reception.computed_wanted.connect(intake.promise_as_computed)
        reception.fee_changed.connect(lambda amount, paid: intake.set_fee(None if amount < 0 else amount, paid=paid))
        reception.note_typed.connect(intake.set_note)
        self.notice.receipt_wanted.connect(self.receipt_wanted)
        self.notice.case_wanted.connect(self.case_wanted)
        self.notice.changed.connect(self._show_notice)
        self.drafts.chosen.connect(self._on_draft)
        self.drafts.failed.connect(self.show_reading_error)

    def _shortcuts(self) -> None:
        for key, target in (
            ("F2", self.applicant.rows[Field.FULL_NAME].line.setFocus),
            ("F3", self.focus_procedure),
            ("F7", self._focus_channel),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(target)

    # ---- what the officer does

    def focus_procedure(self) -> None:
        """Go to the search for a procedure; a chosen one stays until another is taken."""
        if self.procedure.isEnabled():
            self.procedure.look_again()

    def _focus_channel(self) -> None:
        self.reception.channel_buttons[self.intake.draft.channel].setFocus()

    def _on_procedure(self, procedure: Procedure) -> None:
        self.intake.choose_procedure(procedure)
        self._go_on()

    def _on_all_papers(self) -> None:
        self.intake.answer_papers()
        self._go_on()

    def _on_draft(self, text: str) -> None:
        if not self.intake.resume(text):
            self.notice.say(self.tr("Nháp này không mở được nữa"), self.tr("Nháp bị hỏng hoặc do phiên bản khác lưu."))

    def show_reading_error(self, error: CodedError) -> None:
        """Say why a card or code was not taken; the next change clears it."""
        self.notice.reading_error = error
        self._show_notice()

    def take(self, identity: CitizenIdentity) -> None:
        """A card was read: hand it to the intake, and go on where the next thing to do is."""
        self.intake.scan(identity)
        if self.intake.pending is None and not self._typing():
            self._go_on()

    def _typing(self) -> bool:
        """Whether the officer's hands are in a field, from which a card must not take the keys away."""
        focused = QApplication.focusWidget()
        if focused is None or not self.isAncestorOf(focused):
            return False
        if focused is self.procedure.search_line:
            return bool(self.procedure.search_line.text())
        return isinstance(focused, QLineEdit | QAbstractSpinBox)

    def _go_on(self) -> None:
        """Put the focus where the next thing to do is."""
        damaged = self.applicant.damaged_lines()
        if self.intake.draft.submitter is not None:
            damaged += self.submitter.damaged_lines()
        if damaged:
            damaged[0].setFocus()
            damaged[0].selectAll()
        elif self.intake.state is IntakeState.SAVED:
            self.action_bar.aside_button.setFocus()
        elif self.intake.procedure is None:
            self.procedure.search_line.setFocus()
        elif self.procedure.papers.all_button.isEnabled():
            self.procedure.papers.all_button.setFocus()
        elif self.intake.can_save:
            self.action_bar.save_button.setFocus()
        else:
            self.applicant.rows[Field.FULL_NAME].line.setFocus()

    # ---- showing

    def _on_change(self) -> None:
        self.notice.reading_error = None
        other_draft = self._counted != self.intake.draft.id
        self.refresh()
        if other_draft:
            self._go_on()
        if self.intake.state is IntakeState.SAVED and self._announced != self.intake.draft.id:
            self._announced = self.intake.draft.id
            self._go_on()
            QTimer.singleShot(0, self, partial(self.receipt_wanted.emit, self.intake.saved))

    def refresh(self) -> None:
        """Show the intake as it is now."""
        intake = self.intake
        draft = intake.draft
        open_ = intake.state in {IntakeState.EMPTY, IntakeState.FILLING}
        self.applicant.show_person(draft.applicant, intake.known)
        self._submitter_card.setVisible(draft.submitter is not None)
        self.add_submitter.setVisible(draft.submitter is None)
        if draft.submitter is not None:
            self.submitter.show_person(draft.submitter)
            self._submitter_hint.setVisible(intake.expecting_submitter)
        self.procedure.show_procedure(intake.procedure)
        self.procedure.papers.show_papers(draft.papers, self.intake.offers, self.intake.today)
        limit = self._limit_text(intake.procedure) if intake.procedure else ""
        self.reception.show_draft(draft, intake.procedure, intake.appointment, limit)
        for part in (self.applicant, self.submitter, self.procedure, self.reception):
            part.setEnabled(open_)
        self.action_bar.show_intake()
        if self._counted != draft.id:
            self._counted = draft.id
            self.procedure.search_line.clear()
            if intake.state is IntakeState.EMPTY:
                self._parts.show_top()
            self.drafts.refresh(draft.id)
        self._show_notice()

    def _show_notice(self) -> None:
        had_focus = self.notice.isAncestorOf(QApplication.focusWidget() or self)
        self.notice.refresh(take_focus=not self._typing())
        self._tab_order.follow()
        if had_focus and self.notice.isHidden():
            self._go_on()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the camera in view, wherever the focus is."""
        super().showEvent(event)
        if self.intake.state is IntakeState.EMPTY:
            self._parts.show_top()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the action bar follow the width."""
        super().resizeEvent(event)
        self.action_bar.set_width(event.size().width())
