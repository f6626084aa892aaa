"""Deleting a case, asked a second time: what goes, why, and a word that nobody types by mistake."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.screens.audit.case_card import case_facts
from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog
from desktop.workflows.erasing import REQUEST, TERM_OVER, CaseHeld

WIDTH = 480
TAIL = 4  # letters of the code that are typed again


class EraseCaseDialog(FittedDialog):
    """Lets a deletion be carried out once the word and the end of the code were typed.

    Attributes:
        reasons: Why it is deleted.
        line: Where the word is typed.
        go: Deletes.
    """

    def __init__(self, case: CaseHeld, parent: QWidget | None = None) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.set_title(self.tr("Xóa hồ sơ, không khôi phục được"))
        self._word = f"{self.tr('XÓA')} {case.code[-TAIL:]}"
        self.body.addWidget(label(case_facts(case), "strong", wrap=True))
        text = self.tr(
            "Họ tên, số căn cước, ghi chú và mọi thông tin của người dân trong hồ sơ bị ghi đè, khóa các tệp bị hủy. "
            "Bản sao lưu khi khôi phục cũng bị xóa lại. Số liệu thống kê giữ nguyên."
        )
        self.body.addWidget(label(text, "", wrap=True))
        self.reasons = QComboBox()
        self.reasons.addItem(self.tr("Hết thời hạn lưu hồ sơ"), TERM_OVER)
        self.reasons.addItem(self.tr("Người dân yêu cầu xóa, và đã hết thời hạn lưu"), REQUEST)
        self.reasons.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reasons.setMinimumContentsLength(20)
        self.line = QLineEdit()
        self._field(self.tr("Lý do xóa"), self.reasons)
        self._field(self.tr("Gõ “{0}” để xác nhận").format(self._word), self.line)
        self.go = button(self.tr("Xóa hồ sơ"), self.accept, role="primary", icon_name="trash-2")
        self.go.setEnabled(False)
        self.line.textChanged.connect(self._check)
        leave = button(self.tr("Thôi"), self.reject)
        leave.setDefault(True)  # Enter alone deletes nothing
        self.buttons.addWidget(leave)
        self.buttons.addWidget(self.go)
        self.reasons.setFocus()

    def _field(self, caption: str, widget: QWidget) -> None:
        named = label(caption, "fieldLabel", wrap=True)
        named.setBuddy(widget)
        widget.setAccessibleName(caption)
        self.body.addWidget(named)
        self.body.addWidget(widget)

    def _check(self, typed: str) -> None:
        self.go.setEnabled(" ".join(typed.split()).upper() == self._word.upper())

    @property
    def reason(self) -> str:
        """One of `desktop.workflows.erasing.REASONS`."""
        return str(self.reasons.currentData())
