"""Pictures of every page and dialog in its main states, taken offscreen from the demo desk in a folder of its own.

Two screens, each at 100 % and at 200 %, which leaves half as many logical pixels. Each is a process of its own: Qt
reads screen and scale once, at the start.

    python -m benchmarks.screenshots [--out DIR] [--scale 1|1.5|2] [--only WORD] [--language vi|en] [--contrast]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QScrollArea, QWidget

from benchmarks.dialog_screens import take_dialogs
from benchmarks.more_screens import take_more
from desktop.bootstrap.desk import Desk
from desktop.demo.desk import DemoDesk
from desktop.demo.sample_cases import PEOPLE
from desktop.records.cases import PaperState
from desktop.records.catalogue.models import ReceptionChannel
from desktop.records.desk_facts import FactKind
from desktop.records.look import LANGUAGES, Look, save_look
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import apply_theme
from desktop.screens.intake.promise_dialog import PromiseDialog
from desktop.screens.papers.signing_dialog import SigningDialog
from desktop.screens.printing.preview import ReceiptPreview
from desktop.screens.scanning.scanners import ScannerRead
from desktop.screens.shortcuts import ShortcutsDialog
from desktop.screens.unlock.setup_dialog import SetupDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.chip_desk import ChipState
from desktop.workflows.feed_run import FeedState
from desktop.workflows.intake import Decision, IntakeState
from desktop.workflows.intake_rules import Role
from desktop.workflows.paper_desk import Scope
from devices.errors import CodedError
from devices.identity import Field, InputDevice
from devices.qrcode.payload import parse_payload
from devices.qrcode.scanner_check import check_codes
from devices.qrcode.wedge_keys import Suffix
from devices.simulated.camera import Trouble
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import Options
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.smartcard.readers import ReaderCondition
from updates.layout import BASE, Failed

SCREENS = {"1366x768": (1366, 768), "1920x1080": (1920, 1080)}  # physical pixels
TASK_BAR = 40  # logical pixels that a window does not get
PATIENCE_SECONDS = 180.0
ROUNDS = 30  # of the event loop before a picture: text that wraps is laid out in the second or third
NEWCOMER = 3
PROCEDURE = "đăng ký lại khai sinh"


class Photographer:
    """Puts a demo desk into its states and saves what they look like."""

    def __init__(self, demo: DemoDesk, desk: Desk, out: Path, suffix: str, only: str) -> None:
        self._demo = demo
        self.desk = desk
        self._out = out
        self._only = only
        self._suffix = suffix
        self.written: list[Path] = []
        self.failed = False

    def take_all(self) -> None:
        """Every picture, with the window as large as the screen lets it be."""
        size = self.desk.window.screen().size()
        self.desk.window.resize(size.width(), size.height() - TASK_BAR)
        visits = (
            self._intake,
            self._chip,
            self._papers,
            self._other_person,
            self._saved,
            self._pages,
            self._every_page,
            self._digitize,
            self._dialogs,
            self._updates,
        )
        for visit in visits:
            self.go(visit)
        take_more(self)
        take_dialogs(self)

    def go(self, visit: Callable[[], None]) -> None:
        """Begin at an empty intake and take a visit's pictures; one that comes to nothing leaves the others."""
        self.desk.window.show_page("intake")
        self.desk.intake.discard()
        try:
            visit()
        except TimeoutError:
            traceback.print_exc()
            self.failed = True

    def _digitize(self) -> None:
        desk = self.desk
        page = desk.papers
        desk.window.show_page("papers")
        self.wait(page.screen.scan_bar.scan.isEnabled)
        self.shoot("digitize-empty", desk.window)
        page.screen.scan_bar.scan.click()
        self.wait(lambda: page.run.state is FeedState.IDLE and page.run.progress.pages > 0)
        self.wait(lambda: len(page.desk.view.pages) > 0)
        self.shoot("digitize-tray", desk.window)
        work = next(each for each in page.desk.view.board if each.to_check)
        page.desk.choose(Scope(work.case_id))
        self.wait(lambda: page.desk.view.case is not None)
        position = next(each.position for each in page.desk.view.papers if each.waiting)
        page.desk.choose(Scope(work.case_id, position))
        self.wait(lambda: page.desk.view.paper is not None and len(page.desk.view.pages) > 0)
        page.screen.pages.choose([page.desk.view.pages[0].id])
        self.shoot("digitize-paper", desk.window)
        page.desk.check(position)
        self.wait(lambda: page.desk.view.unsigned > 0)
        self.shoot("digitize-checked", desk.window)
        page.screen.sign.click()
        dialog = page.screen.findChild(SigningDialog)
        if dialog is not None:
            self.shoot("digitize-sign", dialog)
            dialog.reject()

    def _intake(self) -> None:
        desk, screen, intake = self.desk, self.desk.screen, self.desk.intake
        self.shoot("intake-empty", desk.window)
        self.scan(citizen(NEWCOMER))
        self.shoot("intake-scanned", desk.window)
        screen.procedure.search_line.setText("kh")
        self.shoot("intake-search", desk.window)
        intake.discard()
        returning = self._returning()
        self.scan(returning)
        self.wait(lambda: intake.known is not None)
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, returning.full_name + " Em")
        intake.type_field(Role.APPLICANT, Field.BIRTH_DATE, "1950-01-02")
        self.shoot("intake-disagreement", desk.window)
        intake.discard()
        broken = citizen(NEWCOMER).payload().encode("utf-8").replace("ễ".encode(), b"?").replace("ấ".encode(), b"?")
        desk.reading.deliver(broken.decode("utf-8", "replace"), InputDevice.WEDGE_SCANNER)
        self.shoot("intake-damaged", desk.window)
        intake.discard()
        screen.show_reading_error(CodedError("QR-001", looks_like="đường dẫn trang web"))
        self.shoot("intake-error", desk.window)

    def _chip(self) -> None:
        desk, readers = self.desk, self._demo.readers
        holder, other = citizen(NEWCOMER), citizen(NEWCOMER + 1)
        profile = self._demo.maker.chip(holder, Options(picture_size=15_000))
        readers.put_down(SimulatedChip(profile))
        self.wait(lambda: desk.chip.state is ChipState.NEEDS_NUMBER)
        self.shoot("chip-needs-number", desk.window)
        self.scan(holder)
        self.wait(lambda: desk.chip_parts.photo.showing)
        self.shoot("chip-done", desk.window)
        readers.put_down(SimulatedChip(self._demo.maker.chip(other)))
        self.wait(lambda: desk.chip.state is ChipState.WRONG_NUMBER)
        self.shoot("chip-wrong-number", desk.window)
        readers.put_down(SimulatedChip(profile.changed(0x010D, self._demo.maker.chip(other).application[0x010D])))
        self.wait(lambda: desk.chip.state is ChipState.FORGED)
        self.shoot("chip-forged", desk.window)
        readers.put_down(SimulatedChip(profile), None, ReaderCondition.MUTE)
        self.wait(lambda: desk.chip.state is ChipState.MUTE)
        self.shoot("chip-mute", desk.window)
        desk.window.show_page("chip_reader")
        self._settle(0.6)
        self.shoot("chip-page-mute", desk.window)
        readers.lift()
        self._settle(0.6)
        self.shoot("chip-page", desk.window)
        desk.window.show_page("intake")

    def _papers(self) -> None:
        desk, intake = self.desk, self.desk.intake
        self.scan(citizen(NEWCOMER))
        self.choose(PROCEDURE)
        self.shoot("papers-open", desk.window)
        intake.answer_papers()
        intake.answer_paper(0, PaperState.MISSING, "Công dân hẹn nộp bổ sung trong ngày, có giấy cam kết")
        self._press(desk.window, "Vì sao là ngày này?")
        self.shoot("papers-answered", desk.window)
        intake.discard()
        self.scan(citizen(NEWCOMER))
        self.choose("đăng ký thường trú")
        self.shoot("papers-online-only", desk.window)

    def _other_person(self) -> None:
        desk, intake = self.desk, self.desk.intake
        self.scan(citizen(NEWCOMER))
        self.choose(PROCEDURE)
        self.scan(citizen(17))
        self.shoot("other-person", desk.window)
        intake.decide(Decision.SUBMITTER)
        self.shoot("submitter", desk.window)
        self._scroll_to(desk.screen.submitter.email)
        self.shoot("submitter-scrolled", desk.window)
        intake.set_aside()
        self._settle()
        menu = desk.screen.drafts.menu()
        menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
        self.shoot("drafts", menu)
        menu.close()

    def _saved(self) -> None:
        desk, intake = self.desk, self.desk.intake
        self.scan(citizen(NEWCOMER))
        self.choose(PROCEDURE)
        intake.answer_papers()
        intake.set_channel(ReceptionChannel.COUNTER)
        desk.screen.action_bar.discard_button.click()
        self.shoot("discard", desk.window)
        desk.screen.refresh()
        self.shoot("ready", desk.window)
        intake.save()
        self.wait(lambda: intake.state is IntakeState.SAVED)
        self.wait(lambda: bool(desk.window.findChildren(ReceiptPreview)))
        preview = desk.window.findChildren(ReceiptPreview)[0]
        self.shoot("receipt", preview)
        preview.reject()
        self.shoot("saved", desk.window)

    def _days(self) -> None:
        """A day open, closed, and changed since; the province's page of a desk that is not connected."""
        desk = self.desk
        desk.window.show_page("day")
        self.wait(lambda: desk.day.view is not None and bool(desk.day.lines))
        desk.day.choose(desk.day.lines[1].day)
        self.wait(lambda: desk.day.view is not None)
        desk.day_page.table.selectRow(1)
        self._settle()
        self.shoot("day-open", desk.window)
        desk.day.choose(desk.day.today)
        self.wait(lambda: desk.day.view is not None)
        desk.day_page.close_button.click()
        self.wait(lambda: desk.day.view is not None and desk.day.view.latest is not None)
        self.shoot("day-closed", desk.window)
        desk.day.record(FactKind.VNEID_GUIDED, 3)
        self.wait(lambda: desk.day.view is not None and bool(desk.day.view.changed))
        self.shoot("day-changed", desk.window)
        desk.window.show_page("province")
        self._settle()
        self.shoot("province", desk.window)

    def _pages(self) -> None:
        desk = self.desk
        desk.window.show_page("cases")
        self.wait(lambda: desk.cases.model.rowCount() > 0)
        self.shoot("cases", desk.window)
        desk.cases.search_line.setText("nguyen")
        self._settle()
        desk.cases.table.selectRow(2)
        desk.cases.table.setFocus()
        self.shoot("cases-detail", desk.window)
        desk.cases.search_line.setText("không có ai")
        self.shoot("cases-none", desk.window)
        desk.cases.search_line.clear()
        self._days()
        desk.window.show_page("scanner_check")
        self.shoot("check", desk.window)
        lower = check_codes()[0].text
        desk.scanner_check.take(ScannerRead(lower.encode("ascii", "ignore").decode(), InputDevice.WEDGE_SCANNER))
        self.shoot("check-findings", desk.window)
        desk.scanner_check.take(ScannerRead(lower, InputDevice.WEDGE_SCANNER, suffix=Suffix.ENTER))
        self.shoot("check-good", desk.window)
        desk.window.show_page("settings")
        self.shoot("settings", desk.window)
        desk.window.show_page("intake")
        self._demo.camera.trouble = Trouble.UNPLUGGED
        self._settle(1.5)
        self.shoot("camera-trouble", desk.window)
        self._demo.camera.trouble = Trouble.NONE
        self._settle(1.5)

    def _updates(self) -> None:
        """From a stick to the next start, what was refused, and what was taken back by itself."""
        parts, sample, window = self._demo.updates, self._demo.sample, self.desk.window
        workflow, screen = parts.desk, parts.screen
        if workflow is None:
            raise AssertionError("the demo desk has a stick")
        window.show_page("updates")
        screen.ask.click()
        self.shoot("updates-refused", window)
        workflow.look_in(sample.stick)
        self.wait(screen.take.isVisible)
        self.shoot("updates-offer", window)
        screen.take.click()
        self.wait(screen.force.isVisible)
        self.shoot("updates-ready", window)
        screen.force.click()
        self.shoot("updates-ordered", window)
        screen.keep.click()
        failed = Failed("0.1.9", "crashed", self.desk.clock().isoformat())
        sample.taker.layout.change(failed=failed, previous=BASE, base="0.0.9", schemas={})
        workflow.refresh()
        self.shoot("updates-taken-back", window)

    def _every_page(self) -> None:
        for page in self.desk.window.page_ids:
            self.desk.window.show_page(page)
            self._settle(0.8)
            self.shoot(f"page-{page}", self.desk.window)
        self.desk.window.show_page("intake")

    def _dialogs(self) -> None:
        desk = self.desk
        self._show("shortcuts", ShortcutsDialog(desk.window))
        unlock = UnlockDialog(["demo", "lan.nguyen"], _refuse_pin, desk.messages)
        self._show("unlock", unlock, close=False)
        self._press(unlock, "Mở bàn")
        self._show("unlock-wrong", unlock)
        setup = SetupDialog(lambda _setup: "-".join(["K7QM2"] * 8), desk.messages)
        self._show("setup", setup, close=False)
        self._press(setup, "Tạo bàn")
        self._show("setup-mistake", setup, close=False)
        for line, text in (
            (setup.unit, "UBND XÃ MẪU"),
            (setup.prefix, "000.00.00.H00"),
            (setup.login_line, "lan"),
            (setup.name, "Nguyễn Thị Lan"),
            (setup.pin, "mat-khau-that-dai"),
            (setup.again, "mat-khau-that-dai"),
        ):
            line.setText(text)
        self._press(setup, "Tạo bàn")
        self._show("setup-recovery", setup)
        self.scan(citizen(NEWCOMER))
        self.choose(PROCEDURE)
        if desk.intake.appointment is not None:
            self._show("promise", PromiseDialog(desk.intake.appointment.due_at, desk.clock(), desk.window))

    # ---- the hand

    def scan(self, someone: SyntheticCitizen) -> None:
        """Hold somebody's card up."""
        identity = parse_payload(someone.payload(), device=InputDevice.CAMERA, today=self.desk.clock().date())
        self.desk.screen.take(identity)

    def _returning(self) -> SyntheticCitizen:
        """A citizen who has cases at the demo desk."""
        for someone in map(citizen, range(PEOPLE)):
            if self.desk.store.known(someone.number).result() is not None:
                return someone
        raise LookupError

    def choose(self, words: str) -> None:
        """Choose a procedure by some words of it."""
        desk = self.desk
        desk.intake.choose_procedure(desk.catalogue.search(words, desk.clock().date())[0])

    @staticmethod
    def _press(where: QWidget, name: str) -> None:
        said = QCoreApplication.translate("", name)
        next(each for each in where.findChildren(QPushButton) if each.accessibleName() == said).click()

    def _scroll_to(self, widget: QWidget) -> None:
        self._settle()
        for area in self.desk.screen.findChildren(QScrollArea):
            if area.isAncestorOf(widget):
                area.ensureWidgetVisible(widget)

    # ---- the camera

    def _show(self, name: str, dialog: QDialog, *, close: bool = True) -> None:
        dialog.show()
        self.shoot(name, dialog)
        if close:
            dialog.close()

    def shoot(self, name: str, widget: QWidget) -> None:
        """Save what a widget looks like, once it has settled."""
        self._settle()
        if self._only in name:
            path = self._out / f"{name}-{self._suffix}.png"
            widget.grab().save(str(path))
            self.written.append(path)

    @staticmethod
    def _settle(seconds: float = 0.25) -> None:
        """Let the window come to rest; on a busy machine it takes longer until it was asked often enough."""
        end, rounds = time.monotonic() + seconds, 0
        while time.monotonic() < end or rounds < ROUNDS:
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(0.005)
            rounds += 1

    @staticmethod
    def wait(done: Callable[[], bool]) -> None:
        """Go on once something is so.

        Raises:
            TimeoutError: It never was.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.005)


def _refuse_pin(_login: str, _pin: str, _code: str) -> None:
    raise CodedError("KEY-001")


def photograph(out: Path, suffix: str, only: str, look: Look) -> int:
    """Take the pictures of one screen at one scale; the number of them. Qt's environment must be set already.

    Raises:
        TimeoutError: Some are missing; the others were taken.
    """
    application = QApplication(sys.argv[:1])
    apply_theme(application, resources_folder(), look)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoDesk(Path(folder) / "demo")
        demo.open().close()
        save_look(Path(folder) / "demo", look)
        desk = demo.open()
        try:
            desk.start()
            demo.hand.rest()
            photographer = Photographer(demo, desk, out, suffix, only)
            photographer.take_all()
        finally:
            desk.window.close()
            desk.close()
    if photographer.failed:
        raise TimeoutError
    return len(photographer.written)


def _set_environment(screen: str, scale: float, folder: Path) -> None:
    """Have Qt draw to a screen of this size, in memory."""
    width, height = SCREENS[screen]
    config = folder / "screen.json"
    screens = [{"name": screen, "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}]
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    os.environ.update(QT_QPA_PLATFORM=f"offscreen:configfile={config}", QT_SCALE_FACTOR=str(scale))


def main() -> int:
    """One screen and scale in this process, or each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots")
    parser.add_argument("--out", type=Path, default=Path("out/screenshots"))
    parser.add_argument("--scale", type=float, choices=(1, 1.5, 2), help="only this one")
    parser.add_argument("--screen", choices=SCREENS, help="only this one")
    parser.add_argument("--only", default="", help="a word of the names of the pictures wanted")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the window")
    parser.add_argument("--contrast", action="store_true", help="in high contrast")
    given = parser.parse_args()
    scales = (given.scale,) if given.scale else (1, 1.5, 2)
    screens = (given.screen,) if given.screen else tuple(SCREENS)
    if len(scales) * len(screens) > 1:
        again = [
            sys.executable,
            "-m",
            "benchmarks.screenshots",
            "--out",
            str(given.out),
            "--only",
            given.only,
            "--language",
            given.language,
            *(["--contrast"] if given.contrast else []),
        ]
        each = [[*again, "--scale", str(scale), "--screen", screen] for scale in scales for screen in screens]
        return max(subprocess.run(command, check=False).returncode for command in each)
    with tempfile.TemporaryDirectory() as folder:
        _set_environment(screens[0], scales[0], Path(folder))
        look = Look(language=given.language, high_contrast=given.contrast)
        taken = photograph(given.out, f"{screens[0]}@{scales[0]:g}", given.only, look)
    print(f"{taken} pictures of {screens[0]} at {scales[0]:.0%} in {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
