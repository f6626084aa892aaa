"""The dialog that shows a paper and prints it; Enter prints. The receipt has one of its own layouts."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.documents.receipt import ReceiptLayout
from desktop.documents.saving import save_atomically
from desktop.screens.building import button, label, row, tab_through
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.printing.page_view import Fit, PageView
from desktop.screens.printing.pages import PdfPages
from desktop.screens.printing.printers import Printers, SystemPrinters, prepare, print_pages
from devices.errors import CodedError


class PrintPreview(QDialog):
    """A paper as it will lie in the printer.

    Attributes:
        view: The pages.
        layouts: The choice of the layout.
        printer_names: The choice of the printer.
        notice: What went wrong.

    Signals:
        printed: The printer took every page.
        saved: A PDF was written; its path.
        layout_chosen: The officer chose another layout; its key, to be kept in the desk's settings.
    """

    printed = Signal()
    saved = Signal(str)
    layout_chosen = Signal(str)

    def __init__(
        self,
        make_pdf: Callable[[str], bytes],
        title: str,
        file_stem: str,
        layouts: Mapping[str, str],
        messages: Messages,
        *,
        layout: str = "",
        job: str = "",
        printers: Printers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog and lay out the paper.

        Args:
            make_pdf: Gives the paper in a layout; may raise `CodedError`, which is shown.
            title: What it is.
            file_stem: Names the file; not personal.
            layouts: Key of each layout to its name.
            messages: The words for errors.
            layout: The layout to begin with; the first without.
            job: Shown in the printer's queue; not personal. `file_stem` without.
            printers: The printers to choose from; the system's by default.
            parent: The window that the dialog stands over.
        """
        super().__init__(parent)
        self._make_pdf = make_pdf
        self._title, self._file_stem = title, file_stem
        self._job = job or file_stem
        self._messages = messages
        self._printers: Printers = printers or SystemPrinters()
        self._pdf = b""
        self._pages: PdfPages | None = None
        self.view = PageView()
        self.notice = Notice()
        self.layouts = self._layout_choice(layouts, layout)
        self.printer_names = QComboBox()
        self._print = button(self.tr("In"), self._on_print, role="primary", icon_name="printer", key="Ctrl+P")
        self._save = button(self.tr("Lưu PDF"), self._on_save, icon_name="save", key="Ctrl+S")
        self._options = button(self.tr("Tùy chọn in…"), self._on_options, key="Ctrl+Shift+P")
        self._close = button(self.tr("Đóng"), self.reject, icon_name="x")
        self._build()
        self._list_printers()
        self._lay_out()
        self.layouts.currentIndexChanged.connect(self._on_layout)

    def done(self, result: int) -> None:
        """Close, and free the pages."""
        self._show(b"")
        super().done(result)

    def _layout_choice(self, layouts: Mapping[str, str], layout: str) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(self.tr("Khổ giấy và số liên"))
        for key, name in layouts.items():
            choice.addItem(name, str(key))
        choice.setCurrentIndex(max(0, choice.findData(str(layout))))
        return choice

    def _build(self) -> None:
        self.setWindowTitle(self._title)
        self.resize(QSize(900, 960).boundedTo(self.screen().availableSize() * 0.92))
        self.printer_names.setAccessibleName(self.tr("Máy in"))
        zooms = [
            button(self.tr("Vừa trang"), lambda: self.view.fit(Fit.PAGE), key="Ctrl+0"),
            button(self.tr("Vừa bề ngang"), lambda: self.view.fit(Fit.WIDTH), key="Ctrl+1"),
            button(self.tr("Nhỏ hơn"), lambda: self.view.zoom(-1), key="Ctrl+-"),
            button(self.tr("Lớn hơn"), lambda: self.view.zoom(1), key="Ctrl++"),
        ]
        for each in (*zooms, self._save, self._options, self._close):
            each.setAutoDefault(False)  # Enter prints from wherever the focus is; Space presses the focused button
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.notice)
        column.addLayout(self._choices())
        column.addWidget(self.view, 1)
        column.addLayout(row(*zooms, None))
        column.addLayout(row(self._close, None, self._options, self._save, self._print))
        tab_through([self._print, self._save, self._options, self._close, self.layouts, self.printer_names])
        tab_through([self.printer_names, self.view, *zooms])

    def _choices(self) -> QHBoxLayout:
        choices: list[QWidget | None] = []
        for text, combo in ((self.tr("&Khổ giấy"), self.layouts), (self.tr("&Máy in"), self.printer_names)):
            caption = label(text, "fieldLabel")
            caption.setBuddy(combo)
            choices += [caption, combo]
        return row(*choices, None)

    def _list_printers(self) -> None:
        names = self._printers.names()
        self.printer_names.addItems(names)
        self.printer_names.setEnabled(bool(names))
        if not names:
            self._tell(CodedError("DOC-004"))

    def _lay_out(self) -> None:
        try:
            self._show(self._make_pdf(self.layouts.currentData()))
        except CodedError as error:
            self._show(b"")
            self._tell(error)
        ready, printable = bool(self._pdf), bool(self._pdf) and self.printer_names.count() > 0
        self._save.setEnabled(ready)
        self._print.setEnabled(printable)
        self._options.setEnabled(printable)
        self._make_default(self._print if printable else self._save)

    def lay_out_again(self) -> None:
        """Lay the paper out anew: what is told of it has changed."""
        self._lay_out()

    def _show(self, pdf: bytes) -> None:
        old, self._pdf = self._pages, pdf
        self._pages = PdfPages(pdf) if pdf else None
        self.view.show_pages(self._pages)
        if old is not None:
            old.close()

    def _make_default(self, main: QPushButton) -> None:
        main.setDefault(True)
        main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def _on_layout(self) -> None:
        self.notice.hide()
        self._lay_out()
        self.layout_chosen.emit(self.layouts.currentData())

    def _printer(self) -> QPrinter | None:
        if self._pages is None or not self.printer_names.count():
            return None
        printer = self._printers.printer(self.printer_names.currentText())
        prepare(printer, self._pages.size_mm(0), self._job)
        return printer

    def _on_print(self) -> None:
        if (printer := self._printer()) is not None:
            self._send(printer)

    def _on_options(self) -> None:
        printer = self._printer()
        if printer is not None and QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self._send(printer)

    def _send(self, printer: QPrinter) -> None:
        if self._pages is None:
            return
        try:
            print_pages(self._pages, printer)
        except CodedError as error:
            self._tell(error)
            return
        self.printed.emit()
        self.accept()

    def _on_save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposal = str(Path(folder) / f"{self._file_stem}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Lưu PDF"), proposal, self.tr("Tệp PDF (*.pdf)"))
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        try:
            save_atomically(self._pdf, path)
        except CodedError as error:
            self._tell(error)
            return
        self.notice.say(self.tr("Đã lưu PDF"), str(path), role="noteGood")
        self.saved.emit(str(path))


