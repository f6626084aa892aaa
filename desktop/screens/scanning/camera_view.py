"""The live picture of the camera with what the reader sees in it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.messages import Message
from desktop.screens.scanning.camera_trouble import CameraTrouble
from desktop.screens.scanning.guidance import OUTLINE_COLOURS, draw_aim, draw_outline, draw_plate, hint_text
from devices.qrcode.live_events import FramePreview, Quad, Sight

RATIO = 16 / 9
RADIUS = 10.0  # logical pixels
GROUND = "#17212B"
FOLLOW = 0.45  # of the way to the new place and colour that the outline goes with each frame


class CameraView(QWidget):
    """Shows the newest frame, never a mirror image: the card's text must stay readable.

    It is one of: resting (no picture wanted), opening (no picture yet), live, live with a warning over it, or in
    trouble (no picture; cause, cure and a button).

    Signals:
        retry_wanted: The officer asks to open the camera anew.
    """

    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Hình camera"))
        self.setMinimumSize(256, 144)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._preview: FramePreview | None = None
        self._image = QImage()
        self._outline: Quad | None = None
        self._colour = QColor(OUTLINE_COLOURS[Sight.SEARCHING])
        self._words = ""
        self.trouble = CameraTrouble(self)
        self.trouble.retry_wanted.connect(self.retry_wanted)
        self.rest()

    # ---- what is shown

    def rest(self) -> None:
        """Show that the camera is off."""
        self._drop_picture(self.tr("Camera đang nghỉ"))

    def wait(self) -> None:
        """Show that the camera is being opened."""
        self._drop_picture(self.tr("Đang mở camera…"))

    def show_frame(self, preview: FramePreview) -> None:
        """Show a frame; the picture's memory is used as it is, not copied."""
        self._preview = preview
        height, width = preview.image.shape[:2]
        self._image = QImage(preview.image.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._follow(preview)
        self._say(hint_text(preview.sight, preview.hint))
        if self.trouble.blocking:
            self.trouble.hide()
        self.update()

    def show_problem(self, message: Message, *, stopped: bool) -> None:
        """Show what is wrong: in place of the picture where it stopped, else above it."""
        if stopped:
            self._drop_picture("")
        self._say(message.title)
        self.trouble.explain(message, blocking=stopped)
        self._place_trouble()

    def show_recovered(self) -> None:
        """The problem is over."""
        self.trouble.hide()

    # ---- Qt

    def sizeHint(self) -> QSize:
        """As wide as an intake's column."""
        return QSize(432, 243)

    def hasHeightForWidth(self) -> bool:
        """The picture keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of a 16:9 picture."""
        return round(width / RATIO)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the trouble's text over the picture."""
        super().resizeEvent(event)
        self._place_trouble()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame and what is known about it."""
        picture = self.picture_rect()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(picture, RADIUS, RADIUS)
        if self._preview is None:
            painter.fillPath(shape, QColor(GROUND))
            painter.setPen(QColor("white"))
            painter.drawText(picture, Qt.AlignmentFlag.AlignCenter, self._words)
            return
        painter.setClipPath(shape)
        painter.drawImage(picture, self._image)
        if self._outline is not None:
            corners = [self.to_view(float(x), float(y)) for x, y in self._outline]
            draw_outline(painter, corners, self._colour)
        elif self.trouble.isHidden():
            draw_aim(painter, picture)
        if self._words:
            draw_plate(painter, picture, self._words, self._preview.sight, self.font())

    def picture_rect(self) -> QRectF:
        """Where the picture is in this widget: all of it that keeps the camera's shape."""
        ratio = RATIO if self._image.isNull() else self._image.width() / self._image.height()
        width = min(float(self.width()), self.height() * ratio)
        rect = QRectF(0, 0, width, width / ratio)
        rect.moveCenter(QRectF(self.rect()).center())
        return rect

    def to_view(self, x: float, y: float) -> QPointF:
        """From a preview's pixels to this widget's logical ones."""
        picture = self.picture_rect()
        scale = picture.width() / self._image.width()
        return picture.topLeft() + QPointF(x * scale, y * scale)

    # ---- inside

    def _drop_picture(self, words: str) -> None:
        self._preview = None
        self._image = QImage()
        self._outline = None
        self.trouble.hide()
        self._say(words)
        self.update()

    def _follow(self, preview: FramePreview) -> None:
        """Move the outline and its colour towards what the frame says; a jump is taken at once."""
        target = QColor(OUTLINE_COLOURS[preview.sight])
        if preview.quad is None:
            self._outline, self._colour = None, target
            return
        old = self._outline
        side = float(np.abs(np.ptp(preview.quad, axis=0)).max()) or 1.0
        if old is None or float(np.abs(preview.quad - old).max()) > side / 2:
            self._outline, self._colour = preview.quad, target
            return
        self._outline = np.asarray(old + (preview.quad - old) * FOLLOW, np.float32)
        self._colour = _between(self._colour, target)

    def _say(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words)

    def _place_trouble(self) -> None:
        self.trouble.fit_into(self.rect() if self.trouble.blocking else self.picture_rect().toRect())


def _between(old: QColor, new: QColor) -> QColor:
    def part(before: int, after: int) -> int:
        return after if abs(after - before) < 4 else round(before + (after - before) * FOLLOW)

    return QColor(part(old.red(), new.red()), part(old.green(), new.green()), part(old.blue(), new.blue()))
