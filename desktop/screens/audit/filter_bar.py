"""Which entries are asked for: who, about whom, what, and when."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QWidget

from desktop.records.audit_log import AuditFilter
from desktop.screens.audit.words import action_names
from desktop.screens.building import button, card, label, row
from desktop.workflows.audit_desk import LogView

MIDNIGHT = time()


class FilterBar(QWidget):
    """The filter.

    Signals:
        wanted: Another `AuditFilter`; its citizen is that of the last one.
        citizen_wanted: A number or name that was typed; "" for everybody.
    """

    wanted = Signal(object)
    citizen_wanted = Signal(str)

    def __init__(self, first: AuditFilter) -> None:
        super().__init__()
        self._filter = first
        zone = None if first.first is None else first.first.tzinfo
        self._zone = zone
        self.officer = self._combo(self.tr("Công chức"))
        self.officer.addItem(self.tr("Mọi công chức"), None)
        self.action = self._combo(self.tr("Việc đã làm"))
        self.action.addItem(self.tr("Mọi việc"), "")
        for code, name in sorted(action_names().items(), key=lambda each: each[1]):
            self.action.addItem(name, str(code))
        self.first = self._day(self.tr("Từ ngày"))
        self.last = self._day(self.tr("Đến ngày"))
        day = QDate.currentDate() if first.first is None else QDate(*first.first.timetuple()[:3])
        self.first.setDate(day)
        self.last.setDate(day)
        self.citizen = QLineEdit()
        self.citizen.setAccessibleName(self.tr("Công dân: số căn cước hoặc họ tên"))
        self.citizen.setPlaceholderText(self.tr("Số căn cước hoặc họ tên"))
        self.citizen.returnPressed.connect(self._on_look)
        self.look = button(self.tr("Xem"), self._on_look, role="primary", icon_name="search")
        frame, column = card()
        column.addWidget(label(self.tr("Xem nhật ký"), "heading"))
        for name, field in (
            (self.tr("Công chức"), self.officer),
            (self.tr("Việc"), self.action),
            (self.tr("Công dân"), self.citizen),
        ):
            column.addWidget(label(name, "fieldLabel"))
            column.addWidget(field)
        column.addWidget(label(self.tr("Từ ngày, đến ngày"), "fieldLabel"))
        column.addLayout(row(self.first, self.last))
        column.addLayout(row(self.look, None))
        outer = row(frame)
        self.setLayout(outer)

    @staticmethod
    def _combo(name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        return made

    @staticmethod
    def _day(name: str) -> QDateEdit:
        made = QDateEdit()
        made.setDisplayFormat("dd/MM/yyyy")
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setMinimumWidth(108)
        made.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Show the days from their beginning: a field that was filled before it had a width has scrolled them away."""
        super().showEvent(event)
        for field in (self.first, self.last):
            field.lineEdit().home(False)

    def show_view(self, view: LogView, wanted: AuditFilter) -> None:
        """Offer the officers that there are."""
        self._filter = wanted
        if self.officer.count() != len(view.officers) + 1:
            chosen = self.officer.currentData()
            while self.officer.count() > 1:
                self.officer.removeItem(1)
            for each in view.officers:
                self.officer.addItem(each.full_name, each.id)
            self.officer.setCurrentIndex(max(0, self.officer.findData(chosen)))

    def chosen(self) -> AuditFilter:
        """What is asked for, with the citizen of the last look."""
        first, last = self._moment(self.first), self._moment(self.last) + timedelta(days=1, milliseconds=-1)
        return replace(
            self._filter,
            officer_id=self.officer.currentData(),
            action=self.action.currentData(),
            first=first,
            last=last,
        )

    def _moment(self, field: QDateEdit) -> datetime:
        day = field.date()
        return datetime(day.year(), day.month(), day.day(), tzinfo=self._zone)

    def _on_look(self) -> None:
        self.wanted.emit(self.chosen())
        self.citizen_wanted.emit(self.citizen.text().strip())
