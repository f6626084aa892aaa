"""The typed side of an entry: a field for each thing that the book's form asks for."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.records.book_forms import BookForm, FieldKind, FieldProblem, FieldSpec
from desktop.screens.books.words import problem_text
from desktop.screens.building import clear, label
from desktop.screens.scrolling import ColumnArea

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
HINTS = {FieldKind.DATE: "dd/mm/yyyy · yyyy · --/mm/yyyy", FieldKind.IDENTITY_NUMBER: "9 · 12"}


class EntryFields(ColumnArea):
    """Fields under one another; Enter goes to the next one.

    Signals:
        typed: Id of a field, and what stands in it now.
        through: Enter was pressed in the last field.
    """

    typed = Signal(str, str)
    through = Signal()

    def __init__(self) -> None:
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(2)
        self._inputs: dict[str, QLineEdit | QComboBox] = {}
        self._problems: dict[str, QLabel] = {}
        super().__init__(self._column)

    def show_form(self, form: BookForm, values: Mapping[str, str], *, read_only: bool) -> None:
        """Show the fields of another entry, with what stands in them."""
        clear(self._column)
        self._inputs, self._problems = {}, {}
        for spec in form.fields:
            name = label(f"{spec.label} *" if spec.required else spec.label, "fieldLabel", wrap=True)
            made = self._input(spec, values.get(spec.id, ""), read_only=read_only)
            made.setAccessibleName(spec.label)
            made.installEventFilter(self)
            problem = label("", "badText", wrap=True)
            problem.hide()
            self._inputs[spec.id], self._problems[spec.id] = made, problem
            for widget in (name, made, problem):
                self._column.addWidget(widget)
        self._column.addStretch(1)

    def _input(self, spec: FieldSpec, text: str, *, read_only: bool) -> QLineEdit | QComboBox:
        if spec.kind is FieldKind.CHOICE and not read_only:
            choice = QComboBox()
            choice.addItems(["", *spec.choices])
            choice.setCurrentText(text)
            choice.currentTextChanged.connect(lambda now: self.typed.emit(spec.id, now))
            return choice
        line = QLineEdit(text)
        line.setReadOnly(read_only)
        line.setPlaceholderText("" if read_only else HINTS.get(spec.kind, ""))
        line.textEdited.connect(lambda now: self.typed.emit(spec.id, now))
        return line

    def show_problems(self, problems: Iterable[FieldProblem]) -> None:
        """Say at each field what is to be put right; the first of them gets the keyboard."""
        found = {problem.field: problem_text(problem.code) for problem in problems}
        for name, shown in self._problems.items():
            shown.setText(found.get(name, ""))
            shown.setVisible(name in found)
        first = next((name for name in self._inputs if name in found), None)
        if first is not None:
            self._inputs[first].setFocus()

    def start(self) -> None:
        """Put the keyboard into the first field that is empty, else into the first."""
        empty = (each for each in self._inputs.values() if not _text(each))
        first = next(empty, next(iter(self._inputs.values()), None))
        if first is not None:
            first.setFocus()

    def field(self, name: str) -> QLineEdit | QComboBox:
        """The input of a field."""
        return self._inputs[name]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter go on to the next field."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTER
        inputs: list[QWidget] = list(self._inputs.values())
        if pressed and isinstance(event, QKeyEvent) and not event.modifiers() and watched in inputs:
            place = next(place for place, each in enumerate(inputs) if each is watched)
            if place + 1 < len(inputs):
                inputs[place + 1].setFocus()
            else:
                self.through.emit()
            return True
        return super().eventFilter(watched, event)


def _text(field: QLineEdit | QComboBox) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.currentText()
