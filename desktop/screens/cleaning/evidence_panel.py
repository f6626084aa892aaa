"""One flag: both sides, what was done about it, and what is to be done."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.records.data_flags import LONGEST_REASON, Resolution
from desktop.records.data_rules import FlagKind
from desktop.screens.building import button, card, clear, label, row
from desktop.screens.cleaning.words import against_name, kind_hint, kind_name, residence_hint, resolution_name
from desktop.screens.words import day_text, field_name
from desktop.workflows.data_evidence import ADDRESS_KINDS, Against, Evidence, EvidenceRow
from desktop.workflows.person_form import DATES

CASES_SHOWN = 4


class EvidencePanel(QWidget):
    """Shows an `Evidence` and takes the officer's decision.

    Attributes:
        how: The way it is dealt with.
        unit: The commune of today, for flags about addresses.
        reason: Why.
        save: Records it.

    Signals:
        resolved: `Resolution`, reason, commune of today or "".
        case_wanted: Id of a case to open.
    """

    resolved = Signal(object, str, str)
    case_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card()
        self._flag_id = 0
        self._title = label("", "heading", wrap=True)
        self._hint = label("", "caption", wrap=True)
        self._sides = QGridLayout()
        self._sides.setHorizontalSpacing(12)
        self._sides.setVerticalSpacing(4)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        self._events = QVBoxLayout()
        for part in (self._title, self._hint):
            column.addWidget(part)
        column.addLayout(self._sides)
        column.addLayout(self._links)
        column.addLayout(self._events)
        column.addStretch(1)
        self._decision = self._decide()
        column.addWidget(self._decision)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.show_evidence(None)

    def _decide(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.how, self.unit, self.reason = QComboBox(), QComboBox(), QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("Vì sao: đã so thẻ, đã hỏi…"))
        for combo in (self.how, self.unit):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(10)
        named: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Cách xử lý"), self.how),
            (self.tr("Đơn vị hiện nay"), self.unit),
            (self.tr("Lý do"), self.reason),
        )
        for name, widget in named:
            caption = label(name, "fieldLabel")
            caption.setBuddy(widget)
            widget.setAccessibleName(name)
            column.addWidget(caption)
            column.addWidget(widget)
            if widget is self.unit:
                self._unit_caption = caption
        self.save = button(self.tr("Ghi, sang việc tiếp"), self._save, role="primary", key="Ctrl+Return")
        column.addLayout(row(None, self.save))
        self.how.currentIndexChanged.connect(lambda _index: self._on_how())
        self.unit.currentIndexChanged.connect(lambda _index: self._check())
        self.reason.textChanged.connect(lambda _text: self._check())
        self.reason.returnPressed.connect(self._save)
        return made

    def show_evidence(self, evidence: Evidence | None) -> None:
        """Show a flag; None where there is none. What is being decided about the same flag is left alone."""
        self._decision.setVisible(evidence is not None)
        if evidence is not None and evidence.flag.id == self._flag_id:
            return
        clear(self._sides)
        clear(self._links)
        clear(self._events)
        self._flag_id = 0 if evidence is None else evidence.flag.id
        if evidence is None:
            self._title.setText(self.tr("Không có việc nào ở đây"))
            self._hint.setText(self.tr("Chọn một loại nghi vấn ở bên trái."))
            return
        self._title.setText(
            self.tr("{0}: {1}").format(kind_name(evidence.flag.kind), evidence.citizen.details.full_name)
        )
        self._hint.setText(kind_hint(evidence.flag.kind))
        self._show_sides(evidence)
        self._show_links(evidence)
        self._offer(evidence)

    def _show_sides(self, evidence: Evidence) -> None:
        right = against_name(evidence.against, evidence.source)
        heads = (self.tr("Đang giữ"), right) if right else (self.tr("Đang giữ"),)
        for side, head in enumerate(heads):
            self._sides.addWidget(label(head, "fieldLabel"), 0, side + 1)
        for line, each in enumerate(evidence.rows, 1):
            self._sides.addWidget(label(field_name(each.field), "fieldLabel", wrap=True), line, 0)
            for side, text in enumerate((each.here, each.there)[: len(heads)]):
                self._sides.addWidget(self._value(each, text, evidence.against), line, side + 1)
        self._sides.setColumnStretch(0, 2)
        self._sides.setColumnStretch(1, 3)
        self._sides.setColumnStretch(2, 3 if right else 0)
        below = len(evidence.rows) + 1
        if evidence.residence is not None:
            hint = residence_hint(evidence.residence) or self.tr("chưa tra được đơn vị hiện nay")
            self._sides.addWidget(label(self.tr("Đề xuất"), "fieldLabel"), below, 0)
            self._sides.addWidget(label(hint, "goodText", wrap=True), below, 1, 1, 2)
        if evidence.expiry is not None:
            self._sides.addWidget(label(self.tr("Hết hạn"), "fieldLabel"), below, 0)
            self._sides.addWidget(label(day_text(evidence.expiry), "warnText"), below, 1)

    def _value(self, each: EvidenceRow, text: str, against: Against) -> QWidget:
        if each.field in DATES and text.count("-") == 2:
            text = "/".join(reversed(text.split("-")))
        doubtful = each.marked and (against is Against.NOTHING or each.here != each.there)
        return label(text or "—", "warnText" if doubtful else "strong" if each.marked else "", wrap=True)

    def _show_links(self, evidence: Evidence) -> None:
        for case in evidence.cases[:CASES_SHOWN]:
            text = self.tr("Mở hồ sơ {0} · {1}").format(
                "-".join(case.code.split("-")[1:]), day_text(case.received_at.date())
            )
            self._links.addLayout(row(button(text, partial(self.case_wanted.emit, case.id), role="link"), None))
        for event in evidence.events:
            said = self.tr("{0}: {1}. {2}").format(
                day_text(event.at.date()), resolution_name(event.how), " ".join((event.reason, event.officer)).strip()
            )
            self._events.addWidget(label(said, "caption", wrap=True))

    def _offer(self, evidence: Evidence) -> None:
        about_unit = evidence.flag.kind in ADDRESS_KINDS
        units = evidence.residence.today if evidence.residence is not None else ()
        ways = [Resolution.RIGHT, Resolution.CORRECTED, Resolution.CITIZEN_ASKED]
        if evidence.flag.kind in {FlagKind.SAME_NUMBER, FlagKind.SAME_PERSON}:
            ways.insert(0, Resolution.OTHER_PERSON)
        if about_unit and units:
            ways.insert(0, Resolution.UNIT_CHOSEN)
        for combo in (self.how, self.unit):
            combo.blockSignals(True)
            combo.clear()
        for way in ways:
            self.how.addItem(resolution_name(way), way)
        if len(units) > 1:
            self.unit.addItem(self.tr("Chọn một nơi…"), "")
        for each in units:
            self.unit.addItem(each.text, each.text)
        for combo in (self.how, self.unit):
            combo.blockSignals(False)
        self.reason.clear()
        self._on_how()

    def _way(self) -> Resolution | None:
        """The way that is chosen; Qt gives the plain text back."""
        text = self.how.currentData()
        return Resolution(text) if text else None

    def _on_how(self) -> None:
        choosing = self._way() is Resolution.UNIT_CHOSEN
        self.unit.setVisible(choosing)
        self._unit_caption.setVisible(choosing)
        usual = self.tr("Theo bảng chuyển đổi đơn vị hành chính")
        if choosing and not self.reason.text():
            self.reason.setText(usual)
        elif not choosing and self.reason.text() == usual:
            self.reason.clear()
        self._check()

    def _ready(self) -> bool:
        chosen = self._way() is not Resolution.UNIT_CHOSEN or bool(self.unit.currentData())
        return bool(self._flag_id and self.reason.text().strip() and chosen)

    def _check(self) -> None:
        self.save.setEnabled(self._ready())

    def _save(self) -> None:
        if self._ready():
            how = self._way()
            answer = self.unit.currentData() if how is Resolution.UNIT_CHOSEN else ""
            self.resolved.emit(how, self.reason.text(), answer)