class ReceiptPreview(PrintPreview):
    """A receipt, in the layouts that receipts have."""

    def __init__(
        self,
        make_pdf: Callable[[ReceiptLayout], bytes],
        case_code: str,
        layout: ReceiptLayout,
        messages: Messages,
        *,
        printers: Printers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog and lay out the receipt.

        Args:
            make_pdf: Gives the receipt in a layout; may raise `CodedError`, which is shown.
            case_code: Names the file and the printer's job; not personal.
            layout: The desk's usual layout.
            messages: The words for errors.
            printers: The printers to choose from; the system's by default.
            parent: The window that the dialog stands over.
        """
        super().__init__(
            lambda key: make_pdf(ReceiptLayout(key)),
            self.tr("Giấy tiếp nhận hồ sơ và hẹn trả kết quả – {0}").format(case_code),
            f"Giay-hen-{case_code}",
            {
                ReceiptLayout.A5: self.tr("A5, một liên giao người nộp"),
                ReceiptLayout.A4: self.tr("A4, một liên, chữ lớn"),
                ReceiptLayout.A5_BOTH: self.tr("A5, hai liên trên hai tờ"),
                ReceiptLayout.A4_TWO_UP: self.tr("A4 ngang, hai liên trên một tờ"),
            },
            messages,
            layout=layout,
            job=case_code,
            printers=printers,
            parent=parent,
        )
