"""The bar under the intake: what is still lacking, the drafts, and what can be done with the case."""

from collections.abc import Callable

from PySide6.QtWidgets import QBoxLayout, QFrame

from desktop.screens.building import button, label, name_button, row
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.problem_texts import problem_text
from desktop.workflows.intake import Intake, IntakeState

# Logical pixels of the bar. Narrower than these, the buttons have short names, and the text stands above them.
NARROW, STACKED = 1060, 780


class ActionBar(QFrame):
    """Shows what an intake lacks, and the buttons that end it.

    Attributes:
        aside_button: Puts the draft aside; after saving, begins the next case.
        discard_button: Asks to wipe the draft.
        save_button: Saves the case.
    """

    def __init__(self, intake: Intake, drafts: DraftsButton, on_discard: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("actionBar")
        self._intake = intake
        self._drafts = drafts
        self._narrow = False
        self._todo = label("", "warnText", wrap=True)
        self.aside_button = button(self.tr("Cất, làm hồ sơ khác"), intake.set_aside, icon_name="archive", key="F8")
        self.discard_button = button(self.tr("Xóa nháp"), on_discard, icon_name="trash-2")
        self.save_button = button("", intake.save, role="primary", icon_name="printer", key="F9")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(12, 8, 12, 8)
        self._line.setSpacing(8)
        self._line.addWidget(self._todo, 1)
        self._line.addLayout(row(None, drafts, self.aside_button, self.discard_button, self.save_button))

    def set_width(self, width: int) -> None:
        """Arrange for a width in logical pixels."""
        narrow, stacked = width < NARROW, width < STACKED
        way = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._line.setDirection(way)
        self._line.setSpacing(4 if stacked else 8)
        if narrow != self._narrow:
            self._narrow = narrow
            self._drafts.set_short(narrow)
            self.show_intake()

    def show_intake(self) -> None:
        """Show the intake as it is now."""
        intake, state = self._intake, self._intake.state
        self.save_button.setEnabled(intake.can_save)
        self.aside_button.setEnabled(state not in {IntakeState.SAVING, IntakeState.EMPTY})
        self.discard_button.setVisible(state is IntakeState.FILLING)
        aside = self.tr("Cất") if self._narrow else self.tr("Cất, làm hồ sơ khác")
        name_button(self.aside_button, self.tr("Hồ sơ mới") if state is IntakeState.SAVED else aside, "F8")
        save = self.tr("Tiếp nhận và in") if self._narrow else self.tr("Tiếp nhận và in giấy hẹn")
        name_button(self.save_button, save, "F9")
        self._todo.setText(self._todo_text())
        self._todo.setVisible(bool(self._todo.text()) or not self._narrow)

    def _todo_text(self) -> str:
        if self._intake.state is IntakeState.EMPTY:
            return self.tr("Đưa thẻ căn cước vào trước camera hoặc quét bằng máy quét")
        if self._intake.state is not IntakeState.FILLING:
            return ""
        texts = [problem_text(problem) for problem in self._intake.problems]
        if self._narrow and len(texts) > 1:
            return self.tr("{0} · và {1} việc nữa").format(texts[0], len(texts) - 1)
        return " · ".join(texts)
