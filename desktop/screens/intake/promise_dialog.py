"""Asks for another due time than the computed one, and for the reason."""

from datetime import datetime

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QWidget

from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog


class PromiseDialog(FittedDialog):
    """Another due time and why; neither a time gone by nor one without a reason can be accepted.

    Attributes:
        moment: The due time.
        reason: The reason.
    """

    def __init__(self, due: datetime, earliest: datetime, parent: QWidget | None = None) -> None:
        """Begin with `due`, an aware time; the promise is later than `earliest`."""
        super().__init__(width=420, parent=parent)
        self.set_title(self.tr("Hẹn ngày khác"))
        self._zone, self._earliest = due.tzinfo, earliest
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
        self._accept = button(self.tr("Đồng ý"), self.accept, role="primary")
        self._accept.setDefault(True)
        self.reason.textChanged.connect(self._check)
        self.moment.dateTimeChanged.connect(self._check)
        self._check()
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self._accept)

    def _check(self, _changed: object = None) -> None:
        self._accept.setEnabled(bool(self.reason.text().strip()) and self.chosen() > self._earliest)

    def chosen(self) -> datetime:
        """The chosen moment in the time zone of the one it began with."""
        day, time = self.moment.date(), self.moment.time()
        return datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=self._zone)
