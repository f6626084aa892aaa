"""Brings a chip station's events to the main thread."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from devices.smartcard.station_events import StationEvent


class ChipRelay(QObject):
    """Called by the station's thread; emits on its own.

    Signals:
        told: A `StationEvent`.
    """

    told = Signal(object)
    _crossing = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._crossing.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def __call__(self, event: StationEvent) -> None:
        """Take an event, on whatever thread."""
        self._crossing.emit(event)

    def close(self) -> None:
        """Let nothing through any more, not even what is on its way."""
        self._open = False

    @Slot(object)
    def _arrive(self, event: StationEvent) -> None:
        if self._open:
            self.told.emit(event)
