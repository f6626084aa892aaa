"""What has happened to a case and what was printed of it, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.case_life import CaseLife, LifeEvent
from desktop.records.print_log import Print
from desktop.screens.building import label
from desktop.screens.cases.life_words import act_done, details_text, print_text, taken_back_text, when_text

Happening = tuple[datetime, int, QWidget]


def timeline(life: CaseLife, prints: Iterable[Print], systems: Mapping[str, str]) -> list[QWidget]:
    """An entry for each happening and each print. `systems` are the other systems' names by id."""
    happened: list[Happening] = [(event.at, 0, _event(event, life, systems)) for event in life.events]
    happened += [(each.at, 1, _print(each)) for each in prints]
    happened.sort(key=lambda each: each[:2])  # what was printed in the moment of an act came after it
    return [widget for _, _, widget in reversed(happened)]


def _event(event: LifeEvent, life: CaseLife, systems: Mapping[str, str]) -> QWidget:
    """A happening: what, then when and who, then why; one that was taken back says so."""
    what, held = act_done(event), details_text(event, systems)
    facts = f"{when_text(event.at)} · {event.officer_name}"
    back = ""
    if event.taken_back_by is not None:
        by = next((each for each in life.events if each.id == event.taken_back_by), None)
        back = taken_back_text(by.why if by is not None else "")
    return _entry(f"{what}: {held}" if held else what, f"{facts} · {event.why}" if event.why else facts, back)


def _print(each: Print) -> QWidget:
    made = _entry(print_text(each), f"{when_text(each.at)} · {each.officer_name}")
    made.setToolTip(each.version)
    return made


def _entry(what: str, facts: str, back: str = "") -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(what, "strong", wrap=True))
    column.addWidget(label(facts, "caption", wrap=True))
    if back:
        column.addWidget(label(back, "badText", wrap=True))
    return made
