"""Shows a PDF's pages one below the other, as large as fits or as wished."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.screens.printing.pages import MM_PER_INCH, PdfPages

STEP = 1.25
LEAST_DPI, MOST_DPI = 28.0, 400.0
SHARP_DPI = 130.0
GAP = 12


class Fit(Enum):
    """How the size of the pages follows the window."""

    PAGE = "page"
    WIDTH = "width"
    FREE = "free"


class PageView(QScrollArea):
    """The pages of the PDF that was shown last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: PdfPages | None = None
        self._labels: list[QLabel] = []
        self._fit = Fit.PAGE
        self._dpi = 96.0
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(self.tr("Bản xem trước"))
        self._column = QVBoxLayout()
        self._column.setSpacing(GAP)
        sheet = QWidget()
        sheet.setObjectName("column")
        sheet.setLayout(self._column)
        self.setWidget(sheet)

    @property
    def dpi(self) -> float:
        """The dots to the inch that the pages are shown at now."""
        return self._dpi

    @property
    def page_labels(self) -> Sequence[QLabel]:
        """One label a page."""
        return tuple(self._labels)

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show other pages, from the top; None shows nothing."""
        self._pages = pages
        for label in self._labels:
            self._column.removeWidget(label)
            label.hide()  # at once; Qt frees it when it comes to that
            label.deleteLater()
        self._labels = [self._page_label(pages, index) for index in range(len(pages))] if pages else []
        self.verticalScrollBar().setValue(0)
        self._render()

    def fit(self, fit: Fit) -> None:
        """Let the pages fill the window."""
        self._fit = fit
        self._render()

    def zoom(self, steps: int) -> None:
        """Larger or, with steps under 0, smaller."""
        self._fit = Fit.FREE
        self._dpi = min(MOST_DPI, max(LEAST_DPI, self._dpi * STEP**steps))
        self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what should fit fitting."""
        super().resizeEvent(event)
        if self._fit is not Fit.FREE:
            self._render()

    def _page_label(self, pages: PdfPages, index: int) -> QLabel:
        label = QLabel()
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAccessibleName(self.tr("Trang {0} trên {1}").format(index + 1, len(pages)))
        label.setAccessibleDescription(pages.text(index))
        self._column.addWidget(label)
        return label

    def _render(self) -> None:
        pages = self._pages
        if pages is None or not len(pages):
            return
        if self._fit is not Fit.FREE:
            self._dpi = self._fitting_dpi(pages.size_mm(0))
        ratio = self.devicePixelRatioF()
        for index, label in enumerate(self._labels):
            picture = QPixmap.fromImage(_smooth_image(pages, index, self._dpi * ratio))
            picture.setDevicePixelRatio(ratio)
            label.setPixmap(picture)

    def _fitting_dpi(self, size_mm: QSizeF) -> float:
        # The room with a scroll bar, whether there is one now or not: else its coming and going would flicker.
        bar = self.verticalScrollBar().sizeHint().width()
        dpi = (self.width() - bar - 2 * GAP - 4) * MM_PER_INCH / size_mm.width()
        if self._fit is Fit.PAGE:
            dpi = min(dpi, (self.height() - 2 * GAP - 4) * MM_PER_INCH / size_mm.height())
        return min(MOST_DPI, max(LEAST_DPI, dpi))


def _smooth_image(pages: PdfPages, index: int, dpi: float) -> QImage:
    """A page's picture; a small one is made from a larger one.

    PDFium puts each letter on whole dots: at few dots to the inch the words run together.
    """
    if dpi >= SHARP_DPI:
        return pages.image(index, dpi)
    large = pages.image(index, 2 * dpi)
    return large.scaledToWidth(round(large.width() / 2), Qt.TransformationMode.SmoothTransformation)
