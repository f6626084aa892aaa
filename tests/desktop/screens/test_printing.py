"""The receipt's preview: seen, zoomed, printed with Enter, saved; and what it says when any of it fails."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.documents.receipt import ReceiptLayout, ReceiptOptions, receipt_pdf
from desktop.records.resources import resources_folder
from desktop.screens.messages import load_messages
from desktop.screens.printing.page_view import Fit
from desktop.screens.printing.pages import PdfPages
from desktop.screens.printing.preview import ReceiptPreview
from desktop.screens.printing.printers import SystemPrinters, prepare, print_pages
from devices.errors import CodedError
from tests.helpers.pdf_reading import page_picture, page_sizes
from tests.helpers.receipt_world import CASE, DESK, FORMS, long_case

QR_TEXT = "000.17.22.H58-261125-0001|1.001193"
Open = Callable[..., ReceiptPreview]


class FilePrinters:
    """Printers that write PDF files; the paper can be another than asked for."""

    def __init__(self, folder: Path, names: tuple[str, ...] = ("Máy in quầy 1", "Máy in quầy 2")) -> None:
        self.folder = folder
        self._names = names

    def names(self) -> list[str]:
        return list(self._names)

    def printer(self, name: str) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"{name}.pdf"))
        return printer


def make_pdf(layout: ReceiptLayout) -> bytes:
    return receipt_pdf(CASE, DESK, FORMS, ReceiptOptions(layout))


@pytest.fixture
def printers(tmp_path: Path) -> FilePrinters:
    return FilePrinters(tmp_path)


@pytest.fixture
def open_preview(qtbot: QtBot, printers: FilePrinters) -> Open:
    def opened(
        make: Callable[[ReceiptLayout], bytes] = make_pdf,
        layout: ReceiptLayout = ReceiptLayout.A5,
        printers: FilePrinters = printers,
    ) -> ReceiptPreview:
        dialog = ReceiptPreview(make, CASE.code, layout, load_messages(resources_folder()), printers=printers)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return opened


def button_named(dialog: QDialog, name: str) -> QPushButton:
    (found,) = [each for each in dialog.findChildren(QPushButton) if each.accessibleName() == name]
    return found


def notice_text(dialog: ReceiptPreview) -> str:
    return " ".join(each.text() for each in dialog.notice.findChildren(QLabel))


def test_enter_prints_and_closes(qtbot: QtBot, open_preview: Open, tmp_path: Path) -> None:
    dialog = open_preview()
    with qtbot.waitSignal(dialog.printed):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted
    pdf = (tmp_path / "Máy in quầy 1.pdf").read_bytes()
    assert page_sizes(pdf) == [(148, 210)]
    assert [found.text for found in zxingcpp.read_barcodes(page_picture(pdf, dpi=200))] == [QR_TEXT]


@pytest.mark.parametrize(
    ("layout", "sizes"),
    [(ReceiptLayout.A5_BOTH, [(148, 210)] * 2), (ReceiptLayout.A4_TWO_UP, [(297, 210)])],
)
def test_a_layout_is_chosen_and_printed_on_the_chosen_printer(
    qtbot: QtBot, open_preview: Open, tmp_path: Path, layout: ReceiptLayout, sizes: list[tuple[int, int]]
) -> None:
    dialog = open_preview()
    with qtbot.waitSignal(dialog.layout_chosen, check_params_cb=lambda key: key == layout.value):
        dialog.layouts.setCurrentIndex(dialog.layouts.findData(layout.value))
    dialog.printer_names.setCurrentIndex(1)
    assert len(dialog.view.page_labels) == len(sizes)
    with qtbot.waitSignal(dialog.printed):
        QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert page_sizes((tmp_path / "Máy in quầy 2.pdf").read_bytes()) == sizes


def test_the_printed_page_is_the_page_itself(tmp_path: Path) -> None:
    pdf = receipt_pdf(long_case(), DESK, FORMS)
    printer = FilePrinters(tmp_path).printer("giấy")
    with PdfPages(pdf) as pages:
        prepare(printer, pages.size_mm(0), CASE.code)
        print_pages(pages, printer)
    printed = (tmp_path / "giấy.pdf").read_bytes()
    assert page_sizes(printed) == page_sizes(pdf)
    for index in range(len(page_sizes(pdf))):
        wanted, got = greys(pdf, index), greys(printed, index)
        assert np.abs(wanted - got).max() < 25


def greys(pdf: bytes, index: int) -> NDArray[np.float64]:
    """How dark a page of A5 is in each square of 5 mm: the same to a hair's shift, not to a moved or missing line."""
    page = page_picture(pdf, index, 254)[:2050, :1450].astype(np.float64)
    means: NDArray[np.float64] = page.reshape(41, 50, 29, 50).mean(axis=(1, 3))
    return means


@pytest.mark.parametrize(("paper", "scale"), [(QPageSize.PageSizeId.A4, 1.0), (QPageSize.PageSizeId.A6, 105 / 148)])
def test_on_other_paper_the_size_is_true_or_smaller(tmp_path: Path, paper: QPageSize.PageSizeId, scale: float) -> None:
    printer = FilePrinters(tmp_path).printer("giấy")
    with PdfPages(make_pdf(ReceiptLayout.A5)) as pages:
        prepare(printer, pages.size_mm(0), CASE.code)
        printer.setPageLayout(QPageLayout(QPageSize(paper), QPageLayout.Orientation.Portrait, QMarginsF()))
        print_pages(pages, printer)
        true_width = page_width_of_qr(make_pdf(ReceiptLayout.A5))
    assert page_width_of_qr((tmp_path / "giấy.pdf").read_bytes()) == pytest.approx(true_width * scale, rel=0.03)


