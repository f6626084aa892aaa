"""Which period: its kind, the ones before and after, or two days."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDateEdit, QPushButton, QVBoxLayout, QWidget

from desktop.records.periods import Period, PeriodKind, period_of, span_of
from desktop.screens.building import button, label, row
from desktop.screens.reports.words import period_name
from devices.errors import CodedError


class PeriodBar(QWidget):
    """Chooses a period.

    Signals:
        chosen: A `Period`.
        refused: A `CodedError`: two days that are no period.
    """

    chosen = Signal(object)
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._name = label("", "title", wrap=True)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Loại kỳ báo cáo"))
        for kind, name in (
            (PeriodKind.MONTH, self.tr("Tháng")),
            (PeriodKind.QUARTER, self.tr("Quý")),
            (PeriodKind.YEAR, self.tr("Năm")),
            (PeriodKind.SPAN, self.tr("Từ ngày … đến ngày …")),
        ):
            self.kind.addItem(name, kind)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.activated.connect(lambda _place: self._on_kind())
        self.before = self._step(self.tr("Kỳ trước"), -1, "Alt+Left")
        self.after = self._step(self.tr("Kỳ sau"), 1, "Alt+Right")
        self.first = self._day(self.tr("Từ ngày"))
        self.last = self._day(self.tr("Đến ngày"))
        self.show_span = button(self.tr("Xem"), self._on_span)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._name)
        column.addLayout(row(self.kind, None))
        self._steps = QWidget()
        self._steps.setLayout(row(self.before, self.after, None))
        self._days = QWidget()
        days = QVBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.addLayout(row(self.first, self.last, None))
        days.addLayout(row(self.show_span, None))
        column.addWidget(self._steps)
        column.addWidget(self._days)

    def _step(self, text: str, steps: int, key: str) -> QPushButton:
        made = button(text, lambda: self._move(steps))
        made.setToolTip(f"{text} ({key})")
        QShortcut(QKeySequence(key), made).activated.connect(made.click)
        return made

    @staticmethod
    def _day(name: str) -> QDateEdit:
        made = QDateEdit()
        made.setDisplayFormat("dd/MM/yyyy")
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setMinimumWidth(112)
        made.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        return made

    def show_period(self, period: Period) -> None:
        """Show which period is looked at."""
        self._period = period
        name = period_name(period)
        self._name.setText(name[0].upper() + name[1:])
        self.kind.setCurrentIndex(self.kind.findData(period.kind))
        self.first.setDate(QDate(period.first.year, period.first.month, period.first.day))
        self.last.setDate(QDate(period.last.year, period.last.month, period.last.day))
        self._fit(period.kind)

    def _fit(self, kind: PeriodKind) -> None:
        self._steps.setVisible(kind is not PeriodKind.SPAN)
        self._days.setVisible(kind is PeriodKind.SPAN)

    def _on_kind(self) -> None:
        kind = PeriodKind(self.kind.currentData())
        if kind is PeriodKind.SPAN or self._period is None:
            self._fit(kind)
            self.first.setFocus()
            return
        self.chosen.emit(period_of(kind, self._period.first))

    def _on_span(self) -> None:
        first, last = (
            date(chosen.year(), chosen.month(), chosen.day()) for chosen in (self.first.date(), self.last.date())
        )
        try:
            self.chosen.emit(span_of(first, last))
        except CodedError as error:
            self.refused.emit(error)

    def _move(self, steps: int) -> None:
        if self._period is not None:
            self.chosen.emit(self._period.moved(steps))
