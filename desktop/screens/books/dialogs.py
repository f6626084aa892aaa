"""The small dialogs of the page of books: a book, entries on a page, a correction, a work package."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QWidget

from desktop.records.book_forms import BookForm
from desktop.records.books import EARLIEST_YEAR, LARGEST_BOOK, Book, BookKind, Entry, NewBook
from desktop.records.people import Officer
from desktop.screens.building import button, label, number_box
from desktop.screens.dialog import FittedDialog

WIDTH = 520  # logical pixels


class _FormDialog(FittedDialog):
    """Questions under one another, and one button that takes the answers."""

    def __init__(self, title: str, take: str, parent: QWidget) -> None:
        super().__init__(width=WIDTH, parent=parent)
        self.set_title(title)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(8)
        self.body.addLayout(self._form)
        self.body.addStretch(1)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.take: QPushButton = button(take, self.accept, role="primary")
        self.take.setDefault(True)
        self.buttons.addWidget(self.take)

    def _ask(self, name: str, widget: QWidget) -> None:
        widget.setAccessibleName(name)
        if isinstance(widget, QComboBox):  # as wide as the dialog, however long its longest choice is
            widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            widget.setMinimumContentsLength(12)
        self._form.addRow(label(name, "fieldLabel", wrap=True), widget)

    def _line(self, name: str, text: str = "") -> QLineEdit:
        made = QLineEdit(text)
        self._ask(name, made)
        return made

    def _needs(self, *lines: QLineEdit) -> None:
        """Let the answers be taken only once these are filled."""

        def look() -> None:
            self.take.setEnabled(all(line.text().strip() for line in lines))

        for line in lines:
            line.textChanged.connect(look)
        look()


class BookDialog(_FormDialog):
    """A book as it is collected."""

    def __init__(self, forms: Mapping[BookKind, BookForm], today: date, parent: QWidget) -> None:
        super().__init__(parent.tr("Thêm sổ đã thu thập"), parent.tr("Thêm sổ"), parent)
        self.kind = QComboBox()
        for kind in BookKind:
            self.kind.addItem(forms[kind].name, kind)
        self._ask(self.tr("Loại sổ"), self.kind)
        self.unit = self._line(self.tr("Đơn vị ghi trên bìa"))
        self.first = number_box(self.tr("Từ năm"), EARLIEST_YEAR, today.year)
        self.last = number_box(self.tr("Đến năm"), EARLIEST_YEAR, today.year)
        for box in (self.first, self.last):
            box.setValue(2006)
            self._ask(box.accessibleName(), box)
        self.first.valueChanged.connect(lambda year: self.last.setValue(max(year, self.last.value())))
        self.number = self._line(self.tr("Quyển số"), "01")
        self.pages = number_box(self.tr("Số trang"), 1, LARGEST_BOOK)
        self.entries = number_box(self.tr("Số trường hợp trong sổ"), 1, LARGEST_BOOK)
        for box in (self.pages, self.entries):
            box.setValue(200)
            self._ask(box.accessibleName(), box)
        self._needs(self.unit, self.number)

    def answer(self) -> NewBook:
        """The book."""
        return NewBook(
            BookKind(self.kind.currentData()),
            self.unit.text().strip(),
            self.first.value(),
            self.last.value(),
            self.number.text().strip(),
            self.pages.value(),
            self.entries.value(),
        )


class RecountDialog(_FormDialog):
    """How many pages and entries a book really has."""

    def __init__(self, book: Book, parent: QWidget) -> None:
        super().__init__(parent.tr("Sửa số trang, số trường hợp"), parent.tr("Sửa"), parent)
        self.pages = number_box(self.tr("Số trang"), 1, LARGEST_BOOK)
        self.entries = number_box(self.tr("Số trường hợp trong sổ"), 1, LARGEST_BOOK)
        self.pages.setValue(book.content.pages)
        self.entries.setValue(book.content.entries)
        for box in (self.pages, self.entries):
            self._ask(box.accessibleName(), box)
        self.reason = self._line(self.tr("Lý do"))
        self._needs(self.reason)


class EntriesDialog(_FormDialog):
    """The entries that stand on a page."""

    def __init__(self, book: Book, page: int, parent: QWidget) -> None:
        super().__init__(parent.tr("Thêm trường hợp"), parent.tr("Thêm"), parent)
        self.page = number_box(self.tr("Trang"), 1, book.content.pages)
        self.page.setValue(page)
        self._ask(self.page.accessibleName(), self.page)
        self.numbers = self._line(self.tr("Các số trên trang"))
        self.numbers.setPlaceholderText("12, 13 · 12-20")
        self._needs(self.numbers)
        self.numbers.setFocus()


class CorrectionDialog(_FormDialog):
    """Page and number of an entry, mistyped when it was captured."""

    def __init__(self, book: Book, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent.tr("Sửa số, trang"), parent.tr("Sửa"), parent)
        self.page = number_box(self.tr("Trang"), 1, book.content.pages)
        self.page.setValue(entry.page)
        self._ask(self.page.accessibleName(), self.page)
        self.number = self._line(self.tr("Số"), entry.number)
        self.reason = self._line(self.tr("Lý do"))
        self._needs(self.number, self.reason)


class PackageDialog(_FormDialog):
    """Pages of a book for an officer to enter."""

    def __init__(self, book: Book, officers: Sequence[Officer], parent: QWidget) -> None:
        super().__init__(parent.tr("Giao việc nhập"), parent.tr("Giao"), parent)
        self.officer = QComboBox()
        for officer in officers:
            self.officer.addItem(officer.full_name, officer.id)
        self._ask(self.tr("Giao cho"), self.officer)
        self.first = number_box(self.tr("Từ trang"), 1, book.content.pages)
        self.last = number_box(self.tr("Đến trang"), 1, book.content.pages)
        self.last.setValue(book.content.pages)
        for box in (self.first, self.last):
            self._ask(box.accessibleName(), box)
        self.first.valueChanged.connect(lambda page: self.last.setValue(max(page, self.last.value())))
