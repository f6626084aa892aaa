"""The face from the chip, beside the live citizen; shown as long as the card lies there, kept nowhere."""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.workflows.chip_desk import ChipDesk
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.smartcard.datagroups.dg2 import FaceImage
from devices.smartcard.datagroups.face_images import Picture, decode_image

WIDTH, HEIGHT = 108, 144  # logical pixels: the camera's height, three to four
RADIUS = 10.0
Submit = Callable[[Callable[[], Picture]], "Future[Picture]"]


class ChipPhoto(QWidget):
    """Shows `ChipDesk.photo`, decoded off the main thread; hidden without one."""

    def __init__(self, desk: ChipDesk, submit: Submit, deliver: Deliver) -> None:
        super().__init__()
        self._desk = desk
        self._submit = submit
        self._deliver = deliver
        self._face: FaceImage | None = None
        self._image = QImage()
        self.setAccessibleName(self.tr("Ảnh trong chip của thẻ"))
        self.setToolTip(self.tr("Ảnh trong chip: so với người đang đứng trước quầy. Ảnh không được lưu."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def showing(self) -> bool:
        """Whether a face is to be seen."""
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        """Three to four, as high as the camera's picture."""
        return QSize(WIDTH, HEIGHT)

    def refresh(self) -> None:
        """Take the desk's photo, or let go of the one that was shown."""
        face = self._desk.photo
        if face is self._face:
            return
        self._face = face
        self._image = QImage()
        self.setVisible(False)
        if face is not None:
            self._deliver(self._submit(lambda: decode_image(face.data)), lambda it: self._show(face, it), _not_shown)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it whole, with round corners."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        where = QRectF((self.width() - size.width()) / 2, 0, size.width(), size.height())
        path = QPainterPath()
        path.addRoundedRect(where, RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.drawImage(where, self._image)
        painter.end()

    def _show(self, face: FaceImage, picture: Picture) -> None:
        if self._face is not face:  # the card has gone in the meantime
            return
        made = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
        self._image = made.copy()
        self.setVisible(True)
        self.update()


def _not_shown(_error: CodedError) -> None:
    """A face that cannot be decoded is no fault of the officer's: the printed one is there to compare."""
