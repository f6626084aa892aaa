"""A book's entries as the rows of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from desktop.records.book_pictures import BookPicture
from desktop.records.books import Entry, Stage
from desktop.screens.books.words import stage_name
from desktop.screens.headed_model import HeadedModel, Index


class EntriesModel(HeadedModel):
    """Entries with their page, stage and what is odd about them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()
        self._pictures: Mapping[int, BookPicture] = {}
        self._headers = (self.tr("Số"), self.tr("Trang"), self.tr("Bước"), self.tr("Lưu ý"))

    def show_entries(self, entries: Sequence[Entry], pictures: Mapping[int, BookPicture]) -> None:
        """Show other entries."""
        if entries == self._entries and pictures == self._pictures:
            return
        self.beginResetModel()
        self._entries, self._pictures = entries, pictures
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """The entry of a row."""
        return self._entries[row]

    def row_of(self, entry_id: int) -> int:
        """The row of an entry; -1 where it is not shown."""
        return next((row for row, entry in enumerate(self._entries) if entry.id == entry_id), -1)

    def _length(self) -> int:
        return len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text."""
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        entry = self._entries[index.row()]
        texts = (entry.number, str(entry.page), stage_name(entry.standing.stage), self._remark(entry))
        return texts[index.column()]

    def _remark(self, entry: Entry) -> str:
        standing = entry.standing
        remarks = []
        if standing.stage in {Stage.COLLECTED, Stage.CAPTURED} and standing.round:
            remarks.append(self.tr("bị trả lại"))
        if standing.stage is Stage.CHECKED_ONCE and standing.drawn:
            remarks.append(self.tr("rút trúng vòng 2"))
        if entry.page not in self._pictures:
            remarks.append(self.tr("trang chưa có ảnh"))
        return " · ".join(remarks)
