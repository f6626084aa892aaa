"""The card of what is past its time of keeping: by which rule, since when; choosing one looks it up to be deleted."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.records.number_text import number_text
from desktop.screens.building import button, label, row
from desktop.screens.words import case_state_name, day_text
from desktop.screens.wrapped_items import wrap_items
from desktop.workflows.past_cases import MOST_COUNTED, PastCases, over_since

LIST_HEIGHT = 180  # logical pixels


class PastCard(QFrame):
    """Lists cases without anybody's name.

    Attributes:
        look: Asks for the list.
        list: The cases, the oldest first.

    Signals:
        chosen: The code of a case that is to be looked up.
    """

    chosen = Signal(str)

    def __init__(self, look: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.look = button(self.tr("Xem danh sách"), look, icon_name="list-checks")
        self._said = label("", "caption", wrap=True)
        self._rule = label("", "caption", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Hồ sơ hết hạn lưu"))
        self.list.setMinimumHeight(LIST_HEIGHT)
        wrap_items(self.list)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.itemClicked.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Hồ sơ hết hạn lưu"), "heading", wrap=True))
        column.addLayout(row(self.look, None))
        column.addWidget(self._said)
        column.addWidget(self.list)
        column.addWidget(self._rule)
        self._shown: PastCases | None = None
        self._fill(None)

    def show_past(self, past: PastCases | None) -> None:
        """Show the list, or the hint that it may be asked for."""
        if past != self._shown:
            self._shown = past
            self._fill(past)

    def _fill(self, past: PastCases | None) -> None:
        self.list.clear()
        self.list.setVisible(past is not None and bool(past.cases))
        self._rule.setVisible(past is not None)
        if past is None:
            self._said.setText(self.tr("Những hồ sơ đã quá thời hạn lưu, để xóa từng hồ sơ."))
            return
        self._said.setText(self._count_text(past))
        rule = self.tr("Quy tắc: giữ {0} tháng từ tháng nhận. {1}").format(past.months, past.rule.legal_base)
        self._rule.setText(rule if past.months else past.rule.legal_base)
        for case in past.cases:
            since = self.tr("hết hạn từ {0}").format(day_text(over_since(case.received_at.date(), past.months)))
            received = self.tr("nhận {0}").format(day_text(case.received_at.date()))
            text = f"{case.code}\n{case.procedure_name}\n{received} · {since} · {case_state_name(case.state)}"
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, case.code)
            self.list.addItem(item)

    def _count_text(self, past: PastCases) -> str:
        if not past.months:
            return self.tr("Chưa đặt thời hạn lưu hồ sơ (thẻ Thời hạn lưu): chưa hồ sơ nào hết hạn.")
        if not past.count:
            return self.tr("Không có hồ sơ nào hết hạn lưu.")
        known = number_text(past.count)
        if past.count >= MOST_COUNTED:
            known = self.tr("từ {0}").format(known)
        if past.count > len(past.cases):
            return self.tr("{0} hồ sơ hết hạn lưu, đang hiện {1} hồ sơ cũ nhất").format(known, len(past.cases))
        return self.tr("{0} hồ sơ hết hạn lưu").format(known)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
