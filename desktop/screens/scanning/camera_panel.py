"""The camera's place on a screen: live picture, chooser, and the reader behind them."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.screens.building import button, row
from desktop.screens.messages import Messages
from desktop.screens.scanning.camera_chooser import CameraChooser
from desktop.screens.scanning.camera_view import CameraView
from desktop.screens.scanning.live_relay import LiveRelay
from devices.qrcode.capture import OpenCapture
from devices.qrcode.live import LiveOptions, LiveReader
from devices.qrcode.live_events import CameraProblem, Decoder, FramePreview, PayloadRead

RELEASE_AFTER_MS = 2000  # hidden for so long, the camera is given back; a page looked up quickly costs no reopening


class CameraPanel(QWidget):
    """Reads cards while it is visible and wanted, or lent to a dialog on another page; gives the camera back otherwise.

    Signals:
        payload_read: The bytes of a code that came into view, once for each time it comes.
        setting_chosen: The text of the camera setting that the officer chose, to be kept.
        switched: The officer turned the camera on or off, to be kept.
    """

    payload_read = Signal(object)
    setting_chosen = Signal(str)
    switched = Signal(bool)

    def __init__(
        self,
        opener: Callable[[str], OpenCapture],
        decoder: Decoder,
        chooser: CameraChooser,
        messages: Messages,
        options: LiveOptions | None = None,
    ) -> None:
        """Build it with the camera off; `opener` gives what opens the camera of a setting's text."""
        super().__init__()
        self._opener = opener
        self._messages = messages
        self._wanted = True
        self._relay = LiveRelay(self)
        self._reader = LiveReader(opener(chooser.setting), decoder, self._relay, options)
        self.view = CameraView()
        self._lent: CameraView | None = None
        self.chooser = chooser
        self.switch = button(self.tr("Tắt camera"), self._on_switch, icon_name="camera")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._pictures = row(self.view)
        layout.addLayout(self._pictures)
        controls = row(chooser, self.switch)
        controls.setStretch(0, 1)
        layout.addLayout(controls)
        self._release = QTimer(self)
        self._release.setSingleShot(True)
        self._release.setInterval(RELEASE_AFTER_MS)
        self._release.timeout.connect(self._pause)
        self._connect()

    @property
    def running(self) -> bool:
        """Whether the camera is in use, or being opened."""
        return self._reader.running

    def set_wanted(self, wanted: bool) -> None:
        """Say whether cards should be read; also what the officer's own switch does. Off, only the switch is left."""
        self._wanted = wanted
        self.view.setVisible(wanted)
        self.switch.setText(self.tr("Tắt camera") if wanted else self.tr("Bật camera"))
        self.switch.setAccessibleName(self.switch.text())
        if not wanted:
            self._pause()
        elif self.isVisible():
            self._resume()

    def set_beside(self, widget: QWidget) -> None:
        """Put something beside the picture, as high as it at most."""
        self._pictures.addWidget(widget, alignment=Qt.AlignmentFlag.AlignTop)

    def lend(self) -> CameraView | None:
        """Give a second view of the camera to somebody elsewhere, and read cards until it is taken back.

        Returns:
            None where the officer has turned the camera off.
        """
        if not self._wanted:
            return None
        self._lent = CameraView()
        self._lent.retry_wanted.connect(self._on_retry)
        self._release.stop()
        self._resume()
        return self._lent

    def take_back(self) -> None:
        """What was lent is used no more."""
        self._lent = None
        if not self.isVisible():
            self._release.start()

    @property
    def _views(self) -> tuple[CameraView, ...]:
        return (self.view,) if self._lent is None else (self.view, self._lent)

    def shut_down(self) -> bool:
        """End the reader's threads; takes a second at most.

        Returns:
            False if one hangs in the camera's driver and was left behind.
        """
        self._release.stop()
        self._relay.close()
        return self._reader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: open the camera."""
        super().showEvent(event)
        self._release.stop()
        if self._wanted:
            self._resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: give the camera back in a moment."""
        super().hideEvent(event)
        if self._lent is None:
            self._release.start()

    def _connect(self) -> None:
        self._relay.frame_arrived.connect(self._on_frame)
        self._relay.payload_read.connect(self._on_payload)
        self._relay.problem_arose.connect(self._on_problem)
        self._relay.recovered.connect(self._on_recovered)
        self.view.retry_wanted.connect(self._on_retry)
        self.chooser.setting_chosen.connect(self._on_setting)

    def _resume(self) -> None:
        self._relay.open()
        if not self._reader.running:
            self._wait()
            self._reader.start()

    def _wait(self) -> None:
        for view in self._views:
            view.wait()

    def _pause(self) -> None:
        self._relay.close()
        self._reader.pause()
        for view in self._views:
            view.rest()

    def _on_switch(self) -> None:
        self.set_wanted(not self._wanted)
        self.switched.emit(self._wanted)

    def _on_frame(self, preview: FramePreview) -> None:
        for view in self._views:
            view.show_frame(preview)

    def _on_recovered(self) -> None:
        for view in self._views:
            view.show_recovered()

    def _on_payload(self, read: PayloadRead) -> None:
        self.payload_read.emit(read.payload)

    def _on_problem(self, problem: CameraProblem) -> None:
        message = self._messages.explain(problem.error)
        for view in self._views:
            view.show_problem(message, stopped=problem.stopped)
        self.chooser.refresh()

    def _on_retry(self) -> None:
        self._wait()
        self._reader.retry()

    def _on_setting(self, setting: str) -> None:
        if self._reader.running:
            self._wait()
        self._reader.use(self._opener(setting))
        self.setting_chosen.emit(setting)
