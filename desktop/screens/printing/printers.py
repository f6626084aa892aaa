"""The printers of this PC, and a PDF's way to one of them."""

from typing import Protocol

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.screens.printing.pages import MM_PER_INCH, PdfPages
from devices.errors import CodedError

MOST_DPI = 300  # finer than the eye and the paper; finer pictures only fill the printer's memory


class Printers(Protocol):
    """The printers that a desk can use."""

    def names(self) -> list[str]:
        """Every printer's name, the usual one first."""

    def printer(self, name: str) -> QPrinter:
        """A printer by its name, not yet printing."""


class SystemPrinters:
    """The printers that the system knows."""

    def names(self) -> list[str]:
        """Every printer's name, the system's default first."""
        usual = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name.casefold()))

    def printer(self, name: str) -> QPrinter:
        """A printer by its name, not yet printing."""
        return QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)


def prepare(printer: QPrinter, size_mm: QSizeF, title: str) -> None:
    """Set the paper, the resolution and the title that the queue shows.

    Args:
        printer: Whose settings are changed.
        size_mm: The page's width and height as it is read, so wider than high for landscape.
        title: Shown in the printer's queue; never personal data.
    """
    landscape = size_mm.width() > size_mm.height()
    upright = size_mm.transposed() if landscape else size_mm
    paper = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setDocName(title)
    printer.setResolution(min(printer.resolution(), MOST_DPI))
    printer.setPageLayout(QPageLayout(paper, orientation, QMarginsF()))
    printer.setFullPage(True)


def print_pages(pages: PdfPages, printer: QPrinter) -> None:
    """Print every page at its true size, or smaller where the chosen paper is smaller; never larger.

    Raises:
        CodedError: DOC-008, the printer did not take the job or gave up on it.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise CodedError("DOC-008")
    try:
        for index in range(len(pages)):
            if index and not printer.newPage():
                raise CodedError("DOC-008")
            dpi = printer.resolution()
            paper = printer.pageLayout().fullRectPixels(dpi)
            painter.drawImage(_place(pages.size_mm(index), paper, dpi), pages.image(index, min(dpi, MOST_DPI)))
    finally:
        finished = painter.end()
    if not finished or printer.printerState() in {QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted}:
        raise CodedError("DOC-008")


def _place(size_mm: QSizeF, paper: QRect, dpi: int) -> QRect:
    true_size = size_mm * (dpi / MM_PER_INCH)
    shrink = min(1.0, paper.width() / true_size.width(), paper.height() / true_size.height())
    size = (true_size * shrink).toSize()
    return QRect(paper.topLeft(), size)
