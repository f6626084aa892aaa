"""A day of work of a whole desk, in a process of its own: ``python -m tests.helpers.marked_day FOLDER``.

It receives a case of a marked citizen through the own workflows of the window, looks at it again, shows its receipt,
copies a field out, leaves a draft behind, closes the day and ends. What is left in the clipboard is printed, as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtCore import QMimeData
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.bootstrap.desk import Desk
from desktop.records.cases import Case
from desktop.records.catalogue.copy_out import load_copy_out
from desktop.records.people import PersonDetails
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.cases.copy_out import CopyOutDialog
from desktop.workflows.intake_rules import Role
from devices.identity import Field
from tests.helpers.desk import person
from tests.helpers.real_desk import open_desk

MARKED = person("Đặng Thị Ngọc Huyền Diệu", "082190997773", phone="0190777333", old_number="271828182")
LEFT = person("Vừ Mí Quẩy Sình", "082190995551", phone="0190555111")
WAIT = 30  # seconds


def main(folder: Path) -> None:
    """Work for a day."""
    application = QApplication([])
    application.setApplicationName("BanMotCua")
    with open_desk(folder / "desk") as desk:
        apply_theme(application, resources_folder())
        desk.start()
        _work(desk)
    QTest.qWait(0)
    left = cast("QMimeData | None", application.clipboard().mimeData())  # None once it was cleared
    formats = {} if left is None else {name: bytes(left.data(name).data()).hex() for name in left.formats()}
    sys.stdout.write(json.dumps(formats))


def _work(desk: Desk) -> None:
    case = _intake(desk)
    desk.case_life.queries.find(MARKED.number).result()
    desk.window.show_page("cases")
    desk.cases.open_case(case.id)
    _until(lambda: desk.cases.detail.case is not None)
    desk.show_receipt(case)
    _until(lambda: any(desk.forms.papers.open))
    QTest.qWait(300)
    desk.forms.papers.open.close()
    dialog = CopyOutDialog(case, load_copy_out(resources_folder() / "catalogue"), desk.window)
    dialog.show()
    dialog._copy()
    dialog.reject()
    desk.intake.set_aside()
    _type(desk, LEFT)
    _until(lambda: bool(desk.store.drafts().result()))
    closed: list[object] = []
    desk.day.close(closed.append)
    _until(lambda: bool(closed))
    assert desk.day.day == date(2026, 11, 25)
    desk.audit.on_day_closed(None)


def _intake(desk: Desk) -> Case:
    """Receive the marked citizen's case as an officer does: typed, a procedure, its papers, saved."""
    intake = desk.intake
    _type(desk, MARKED)
    intake.type_contact(Role.APPLICANT, phone=MARKED.phone)
    intake.choose_procedure(desk.catalogue.search("đăng ký khai sinh", desk.clock().date())[0])
    intake.answer_papers()
    intake.set_fee(0, paid=False)
    intake.set_note(f"gọi {MARKED.phone}")
    _until(lambda: intake.can_save)
    intake.save()
    _until(lambda: intake.saved is not None)
    assert intake.saved is not None
    return intake.saved


def _type(desk: Desk, who: PersonDetails) -> None:
    for field, text in (
        (Field.FULL_NAME, who.full_name),
        (Field.NUMBER, who.number),
        (Field.OLD_NUMBER, who.old_number),
        (Field.BIRTH_DATE, "1990-05-01"),
        (Field.SEX, who.sex),
        (Field.RESIDENCE, who.residence),
    ):
        desk.intake.type_field(Role.APPLICANT, field, text)


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < deadline
        QTest.qWait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
