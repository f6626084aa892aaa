"""Asks for another due time than the computed one, and for the reason."""

from datetime import datetime

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QWidget

from desktop.records.cases import Appointment
from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog


class PromiseDialog(FittedDialog):
    """Another due time and why; there is no accepting it without a reason.

    Attributes:
        moment: The due time.
        reason: The reason.
    """

    def __init__(self, appointment: Appointment, parent: QWidget | None = None) -> None:
        super().__init__(width=420, parent=parent)
        self.set_title(self.tr("Hẹn ngày khác"))
        due = appointment.due_at
        self.moment = QDateTimeEdit(QDateTime(due.year, due.month, due.day, due.hour, due.minute, 0))
        self.moment.setDisplayFormat("HH:mm dd/MM/yyyy")
        self.moment.setCalendarPopup(True)
        self.reason = QLineEdit()
        for name, widget in (
            (self.tr("Ngày giờ hẹn trả kết quả"), self.moment),
            (self.tr("Lý do (ghi trong lịch sử hồ sơ)"), self.reason),
        ):
            widget.setAccessibleName(name)
            self.body.addWidget(label(name, "fieldLabel"))
            self.body.addWidget(widget)
        accept = button(self.tr("Đồng ý"), self.accept, role="primary")
        accept.setDefault(True)
        accept.setEnabled(False)
        self.reason.textChanged.connect(lambda text: accept.setEnabled(bool(text.strip())))
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(accept)

    def chosen(self, computed: datetime) -> datetime:
        """The chosen moment in the time zone of the computed one."""
        day, time = self.moment.date(), self.moment.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=computed.tzinfo)
