"""What is left, by kind and year, and the books behind it."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.records.book_forms import BookForm
from desktop.records.books import BookKind, Stage
from desktop.screens.books.words import book_name, volume_name
from desktop.workflows.book_desk import BookView

BOOK = Qt.ItemDataRole.UserRole


class BooksBoard(QTreeWidget):
    """Kinds, the years in them, and the books of a year; each with how many entries are not approved yet.

    Signals:
        book_chosen: Id of a book.
    """

    book_chosen = Signal(int)

    def __init__(self, forms: Mapping[BookKind, BookForm]) -> None:
        super().__init__()
        self._forms = forms
        self._shown: tuple[object, ...] = ()
        self.setAccessibleName(self.tr("Sổ hộ tịch còn phải làm"))
        self.setHeaderLabels([self.tr("Sổ"), self.tr("Còn")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setIndentation(14)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setMinimumWidth(200)
        self.currentItemChanged.connect(self._on_current)

    def sizeHint(self) -> QSize:
        """Room for the longest usual name."""
        return QSize(280, 320)

    def show_view(self, view: BookView) -> None:
        """Show what is left; the chosen book stays chosen."""
        here = (view.board, view.books, view.book.id if view.book is not None else None)
        if here == self._shown:
            return
        self._shown = here
        self.blockSignals(True)
        self.clear()
        left: Counter[tuple[BookKind, int]] = Counter()
        for line in view.board:
            left[line.kind, line.year] += 0 if line.stage is Stage.APPROVED else line.count
        kinds: dict[BookKind, QTreeWidgetItem] = {}
        years: dict[tuple[BookKind, int], QTreeWidgetItem] = {}
        for book in view.books:
            kind, year = book.content.kind, book.content.first_year
            if kind not in kinds:
                total = sum(count for (of_kind, _), count in left.items() if of_kind is kind)
                kinds[kind] = QTreeWidgetItem(self, [self._forms[kind].name, str(total)])
            if (kind, year) not in years:
                years[kind, year] = QTreeWidgetItem(kinds[kind], [str(year), str(left[kind, year])])
            item = QTreeWidgetItem(years[kind, year], [volume_name(book), ""])
            item.setData(0, BOOK, book.id)
            item.setToolTip(0, book_name(book))
            item.setFirstColumnSpanned(True)  # what is left is counted for its year
            if view.book is not None and book.id == view.book.id:
                self.setCurrentItem(item)
        for item in (*kinds.values(), *years.values()):
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight)
        self.expandAll()
        self.blockSignals(False)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        book_id = item.data(0, BOOK) if item is not None else None
        if isinstance(book_id, int):
            self.book_chosen.emit(book_id)
