"""What an act on many cases needs said, once for all of them."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desktop.records.case_life import HandOver
from desktop.records.case_life_acts import LONGEST
from desktop.records.number_text import number_text
from desktop.records.people import Officer
from desktop.screens.building import button, label, number_box
from desktop.screens.cases.act_dialogs import typed_day
from desktop.screens.dialog import FittedDialog

WIDTH = 480
MOST_DAYS = 60


class ManyDialog(FittedDialog):
    """What these dialogs share: how many cases, a reason, two buttons.

    Attributes:
        why: The reason.
        go: Carries it out.
    """

    def __init__(self, title: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.set_title(title)
        self.body.addWidget(label(self.tr("{0} hồ sơ đang chọn").format(number_text(count)), "strong"))
        self.why = QPlainTextEdit()
        self.why.setTabChangesFocus(True)
        self.why.setMaximumHeight(76)
        self.go = button(title, self.accept, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self.go)

    @property
    def reason(self) -> str:
        """The reason without blanks around it."""
        return self.why.toPlainText().strip()

    def field(self, caption: str, widget: QWidget) -> None:
        """Add a captioned field."""
        named = label(caption, "fieldLabel", wrap=True)
        named.setBuddy(widget)
        widget.setAccessibleName(caption)
        self.body.addWidget(named)
        self.body.addWidget(widget)

    def foot(self) -> None:
        """Say what becomes of those that it cannot be done for."""
        text = self.tr("Mỗi hồ sơ được kiểm tra riêng; hồ sơ không làm được sẽ giữ nguyên, vẫn được chọn và có lý do.")
        self.body.addWidget(label(text, "caption", wrap=True))


class HandOverManyDialog(ManyDialog):
    """To which part, and to whom.

    Attributes:
        part: The part.
        person: Who takes them.
    """

    def __init__(
        self, count: int, parts: Sequence[str], officers: Sequence[Officer], parent: QWidget | None = None
    ) -> None:
        super().__init__("", count, parent)
        self.set_title(self.tr("Bàn giao hồ sơ đã chọn"))
        self.go.setText(self.tr("Bàn giao"))
        self.part, self.person = QComboBox(), QComboBox()
        for combo in (self.part, self.person):
            combo.setEditable(True)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
        self.part.addItems(list(parts))
        self.person.addItem("", None)
        for officer in officers:
            self.person.addItem(officer.full_name, officer.id)
        self.field(self.tr("Bàn giao cho bộ phận"), self.part)
        self.field(self.tr("Người nhận"), self.person)
        self.field(self.tr("Ghi chú (không bắt buộc)"), self.why)
        self.foot()
        for changed in (self.part.editTextChanged, self.why.textChanged):
            changed.connect(self._check)
        self._check()
        self.part.setFocus()

    def _check(self, _text: str = "") -> None:
        self.go.setEnabled(bool(self.part.currentText().strip()) and len(self.reason) <= LONGEST)

    @property
    def slip(self) -> HandOver:
        """The slip's line, still without the part that hands over."""
        name = self.person.currentText().strip()
        place = self.person.findText(name)
        officer = self.person.itemData(place) if place > 0 else None
        return HandOver("", self.part.currentText().strip(), name, officer)


class ResultManyDialog(ManyDialog):
    """The day of the results, and whether they lie here now.

    Attributes:
        day_line: The day, as it is typed.
        here: They came to the desk.
    """

    def __init__(self, count: int, today: date, parent: QWidget | None = None) -> None:
        super().__init__("", count, parent)
        self.set_title(self.tr("Đã có kết quả của hồ sơ đã chọn"))
        self.go.setText(self.tr("Đã có kết quả"))
        self.day_line = QLineEdit(f"{today:%d/%m/%Y}")
        self.here = QCheckBox(self.tr("Kết quả đã về quầy"))
        self.here.setChecked(True)
        self.field(self.tr("Ngày của kết quả"), self.day_line)
        self.body.addWidget(self.here)
        self.field(self.tr("Ghi chú (không bắt buộc)"), self.why)
        self.foot()
        self.day_line.textChanged.connect(self._check)
        self.why.textChanged.connect(self._check)
        self.day_line.setFocus()

    @property
    def day(self) -> date | None:
        """The day; None where there is none."""
        return typed_day(self.day_line.text())

    def _check(self, _text: str = "") -> None:
        dated = not self.day_line.text().strip() or self.day is not None
        self.go.setEnabled(dated and len(self.reason) <= LONGEST)


class ApologyManyDialog(ManyDialog):
    """One reason, and one rule for the other date.

    Attributes:
        days: Working days from today.
    """

    def __init__(self, count: int, proposed_days: int, parent: QWidget | None = None) -> None:
        super().__init__("", count, parent)
        self.set_title(self.tr("Xin lỗi, hẹn lại vì quá hạn"))
        self.go.setText(self.tr("Xin lỗi, hẹn lại"))
        caption = self.tr("Hẹn lại sau bao nhiêu ngày làm việc, kể từ hôm nay")
        self.days = number_box(caption, 1, MOST_DAYS)
        self.days.setValue(max(1, proposed_days))
        self.field(caption, self.days)
        self.field(self.tr("Lý do (người dân sẽ đọc)"), self.why)
        text = self.tr("Hồ sơ đã quá hạn: vẫn tính là quá hạn, ngày mới chỉ để báo người dân.")
        self.body.addWidget(label(text, "caption", wrap=True))
        self.foot()
        self.why.textChanged.connect(self._check)
        self._check()
        self.why.setFocus()

    def _check(self) -> None:
        self.go.setEnabled(0 < len(self.reason) <= LONGEST)
