"""Reading the words of pages put together: the program that reads, its thread, the search line, the setting."""

from collections.abc import Callable
from typing import Protocol

from desktop.records.desk_settings import DeskSettings
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.messages import Messages
from desktop.screens.papers.page import PapersPage
from desktop.screens.papers.word_search import WordSearch
from desktop.screens.settings.words_panel import WordsPanel
from desktop.workflows.word_reading import Reader, WordReading
from devices.documents.reading.tesseract import Tesseract


class Keep(Protocol):
    """Keeps settings."""

    def __call__(self, *, read_words: bool) -> None:
        """Keep whether words are read."""


class WordParts:
    """What belongs to the words of pages.

    Attributes:
        reading: Reads them.
        search: Finds papers by them, on the page of papers.
        panel: The setting.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        papers: PapersPage,
        deliver: Background,
        messages: Messages,
        *,
        settings: Callable[[], DeskSettings],
        keep: Keep,
        reader: Reader | None = None,
    ) -> None:
        """Build it; nothing is read before `start`."""
        self._keep = keep
        self._settings = settings
        self.reading = WordReading(worker, papers.store, reader or Tesseract(), deliver, self.wanted)
        self.search = WordSearch(self.reading.find, deliver)
        self.panel = WordsPanel(self.reading, self.wanted, deliver, messages)
        self.panel.wanted.connect(self._on_wanted)
        papers.screen.add_search(self.search)
        papers.desk.subscribe(self.reading.wake)  # pages came, were turned or were checked
        self.reading.subscribe(self._on_reading)
        self.search.offer(offered=self.wanted())

    def wanted(self) -> bool:
        """Whether words are read here."""
        return self._settings().read_words

    def start(self) -> None:
        """Read what was left when the program ended."""
        self.reading.wake()

    def close(self) -> None:
        """End the reading; a page that is being read is read again another time."""
        self.reading.close()

    def _on_wanted(self, on: bool) -> None:
        self._keep(read_words=on)
        self.search.offer(offered=on)
        self.reading.wake()

    def _on_reading(self) -> None:
        if not self.reading.busy:
            self.search.refresh()
