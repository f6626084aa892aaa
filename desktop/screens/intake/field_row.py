"""One field of a person: its label, its value, where the value came from, and what disagrees with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.screens.building import button, clear, label, restyle, row
from desktop.screens.words import field_name, source_name
from desktop.workflows.person_form import DATES, Disagreement, FormField, parse_typed_date
from devices.identity import Field, Source

SOURCE_ROLES = {
    Source.TYPED: "tag",
    Source.QR: "tagBlue",
    Source.CHIP_UNVERIFIED: "tagBlue",
    Source.CHIP_VERIFIED: "tagGood",
}


class FieldRow(QWidget):
    """A labelled line with its source's mark.

    Attributes:
        field: The field shown.
        line: The line edit.

    Signals:
        typed: The officer finished typing another text (dates in ISO form).
        source_chosen: The officer took the value of another source.
    """

    typed = Signal(str)
    source_chosen = Signal(object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._shown = ""
        self._name = label(field_name(field), "fieldLabel")
        self._mark = label("", "tag")
        self.line = QLineEdit()
        self.line.setAccessibleName(field_name(field))
        self._name.setBuddy(self.line)
        if field in DATES:
            self.line.setPlaceholderText(self.tr("ngày/tháng/năm"))
        self.line.editingFinished.connect(self._on_editing_finished)
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row(self._name, None, self._mark, spacing=4))
        column.addWidget(self.line)
        column.addLayout(self._remarks)

    def show_field(self, field: FormField, disagreements: tuple[Disagreement, ...]) -> None:
        """Show what is known of the field; a text being typed right now is left alone."""
        damaged = field.damaged
        text = damaged.text if damaged is not None else self._display(field.text)
        if text != self._shown or not self.line.hasFocus():
            self._shown = text
            self.line.setText(text)
            self.line.setCursorPosition(0)
        standing = field.standing
        self._mark.setVisible(standing is not None and standing.source != Source.TYPED)
        if standing is not None:
            self._mark.setText(source_name(standing.source))
            restyle(self._mark, SOURCE_ROLES[standing.source])
        self._set_state("damaged" if damaged else "differs" if disagreements else "")
        self._show_remarks(damaged is not None, disagreements)

    def _show_remarks(self, damaged: bool, disagreements: tuple[Disagreement, ...]) -> None:
        clear(self._remarks)
        if damaged:
            self._remarks.addWidget(
                label(self.tr("Chữ bị hỏng khi quét: gõ lại theo thẻ, hoặc quét cách khác"), "badText", wrap=True)
            )
        for other in disagreements:
            text = self.tr("{0}: {1}").format(source_name(other.other_source), self._display(other.other))
            line = row(label(text, "warnText", wrap=True), None)
            if other.other_source is not None:
                choose = partial(self.source_chosen.emit, other.other_source)
                line.addWidget(button(self.tr("Dùng"), choose, role="link"))
            self._remarks.addLayout(line)

    def _display(self, text: str) -> str:
        if self.field in DATES and len(text) == 10 and text[4] == "-":
            return f"{text[8:]}/{text[5:7]}/{text[:4]}"
        return text

    def _set_state(self, state: str) -> None:
        if self.line.property("state") != state:
            self.line.setProperty("state", state)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)

    def _on_editing_finished(self) -> None:
        text = self.line.text().strip()
        if text == self._shown:
            return
        if self.field in DATES:
            parsed = parse_typed_date(text)
            if parsed is None:
                self._set_state("damaged")
                return
            text = parsed
        self._shown = self._display(text)
        self.typed.emit(text)
