"""From a card to the printed receipt with the fewest keys: every one is counted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware
from desktop.records.cases import Case
from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.screens.printing import preview
from desktop.screens.printing.preview import ReceiptPreview
from desktop.screens.scanning.scanners import ScannerRead
from desktop.workflows.intake import IntakeState
from devices.errors import CodedError
from devices.identity import Field, InputDevice
from devices.qrcode.capture import Capture
from devices.simulated.card_reader import SimulatedReaders, examine_nothing
from devices.simulated.citizens import citizen
from tests.helpers.desk import NOW, PREFIX
from tests.helpers.pdf_reading import page_picture

LOGIN, PIN = "lan", "0000-thu-nghiem"
MOST_KEYS = 12
MOST_TABS = 40
SEARCH = (Qt.Key.Key_T, Qt.Key.Key_T, Qt.Key.Key_H, Qt.Key.Key_N)  # "tình trạng hôn nhân", as officers shorten it


class OnePrinter:
    """The system's printers, if it had one and that one wrote a file."""

    def __init__(self, sheet: Path) -> None:
        self._sheet = sheet

    def names(self) -> list[str]:
        return ["Máy in quầy"]

    def printer(self, name: str) -> QPrinter:
        del name
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._sheet))
        return printer


class Hands:
    """Presses keys where the focus is, and counts them."""

    def __init__(self) -> None:
        self.pressed = 0

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is not None, f"no widget has the focus for {key.name}"
            QTest.keyClick(focused, key)
            self.pressed += 1


def no_camera() -> Capture:
    raise CodedError("CAM-001")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    folder = DeskFolder(tmp_path / "desk")
    folder.set_up(DeskSetup("UBND XÃ MẪU", "Xã Mẫu", PREFIX, 1, 9999, LOGIN, "Trần Thị Lan", PIN), NOW.date())
    made = Desk(
        folder.unlock(LOGIN, PIN),
        LOGIN,
        Hardware(lambda _: no_camera, lambda: (), lambda: SimulatedReaders(()), examine_nothing),
        trust_folder=folder.path / "trust",
        clock=lambda: NOW,
    )
    made.start()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow)
    yield made
    made.window.close()
    made.close()


def open_preview(desk: Desk) -> ReceiptPreview | None:
    return next((each for each in desk.window.findChildren(ReceiptPreview) if each.isVisible()), None)


def back_at_work(qtbot: QtBot, desk: Desk) -> None:
    """Wait until no receipt is open; the window comes forward again, which offscreen no window manager sees to."""
    qtbot.waitUntil(lambda: open_preview(desk) is None, timeout=20_000)
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def test_a_usual_case_takes_few_keys_from_scan_to_receipt(
    qtbot: QtBot,
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    sheet = tmp_path / "sheet.pdf"
    monkeypatch.setattr(preview, "SystemPrinters", lambda: OnePrinter(sheet))
    someone, hands = citizen(17), Hands()

    desk.scanners.read.emit(ScannerRead(someone.payload().encode(), InputDevice.SERIAL_SCANNER))
    assert desk.screen.applicant.rows[Field.FULL_NAME].line.text() == someone.full_name
    hands.press(*SEARCH)
    assert desk.screen.procedure.search_line.text() == "tthn"
    hands.press(Qt.Key.Key_Return, Qt.Key.Key_F6, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: open_preview(desk) is not None, timeout=20_000)
    hands.press(Qt.Key.Key_Return)
    back_at_work(qtbot, desk)

    case = desk.intake.saved
    assert desk.intake.state is IntakeState.SAVED
    assert isinstance(case, Case)
    assert case.content.applicant.number == someone.number
    assert case.content.procedure_code == "1.004873"
    (qr,) = zxingcpp.read_barcodes(page_picture(sheet.read_bytes(), dpi=200))
    assert qr.text.split("|")[0] == case.code
    record_property("keys from scan to printed receipt", hands.pressed)
    assert hands.pressed <= MOST_KEYS


def test_the_focus_alone_leads_through_a_usual_case(qtbot: QtBot, desk: Desk) -> None:
    """No function key is known: Space and Enter on what has the focus do it too."""
    someone, hands = citizen(29), Hands()
    desk.scanners.read.emit(ScannerRead(someone.payload().encode(), InputDevice.SERIAL_SCANNER))
    hands.press(*SEARCH, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is desk.screen.procedure.papers.all_button
    hands.press(Qt.Key.Key_Space)
    assert desk.intake.can_save
    while QApplication.focusWidget() is not desk.screen.action_bar.save_button:
        hands.press(Qt.Key.Key_Tab)
        assert hands.pressed < MOST_TABS, "Tab does not lead to the button that saves"
    hands.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: open_preview(desk) is not None, timeout=20_000)
    hands.press(Qt.Key.Key_Escape)
    back_at_work(qtbot, desk)
    assert desk.intake.state is IntakeState.SAVED


def test_the_next_card_begins_the_next_case_without_a_key(qtbot: QtBot, desk: Desk) -> None:
    hands = Hands()
    for seed in (17, 29):
        desk.scanners.read.emit(ScannerRead(citizen(seed).payload().encode(), InputDevice.SERIAL_SCANNER))
        hands.press(*SEARCH, Qt.Key.Key_Return, Qt.Key.Key_F6, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: open_preview(desk) is not None, timeout=20_000)
        hands.press(Qt.Key.Key_Escape)
        back_at_work(qtbot, desk)
    saved = desk.intake.saved
    assert saved is not None
    assert saved.content.applicant.number == citizen(29).number
    assert saved.code.endswith("-0002")
    assert hands.pressed <= 2 * MOST_KEYS
