"""When and how: the channel, the appointment with its reason, the fee, where the result goes."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.records.cases import Appointment, ReturnMethod
from desktop.records.catalogue.models import Procedure, ReceptionChannel
from desktop.screens.building import button, card, clear, label, number_box, restyle, row
from desktop.screens.intake.count_words import step_text
from desktop.screens.intake.promise_dialog import PromiseDialog
from desktop.screens.words import channel_name, moment_text, money_text, return_method_name
from desktop.workflows.intake_draft import IntakeDraft
from desktop.workflows.intake_rules import channel_allowed, usual_fee

CHANNELS = (
    ReceptionChannel.COUNTER,
    ReceptionChannel.ONLINE_ASSISTED,
    ReceptionChannel.ONLINE,
    ReceptionChannel.POSTAL,
    ReceptionChannel.VNEID,
)

METHODS = tuple(ReturnMethod)


class ReceptionPanel(QWidget):
    """Shows the draft's channel, appointment, fee and way of return.

    Signals:
        channel_chosen, method_chosen: The officer's choice.
        vneid_toggled: Whether the citizen was identified on the VNeID screen.
        promised: Another due time and its reason.
        computed_wanted: Back to the computed time.
        fee_changed: Amount in đồng (-1: the catalogue's) and whether it is paid.
        note_typed: A remark.
    """

    channel_chosen = Signal(object)
    method_chosen = Signal(object)
    vneid_toggled = Signal(bool)
    promised = Signal(object, str)
    computed_wanted = Signal()
    fee_changed = Signal(int, bool)
    note_typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appointment: Appointment | None = None
        self._started_at: datetime | None = None
        self._usual_fee = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._appointment_box())
        layout.addWidget(self._channel_box())
        layout.addWidget(self._result_box())
        layout.addStretch(1)

    def _appointment_box(self) -> QWidget:
        frame, column = card(spacing=4)
        self._due = label("", "big", wrap=True)
        self._limit = label("", "caption", wrap=True)
        self._why = QVBoxLayout()
        self._why.setSpacing(1)
        self._why_button = button(self.tr("Vì sao là ngày này?"), self._on_why, role="link")
        self._why_button.setCheckable(True)
        self._change = button(self.tr("Hẹn ngày khác…"), self._on_change, role="link")
        self._computed = button(self.tr("Lấy lại ngày tính"), self.computed_wanted.emit, role="link")
        column.addWidget(label(self.tr("Hẹn trả kết quả"), "heading"))
        column.addWidget(self._due)
        column.addWidget(self._limit)
        column.addLayout(row(self._why_button, self._change, self._computed, None))
        column.addLayout(self._why)
        return frame

    def _channel_box(self) -> QWidget:
        frame, column = card(spacing=2)
        column.addWidget(label(self.tr("Kênh tiếp nhận"), "heading"))
        self._channels = QButtonGroup(self)
        self.channel_buttons: dict[ReceptionChannel, QRadioButton] = {}
        for index, channel in enumerate(CHANNELS):
            radio = QRadioButton(channel_name(channel))
            self._channels.addButton(radio, index)
            self.channel_buttons[channel] = radio
            column.addWidget(radio)
        self._channels.idClicked.connect(lambda index: self.channel_chosen.emit(CHANNELS[index]))
        self._no_paper = label(
            self.tr("Từ 01/10/2025 thủ tục này không nhận hồ sơ giấy: hỗ trợ công dân nộp trực tuyến"),
            "warnText",
            wrap=True,
        )
        column.addWidget(self._no_paper)
        self.vneid = QCheckBox(self.tr("Đã xem VNeID mức 2 của công dân"))
        self.vneid.toggled.connect(self.vneid_toggled)
        column.addWidget(self.vneid)
        return frame

    def _result_box(self) -> QWidget:
        frame, column = card(spacing=6)
        column.addWidget(label(self.tr("Trả kết quả và phí"), "heading"))
        self.method = QComboBox()
        self.method.setAccessibleName(self.tr("Nơi nhận kết quả"))
        for method in METHODS:
            self.method.addItem(return_method_name(method))
        self.method.activated.connect(lambda index: self.method_chosen.emit(METHODS[index]))
        column.addWidget(self.method)
        self.fee = number_box(self.tr("Phí, lệ phí (đồng)"), 0, 1_000_000_000)
        self.fee.setSingleStep(1000)
        self.fee.setSuffix(" đ")
        self.fee.setGroupSeparatorShown(True)
        self.fee.setMinimumWidth(120)
        self.fee.editingFinished.connect(self._on_fee)
        self.paid = QCheckBox(self.tr("Đã thu"))
        self.paid.toggled.connect(lambda _checked: self._on_fee())
        fee_line = row(label(self.tr("Phí, lệ phí"), "fieldLabel"), self.fee, self.paid)
        fee_line.setStretch(1, 1)
        column.addLayout(fee_line)
        self._fee_note = label("", "caption", wrap=True)
        column.addWidget(self._fee_note)
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("Ghi chú của hồ sơ"))
        self.note.setAccessibleName(self.tr("Ghi chú"))
        self.note.editingFinished.connect(lambda: self.note_typed.emit(self.note.text()))
        column.addWidget(self.note)
        return frame

    def show_draft(
        self, draft: IntakeDraft, procedure: Procedure | None, appointment: Appointment | None, limit: str
    ) -> None:
        """Show the draft's part of this panel."""
        self._started_at = draft.started_at
        self._change.setVisible(procedure is not None)
        self._show_appointment(draft, appointment, limit)
        for channel, radio in self.channel_buttons.items():
            radio.setEnabled(procedure is None or channel_allowed(procedure, channel))
            radio.setChecked(channel is draft.channel)
        self._no_paper.setVisible(procedure is not None and not procedure.paper_accepted)
        for box, value in ((self.vneid, draft.vneid_shown), (self.paid, draft.fee_paid)):
            box.blockSignals(True)
            box.setChecked(value)
            box.blockSignals(False)
        self.method.setCurrentIndex(METHODS.index(draft.return_method))
        self._usual_fee = usual_fee(procedure) if procedure is not None else 0
        amount = self._usual_fee if draft.fee_amount is None else draft.fee_amount
        if not self.fee.hasFocus():
            self.fee.setValue(amount)
        self._show_fee_note(procedure)
        if not self.note.hasFocus():
            self.note.setText(draft.note)

    def _show_appointment(self, draft: IntakeDraft, appointment: Appointment | None, limit: str) -> None:
        self._appointment = appointment
        hint = self.tr("Chưa tính được, hãy hẹn bằng tay") if limit else self.tr("Chọn thủ tục để tính ngày")
        self._due.setText(moment_text(appointment.due_at) if appointment else hint)
        restyle(self._due, "big" if appointment else "caption")
        self._limit.setText(self.tr("Thời hạn: {0}").format(limit) if limit else "")
        self._limit.setVisible(bool(limit))
        changed = draft.other_appointment is not None
        self._why_button.setVisible(appointment is not None and not changed)
        self._computed.setVisible(changed)
        self._on_why()

    def _show_fee_note(self, procedure: Procedure | None) -> None:
        notes = []
        for fee in procedure.fees if procedure is not None else ():
            text = self.tr("{0}: {1}").format(fee.name or self.tr("Phí"), money_text(fee.amount))
            if fee.per != "case":
                text += self.tr(" / {0}").format(
                    {"page": self.tr("trang"), "copy": self.tr("bản")}.get(fee.per, fee.per)
                )
            if fee.waived_for:
                text += self.tr("; miễn cho {0}").format(fee.waived_for)
            notes.append(text)
        self._fee_note.setText("\n".join(notes))
        self._fee_note.setVisible(bool(notes))

    def _on_why(self) -> None:
        clear(self._why)
        if self._appointment is None or not (self._why_button.isChecked() or self._appointment.changed_because):
            return
        reason = self._appointment.changed_because
        lines = [self.tr("Lý do hẹn khác: {0}").format(reason)] if reason else map(step_text, self._appointment.steps)
        for line in lines:
            self._why.addWidget(label("• " + line, "caption", wrap=True))

    def _on_fee(self) -> None:
        value = self.fee.value()
        self.fee_changed.emit(-1 if value == self._usual_fee else value, self.paid.isChecked())

    def _on_change(self) -> None:
        if self._started_at is None:
            return
        due = self._appointment.due_at if self._appointment is not None else self._started_at
        dialog = PromiseDialog(due, self._started_at, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.promised.emit(dialog.chosen(), dialog.reason.text())
        dialog.deleteLater()
