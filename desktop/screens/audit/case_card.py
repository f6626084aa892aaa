"""The card of one case that may have to be deleted: found by its code, shown without anybody's name."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from desktop.screens.building import button, label, row
from desktop.screens.words import case_state_name, day_text
from desktop.workflows.erasing import CaseHeld


class CaseCard(QFrame):
    """Shows a case, whether its time of keeping is over, and the way to delete it.

    Attributes:
        code: Where its code is typed.
        erase: Asks for the deletion.
        certificate: Shows the certificate of the last deletion again.

    Signals:
        erase_wanted: The case is to be deleted.
        certificate_wanted: The last certificate is to be shown again.
    """

    erase_wanted = Signal()
    certificate_wanted = Signal()

    def __init__(self, look: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.code = QLineEdit()
        self.code.setAccessibleName(self.tr("Mã hồ sơ cần xóa"))
        self.code.setPlaceholderText(self.tr("Mã hồ sơ"))
        self.look = button(self.tr("Tìm"), lambda: look(self.code.text()), icon_name="search")
        self.code.returnPressed.connect(self.look.click)
        self._facts = label("", "caption", wrap=True)
        self._why_not = label("", "warnText", wrap=True)
        self.erase = button(self.tr("Xóa hồ sơ…"), self.erase_wanted.emit, icon_name="trash-2")
        self.certificate = button(self.tr("Xem lại chứng nhận"), self.certificate_wanted.emit, role="link")
        self.certificate.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Xóa một hồ sơ hết hạn lưu"), "heading", wrap=True))
        column.addLayout(row(self.code, self.look))
        column.addWidget(self._facts)
        column.addWidget(self._why_not)
        column.addLayout(row(self.erase, None))
        column.addLayout(row(self.certificate, None))
        self.show_case(None)

    def show_case(self, case: CaseHeld | None) -> None:
        """Show a case, or the hint that one may be looked up."""
        self.erase.setEnabled(case is not None and case.due and not case.erased)
        if case is None:
            self._facts.setText(self.tr("Nhập đủ mã hồ sơ rồi bấm Tìm."))
            self._why_not.hide()
            return
        self._facts.setText(case_facts(case))
        why = ""
        if case.erased:
            why = self.tr("Hồ sơ này đã bị xóa trước đây.")
        elif not case.due:
            why = self.tr("Chưa hết thời hạn lưu, hoặc thời hạn chưa đặt: chưa được xóa.")
        self._why_not.setText(why)
        self._why_not.setVisible(bool(why))

    def offer_certificate(self) -> None:
        """The last certificate can be shown again."""
        self.certificate.show()
        self.code.clear()


def case_facts(case: CaseHeld) -> str:
    """Code, procedure, day and state: nothing of a person."""
    lines = (case.code, case.procedure_name, f"{day_text(case.received_at.date())} · {case_state_name(case.state)}")
    return "\n".join(lines)
