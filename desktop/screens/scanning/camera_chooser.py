"""Which camera to use: a list by name that follows what is plugged in."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.qrcode.camera_list import SettingKind, parse_setting

REFRESH_MS = 3000


class CameraChooser(QComboBox):
    """A combo of camera names; the chosen one stays in the list while it is unplugged.

    Signals:
        setting_chosen: The text of the setting that the officer chose; "" for the first camera there is.
    """

    setting_chosen = Signal(str)

    def __init__(
        self,
        list_names: Callable[[], Future[tuple[str, ...]]],
        deliver: Deliver,
        setting: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Chọn camera"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)  # beside its button in a narrow column
        self._list_names = list_names
        self._deliver = deliver
        self._setting = setting
        self._names: tuple[str, ...] = ()
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.activated.connect(self._on_activated)
        self._fill()

    @property
    def setting(self) -> str:
        """The chosen setting's text."""
        return self._setting

    def refresh(self) -> None:
        """Ask what is plugged in; the list changes when the answer comes."""
        if not self._asking:
            self._asking = True
            self._deliver(self._list_names(), self._on_names, self._on_failure)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the cameras while somebody can see the list."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the system alone while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _on_names(self, names: tuple[str, ...]) -> None:
        self._asking = False
        if names != self._names and not self.view().isVisible():
            self._names = names
            self._fill()

    def _on_failure(self, _error: CodedError) -> None:
        """The list stays as it was: a camera in use goes on, and its own errors are shown in the view."""
        self._asking = False

    def _on_activated(self, place: int) -> None:
        chosen = str(self.itemData(place))
        if chosen != self._setting:
            self._setting = chosen
            self._fill()
            self.setting_chosen.emit(chosen)

    def _fill(self) -> None:
        self.clear()
        self.addItem(self.tr("Camera đầu tiên có trong máy"), "")
        for name in self._names:
            self.addItem(name, name)
        if self.findData(self._setting) < 0:
            self.addItem(self._absent_text(), self._setting)
        self.setCurrentIndex(self.findData(self._setting))

    def _absent_text(self) -> str:
        setting = parse_setting(self._setting)
        if setting.kind is SettingKind.NAME:
            return self.tr("{0} (chưa cắm)").format(setting.value)
        if setting.kind is SettingKind.INDEX:
            return self.tr("Camera số {0}").format(setting.value)
        return setting.value
