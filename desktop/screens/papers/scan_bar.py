"""The bar from which scanning begins: which source, how, into what; what came so far."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from desktop.screens.building import button, label, row
from desktop.screens.messages import Messages
from desktop.screens.papers.words import progress_text
from desktop.screens.source_chooser import SourceChooser
from desktop.workflows.feed_run import FeedState
from desktop.workflows.scan_run import ScanRun
from devices.documents.sources.source import PageSource, ScanProfile

RESOLUTIONS = (300, 200, 400, 600)  # dots per inch, the usual one first


class ScanBar(QWidget):
    """Shows a `ScanRun`.

    Signals:
        scan_wanted: A `PageSource` and a `ScanProfile` to begin with.
        look_wanted: The officer wants the sources looked for again.
    """

    scan_wanted = Signal(object, object)
    look_wanted = Signal()

    def __init__(self, run: ScanRun, messages: Messages, sources: Callable[[], Sequence[PageSource]]) -> None:
        super().__init__()
        self._run = run
        self._messages = messages
        self.source = SourceChooser(sources)
        self.resolution = QComboBox()
        self.resolution.setAccessibleName(self.tr("Độ phân giải"))
        for dpi in RESOLUTIONS:
            self.resolution.addItem(self.tr("{0} dpi").format(dpi), dpi)
        self.duplex = QCheckBox(self.tr("Hai mặt"))
        self.again = button("", self.look_wanted.emit, icon_name="refresh-cw")
        self.again.setAccessibleName(self.tr("Tìm lại máy quét"))
        self.again.setToolTip(self.tr("Tìm lại máy quét"))
        self.scan = button(self.tr("Quét"), self._on_scan, role="primary", icon_name="files", key="F5")
        self.stop = button(self.tr("Dừng"), run.stop, icon_name="x", key="Esc")
        self._text = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = row(self.source, self.again, self.resolution, self.duplex, spacing=6)
        line.setStretch(0, 1)
        beside = row(line, self.stop, self.scan, spacing=12)
        beside.setStretch(0, 1)
        column.addLayout(beside)
        column.addWidget(self._text)
        run.subscribe(self.refresh)
        self.show_sources()

    def show_sources(self) -> None:
        """Show what there is to scan with; the chosen one stays chosen."""
        self.source.show_sources()
        self.refresh()

    def refresh(self) -> None:
        """Show how far the scan is."""
        run = self._run
        idle = run.state is FeedState.IDLE
        self.scan.setEnabled(idle and bool(self.source.currentData()))
        self.stop.setVisible(not idle)
        self.stop.setEnabled(run.state is FeedState.FEEDING)
        for each in (self.source, self.again, self.resolution, self.duplex):
            each.setEnabled(idle)
        if not idle:
            self._text.setText(self.tr("Đang quét… {0}").format(progress_text(run.progress)))
        elif run.progress.outcome is not None:
            self._text.setText(self.tr("Quét xong: {0}").format(progress_text(run.progress)))
        else:
            self._text.setText(
                self.tr("Đặt giấy hẹn lên trên giấy tờ của từng hồ sơ rồi bấm Quét: trang tự về đúng hồ sơ.")
            )

    def chosen(self) -> PageSource | None:
        """The source that is chosen; None where there is none."""
        return self.source.chosen()

    def profile(self) -> ScanProfile:
        """How to scan."""
        return ScanProfile(dpi=self.resolution.currentData(), duplex=self.duplex.isChecked())

    def _on_scan(self) -> None:
        found = self.chosen()
        if found is not None:
            self.scan_wanted.emit(found, self.profile())
