"""The picture of a book's page, as wide as fits or nearer; keys move it while the hands stay in the fields."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

STEP = 1.25
NEAREST = 4.0  # times the picture's own size
MOVE = 80  # logical pixels


class PagePicture(QScrollArea):
    """Shows one picture; Ctrl with + - 0 makes it larger, smaller, as wide as fits, Alt with an arrow moves it."""

    def __init__(self, keys: QWidget) -> None:
        """Build it empty; its keys work in all of the widget `keys`."""
        super().__init__()
        self._picture = QPixmap()
        self._scale = 0.0  # 0: as wide as fits
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setWordWrap(True)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Ảnh trang sổ"))
        self.setMinimumHeight(200)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        for key, act in (
            ("Ctrl++", lambda: self.zoom(1)),
            ("Ctrl+=", lambda: self.zoom(1)),
            ("Ctrl+-", lambda: self.zoom(-1)),
            ("Ctrl+9", self.fit),
            ("Alt+Left", lambda: across.setValue(across.value() - MOVE)),
            ("Alt+Right", lambda: across.setValue(across.value() + MOVE)),
            ("Alt+Up", lambda: down.setValue(down.value() - MOVE)),
            ("Alt+Down", lambda: down.setValue(down.value() + MOVE)),
        ):
            shortcut = QShortcut(QKeySequence(key), keys)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def show_picture(self, jpeg: bytes | None) -> None:
        """Show another picture from its top; None where the page has none."""
        self._picture = QPixmap()
        if jpeg is not None:
            self._picture.loadFromData(jpeg)
        self._scale = 0.0
        self._render()
        self.verticalScrollBar().setValue(0)

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return not self._picture.isNull()

    def fit(self) -> None:
        """As wide as there is room."""
        self._scale = 0.0
        self._render()

    def zoom(self, steps: int) -> None:
        """Larger or, with steps under 0, smaller."""
        self._scale = min(NEAREST, max(self._fitting() / 2, self._now() * STEP**steps))
        self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what should fit fitting."""
        super().resizeEvent(event)
        if not self._scale:
            self._render()

    def _now(self) -> float:
        return self._scale or self._fitting()

    def _fitting(self) -> float:
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 4
        return max(0.02, room * self.devicePixelRatioF() / max(1, self._picture.width()))

    def _render(self) -> None:
        if self._picture.isNull():
            self._label.clear()
            self._label.setText(self.tr("Trang này chưa có ảnh"))
            return
        width = round(self._picture.width() * self._now())
        shown = self._picture.scaledToWidth(max(1, width), Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        self._label.setPixmap(shown)
