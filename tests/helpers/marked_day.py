"""A day of work of a whole desk, in a process of its own: ``python -m tests.helpers.marked_day FOLDER CHOSEN [crash]``.

It receives a case of a marked citizen through the own workflows of the window, looks at it again, prints and saves its
receipt, scans, exports, copies a field out, shows the second screen, locks, meets errors, leaves a draft behind, closes
the day and ends; or, with ``crash``, ends in the middle of the next intake. CHOSEN is where an officer's own files go.
What was in the clipboard while the desk was locked and what is left in it is printed, as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.bootstrap.crashes import keep_to_ourselves
from desktop.bootstrap.desk import Desk
from desktop.records.cases import Case
from desktop.records.catalogue.copy_out import load_copy_out
from desktop.records.people import PersonDetails
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.cases.copy_out import CopyOutDialog
from desktop.workflows.intake_rules import Role
from devices.identity import Field
from tests.helpers import marked_deeds as deeds
from tests.helpers.desk import person
from tests.helpers.real_desk import open_desk

MARKED = person("Đặng Thị Ngọc Huyền Diệu", "082190997773", phone="0190777333", old_number="271828182")
LEFT = person("Vừ Mí Quẩy Sình", "082190995551", phone="0190555111")
WAIT = 30  # seconds


def main(folder: Path, chosen: Path, *, crashes: bool) -> None:
    """Work for a day."""
    keep_to_ourselves()
    application = QApplication([])
    application.setApplicationName("BanMotCua")
    with open_desk(folder / "desk") as desk:
        apply_theme(application, resources_folder())
        desk.start()
        case = _intake(desk)
        deeds.print_and_save(desk, case, chosen, _until)
        if crashes:
            _type(desk, LEFT)
            application.clipboard().setText(LEFT.full_name)
            deeds.crash()
        locked = deeds.lock_and_unlock(desk, MARKED, _until)
        deeds.scan_from_folder(desk, MARKED, chosen, _until)
        deeds.export(desk, MARKED, chosen, _until)
        deeds.fail_everywhere(MARKED)
        _work(desk, case)
        application.clipboard().setText(MARKED.number)
    QTest.qWait(0)
    sys.stdout.write(json.dumps({"locked": locked, "left": deeds.clipboard()}))


def _work(desk: Desk, case: Case) -> None:
    desk.case_life.queries.find(MARKED.number).result()
    desk.window.show_page("cases")
    desk.cases.open_case(case.id)
    _until(lambda: desk.cases.detail.case is not None)
    dialog = CopyOutDialog(case, load_copy_out(resources_folder() / "catalogue"), desk.window)
    dialog.show()
    dialog._copy()
    dialog.reject()
    desk.intake.set_aside()
    _type(desk, LEFT)
    deeds.second_screen(desk)
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
    intake.choose_procedure(desk.catalogue.search("đăng ký lại khai sinh", desk.clock().date())[0])
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
    main(Path(sys.argv[1]), Path(sys.argv[2]), crashes="crash" in sys.argv[3:])
