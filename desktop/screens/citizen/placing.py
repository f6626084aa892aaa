"""Where the citizen's window stands: on a monitor that the officer does not look at, as a preview, or nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from desktop.screens.citizen.window import CitizenWindow


@dataclass(frozen=True, slots=True)
class Monitor:
    """A monitor by name, and the part of the desktop that it shows, in logical pixels."""

    name: str
    area: QRect


def choose_monitor(monitors: Sequence[Monitor], own: Monitor | None, wanted: str) -> Monitor | None:
    """The monitor for the citizen: the wanted one, else the first other one; never one that shows the officer's.

    Args:
        monitors: All that are plugged in.
        own: The one that the officer's window is on.
        wanted: A name; "" for any.
    """
    free = [each for each in monitors if own is None or (each.name != own.name and not each.area.intersects(own.area))]
    return next((each for each in free if each.name == wanted), free[0] if free else None)


def plugged_in() -> tuple[Monitor, ...]:
    """The monitors of this moment."""
    return tuple(_monitor(screen) for screen in QGuiApplication.screens())


def _monitor(screen: QScreen) -> Monitor:
    return Monitor(screen.name(), screen.geometry())


class Placing(QObject):
    """Keeps the window where it belongs, whatever is plugged in or out, or wherever the officer's window goes."""

    def __init__(
        self,
        window: CitizenWindow,
        officers: QWidget,
        changed: Callable[[], None],
        monitors: Callable[[], Sequence[Monitor]] = plugged_in,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._officers = officers
        self._changed = changed
        self._monitors = monitors
        self._wanted: str | None = None
        self._preview = self._closed = False
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            for signal in (application.screenAdded, application.screenRemoved, application.primaryScreenChanged):
                signal.connect(self._later)
        window.closed.connect(self._on_closed)

    def follow_officer(self) -> None:
        """Watch where the officer's window goes; it must have been shown."""
        handle = self._officers.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._later)
        self.place()

    def want(self, monitor: str | None) -> None:
        """Stand on a monitor ("" for any other than the officer's), or on none (None)."""
        self._wanted = monitor
        self.place()

    def toggle_preview(self) -> None:
        """Show or hide the preview; where there is a second monitor the window stays there."""
        self._preview = not self._preview
        self.place()

    @property
    def target(self) -> Monitor | None:
        """The monitor that the window fills; None where it fills none."""
        if self._wanted is None:
            return None
        return choose_monitor(self._monitors(), _monitor(self._officers.screen()), self._wanted)

    def place(self) -> None:
        """Put the window where it belongs now."""
        if self._closed:
            return
        target = self.target
        if target is not None:
            self._window.place_full(target.area)
        elif self._preview:
            self._window.place_preview()
        else:
            self._window.hide()
        self._changed()

    def close(self) -> None:
        """The program ends."""
        self._closed = True
        self._window.hide()

    def _later(self, _what: object = None) -> None:
        QTimer.singleShot(0, self, self.place)  # Qt has moved the windows of a monitor that went away by then

    def _on_closed(self) -> None:
        if not self._closed:
            self._preview = False
            self._changed()
