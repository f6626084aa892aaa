"""The intake screen: a view of one `Intake`, and the hand that drives it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.records.catalogue.models import PaperAnswer, Procedure
from desktop.screens.building import button, card, label, row
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.person_panel import PersonPanel
from desktop.screens.intake.problem_texts import problem_text
from desktop.screens.intake.procedure_panel import ProcedurePanel
from desktop.screens.intake.reception_panel import ReceptionPanel
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.words import moment_text
from desktop.workflows.intake import Decision, Intake, IntakeState
from desktop.workflows.intake_rules import Role
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Field

NARROW = 1060  # logical pixels; below this the three columns stand under one another


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
        self._reading_error: CodedError | None = None
        self.drafts = drafts
        self.notice = Notice()
        self.applicant = PersonPanel(Role.APPLICANT)
        self.submitter = PersonPanel(Role.SUBMITTER)
        self.procedure = ProcedurePanel(search)
        self.reception = ReceptionPanel()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addWidget(self._who(reading), 10)
        self._columns.addWidget(self._what(), 11)
        self._columns.addWidget(self.reception, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._framed(self.notice))
        layout.addWidget(self._scrolled(), 1)
        layout.addWidget(self._action_bar())
        self._connect()
        self._shortcuts()
        intake.subscribe(self.refresh)
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

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setObjectName("column")
        inside.setLayout(self._columns)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def _who(self, reading: QWidget) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(reading)
        frame, inside = card()
        inside.addWidget(label(self.tr("Chủ hồ sơ"), "heading"))
        inside.addWidget(self.applicant)
        self.add_submitter = button(
            self.tr("Người khác nộp thay…"), self.intake.expect_submitter, role="link", icon_name="user-plus", key="F4"
        )
        inside.addLayout(row(self.add_submitter, None))
        column.addWidget(frame)
        self._submitter_card, inside = card()
        remove = button(self.tr("Bỏ"), self.intake.remove_submitter, role="link")
        inside.addLayout(row(label(self.tr("Người nộp thay"), "heading"), None, remove))
        self._submitter_hint = label(self.tr("Đưa thẻ của người nộp thay vào, hoặc gõ"), "caption")
        inside.addWidget(self._submitter_hint)
        inside.addWidget(self.submitter)
        column.addWidget(self._submitter_card)
        column.addStretch(1)
        return box

    def _what(self) -> QWidget:
        frame, column = card()
        column.addWidget(self.procedure)
        return frame

    def _action_bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("actionBar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        self._todo = label("", "warnText", wrap=True)
        self.aside_button = button(self.tr("Cất, làm hồ sơ khác"), self.intake.set_aside, icon_name="archive")
        self.discard_button = button(self.tr("Xóa nháp"), self._on_discard, icon_name="trash-2")
        self.save_button = button(
            self.tr("Tiếp nhận và in giấy hẹn"), self.intake.save, role="primary", icon_name="printer", key="F9"
        )
        line.addWidget(self._todo, 1)
        line.addWidget(self.drafts)
        line.addWidget(self.aside_button)
        line.addWidget(self.discard_button)
        line.addWidget(self.save_button)
        return bar

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
        self._reading_error = None
        self.intake.scan(identity)
        if self.intake.pending is None and self.intake.procedure is None:
            self.procedure.search_line.setFocus()

    def _on_discard(self) -> None:
        self.notice.say(
            self.tr("Xóa nháp đang mở?"),
            self.tr("Những gì đã quét và đã gõ của hồ sơ này sẽ bị xóa hẳn."),
            choices=((self.tr("Xóa hẳn"), self.intake.discard), (self.tr("Giữ lại"), self.refresh)),
        )
        self._notice_box.show()

    # ---- showing

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
        self._show_notice()
        self._show_actions()
        if self._counted != draft.id:
            self._counted = draft.id
            self.drafts.refresh(draft.id)

    def _show_actions(self) -> None:
        intake = self.intake
        filling = intake.state is IntakeState.FILLING
        self.save_button.setEnabled(intake.can_save)
        self.aside_button.setEnabled(intake.state is not IntakeState.SAVING and intake.state is not IntakeState.EMPTY)
        self.aside_button.setText(
            self.tr("Hồ sơ mới") if intake.state is IntakeState.SAVED else self.tr("Cất, làm hồ sơ khác")
        )
        self.discard_button.setVisible(filling)
        texts = [problem_text(problem) for problem in intake.problems] if filling else []
        if intake.state is IntakeState.EMPTY:
            texts = [self.tr("Đưa thẻ căn cước vào trước camera hoặc quét bằng máy quét")]
        self._todo.setText(" · ".join(texts))

    def _show_notice(self) -> None:
        intake = self.intake
        if intake.pending is not None:
            self._ask_about_pending()
        elif intake.error is not None or self._reading_error is not None:
            error = intake.error or self._reading_error
            if error is not None:
                self.notice.say_error(self._messages.explain(error))
        elif intake.state is IntakeState.SAVED and intake.saved is not None:
            self._announce_saved()
        else:
            self.notice.hide()
        self._notice_box.setVisible(not self.notice.isHidden())

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
            QTimer.singleShot(0, lambda: self.receipt_wanted.emit(case))

    def _ask_about_pending(self) -> None:
        pending = self.intake.pending
        if pending is None or self.intake.state is IntakeState.SAVING:
            return
        texts = {
            Decision.NEW_CASE: self.tr("Cất hồ sơ đang mở, làm hồ sơ mới cho thẻ này"),
            Decision.SUBMITTER: self.tr("Người này nộp thay"),
            Decision.SAME_PERSON: self.tr("Đúng là người đang gõ"),
            Decision.IGNORE: self.tr("Bỏ qua thẻ vừa quét"),
        }
        scanned = pending.identity.text(Field.FULL_NAME) or self.tr("(không đọc được tên)")
        current = self.intake.draft.applicant.text(Field.FULL_NAME) or self.tr("(chưa có tên)")
        self.notice.say(
            self.tr("Thẻ vừa quét là của {0}, hồ sơ đang mở là của {1}").format(scanned, current),
            self.tr("Hai người không bao giờ bị trộn vào một hồ sơ. Anh/chị muốn làm gì?"),
            choices=tuple((texts[choice], partial(self.intake.decide, choice)) for choice in pending.choices),
        )
        first = self.notice.first_button()
        if first is not None:
            first.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under one another where the window is narrow or the scale large."""
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._columns.direction() != wanted:
            self._columns.setDirection(wanted)
