"""What an intake says above the work: another person's card, an error, a question, the saved case."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.words import moment_text
from desktop.workflows.intake import Decision, Intake, IntakeState, PendingScan
from devices.errors import CodedError
from devices.identity import Field


class IntakeNotice(QWidget):
    """The one bar for all of them; of several things to say, the most pressing one.

    Attributes:
        bar: The bar itself.
        reading_error: Why a card or code was not taken; None once that is past.

    Signals:
        receipt_wanted: The saved case whose receipt is to be shown again.
        case_wanted: Id of the saved case, to open it.
        changed: The officer closed or answered something that is no matter of the intake's.
    """

    receipt_wanted = Signal(object)
    case_wanted = Signal(int)
    changed = Signal()

    def __init__(self, intake: Intake, messages: Messages) -> None:
        super().__init__()
        self._intake = intake
        self._messages = messages
        self._closed: CodedError | None = None
        self._to_discard = ""
        self._asked: PendingScan | None = None
        self.reading_error: CodedError | None = None
        self.bar = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 0)
        column.addWidget(self.bar)
        self.hide()

    def refresh(self, *, take_focus: bool) -> None:
        """Say what is to be said now; a new question takes the focus if it may."""
        intake = self._intake
        error = intake.error or self.reading_error
        pending = intake.pending if intake.state is not IntakeState.SAVING else None
        if pending is not None:
            self._ask_about(pending)
        elif error is not None and error is not self._closed:
            close = (self.tr("Đóng"), partial(self._close, error))
            self.bar.say_error(self._messages.explain(error), choices=(close,))
        elif self._to_discard == intake.draft.id and intake.state is IntakeState.FILLING:
            self._ask_whether_to_discard()
        elif intake.saved is not None:
            self._announce_saved()
        else:
            self.bar.hide()
        self.setVisible(not self.bar.isHidden())
        if pending is not self._asked:
            self._asked = pending
            if self._asked is not None and take_focus:
                self._focus_first()

    def say(self, title: str, text: str) -> None:
        """Say something until the next change."""
        self.bar.say(title, text)
        self.show()

    def ask_about_discarding(self) -> None:
        """Ask whether the open draft is to be wiped."""
        self._to_discard = self._intake.draft.id
        self.changed.emit()
        self._focus_first()

    def _focus_first(self) -> None:
        first = self.bar.first_button()
        if first is not None:
            first.setFocus()

    def _close(self, error: CodedError) -> None:
        self._closed = error
        self.changed.emit()

    def _keep(self) -> None:
        self._to_discard = ""
        self.changed.emit()

    def _ask_whether_to_discard(self) -> None:
        self.bar.say(
            self.tr("Xóa nháp đang mở?"),
            self.tr("Những gì đã quét và đã gõ của hồ sơ này sẽ bị xóa hẳn."),
            choices=((self.tr("Giữ lại"), self._keep), (self.tr("Xóa hẳn"), self._intake.discard)),
        )

    def _announce_saved(self) -> None:
        case = self._intake.saved
        if case is None:
            return
        due = moment_text(case.content.appointment.due_at)
        self.bar.say(
            self.tr("Đã tiếp nhận hồ sơ {0}").format(case.code),
            self.tr("Hẹn trả kết quả: {0}. Quét thẻ tiếp theo để bắt đầu hồ sơ mới.").format(due),
            role="noteGood",
            choices=(
                (self.tr("In giấy hẹn"), partial(self.receipt_wanted.emit, case)),
                (self.tr("Mở hồ sơ"), partial(self.case_wanted.emit, case.id)),
            ),
        )

    def _ask_about(self, pending: PendingScan) -> None:
        texts = {
            Decision.NEW_CASE: self.tr("Hồ sơ mới cho thẻ này"),
            Decision.SUBMITTER: self.tr("Người này nộp thay"),
            Decision.SAME_PERSON: self.tr("Đúng là người đang gõ"),
            Decision.IGNORE: self.tr("Bỏ qua thẻ"),
        }
        scanned = pending.identity.text(Field.FULL_NAME) or self.tr("(không đọc được tên)")
        current = self._intake.draft.applicant.text(Field.FULL_NAME) or self.tr("(chưa có tên)")
        self.bar.say(
            self.tr("Thẻ vừa quét là của {0}, hồ sơ đang mở là của {1}").format(scanned, current),
            self.tr("Hồ sơ đang mở không đổi. Làm hồ sơ mới thì nó được cất vào nháp."),
            choices=tuple((texts[choice], partial(self._intake.decide, choice)) for choice in pending.choices),
        )
