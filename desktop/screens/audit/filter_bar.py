"""Which entries are asked for: who, about whom, what, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.records.audit_log import AuditFilter
from desktop.records.folding import alphabetical
from desktop.screens.audit.words import action_names
from desktop.screens.building import button, card, label, row
from desktop.workflows.audit_desk import LogView

DAY = "%d/%m/%Y"


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
        for code, name in sorted(action_names().items(), key=lambda each: alphabetical(each[1])):
            self.action.addItem(name, str(code))
        self.first = self._day(self.tr("Từ ngày"))
        self.last = self._day(self.tr("Đến ngày"))
        for day in (self.first, self.last):
            day.setText("" if first.first is None else first.first.strftime(DAY))
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

    def _day(self, name: str) -> QLineEdit:
        """One field that Tab leaves at once, where a date edit would stop it at day, month and year."""
        made = QLineEdit()
        made.setAccessibleName(self.tr("{0}, dạng ngày/tháng/năm").format(name))
        made.setToolTip(self.tr("ngày/tháng/năm"))
        made.setMinimumWidth(96)
        made.textEdited.connect(lambda _text: self._mark(made, good=True))
        made.returnPressed.connect(self._on_look)
        return made

    @staticmethod
    def _mark(field: QLineEdit, *, good: bool) -> None:
        field.setProperty("state", "" if good else "damaged")
        field.style().unpolish(field)
        field.style().polish(field)

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

    def chosen(self) -> AuditFilter | None:
        """What is asked for, with the citizen of the last look; None where a day is none, and its field is marked."""
        days = [self._moment(field) for field in (self.first, self.last)]
        first, last = days
        if first is None or last is None:
            return None
        return replace(
            self._filter,
            officer_id=self.officer.currentData(),
            action=self.action.currentData(),
            first=first,
            last=last + timedelta(days=1, milliseconds=-1),
        )

    def _moment(self, field: QLineEdit) -> datetime | None:
        try:
            found = datetime.strptime(field.text().strip(), DAY).replace(tzinfo=self._zone)
        except ValueError:
            self._mark(field, good=False)
            field.setFocus()
            return None
        return found

    def _on_look(self) -> None:
        wanted = self.chosen()
        if wanted is not None:
            self.wanted.emit(wanted)
            self.citizen_wanted.emit(self.citizen.text().strip())
