"""The cases behind a figure or a warning; one click opens a case."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.records.cases import CaseSummary
from desktop.screens.building import card, label
from desktop.screens.words import day_text
from desktop.screens.wrapped_items import wrap_items


class CasesPanel(QWidget):
    """Shows cases.

    Signals:
        case_wanted: Id of a case to open.
    """

    case_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card()
        self._title = label("", "heading", wrap=True)
        self._text = label("", "caption", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Hồ sơ của con số"))
        self.list.setMinimumHeight(120)
        wrap_items(self.list)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self._ids: list[int] = []
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(self.list, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.rest()

    def rest(self) -> None:
        """No figure is looked at."""
        self.ask(self.tr("Hồ sơ của con số"), self.tr("Chọn một con số để xem những hồ sơ tạo ra nó."))

    def ask(self, title: str, text: str) -> None:
        """Say what the cases are of; they come later."""
        self._title.setText(title)
        self._text.setText(text)
        self.list.clear()
        self._ids = []

    def show_cases(self, cases: Sequence[CaseSummary]) -> None:
        """Show the cases."""
        self.list.clear()
        self._ids = [case.id for case in cases]
        for case in cases:
            due = self.tr("hẹn {0}").format(day_text(case.due_at.date()))
            self.list.addItem(QListWidgetItem(f"{case.code}\n{case.full_name} · {case.procedure_name} · {due}"))

    def _on_item(self, item: QListWidgetItem) -> None:
        self.case_wanted.emit(self._ids[self.list.row(item)])
