"""A PDF's pages as pictures for the screen and the printer."""

from typing import Self

import pypdfium2 as pdfium
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4


class PdfPages:
    """The pages of one PDF. PDFium is not thread-safe: for use on the main thread only."""

    def __init__(self, pdf: bytes, *, colour: bool = False) -> None:
        """Open it; with `colour` its pages are shown in colours, else in grey values."""
        self._colour = colour
        self._document = pdfium.PdfDocument(pdf)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._document)

    def close(self) -> None:
        """Free the document; closing twice does nothing."""
        self._document.close()

    def size_mm(self, index: int) -> QSizeF:
        """A page's width and height in millimetres."""
        width, height = self._document.get_page_size(index)
        return QSizeF(width, height) * (MM_PER_INCH / POINTS_PER_INCH)

    def text(self, index: int) -> str:
        """A page's text in reading order, for those who do not see the picture."""
        page = self._document[index]
        text: str = page.get_textpage().get_text_bounded()
        return text

    def image(self, index: int, dpi: float) -> QImage:
        """A page; forms are black on white, and in grey values a page of A4 at 300 dpi is 9 MB, not 35.

        Args:
            index: Which page, from 0.
            dpi: Dots to the inch.
        """
        bitmap = self._document[index].render(
            scale=dpi / POINTS_PER_INCH, grayscale=not self._colour, rev_byteorder=self._colour, prefer_bgrx=False
        )
        form = QImage.Format.Format_RGB888 if self._colour else QImage.Format.Format_Grayscale8
        # The picture must not outlive PDFium's buffer, so it takes a copy of it.
        return QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form).copy()
