"""The person of a case: the fields read from the card, how to reach them, and what is known of them already."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.screens.building import clear, label, name_button, row
from desktop.screens.intake.field_row import FieldRow
from desktop.screens.words import case_state_name, day_text, flag_text
from desktop.workflows.intake_rules import Role
from desktop.workflows.person_form import PersonForm
from desktop.workflows.ports import KnownCitizen
from devices.identity import Field

# field, row, column, column span
PLACES = (
    (Field.FULL_NAME, 0, 0, 6),
    (Field.NUMBER, 1, 0, 3),
    (Field.OLD_NUMBER, 1, 3, 3),
    (Field.BIRTH_DATE, 2, 0, 2),
    (Field.SEX, 2, 2, 2),
    (Field.ISSUE_DATE, 2, 4, 2),
    (Field.RESIDENCE, 3, 0, 6),
)
EARLIER_CASES_SHOWN = 12


class PersonPanel(QWidget):
    """Shows a `PersonForm` and reports what the officer changes.

    Attributes:
        rows: The line of each field.
        returning: Says how many cases a returning citizen has here; its menu opens one.

    Signals:
        typed: Role, field, text.
        contact_typed: Role, which (``phone`` or ``email``), text.
        source_chosen: Role, field, source.
        case_wanted: Id of an earlier case to open.
    """

    typed = Signal(object, object, str)
    contact_typed = Signal(object, str, str)
    source_chosen = Signal(object, object, object)
    case_wanted = Signal(int)

    def __init__(
        self,
        role: Role,
        title: str,
        action: QPushButton,
        unit_of_today: Callable[[str, date | None], tuple[str, str]] = lambda _printed, _issued: ("", ""),
    ) -> None:
        """Build it empty.

        Args:
            role: Whose form it is.
            title: Its heading.
            action: Stands beside the title.
            unit_of_today: What to say beside an address printed on a card of a day, shortly and in full.
        """
        super().__init__()
        self._unit_of_today = unit_of_today
        self.role = role
        self.returning = QPushButton()
        self.returning.setObjectName("returning")
        self.returning.setMenu(QMenu(self.returning))
        self.returning.hide()
        self.rows = {field: self._field_row(field) for field, *_ in PLACES}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for field, line, column, span in PLACES:
            grid.addWidget(self.rows[field], line, column, 1, span)
        self.phone, phone_box = self._contact(self.tr("Điện thoại"), "phone")
        self.email, email_box = self._contact(self.tr("Thư điện tử"), "email")
        grid.addWidget(phone_box, 4, 0, 1, 3)
        grid.addWidget(email_box, 4, 3, 1, 3)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        self._flags = QVBoxLayout()
        self._flags.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(row(label(title, "heading"), self.returning, None, action))
        layout.addLayout(self._flags)
        layout.addLayout(grid)

    def _field_row(self, field: Field) -> FieldRow:
        made = FieldRow(field)
        made.typed.connect(partial(self.typed.emit, self.role, field))
        made.source_chosen.connect(partial(self.source_chosen.emit, self.role, field))
        return made

    def _contact(self, name: str, which: str) -> tuple[QLineEdit, QWidget]:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.editingFinished.connect(lambda: self.contact_typed.emit(self.role, which, line.text()))
        caption = label(name, "fieldLabel")
        caption.setBuddy(line)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(caption)
        column.addWidget(line)
        return line, box

    def damaged_lines(self) -> list[QLineEdit]:
        """The lines whose text must be typed again."""
        return [line.line for line in self.rows.values() if line.is_damaged]

    def show_person(self, form: PersonForm, known: KnownCitizen | None = None) -> None:
        """Show the person as they are known now."""
        disagreements = form.disagreements(known.citizen.details if known else None)
        for field, line in self.rows.items():
            line.show_field(form.field(field), tuple(found for found in disagreements if found.field is field))
        hint = self._unit_of_today(form.text(Field.RESIDENCE), form.date(Field.ISSUE_DATE))
        self.rows[Field.RESIDENCE].show_hint(*hint)
        for line_edit, text in ((self.phone, form.phone), (self.email, form.email)):
            if line_edit.text() != text and not (line_edit.hasFocus() and line_edit.isModified()):
                line_edit.setText(text)
        clear(self._flags)
        for code, _ in form.flags:
            self._flags.addWidget(label("⚠ " + flag_text(code), "warnText", wrap=True))
        self._show_returning(known)

    def _show_returning(self, known: KnownCitizen | None) -> None:
        count = known.citizen.case_count if known is not None else 0
        self.returning.setVisible(count > 0)
        if known is None or not count:
            return
        name_button(self.returning, self.tr("Đã có {0} hồ sơ").format(count))
        self.returning.setToolTip(self.tr("Công dân đã có {0} hồ sơ tại quầy này; chọn để xem").format(count))
        menu = self.returning.menu()
        menu.clear()
        for case in known.cases[:EARLIER_CASES_SHOWN]:
            day, state = day_text(case.received_at.date()), case_state_name(case.state)
            action = menu.addAction(f"{day} · {case.procedure_name} · {state}")
            action.triggered.connect(partial(self._open_case, case.id))

    def _open_case(self, case_id: int, _checked: bool = False) -> None:
        self.case_wanted.emit(case_id)
