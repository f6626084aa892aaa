"""What else is done with a marked citizen on a day: files, paper, a second screen, a lock, errors and a crash."""

import os
import sys
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NoReturn, cast

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop.bootstrap.desk import Desk
from desktop.records.cases import Case
from desktop.records.people import PersonDetails
from desktop.screens.printing.preview import ReceiptPreview
from desktop.screens.printing.printers import prepare, print_pages
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.feed_run import FeedState
from tests.helpers.real_desk import SETUP

Until = Callable[[Callable[[], bool]], None]


def print_and_save(desk: Desk, case: Case, chosen: Path, until: Until) -> None:
    """Show the receipt, print it, and save it where the officer says, through the program's own file dialog."""
    desk.show_receipt(case)
    until(lambda: any(desk.forms.papers.open))
    (preview,) = desk.forms.papers.open
    assert isinstance(preview, ReceiptPreview)
    until(lambda: preview._pages is not None)
    pages = preview._pages
    assert pages is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(chosen / "printed.pdf"))
    prepare(printer, pages.size_mm(0), preview._job)
    print_pages(pages, printer)
    _name_the_file(chosen / "saved.pdf")
    preview._on_save()
    until((chosen / "saved.pdf").exists)
    preview.reject()


def _name_the_file(path: Path) -> None:
    """Answer the next file dialog as a hand would."""

    def answer() -> None:
        shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible()]
        if not shown:
            QTimer.singleShot(50, answer)
            return
        line = shown[0].findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(path))
        QTest.keyClick(line, Qt.Key.Key_Return)

    QTimer.singleShot(50, answer)


def scan_from_folder(desk: Desk, who: PersonDetails, chosen: Path, until: Until) -> None:
    """Take in a PDF that an office machine laid down, with the citizen's name and number as text in it."""
    folder = chosen / "scans"
    folder.mkdir()
    desk._keep(scan_folder=str(folder))
    page = desk.papers
    page.look_for_scanners()
    bar = page.screen.scan_bar
    until(lambda: bar.source.currentData() == str(folder))
    until(bar.scan.isEnabled)
    bar.scan.click()
    out = BytesIO()
    canvas = Canvas(out, A4, pageCompression=0)
    canvas.setTitle(who.full_name)
    canvas.drawString(100, 700, f"{who.number} {who.phone}")
    canvas.save()
    (folder / "scan.pdf").write_bytes(out.getvalue())
    until(lambda: page.run.progress.pages == 1 and not (folder / "scan.pdf").exists())
    page.run.stop()
    until(lambda: page.run.state is FeedState.IDLE)


def export(desk: Desk, who: PersonDetails, chosen: Path, until: Until) -> None:
    """Everything that is held on the person, the log, the list of whose data were touched; each where it was said."""
    page = desk.audit.page
    page.desk.look_at_citizen(who.number)
    until(lambda: page.desk.view.citizen is not None)
    page.export_person_to(chosen / "person.zip")
    page.export_to(chosen / "log.csv")
    page.desk.ask_notice()
    until(lambda: page.desk.notice is not None)
    page.export_notice_to(chosen / "notice.xlsx")
    for name in ("person.zip", "log.csv", "notice.xlsx"):
        until((chosen / name).exists)


def second_screen(desk: Desk) -> None:
    """Show the citizen's screen with the open draft, and paint it."""
    desk.citizen.placing.toggle_preview()
    QTest.qWait(100)
    desk.citizen.window.grab()
    desk.citizen.placing.toggle_preview()


def lock_and_unlock(desk: Desk, who: PersonDetails, until: Until) -> dict[str, str]:
    """Copy a name by hand, lock, and come back; what the clipboard held while the desk was locked."""
    QGuiApplication.clipboard().setText(f"{who.full_name} {who.number}")
    desk.people.lock.lock()
    held = clipboard()
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, UnlockDialog))
    dialog.pin.setText(SETUP.pin)
    dialog._on_enter()
    until(lambda: not desk.people.lock.locked)
    return held


def clipboard() -> dict[str, str]:
    """What lies in the clipboard and in the marked text, by format, in hexadecimal."""
    found: dict[str, str] = {}
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData(mode))  # None once it was cleared
        if data is not None:
            found |= {f"{mode.name} {name}": bytes(data.data(name).data()).hex() for name in data.formats()}
    return found


def fail_everywhere(who: PersonDetails) -> None:
    """Errors whose text quotes the citizen, that nobody catches: in a thread, in a destructor, at last in the main."""

    def fail() -> NoReturn:
        raise RuntimeError(f"no such column: {who.full_name} {who.number}")

    class Failing:
        def __del__(self) -> None:
            fail()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Failing()
    try:
        fail()
    except RuntimeError as error:  # as the interpreter does with what comes out of the main module
        sys.excepthook(type(error), error, error.__traceback__)


def crash() -> NoReturn:
    """End as a fault of a driver ends the program: by SIGABRT, which dumps what is in memory where that is allowed."""
    os.abort()
