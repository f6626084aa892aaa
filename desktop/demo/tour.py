"""One intake from card to receipt, and a pile of papers from feeder to file, driven by nobody.

It is what the demo does without a display.
"""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.bootstrap.desk import Desk
from desktop.demo.desk import DemoDesk
from desktop.documents.receipt import ReceiptLayout
from desktop.records.cases import Case
from desktop.workflows.intake import IntakeState
from desktop.workflows.page_landing import Target
from desktop.workflows.paper_desk import Scope
from devices.documents.sources.source import ScanProfile
from devices.simulated.citizens import citizen

PATIENCE_SECONDS = 120.0  # a new version is tried out by this, on an old PC that is worked at meanwhile
SHOWN_CITIZEN = 17
PROCEDURE = "tình trạng hôn nhân"


class TourError(RuntimeError):
    """A step of the tour did not come to its end."""


def run_tour(application: QApplication, demo: DemoDesk, desk: Desk, out: Path) -> list[Path]:
    """Hold a card before the camera, choose a procedure, save, print to a file.

    Returns:
        The files written: three screenshots, the receipt, and a paper's file.

    Raises:
        TourError: A step did not happen within its time.
    """
    out.mkdir(parents=True, exist_ok=True)
    desk.start()
    someone = citizen(SHOWN_CITIZEN)
    demo.camera.present(someone, 6.0)
    _wait(application, lambda: desk.intake.draft.applicant.number == someone.number, "the card was not read")
    desk.intake.choose_procedure(desk.catalogue.search(PROCEDURE, desk.clock().date())[0])
    desk.intake.answer_papers()
    _wait(application, lambda: desk.chip_parts.photo.showing, "the chip was not read")
    _wait(application, lambda: desk.intake.can_save and desk.intake.known is not None, "the draft is not complete")
    _settle(application)
    filled, saved, receipt = out / "intake.png", out / "saved.png", out / "receipt.pdf"
    desk.window.grab().save(str(filled))
    desk.intake.save()
    _wait(application, lambda: desk.intake.state is IntakeState.SAVED, "the case was not saved")
    case = desk.intake.saved
    if not isinstance(case, Case):
        raise TourError("there is no saved case")
    receipt.write_bytes(desk.receipts.make(case, ReceiptLayout.A5))
    _settle(application)
    desk.window.grab().save(str(saved))
    return [filled, saved, receipt, *_digitize(application, desk, out)]


def _digitize(application: QApplication, desk: Desk, out: Path) -> list[Path]:
    """Feed the pile, and make the file of the first paper that came."""
    papers, board = desk.papers, desk.papers.desk
    desk.window.show_page("papers")
    _wait(application, lambda: bool(papers.sources()), "there is no scanner")
    papers.run.start(papers.sources()[0], ScanProfile(dpi=200), Target())
    _wait(application, lambda: papers.run.progress.outcome is not None, "the pile did not come to its end")
    board.refresh()
    _wait(application, lambda: any(each.to_check for each in board.view.board), "no page found its paper")
    case_id = next(each.case_id for each in board.view.board if each.to_check)
    board.choose(Scope(case_id))
    _wait(application, lambda: any(each.waiting for each in board.view.papers), "the case has no pages")
    position = next(each.position for each in board.view.papers if each.waiting)
    board.choose(Scope(case_id, position))
    _wait(application, lambda: bool(board.view.pages) and board.view.paper is not None, "the paper has no pages")
    _settle(application)
    shown, file = out / "papers.png", out / "paper.pdf"
    desk.window.grab().save(str(shown))
    board.check(position)
    _wait(application, lambda: board.view.unsigned > 0 or board.error is not None, "no file was made")
    if board.error is not None:
        raise TourError(f"no file was made: {board.error.code} {board.error.details}")
    _wait(application, lambda: board.view.paper is not None and board.view.paper.latest is not None, "there is no file")
    progress = board.view.paper
    if progress is None or progress.latest is None:
        raise TourError("there is no file")
    file.write_bytes(board.document(progress.latest))
    return [shown, file]


def _wait(application: QApplication, done: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > end:
            raise TourError(otherwise)
        application.processEvents()
        time.sleep(0.005)


def _settle(application: QApplication) -> None:
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        application.processEvents()
        time.sleep(0.005)