def page_width_of_qr(pdf: bytes) -> float:
    """The width of the QR code in dots at 300 dpi."""
    (found,) = zxingcpp.read_barcodes(page_picture(pdf, dpi=300))
    return float(found.position.top_right.x - found.position.top_left.x)


def test_pages_are_read_aloud_and_everything_has_a_name(open_preview: Open) -> None:
    dialog = open_preview()
    (page,) = dialog.view.page_labels
    assert page.accessibleName() == "Trang 1 trên 1"
    assert "Nguyễn Thị Ngọc Ẩn" in page.accessibleDescription()
    assert dialog.view.accessibleName()
    assert all(each.accessibleName() for each in dialog.findChildren(QPushButton))
    assert all(each.accessibleName() for each in dialog.findChildren(QComboBox))


def test_zoom_and_fit(qtbot: QtBot, open_preview: Open) -> None:
    dialog = open_preview()
    whole = dialog.view.dpi
    assert dialog.view.page_labels[0].height() <= dialog.view.height()
    dialog.view.fit(Fit.WIDTH)
    wide = dialog.view.dpi
    assert wide > whole
    button_named(dialog, "Lớn hơn").click()
    assert dialog.view.dpi > wide
    button_named(dialog, "Nhỏ hơn").click()
    assert dialog.view.dpi == pytest.approx(wide)
    for _ in range(40):
        dialog.view.zoom(1)
    assert dialog.view.dpi == 400
    button_named(dialog, "Vừa trang").click()
    assert dialog.view.dpi == pytest.approx(whole)
    dialog.resize(dialog.width(), dialog.height() + 120)
    qtbot.waitUntil(lambda: dialog.view.dpi > whole)


def test_every_control_is_reached_by_tab(open_preview: Open) -> None:
    dialog = open_preview()
    reached = set()
    for _ in range(20):
        focused = dialog.focusWidget()
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = {*dialog.findChildren(QPushButton), dialog.layouts, dialog.printer_names, dialog.view}
    assert wanted <= reached


def test_without_a_printer_the_file_is_offered(
    qtbot: QtBot, open_preview: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_preview(printers=FilePrinters(tmp_path, names=()))
    assert "DOC-004" in notice_text(dialog)
    assert not button_named(dialog, "In").isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "hẹn"), ""))
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert (tmp_path / "hẹn.pdf").read_bytes() == make_pdf(ReceiptLayout.A5)
    assert "Đã lưu PDF" in notice_text(dialog)
    assert dialog.isVisible()


@pytest.mark.usefixtures("qapp")
def test_this_machine_s_printers_are_listed() -> None:
    names = SystemPrinters().names()
    assert sorted(set(names)) == sorted(names)


def test_a_file_that_cannot_be_saved_is_explained(
    open_preview: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_preview()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "no" / "hẹn.pdf"), ""))
    button_named(dialog, "Lưu PDF").click()
    assert "DOC-006" in notice_text(dialog)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    button_named(dialog, "Lưu PDF").click()
    assert dialog.isVisible()


def test_the_proposed_name_is_the_case_code_and_nothing_personal(
    open_preview: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def ask(_parent: object, _title: str, proposal: str, _kinds: str) -> tuple[str, str]:
        proposed.append(proposal)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    button_named(open_preview(), "Lưu PDF").click()
    assert Path(proposed[0]).name == f"Giay-hen-{CASE.code}.pdf"


def test_a_receipt_that_cannot_be_made_is_explained(open_preview: Open) -> None:
    def broken(_layout: ReceiptLayout) -> bytes:
        raise CodedError("DOC-001", form_set="forms", label="title")

    dialog = open_preview(make=broken)
    assert "DOC-001" in notice_text(dialog)
    assert not button_named(dialog, "In").isEnabled()
    assert not button_named(dialog, "Lưu PDF").isEnabled()
    assert dialog.view.page_labels == ()


class RefusingPrinter(QPrinter):
    """A printer that breaks down: its paper jams after the first page."""

    def newPage(self) -> bool:
        return False


def test_a_printer_that_gives_up_is_explained_and_the_dialog_stays(
    open_preview: Open, printers: FilePrinters, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def jammed(_name: str) -> QPrinter:
        printer = RefusingPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "jam.pdf"))
        return printer

    monkeypatch.setattr(printers, "printer", jammed)
    dialog = open_preview(layout=ReceiptLayout.A5_BOTH)
    button_named(dialog, "In").click()
    assert "DOC-008" in notice_text(dialog)
    assert dialog.isVisible()


@pytest.mark.parametrize("answer", list(QDialog.DialogCode))
def test_the_system_s_own_options_may_be_set_first(
    open_preview: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: QDialog.DialogCode
) -> None:
    monkeypatch.setattr(QPrintDialog, "exec", lambda _dialog: answer)
    dialog = open_preview()
    button_named(dialog, "Tùy chọn in…").click()
    agreed = answer is QDialog.DialogCode.Accepted
    assert (tmp_path / "Máy in quầy 1.pdf").exists() is agreed
    assert dialog.isVisible() is not agreed


def test_escape_closes_without_printing(open_preview: Open, tmp_path: Path) -> None:
    dialog = open_preview()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert list(tmp_path.iterdir()) == []
