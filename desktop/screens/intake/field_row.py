"""One field of a person: its label, its value, where the value came from, and what disagrees with it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.screens.building import ElidedLabel, button, clear, label, restyle, row
from desktop.screens.words import field_name, source_name
from desktop.workflows.person_form import DATES, Disagreement, FormField, parse_typed_date
from devices.identity import Field, Source

SOURCE_ROLES = {
    Source.TYPED: "tag",
    Source.QR: "tagBlue",
    Source.CHIP_UNVERIFIED: "tagBlue",
    Source.CHIP_VERIFIED: "tagGood",
}
# Little room beside their names: that the chip's text was verified is said by the tick alone.
NARROW = frozenset({Field.OLD_NUMBER, Field.BIRTH_DATE, Field.SEX, Field.ISSUE_DATE})
TICK = "✓"


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
        keeps_its_place = self._mark.sizePolicy()
        keeps_its_place.setRetainSizeWhenHidden(True)
        self._mark.setSizePolicy(keeps_its_place)
        self._hint = ElidedLabel("", "caption")
        self._hint.hide()
        self.line = QLineEdit()
        self.line.setAccessibleName(field_name(field))
        self._name.setBuddy(self.line)
        if field in DATES:
            self.line.setPlaceholderText(self.tr("dd/mm/yyyy"))
            self.line.setToolTip(self.tr("Ngày/tháng/năm, có thể gõ liền: 01021990"))
        self.line.editingFinished.connect(self._on_editing_finished)
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row(self._name, self._hint, None, self._mark, spacing=4))
        column.addWidget(self.line)
        column.addLayout(self._remarks)
        column.addStretch(1)

    @property
    def is_damaged(self) -> bool:
        """Whether what is shown is not to be used as it is."""
        return bool(self.line.property("state") == "damaged")

    def show_hint(self, text: str, tip: str) -> None:
        """Say something beside the label that changes nothing of the field, in full as its tool tip; "" for nothing."""
        self._hint.say(f"· {text}" if text else "", tip)
        self._hint.setVisible(bool(text))

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
            name = source_name(standing.source)
            verified = standing.source is Source.CHIP_VERIFIED
            self._mark.setText(TICK if verified and self.field in NARROW else name)
            self._mark.setToolTip(name)
            self._mark.setAccessibleName(name)
            restyle(self._mark, SOURCE_ROLES[standing.source])
        self._set_state("damaged" if damaged else "differs" if disagreements else "")
        self._show_remarks(damaged is not None, disagreements)

    def _show_remarks(self, damaged: bool, disagreements: tuple[Disagreement, ...]) -> None:
        clear(self._remarks)
        if damaged:
            self._remarks.addWidget(label(self.tr("Chữ bị hỏng khi quét: gõ lại theo thẻ"), "badText", wrap=True))
        for text, sources in _by_text(disagreements).items():
            names = self.tr(", ").join(source_name(source) for source in sources)
            said = self.tr("{0}: {1}").format(names, self._display(text))
            line = row(label(said, "warnText", wrap=True))
            line.setStretch(0, 1)
            usable = [source for source in sources if source is not None]
            if usable:
                use = button(self.tr("Dùng"), partial(self.source_chosen.emit, usable[0]), role="link")
                use.setAccessibleName(self.tr("Dùng {0}").format(said))
                line.addWidget(use)
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
                clear(self._remarks)
                self._remarks.addWidget(label(self.tr("Không phải một ngày"), "badText", wrap=True))
                return
            text = parsed
        self._shown = self._display(text)
        self.typed.emit(text)


def _by_text(disagreements: tuple[Disagreement, ...]) -> dict[str, list[Source | None]]:
    """Each other text once, with all who said it."""
    found: dict[str, list[Source | None]] = {}
    for other in disagreements:
        found.setdefault(other.other, []).append(other.other_source)
    return found
