"""One intake from a card before the camera to the receipt, driven by nobody: what the demo does without a display."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.bootstrap import Desk
from desktop.demo.desk import DemoDesk
from desktop.documents.receipt import ReceiptLayout
from desktop.records.cases import Case
from desktop.workflows.intake import IntakeState
from devices.simulated.citizens import citizen

PATIENCE_SECONDS = 30.0
SHOWN_CITIZEN = 17
PROCEDURE = "tình trạng hôn nhân"


class TourError(RuntimeError):
    """A step of the tour did not come to its end."""


def run_tour(application: QApplication, demo: DemoDesk, desk: Desk, out: Path) -> list[Path]:
    """Hold a card before the camera, choose a procedure, save, print to a file.

    Returns:
        The files written: two screenshots and the receipt.

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
    _wait(application, lambda: desk.chip_photo.showing, "the chip was not read")
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
    return [filled, saved, receipt]


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
