"""The list of what there is to scan with."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from devices.documents.sources.source import PageSource


class SourceChooser(QComboBox):
    """One of the page sources; says so where there is none."""

    def __init__(self, sources: Callable[[], Sequence[PageSource]], parent: QWidget | None = None) -> None:
        """Be empty.

        Args:
            sources: What there is now.
            parent: Its owner.
        """
        super().__init__(parent)
        self.setAccessibleName(self.tr("Máy quét"))
        self.setMinimumWidth(110)
        self._sources = sources

    def show_sources(self) -> None:
        """Show what there is now; the chosen one stays chosen."""
        chosen = self.currentData()
        self.clear()
        for each in self._sources():
            self.addItem(each.info.name, each.info.id)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        if not self.count():
            self.addItem(self.tr("Chưa thấy máy quét"), "")

    def chosen(self) -> PageSource | None:
        """The source that is chosen; None where there is none."""
        return next((each for each in self._sources() if each.info.id == self.currentData()), None)
