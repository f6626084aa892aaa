"""The intake screen: a view of one `Intake`, and the hand that drives it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.records.catalogue.models import PaperAnswer, Procedure
from desktop.screens.building import button, card, label
from desktop.screens.intake.action_bar import ActionBar
from desktop.screens.intake.arrangement import Arrangement
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.person_panel import PersonPanel
from desktop.screens.intake.procedure_panel import ProcedurePanel
from desktop.screens.intake.reception_panel import ReceptionPanel
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.tab_order import TabOrder
from desktop.screens.words import moment_text
from desktop.workflows.intake import Decision, Intake, IntakeState
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
    ) -> None:
        super().__init__()
        self.intake = intake
        self._limit_text = limit_text
        self._messages = messages
        self._announced = ""
        self._counted = ""
        self._to_discard = ""
        self._reading_error: CodedError | None = None
        self._closed_error: CodedError | None = None
        self.drafts = drafts
        self.notice = Notice()
        self.add_submitter = button(self.tr("Nộp thay…"), intake.expect_submitter, role="link", key="F4")
        self.add_submitter.setToolTip(self.tr("Người khác nộp thay chủ hồ sơ"))
        remove = button(self.tr("Bỏ"), intake.remove_submitter, role="link")
        self.applicant = PersonPanel(Role.APPLICANT, self.tr("Chủ hồ sơ"), self.add_submitter)
        self.submitter = PersonPanel(Role.SUBMITTER, self.tr("Người nộp thay"), remove)
        self.procedure = ProcedurePanel(search)
        self.reception = ReceptionPanel()
        self.action_bar = ActionBar(intake, drafts, self._on_discard)
        what, column = card()
        column.addWidget(self.procedure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._framed(self.notice))
        self._parts = Arrangement(self._who(reading), what, self.procedure, self.reception)
        layout.addWidget(self._parts, 1)
        layout.addWidget(self.action_bar)
        self._tab_order = TabOrder(self)
        self._connect()
        self._shortcuts()
        intake.subscribe(self._on_change)
        self.refresh()

    # ---- building

    def _framed(self, notice: Notice) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 0)
        column.addWidget(notice)
        self._notice_box = box
        box.hide()
        return box

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
        self.procedure.cleared.connect(self._on_clear_procedure)
        papers = self.procedure.papers
        papers.all_answered.connect(intake.answer_papers)
        papers.answered.connect(intake.answer_paper)
        papers.added.connect(lambda name: intake.add_paper(name, PaperAnswer.DIGITIZE))
        papers.removed.connect(intake.remove_paper)
        reception = self.reception
        reception.channel_chosen.connect(intake.set_channel)
        reception.method_chosen.connect(intake.set_return_method)
        reception.vneid_toggled.connect(intake.set_vneid_shown)
        reception.promised.connect(intake.promise)
        reception.computed_wanted.connect(intake.promise_as_computed)
        reception.fee_changed.connect(lambda amount, paid: intake.set_fee(None if amount < 0 else amount, paid=paid))
        reception.note_typed.connect(intake.set_note)
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
        """Go to the search for a procedure, giving up the chosen one's view if there is one."""
        if self.intake.procedure is not None:
            self._on_clear_procedure()
        self.procedure.search_line.setFocus()

    def _focus_channel(self) -> None:
        self.reception.channel_buttons[self.intake.draft.channel].setFocus()

    def _on_procedure(self, procedure: Procedure) -> None:
        self.intake.choose_procedure(procedure)
        self.procedure.papers.all_button.setFocus()

    def _on_clear_procedure(self) -> None:
        self.intake.clear_procedure()
        self.procedure.search_line.setFocus()

    def _on_draft(self, text: str) -> None:
        if not self.intake.resume(text):
            self.notice.say(self.tr("Nháp này không mở được nữa"), self.tr("Nháp bị hỏng hoặc do phiên bản khác lưu."))
            self._notice_box.show()

    def show_reading_error(self, error: CodedError) -> None:
        """Say why a card or code was not taken; the next change clears it."""
        self._reading_error = error
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
        people = (self.applicant, self.submitter)
        damaged = next((line for panel in people for line in panel.damaged_lines()), None)
        if damaged is not None:
            damaged.setFocus()
            damaged.selectAll()
        elif self.intake.state is IntakeState.SAVED:
            self.action_bar.aside_button.setFocus()
        elif self.intake.procedure is None:
            self.procedure.search_line.setFocus()
        elif self.procedure.papers.all_button.isEnabled():
            self.procedure.papers.all_button.setFocus()
        else:
            self.action_bar.save_button.setFocus()

    def _on_discard(self) -> None:
        self._to_discard = self.intake.draft.id
        self._show_notice()
        first = self.notice.first_button()
        if first is not None:
            first.setFocus()

    def _on_keep(self) -> None:
        self._to_discard = ""
        self._show_notice()

    # ---- showing

    def _on_change(self) -> None:
        self._reading_error = None
        self.refresh()

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
        self.procedure.papers.show_papers(draft.papers)
        limit = self._limit_text(intake.procedure) if intake.procedure else ""
        self.reception.show_draft(draft, intake.procedure, intake.appointment, limit)
        for part in (self.applicant, self.submitter, self.procedure, self.reception):
            part.setEnabled(open_)
        self.action_bar.show_intake()
        if self._counted != draft.id:
            self._counted = draft.id
            self.procedure.search_line.clear()
            self._parts.show_top()
            self.drafts.refresh(draft.id)
        self._show_notice()

    def _show_notice(self) -> None:
        intake = self.intake
        error = intake.error or self._reading_error
        held_focus = self.notice.isAncestorOf(QApplication.focusWidget() or self)
        if intake.pending is not None:
            self._ask_about_pending()
        elif error is not None and error is not self._closed_error:
            choices = ((self.tr("Đóng"), partial(self._close_error, error)),)
            self.notice.say_error(self._messages.explain(error), choices=choices)
        elif self._to_discard == intake.draft.id and intake.state is IntakeState.FILLING:
            self._ask_about_discarding()
        elif intake.state is IntakeState.SAVED and intake.saved is not None:
            self._announce_saved()
        else:
            self.notice.hide()
        self._notice_box.setVisible(not self.notice.isHidden())
        self._tab_order.follow()
        if held_focus and self.notice.isHidden():
            self._go_on()

    def _close_error(self, error: CodedError) -> None:
        self._closed_error = error
        self._show_notice()

    def _ask_about_discarding(self) -> None:
        self.notice.say(
            self.tr("Xóa nháp đang mở?"),
            self.tr("Những gì đã quét và đã gõ của hồ sơ này sẽ bị xóa hẳn."),
            choices=((self.tr("Giữ lại"), self._on_keep), (self.tr("Xóa hẳn"), self.intake.discard)),
        )

    def _announce_saved(self) -> None:
        case = self.intake.saved
        if case is None:
            return
        due = moment_text(case.content.appointment.due_at)
        self.notice.say(
            self.tr("Đã tiếp nhận hồ sơ {0}").format(case.code),
            self.tr("Hẹn trả kết quả: {0}. Quét thẻ tiếp theo để bắt đầu hồ sơ mới.").format(due),
            role="noteGood",
            choices=((self.tr("In lại giấy hẹn"), lambda: self.receipt_wanted.emit(case)),),
        )
        if self._announced != case.code:
            self._announced = case.code
            self._go_on()
            QTimer.singleShot(0, lambda: self.receipt_wanted.emit(case))

    def _ask_about_pending(self) -> None:
        pending = self.intake.pending
        if pending is None or self.intake.state is IntakeState.SAVING:
            return
        texts = {
            Decision.NEW_CASE: self.tr("Hồ sơ mới cho thẻ này"),
            Decision.SUBMITTER: self.tr("Người này nộp thay"),
            Decision.SAME_PERSON: self.tr("Đúng là người đang gõ"),
            Decision.IGNORE: self.tr("Bỏ qua thẻ"),
        }
        scanned = pending.identity.text(Field.FULL_NAME) or self.tr("(không đọc được tên)")
        current = self.intake.draft.applicant.text(Field.FULL_NAME) or self.tr("(chưa có tên)")
        title = self.tr("Thẻ vừa quét là của {0}, hồ sơ đang mở là của {1}").format(scanned, current)
        text = self.tr("Hồ sơ đang mở không đổi. Làm hồ sơ mới thì nó được cất vào nháp.")
        if self.intake.saved is not None:
            title = self.tr("Hồ sơ {0} đã lưu; thẻ vừa quét là của {1}").format(self.intake.saved.code, scanned)
            text = self.tr("Làm thêm một hồ sơ cho thẻ này?")
        self.notice.say(
            title,
            text,
            choices=tuple((texts[choice], partial(self.intake.decide, choice)) for choice in pending.choices),
        )
        first = self.notice.first_button()
        if first is not None and not self._typing():
            first.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the camera in view, wherever the focus is."""
        super().showEvent(event)
        if self.intake.state is IntakeState.EMPTY:
            self._parts.show_top()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the action bar follow the width."""
        super().resizeEvent(event)
        self.action_bar.set_width(event.size().width())
