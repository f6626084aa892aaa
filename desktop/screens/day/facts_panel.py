"""What no case holds, noted by hand: VNeID guidance, what citizens say, the civil-status books."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop.records.desk_facts import LARGEST, FactKind
from desktop.screens.building import button, card, label, number_box, row
from desktop.screens.day.words import fact_name

ONE_BY_ONE = (
    FactKind.VNEID_GUIDED,
    FactKind.SATISFACTION_VERY,
    FactKind.SATISFACTION_SATISFIED,
    FactKind.SATISFACTION_NEUTRAL,
    FactKind.SATISFACTION_UNSATISFIED,
)
BOOKS = tuple(kind for kind in FactKind if kind.startswith("books_"))


class FactsPanel(QWidget):
    """Notes facts of today.

    Signals:
        noted: A `FactKind` and an amount; negative to take back.
    """

    noted = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card()
        column.addWidget(label(self.tr("Ghi thêm hôm nay"), "heading"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Việc cần ghi"))
        for kind in (*ONE_BY_ONE, *BOOKS):
            self.kind.addItem(fact_name(kind), kind)
        self.amount = number_box(self.tr("Số lượng"), 1, LARGEST)
        column.addWidget(self.kind)
        add = button(self.tr("Ghi"), lambda: self._note(1), icon_name="plus")
        back = button(self.tr("Bớt"), lambda: self._note(-1), icon_name="undo-2")
        column.addLayout(row(self.amount, add, back))
        text = self.tr("Ghi nhầm thì chọn đúng việc, đúng số rồi bấm Bớt: hai lần ghi đều được giữ.")
        column.addWidget(label(text, "caption", wrap=True))
        self.faces = label("", "caption", wrap=True)
        column.addWidget(self.faces)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def show_faces(self, counts: Mapping[str, int]) -> None:
        """Show how citizens found it on the day, by indicator; nothing where nobody said so."""
        named = (
            (self.tr("hài lòng"), counts.get("satisfaction.very", 0) + counts.get("satisfaction.satisfied", 0)),
            (self.tr("bình thường"), counts.get("satisfaction.neutral", 0)),
            (self.tr("không hài lòng"), counts.get("satisfaction.unsatisfied", 0)),
        )
        self.faces.setVisible(any(count for _, count in named))
        said = " · ".join(f"{count} {name}" for name, count in named)
        self.faces.setText(self.tr("Đánh giá hôm nay: {0}").format(said))

    def _note(self, sign: int) -> None:
        self.noted.emit(self.kind.currentData(), sign * self.amount.value())
        self.amount.setValue(1)
