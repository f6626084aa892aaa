"""What was copied in this program is taken back from the clipboard when the desk is locked or ends."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)  # the second: the marked text of X11


class ClipboardGuard(QObject):
    """Knows whether what lies in the clipboard was copied here.

    A platform that does not say whose it is (Qt's own ones without a desktop) is helped out: what was put there while
    a window of ours had the keys is ours. A manager of clipboards that had copied it already keeps its copy.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin to watch."""
        super().__init__(parent)
        self._open = True
        self._ours: set[QClipboard.Mode] = set()
        self._clipboard = QGuiApplication.clipboard()
        self._clipboard.changed.connect(self._on_changed)

    def take_back(self) -> None:
        """Empty what was filled here; what others put there stays."""
        for mode in tuple(self._ours):
            self._clipboard.clear(mode)
        self._ours.clear()

    def close(self) -> None:
        """Take back, and watch no longer."""
        self.take_back()
        self._open = False

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        if mode not in MODES or not self._open:
            return
        owned = self._clipboard.ownsClipboard() if mode is MODES[0] else self._clipboard.ownsSelection()
        if owned or QGuiApplication.focusWindow() is not None:
            self._ours.add(mode)
        else:
            self._ours.discard(mode)
