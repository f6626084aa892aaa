"""Long work that is watched: what is done now, how far it is, and a way to stop it where nothing is lost by that."""

import threading
from time import monotonic

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.screens.background import MainThread
from desktop.screens.backup.words import phase_text
from desktop.screens.building import label
from devices.errors import CodedError

MOST_OFTEN = 0.05  # seconds between two of the steps that are shown


class LongWork(QWidget):
    """Shows the steps of work that goes on on another thread.

    Attributes:
        phase: What is done now.
        bar: How far it is, in percent; it only moves where that is not known.
    """

    def __init__(self, name: str) -> None:
        """Begin hidden; `name` is what a screen reader calls the bar."""
        super().__init__()
        self._stopped = threading.Event()
        self._post = MainThread(self)
        self._shown_at = 0.0
        self._shown_phase = ""
        self.phase = label("", "caption", wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(name)
        self.bar.setFormat("%p %")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.phase)
        column.addWidget(self.bar)
        self.hide()

    def begin(self) -> None:
        """Show that work begins."""
        self._stopped.clear()
        self._shown_at, self._shown_phase = 0.0, ""
        self._show("", 0, 0)
        self.show()

    def end(self) -> None:
        """It is over."""
        self.hide()

    def stop(self) -> None:
        """Have the work end at its next step."""
        self._stopped.set()
        self.phase.setText(self.tr("Đang dừng…"))

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stopped.is_set()

    def tell(self, phase: str, done: int, of_all: int) -> None:
        """What the work calls at each step, on its own thread.

        Raises:
            CodedError: BACK-011: the officer wants it to stop.
        """
        if self._stopped.is_set():
            raise CodedError("BACK-011")
        now = monotonic()
        if phase != self._shown_phase or now - self._shown_at >= MOST_OFTEN:
            self._shown_at, self._shown_phase = now, phase
            self._post(lambda: self._show(phase, done, of_all))

    def close_for_good(self) -> None:
        """Show nothing any more, not even what is on its way."""
        self._post.close()

    def _show(self, phase: str, done: int, of_all: int) -> None:
        if not self._stopped.is_set():
            self.phase.setText(phase_text(phase))
        self.bar.setRange(0, 100 if of_all > 1 else 0)
        self.bar.setValue(done * 100 // of_all if of_all > 1 else 0)
