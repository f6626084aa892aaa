"""The dialog that shows a stored file, to be read."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.screens.building import button, label, row
from desktop.screens.printing.page_view import Fit, PageView
from desktop.screens.printing.pages import PdfPages


class DocumentViewer(QDialog):
    """A PDF, page by page; nothing of it is written anywhere.

    Attributes:
        view: Its pages.
    """

    def __init__(self, title: str, facts: str, pdf: bytes, parent: QWidget | None = None) -> None:
        """Show a file.

        Args:
            title: What it is.
            facts: What is known of it (signatures), a line each.
            pdf: The file.
            parent: The window that it stands over.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._pages = PdfPages(pdf, colour=True)
        self.view = PageView()
        self.view.fit(Fit.WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(facts, "caption", wrap=True))
        column.addWidget(self.view, 1)
        larger = button(self.tr("Lớn hơn"), lambda: self.view.zoom(1), key="Ctrl++")
        smaller = button(self.tr("Nhỏ hơn"), lambda: self.view.zoom(-1), key="Ctrl+-")
        close = button(self.tr("Đóng"), self.reject, role="primary")
        column.addLayout(row(smaller, larger, None, close))
        self.resize(QSize(900, 700).boundedTo(self.screen().availableSize() * 0.9))
        self.view.show_pages(self._pages)
        close.setFocus()

    def done(self, result: int) -> None:
        """Free the file."""
        self.view.show_pages(None)
        self._pages.close()
        super().done(result)
