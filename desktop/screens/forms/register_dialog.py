"""Asks which cases the register is printed for: those of a span of days, or those in the list."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QRadioButton, QWidget

from desktop.screens.building import button, label, row
from desktop.screens.dialog import FittedDialog


class RegisterDialog(FittedDialog):
    """The question.

    Attributes:
        by_days: All cases that were received from `first` to `last`.
        by_list: Those that the list shows.
    """

    def __init__(self, today: date, shown: int, parent: QWidget | None = None) -> None:
        """Propose the month so far; `shown` is how many cases the list shows."""
        super().__init__(width=460, parent=parent)
        self.set_title(self.tr("In sổ theo dõi hồ sơ"))
        self.by_days = QRadioButton(self.tr("Hồ sơ nhận từ ngày đến ngày"))
        self.by_list = QRadioButton(self.tr("{0} hồ sơ đang hiện trong danh sách").format(shown))
        self.by_days.setChecked(True)
        self.by_list.setEnabled(shown > 0)
        self.first = self._date(self.tr("Từ ngày"), today.replace(day=1))
        self.last = self._date(self.tr("Đến ngày"), today)
        self.body.addWidget(self.by_days)
        self.body.addLayout(row(self._caption(self.first), self.first, self._caption(self.last), self.last, None))
        self.body.addWidget(self.by_list)
        self.by_days.toggled.connect(self.first.setEnabled)
        self.by_days.toggled.connect(self.last.setEnabled)
        self.buttons.addWidget(button(self.tr("Hủy"), self.reject))
        go = button(self.tr("Xem và in"), self.accept, role="primary", icon_name="printer")
        go.setDefault(True)
        self.buttons.addWidget(go)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, in order."""
        days = sorted(date(value.year(), value.month(), value.day()) for value in (self.first.date(), self.last.date()))
        return days[0], days[1]

    @staticmethod
    def _date(name: str, day: date) -> QDateEdit:
        made = QDateEdit(QDate(day.year, day.month, day.day))
        made.setAccessibleName(name)
        made.setDisplayFormat("dd/MM/yyyy")
        made.setCalendarPopup(True)
        return made

    @staticmethod
    def _caption(box: QDateEdit) -> QWidget:
        caption = label(box.accessibleName(), "fieldLabel")
        caption.setBuddy(box)
        return caption
